"""A vertical path: past facts, the step under way, the steps to come; shapes and words, never colour alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsn_app.ui.kit.label import Label
from gsn_app.ui.theme import current_tones

FAIT, COURANT, A_VENIR, ARRETE = "fait", "courant", "a_venir", "arrete"
MOTS = {FAIT: "fait", COURANT: "en cours", A_VENIR: "à venir", ARRETE: "arrêté"}


@dataclass(frozen=True)
class Jalon:
    """One step: its words, when, and its state (FAIT, COURANT, A_VENIR or ARRETE)."""

    titre: str
    quand: str = ""
    detail: str = ""
    etat: str = FAIT


class _Repere(QWidget):
    """The mark of a step and the line that leads to the next one; decorative beside its words."""

    def __init__(self, etat: str, *, premier: bool, dernier: bool) -> None:
        super().__init__()
        self._etat, self._premier, self._dernier = etat, premier, dernier
        self.setFixedWidth(28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line, then the mark over it."""
        tones = current_tones()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(14, 4 + self.fontMetrics().height() / 2)
        painter.setPen(QPen(QColor(tones.contour), 1.6))
        if not self._premier:
            painter.drawLine(QPointF(14, 0), centre)
        if not self._dernier:
            painter.drawLine(centre, QPointF(14, self.height()))
        plein = QColor(tones.danger if self._etat == ARRETE else tones.accent)
        painter.setPen(QPen(plein if self._etat != A_VENIR else QColor(tones.contour), 2))
        painter.setBrush(plein if self._etat in {FAIT, ARRETE} else QColor(tones.surface))
        rayon = 8 if self._etat != A_VENIR else 6
        painter.drawEllipse(centre, rayon, rayon)
        encre = QColor(tones.danger_texte if self._etat == ARRETE else tones.accent_texte)
        painter.setPen(QPen(encre, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        x, y = centre.x(), centre.y()
        if self._etat == FAIT:
            painter.drawPolyline(
                [QPointF(x - 3.5, y + 0.2), QPointF(x - 1, y + 2.8), QPointF(x + 3.6, y - 2.6)]
            )
        elif self._etat == ARRETE:
            painter.drawLine(QPointF(x - 2.8, y - 2.8), QPointF(x + 2.8, y + 2.8))
            painter.drawLine(QPointF(x - 2.8, y + 2.8), QPointF(x + 2.8, y - 2.8))
        elif self._etat == COURANT:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(plein)
            painter.drawEllipse(centre, 3.6, 3.6)
        painter.end()


class Frise(QWidget):
    """The steps, top to bottom. ``ecrit_etat`` adds the state in words after each title."""

    def __init__(self, nom: str, titre: str, *, ecrit_etat: bool = True) -> None:
        super().__init__()
        self.setObjectName(nom)
        self.setAccessibleName(titre)
        self._ecrit_etat = ecrit_etat
        self._colonne = QVBoxLayout(self)
        self._colonne.setContentsMargins(0, 0, 0, 0)
        self._colonne.setSpacing(0)
        self.jalons: tuple[Jalon, ...] = ()

    def show_jalons(self, jalons: Iterable[Jalon]) -> None:
        """Replace every step."""
        self.jalons = tuple(jalons)
        while (reste := self._colonne.takeAt(0)) is not None:
            ancien = reste.widget()
            if ancien is not None:
                ancien.hide()
                ancien.deleteLater()
        for rang, jalon in enumerate(self.jalons):
            self._colonne.addWidget(self._build_row(rang, jalon))

    def _build_row(self, rang: int, jalon: Jalon) -> QWidget:
        rangee = QWidget()
        ligne = QHBoxLayout(rangee)
        ligne.setContentsMargins(0, 0, 0, 0)
        ligne.setSpacing(10)
        ligne.addWidget(_Repere(jalon.etat, premier=rang == 0, dernier=rang == len(self.jalons) - 1), 0)
        textes = QVBoxLayout()
        textes.setContentsMargins(0, 4, 0, 12)
        textes.setSpacing(1)
        titre = Label(jalon.titre, "indication" if jalon.etat == A_VENIR else "etiquette")
        titre.setObjectName(f"{self.objectName()}_{rang}")
        textes.addWidget(titre)
        mots = [jalon.quand] if jalon.quand else []
        if self._ecrit_etat and (jalon.etat != FAIT or not jalon.quand):
            mots.append(MOTS[jalon.etat])
        if mots:
            textes.addWidget(Label(" · ".join(mots), "indication"))
        if jalon.detail:
            textes.addWidget(Label(jalon.detail))
        ligne.addLayout(textes, 1)
        return rangee
