"""Passing a situation to another body: proposed with what the sender selects, then accepted, refused or taken back.

The copy is sealed to the receiving coordonnateurs under keys of its own; accepting opens a new situation there, under
a new id. No key of the situation it comes from passes. Both sides keep the trace.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gsn_app.actions.conservation import require_in_time, saisine_echeance_of
from gsn_app.actions.liste import validate_code
from gsn_app.actions.saisine import validate_personne
from gsn_app.actions.session import InstanceForeign, Session, act
from gsn_app.actions.situation import require_admissible, require_circle, require_open
from gsn_app.domain.acte import Acte
from gsn_app.domain.lien import ACCEPTE, EN_ATTENTE, REFUSE, REVOQUE, TraceTransfert
from gsn_app.domain.membre import Role
from gsn_app.domain.situation import SituationUnknown, Typologie
from gsn_app.domain.transfert import (
    Envoi,
    Selection,
    Transfert,
    TransfertAnswered,
    TransfertNotOwn,
    TransfertSameInstance,
    TransfertUnderWay,
    TransfertUnknown,
    TransfertWithoutReceiver,
    build_envoi,
)
from gsn_app.store import lien
from gsn_app.store import parcours as suivis
from gsn_app.store import saisine as saisines
from gsn_app.store import situation as situations
from gsn_app.store import transfert as store
from gsn_app.store.charte import list_coordonnateurs
from gsn_app.store.cle_scellee import Dossier
from gsn_app.store.unite import Unite

#: the sender's side has noted how it ended
NOTE = "noté"


@act(Acte.TRANSFERT_PROPOSE)
def propose_transfert(session: Session, situation_id: str, instance_id: str, selection: Selection) -> str:
    """Propose a situation to another body with what is selected; returns the transfer's id.

    Raises TransfertSameInstance, TransfertUnderWay, TransfertWithoutReceiver, SelectionImpossible.
    """
    dossier, typologie = require_open(session, situation_id, Acte.TRANSFERT_PROPOSE)
    require_circle(dossier)
    coffre = session.coffre
    target = next((i for i in coffre.annuaire.instances if i.id == instance_id), None)
    if target is None:
        raise InstanceForeign()
    if instance_id == typologie.instance_id:
        raise TransfertSameInstance()
    if not list_coordonnateurs(coffre, instance_id):
        raise TransfertWithoutReceiver(instance=target.nom)
    if lien.find_trace(coffre, dossier) is not None:
        note_answers(session)  # the answer may have come since
    if lien.find_trace(coffre, dossier) is not None:
        raise TransfertUnderWay()
    complete = situations.read_situation(coffre, dossier)
    envoi = build_envoi(complete, selection, session.membre.id)
    le = session.today()
    with session.unit(Acte.TRANSFERT_PROPOSE, situation_id, motif=f"vers {instance_id}") as u:
        transfert_id = store.create_transfert(u, envoi, typologie.instance_id, instance_id, le)
        trace = TraceTransfert("envoi", instance_id, le, session.membre.id)
        lien.add_trace(u, dossier, trace, transfert_id)
        situations.note(u, dossier, Acte.TRANSFERT_PROPOSE, target.nom)
    return transfert_id


@act(Acte.TRANSFERT_CONSULTE)
def list_transferts(session: Session) -> list[Transfert]:
    """Transfers addressed to the bodies this member coordinates, and those they proposed; journaled first."""
    session.gate(Acte.TRANSFERT_CONSULTE)
    session.trace(Acte.TRANSFERT_CONSULTE)
    return list_readable_transferts(session)


def list_readable_transferts(session: Session) -> list[Transfert]:
    """Those whose retention is not over, newest first."""
    found = []
    for transfert in store.list_transferts(session.coffre):
        saisine = saisines.find_saisine(session.coffre, transfert.id)
        if saisine is None or not (transfert.par == session.membre.id or _receives(session, transfert)):
            continue
        echeance = saisine_echeance_of(session, saisine)
        if echeance is None or echeance.jour.isoformat() >= session.today():
            found.append(transfert)
    return found


@act(Acte.TRANSFERT_ACCEPTE)
def accept_transfert(session: Session, transfert_id: str, cercle: Iterable[str]) -> str:
    """Open the situation here with its own circle, from the copy; returns its new id.

    The identity and the codes are checked again; apports are said by their author (``dit_par``).
    """
    session.gate(Acte.TRANSFERT_ACCEPTE)
    transfert = _require_pending(session, transfert_id)
    session.gate(Acte.TRANSFERT_ACCEPTE, transfert.vers)
    envoi = transfert.envoi
    if envoi is None:
        raise TransfertAnswered()
    circle = list(dict.fromkeys(cercle))
    for membre_id in circle:
        require_admissible(session, membre_id, transfert.vers)
    clean = validate_personne(session, envoi.personne)
    today = session.today()
    typologie = Typologie(
        motif=envoi.motif, origine=envoi.origine, motifs_secondaires=envoi.motifs_secondaires,
        mesures=tuple(dict.fromkeys(m.code for m in envoi.mesures)), instance_id=transfert.vers, date_ouverture=today,
    )  # fmt: skip
    le = session.now().isoformat(timespec="seconds")
    with session.unit(Acte.TRANSFERT_ACCEPTE, transfert_id, motif=f"{len(circle)} membres admis") as u:
        dossier = situations.create_situation(u, clean, typologie, circle, le)
        _write_facts(u, session, dossier, envoi, transfert.par)
        trace = TraceTransfert("reception", transfert.de, today, transfert.par, ACCEPTE)
        lien.add_trace(u, dossier, trace, transfert_id)
        situations.note(u, dossier, Acte.TRANSFERT_ACCEPTE)
        situations.forget_unheld(dossier, circle=session.membre.id in circle)
        store.answer(u, transfert_id, ACCEPTE, today, dossier.id.hex())
    note_answers(session)
    return dossier.id.hex()


def _write_facts(u: Unite, session: Session, dossier: Dossier, envoi: Envoi, sender: str) -> None:
    """What came along, written by who accepts: a receiver vouches for what they keep."""
    moi = session.membre.id
    for information in envoi.information:
        situations.add_fact(u, dossier, "information", information)
    for mesure in envoi.mesures:
        situations.add_fact(u, dossier, "mesure", replace(mesure, proposee_par=moi))
    for orientation in envoi.orientations:
        situations.add_fact(u, dossier, suivis.ORIENTATION, replace(orientation, membre_id=moi))
    for apport in envoi.apports:
        situations.add_fact(u, dossier, "apport", replace(apport, dit_par=sender))


@act(Acte.TRANSFERT_REFUSE)
def refuse_transfert(session: Session, transfert_id: str, motif: str) -> None:
    """Refuse with a reason of the closed list ``transfert_refus``; the copy is destroyed at once."""
    session.gate(Acte.TRANSFERT_REFUSE)
    transfert = _require_pending(session, transfert_id)
    session.gate(Acte.TRANSFERT_REFUSE, transfert.vers)
    reason = validate_code("transfert_refus", motif)
    with session.unit(Acte.TRANSFERT_REFUSE, transfert_id, motif=reason) as u:
        store.answer(u, transfert_id, REFUSE, session.today(), retour=reason)
    note_answers(session)


@act(Acte.TRANSFERT_REVOQUE)
def revoke_transfert(session: Session, transfert_id: str) -> None:
    """The sender takes it back while nobody has answered; the copy is destroyed at once."""
    session.gate(Acte.TRANSFERT_REVOQUE)
    transfert = _require_pending(session, transfert_id)
    if transfert.par != session.membre.id:
        raise TransfertNotOwn()
    with session.unit(Acte.TRANSFERT_REVOQUE, transfert_id) as u:
        store.answer(u, transfert_id, REVOQUE, session.today())
    note_answers(session)


def note_answers(session: Session) -> int:
    """Write in the situations this member sent how their transfers ended; runs at login too. Returns how many."""
    coffre, done = session.coffre, 0
    if session.charte_a_signer or not session.has_role(Role.COORDONNATEUR):
        return 0
    for transfert in store.list_transferts(coffre):
        saisine = saisines.find_saisine(coffre, transfert.id)
        if (
            transfert.en_attente
            or saisine is None
            or saisine.description == NOTE
            or transfert.par != session.membre.id
        ):
            continue
        with session.unit(Acte.TRANSFERT_CONSULTE, transfert.id, motif="réponse notée") as u:
            for resume in situations.list_resumes(coffre):
                if resume.typologie.instance_id == transfert.de and lien.settle_trace(
                    u, situations.find_situation(coffre, resume.id), transfert.id, transfert.etat
                ):
                    break
            saisines.change_saisine(u, transfert.id, description=NOTE)
        done += 1
    return done


def _receives(session: Session, transfert: Transfert) -> bool:
    return session.role_in(transfert.vers) is Role.COORDONNATEUR


def _require_pending(session: Session, transfert_id: str) -> Transfert:
    """A transfer this member holds and that waits; raises TransfertUnknown, TransfertAnswered, ConservationExpired."""
    try:
        transfert = store.find_transfert(session.coffre, transfert_id)
        saisine = saisines.find_saisine(session.coffre, transfert_id)
    except (ValueError, SituationUnknown):
        transfert = saisine = None
    if transfert is None or saisine is None:
        raise TransfertUnknown()
    if transfert.etat != EN_ATTENTE:
        raise TransfertAnswered()
    require_in_time(session, saisine_echeance_of(session, saisine))
    return transfert
