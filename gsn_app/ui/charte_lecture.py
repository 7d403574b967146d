"""Reading the charter, and signing it after having read it."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.check import CheckField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.markdown import MarkdownView
from gsn_app.ui.kit.screen import ScrollBody


class CharteDialog(QDialog):
    """The text; with ``signer``, a box to tick and « Signer la charte »."""

    def __init__(self, parent: QWidget | None, texte: str, *, signer: bool) -> None:
        super().__init__(parent)
        self.setObjectName("gsn_charte")
        self.setWindowTitle("Charte déontologique")
        self.setAccessibleName("Charte déontologique")
        self.setModal(True)
        self.resize(820, 760)
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(0, 0, 0, 16)
        zone = ScrollBody(largeur=760)
        zone.setObjectName("gsn_charte_texte")
        zone.setFocusPolicy(zone.focusPolicy().StrongFocus)
        zone.setAccessibleName("Texte de la charte")
        zone.corps.addWidget(MarkdownView(texte))
        colonne.addWidget(zone, 1)
        bas = QVBoxLayout()
        bas.setContentsMargins(28, 4, 28, 0)
        bas.setSpacing(12)
        self.fermer = Button("&Fermer", "gsn_charte_fermer", self.reject)
        if signer:
            self.lu = CheckField("gsn_charte_lu", "J’ai lu la charte et je m’engage à la respecter")
            self.signer = PrimaryButton("&Signer la charte", "gsn_charte_signer", self.accept, icone="crayon")
            self.signer.setEnabled(False)
            self.lu.modified.connect(lambda: self.signer.setEnabled(self.lu.value() == "oui"))
            bas.addWidget(self.lu)
            bas.addWidget(FlowRow(self.signer, self.fermer))
        else:
            bas.addWidget(FlowRow(self.fermer))
        colonne.addLayout(bas)


def read_and_sign(parent: QWidget, texte: str) -> bool:
    """True when the member ticked the box and signed."""
    return CharteDialog(parent, texte, signer=True).exec() == QDialog.DialogCode.Accepted
