"""A picture shown as plain pixels: nothing is decoded here, three bytes a point, rows from the top."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gsn_app.ui.theme import current_tones


class PixelView(QWidget):
    """Fits the width it is given, never larger than ``largeur_max`` points; keeps the picture's shape."""

    def __init__(self, nom: str, titre: str, *, largeur_max: int = 620) -> None:
        super().__init__()
        self.setObjectName(nom)
        self.setAccessibleName(titre)
        self.largeur_max = largeur_max
        self._image = QImage()
        self._pixels = b""
        politique = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(politique)

    def show_pixels(self, largeur: int, hauteur: int, pixels: bytes, description: str = "") -> None:
        """Replace the picture; the bytes live as long as it is shown."""
        self._pixels = pixels
        self._image = QImage(pixels, largeur, hauteur, 3 * largeur, QImage.Format.Format_RGB888)
        self.setAccessibleDescription(description)
        self._settle()

    @property
    def shown(self) -> bool:
        """True once a picture is there."""
        return not self._image.isNull()

    def _drawn(self) -> QSize:
        if self._image.isNull():
            return QSize(0, 0)
        largeur = min(self.width(), self.largeur_max, max(self._image.width(), 120))
        return self._image.size().scaled(QSize(largeur, 20_000), Qt.AspectRatioMode.KeepAspectRatio)

    def _settle(self) -> None:
        self.setFixedHeight(self._drawn().height() + 2)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        self._settle()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture, with a thin edge: white paper on a white card must be seen."""
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        taille = self._drawn()
        cadre = QRectF(0.5, 0.5, taille.width() - 1, taille.height() - 1)
        painter.drawImage(cadre, self._image)
        painter.setPen(QColor(current_tones().filet))
        painter.drawRect(cadre)
        painter.end()
