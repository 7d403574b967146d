"""Withdrawing a member from a situation: access closed and keys renewed in one transaction (C9).

What this session cannot renew itself is cut at once, marked, and renewed by the next session that can:
:func:`complete_rotations` runs at each login.
"""

from __future__ import annotations

from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import require_circle, require_open
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Role
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import InvalidInput, Refused
from gsn_app.store import depart as departures
from gsn_app.store import dossier as box
from gsn_app.store import rotation
from gsn_app.store import rotation_due as due
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Dossier, Genre
from gsn_app.store.rotation_apport import renew_apport, serve_apport


class MembreNotAdmitted(InvalidInput):
    """{nom} n’est pas admis à cette situation."""

    code = "SIT-20"


class ReferentInOffice(Refused):
    """{nom} est référent de parcours de cette situation : mettez d’abord fin à sa mission."""

    code = "SIT-21"


class CircleWithoutCoordonnateur(Refused):
    """Vous êtes le seul coordonnateur de ce cercle : admettez d’abord un autre coordonnateur."""

    code = "SIT-22"


def list_recevables(session: Session) -> set[bytes]:
    """Members to whom keys may be sealed today: in office, confirmed, not suspended, charter signed (C1)."""
    found = session.coffre.annuaire.membres
    return {bytes.fromhex(m.id) for m in found if m.recevable and session.signed(m.id)}


@act(Acte.MEMBRE_RETIRE)
def withdraw_membre(session: Session, situation_id: str, membre_id: str, motif: str = "") -> None:
    """Withdraw a member from the circle of a situation, even closed: its keys are renewed at once, for the others.

    A coordonnateur of the body keeps identity and coded attributes (domain 3). Nothing written after can be read by
    who left; what they could read before, they may have copied.
    """
    dossier, _ = require_open(session, situation_id, Acte.MEMBRE_RETIRE, closed_too=True)
    require_circle(dossier)
    membre = session.coffre.annuaire.membre(membre_id)
    reason = validate_texte("Motif", motif, session.charte.limites.motif_libre, obligatoire=False)
    complete = situations.read_situation(session.coffre, dossier)
    present = [a for a in complete.acces if not a.jusqu_au]
    if not any(
        a.membre_id == membre_id and (a.cercle or not _coordinates(session, a.membre_id)) for a in present
    ):
        raise MembreNotAdmitted(nom=membre.nom)
    if any(d.membre_id == membre_id and not d.jusqu_au for d in complete.referents):
        raise ReferentInOffice(nom=membre.nom)
    others = {a.membre_id for a in present if a.cercle} - {membre_id}
    if not any(_coordinates(session, other) for other in others):
        raise CircleWithoutCoordonnateur()
    le = session.now().isoformat(timespec="seconds")
    gone = bytes.fromhex(membre_id)
    with session.unit(Acte.MEMBRE_RETIRE, situation_id, motif=f"membre {membre_id} {reason}".strip()) as u:
        rotation.rotate(u, dossier, list_recevables(session), leave={gone}, le=le)
        situations.note(u, dossier, Acte.MEMBRE_RETIRE, membre.nom)
        if membre_id == session.membre.id:
            situations.forget_unheld(dossier, circle=False)


def _coordinates(session: Session, membre_id: str) -> bool:
    membre = session.coffre.annuaire.membre(membre_id)
    return membre.actif and Role.COORDONNATEUR in membre.roles.values()


def complete_rotations(session: Session) -> int:
    """Renew the keys that wait for this member's session, and hand back those that suspended members lost.

    Runs at login; returns the number of dossiers served. Nothing happens before this member signed the charter.
    """
    coffre = session.coffre
    if session.charte_a_signer or not session.membre.recevable:
        return 0
    dues = due.list_dues(coffre)
    checks = [(dossier_id, due.leavers(value)) for dossier_id, _, value in dues if due.leavers(value)]
    done = sum(_complete_one(session, *one) for one in dues if not due.leavers(one[2]))
    done += _complete_checks(session, checks)
    if session.has_role(Role.COORDONNATEUR):
        done += _hand_back(session)
    return done


def _complete_one(session: Session, dossier_id: bytes, comp: bytes, value: bytes) -> int:
    coffre = session.coffre
    held = box.find_dossier(coffre, dossier_id)
    if held is None or value == due.SEQUESTRE or (comp and comp not in held.cles):
        return 0
    keep = list_recevables(session)
    if not comp:
        return _rotate_whole(session, held, keep)
    with session.unit(Acte.ROTATION_FAITE, dossier_id.hex()) as u:
        if value == due.A_RENOUVELER:
            renew_apport(u, held, comp, keep)
        else:
            serve_apport(u, held, comp, keep)
    return 1


def _rotate_whole(session: Session, held: Dossier, keep: set[bytes]) -> int:
    """A situation whose exchanges the coordonnateur who closed an access did not read."""
    if not rotation.holds_whole(held) or not session.has_role(Role.COORDONNATEUR):
        return 0
    coffre = session.coffre
    body = rotation.instance_of(coffre, held)
    gone = {bytes.fromhex(m.id) for m in coffre.annuaire.membres if not m.actif or m.role_in(body) is None}
    le = session.now().isoformat(timespec="seconds")
    with session.unit(Acte.ROTATION_FAITE, held.id.hex()) as u:
        rotation.rotate(u, held, keep, leave=gone, le=le)
        u.delete("coffre", due.mark(held.id))
    return 1


def _complete_checks(session: Session, checks: list[tuple[bytes, list[bytes]]]) -> int:
    """Dossiers that the coordonnateur who pronounced a departure did not open: renewed if who left held their keys."""
    if not checks or not session.has_role(Role.COORDONNATEUR):
        return 0
    coffre, keep = session.coffre, list_recevables(session)
    le = session.now().isoformat(timespec="seconds")
    free, done = [], 0
    for dossier_id, gone in checks:
        held = box.find_dossier(coffre, dossier_id)
        if held is None or (held.genre == Genre.SITUATION and not rotation.holds_whole(held)):
            continue
        if not any(departures.may_hold(coffre, held, one) for one in gone):
            free.append(dossier_id)
            continue
        with session.unit(Acte.ROTATION_FAITE, dossier_id.hex()) as u:
            for one in gone:
                departures.close_access(u, held, one, keep, le)
            u.delete("coffre", due.mark(dossier_id))
        done += 1
    if free:
        with session.unit(Acte.ROTATION_FAITE, motif="aucune clé à renouveler après un départ") as u:
            for dossier_id in free:
                u.delete("coffre", due.mark(dossier_id))
    return done


def _hand_back(session: Session) -> int:
    """Keys that a rotation did not seal to a member suspended or unsigned that day, now that they may receive them."""
    coffre = session.coffre
    ready = [m for m in due.list_waiting(coffre) if m in list_recevables(session)]
    done = 0
    for member_id in ready:
        with session.unit(Acte.ROTATION_FAITE, motif=f"membre {member_id.hex()}") as u:
            for held in list(coffre.dossiers.values()):
                if rotation.holds_whole(held):
                    done += rotation.reseal(u, held, member_id)
    return done
