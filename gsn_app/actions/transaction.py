"""The municipal transaction, act by act (CPP 44-1): rules are the domain's, each act is an event signed by its author."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gsn_app.actions import chemin as path
from gsn_app.actions.feuille import print_sheet
from gsn_app.actions.impression import Feuille
from gsn_app.actions.reglage import read_reglages
from gsn_app.actions.session import Session, act, reference_of
from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre_garde import ActePossible
from gsn_app.domain.transaction import (
    EXECUTEE,
    HOMOLOGUEE,
    NON_EXECUTEE,
    NON_HOMOLOGUEE,
    REFUSEE,
    TRANSACTION,
    Transaction,
)
from gsn_app.domain.transaction_evenement import (
    Decidee,
    Executee,
    NatureTransaction,
    ParquetAvise,
    Preparee,
    Proposee,
    Repondue,
    Silence,
    Transmise,
)
from gsn_app.domain.transaction_feuille import courrier_of, proposition_of
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Dossier, Genre
from gsn_app.store.unite import Unite

#: what the report counts after each state
SUITES = {
    REFUSEE: "suite.REF", HOMOLOGUEE: "suite.HOM", NON_HOMOLOGUEE: "suite.NHO", EXECUTEE: "suite.EXE",
    NON_EXECUTEE: "suite.NEX",
}  # fmt: skip


@dataclass(frozen=True)
class TransactionResume:
    """One line of the board and of the yearly counts. Dates ISO, "" while they did not come.

    ``limite``: the day that counts now; ``acceptee`` None while unanswered, as ``homologuee`` and ``executee``.
    """

    id: str
    dossier_id: str
    nom: str
    prenom: str
    etat: str
    nature: str
    heures: int
    date_pv: str
    date_proposition: str
    limite: str
    acceptee: bool | None
    homologuee: bool | None
    executee: bool | None
    adulte: bool


@act(Acte.TRANSACTION_CONSULTEE)
def list_transactions(session: Session) -> list[TransactionResume]:
    """Transactions of the situations and adults' dossiers this member reads; one journal entry."""
    session.gate(Acte.TRANSACTION_CONSULTEE)
    session.trace(Acte.TRANSACTION_CONSULTEE, motif="liste")
    return [_resume(objet, dossier, t) for objet, dossier, t in path.walk(session, TRANSACTION)]


def _resume(objet_id: str, dossier: Dossier, t: Transaction) -> TransactionResume:
    p = t.preparee
    refused = t.silence is not None or (t.repondue is not None and not t.repondue.acceptee)
    return TransactionResume(
        objet_id, dossier.id.hex(), p.nom if p else "", p.prenom if p else "", t.etat, str(p.nature) if p else "",
        p.heures if p and p.nature is NatureTransaction.TRAVAIL else 0, p.date_pv.isoformat() if p else "",
        t.proposee.date_proposition.isoformat() if t.proposee else "", t.limite.isoformat() if t.limite else "",
        False if refused else True if t.repondue else None, t.decidee.homologuee if t.decidee else None,
        t.executee.executee if t.executee else None, dossier.genre == Genre.RAPPEL,
    )  # fmt: skip


@act(Acte.TRANSACTION_CONSULTEE)
def read_transaction(session: Session, objet_id: str) -> tuple[Transaction, tuple[ActePossible, ...]]:
    """One transaction, replayed from its signed events, and what this member may do of it."""
    session.gate(Acte.TRANSACTION_CONSULTEE)
    session.trace(Acte.TRANSACTION_CONSULTEE, reference_of((objet_id,)))
    _, instance_id, found = path.find(session, Acte.TRANSACTION_CONSULTEE, TRANSACTION, objet_id)
    return found, path.permitted(session, TRANSACTION, instance_id, found)


@act(Acte.TRANSACTION_PREPAREE)
def prepare_transaction(session: Session, /, situation_id: str, **donnees: Any) -> str:
    """Prepare one in a situation, from the fields of ``Preparee``; the settings give the local cap. Returns its id."""
    return path.start(
        session, Acte.TRANSACTION_PREPAREE, TRANSACTION, situation_id, Preparee, _settled(session, donnees)
    )


@act(Acte.TRANSACTION_PREPAREE)
def prepare_transaction_adulte(session: Session, /, instance_id: str, **donnees: Any) -> str:
    """The same for an adult whom the group does not follow, in a dossier apart."""
    told = {**_settled(session, donnees), "mineurs_admis": False}
    return path.start_apart(session, Acte.TRANSACTION_PREPAREE, TRANSACTION, instance_id, Preparee, told)


@act(Acte.TRANSACTION_PROPOSEE)
def propose_transaction(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """The elu proposes (fields of ``Proposee``), within one month of the report; nobody else can."""
    path.record(session, TRANSACTION, Acte.TRANSACTION_PROPOSEE, objet_id, Proposee, donnees)


@act(Acte.TRANSACTION_REPONDUE)
def record_answer(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """The person's answer (fields of ``Repondue``); an acceptance past the fifteen days is refused."""
    path.record(
        session, TRANSACTION, Acte.TRANSACTION_REPONDUE, objet_id, Repondue, donnees, reflect=_reflect
    )


@act(Acte.TRANSACTION_SILENCE)
def record_silence(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """No answer came (fields of ``Silence``): a refusal, from the day after the delay."""
    path.record(session, TRANSACTION, Acte.TRANSACTION_SILENCE, objet_id, Silence, donnees, reflect=_reflect)


@act(Acte.TRANSACTION_TRANSMISE)
def transmit(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """The accepted proposal left for homologation (fields of ``Transmise``)."""
    path.record(session, TRANSACTION, Acte.TRANSACTION_TRANSMISE, objet_id, Transmise, donnees)


@act(Acte.TRANSACTION_DECIDEE)
def record_homologation(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """The authority's decision (fields of ``Decidee``): procureur for a repair, judge for work."""
    path.record(session, TRANSACTION, Acte.TRANSACTION_DECIDEE, objet_id, Decidee, donnees, reflect=_reflect)


@act(Acte.TRANSACTION_EXECUTEE)
def record_execution(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """Carried out or not (fields of ``Executee``); never before the homologation."""
    path.record(
        session, TRANSACTION, Acte.TRANSACTION_EXECUTEE, objet_id, Executee, donnees, reflect=_reflect
    )


@act(Acte.TRANSACTION_PARQUET_AVISE)
def inform_parquet(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """The procureur was told what followed (fields of ``ParquetAvise``); nothing follows."""
    path.record(session, TRANSACTION, Acte.TRANSACTION_PARQUET_AVISE, objet_id, ParquetAvise, donnees)


@act(Acte.IMPRESSION_DEMANDEE)
def print_proposition(session: Session, objet_id: str) -> Feuille:
    """The sheet « proposition de transaction »; raises TransactionSheetUntimely once it was answered."""
    return print_sheet(
        session, Acte.TRANSACTION_CONSULTEE, TRANSACTION, objet_id, "transaction", proposition_of
    )


@act(Acte.IMPRESSION_DEMANDEE)
def print_courrier(session: Session, objet_id: str) -> Feuille:
    """The letter to the parquet, to homologate or to tell what followed; raises TransactionSheetUntimely."""
    return print_sheet(
        session, Acte.TRANSACTION_CONSULTEE, TRANSACTION, objet_id, "transaction_courrier", courrier_of
    )


def _settled(session: Session, donnees: dict[str, Any]) -> dict[str, Any]:
    """The fields typed, with the local cap of the charter and the commune's choice on minors."""
    plafond = session.charte.limites.travail_non_remunere_heures
    return {**donnees, "plafond_heures": plafond, "mineurs_admis": read_reglages(session).transaction_mineurs}


def _reflect(u: Unite, dossier: Dossier, after: Transaction) -> None:
    situations.add_mesure_code(u, dossier, "mesure.TRA")
    suite = SUITES.get(after.etat)
    if suite is not None:
        situations.change_typologie(u, dossier, suite=suite)
