"""What the page of a situation reads on the worker: the situation, and every word it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gsn_app.actions.situation import read_situation
from gsn_app.domain.situation import SituationComplete
from gsn_app.ui.situation_referentiel import Referentiel, load_referentiel

if TYPE_CHECKING:
    from gsn_app.actions.session import Session


def load_situation(session: Session, situation_id: str) -> tuple[SituationComplete, Referentiel]:
    """Read on the worker: the situation, and every word the page needs."""
    situation = read_situation(session, situation_id)
    codes: list[str] = [m.code for m in situation.mesures] + [m.resultat for m in situation.mesures]
    codes += [d.decision for d in situation.decisions]
    codes += [code for avis in situation.information for code in (avis.moyen, avis.motif_report)]
    if situation.typologie is not None:
        quoi = situation.typologie
        codes += [quoi.motif, quoi.origine, quoi.cloture, quoi.sortie_positive, *quoi.motifs_secondaires]
    if situation.personne is not None:
        qui = situation.personne
        codes += [qui.quartier, qui.niveau_scolaire, qui.situation_professionnelle]
    return situation, load_referentiel(session, *(code for code in codes if "." in code))
