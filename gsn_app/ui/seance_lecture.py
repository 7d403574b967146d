"""What the meeting mode reads on the worker: the agenda, then a point, its room checked before anything is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gsn_app.actions.instance import read_rythme
from gsn_app.actions.seance import SeanceLue, read_seance
from gsn_app.actions.seance_point import NonAdmis, list_non_admis, open_point
from gsn_app.domain.situation import SituationComplete
from gsn_app.ui.situation_referentiel import Referentiel, load_referentiel

if TYPE_CHECKING:
    from gsn_app.actions.session import Session


@dataclass(frozen=True)
class Arrivee:
    """What going to a point answered: people to admit or to let out, or the situation itself."""

    lue: SeanceLue
    non_admis: list[NonAdmis]
    situation: SituationComplete | None = None


def load_mode(session: Session, seance_id: str) -> tuple[SeanceLue, Referentiel, int]:
    """Read on the worker: the agenda, the words, the body's rhythm in months."""
    lue = read_seance(session, seance_id)
    return lue, load_referentiel(session), read_rythme(session, lue.seance.instance_id)


def go_to_point(session: Session, seance_id: str, objet_id: str) -> Arrivee:
    """Read on the worker: who is not admitted; nobody, and the situation opens."""
    strangers = list_non_admis(session, seance_id, objet_id)
    situation = open_point(session, seance_id, objet_id) if not strangers else None
    return Arrivee(read_seance(session, seance_id), strangers, situation)
