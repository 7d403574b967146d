"""Measures of a situation: proposed, then taken on by the member who volunteers, then ended (rule C4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.actions.mesure import end_mesure, propose_mesure, take_mesure
from gsn_app.domain.situation import Mesure, SituationComplete
from gsn_app.ui.kit.button import Button, LinkButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import ChoiceField
from gsn_app.ui.kit.label import Label, format_date
from gsn_app.ui.kit.section import Section
from gsn_app.ui.kit.volet import Volet
from gsn_app.ui.situation_referentiel import Referentiel, today

if TYPE_CHECKING:
    from collections.abc import Callable


def word_mesure(mesure: Mesure, ref: Referentiel) -> str:
    """Where a measure stands, in one sentence."""
    if mesure.fin:
        resultat = ref.code(mesure.resultat).lower() if mesure.resultat else "sans résultat noté"
        return f"Terminée le {format_date(mesure.fin)}\u00a0: {resultat}."
    if mesure.prise_par:
        return f"Prise en charge par {ref.membre(mesure.prise_par)} depuis le {format_date(mesure.debut)}."
    if mesure.volontaire:
        return f"{ref.membre(mesure.volontaire)} s’est porté volontaire en séance, à confirmer."
    return (
        f"Proposée le {format_date(mesure.proposee_le)} par {ref.membre(mesure.proposee_par)}. "
        "Personne ne l’a encore prise en charge."
    )


class MesuresSection(Section):
    """The measures; whoever wants to takes one on, nobody is assigned."""

    def __init__(self, *boutons: Button) -> None:
        super().__init__("gsn_mesures", "Mesures", *boutons)

    def show_mesures(
        self,
        situation: SituationComplete,
        ref: Referentiel,
        moi: str,
        *,
        take: Callable[[Mesure], object] | None,
        end: Callable[[Mesure], object] | None,
    ) -> None:
        """Replace every line; ``take`` and ``end`` are None when the situation is closed."""
        self.clear()
        if not situation.mesures:
            self.add_empty("Aucune mesure proposée.")
        for rang, mesure in enumerate(sorted(situation.mesures, key=lambda m: (bool(m.fin), m.proposee_le))):
            ligne = QWidget()
            colonne = QVBoxLayout(ligne)
            colonne.setContentsMargins(0, 0, 0, 0)
            colonne.setSpacing(3)
            colonne.addWidget(Label(ref.code(mesure.code), "etiquette"))
            etat = Label(word_mesure(mesure, ref))
            etat.setObjectName(f"gsn_mesures_etat_{rang}")
            colonne.addWidget(etat)
            bouton = self._build_act(rang, mesure, ref, moi, take, end)
            if bouton is not None:
                colonne.addWidget(bouton)
                colonne.setAlignment(bouton, Qt.AlignmentFlag.AlignLeft)
            self.add(ligne, filet=rang > 0)

    @staticmethod
    def _build_act(
        rang: int,
        mesure: Mesure,
        ref: Referentiel,
        moi: str,
        take: Callable[[Mesure], object] | None,
        end: Callable[[Mesure], object] | None,
    ) -> Button | None:
        if mesure.fin:
            return None
        if not mesure.prise_par and take is not None:
            bouton = LinkButton(
                "Je la prends en charge…", f"gsn_mesures_prendre_{rang}", lambda: take(mesure)
            )
        elif mesure.prise_par == moi and end is not None:
            bouton = LinkButton("Terminer…", f"gsn_mesures_terminer_{rang}", lambda: end(mesure))
        else:
            return None
        bouton.setAccessibleName(f"{bouton.text()} {ref.code(mesure.code)}")
        return bouton


class ProposerVolet(Volet):
    """Proposes a measure from the closed list."""

    formulaire = "mesure"
    titre = "Proposer une mesure"
    explication = (
        "Une mesure se propose au groupe. Elle commence quand un membre choisit de la prendre en charge."
    )
    enregistrer = "&Proposer"

    def __init__(self, context: Context, ref: Referentiel, situation_id: str) -> None:
        self.ref = ref
        super().__init__(context, situation_id)

    def build(self) -> None:
        """Measure and date."""
        self.form.add("code", "Mesure", ChoiceField("gsn_mesure_code", self.ref.choix["mesure"]))
        self.form.add("date", "Proposée le", DateField("gsn_mesure_date"))
        self.form.set_values({"date": today().isoformat()})

    def submit(self) -> None:
        """Propose."""
        if self.form.require("code", "date"):
            self.send(
                propose_mesure,
                self.objet_id,
                self.form.value("code"),
                date=self.form.value("date"),
                tell="Mesure proposée.",
            )


class PrendreVolet(Volet):
    """The member takes the measure on, from a date."""

    formulaire = "mesure_prise"
    titre = "Prendre en charge une mesure"
    explication = "Vous vous portez volontaire\u00a0: la mesure sera à votre nom, et rappelée dans «\u00a0À faire\u00a0»."
    enregistrer = "&Je la prends en charge"

    def __init__(self, context: Context, ref: Referentiel, situation_id: str, mesure: Mesure) -> None:
        self.ref = ref
        self.situation_id = situation_id
        self.mesure = mesure
        super().__init__(context, mesure.id)

    def build(self) -> None:
        """What, then since when."""
        self.form.add_widget(Label(self.ref.code(self.mesure.code), "etiquette"))
        self.form.add("date", "À partir du", DateField("gsn_mesure_prise_date"))
        self.form.set_values({"date": today().isoformat()})

    def submit(self) -> None:
        """Take on."""
        if self.form.require("date"):
            self.send(
                take_mesure,
                self.situation_id,
                self.mesure.id,
                date=self.form.value("date"),
                tell="La mesure est à votre nom.",
            )


class TerminerVolet(PrendreVolet):
    """The member ends their measure with a result."""

    formulaire = "mesure_fin"
    titre = "Terminer une mesure"
    explication = "Le résultat vient d’une liste fermée\u00a0: il compte dans le rapport, sans nom."
    enregistrer = "&Terminer la mesure"

    def build(self) -> None:
        """End and result."""
        self.form.add_widget(Label(self.ref.code(self.mesure.code), "etiquette"))
        self.form.add("date", "Terminée le", DateField("gsn_mesure_fin_date"))
        self.form.add("resultat", "Résultat", ChoiceField("gsn_mesure_fin_resultat", self.ref.choix["suite"]))
        self.form.set_values({"date": today().isoformat()})

    def submit(self) -> None:
        """End."""
        if self.form.require("date", "resultat"):
            self.send(
                end_mesure,
                self.situation_id,
                self.mesure.id,
                date=self.form.value("date"),
                resultat=self.form.value("resultat"),
                tell="Mesure terminée.",
            )
