"""The member confirms or corrects what somebody else typed in their name during a séance."""

from __future__ import annotations

from gsn_app.actions.apport import VigilanceUnanswered, confirm_apport
from gsn_app.domain.situation import Apport
from gsn_app.errors import GsnError
from gsn_app.ui.apport import LIMITE_APPORT
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.field import LongTextField, TextField
from gsn_app.ui.kit.label import hint
from gsn_app.ui.kit.volet import Volet
from gsn_app.ui.situation_referentiel import Referentiel


class ConfirmerVolet(Volet):
    """The text as it was noted, to sign as it is or corrected."""

    formulaire = "apport_confirmation"
    titre = "Confirmer ce qui a été noté en votre nom"
    explication = (
        "En confirmant, vous signez cet apport\u00a0: il devient le vôtre. Corrigez-le s’il le faut. Rien ne vous presse\u00a0: "
        "vous pouvez aussi le retirer."
    )
    enregistrer = "&Confirmer"

    def __init__(self, context: Context, ref: Referentiel, situation_id: str, apport: Apport) -> None:
        self.ref, self.situation_id, self.apport = ref, situation_id, apport
        super().__init__(context, f"{situation_id}-{apport.id}")

    def build(self) -> None:
        """The text, and the reason asked for loaded words."""
        self.form.add_widget(hint(f"Noté par {self.ref.membre(self.apport.auteur_id)}."))
        champ = LongTextField("gsn_apport_confirmation_texte", limite=LIMITE_APPORT, lignes=6)
        self.form.add("texte", "Apport", champ)
        self.form.set_values({"texte": self.apport.texte})
        self.motif_row = self.form.add(
            "vigilance_motif", "Pourquoi garder ces mots", TextField("gsn_apport_confirmation_motif", limite=120)
        )  # fmt: skip
        self.motif_row.hide()

    def submit(self) -> None:
        """Sign."""
        if self.form.require("texte"):
            self.send(
                confirm_apport,
                self.situation_id,
                self.apport.id,
                self.form.value("texte"),
                vigilance_motif=self.form.value("vigilance_motif"),
                tell="Confirmé\u00a0: cet apport est signé de vous.",
            )

    def show_refusal(self, error: GsnError) -> None:
        """Loaded words: the reason is asked for."""
        super().show_refusal(error)
        if isinstance(error, VigilanceUnanswered):
            self.motif_row.show()
