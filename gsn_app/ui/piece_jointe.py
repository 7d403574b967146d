"""The scans of one object: listed, shown page by page as pixels, added from a file, taken back by their author."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from gsn_app.actions.piece_jointe import ApercuPage, attach, list_jointes, show_page, withdraw_jointe
from gsn_app.domain.piece_jointe import PieceJointe
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, LinkButton, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.dialog import Dialog, confirm
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import Label, format_date, hint
from gsn_app.ui.kit.pixels import PixelView
from gsn_app.ui.kit.visibility import set_shown


class JointesDialog(Dialog):
    """``ajout``: this member may add one here."""

    def __init__(
        self, parent: QWidget | None, context: Context, objet_id: str, titre: str, *, ajout: bool
    ) -> None:
        super().__init__(parent, "gsn_jointes", titre, "", "journal")
        self.context = context
        self.objet_id = objet_id
        self.setMinimumWidth(700)
        self._page = 0
        self._shown = ""
        self.corps.addWidget(
            hint(
                "PDF, PNG ou JPEG, 3\u00a0Mo et dix pages au plus. La feuille est montrée en image\u00a0: le fichier ne sort pas d’ici."
            )
        )
        self.banner = Banner(nom="gsn_jointes_bandeau")
        self.corps.addWidget(self.banner)
        self.lignes = QVBoxLayout()
        self.corps.addLayout(self.lignes)
        self.joindre = Button("&Joindre un fichier…", "gsn_jointes_joindre", self.choose, icone="plus")
        self.joindre.setVisible(ajout)
        self.corps.addWidget(FlowRow(self.joindre))
        self.legende = Label("", "indication")
        self.corps.addWidget(self.legende)
        self.avant = Button("Page &précédente", "gsn_jointes_avant", lambda: self.turn(-1))
        self.apres = Button("Page &suivante", "gsn_jointes_apres", lambda: self.turn(1))
        self.pages = FlowRow(self.avant, self.apres)
        self.corps.addWidget(self.pages)
        self.vue = PixelView("gsn_jointes_image", "Feuille numérisée", largeur_max=640)
        self.corps.addWidget(self.vue)
        self.add_button(PrimaryButton("&Fermer", "gsn_jointes_fermer", self.accept))
        self._hide_page()
        self.refresh()

    def refresh(self) -> None:
        """List again; journaled as a consultation."""
        self.context.run(list_jointes, self.objet_id, on_success=self._list, on_error=self.banner.show_error)

    def choose(self) -> None:
        """Ask for a file."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Joindre une feuille numérisée", "", "Feuilles numérisées (*.pdf *.png *.jpg *.jpeg)"
        )
        if chosen:
            self.take(Path(chosen))

    def take(self, fichier: Path) -> None:
        """Seal this file, or say why not."""
        self.banner.clear()
        self.context.run(
            attach, self.objet_id, fichier, on_success=self._attached, on_error=self.banner.show_error,
            boutons=(self.joindre,),
        )  # fmt: skip

    def _attached(self, jointe_id: str) -> None:
        self.banner.announce(
            "succes",
            "Feuille jointe. Le fichier d’origine reste où il est\u00a0: effacez-le s’il n’a plus à y être.",
        )
        self.refresh()
        self.show_one(jointe_id)

    def show_one(self, jointe_id: str, page: int = 0) -> None:
        """Show a page; the journal knows before it is opened."""
        self._shown, self._page = jointe_id, page
        self.context.run(
            show_page, self.objet_id, jointe_id, page, on_success=self._draw, on_error=self.banner.show_error,
            boutons=(self.avant, self.apres),
        )  # fmt: skip

    def turn(self, pas: int) -> None:
        """The next page, or the one before."""
        self.show_one(self._shown, self._page + pas)

    def _draw(self, page: ApercuPage) -> None:
        self.vue.show_pixels(
            page.largeur, page.hauteur, page.pixels, "Image sans texte lisible par une synthèse vocale"
        )
        self.legende.setText(f"Page {self._page + 1} sur {page.pages}")
        for widget in (self.vue, self.legende):
            set_shown(widget, True)
        set_shown(self.pages, page.pages > 1)
        self.avant.setEnabled(self._page > 0)
        self.apres.setEnabled(self._page + 1 < page.pages)
        self.resize(self.width(), min(900, self.screen().availableGeometry().height() - 40))

    def _hide_page(self) -> None:
        for widget in (self.vue, self.legende, self.pages):
            set_shown(widget, False)

    def _list(self, found: list[PieceJointe]) -> None:
        while (item := self.lignes.takeAt(0)) is not None:
            if ancien := item.widget():
                ancien.hide()
                ancien.deleteLater()
        for rang, one in enumerate(found):
            self.lignes.addWidget(self._build_line(rang, one))
        if not found:
            self.lignes.addWidget(Label("Aucune pièce jointe.", "indication"))

    def _build_line(self, rang: int, one: PieceJointe) -> QWidget:
        ligne = QWidget()
        rangee = QHBoxLayout(ligne)
        rangee.setContentsMargins(0, 0, 0, 0)
        rangee.addWidget(Label(f"Jointe le {format_date(one.date)} ({one.libelle})"), 1)
        voir = LinkButton("Voir", f"gsn_jointes_voir_{rang}", lambda: self.show_one(one.id))
        voir.setAccessibleName(f"Voir la pièce jointe le {format_date(one.date)}")
        rangee.addWidget(voir)
        if one.auteur_id == self.context.session.membre.id:
            retirer = LinkButton("Retirer…", f"gsn_jointes_retirer_{rang}", lambda: self.withdraw(one))
            retirer.setAccessibleName(f"Retirer la pièce jointe le {format_date(one.date)}")
            rangee.addWidget(retirer)
        return ligne

    def withdraw(self, one: PieceJointe) -> None:
        """Its author takes it back, after a question."""
        if not confirm(
            self, "Retirer cette pièce jointe", "Elle sera effacée du coffre. Le journal garde la trace de son retrait.",
            "&Retirer", nom="gsn_jointes_confirmer",
        ):  # fmt: skip
            return
        self._hide_page()
        self.context.run(
            withdraw_jointe,
            self.objet_id,
            one.id,
            on_success=lambda _none: self.refresh(),
            on_error=self.banner.show_error,
        )
