"""Dialogs of our own, plain text only: ``QMessageBox`` renders HTML from the names it is given."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gsn_app.ui.kit.button import Button, DestructiveButton, PrimaryButton
from gsn_app.ui.kit.field import TextField
from gsn_app.ui.kit.form import FormRow
from gsn_app.ui.kit.icon import IconView
from gsn_app.ui.kit.label import Label


class Dialog(QDialog):
    """A modal question: title, sentence, any content, buttons; Échap answers no."""

    def __init__(
        self, parent: QWidget | None, nom: str, titre: str, texte: str = "", icone: str = "info"
    ) -> None:
        super().__init__(parent)
        self.setObjectName(nom)
        self.setWindowTitle(titre)
        self.setAccessibleName(titre)
        self.setModal(True)
        self.setMinimumWidth(460)
        dehors = QVBoxLayout(self)
        dehors.setContentsMargins(0, 0, 0, 0)
        zone = QScrollArea()
        zone.setWidgetResizable(True)
        zone.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        contenu = QWidget()
        contenu.setObjectName("gsn_corps")
        zone.setWidget(contenu)
        dehors.addWidget(zone, 1)
        rangee = QHBoxLayout(contenu)
        rangee.setContentsMargins(24, 22, 24, 10)
        rangee.setSpacing(16)
        rangee.addWidget(IconView(icone, 28), 0, Qt.AlignmentFlag.AlignTop)
        self.corps = QVBoxLayout()
        self.corps.setSpacing(12)
        self.corps.addWidget(Label(titre, "sous_titre"))
        if texte:
            self.corps.addWidget(Label(texte))
        rangee.addLayout(self.corps, 1)
        self.boutons = QHBoxLayout()
        self.boutons.setContentsMargins(24, 10, 24, 20)
        self.boutons.addStretch(1)
        dehors.addLayout(self.boutons)
        self._rangee = rangee

    def add_button(self, bouton: Button) -> Button:
        """Add a button at the right end."""
        self.boutons.addWidget(bouton)
        return bouton

    def showEvent(self, event: QShowEvent) -> None:
        """Open at the size of the words."""
        super().showEvent(event)
        self.fit()

    def fit(self) -> None:
        """Tall enough for the words, never taller than the screen: the rest scrolls."""
        largeur = max(self.width(), self.minimumWidth())
        besoin = self._rangee.totalHeightForWidth(largeur) + self.boutons.sizeHint().height() + 16
        ecran = self.screen().availableGeometry().height()
        self.resize(largeur, min(max(besoin, 170), ecran - 40))


def inform(
    parent: QWidget | None, titre: str, texte: str, *, nom: str = "gsn_dialogue", icone: str = "info"
) -> None:
    """Say something and wait for « J’ai compris »."""
    dialogue = Dialog(parent, nom, titre, texte, icone)
    dialogue.add_button(PrimaryButton("J’ai &compris", f"{nom}_compris", dialogue.accept))
    dialogue.exec()


def confirm(
    parent: QWidget | None,
    titre: str,
    texte: str,
    oui: str,
    *,
    non: str = "&Revenir",
    nom: str = "gsn_dialogue",
    icone: str = "info",
) -> bool:
    """Ask; ``oui`` names the act (« Imprimer »), never « OK »."""
    dialogue = Dialog(parent, nom, titre, texte, icone)
    dialogue.add_button(Button(non, f"{nom}_non", dialogue.reject))
    dialogue.add_button(PrimaryButton(oui, f"{nom}_oui", dialogue.accept)).setFocus()
    return dialogue.exec() == QDialog.DialogCode.Accepted


def confirm_destruction(
    parent: QWidget | None, titre: str, texte: str, mot: str, oui: str, *, nom: str = "gsn_destruction"
) -> bool:
    """Say what goes and ask for ``mot`` to be typed; the button stays off until then."""
    dialogue = Dialog(parent, nom, titre, texte, "alerte")
    saisie = TextField(f"{nom}_mot")
    dialogue.corps.addWidget(FormRow(f"Pour confirmer, écrivez «\u00a0{mot}\u00a0»", saisie))
    dialogue.add_button(Button("&Revenir", f"{nom}_non", dialogue.reject))
    bouton = dialogue.add_button(DestructiveButton(oui, f"{nom}_oui", dialogue.accept))
    bouton.setEnabled(False)
    saisie.modified.connect(lambda: bouton.setEnabled(saisie.value().casefold() == mot.casefold()))
    saisie.setFocus()
    return dialogue.exec() == QDialog.DialogCode.Accepted
