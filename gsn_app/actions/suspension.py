"""Suspending a member and opening their access again: the program refuses at once, the keys do not change.

A suspension is a pause decided by a coordonnateur, with its reason in the journal. A tool of the member's own still opens
what their keys opened: only a departure renews keys (docs/MENACES.md).
"""

from __future__ import annotations

from dataclasses import replace

from gsn_app.actions.depart import MembreAlreadyGone, require_successor
from gsn_app.actions.membre import TOUTES, RacineMissing
from gsn_app.actions.retrait import complete_rotations
from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Membre, Role
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import InvalidInput, Refused
from gsn_app.store import depart as store
from gsn_app.store.creation import open_shared_key, share_key
from gsn_app.store.unite import Unite


class SuspensionOfOneself(Refused):
    """Vous ne pouvez pas suspendre votre propre accès."""

    code = "SUS-01"


class AuditeurNotSuspended(Refused):
    """L’auditeur ne peut pas être suspendu : il contrôle ceux qui suspendent. Enrôlez son successeur s’il part."""

    code = "SUS-02"


class SuspensionUnchanged(InvalidInput):
    """{nom} est déjà dans cet état."""

    code = "SUS-03"


@act(Acte.MEMBRE_SUSPENDU)
def suspend_membre(session: Session, membre_id: str, motif: str) -> None:
    """Close a member's access until further notice; the reason (required) is for the journal alone."""
    membre, root = _require_governed(session, Acte.MEMBRE_SUSPENDU, membre_id)
    reason = validate_texte("Motif", motif, session.charte.limites.motif_libre)
    if membre_id == session.membre.id:
        raise SuspensionOfOneself()
    if Role.AUDITEUR in membre.roles.values():
        raise AuditeurNotSuspended()
    if membre.suspendu_le:
        raise SuspensionUnchanged(nom=membre.nom)
    require_successor(session, membre)
    with session.unit(Acte.MEMBRE_SUSPENDU, motif=f"membre {membre_id} {reason}") as u:
        _save(u, replace(membre, suspendu_le=session.today()), root)


@act(Acte.MEMBRE_REACTIVE)
def reactivate_membre(session: Session, membre_id: str, motif: str = "") -> None:
    """Open the access again; keys renewed in between are handed back by those who hold them, from this session on."""
    membre, root = _require_governed(session, Acte.MEMBRE_REACTIVE, membre_id)
    reason = validate_texte("Motif", motif, session.charte.limites.motif_libre, obligatoire=False)
    if not membre.suspendu_le:
        raise SuspensionUnchanged(nom=membre.nom)
    holder = bytes.fromhex(membre_id)
    with session.unit(Acte.MEMBRE_REACTIVE, motif=f"membre {membre_id} {reason}".strip()) as u:
        _save(u, replace(membre, suspendu_le=""), root)
        missing = not store.holds_shared(session.coffre, "racine", holder)
        if Role.COORDONNATEUR in membre.roles.values() and not membre.a_confirmer and missing:
            share_key(u, holder, "racine", root)
    complete_rotations(session)


def _require_governed(session: Session, acte: Acte, membre_id: str) -> tuple[Membre, bytes]:
    """A member in office of bodies where this session may do the act, and the root key; raises RacineMissing."""
    session.gate(acte)
    membre = session.coffre.annuaire.membre(membre_id)
    for instance_id in membre.roles.keys() - {TOUTES}:
        session.gate(acte, instance_id)
    if not membre.actif:
        raise MembreAlreadyGone(nom=membre.nom)
    root = open_shared_key(session.coffre, "racine")
    if root is None:
        raise RacineMissing()
    return membre, root


def _save(u: Unite, membre: Membre, root: bytes) -> None:
    store.save_annuaire(u, u.coffre.annuaire.with_membre(membre), root)
