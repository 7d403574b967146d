"""Printing the information notice from the page of a situation (C8): for whom, then the sheet."""

from __future__ import annotations

from gsn_app.actions.impression import Feuille
from gsn_app.actions.notice import list_publics, print_notice
from gsn_app.domain.notice import PublicNotice
from gsn_app.domain.situation import SituationComplete
from gsn_app.ui.kit.check import RadioField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.volet import Volet

LIBELLES_PUBLIC = {
    PublicNotice.PERSONNE: "La personne elle-même",
    PublicNotice.MOINS_15_ANS: "L’enfant, avec des mots simples (moins de 15 ans)",
    PublicNotice.REPRESENTANT: "Ses représentants légaux",
}


class NoticeVolet(Volet):
    """Chooses the reader, then prints."""

    formulaire = "notice"
    titre = "Imprimer la notice d’information"
    explication = (
        "La notice dit ce qui est noté, qui le lit, pendant combien de temps et quels sont les droits. Elle ne dit pas "
        "pourquoi la personne est suivie. Une fois remise, notez l’information."
    )
    enregistrer = "&Préparer la feuille"

    def __init__(self, context: Context, situation: SituationComplete) -> None:
        self.situation = situation
        super().__init__(context, situation.id)

    def build(self) -> None:
        """The readers that the age asks for; the first is chosen."""
        personne = self.situation.personne
        publics = list_publics(self.context.session, personne.date_naissance) if personne else ()
        choix = [(str(public), LIBELLES_PUBLIC[public]) for public in publics]
        self.form.add("public", "Pour qui", RadioField("gsn_notice_public", choix))
        self.form.set_values({"public": choix[0][0] if choix else ""})

    def submit(self) -> None:
        """Ask for the sheet, preview it, print it."""
        if not self.form.require("public"):
            return
        self.context.run(
            print_notice,
            self.objet_id,
            PublicNotice(self.form.value("public")),
            on_success=self._show_sheet,
            on_error=self.show_refusal,
            boutons=(self.save, self.back),
        )

    def _show_sheet(self, feuille: Feuille) -> None:
        self.context.print_sheet(feuille, self._printed)

    def _printed(self, sortie: bool) -> None:
        if sortie:
            self._saved(True, "Notice imprimée. Une fois remise, notez l’information.")
