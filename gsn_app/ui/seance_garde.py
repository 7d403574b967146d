"""Two parts of the meeting mode: who must be admitted or leave before a situation opens, and where it stands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.label import Label, hint
from gsn_app.ui.kit.section import Section
from gsn_app.ui.mesure import word_mesure
from gsn_app.ui.seance_mot import word_decision
from gsn_app.ui.situation_referentiel import Referentiel

if TYPE_CHECKING:
    from collections.abc import Callable

    from gsn_app.actions.seance_point import NonAdmis
    from gsn_app.domain.situation import SituationComplete

DERNIERS = 6


class GardeSection(Section):
    """Names, and for each: admit, or out of the room. Nothing of the situation is here."""

    def __init__(self) -> None:
        super().__init__("gsn_mode_garde", "Avant d’ouvrir cette situation")

    def show_guard(
        self,
        non_admis: list[NonAdmis],
        *,
        admettre: Callable[[str], object] | None,
        sortir: Callable[[str], object],
    ) -> None:
        """Replace every line; ``admettre`` is None where nobody can be."""
        self.clear()
        noms = ", ".join(n.nom for n in non_admis)
        verb = (
            "est présent mais n’est pas admis"
            if len(non_admis) < 2
            else "sont présents mais ne sont pas admis"
        )
        told = Label(
            f"{noms} {verb} à cette situation. Admettez, ou notez la sortie\u00a0: les deux sont inscrits au journal."
        )
        told.setObjectName("gsn_mode_garde_noms")
        self.add(told)
        for rang, one in enumerate(non_admis):
            self.add(self._line(rang, one, admettre, sortir), filet=True)
        self.show()

    @staticmethod
    def _line(
        rang: int, one: NonAdmis, admettre: Callable[[str], object] | None, sortir: Callable[[str], object]
    ) -> QWidget:
        oui = Button("Admettre", f"gsn_mode_admettre_{rang}")
        oui.setAccessibleName(f"Admettre {one.nom}")
        oui.setEnabled(one.admissible and admettre is not None)
        if admettre is not None:
            oui.clicked.connect(lambda: admettre(one.membre_id))
        non = Button("Sort de la salle", f"gsn_mode_sortir_{rang}", partial(sortir, one.membre_id))
        non.setAccessibleName(f"{one.nom} sort de la salle")
        ligne = QWidget()
        rangee = QHBoxLayout(ligne)
        rangee.setContentsMargins(0, 0, 0, 0)
        mots = QVBoxLayout()
        mots.addWidget(Label(one.nom, "etiquette"))
        if not one.admissible:
            mots.addWidget(hint("Son rôle ne lit pas les échanges\u00a0: cette personne ne peut que sortir."))
        rangee.addLayout(mots, 1)
        rangee.addWidget(oui)
        rangee.addWidget(non)
        return ligne


class DitSection(Section):
    """The last decisions, the measures, the last apports, rebuilt after each entry."""

    def __init__(self) -> None:
        super().__init__("gsn_mode_dit", "Où en est-on")

    def show_said(self, situation: SituationComplete, ref: Referentiel) -> None:
        """Replace every line; says first that nobody informed the person (C8)."""
        self.clear()
        if not situation.information:
            told = "La personne, ou ses représentants, n’ont pas encore été informés."
            self.add(Banner("alerte", told, "gsn_mode_information"))
        said = sorted(situation.decisions, key=lambda d: (d.date, d.notee_le), reverse=True)[:DERNIERS]
        for rang, decision in enumerate(said):
            self._say(
                f"gsn_mode_decision_{rang}", f"Décision\u00a0: {word_decision(decision, situation, ref)}"
            )
        mesures = [m for m in situation.mesures if not m.fin]
        for rang, mesure in enumerate(mesures):
            self._say(f"gsn_mode_mesure_{rang}", f"{ref.code(mesure.code)}\u00a0: {word_mesure(mesure, ref)}")
        apports = [a for a in situation.apports if not a.retire]
        latest = sorted(enumerate(apports), key=lambda pair: (pair[1].date, pair[0]), reverse=True)[:DERNIERS]
        for rang, (_, apport) in enumerate(latest):
            qui = ref.membre(apport.dit_par or apport.auteur_id)
            words = "n’apporte pas d’information" if apport.sans_information else apport.texte
            self._say(f"gsn_mode_apport_{rang}", f"{qui}\u00a0: {words}", filet=True)
        if not (said or mesures or apports):
            self.add_empty("Rien n’a encore été noté.")

    def _say(self, nom: str, texte: str, *, filet: bool = False) -> None:
        line = Label(texte)
        line.setObjectName(nom)
        self.add(line, filet=filet)
