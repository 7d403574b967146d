"""Cards side by side, as many a row as the width in characters allows; one at 200 % on a small screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget


class CardGrid(QWidget):
    """``largeur`` is the smallest width of a card, in average characters."""

    def __init__(self, nom: str, *, largeur: int = 44, colonnes: int = 3) -> None:
        super().__init__()
        self.setObjectName(nom)
        self._largeur, self._maximum = largeur, colonnes
        self._cartes: list[QWidget] = []
        self._colonnes = 0
        self._grille = QGridLayout(self)
        self._grille.setContentsMargins(0, 0, 0, 0)
        self._grille.setSpacing(16)

    def show_cards(self, cartes: list[QWidget]) -> None:
        """Replace every card."""
        for ancienne in self._cartes:
            self._grille.removeWidget(ancienne)
            ancienne.hide()
            ancienne.deleteLater()
        self._cartes, self._colonnes = cartes, 0
        self._arrange()

    def _arrange(self) -> None:
        place = self.width() // max(1, self._largeur * self.fontMetrics().averageCharWidth())
        colonnes = max(1, min(self._maximum, place))
        if colonnes == self._colonnes:
            return
        self._colonnes = colonnes
        for rang, carte in enumerate(self._cartes):
            self._grille.addWidget(carte, rang // colonnes, rang % colonnes, Qt.AlignmentFlag.AlignTop)
        for colonne in range(self._maximum):
            self._grille.setColumnStretch(colonne, 1 if colonne < colonnes else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the number of columns again."""
        super().resizeEvent(event)
        self._arrange()
