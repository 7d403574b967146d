"""Bodies of the vault: opening one more, who sits in which, their rhythm, their usual circle (domain 1).

Each body has its own members, situations and keys; the charter of the vault binds them all, and each body notes when
it adopted it. A CMER lives alone in its vault.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from gsn_app.actions.depart import require_successor
from gsn_app.actions.membre import RacineMissing
from gsn_app.actions.retrait import list_recevables
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import require_past
from gsn_app.domain.acte import Acte
from gsn_app.domain.instance import (
    ROLES_DONNES,
    RYTHMES,
    CercleForeign,
    CoordonnateurImpossible,
    RoleAlreadyHeld,
    RoleLast,
    RoleNotGiven,
    RoleNotHeld,
    VieInstance,
    check_rythme,
    propose_seance,
)
from gsn_app.domain.membre import Instance, Membre, Role, TypeInstance, check_instances
from gsn_app.domain.situation import parse_date
from gsn_app.domain.texte import validate_texte
from gsn_app.store import depart as store
from gsn_app.store import instance as vies
from gsn_app.store.creation import open_shared_key, share_key
from gsn_app.store.remise import read_instance
from gsn_app.store.unite import Unite


@dataclass(frozen=True)
class Siege:
    """One member of a body: role, and the date of their signature of the charter in force ("" when not signed)."""

    membre: Membre
    role: Role
    signe_le: str


@dataclass(frozen=True)
class InstanceResume:
    """A body, who sits in it, and its life; ``proposee``: day that the rhythm proposes after the last meeting."""

    instance: Instance
    sieges: tuple[Siege, ...]
    vie: VieInstance
    proposee: str = ""
    coordonne: bool = False


def list_instances(session: Session) -> list[InstanceResume]:
    """Bodies in which this member sits (all of them for the auditeur), with their composition."""
    found = []
    for instance in session.instances:
        vie = vies.read_vie(session.coffre, instance.id)
        after = propose_seance(vie, date.fromisoformat(vie.prochaine) if vie.prochaine else None)
        found.append(
            InstanceResume(
                instance, tuple(_list_sieges(session, instance.id)), vie, after.isoformat() if after else "",
                session.role_in(instance.id) is Role.COORDONNATEUR,
            )
        )  # fmt: skip
    return found


def _list_sieges(session: Session, instance_id: str) -> list[Siege]:
    ordre = list(Role)
    found = [
        Siege(m, m.roles[instance_id], session.signed(m.id))
        for m in session.coffre.annuaire.membres
        if m.actif and instance_id in m.roles
    ]
    return sorted(found, key=lambda s: (ordre.index(s.role), s.membre.nom.casefold()))


def read_rythme(session: Session, instance_id: str) -> int:
    """Months between two meetings of a body; 0 when it meets on request."""
    return vies.read_vie(session.coffre, instance_id).rythme_mois


def read_cercle(session: Session, instance_id: str) -> tuple[str, ...]:
    """The usual circle of a body, without those who left it; empty when nobody chose one."""
    there = {m.id for m in session.coffre.annuaire.membres if m.actif and _reads(session, m, instance_id)}
    return tuple(m for m in vies.read_vie(session.coffre, instance_id).cercle if m in there)


def _reads(session: Session, membre: Membre, instance_id: str) -> bool:
    role = membre.roles.get(instance_id)
    return role is not None and session.charte.permits(Acte.SITUATION_CONSULTEE, {str(role)})


@act(Acte.INSTANCE_CREEE)
def create_instance(
    session: Session, type_instance: TypeInstance, nom: str, *, adoptee_le: str, coordonnateur_id: str = "",
) -> Instance:  # fmt: skip
    """Add a body to the vault, with its first coordonnateur (this member, or another who signed); returns it.

    ``adoptee_le``: day the body adopted the charter (ISO). Raises CmerNotAlone: a CMER shares no vault, nothing
    joins a CMER's. Nobody of another body reads anything of this one.
    """
    session.gate(Acte.INSTANCE_CREEE)
    coffre = session.coffre
    annuaire = coffre.annuaire
    check_instances([*(i.type for i in annuaire.instances), TypeInstance(type_instance)])
    propre = validate_texte("Nom de l’instance", nom, 100)
    adopted = require_past(session, "Charte adoptée le", adoptee_le)
    chief = annuaire.membre(coordonnateur_id or session.membre.id)
    if not chief.recevable or not session.signed(chief.id) or Role.AUDITEUR in chief.roles.values():
        raise CoordonnateurImpossible(nom=chief.nom)
    root = _open_root(session)
    numbers = [int(i.id.rpartition("-")[2]) for i in annuaire.instances]
    instance = Instance(f"{type_instance.lower()}-{max(numbers) + 1}", TypeInstance(type_instance), propre)
    named = replace(chief, roles={**chief.roles, instance.id: Role.COORDONNATEUR})
    grown = replace(annuaire.with_membre(named), instances=(*annuaire.instances, instance))
    holder = bytes.fromhex(chief.id)
    with session.unit(Acte.INSTANCE_CREEE, motif=f"{instance.id} coordonnateur {chief.id}") as u:
        store.save_annuaire(u, grown, root)
        if not store.holds_shared(coffre, "racine", holder):
            share_key(u, holder, "racine", root)
        vies.save_vie(u, instance.id, VieInstance(RYTHMES[instance.type], adoptee_le=adopted))
    return instance


@act(Acte.MEMBRE_AFFECTE)
def assign_membre(session: Session, membre_id: str, instance_id: str, role: Role) -> None:
    """Give a member already enrolled a seat in one more body; it opens none of its situations by itself."""
    session.gate_instance(Acte.MEMBRE_AFFECTE, instance_id)
    annuaire = session.coffre.annuaire
    membre = annuaire.membre(membre_id)
    if role not in ROLES_DONNES or Role.AUDITEUR in membre.roles.values() or not membre.actif:
        raise RoleNotGiven()
    if instance_id in membre.roles:
        raise RoleAlreadyHeld(nom=membre.nom)
    root = _open_root(session)
    seated = replace(membre, roles={**membre.roles, instance_id: Role(role)})
    with session.unit(Acte.MEMBRE_AFFECTE, motif=f"membre {membre_id} {instance_id} {role}") as u:
        store.save_annuaire(u, annuaire.with_membre(seated), root)


@act(Acte.MEMBRE_DESAFFECTE)
def unseat_membre(session: Session, membre_id: str, instance_id: str) -> int:
    """End a member's seat in one body, the others staying: the keys of its situations they read are renewed (C9).

    Returns the number of dossiers renewed. Raises RoleLast (a departure is then due), CoordonnateurLast.
    """
    session.gate_instance(Acte.MEMBRE_DESAFFECTE, instance_id)
    coffre = session.coffre
    membre = coffre.annuaire.membre(membre_id)
    role = membre.roles.get(instance_id)
    if role is None or not membre.actif:
        raise RoleNotHeld(nom=membre.nom)
    if len(membre.roles) == 1:
        raise RoleLast(nom=membre.nom)
    require_successor(session, replace(membre, roles={instance_id: role}))
    root = _open_root(session)
    left = replace(membre, roles={k: v for k, v in membre.roles.items() if k != instance_id})
    annuaire = coffre.annuaire.with_membre(left)
    ended = role is Role.COORDONNATEUR and Role.COORDONNATEUR not in left.roles.values()
    gone, le, done = bytes.fromhex(membre_id), session.now().isoformat(timespec="seconds"), 0
    with session.unit(Acte.MEMBRE_DESAFFECTE, motif=f"membre {membre_id} {instance_id}") as u:
        if ended:
            store.renew_root(u, annuaire, root)
        else:
            store.save_annuaire(u, annuaire, root)
        keep = list_recevables(session)
        for dossier in list(coffre.dossiers.values()):
            if read_instance(coffre, dossier) == instance_id:
                done += store.close_access(u, dossier, gone, keep, le)
        _leave_cercle(u, session, instance_id, membre_id)
    return done


def _leave_cercle(u: Unite, session: Session, instance_id: str, membre_id: str) -> None:
    vie = vies.read_vie(session.coffre, instance_id)
    if membre_id in vie.cercle:
        vies.save_vie(u, instance_id, replace(vie, cercle=tuple(m for m in vie.cercle if m != membre_id)))


def _open_root(session: Session) -> bytes:
    root = open_shared_key(session.coffre, "racine")
    if root is None:
        raise RacineMissing()
    return root


@act(Acte.REGLAGES_MODIFIES)
def save_instance(
    session: Session, instance_id: str, *, rythme_mois: int, prochaine: str = "", cercle: Iterable[str] = (),
) -> None:  # fmt: skip
    """Set the rhythm (months), the next meeting (ISO, today or later; "" when not known) and the usual circle.

    The usual circle is a proposal: each person can be taken out when a situation opens.
    """
    session.gate_instance(Acte.REGLAGES_MODIFIES, instance_id)
    mois = check_rythme(rythme_mois)
    day = parse_date("Prochaine séance", prochaine).isoformat() if prochaine else ""
    coffre = session.coffre
    chosen = tuple(dict.fromkeys(cercle))
    if not all(_reads(session, m, instance_id) and m.actif for m in map(coffre.annuaire.membre, chosen)):
        raise CercleForeign()
    vie = vies.read_vie(coffre, instance_id)
    with session.unit(Acte.REGLAGES_MODIFIES, motif=f"instance {instance_id}") as u:
        vies.save_vie(u, instance_id, replace(vie, rythme_mois=mois, prochaine=day, cercle=chosen))
