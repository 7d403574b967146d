"""Boxes to tick in columns, for the longer closed lists: as many columns as the width in characters allows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from gsn_app.ui.kit.check import TickBox
from gsn_app.ui.kit.field import Field

#: characters a column needs
LARGEUR = 40


class ColumnBoxesField(Field):
    """Several boxes read down then right; ``value()`` joins the ticked codes with spaces."""

    def __init__(self, nom: str, choix: Sequence[tuple[str, str]]) -> None:
        self._holder = QWidget()
        super().__init__(nom, self._holder)
        self._grille = QGridLayout(self._holder)
        self._grille.setContentsMargins(0, 0, 0, 0)
        self._grille.setSpacing(2)
        self._colonnes = 0
        self._boxes: dict[str, TickBox] = {}
        for code, libelle in choix:
            box = TickBox(libelle)
            box.setObjectName(f"{nom}_{code}")
            box.setMinimumHeight(26)
            box.toggled.connect(lambda _on: self.modified.emit())
            self._boxes[code] = box
        self.setFocusProxy(next(iter(self._boxes.values()), self._holder))
        self._lay(self._holder)
        self._arrange(1)

    def _arrange(self, colonnes: int) -> None:
        if colonnes == self._colonnes:
            return
        self._colonnes = colonnes
        lignes = -(-len(self._boxes) // colonnes)
        for rang, box in enumerate(self._boxes.values()):
            self._grille.addWidget(box, rang % lignes, rang // lignes)
        for colonne in range(3):
            self._grille.setColumnStretch(colonne, 1 if colonne < colonnes else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the number of columns."""
        super().resizeEvent(event)
        place = self.width() // (LARGEUR * self.fontMetrics().averageCharWidth())
        self._arrange(max(1, min(3, place)))

    def value(self) -> str:
        """The ticked codes joined with spaces."""
        return " ".join(code for code, box in self._boxes.items() if box.isChecked())

    def set_value(self, valeur: str) -> None:
        """Tick the codes of a joined string."""
        voulus = set(valeur.split())
        for code, box in self._boxes.items():
            box.setChecked(code in voulus)
