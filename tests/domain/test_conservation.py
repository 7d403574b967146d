"""Each delay of article 21 at its day and the day after, across month ends and leap years; no decision passes a cap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsn_app.domain.conservation import (
    ArchiveNotClosed,
    ArchiveTooLong,
    AvanceNotEarlier,
    Echeance,
    EtatConservation,
    FaitsConservation,
    JustificationTooShort,
    RegleConservation,
    absence_echeance,
    add_months,
    age_cap,
    archive_cap,
    brouillon_echeance,
    compute_echeance,
    end_of_school_year,
    is_erasable,
    is_overdue,
    rappel_adulte_echeance,
    require_archive,
    require_avance,
    saisine_echeance,
    state_of,
)
from gsn_app.errors import GsnError
from tests.domain.modele_charte import CHARTE

RULES = CHARTE.conservation
JOUR = timedelta(days=1)
DATES = st.dates(date(2000, 1, 1), date(2060, 12, 31))
ENFANT = date(2012, 5, 3)


def due(**faits: object) -> Echeance:
    found = compute_echeance(RULES, FaitsConservation(**faits))  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("depart", "mois", "attendu"),
    [
        (date(2026, 1, 15), 3, date(2026, 4, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 3, date(2027, 3, 31)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 10, 1), 3, date(2027, 1, 1)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(
    depart: date, mois: int, attendu: date
) -> None:
    assert add_months(depart, mois) == attendu


@given(DATES, st.integers(0, 400))
def test_months_never_overflow_into_the_next_month(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + JOUR).day == 1


@pytest.mark.parametrize(
    "cloture", [date(2026, 1, 15), date(2026, 11, 30), date(2027, 11, 30), date(2026, 8, 31)]
)
def test_a_closed_situation_is_kept_three_months_to_the_day(cloture: date) -> None:
    echeance = due(naissance=ENFANT, cloture=cloture)
    assert echeance == Echeance(add_months(cloture, 3), RegleConservation.CLOTURE)
    assert not is_overdue(echeance, echeance.jour) and is_erasable(echeance, echeance.jour)
    assert is_overdue(echeance, echeance.jour + JOUR)
    assert not is_erasable(echeance, echeance.jour - JOUR)


def test_an_open_situation_ends_at_the_twenty_fifth_birthday_only() -> None:
    echeance = due(naissance=ENFANT)
    assert echeance == Echeance(date(2037, 5, 3), RegleConservation.AGE)
    assert not is_overdue(echeance, date(2037, 5, 3)) and is_overdue(echeance, date(2037, 5, 4))
    assert compute_echeance(RULES, FaitsConservation()) is None


def test_who_is_born_on_a_leap_day_is_kept_until_the_28th_when_the_year_has_no_29th() -> None:
    assert age_cap(RULES, date(2004, 2, 29)) == date(2029, 2, 28)


def test_the_birthday_wins_over_the_closure_and_over_an_archive() -> None:
    naissance, cloture = date(2002, 1, 10), date(2026, 12, 1)
    assert due(naissance=naissance, cloture=cloture) == Echeance(date(2027, 1, 10), RegleConservation.AGE)
    assert due(naissance=naissance, cloture=cloture, archive_jusqu_au=date(2029, 1, 1)).jour == date(
        2027, 1, 10
    )


def test_an_archive_lasts_to_its_day_and_never_past_thirty_six_months() -> None:
    cloture = date(2026, 1, 31)
    kept = due(naissance=ENFANT, cloture=cloture, archive_jusqu_au=date(2027, 6, 1))
    assert kept == Echeance(date(2027, 6, 1), RegleConservation.ARCHIVE)
    longest = due(naissance=ENFANT, cloture=cloture, archive_jusqu_au=date(2040, 1, 1))
    assert longest == Echeance(date(2029, 1, 31), RegleConservation.ARCHIVE)


@pytest.mark.parametrize(
    ("fait", "fin"),
    [
        (date(2026, 8, 31), date(2026, 8, 31)),
        (date(2026, 9, 1), date(2027, 8, 31)),
        (date(2028, 2, 29), date(2028, 8, 31)),
        (date(2026, 12, 31), date(2027, 8, 31)),
    ],
)
def test_absence_facts_end_with_their_school_year(fait: date, fin: date) -> None:
    assert end_of_school_year(fait, RULES.absence_fin_annee_scolaire) == fin
    echeance = absence_echeance(RULES, fait)
    assert echeance == Echeance(fin, RegleConservation.ABSENCE)
    assert not is_overdue(echeance, fin) and is_overdue(echeance, fin + JOUR)


def test_a_situation_on_absences_alone_ends_at_the_earlier_of_both_dates() -> None:
    july = due(naissance=ENFANT, cloture=date(2026, 7, 10), absence=True)
    assert july == Echeance(date(2026, 8, 31), RegleConservation.ABSENCE)
    autumn = due(naissance=ENFANT, cloture=date(2026, 9, 10), absence=True)
    assert autumn == Echeance(date(2026, 12, 10), RegleConservation.CLOTURE)


def test_the_rappel_of_an_adult_is_kept_three_months_after_the_return_to_the_parquet() -> None:
    echeance = rappel_adulte_echeance(RULES, date(2026, 11, 30))
    assert echeance == Echeance(date(2027, 2, 28), RegleConservation.RAPPEL_ADULTE)
    assert not is_overdue(echeance, date(2027, 2, 28)) and is_overdue(echeance, date(2027, 3, 1))


def test_a_saisine_set_aside_is_kept_three_months_and_none_passes_the_birthday() -> None:
    assert saisine_echeance(RULES, date(2026, 1, 31), ENFANT) == Echeance(
        date(2026, 4, 30), RegleConservation.SAISINE
    )
    assert saisine_echeance(RULES, None, ENFANT) == Echeance(date(2037, 5, 3), RegleConservation.AGE)
    assert saisine_echeance(RULES, None, None) is None


def test_a_draft_is_kept_thirty_days() -> None:
    assert brouillon_echeance(RULES, date(2028, 2, 28)) == date(2028, 3, 29)


@pytest.mark.parametrize(
    ("reste", "etat"),
    [
        (61, EtatConservation.GARDEE),
        (60, EtatConservation.AVERTIE),
        (31, EtatConservation.AVERTIE),
        (30, EtatConservation.IMMINENTE),
        (1, EtatConservation.IMMINENTE),
        (0, EtatConservation.ECHUE),
        (-1, EtatConservation.DEPASSEE),
    ],
)
def test_warnings_come_at_sixty_and_thirty_days(reste: int, etat: EtatConservation) -> None:
    echeance = Echeance(date(2026, 3, 31), RegleConservation.CLOTURE)
    assert state_of(RULES, echeance, echeance.jour - reste * JOUR) is etat


def test_what_has_no_date_is_kept_and_not_erasable() -> None:
    assert state_of(RULES, None, date(2026, 1, 1)) is EtatConservation.GARDEE
    assert not is_erasable(None, date(2026, 1, 1)) and not is_overdue(None, date(2026, 1, 1))


CLOSED = FaitsConservation(ENFANT, date(2026, 1, 31))


def test_an_archive_needs_a_closed_situation_and_a_written_need() -> None:
    today = date(2026, 2, 1)
    assert require_archive(RULES, CLOSED, date(2029, 1, 31), "  Contentieux en cours. ", today) == (
        "Contentieux en cours."
    )
    with pytest.raises(ArchiveTooLong) as refus:
        require_archive(RULES, CLOSED, date(2029, 2, 1), "Contentieux en cours.", today)
    assert "31/01/2029" in refus.value.sentence
    with pytest.raises(ArchiveTooLong):
        require_archive(RULES, CLOSED, today - JOUR, "Contentieux en cours.", today)
    with pytest.raises(JustificationTooShort):
        require_archive(RULES, CLOSED, date(2027, 1, 1), "Au cas où", today)
    with pytest.raises(ArchiveNotClosed):
        require_archive(RULES, FaitsConservation(ENFANT), date(2027, 1, 1), "Contentieux en cours.", today)
    with pytest.raises(ArchiveNotClosed):
        require_archive(RULES, CLOSED, date(2027, 1, 1), "Contentieux en cours.", date(2026, 5, 1))


def test_an_archive_is_refused_past_the_birthday_and_past_the_school_year() -> None:
    almost = FaitsConservation(date(2002, 3, 1), date(2026, 1, 31))
    with pytest.raises(ArchiveTooLong) as refus:
        require_archive(RULES, almost, date(2027, 3, 2), "Contentieux en cours.", date(2026, 2, 1))
    assert "01/03/2027" in refus.value.sentence
    with pytest.raises(ArchiveTooLong) as refus:
        require_archive(
            RULES, replace(CLOSED, absence=True), date(2026, 9, 1), "Contentieux en cours.", date(2026, 2, 1)
        )
    assert "31/08/2026" in refus.value.sentence


def test_a_date_is_brought_forward_from_today_to_the_date_in_force_and_never_put_back() -> None:
    today = date(2026, 2, 1)
    require_avance(RULES, CLOSED, today, today)
    require_avance(RULES, CLOSED, date(2026, 4, 30), today)
    for wrong in (today - JOUR, date(2026, 5, 1)):
        with pytest.raises(AvanceNotEarlier):
            require_avance(RULES, CLOSED, wrong, today)
    with pytest.raises(AvanceNotEarlier):
        require_avance(RULES, replace(CLOSED, avance=date(2026, 3, 1)), date(2026, 3, 2), today)
    with pytest.raises(ArchiveNotClosed):
        require_avance(RULES, FaitsConservation(ENFANT), today, today)


FAITS = st.builds(
    FaitsConservation, st.none() | DATES, st.none() | DATES, st.none() | DATES, st.none() | DATES, st.booleans()
)  # fmt: skip


@given(FAITS)
def test_no_decision_ever_passes_a_cap(faits: FaitsConservation) -> None:
    echeance = compute_echeance(RULES, faits)
    if echeance is None:
        assert faits.naissance is None and faits.cloture is None
        return
    if faits.naissance is not None:
        assert echeance.jour <= age_cap(RULES, faits.naissance)
    if faits.cloture is not None:
        assert echeance.jour <= archive_cap(RULES, faits.cloture)
        if faits.archive_jusqu_au is None:
            assert echeance.jour <= add_months(faits.cloture, 3)


@given(FAITS, DATES, DATES)
def test_an_accepted_archive_and_an_accepted_advance_are_what_is_applied(
    faits: FaitsConservation, jour: date, today: date
) -> None:
    try:
        require_archive(RULES, faits, jour, "Nécessité écrite et datée.", today)
    except GsnError:
        pass
    else:
        after = compute_echeance(RULES, replace(faits, archive_jusqu_au=jour, avance=None))
        assert after is not None and after.jour >= min(jour, after.jour)
        assert faits.cloture is not None
        assert after.jour <= max(jour, add_months(faits.cloture, RULES.apres_cloture_mois))
    try:
        require_avance(RULES, faits, jour, today)
    except GsnError:
        return
    moved = compute_echeance(RULES, replace(faits, avance=jour))
    assert moved is not None and moved.jour == jour


@given(FAITS, DATES)
def test_a_thing_is_either_kept_or_erasable_and_overdue_implies_erasable(
    faits: FaitsConservation, jour: date
) -> None:
    echeance = compute_echeance(RULES, faits)
    assert is_erasable(echeance, jour) or not is_overdue(echeance, jour)
    assert (state_of(RULES, echeance, jour) is EtatConservation.DEPASSEE) == is_overdue(echeance, jour)
