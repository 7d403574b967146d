"""Who must be handed an information notice (C8): by age, at the very day of the birthday."""

from __future__ import annotations

from datetime import date, timedelta

from gsn_app.domain.notice import PublicNotice, publics_of

NEE = date(2011, 3, 1)


def test_an_adult_gets_their_own_notice_alone() -> None:
    assert publics_of(NEE, date(2029, 3, 1)) == (PublicNotice.PERSONNE,)


def test_a_minor_of_fifteen_reads_the_full_notice_and_so_do_the_representatives() -> None:
    for jour in (date(2026, 3, 1), date(2029, 2, 28)):
        assert publics_of(NEE, jour) == (PublicNotice.PERSONNE, PublicNotice.REPRESENTANT)


def test_under_fifteen_the_words_are_plain_until_the_day_before_the_birthday() -> None:
    veille = date(2026, 3, 1) - timedelta(days=1)
    assert publics_of(NEE, veille) == (PublicNotice.MOINS_15_ANS, PublicNotice.REPRESENTANT)


def test_born_on_a_leap_day_one_is_fifteen_on_the_first_of_march() -> None:
    nee = date(2012, 2, 29)
    assert publics_of(nee, date(2027, 2, 28))[0] is PublicNotice.MOINS_15_ANS
    assert publics_of(nee, date(2027, 3, 1))[0] is PublicNotice.PERSONNE
