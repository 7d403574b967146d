"""Rights of the persons: the ledger of requests, the answers and their delays, limitation and erasure on request.

The ledger names nobody. What a request gives is done by the ordinary acts of the situation: correcting it, printing
the access pack (``actions.dossier_acces``), limiting its use, erasing it (RGPD art. 15–21; charter, article 11).
"""

from __future__ import annotations

from datetime import date

from gsn_app.actions.effacement import Effacement, erase_requested
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import find_held, require_open, require_past
from gsn_app.domain.acte import Acte
from gsn_app.domain.demande_droit import (
    REFERENCE_MAX,
    DemandeDroit,
    Demandeur,
    Droit,
    DroitUnsuited,
    EtatDemande,
    IdentiteUnproven,
    MotifReponse,
    SensReponse,
    require_pending,
    require_prolongation,
    require_reponse,
)
from gsn_app.domain.situation import SituationUnknown
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import InvalidInput
from gsn_app.store import demande_droit as store
from gsn_app.store import situation as situations


class ReferenceNaming(InvalidInput):
    """La référence nomme quelqu’un (« {mot} ») : écrivez celle du courrier, le registre ne nomme personne."""

    code = "DRO-10"


class LimitationAbsent(InvalidInput):
    """L’usage de cette situation n’est pas limité."""

    code = "DRO-11"


class LimitationPresent(InvalidInput):
    """L’usage de cette situation est déjà limité."""

    code = "DRO-12"


@act(Acte.DEMANDE_DROIT_CONSULTEE)
def list_demandes(session: Session) -> list[DemandeDroit]:
    """The requests of the bodies this member coordinates; one journal entry."""
    session.gate(Acte.DEMANDE_DROIT_CONSULTEE)
    session.trace(Acte.DEMANDE_DROIT_CONSULTEE)
    return list_held(session)


def list_held(session: Session) -> list[DemandeDroit]:
    """The same, for a list that is already journaled."""
    return [
        d
        for d in store.list_demandes(session.coffre)
        if session.permits(Acte.DEMANDE_DROIT_CONSULTEE, d.instance_id)
    ]


@act(Acte.DEMANDE_DROIT_RECUE)
def record_demande(
    session: Session, instance_id: str, droit: Droit, demandeur: Demandeur, *, recue_le: str, reference: str = "",
    situation_id: str = "", identite_demandee: bool = False,
) -> str:  # fmt: skip
    """Write a request in the ledger, numbered; returns its id.

    ``reference`` is the letter's own, at most 40 characters; it may not hold the name of the person it is linked to.
    ``identite_demandee``: a proof of identity had to be asked for, the delay waits for it (art. 12.6).
    Raises SituationUnknown for a situation of another body or not held, ReferenceNaming, DateImpossible.
    """
    session.gate_instance(Acte.DEMANDE_DROIT_RECUE, instance_id)
    day = require_past(session, "Reçue le", recue_le)
    clean = validate_texte("Référence du courrier", reference, REFERENCE_MAX, obligatoire=False)
    if situation_id:
        resume = situations.read_resume(session.coffre, find_held(session, situation_id))
        if resume is None or resume.typologie.instance_id != instance_id:
            raise SituationUnknown()
        for mot in (resume.personne.nom, resume.personne.prenom):
            if mot.casefold() in clean.casefold():
                raise ReferenceNaming(mot=mot)
    year = day[:4]
    with session.unit(Acte.DEMANDE_DROIT_RECUE, situation_id, motif=str(droit)) as u:
        numero = f"D-{year}-{u.next_number(f'demande_droit.{year}'):03d}"
        demande = DemandeDroit(
            "", numero, instance_id, droit, demandeur, day, clean, situation_id,
            identite_demandee_le=session.today() if identite_demandee else "",
        )  # fmt: skip
        return store.add_demande(u, demande)


@act(Acte.DEMANDE_DROIT_RECUE)
def record_identite(session: Session, demande_id: str, le: str) -> None:
    """The identity asked for was proven, on that day: the delay runs from it."""
    demande = _find(session, Acte.DEMANDE_DROIT_RECUE, demande_id)
    require_pending(demande)
    if demande.etat is not EtatDemande.IDENTITE_ATTENDUE:
        raise DroitUnsuited()
    day = require_past(session, "Identité établie le", le, depuis=demande.recue_le)
    with session.unit(Acte.DEMANDE_DROIT_RECUE, demande_id, motif="identité établie") as u:
        store.change_demande(u, demande_id, identite_prouvee_le=day)


@act(Acte.DEMANDE_DROIT_PROLONGEE)
def prolong_demande(session: Session, demande_id: str) -> None:
    """Carry the delay to three months, once, within the first month; the person must be told why (art. 12.3)."""
    demande = _find(session, Acte.DEMANDE_DROIT_PROLONGEE, demande_id)
    require_prolongation(demande, _today(session))
    with session.unit(Acte.DEMANDE_DROIT_PROLONGEE, demande_id) as u:
        store.change_demande(u, demande_id, prolongee_le=session.today())


@act(Acte.DEMANDE_DROIT_REPONDUE)
def answer_demande(
    session: Session, demande_id: str, sens: SensReponse, motif: MotifReponse | None = None, *, le: str
) -> None:
    """Record the answer given, its reason when it is not wholly favourable, and its day."""
    demande = _find(session, Acte.DEMANDE_DROIT_REPONDUE, demande_id)
    day = require_past(session, "Date de la réponse", le)
    require_reponse(demande, sens, motif, date.fromisoformat(day))
    with session.unit(Acte.DEMANDE_DROIT_REPONDUE, demande_id, motif=f"{demande.droit} {sens}") as u:
        store.change_demande(u, demande_id, repondue_le=day, reponse=str(sens), motif=str(motif or ""))


@act(Acte.SITUATION_LIMITEE)
def limit_situation(session: Session, situation_id: str) -> None:
    """Freeze the use of a situation: it is read, informed, closed or erased; nothing is added (RGPD art. 18)."""
    dossier, typologie = require_open(session, situation_id, Acte.SITUATION_LIMITEE, closed_too=True)
    if typologie.limitee_le:
        raise LimitationPresent()
    with session.unit(Acte.SITUATION_LIMITEE, situation_id) as u:
        situations.change_typologie(u, dossier, limitee_le=session.today())
        situations.note(u, dossier, Acte.SITUATION_LIMITEE)


@act(Acte.SITUATION_LIMITATION_LEVEE)
def lift_limitation(session: Session, situation_id: str) -> None:
    """End the freeze; the person must have been told before (RGPD art. 18.3)."""
    dossier, typologie = require_open(session, situation_id, Acte.SITUATION_LIMITATION_LEVEE, closed_too=True)
    if not typologie.limitee_le:
        raise LimitationAbsent()
    with session.unit(Acte.SITUATION_LIMITATION_LEVEE, situation_id) as u:
        situations.change_typologie(u, dossier, limitee_le="")
        situations.note(u, dossier, Acte.SITUATION_LIMITATION_LEVEE)


@act(Acte.SITUATION_EFFACEE)
def erase_on_request(session: Session, demande_id: str) -> Effacement:
    """Erase the situation a granted request of erasure or opposition is linked to; nothing can undo it.

    Unlike a retention erasure nothing moves into the counters: the person leaves the figures too (anonymity R4).
    Raises DroitUnsuited, IdentiteUnproven.
    """
    demande = _find(session, Acte.SITUATION_EFFACEE, demande_id)
    if demande.droit not in (Droit.EFFACEMENT, Droit.OPPOSITION) or not demande.situation_id:
        raise DroitUnsuited()
    if demande.etat is EtatDemande.IDENTITE_ATTENDUE:
        raise IdentiteUnproven()
    if not demande.granted:
        raise DroitUnsuited()
    done = erase_requested(session, demande.situation_id)
    with session.unit(Acte.DEMANDE_DROIT_REPONDUE, demande_id, motif="exécutée") as u:
        store.change_demande(u, demande_id, executee_le=session.today(), situation_id="")
    return done


def find_pack_demande(session: Session, acte: Acte, demande_id: str) -> DemandeDroit:
    """A request of access that a pack may answer: linked to a situation, its identity proven.

    Raises DemandeUnknown, DroitUnsuited, IdentiteUnproven.
    """
    demande = _find(session, acte, demande_id)
    if demande.droit is not Droit.ACCES or not demande.situation_id:
        raise DroitUnsuited()
    if demande.etat is EtatDemande.IDENTITE_ATTENDUE:
        raise IdentiteUnproven()
    return demande


def _find(session: Session, acte: Acte, demande_id: str) -> DemandeDroit:
    session.gate(acte)
    demande = store.find_demande(session.coffre, demande_id)
    session.gate(acte, demande.instance_id)
    return demande


def _today(session: Session) -> date:
    return date.fromisoformat(session.today())
