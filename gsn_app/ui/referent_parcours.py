"""Référent de parcours: who follows the person, since when, with their agreement; history is kept."""

from __future__ import annotations

from gsn_app.actions.referent_parcours import designate_referent, end_referent
from gsn_app.domain.situation import DesignationReferent, SituationComplete
from gsn_app.ui.apport import readers_of
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.check import RadioField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import ChoiceField, TextField
from gsn_app.ui.kit.label import Label, format_date, hint
from gsn_app.ui.kit.section import Section
from gsn_app.ui.kit.volet import Volet
from gsn_app.ui.situation_referentiel import Referentiel, today


def current_referent(situation: SituationComplete) -> DesignationReferent | None:
    """The period under way, or None."""
    return next((p for p in reversed(situation.referents) if not p.jusqu_au), None)


def word_accord(periode: DesignationReferent) -> str:
    """The person's agreement, in words."""
    if not periode.accord:
        return "Accord de la personne non recueilli."
    quand = f" le {format_date(periode.accord_date)}" if periode.accord_date else ""
    return f"Accord de la personne recueilli{quand}."


class ReferentSection(Section):
    """The référent now, then the earlier ones."""

    def __init__(self, *boutons: Button) -> None:
        super().__init__("gsn_referent", "Référent de parcours", *boutons)

    def show_referents(self, situation: SituationComplete, ref: Referentiel) -> None:
        """Replace every line."""
        self.clear()
        actuel = current_referent(situation)
        if actuel is None:
            self.add_empty("Aucun référent désigné.")
        else:
            nom = Label(ref.membre(actuel.membre_id), "etiquette")
            nom.setObjectName("gsn_referent_nom")
            self.add(nom)
            self.add(Label(f"Depuis le {format_date(actuel.depuis)}. {word_accord(actuel)}"))
        for passe in situation.referents:
            if passe.jusqu_au:
                fin = f" ({passe.motif_fin})" if passe.motif_fin else ""
                dates = f"du {format_date(passe.depuis)} au {format_date(passe.jusqu_au)}"
                self.add(hint(f"{ref.membre(passe.membre_id)}, {dates}{fin}"))


class DesignerVolet(Volet):
    """Designates a référent among the circle, with the person's agreement answered explicitly."""

    formulaire = "referent"
    titre = "Désigner le référent de parcours"
    explication = (
        "Le référent est un membre du cercle qui l’accepte. Sous mesure judiciaire, c’est la PJJ ou le SPIP. "
        "Un suivi individuel demande l’accord de la personne."
    )
    enregistrer = "&Désigner"

    def __init__(self, context: Context, ref: Referentiel, situation: SituationComplete) -> None:
        self.ref = ref
        self.situation = situation
        super().__init__(context, situation.id)

    def build(self) -> None:
        """Who, when, agreement."""
        admis = [(m, self.ref.membre(m)) for m in readers_of(self.situation)]
        self.form.add("membre", "Référent", ChoiceField("gsn_referent_membre", admis))
        self.form.add("date", "À partir du", DateField("gsn_referent_date"))
        accord = RadioField("gsn_referent_accord", [("oui", "Oui"), ("non", "Non, ou pas encore")])
        self.form.add("accord", "La personne a-t-elle donné son accord\u00a0?", accord)
        self.accord_row = self.form.add(
            "accord_date", "Accord donné le", DateField("gsn_referent_accord_date")
        )
        accord.modified.connect(lambda: self.accord_row.setVisible(accord.value() == "oui"))
        self.accord_row.hide()
        self.form.set_values({"date": today().isoformat()})

    def submit(self) -> None:
        """Designate."""
        accord = self.form.value("accord") == "oui"
        if self.form.require("membre", "date", "accord", *(["accord_date"] if accord else [])):
            self.send(
                designate_referent,
                self.situation.id,
                self.form.value("membre"),
                date=self.form.value("date"),
                accord=accord,
                accord_date=self.form.value("accord_date") if accord else "",
                tell="Référent désigné.",
            )


class FinReferentVolet(Volet):
    """Ends the mission under way."""

    formulaire = "referent_fin"
    titre = "Mettre fin à la mission du référent"
    enregistrer = "&Mettre fin"

    def build(self) -> None:
        """When and, if useful, why."""
        self.form.add("date", "Fin le", DateField("gsn_referent_fin_date"))
        self.form.add("motif", "Motif", TextField("gsn_referent_fin_motif", limite=120), facultatif=True)
        self.form.set_values({"date": today().isoformat()})

    def submit(self) -> None:
        """End."""
        if self.form.require("date"):
            self.send(
                end_referent,
                self.objet_id,
                date=self.form.value("date"),
                motif=self.form.value("motif"),
                tell="Mission terminée.",
            )
