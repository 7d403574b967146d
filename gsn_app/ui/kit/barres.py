"""Horizontal bars drawn with ``QPainter``: printed classes only, with their words beside them.

A class « environ 20 » says 18 to 22: the sure part is solid, the uncertain part is hatched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
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
        """What a screen reader says."""
        return f"{self.libelle}\u00a0: {self.texte}"


class Barres(QWidget):
    """A small chart; its accessible description holds every figure it draws."""

    def __init__(self, nom: str, titre: str) -> None:
        super().__init__()
        self.setObjectName(nom)
        self.setAccessibleName(titre)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.barres: tuple[Barre, ...] = ()

    def show_barres(self, barres: Sequence[Barre]) -> None:
        """Replace every bar."""
        self.barres = tuple(barres)
        self.setAccessibleDescription("\u00a0; ".join(barre.phrase for barre in self.barres))
        self.updateGeometry()
        self.update()

    def _pas(self) -> int:
        return int(self.fontMetrics().height() * 1.75)

    def sizeHint(self) -> QSize:
        """One row a bar, at the size of the text."""
        return QSize(420, self._pas() * max(1, len(self.barres)) + 4)

    def minimumSizeHint(self) -> QSize:
        """The words may be shortened, the rows may not."""
        return QSize(280, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Label, bar, words, line by line."""
        tones = current_tones()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mesure, pas = self.fontMetrics(), self._pas()
        longueurs = [mesure.horizontalAdvance(barre.libelle) for barre in self.barres] or [0]
        a_gauche = min(max(longueurs) + 14, int(self.width() * 0.42))
        mots = [mesure.horizontalAdvance(barre.texte) for barre in self.barres] or [0]
        place = max(20, self.width() - a_gauche - max(mots) - 14)
        plafond = max((barre.maximum or barre.minimum for barre in self.barres), default=1) or 1
        for rang, barre in enumerate(self.barres):
            haut = rang * pas + 2
            painter.setPen(QColor(tones.texte))
            libelle = mesure.elidedText(barre.libelle, Qt.TextElideMode.ElideRight, a_gauche - 12)
            painter.drawText(QRectF(0, haut, a_gauche - 10, pas), Qt.AlignmentFlag.AlignVCenter, libelle)
            haute = barre.maximum if barre.maximum is not None else barre.minimum
            sur, jusque = place * barre.minimum / plafond, place * haute / plafond
            cadre = QRectF(a_gauche, haut + pas * 0.2, max(jusque, 2), pas * 0.6)
            painter.setPen(QColor(tones.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.fillRect(cadre, QColor(tones.accent_doux))
            painter.fillRect(QRectF(cadre.left(), cadre.top(), sur, cadre.height()), QColor(tones.accent))
            painter.drawRect(cadre)
            painter.setPen(QColor(tones.texte))
            painter.drawText(
                QRectF(cadre.right() + 8, haut, self.width() - cadre.right() - 8, pas),
                Qt.AlignmentFlag.AlignVCenter,
                barre.texte,
            )
        painter.end()
