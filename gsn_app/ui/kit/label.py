"""Labels that never render HTML, and the French writing of dates and counts.

``QLabel`` guesses rich text and loads local files named in it: every label of the program comes from
here, with the plain format forced, and tooltips are escaped (security, section 6).
"""

from __future__ import annotations

from datetime import date, datetime
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

MOIS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip


class Label(QLabel):
    """A plain-text label that wraps; ``style`` is one of the style sheet's (titre, indication…)."""

    def __init__(self, texte: str = "", style: str = "", *, wrap: bool = True) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setText(texte)
        self.setWordWrap(wrap)
        if style:
            self.setProperty("gsn", style)
        politique = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        politique.setHeightForWidth(wrap)
        self.setSizePolicy(politique)

    def setTextFormat(self, _format: Qt.TextFormat) -> None:
        """Always plain, whatever is asked."""
        super().setTextFormat(Qt.TextFormat.PlainText)

    def change_style(self, style: str) -> None:
        """Take another style of the sheet."""
        self.setProperty("gsn", style)
        self.style().unpolish(self)
        self.style().polish(self)


def title(texte: str) -> Label:
    """The one title of a screen."""
    return Label(texte, "titre")


def subtitle(texte: str) -> Label:
    """The title of a part of a screen."""
    return Label(texte, "sous_titre")


def hint(texte: str) -> Label:
    """A softer sentence of explanation."""
    return Label(texte, "indication")


def set_tooltip(widget: QWidget, texte: str) -> None:
    """A tooltip read as plain text: Qt would render HTML from a name otherwise."""
    widget.setToolTip(f"<p style='white-space:pre-wrap'>{escape(texte)}</p>" if texte else "")
    widget.setAccessibleDescription(texte)


class Card(QFrame):
    """A surface that groups what belongs together."""

    def __init__(self, titre: str = "") -> None:
        super().__init__()
        self.setProperty("gsn", "carte")
        self.corps = QVBoxLayout(self)
        self.corps.setContentsMargins(22, 18, 22, 20)
        self.corps.setSpacing(12)
        if titre:
            self.corps.addWidget(subtitle(titre))


def rule() -> QFrame:
    """A thin horizontal line."""
    filet = QFrame()
    filet.setProperty("gsn", "filet")
    return filet


def format_date(iso: str) -> str:
    """« 21 nov. 2026 » from an ISO date or date-time; anything else comes back unchanged."""
    try:
        jour = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    numero = "1er" if jour.day == 1 else str(jour.day)
    return f"{numero}\u00a0{MOIS[jour.month - 1]}\u00a0{jour.year}"


def format_moment(iso: str) -> str:
    """« 21 nov. 2026 à 14:02 », in this machine's time, from an ISO date-time."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return format_date(iso)
    if moment.tzinfo is not None:
        moment = moment.astimezone()
    return f"{format_date(moment.isoformat())} à {moment:%H:%M}" if "T" in iso else format_date(iso)


def format_count(nombre: int, singulier: str, pluriel: str = "") -> str:
    """« 0 situation », « 2 situations », « 1 204 situations »: French plural starts at two."""
    chiffres = f"{nombre:,}".replace(",", "\u202f")
    return f"{chiffres}\u00a0{singulier if abs(nombre) < 2 else (pluriel or singulier + 's')}"
