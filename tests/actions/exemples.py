"""Fictitious people and ordinary gestures of the life of a situation, through the acts a person triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from gsn_app.actions.impression import Feuille, confirm_impression
from gsn_app.actions.journal import LigneJournal, count_entrees, read_journal, verify_journal
from gsn_app.actions.rappel_ordre import confirm_fiche_navette, prepare_rappel, print_fiche_navette
from gsn_app.actions.session import Session
from gsn_app.actions.situation import open_situation
from gsn_app.domain.rappel_ordre import Fait, MesureRappel, QualiteRepresentant, Representant
from gsn_app.domain.situation import Personne
from gsn_app.errors import GsnError
from tests.coffre_prepare import GSN, Prepare

Clock = Callable[[], datetime]
PERSONNE = Personne(
    "Exemple-Modèle", "Maëlys", "2012-05-03", "F", adresse="1 rue Fictive", quartier="quartier.CEN"
)
AUTRE = Personne("Œuvré", "Ignace", "2010-01-09", "M")
MERE = Representant("Exemple-Modèle", "Zoé", QualiteRepresentant.MERE, "12 rue des Tilleuls\n99001 Valfictif")


def day(shift: int = 0) -> str:
    """Today on this machine, ISO, shifted by days."""
    return (date.today() + timedelta(days=shift)).isoformat()


@contextmanager
def logged(coffre: Prepare, nom: str, clock: Clock | None = None) -> Iterator[Session]:
    """The vault open as one member for the time of the block."""
    session = coffre.open(nom, clock)
    try:
        yield session
    finally:
        session.close()


def open_one(
    coffre: Prepare, *cercle: str, personne: Personne = PERSONNE, by: str = "coordo", **more: Any
) -> str:
    """A situation opened by the coordonnateur with the circle named; returns its id."""
    with logged(coffre, by) as session:
        return open_situation(
            session, GSN, personne=personne, origine="origine.EN", motif="motif.ABS",
            cercle=[coffre.membres[nom] for nom in cercle or ("coordo", "ecole")], **more,
        )  # fmt: skip


def read_all(coffre: Prepare) -> list[LigneJournal]:
    """The whole journal as the auditeur reads it."""
    with logged(coffre, "dpo") as session:
        return read_journal(session, nombre=100_000)


def refusals(coffre: Prepare) -> list[tuple[str, str, str]]:
    """``(member, motive, reference)`` of each journaled refusal, oldest first."""
    return [(x.membre, x.motif, x.reference) for x in read_all(coffre) if x.acte == "acces.refuse"]


def expect_refusal(
    session: Session, error: type[GsnError], acte: str, function: Callable[..., Any], *args: Any, **more: Any
) -> str:
    """The act is refused, nothing is written but one entry; returns the motive that the auditeur will read."""
    root, before = session.coffre.racine.root(), count_entrees(session)
    with pytest.raises(error) as caught:
        function(session, *args, **more)
    assert session.coffre.racine.root() == root, "a refused act wrote something"
    assert count_entrees(session) == before + 1, "a refused act leaves exactly one entry"
    assert caught.value.sentence and caught.value.code in str(caught.value)
    return f"{acte} {caught.value.code}"


def expect_sound(coffre: Prepare, nom: str = "dpo") -> None:
    """The journal is whole, verified with the audit key when the member holds it."""
    with logged(coffre, nom) as session:
        etat = verify_journal(session)
        assert etat.integre, etat.anomalies
        assert not session.anomalies


FACTS: dict[str, Any] = {
    "nom": "Exemple-Modèle", "prenom": "Maëlys", "date_naissance": "2012-05-03", "fait": Fait.DEGRAD,
    "description": "A tracé des inscriptions au feutre sur un abribus.", "lieu": "Avenue de la Gare",
    "service": "Police municipale", "commune_victime": True, "crime_ou_delit": False, "plainte_deposee": False,
    "enquete_judiciaire": False, "acte_envisage": MesureRappel.RAPPEL, "representants": (MERE,),
    "adresse": "1 rue Fictive",
}  # fmt: skip
ANSWER = {"magistrat_nom": "Aude Imaginaire", "magistrat_qualite": "Substitut du procureur"}


def facts(**changes: Any) -> dict[str, Any]:
    """Fields of a rappel to prepare, facts of five days ago."""
    return {**FACTS, "date_fait": day(-5), **changes}


def prepare_one(session: Session, situation_id: str, **changes: Any) -> str:
    """A prepared rappel; returns its id."""
    return prepare_rappel(session, situation_id, **facts(**changes))


def send(session: Session, rappel_id: str) -> Feuille:
    """Temps 1: the sheet is printed and confirmed, then recorded."""
    feuille = print_fiche_navette(session, rappel_id)
    confirm_impression(session, feuille, reussie=True)
    confirm_fiche_navette(session, rappel_id, feuille)
    return feuille


class Horloge:
    """A clock set by hand; each look moves it one millisecond."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now.astimezone(UTC)
