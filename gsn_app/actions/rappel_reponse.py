"""Typing back a parquet's answer from the board: the magistrate of the last answer is proposed."""

from __future__ import annotations

from gsn_app.actions.rappel_ordre import list_rappels
from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.errors import GsnError
from gsn_app.store import rappel_ordre as rappels


@act(Acte.RAPPEL_ORDRE_REPONSE_PARQUET)
def suggest_magistrat(session: Session) -> tuple[str, str]:
    """Name and quality of who signed the latest answer this member reads, else ("", ""); the list is journaled."""
    session.gate(Acte.RAPPEL_ORDRE_REPONSE_PARQUET)
    shown = {resume.id for resume in list_rappels(session)}
    latest, found = "", ("", "")
    for dossier in rappels.list_holders(session.coffre):
        try:
            replayed = rappels.read_rappels(session.coffre, dossier)
        except GsnError:
            continue
        for rappel_id, rappel in replayed.items():
            said = rappel.reponse
            if rappel_id in shown and said is not None and said.magistrat_nom:
                when = said.horodatage.isoformat()
                if when > latest:
                    latest, found = when, (said.magistrat_nom, said.magistrat_qualite)
    return found
