"""Handing over: a member becomes coordonnateur, receives the circles of who will leave.

The old coordonnateur's departure is then pronounced by the new one (``actions.depart``), who thereby renews the root.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gsn_app.actions.depart import DepartInterrupted
from gsn_app.actions.membre import RacineMissing, complete_remises
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import MembreUnsigned, require_admissible
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Role
from gsn_app.errors import Refused
from gsn_app.store import depart as store
from gsn_app.store import rotation
from gsn_app.store import situation as situations
from gsn_app.store.creation import open_shared_key, share_key
from gsn_app.store.journal import Entree

Progress = Callable[[int, int], object]


class PromotionImpossible(Refused):
    """{nom} ne peut pas devenir coordonnateur de cette instance : seul un membre qui y siège et a signé la charte le peut."""

    code = "PAS-01"


class SuccesseurNotCoordonnateur(Refused):
    """{nom} n’est pas coordonnateur : nommez d’abord cette personne coordonnateur de l’instance."""

    code = "PAS-02"


@act(Acte.MEMBRE_PROMU)
def promote_membre(session: Session, membre_id: str, instance_id: str) -> None:
    """Make a member of a body its coordonnateur: new epoch of the directory, root key, heads of its situations."""
    session.gate_instance(Acte.MEMBRE_PROMU, instance_id)
    coffre = session.coffre
    membre = coffre.annuaire.membre(membre_id)
    if (
        not membre.recevable
        or membre.roles.get(instance_id) is not Role.MEMBRE
        or not session.signed(membre_id)
    ):
        raise PromotionImpossible(nom=membre.nom)
    root = open_shared_key(coffre, "racine")
    if root is None:
        raise RacineMissing()
    holder = bytes.fromhex(membre_id)
    promoted = replace(membre, roles={**membre.roles, instance_id: Role.COORDONNATEUR})
    with session.unit(Acte.MEMBRE_PROMU, motif=f"membre {membre_id} {instance_id}") as u:
        store.save_annuaire(u, coffre.annuaire.with_membre(promoted), root)
        if not store.holds_shared(coffre, "racine", holder):
            share_key(u, holder, "racine", root)
        if coffre.read_valeur(f"remise.{membre_id}") is not None:
            u.delete("coffre", f"remise.{membre_id}")
        for dossier in coffre.dossiers.values():
            if rotation.holds_whole(dossier) and rotation.instance_of(coffre, dossier) == instance_id:
                rotation.reseal(u, dossier, holder, again=True)
    complete_remises(session)


@act(Acte.MEMBRE_ADMIS)
def admit_successeur(session: Session, membre_id: str, *, progress: Progress | None = None) -> int:
    """Admit another coordonnateur to every circle this session reads, one entry each; returns how many.

    ``progress``: False asks to stop; nothing is then written (DepartInterrupted).
    """
    session.gate(Acte.MEMBRE_ADMIS)
    coffre = session.coffre
    membre = coffre.annuaire.membre(membre_id)
    if Role.COORDONNATEUR not in membre.roles.values():
        raise SuccesseurNotCoordonnateur(nom=membre.nom)
    if not session.signed(membre_id):
        raise MembreUnsigned(nom=membre.nom)
    dossiers = [d for d in coffre.dossiers.values() if rotation.holds_whole(d)]
    le, report, done = session.now().isoformat(timespec="seconds"), progress or (lambda *_: True), 0
    with session.unit(Acte.MEMBRE_ADMIS, motif=f"passation membre {membre_id}") as u:
        for rank, dossier in enumerate(dossiers):
            if report(rank, len(dossiers)) is False:
                raise DepartInterrupted()
            instance_id = rotation.instance_of(coffre, dossier)
            if membre.roles.get(instance_id) is not Role.COORDONNATEUR:
                continue
            require_admissible(session, membre_id, instance_id)
            acces = rotation.read_suivi(coffre, dossier).contenu["acces"]
            if any(a["membre_id"] == membre_id and a.get("cercle") and not a.get("jusqu_au") for a in acces):
                continue
            situations.admit(u, dossier, membre, instance_id, le, "passation", circle=True)
            situations.note(u, dossier, Acte.MEMBRE_ADMIS, membre.nom)
            u.also(Entree(str(Acte.MEMBRE_ADMIS), dossier.id.hex(), f"membre {membre_id}"))
            done += 1
    report(len(dossiers), len(dossiers))
    return done
