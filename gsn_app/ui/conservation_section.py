"""« Conservation » on the page of a situation: until when, under which rule, and what may be decided about it."""

from __future__ import annotations

from gsn_app.actions.conservation import echeance_of
from gsn_app.actions.effacement import LIBELLES_REGLE
from gsn_app.actions.session import Session
from gsn_app.domain.acte import Acte
from gsn_app.domain.conservation import Echeance
from gsn_app.domain.situation import EtatSituation, SituationComplete, SituationResume
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.label import format_date, hint
from gsn_app.ui.kit.section import Facts, Section


class ConservationSection(Section):
    """The date is told to whoever reads; its two decisions are the coordonnateur's."""

    def __init__(self, archiver: Button, avancer: Button) -> None:
        super().__init__("gsn_conservation", "Conservation", archiver, avancer)
        self._boutons = {Acte.SITUATION_ARCHIVEE: archiver, Acte.SITUATION_EFFACEMENT_AVANCE: avancer}

    def show_conservation(self, session: Session, situation: SituationComplete) -> None:
        """Replace the facts; the section leaves the page of a reader who holds no identity."""
        self.clear()
        quoi, qui = situation.typologie, situation.personne
        self.setVisible(quoi is not None and qui is not None)
        if quoi is None or qui is None:
            return
        close = quoi.etat is EtatSituation.CLOTUREE
        for acte, bouton in self._boutons.items():
            bouton.setVisible(close and session.permits(acte, quoi.instance_id))
        faits = Facts("gsn_conservation_faits")
        faits.show_facts(word_echeance(echeance_of(session, SituationResume(situation.id, qui, quoi))))
        self.add(faits)
        if not close:
            mois = session.charte.conservation.apres_cloture_mois
            self.add(hint(f"À la clôture, un délai de {mois} mois commencera."))


def word_echeance(echeance: Echeance | None) -> list[tuple[str, str]]:
    """The date and its rule, in words."""
    if echeance is None:
        return [("Effacement", "Aucune date tant que la situation est ouverte.")]
    return [
        ("Effacement", f"au plus tard le {format_date(echeance.jour.isoformat())}"),
        ("Règle", LIBELLES_REGLE[echeance.regle]),
    ]
