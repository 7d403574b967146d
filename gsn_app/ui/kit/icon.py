"""Icons drawn with ``QPainter`` on a 24-unit grid, in the colour of the text beside them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

Points = list[tuple[float, float]]


def _line(points: Points, *, close: bool = False) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    if close:
        path.closeSubpath()
    return path


def _circle(x: float, y: float, rayon: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), rayon, rayon)
    return path


def _box(x: float, y: float, largeur: float, hauteur: float, rayon: float = 1.5) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(x, y, largeur, hauteur), rayon, rayon)
    return path


def _arc(x: float, y: float, rayon: float, debut: float, etendue: float) -> QPainterPath:
    path = QPainterPath()
    cadre = QRectF(x - rayon, y - rayon, 2 * rayon, 2 * rayon)
    path.arcMoveTo(cadre, debut)
    path.arcTo(cadre, debut, etendue)
    return path


def _eye() -> QPainterPath:
    path = QPainterPath(QPointF(2.5, 12))
    path.quadTo(QPointF(12, 1.5), QPointF(21.5, 12))
    path.quadTo(QPointF(12, 22.5), QPointF(2.5, 12))
    return path


DESSINS: dict[str, Callable[[], list[QPainterPath]]] = {
    "accueil": lambda: [
        _line([(4, 6.5), (5.5, 8), (8, 5)]),
        _line([(11.5, 6.5), (20, 6.5)]),
        _line([(4, 12.5), (5.5, 14), (8, 11)]),
        _line([(11.5, 12.5), (20, 12.5)]),
        _circle(6, 18.5, 1.4),
        _line([(11.5, 18.5), (20, 18.5)]),
    ],
    "situations": lambda: [
        _line([(3, 19), (3, 6), (9.5, 6), (11.5, 8.5), (21, 8.5), (21, 19)], close=True),
        _line([(7, 13.5), (17, 13.5)]),
    ],
    "saisine": lambda: [_box(3, 5.5, 18, 13.5), _line([(3.6, 7), (12, 13.5), (20.4, 7)])],
    "seance": lambda: [
        _box(3.5, 5, 17, 15.5),
        _line([(3.5, 10), (20.5, 10)]),
        _line([(8, 2.8), (8, 6.5)]),
        _line([(16, 2.8), (16, 6.5)]),
    ],
    "rappel": lambda: [
        _line([(4, 20.5), (4, 3.5), (14, 3.5), (20, 9.5), (20, 20.5)], close=True),
        _line([(12, 9), (12, 14)]),
        _circle(12, 17, 0.5),
    ],
    "instances": lambda: [
        _box(8.5, 3.5, 7, 5),
        _box(3, 15.5, 7, 5),
        _box(14, 15.5, 7, 5),
        _line([(12, 8.5), (12, 12), (6.5, 12), (6.5, 15.5)]),
        _line([(12, 12), (17.5, 12), (17.5, 15.5)]),
    ],
    "tableau": lambda: [
        _box(3.5, 3.5, 7.5, 7.5),
        _box(13.5, 3.5, 7, 4.5),
        _box(13.5, 11, 7, 9.5),
        _box(3.5, 14, 7.5, 6.5),
    ],
    "rapport": lambda: [
        _line([(3.5, 20.5), (20.5, 20.5)]),
        _box(5, 12, 3.5, 8.5, 0.6),
        _box(10.3, 4.5, 3.5, 16, 0.6),
        _box(15.6, 9, 3.5, 11.5, 0.6),
    ],
    "membres": lambda: [
        _circle(9, 8, 3.6),
        _arc(9, 20.5, 6.5, 0, 180),
        _arc(15.5, 8, 3.4, -75, 150),
        _arc(15, 20.5, 6.8, 0, 68),
    ],
    "journal": lambda: [
        _line([(5, 3.5), (19, 3.5), (19, 20.5), (5, 20.5)], close=True),
        _line([(8.5, 8), (15.5, 8)]),
        _line([(8.5, 12), (15.5, 12)]),
        _line([(8.5, 16), (12.5, 16)]),
    ],
    "maintenance": lambda: [
        _line([(4, 7), (20, 7)]),
        _line([(4, 17), (20, 17)]),
        _circle(9, 7, 2.3),
        _circle(15, 17, 2.3),
    ],
    "cadenas": lambda: [_box(5, 10.5, 14, 10), _arc(12, 10.5, 4.2, 0, 180), _line([(12, 14.5), (12, 17)])],
    "info": lambda: [_circle(12, 12, 9), _line([(12, 11), (12, 16.5)]), _circle(12, 7.6, 0.5)],
    "alerte": lambda: [
        _line([(12, 3.5), (21.5, 20), (2.5, 20)], close=True),
        _line([(12, 9.5), (12, 14.5)]),
        _circle(12, 17.2, 0.5),
    ],
    "erreur": lambda: [
        _circle(12, 12, 9),
        _line([(8.7, 8.7), (15.3, 15.3)]),
        _line([(15.3, 8.7), (8.7, 15.3)]),
    ],
    "succes": lambda: [_circle(12, 12, 9), _line([(7.8, 12.4), (10.8, 15.3), (16.3, 9)])],
    "recherche": lambda: [_circle(10.5, 10.5, 6.5), _line([(15.3, 15.3), (20.5, 20.5)])],
    "plus": lambda: [_line([(12, 4.5), (12, 19.5)]), _line([(4.5, 12), (19.5, 12)])],
    "croix": lambda: [_line([(6, 6), (18, 18)]), _line([(18, 6), (6, 18)])],
    "retour": lambda: [_line([(20, 12), (4.5, 12)]), _line([(11, 5.5), (4.5, 12), (11, 18.5)])],
    "suite": lambda: [_line([(4, 12), (19.5, 12)]), _line([(13, 5.5), (19.5, 12), (13, 18.5)])],
    "chevron": lambda: [_line([(6, 9.5), (12, 15.5), (18, 9.5)])],
    "imprimante": lambda: [
        _line([(6.5, 9), (6.5, 3.5), (17.5, 3.5), (17.5, 9)]),
        _line([(6.5, 17), (3.5, 17), (3.5, 9), (20.5, 9), (20.5, 17), (17.5, 17)]),
        _line([(6.5, 14), (17.5, 14), (17.5, 20.5), (6.5, 20.5)], close=True),
    ],
    "oeil": lambda: [_eye(), _circle(12, 12, 3)],
    "oeil_barre": lambda: [_eye(), _circle(12, 12, 3), _line([(4.5, 20), (19.5, 4)])],
    "horloge": lambda: [_circle(12, 12, 9), _line([(12, 6.5), (12, 12), (15.8, 14.2)])],
    "crayon": lambda: [
        _line([(4, 20), (5.2, 15.2), (16.2, 4.2), (19.8, 7.8), (8.8, 18.8)], close=True),
        _line([(13.4, 7), (17, 10.6)]),
    ],
    "corbeille": lambda: [
        _line([(4, 6.5), (20, 6.5)]),
        _line([(6, 6.5), (7, 20.5), (17, 20.5), (18, 6.5)]),
        _line([(9.5, 6.3), (9.5, 3.5), (14.5, 3.5), (14.5, 6.3)]),
    ],
    "enregistrer": lambda: [
        _line([(12, 3.5), (12, 15)]),
        _line([(7, 10.5), (12, 15.5), (17, 10.5)]),
        _line([(4, 17), (4, 20.5), (20, 20.5), (20, 17)]),
    ],
    "cle": lambda: [
        _circle(8, 15.5, 4.5),
        _line([(11.3, 12.2), (20, 3.5)]),
        _line([(16.5, 7), (19.5, 10)]),
    ],
    "bouclier": lambda: [
        _line(
            [(12, 3), (19.5, 6), (19.5, 12), (17.5, 16.5), (12, 21), (6.5, 16.5), (4.5, 12), (4.5, 6)],
            close=True,
        ),
        _line([(8.3, 12), (11, 14.6), (15.8, 9)]),
    ],
}


def draw_icon(painter: QPainter, cadre: QRectF, nom: str, couleur: QColor) -> None:
    """Draw the icon ``nom`` inside ``cadre`` with a line of 1.8 grid units."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(cadre.topLeft())
    painter.scale(cadre.width() / 24, cadre.height() / 24)
    pen = QPen(couleur, 1.8)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for path in DESSINS[nom]():
        painter.drawPath(path)
    painter.restore()


def make_icon(nom: str, couleur: QColor, taille: int = 18, marge: int = 0) -> QIcon:
    """A ``QIcon`` with pixmaps for screens at 100, 200 and 300 %; ``marge`` is left blank at its right."""
    icone = QIcon()
    for facteur in (1, 2, 3):
        image = QPixmap(QSize((taille + marge) * facteur, taille * facteur))
        image.setDevicePixelRatio(facteur)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        draw_icon(painter, QRectF(0, 0, taille, taille), nom, couleur)
        painter.end()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            icone.addPixmap(image, mode)
    return icone


class IconView(QWidget):
    """An icon in a layout; decorative, so it has no accessible name: the text beside it says it."""

    def __init__(self, nom: str, taille: int = 20, couleur: str = "") -> None:
        super().__init__()
        self.nom = nom
        self._couleur = couleur
        self.setFixedSize(taille, taille)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, nom: str, couleur: str = "") -> None:
        """Change the drawing."""
        self.nom, self._couleur = nom, couleur
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw in the given colour, else the text's."""
        couleur = QColor(self._couleur) if self._couleur else self.palette().windowText().color()
        painter = QPainter(self)
        draw_icon(painter, QRectF(self.rect()), self.nom, couleur)
        painter.end()
