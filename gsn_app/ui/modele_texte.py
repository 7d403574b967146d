"""Wording a letter in the settings: its text, its closed placeholders, its page before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gsn_app.actions.modele_texte import ModeleEnVigueur, preview_modele, reset_modele, save_modele
from gsn_app.domain.modele_texte import LIMITE_MODELE
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.dialog import Dialog, confirm
from gsn_app.ui.kit.field import LongTextField
from gsn_app.ui.kit.label import Card, Label, hint
from gsn_app.ui.kit.pixels import PixelView
from gsn_app.ui.kit.volet import Volet

if TYPE_CHECKING:
    from gsn_app.actions.modele_texte import ApercuPage


class ModelesCard(Card):
    """The letters that the commune may word, one line each."""

    def __init__(self, open_one: Callable[[ModeleEnVigueur], object]) -> None:
        super().__init__("Le texte des lettres")
        self._open = open_one
        self.corps.addWidget(
            hint(
                "Chaque lettre a un texte prêt à l’emploi. Vous pouvez le rédiger autrement ; ce que la loi impose de dire "
                "reste, et se met à jour avec le programme.".replace(" ;", "\u00a0;")
            )
        )
        self._lignes: list[QWidget] = []

    def show_modeles(self, modeles: list[ModeleEnVigueur]) -> None:
        """Replace every line."""
        for ligne in self._lignes:
            self.corps.removeWidget(ligne)
            ligne.hide()
            ligne.deleteLater()
        self._lignes = [self._build_line(one) for one in modeles]
        for ligne in self._lignes:
            self.corps.addWidget(ligne)

    def _build_line(self, one: ModeleEnVigueur) -> QWidget:
        ligne = QWidget()
        rangee = QHBoxLayout(ligne)
        rangee.setContentsMargins(0, 0, 0, 0)
        etat = "rédigé par la commune" if one.change else "texte d’origine"
        rangee.addWidget(Label(f"{one.modele.titre} ({etat})"), 1)
        bouton = Button("Modifier…", f"gsn_modele_{one.modele.code}", lambda: self._open(one))
        bouton.setAccessibleName(f"Modifier le texte\u00a0: {one.modele.titre}")
        rangee.addWidget(bouton)
        return ligne


class ModeleVolet(Volet):
    """One letter: what is typed is a draft; the page is shown as it would come out of the printer."""

    formulaire = "modele"
    titre = "Rédiger une lettre"
    explication = (
        "Une ligne vide sépare deux paragraphes. Une ligne qui commence par «\u00a0##\u00a0» est un titre. Les mots entre accolades "
        "sont remplacés à l’impression."
    )

    def __init__(self, context: Context, en_vigueur: ModeleEnVigueur) -> None:
        self.en_vigueur = en_vigueur
        super().__init__(context, en_vigueur.modele.code)
        self.entete.setText(en_vigueur.modele.titre)

    def build(self) -> None:
        """The text, its placeholders below, then the page."""
        champs = "\n".join(
            f"{{{champ.code}}}\u00a0: {champ.sens}{' À garder.' if champ.obligatoire else ''}"
            for champ in self.en_vigueur.modele.champs
        )
        self.form.add(
            "texte", "Texte", LongTextField("gsn_modele_texte", limite=LIMITE_MODELE, lignes=14),
            aide=f"Champs permis\u00a0:\n{champs}",
        )  # fmt: skip
        self.form.set_values({"texte": self.en_vigueur.modele.texte})
        self.preview = Button("&Aperçu de la page", "gsn_modele_apercu", self.show_page, icone="oeil")
        self.origin = Button("Revenir au texte d’&origine…", "gsn_modele_origine", self.reset)
        self.origin.setEnabled(self.en_vigueur.change)
        rangee = QHBoxLayout()
        rangee.addWidget(self.preview)
        rangee.addWidget(self.origin)
        rangee.addStretch(1)
        self.form.layout().addLayout(rangee)  # type: ignore[union-attr]
        self.after_form = self.preview

    def show_page(self) -> None:
        """The specimen as pixels, in a window of its own."""
        self.banner.clear()
        self.form.clear_faults()
        self.context.run(
            preview_modele, self.objet_id, self.form.value("texte"), on_success=self._show, on_error=self.show_refusal,
            boutons=(self.preview, self.save),
        )  # fmt: skip

    def _show(self, page: ApercuPage) -> None:
        dialogue = Dialog(self, "gsn_modele_page", "Aperçu", "Personne n’est nommé sur cet exemple.")
        dialogue.setMinimumWidth(720)
        vue = PixelView("gsn_modele_image", "Aperçu de la page", largeur_max=680)
        dialogue.corps.addWidget(vue)
        vue.show_pixels(page.largeur, page.hauteur, page.pixels)
        dialogue.add_button(PrimaryButton("&Fermer", "gsn_modele_page_fermer", dialogue.accept))
        dialogue.open()

    def reset(self) -> None:
        """Give the commune's wording up."""
        if confirm(
            self, "Revenir au texte d’origine", "Le texte rédigé par la commune sera remplacé.", "&Revenir au texte d’origine",
            nom="gsn_modele_confirmer",
        ):  # fmt: skip
            self.send(reset_modele, self.objet_id, tell="Texte d’origine repris.")

    def submit(self) -> None:
        """Keep the text, once it holds on its page."""
        if self.form.require("texte"):
            self.send(save_modele, self.objet_id, self.form.value("texte"), tell="Texte enregistré.")
