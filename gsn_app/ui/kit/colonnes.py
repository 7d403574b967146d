"""Two columns that become one when the window is narrow or the text large; tab order stays reading order."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

#: characters of average width under which one column reads better
LARGEUR_DEUX = 118


class TwoColumns(QWidget):
    """``gauche`` is read first; ``droite`` follows, beside or below ``seuil`` characters. ``egales``: two things to compare."""

    def __init__(self, seuil: int = LARGEUR_DEUX, *, egales: bool = False) -> None:
        super().__init__()
        self._seuil = seuil
        self._parts = (1, 1) if egales else (3, 2)
        self._grille = QGridLayout(self)
        self._grille.setContentsMargins(0, 0, 0, 0)
        self._grille.setSpacing(16)
        self.gauche, self.droite = QVBoxLayout(), QVBoxLayout()
        self._blocs = []
        for colonne in (self.gauche, self.droite):
            bloc = QWidget()
            colonne.setContentsMargins(0, 0, 0, 0)
            colonne.setSpacing(16)
            bloc.setLayout(colonne)
            self._blocs.append(bloc)
        self._deux: bool | None = None
        self._arrange(deux=False)

    def _arrange(self, *, deux: bool) -> None:
        if deux == self._deux:
            return
        self._deux = deux
        haut = Qt.AlignmentFlag.AlignTop
        for bloc in self._blocs:
            self._grille.removeWidget(bloc)
        self._grille.addWidget(self._blocs[0], 0, 0, haut)
        self._grille.addWidget(self._blocs[1], 0 if deux else 1, 1 if deux else 0, haut)
        self._grille.setColumnStretch(0, self._parts[0])
        self._grille.setColumnStretch(1, self._parts[1] if deux else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the number of columns from the width in characters."""
        super().resizeEvent(event)
        self._arrange(deux=self.width() >= self._seuil * self.fontMetrics().averageCharWidth())
