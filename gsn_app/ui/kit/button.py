"""Buttons: one primary per screen, secondary, destructive, link; each is disabled while its act runs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QPushButton

from gsn_app.ui.kit.icon import make_icon
from gsn_app.ui.kit.label import set_tooltip
from gsn_app.ui.theme import current_tones


class Button(QPushButton):
    """A secondary button. ``nom`` is its object name (``gsn_ecran_geste``), ``texte`` may hold a mnemonic."""

    genre = "secondaire"
    answers_enter = False

    def __init__(
        self,
        texte: str,
        nom: str,
        on_click: Callable[[], object] | None = None,
        *,
        icone: str = "",
        bulle: str = "",
    ) -> None:
        super().__init__(texte)
        self.setObjectName(nom)
        self.setProperty("gsn", self.genre)
        self.setAccessibleName(texte.replace("&", ""))
        self.setMinimumHeight(30)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(self.answers_enter)
        self._icone = icone
        self._texte_repos = ""
        self._renew_icon()
        if bulle:
            set_tooltip(self, bulle)
        if on_click is not None:
            self.clicked.connect(lambda _checked=False: on_click())

    def set_running(self, running: bool, texte: str = "") -> None:
        """Disable while the act runs, and say so; a second click can then do nothing."""
        if running and not self._texte_repos:
            self._texte_repos = self.text()
            if texte:
                self.setText(texte)
        elif not running and self._texte_repos:
            self.setText(self._texte_repos)
            self._texte_repos = ""
        self.setEnabled(not running)

    def _renew_icon(self) -> None:
        if not self._icone:
            return
        tones = current_tones()
        couleur = {
            "principal": tones.accent_texte,
            "destructif": tones.danger,
            "lien": tones.accent,
            "navigation": tones.barre_texte,
        }.get(self.genre, tones.texte)
        if not self.isEnabled():
            couleur = tones.texte_doux
        marge = 5 if self.text() else 0
        self.setIcon(make_icon(self._icone, QColor(couleur), marge=marge))
        self.setIconSize(QSize(18 + marge, 18))

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the icon in the new colours."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.EnabledChange} and hasattr(self, "_icone"):
            self._renew_icon()


class PrimaryButton(Button):
    """The only primary act of a screen; Enter triggers it."""

    genre = "principal"
    answers_enter = True


class DestructiveButton(Button):
    """An act that takes something away; its screen asks for a typed word first."""

    genre = "destructif"


class LinkButton(Button):
    """A discreet act, written as a link."""

    genre = "lien"
