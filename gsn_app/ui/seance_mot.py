"""How séances are said: their state, their day, what the group decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gsn_app.domain.seance import DecisionSeance, EtatSeance, GenreSeance
from gsn_app.ui.kit.label import Label, format_date
from gsn_app.ui.kit.section import Section
from gsn_app.ui.situation_referentiel import Referentiel

if TYPE_CHECKING:
    from gsn_app.domain.seance import Seance, SeanceResume
    from gsn_app.domain.situation import SituationComplete

ETATS = {
    EtatSeance.DEMANDEE: "Demandée, date à fixer",
    EtatSeance.PREPAREE: "Prévue",
    EtatSeance.OUVERTE: "En cours",
    EtatSeance.CLOSE: "Close",
    EtatSeance.ANNULEE: "Annulée",
}
PRESENCES = {"present": "Présent", "excuse": "Excusé", "absent": "Absent"}


def word_jour(seance: Seance | SeanceResume) -> str:
    """« 3 déc. 2026 à 14:30 », « tenue le …, enregistrée le … », or that no day is set."""
    if seance.tenue_le:
        told = f"tenue le {format_date(seance.tenue_le)}"
        if seance.tenue_le < seance.enregistree_le:
            told += f", enregistrée le {format_date(seance.enregistree_le)}"
        return told
    if not seance.date:
        return "date à fixer"
    return format_date(seance.date) + (f" à {seance.heure}" if seance.heure else "")


def word_genre(seance: Seance | SeanceResume) -> str:
    """« Séance » or « Séance urgente »."""
    return "Séance urgente" if seance.genre is GenreSeance.URGENTE else "Séance"


def word_decision(decision: DecisionSeance, situation: SituationComplete, ref: Referentiel) -> str:
    """One decision in one sentence: what, which measure, when next."""
    parts = [ref.code(decision.decision)]
    mesure = next((m for m in situation.mesures if m.id == decision.mesure_id), None)
    if mesure is not None:
        parts.append(ref.code(mesure.code))
    if decision.prochaine:
        parts.append(f"à revoir le {format_date(decision.prochaine)}")
    return " · ".join(parts)


class DecisionsSection(Section):
    """What séances decided of a situation, the latest first; hidden while there is nothing."""

    def __init__(self) -> None:
        super().__init__("gsn_decisions", "Décisions de séance")

    def show_decisions(self, situation: SituationComplete, ref: Referentiel) -> None:
        """Replace every line."""
        self.clear()
        decisions = sorted(situation.decisions, key=lambda d: (d.date, d.notee_le), reverse=True)
        for rang, decision in enumerate(decisions):
            told = f"{format_date(decision.date)}"
            if decision.notee_le > decision.date:
                told += f" (notée le {format_date(decision.notee_le)})"
            self.add(Label(told, "indication"), filet=rang > 0)
            line = Label(word_decision(decision, situation, ref))
            line.setObjectName(f"gsn_decisions_{rang}")
            self.add(line)
        self.setVisible(bool(decisions))
