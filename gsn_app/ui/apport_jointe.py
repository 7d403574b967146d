"""Opens the scans of one apport from the page of its situation."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gsn_app.actions.piece_jointe import objet_of
from gsn_app.domain.situation import Apport, EtatSituation, SituationComplete
from gsn_app.ui.kit.context import Context
from gsn_app.ui.piece_jointe import JointesDialog


def open_jointes(parent: QWidget, context: Context, situation: SituationComplete, apport: Apport) -> None:
    """Only the contributor adds one, while the situation is open."""
    mien = apport.auteur_id == context.session.membre.id
    typologie = situation.typologie
    ouverte = typologie is not None and typologie.etat is not EtatSituation.CLOTUREE
    objet = objet_of(situation.id, apport.id)
    JointesDialog(parent, context, objet, "Pièces jointes à l’apport", ajout=mien and ouverte).open()
