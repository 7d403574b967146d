"""Horizontal bars drawn with ``QPainter``: printed classes only, with their words beside them.

A class « environ 20 » says 18 to 22: solid up to 18, which is sure, hatched from 18 to 22, which is possible; « moins de
8 » is hatched from zero. Nothing is drawn at a middle that nobody knows, and nothing at all when no bound is known. Solid and
hatched stay apart without colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gsn_app.ui.theme import current_tones


@dataclass(frozen=True)
class Barre:
    """One line: its label, what the reader may conclude (``maximum`` None = unknown), the words printed."""

    libelle: str
    minimum: int
    maximum: int | None
    texte: str

    @property
    def phrase(self) -> str:
        """What a screen reader says: the words printed, then the bounds drawn."""
        dit = f"{self.libelle}\u00a0: {self.texte}"
        if self.maximum is None or self.minimum == self.maximum:
            return dit
        return f"{dit} (de {self.minimum} à {self.maximum})"


class Barres(QWidget):
    """A small chart; its accessible description holds every figure it draws."""

    def __init__(self, nom: str, titre: str) -> None:
        super().__init__()
        self.setObjectName(nom)
        self.setAccessibleName(titre)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.barres: tuple[Barre, ...] = ()
        self._empile = False

    def show_barres(self, barres: Sequence[Barre]) -> None:
        """Replace every bar."""
        self.barres = tuple(barres)
        self.setAccessibleDescription("\u00a0; ".join(barre.phrase for barre in self.barres))
        self._stack()
        self.updateGeometry()
        self.update()

    def _pas(self) -> int:
        return int(self.fontMetrics().height() * (2.7 if self._empile else 1.75))

    def sizeHint(self) -> QSize:
        """One row a bar, at the size of the text; two lines each when the labels need the whole width."""
        return QSize(420, self._pas() * max(1, len(self.barres)) + 4)

    def minimumSizeHint(self) -> QSize:
        """The rows may not be cut."""
        return QSize(280, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Labels go above their bars when they would be cut beside them (large text, narrow window)."""
        super().resizeEvent(event)
        self._stack()

    def _stack(self) -> None:
        longest = max((self.fontMetrics().horizontalAdvance(b.libelle) for b in self.barres), default=0)
        empile = longest + 14 > int(self.width() * 0.42)
        if empile != self._empile:
            self._empile = empile
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Label, bar, words, line by line."""
        tones = current_tones()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mesure, pas = self.fontMetrics(), self._pas()
        longueurs = [mesure.horizontalAdvance(barre.libelle) for barre in self.barres] or [0]
        a_gauche = 1 if self._empile else max(longueurs) + 14
        ligne = mesure.height() if self._empile else 0
        mots = [mesure.horizontalAdvance(barre.texte) for barre in self.barres] or [0]
        place = max(20, self.width() - a_gauche - max(mots) - 14)
        plafond = max((barre.maximum or barre.minimum for barre in self.barres), default=1) or 1
        for rang, barre in enumerate(self.barres):
            haut = rang * pas + 2
            painter.setPen(QColor(tones.texte))
            cote = QRectF(0, haut, self.width() if self._empile else a_gauche - 10, ligne or pas)
            libelle = mesure.elidedText(barre.libelle, Qt.TextElideMode.ElideRight, int(cote.width()))
            painter.drawText(cote, Qt.AlignmentFlag.AlignVCenter, libelle)
            haute = barre.maximum or 0
            sur = place * barre.minimum / plafond if haute else 0.0
            jusque = max(place * haute / plafond, 2.0)
            cadre = QRectF(a_gauche, haut + ligne + mesure.height() * 0.3, jusque, mesure.height() * 1.05)
            if haute:
                painter.setPen(QPen(QColor(tones.accent), 1))
                painter.setBrush(QBrush(QColor(tones.accent), Qt.BrushStyle.BDiagPattern))
                painter.drawRect(QRectF(cadre.left() + sur, cadre.top(), jusque - sur, cadre.height()))
                painter.fillRect(QRectF(cadre.left(), cadre.top(), sur, cadre.height()), QColor(tones.accent))
            painter.setPen(QColor(tones.texte))
            painter.drawText(
                QRectF(cadre.right() + 8, cadre.top(), self.width() - cadre.right() - 8, cadre.height()),
                Qt.AlignmentFlag.AlignVCenter,
                barre.texte,
            )
        painter.end()
