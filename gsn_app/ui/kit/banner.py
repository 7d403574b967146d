"""Banners: one sentence with a drawn icon and a written kind, never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gsn_app.errors import GsnError
from gsn_app.ui.kit.icon import IconView
from gsn_app.ui.kit.label import Label
from gsn_app.ui.kit.visibility import set_shown
from gsn_app.ui.theme import Tones, current_tones

GENRES = {"info": "Information", "alerte": "Attention", "erreur": "Erreur", "succes": "C’est fait"}


class Banner(QFrame):
    """An announcement; hidden while empty. ``genre`` is info, alerte, erreur or succes."""

    def __init__(self, genre: str = "info", texte: str = "", nom: str = "gsn_bandeau") -> None:
        super().__init__()
        self.setObjectName(nom)
        rangee = QHBoxLayout(self)
        rangee.setContentsMargins(14, 11, 14, 12)
        rangee.setSpacing(12)
        self._icone = IconView("info")
        colonne = QVBoxLayout()
        colonne.setSpacing(2)
        self.texte = Label()
        self.texte.setObjectName(f"{nom}_texte")
        self.detail = Label()
        self.detail.setObjectName(f"{nom}_detail")
        colonne.addWidget(self.texte)
        colonne.addWidget(self.detail)
        rangee.addWidget(self._icone, 0, Qt.AlignmentFlag.AlignTop)
        rangee.addLayout(colonne, 1)
        self._rangee = rangee
        self.genre = genre
        self.announce(genre, texte)

    def announce(self, genre: str, texte: str, detail: str = "") -> None:
        """Show a sentence; an empty one hides the banner."""
        self.genre = genre
        self.setProperty("gsn", f"bandeau_{genre}")
        self.setAccessibleName(GENRES[genre])
        self.texte.setText(texte)
        self.detail.setText(detail)
        set_shown(self.detail, bool(detail))
        for widget in (self, self.texte, self.detail):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self._icone.show_icon(genre, self._ink(current_tones()))
        set_shown(self, bool(texte))

    def show_error(self, error: GsnError) -> None:
        """The sentence, and the code for support."""
        self.announce("erreur", error.sentence, f"Code à rappeler au support\u00a0: {error.code}")

    def clear(self) -> None:
        """Hide the banner."""
        self.announce(self.genre, "")

    def add_action(self, bouton: QWidget) -> None:
        """Put a button at the end of the banner."""
        self._rangee.addWidget(bouton, 0, Qt.AlignmentFlag.AlignVCenter)

    def changeEvent(self, event: QEvent) -> None:
        """The system went from light to dark: the drawing follows the words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "genre"):
            self._icone.show_icon(self.genre, self._ink(current_tones()))

    def _ink(self, tones: Tones) -> str:
        return {
            "info": tones.info_texte,
            "alerte": tones.alerte_texte,
            "erreur": tones.erreur_texte,
            "succes": tones.succes_texte,
        }[self.genre]
