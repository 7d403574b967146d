"""Two rows of a form side by side, when they are read together: first name beside name, « du » beside « au »."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from gsn_app.ui.kit.form import Form

#: characters under which the two rows stack again
LARGEUR = 72


class _Pair(QWidget):
    """Holds the rows; beside each other where there is room, one above the other elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self._boite = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._boite.setContentsMargins(0, 0, 0, 0)
        self._boite.setSpacing(16)

    def put(self, row: QWidget) -> None:
        """Add a row."""
        self._boite.addWidget(row, 1, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack when narrow."""
        super().resizeEvent(event)
        large = self.width() >= LARGEUR * self.fontMetrics().averageCharWidth()
        sens = QBoxLayout.Direction.LeftToRight if large else QBoxLayout.Direction.TopToBottom
        if sens != self._boite.direction():
            self._boite.setDirection(sens)


def pair_rows(form: Form, *noms: str) -> None:
    """Put rows already added side by side, at the place of the first; tab order is unchanged."""
    place = form.colonne.indexOf(form.rows[noms[0]])
    paire = _Pair()
    for nom in noms:
        form.colonne.removeWidget(form.rows[nom])
        paire.put(form.rows[nom])
    form.colonne.insertWidget(place, paire)
