"""The ordinary gestures of a rappel à l'ordre on a real vault, fictitious names only."""

from __future__ import annotations

from typing import Any

from gsn_app.actions.rappel_ordre import convene, read_rappel, record_consultation, record_reponse
from gsn_app.actions.session import Session
from gsn_app.domain.rappel_ordre import Destinataire, EtatRappel
from tests.actions.exemples import ANSWER, day, logged, open_one, prepare_one, send
from tests.coffre_prepare import Prepare

BOTH = (Destinataire.AUTEUR, Destinataire.REPRESENTANT_1)
SUMMONS: dict[str, Any] = {
    "date_convocation": day(), "heure": "17:30", "lieu": "Hôtel de ville", "destinataires": BOTH
}  # fmt: skip
SPOKEN: dict[str, Any] = {
    "date_prononce": day(), "elu_nom": "Maire Testard", "elu_qualite": "Maire",
    "representants_presents": (Destinataire.REPRESENTANT_1,),
}  # fmt: skip


def answer(session: Session, rappel_id: str, code: str = "B") -> None:
    record_reponse(session, rappel_id, reponse=f"reponse_parquet.{code}", date_reponse=day(), **ANSWER)


def consult(session: Session, rappel_id: str, **changes: Any) -> None:
    said = {"date_consultation": day(), "deja_suivie": True, "compatible": True}
    record_consultation(session, rappel_id, **{**said, **changes})


def summon(coffre: Prepare, **changes: Any) -> str:
    """A rappel that waits for the elu; returns its id."""
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation, **changes)
        send(session, rappel_id)
        answer(session, rappel_id)
        consult(session, rappel_id)
        convene(session, rappel_id, **SUMMONS)
    return rappel_id


def state(session: Session, rappel_id: str) -> EtatRappel:
    return read_rappel(session, rappel_id).etat
