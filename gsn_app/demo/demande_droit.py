"""Two letters of the demonstration commune: an access waiting for its answer, a correction already answered."""

from __future__ import annotations

from gsn_app.actions.demande_droit import answer_demande, record_demande
from gsn_app.actions.session import Session
from gsn_app.actions.situation import list_situations
from gsn_app.demo.recit import Recit
from gsn_app.domain.demande_droit import Demandeur, Droit, SensReponse


def receive_letters(recit: Recit, session: Session) -> None:
    """Record both, the older one answered; nothing when the story follows nobody yet."""
    followed = sorted(list_situations(session), key=lambda resume: resume.id)
    if not followed:
        return
    instance = followed[0].typologie.instance_id

    def day(ago: int) -> str:
        return recit.horloge.date(ago).isoformat()

    older = record_demande(
        session,
        instance,
        Droit.RECTIFICATION,
        Demandeur.REPRESENTANT,
        recue_le=day(24),
        reference="Courrier 2026-087",
    )
    answer_demande(session, older, SensReponse.ACCORDEE, le=day(11))
    record_demande(
        session, instance, Droit.ACCES, Demandeur.PERSONNE, recue_le=day(5), reference="Courrier 2026-103",
        situation_id=followed[-1].id,
    )  # fmt: skip
