"""Dates, warnings, archive and dates brought forward: what each opens and closes, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from gsn_app.actions.accueil import list_taches
from gsn_app.actions.archive import (
    ArchiveMissing,
    advance_effacement,
    archive_situation,
    list_archives,
    read_archive,
    read_dates,
)
from gsn_app.actions.conservation import ConservationExpired, SituationArchived
from gsn_app.actions.doublon import compare_personne
from gsn_app.actions.effacement import (
    erase_batch,
    list_echeances,
)
from gsn_app.actions.journal import verify_journal
from gsn_app.actions.rappel_ordre import list_rappels, read_rappel
from gsn_app.actions.situation import (
    change_personne,
    close_situation,
    list_situations,
    open_situation,
    read_situation,
)
from gsn_app.domain.conservation import (
    ArchiveTooLong,
    AvanceNotEarlier,
    EtatConservation,
    JustificationTooShort,
)
from gsn_app.domain.rappel_ordre import Fait
from gsn_app.domain.situation import AgeOutOfScope, Personne, SituationUnknown
from tests.actions.exemples import AUTRE, PERSONNE, logged, open_one, prepare_one, read_all
from tests.actions.exemples_effacement import ECHEANCE, at, close_one
from tests.coffre_prepare import GSN, Prepare

NEED = "Contentieux en cours devant le tribunal administratif."


@pytest.fixture
def close(coffre: Prepare) -> Callable[..., str]:
    """Opens and closes a situation on 30 November 2026."""
    return partial(close_one, coffre)


@pytest.mark.parametrize(
    ("jours", "etat"),
    [
        (ECHEANCE - 61, None),
        (ECHEANCE - 60, EtatConservation.AVERTIE),
        (ECHEANCE - 30, EtatConservation.IMMINENTE),
        (ECHEANCE, EtatConservation.ECHUE),
        (ECHEANCE + 1, EtatConservation.DEPASSEE),
    ],
)
def test_a_closed_situation_announces_itself_at_60_and_30_days(
    coffre: Prepare, close: Callable[..., str], jours: int, etat: EtatConservation | None
) -> None:
    situation = close()
    with logged(coffre, "coordo", at(jours)) as session:
        found = list_echeances(session)
        tasks = [t for t in list_taches(session) if t.genre == "effacement"]
    assert [e.etat for e in found] == ([etat] if etat else [])
    assert [t.objet_id for t in tasks] == ([situation] if etat else [])


def test_the_last_day_is_readable_and_the_day_after_nobody_reads(
    coffre: Prepare, close: Callable[..., str]
) -> None:
    situation = close()
    for nom in ("coordo", "ecole"):
        with logged(coffre, nom, at(ECHEANCE)) as session:
            assert read_situation(session, situation).personne is not None
    for nom in ("coordo", "ecole"):
        with logged(coffre, nom, at(ECHEANCE + 1)) as session:
            with pytest.raises(ConservationExpired):
                read_situation(session, situation)
            assert list_situations(session) == []
    with logged(coffre, "coordo", at(ECHEANCE + 1)) as session:
        assert compare_personne(session, PERSONNE) == []
        with pytest.raises(ConservationExpired):
            change_personne(session, situation, AUTRE)
        (late,) = list_echeances(session)
        assert PERSONNE.nom not in late.libelle and PERSONNE.prenom not in late.libelle
        assert all(PERSONNE.nom not in repr(t) for t in list_taches(session))


def test_an_elu_who_holds_the_rappel_alone_does_not_read_it_past_the_date(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo")
    with logged(coffre, "coordo") as session:
        rappel = prepare_one(session, situation)
        close_situation(session, situation, "cloture.SOL")
    later = datetime.now(UTC) + timedelta(days=94)
    with logged(coffre, "maire") as session:
        assert read_rappel(session, rappel).prepare is not None
    with logged(coffre, "maire", lambda: later) as session:
        assert list_rappels(session) == []
        with pytest.raises(ConservationExpired):
            read_rappel(session, rappel)


def test_an_open_situation_stops_at_the_twenty_fifth_birthday(coffre: Prepare) -> None:
    born = Personne("Exemple", "Aîné", "2001-12-20", "M")
    with logged(coffre, "coordo", at(0)) as session:
        situation = open_situation(
            session,
            GSN,
            personne=born,
            origine="origine.EN",
            motif="motif.INC",
            cercle=[coffre.membres["coordo"]],
        )
    with logged(coffre, "coordo", at(20)) as session:
        assert read_situation(session, situation)
    with logged(coffre, "coordo", at(21)) as session:
        with pytest.raises(ConservationExpired):
            read_situation(session, situation)
        with pytest.raises(AgeOutOfScope):
            open_situation(
                session, GSN, personne=born, origine="origine.EN", motif="motif.INC",
                cercle=[coffre.membres["coordo"]],
            )  # fmt: skip
        assert len(erase_batch(session, [situation]).lignes) == 1


def test_a_rappel_on_absences_goes_at_the_end_of_the_school_year_and_its_situation_stays(
    coffre: Prepare,
) -> None:
    situation = open_one(coffre, "coordo")
    with logged(coffre, "coordo") as session:
        absences = prepare_one(session, situation, fait=Fait.ABSENT)
        other = prepare_one(session, situation)
    today = date.today()
    end = date(today.year + ((today.month, today.day) > (8, 31)), 8, 31)
    last, after = (datetime(d.year, d.month, d.day, 10, tzinfo=UTC) for d in (end, end + timedelta(days=1)))
    with logged(coffre, "coordo", lambda: last) as session:
        assert {r.id for r in list_rappels(session)} == {absences, other}
    with logged(coffre, "coordo", lambda: after) as session:
        assert {r.id for r in list_rappels(session)} == {other}
        with pytest.raises(ConservationExpired):
            read_rappel(session, absences)
        done = erase_batch(session, [absences])
        assert {line.regle for line in done.lignes} == {"absence"}
        assert read_situation(session, situation).rappels == (other,)
        assert verify_journal(session).integre


def test_a_date_is_brought_forward_and_never_put_back(coffre: Prepare, close: Callable[..., str]) -> None:
    situation = close()
    with logged(coffre, "coordo", at(1)) as session:
        with pytest.raises(AvanceNotEarlier):
            advance_effacement(session, situation, "2027-03-01")
        advance_effacement(session, situation, "2026-12-01")
        with pytest.raises(AvanceNotEarlier):
            advance_effacement(session, situation, "2026-12-02")
        assert [line.regle for line in erase_batch(session, [situation]).lignes] == ["avance"]


def test_an_archive_leaves_the_lists_and_opens_with_a_reason_each_time_journaled(
    coffre: Prepare, close: Callable[..., str]
) -> None:
    situation = close()
    with logged(coffre, "coordo", at(2)) as session:
        with pytest.raises(ArchiveMissing):
            read_archive(session, situation, "Demande.")
        with pytest.raises(JustificationTooShort):
            archive_situation(session, situation, jusqu_au="2028-01-01", motif="Utile")
        with pytest.raises(ArchiveTooLong):
            archive_situation(session, situation, jusqu_au="2029-12-01", motif=NEED)
        assert read_dates(session, situation).archive_max == "2029-11-30"
        archive_situation(session, situation, jusqu_au="2028-01-31", motif=NEED)
        assert list_situations(session) == [] and compare_personne(session, PERSONNE) == []
        with pytest.raises(SituationArchived):
            read_situation(session, situation)
    for nom in ("ecole", "social"):
        with logged(coffre, nom, at(ECHEANCE + 10)) as session:
            assert list_situations(session) == []
            with pytest.raises((SituationArchived, SituationUnknown)):
                read_situation(session, situation)
    with logged(coffre, "coordo", at(ECHEANCE + 10)) as session:
        (kept,) = list_archives(session, "Réquisition du 3 mars.")
        assert (kept.nom, kept.motif, kept.jusqu_au) == (PERSONNE.nom, NEED, "2028-01-31")
        opened = read_archive(session, situation, "Réquisition du 3 mars.")
        assert opened.personne is not None and len(opened.apports) == 2
        with pytest.raises(Exception, match="Motif"):
            read_archive(session, situation, "  ")
    seen = [e for e in read_all(coffre) if e.acte == "archive.consultee"]
    assert [e.motif for e in seen][-2:] == ["liste : Réquisition du 3 mars.", "Réquisition du 3 mars."]
    end = (date(2028, 1, 31) - date(2026, 11, 30)).days
    with logged(coffre, "coordo", at(end + 1)) as session:
        with pytest.raises(ConservationExpired):
            read_archive(session, situation, "Réquisition du 3 mars.")
        assert list_archives(session, "Encore.") == []
        assert [line.regle for line in erase_batch(session, [situation]).lignes] == ["archive"]
