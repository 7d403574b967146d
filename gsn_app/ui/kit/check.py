"""Boxes to tick and buttons to choose one of a few, painted large enough to see and to hit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QRadioButton, QVBoxLayout, QWidget

from gsn_app.ui.kit.field import Field
from gsn_app.ui.theme import current_tones

_MARK = 18

if TYPE_CHECKING:  # at run time a class can come from one Qt class only
    _Base = QAbstractButton
else:
    _Base = object


def _paint(button: QAbstractButton, *, rond: bool) -> None:
    """A box or a circle of 18 px, its mark, the words, and a ring when focused."""
    tones = current_tones()
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    hauteur = button.height()
    cadre = QRectF(3, (hauteur - _MARK) / 2, _MARK, _MARK)
    rayon = _MARK / 2 if rond else 4
    actif = button.isEnabled()
    plein = button.isChecked()
    accent = QColor(tones.accent if actif else tones.texte_doux)
    painter.setPen(QPen(accent if plein else QColor(tones.contour), 1.6))
    painter.setBrush(accent if plein else QColor(tones.surface if actif else tones.creux))
    painter.drawRoundedRect(cadre, rayon, rayon)
    if plein:
        encre = QPen(QColor(tones.accent_texte), 2.2)
        encre.setCapStyle(Qt.PenCapStyle.RoundCap)
        encre.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(encre)
        if rond:
            painter.setBrush(QColor(tones.accent_texte))
            painter.drawEllipse(cadre.center(), 2.6, 2.6)
        else:
            x, y = cadre.x(), cadre.y()
            painter.drawPolyline([QPointF(x + a, y + b) for a, b in ((4.4, 9.4), (7.8, 12.8), (13.8, 5.8))])
    painter.setPen(QColor(tones.texte if actif else tones.texte_doux))
    drapeaux = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextShowMnemonic
    zone = button.rect().adjusted(_MARK + 12, 0, -4, 0)
    painter.drawText(zone, int(drapeaux), button.text())
    if button.hasFocus():
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tones.accent), 2))
        painter.drawRoundedRect(QRectF(button.rect()).adjusted(1, 1, -1, -1), 6, 6)
    painter.end()


def _height_for(button: QAbstractButton, width: int) -> int:
    drapeaux = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextShowMnemonic)
    zone = button.fontMetrics().boundingRect(0, 0, max(width - _MARK - 16, 60), 4000, drapeaux, button.text())
    return max(30, zone.height() + 10)


class Wrapped(_Base):
    """What a box and a circle share: words that wrap, and that are part of the target. ``rond``: a circle."""

    rond = False

    def let_wrap(self) -> None:
        """Ask for a height that follows the width."""
        politique = self.sizePolicy()
        politique.setHeightForWidth(True)
        politique.setHorizontalPolicy(politique.Policy.MinimumExpanding)
        self.setSizePolicy(politique)
        self.setAccessibleName(self.text().replace("&", ""))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """See ``_paint``."""
        _paint(self, rond=self.rond)

    def hitButton(self, pos: object) -> bool:
        """The words are part of the target."""
        return self.rect().contains(pos)  # type: ignore[call-overload,no-any-return]

    def sizeHint(self) -> QSize:
        """Wide enough for the words on one line, up to 640 px."""
        return QSize(min(self.fontMetrics().horizontalAdvance(self.text()) + _MARK + 20, 640), 30)

    def minimumSizeHint(self) -> QSize:
        """Narrow: the words wrap."""
        return QSize(140, 30)

    def heightForWidth(self, width: int) -> int:
        """Height of the wrapped words."""
        return _height_for(self, width)


class TickBox(Wrapped, QCheckBox):
    """A check box whose words wrap."""

    def __init__(self, libelle: str) -> None:
        super().__init__(libelle)
        self.let_wrap()


class RadioChoice(Wrapped, QRadioButton):
    """One of a few exclusive choices, its words wrapping."""

    rond = True

    def __init__(self, libelle: str) -> None:
        super().__init__(libelle)
        self.let_wrap()


class CheckField(Field):
    """One box to tick; ``value()`` is « oui » or empty."""

    def __init__(self, nom: str, libelle: str) -> None:
        self.box = TickBox(libelle)
        super().__init__(nom, self.box)
        self.box.setAccessibleName(libelle)
        self.box.setMinimumHeight(26)
        self.box.toggled.connect(lambda _on: self.modified.emit())
        self._lay(self.box)

    def value(self) -> str:
        """« oui » when ticked."""
        return "oui" if self.box.isChecked() else ""

    def set_value(self, valeur: str) -> None:
        """Tick for « oui »."""
        self.box.setChecked(valeur == "oui")


class BoxesField(Field):
    """Several boxes over a list of ``(code, libellé)``; ``value()`` joins the ticked codes with spaces."""

    def __init__(self, nom: str, choix: Sequence[tuple[str, str]] = ()) -> None:
        self._holder = QWidget()
        super().__init__(nom, self._holder)
        self._colonne = QVBoxLayout(self._holder)
        self._colonne.setContentsMargins(0, 0, 0, 0)
        self._colonne.setSpacing(2)
        self._boxes: dict[str, TickBox] = {}
        self._lay(self._holder)
        self.set_choices(choix)

    def set_choices(self, choix: Iterable[tuple[str, str]]) -> None:
        """Replace the list, keeping what is still there ticked."""
        coches = set(self.codes())
        for box in self._boxes.values():
            box.deleteLater()
        self._boxes = {}
        for code, libelle in choix:
            box = TickBox(libelle)
            box.setObjectName(f"{self._holder.objectName()}_{code}")
            box.setAccessibleName(libelle)
            box.setMinimumHeight(26)
            box.setChecked(code in coches)
            box.toggled.connect(lambda _on: self.modified.emit())
            self._boxes[code] = box
            self._colonne.addWidget(box)
        self.setFocusProxy(next(iter(self._boxes.values()), self._holder))

    def codes(self) -> tuple[str, ...]:
        """The ticked codes, in the order shown."""
        return tuple(code for code, box in self._boxes.items() if box.isChecked())

    def value(self) -> str:
        """The ticked codes joined with spaces."""
        return " ".join(self.codes())

    def set_value(self, valeur: str) -> None:
        """Tick the codes of a joined string."""
        voulus = set(valeur.split())
        for code, box in self._boxes.items():
            box.setChecked(code in voulus)


class RadioField(Field):
    """Two to five exclusive choices shown at once; ``value()`` is the code, empty before any choice."""

    def __init__(self, nom: str, choix: Sequence[tuple[str, str]]) -> None:
        holder = QWidget()
        super().__init__(nom, holder)
        colonne = QVBoxLayout(holder)
        colonne.setContentsMargins(0, 0, 0, 0)
        colonne.setSpacing(2)
        self._groupe = QButtonGroup(holder)
        self._buttons: dict[str, RadioChoice] = {}
        for code, libelle in choix:
            bouton = RadioChoice(libelle)
            bouton.setObjectName(f"{nom}_{code}")
            bouton.toggled.connect(lambda on: self.modified.emit() if on else None)
            self._groupe.addButton(bouton)
            self._buttons[code] = bouton
            colonne.addWidget(bouton)
        self.setFocusProxy(next(iter(self._buttons.values())))
        self._lay(holder)

    def value(self) -> str:
        """The chosen code."""
        return next((code for code, bouton in self._buttons.items() if bouton.isChecked()), "")

    def set_value(self, valeur: str) -> None:
        """Choose a code; an empty one leaves nothing chosen."""
        self._groupe.setExclusive(False)
        for code, bouton in self._buttons.items():
            bouton.setChecked(code == valeur)
        self._groupe.setExclusive(True)
