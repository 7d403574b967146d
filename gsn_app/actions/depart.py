"""Departure of a member (C9): out of the directory, keys of their situations renewed, then the key of the file itself.

Everything is in one transaction but the file, which follows by the protocol of ``store.cle_fichier``: a kill at any
instant is recovered at the next opening. When a coordonnateur leaves, the root is renewed, the old one naming the new.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from gsn_app.actions.membre import TOUTES, RacineMissing
from gsn_app.actions.retrait import list_recevables
from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Membre, Role
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import GsnError, InvalidInput, Refused
from gsn_app.store import depart as store
from gsn_app.store import rotation_due as due
from gsn_app.store.cle_fichier import announce_file_key, finish_renewal, prepare_files, require_settled
from gsn_app.store.cle_journal import NOM, draw_audit, seal_audit
from gsn_app.store.cle_scellee import Genre
from gsn_app.store.creation import open_shared_key
from gsn_app.store.journal import Entree
from gsn_app.store.remise import forget_keys

Progress = Callable[[int, int], object]


class MembreAlreadyGone(InvalidInput):
    """{nom} a déjà quitté le coffre."""

    code = "DEP-01"


class DepartOfOneself(Refused):
    """Vous ne pouvez pas prononcer votre propre départ : un autre coordonnateur le fera depuis sa session."""

    code = "DEP-02"


class CoordonnateurLast(Refused):
    """{nom} est le dernier coordonnateur d’une instance : nommez d’abord son successeur, qui signera la charte."""

    code = "DEP-03"


class AuditeurLast(Refused):
    """{nom} est seul à détenir la clé du journal : enrôlez d’abord son successeur.

    {nom} la lui remettra depuis sa session ; sinon, les gardiens réunis la lui rendront.
    """

    code = "DEP-04"


class DepartInterrupted(GsnError):
    """Le départ a été interrompu avant d’être prononcé : rien n’a été modifié."""

    code = "DEP-05"


@dataclass(frozen=True)
class ApercuDepart:
    """What a departure will do, shown before it is confirmed."""

    membre: Membre
    dossiers: int
    racine: bool
    obstacle: str


def preview_depart(session: Session, membre_id: str) -> ApercuDepart:
    """Count what would be renewed and say what stands in the way; nothing is written."""
    membre = session.coffre.annuaire.membre(membre_id)
    obstacle = ""
    try:
        require_departable(session, membre)
    except GsnError as error:
        obstacle = error.sentence
    held = session.coffre.dossiers.values()
    number = sum(1 for d in held if d.genre == Genre.SITUATION)
    return ApercuDepart(membre, number, Role.COORDONNATEUR in membre.roles.values(), obstacle)


def require_departable(session: Session, membre: Membre) -> None:
    """Raise unless the vault can do without the member (MembreAlreadyGone, DepartOfOneself, CoordonnateurLast…)."""
    coffre = session.coffre
    if not membre.actif:
        raise MembreAlreadyGone(nom=membre.nom)
    if membre.id == session.membre.id:
        raise DepartOfOneself()
    require_successor(session, membre)
    if Role.AUDITEUR in membre.roles.values() and not membre.a_confirmer:
        others = [
            m for m in coffre.annuaire.membres
            if m.recevable and m.id != membre.id and Role.AUDITEUR in m.roles.values()
        ]  # fmt: skip
        if not any(store.holds_shared(coffre, "audit", bytes.fromhex(m.id)) for m in others):
            raise AuditeurLast(nom=membre.nom)


def require_successor(session: Session, membre: Membre) -> None:
    """Raise CoordonnateurLast unless each body the member coordinates keeps a coordonnateur who signed."""
    annuaire = session.coffre.annuaire
    for instance_id, role in membre.roles.items():
        if role is Role.COORDONNATEUR:
            others = [m for m in annuaire.coordonnateurs(instance_id) if m.id != membre.id]
            if not any(session.signed(m.id) for m in others):
                raise CoordonnateurLast(nom=membre.nom)


@act(Acte.MEMBRE_REVOQUE)
def revoke_membre(
    session: Session, membre_id: str, motif: str = "", *, progress: Progress | None = None
) -> int:
    """Close a member's access for good; returns the number of dossiers whose keys were renewed.

    A coordonnateur of one of their bodies pronounces it; dossiers of bodies this session does not open are marked, and
    renewed at the next login of a coordonnateur who does (:func:`retrait.complete_rotations`). The departure of an
    auditeur renews the journal's key for the entries to come.

    Old passphrase and old copies open nothing written after; what they already opened stays open to them.
    ``progress``: False asks to stop, honoured until the departure is pronounced (DepartInterrupted).
    """
    session.gate(Acte.MEMBRE_REVOQUE)
    coffre = session.coffre
    membre = coffre.annuaire.membre(membre_id)
    _gate_bodies(session, membre)
    reason = validate_texte("Motif", motif, session.charte.limites.motif_libre, obligatoire=False)
    require_departable(session, membre)
    require_settled(coffre)
    root = open_shared_key(coffre, "racine")
    if root is None:
        raise RacineMissing()
    prepare_files(coffre)
    report = progress or (lambda *_: True)
    gone = bytes.fromhex(membre_id)
    dossiers = list(coffre.dossiers.values())
    total = len(dossiers) + 10
    done = 0
    with session.unit(Acte.MEMBRE_REVOQUE, motif=f"membre {membre_id} {reason}".strip()) as u:
        left = replace(membre, revoque_le=session.today())
        annuaire, audit = coffre.annuaire.with_membre(left), b""
        if store.holds_shared(coffre, NOM, gone):
            annuaire, audit = draw_audit(annuaire)
        if Role.COORDONNATEUR in membre.roles.values():
            store.renew_root(u, annuaire, root)
            u.also(Entree(str(Acte.RACINE_RENOUVELEE)))
        else:
            store.save_annuaire(u, annuaire, root)
        if audit:
            seal_audit(u, audit, gone)
        keep = list_recevables(session)
        le = session.now().isoformat(timespec="seconds")
        for rank, dossier in enumerate(dossiers):
            if report(rank, total) is False:
                raise DepartInterrupted()
            done += store.close_access(u, dossier, gone, keep, le)
        if store.has_keys(coffre, gone):  # of dossiers this session does not open, which no row names
            due.mark_unheld(u, gone)
        forget_keys(u, gone)
        announce_file_key(u, without={gone})
        u.also(Entree(str(Acte.CLE_FICHIER_RENOUVELEE)))
    finish_renewal(coffre, lambda part, parts: report(len(dossiers) + part * 10 // parts, total))
    return done


def _gate_bodies(session: Session, membre: Membre) -> None:
    """One body of theirs is enough, but each body they coordinate is closed to them by who coordinates it too."""
    bodies = sorted(membre.roles.keys() - {TOUTES})
    led = [i for i in bodies if membre.roles[i] is Role.COORDONNATEUR]
    mine = [i for i in bodies if session.permits(Acte.MEMBRE_REVOQUE, i)]
    for instance_id in led or mine[:1] or bodies[:1]:
        session.gate(Acte.MEMBRE_REVOQUE, instance_id)


@act(Acte.CLE_FICHIER_RENOUVELEE)
def renew_cle_fichier(session: Session, motif: str = "", *, progress: Progress | None = None) -> None:
    """Give the whole file another key, for the same members: what makes a member's new keys close their old copies.

    After a passphrase was seen or a copy lost: the member is enrolled again with new keys, then this.
    """
    session.gate(Acte.CLE_FICHIER_RENOUVELEE)
    reason = validate_texte("Motif", motif, session.charte.limites.motif_libre, obligatoire=False)
    require_settled(session.coffre)
    prepare_files(session.coffre)
    with session.unit(Acte.CLE_FICHIER_RENOUVELEE, motif=reason) as u:
        announce_file_key(u)
    finish_renewal(session.coffre, progress)
