"""What a reader of a situation sees around the youth: representatives, and the siblings they are admitted to."""

from __future__ import annotations

from dataclasses import replace

from gsn_app.actions.conservation import is_listed
from gsn_app.actions.session import Session
from gsn_app.domain.situation import SituationComplete, SituationResume, SituationUnknown
from gsn_app.store import famille as store
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Compartiment, Dossier


def with_famille(session: Session, dossier: Dossier, complete: SituationComplete) -> SituationComplete:
    """The same situation with its family, the consultation being journaled already; a sibling not admitted is not told."""
    linked = [_admitted(session, one) for one in store.list_fratrie(session.coffre, dossier)]
    return replace(
        complete, representants=store.read_representants(session.coffre, dossier),
        fratrie=tuple(one for one in linked if one is not None),
    )  # fmt: skip


def _admitted(session: Session, situation_id: str) -> SituationResume | None:
    """The head of a situation when this member stands in its circle and may read it today."""
    try:
        dossier = situations.find_situation(session.coffre, situation_id)
    except SituationUnknown:
        return None
    if dossier.compartment(Compartiment.SUIVI) is None:
        return None
    resume = situations.read_resume(session.coffre, dossier)
    return resume if resume is not None and is_listed(session, resume) else None
