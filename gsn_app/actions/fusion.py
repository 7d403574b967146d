"""Two situations of the same person: seen side by side first, linked, read together, separated as long as both are open.

Nothing is moved nor lost: each keeps its keys, its circle and its pieces. A reader needs both.
"""

from __future__ import annotations

from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import find_held, require_circle, require_open
from gsn_app.domain.acte import Acte
from gsn_app.domain.fusion import (
    Fusion,
    FusionAlready,
    FusionClosed,
    FusionMissing,
    FusionPartial,
    FusionSame,
    count,
)
from gsn_app.domain.lien import Lien
from gsn_app.domain.situation import EtatSituation, SituationUnknown, Typologie
from gsn_app.store import lien as store
from gsn_app.store import saisine as saisines
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Compartiment, Dossier
from gsn_app.store.journal import Entree


@act(Acte.SITUATION_CONSULTEE)
def compare_situations(session: Session, premiere_id: str, seconde_id: str) -> Fusion:
    """Both, whole, with what each holds counted, for who reads both; each is journaled before it is shown."""
    session.gate(Acte.SITUATION_CONSULTEE)
    if premiere_id == seconde_id:
        raise FusionSame()
    dossiers = [_held(session, one) for one in (premiere_id, seconde_id)]
    for one in (premiere_id, seconde_id):
        session.trace(Acte.SITUATION_CONSULTEE, one, motif="côte à côte")
    return _assemble(session, dossiers[0], dossiers[1])


@act(Acte.SITUATION_CONSULTEE)
def read_fusion(session: Session, situation_id: str) -> Fusion:
    """The two situations that a link joins; raises FusionMissing, FusionPartial for who reads one of them only."""
    session.gate(Acte.SITUATION_CONSULTEE)
    first = require_circle(find_held(session, situation_id))
    found = store.read_lien(session.coffre, first)
    if found is None:
        raise FusionMissing()
    second = _held(session, found.avec)
    for one in (situation_id, found.avec):
        session.trace(Acte.SITUATION_CONSULTEE, one, motif="situations réunies")
    return _assemble(session, first, second)


@act(Acte.FUSION_FAITE)
def merge_situations(session: Session, premiere_id: str, seconde_id: str) -> Fusion:
    """Link two open situations of one person; returns them as they are then read. Nothing of them changes.

    The member must coordinate the bodies of both and read both. Raises FusionSame, FusionAlready, FusionPartial.
    """
    if premiere_id == seconde_id:
        raise FusionSame()
    first, second = _require_both(session, premiere_id, seconde_id, Acte.FUSION_FAITE)
    if any(store.read_lien(session.coffre, d) is not None for d in (first, second)):
        raise FusionAlready()
    le, moi = session.today(), session.membre.id
    with session.unit(Acte.FUSION_FAITE, premiere_id, motif=f"avec {seconde_id}") as u:
        u.also(Entree(str(Acte.FUSION_FAITE), seconde_id, f"avec {premiere_id}"))
        store.link(u, first, Lien(seconde_id, le, moi))
        store.link(u, second, Lien(premiere_id, le, moi))
        for dossier in (first, second):
            situations.note(u, dossier, Acte.FUSION_FAITE)
    return _assemble(session, first, second)


@act(Acte.FUSION_DEFAITE)
def split_situations(session: Session, situation_id: str) -> None:
    """Undo the link, while both situations are open; each is as it was. Raises FusionMissing, FusionClosed."""
    first, _ = require_open(session, situation_id, Acte.FUSION_DEFAITE, closed_too=True)
    require_circle(first)
    found = store.read_lien(session.coffre, first)
    if found is None:
        raise FusionMissing()
    first, second = _require_both(session, situation_id, found.avec, Acte.FUSION_DEFAITE, closed_too=True)
    for dossier in (first, second):
        resume = situations.read_resume(session.coffre, dossier)
        if resume is None or resume.typologie.etat is EtatSituation.CLOTUREE:
            raise FusionClosed()
    with session.unit(Acte.FUSION_DEFAITE, situation_id, motif=f"avec {found.avec}") as u:
        u.also(Entree(str(Acte.FUSION_DEFAITE), found.avec, f"avec {situation_id}"))
        for dossier in (first, second):
            store.unlink(u, dossier)
            situations.note(u, dossier, Acte.FUSION_DEFAITE)


def _require_both(
    session: Session, premiere_id: str, seconde_id: str, acte: Acte, *, closed_too: bool = False
) -> tuple[Dossier, Dossier]:
    found: list[tuple[Dossier, Typologie]] = []
    for one in (premiere_id, seconde_id):
        try:
            found.append(require_open(session, one, acte, closed_too=closed_too))
        except SituationUnknown:
            raise FusionPartial() from None
        if found[-1][0].compartment(Compartiment.SUIVI) is None:
            raise FusionPartial()
    return found[0][0], found[1][0]


def _held(session: Session, situation_id: str) -> Dossier:
    try:
        return require_circle(find_held(session, situation_id))
    except SituationUnknown:
        raise FusionPartial() from None


def _assemble(session: Session, first: Dossier, second: Dossier) -> Fusion:
    coffre = session.coffre
    both = [situations.read_situation(coffre, dossier) for dossier in (first, second)]
    opened = [s.situation_id for s in saisines.list_saisines(coffre)]
    counts = [count(one, opened.count(one.id)) for one in both]
    found = store.read_lien(coffre, first)
    linked = found if found is not None and found.avec == both[1].id else None
    return Fusion(both[0], both[1], (counts[0], counts[1]), linked)
