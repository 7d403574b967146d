"""The commune's logo in the settings: chosen from a file, shown as it will be printed, taken away."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from gsn_app.actions.logo import read_logo, remove_logo, save_logo
from gsn_app.domain.logo import Logo
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import Card, hint
from gsn_app.ui.kit.pixels import PixelView
from gsn_app.ui.kit.visibility import set_shown


class LogoCard(Card):
    """One picture for every sheet; without it, sheets bear the commune's name alone."""

    def __init__(self, context: Context) -> None:
        super().__init__("Le logo des feuilles imprimées")
        self.context = context
        self.corps.addWidget(
            hint(
                "Une image PNG ou JPEG de 300 ko au plus, de préférence lisible en noir et blanc. Elle paraît en tête "
                "des feuilles, à côté du nom de la commune."
            )
        )
        self.banner = Banner(nom="gsn_logo_bandeau")
        self.corps.addWidget(self.banner)
        self.view = PixelView("gsn_logo_image", "Logo de la commune", largeur_max=260)
        self.corps.addWidget(self.view)
        self.choisir = Button("C&hoisir un logo…", "gsn_logo_choisir", self.choose)
        self.retirer = Button("&Retirer le logo", "gsn_logo_retirer", self.remove)
        self.corps.addWidget(FlowRow(self.choisir, self.retirer))
        self._show(None)

    def refresh(self) -> None:
        """Show the logo in force."""
        self.context.run(read_logo, on_success=self._show)

    def choose(self) -> None:
        """Ask for a file."""
        chosen, _ = QFileDialog.getOpenFileName(self, "Logo de la commune", "", "Images (*.png *.jpg *.jpeg)")
        if chosen:
            self.take(Path(chosen))

    def take(self, fichier: Path) -> None:
        """Keep this picture, or say why not."""
        self.banner.clear()
        self.context.run(
            save_logo, fichier, on_success=self._saved, on_error=self.banner.show_error,
            boutons=(self.choisir, self.retirer),
        )  # fmt: skip

    def remove(self) -> None:
        """Back to the name alone."""
        self.banner.clear()
        self.context.run(
            remove_logo, on_success=lambda _none: self._removed(), on_error=self.banner.show_error,
            boutons=(self.choisir, self.retirer),
        )  # fmt: skip

    def _saved(self, logo: Logo) -> None:
        self._show(logo)
        self.banner.announce("succes", "Logo enregistré. Il paraîtra sur les prochaines feuilles.")

    def _removed(self) -> None:
        self._show(None)
        self.banner.announce("succes", "Logo retiré.")

    def _show(self, logo: Logo | None) -> None:
        if logo is not None:
            self.view.show_pixels(logo.largeur, logo.hauteur, logo.pixels)
        set_shown(self.view, logo is not None)
        set_shown(self.retirer, logo is not None)
