"""Empty states: what is empty, why, and the next step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.icon import IconView
from gsn_app.ui.kit.label import Label
from gsn_app.ui.theme import current_tones


class EmptyState(QWidget):
    """A centred icon, a sentence, an explanation, and at most one button."""

    def __init__(self, icone: str, titre: str, explication: str, bouton: Button | None = None) -> None:
        super().__init__()
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(24, 32, 24, 32)
        colonne.setSpacing(10)
        dessin = IconView(icone, 44, current_tones().accent)
        self.titre = Label(titre, "sous_titre")
        self.explication = Label(explication, "indication")
        for texte in (self.titre, self.explication):
            texte.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            texte.setMaximumWidth(560)
            texte.setMinimumWidth(300)
        centre = Qt.AlignmentFlag.AlignHCenter
        colonne.addStretch(1)
        colonne.addWidget(dessin, 0, centre)
        for texte in (self.titre, self.explication):
            rangee = QHBoxLayout()
            rangee.addStretch(1)
            rangee.addWidget(texte, 20)
            rangee.addStretch(1)
            colonne.addLayout(rangee)
        if bouton is not None:
            colonne.addSpacing(6)
            colonne.addWidget(bouton, 0, centre)
        colonne.addStretch(1)

    def show_words(self, titre: str, explication: str) -> None:
        """Change the words (« aucun résultat » against « rien encore »)."""
        self.titre.setText(titre)
        self.explication.setText(explication)
