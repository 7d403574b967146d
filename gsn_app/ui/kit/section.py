"""A titled part of a page: its acts in the heading, its content rebuilt at each refresh."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import Card, Label, hint, rule, subtitle


def clear_layout(layout: QLayout) -> None:
    """Remove everything a layout holds; the widgets leave the screen at once and memory later."""
    while (reste := layout.takeAt(0)) is not None:
        widget, dedans = reste.widget(), reste.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif dedans is not None:
            clear_layout(dedans)


class Section(Card):
    """A card: title, acts, then ``contenu``, cleared and filled again by the screen."""

    def __init__(self, nom: str, titre: str, *boutons: Button) -> None:
        super().__init__()
        self.setObjectName(nom)
        self.titre = subtitle(titre)
        self.titre.setObjectName(f"{nom}_titre")
        entete = QHBoxLayout()
        entete.addWidget(self.titre, 1)
        self.corps.addLayout(entete)
        self.contenu = QVBoxLayout()
        self.contenu.setSpacing(10)
        self.corps.addLayout(self.contenu)
        if len(boutons) > 2:
            self.corps.addWidget(FlowRow(*boutons))
        elif boutons:
            pied = QHBoxLayout()
            for bouton in boutons:
                pied.addWidget(bouton)
            pied.addStretch(1)
            self.corps.addLayout(pied)

    def clear(self) -> None:
        """Empty the content."""
        clear_layout(self.contenu)

    def add(self, widget: QWidget, *, filet: bool = False) -> None:
        """Add a piece of content, after a thin line when asked."""
        if filet:
            self.contenu.addWidget(rule())
        self.contenu.addWidget(widget)

    def add_empty(self, phrase: str) -> None:
        """Say that there is nothing, and what it means."""
        self.contenu.addWidget(hint(phrase))


class Facts(QWidget):
    """Pairs « étiquette / valeur » aligned; a value that is missing is written as a dash."""

    def __init__(self, nom: str) -> None:
        super().__init__()
        self.setObjectName(nom)
        self._grille = QGridLayout(self)
        self._grille.setContentsMargins(0, 0, 0, 0)
        self._grille.setHorizontalSpacing(18)
        self._grille.setVerticalSpacing(7)
        self._grille.setColumnStretch(1, 1)

    def show_facts(self, faits: list[tuple[str, str]]) -> None:
        """Replace every pair."""
        clear_layout(self._grille)
        haut = Qt.AlignmentFlag.AlignTop
        for rang, (etiquette, valeur) in enumerate(faits):
            gauche = Label(etiquette, "indication", wrap=False)
            droite = Label(valeur or "—")
            droite.setObjectName(f"{self.objectName()}_{rang}")
            gauche.setBuddy(droite)
            self._grille.addWidget(gauche, rang, 0, haut)
            self._grille.addWidget(droite, rang, 1, haut)
