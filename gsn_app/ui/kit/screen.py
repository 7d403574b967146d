"""Base of the screens: title, banner, scrollable body, help text, drafts to flush."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gsn_app.errors import GsnError
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.label import title

if TYPE_CHECKING:
    from gsn_app.ui.kit.draft import Draft

LARGEUR_LECTURE = 1120


class ScrollBody(QScrollArea):
    """A vertical scroll area whose column is ``corps``: nothing is lost at 200 %, focus scrolls into view."""

    def __init__(self, *, marge: int = 28, largeur: int = LARGEUR_LECTURE) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        contenu = QWidget()
        contenu.setObjectName("gsn_corps")
        rangee = QHBoxLayout(contenu)
        rangee.setContentsMargins(marge, 22, marge, 26)
        colonne = QWidget()
        colonne.setMaximumWidth(largeur)
        rangee.addWidget(colonne, 1)
        self.corps = QVBoxLayout(colonne)
        self.corps.setContentsMargins(0, 0, 0, 0)
        self.corps.setSpacing(16)
        self.setWidget(contenu)
        self._contenu = contenu
        QApplication.instance().focusChanged.connect(self._follow_focus)  # type: ignore[union-attr]

    def _follow_focus(self, _old: QWidget | None, widget: QWidget | None) -> None:
        """Bring the focused control into view; not under a pressed button, which would lose its click."""
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        if widget is not None and self._contenu.isAncestorOf(widget):
            self.ensureWidgetVisible(widget, 20, 40)


class Screen(QWidget):
    """A screen of the stack, built on its first visit.

    ``titre`` heads it, ``aide`` is what F1 shows (plain text, blank lines between paragraphs).
    Subclasses fill ``self.corps`` (a scrolling column) and may override the four hooks below.
    """

    titre: ClassVar[str] = ""
    aide: ClassVar[str] = ""
    #: widest reading column in logical pixels; tables take more
    largeur: ClassVar[int] = LARGEUR_LECTURE

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.drafts: list[Draft] = []
        dehors = QVBoxLayout(self)
        dehors.setContentsMargins(0, 0, 0, 0)
        self.zone = ScrollBody(largeur=self.largeur)
        dehors.addWidget(self.zone)
        self.corps = self.zone.corps
        tete = QHBoxLayout()
        tete.setSpacing(16)
        self.title_label = title(self.titre)
        self.title_label.setObjectName("gsn_ecran_titre")
        tete.addWidget(self.title_label, 1)
        self.head = QHBoxLayout()
        self.head.setSpacing(10)
        tete.addLayout(self.head)
        self.corps.addLayout(tete)
        self.banner = Banner(nom="gsn_ecran_bandeau")
        self.corps.addWidget(self.banner)

    def add_head_button(self, bouton: Button) -> Button:
        """A button at the right of the title; the primary act of the screen lives there or in the body."""
        self.head.addWidget(bouton, 0, Qt.AlignmentFlag.AlignVCenter)
        return bouton

    def show_error(self, error: GsnError) -> None:
        """Sentence and code in the banner, brought into view."""
        self.banner.show_error(error)
        self.zone.ensureVisible(0, 0)

    def show_success(self, phrase: str) -> None:
        """A green sentence, for an act whose result is not otherwise visible."""
        self.banner.announce("succes", phrase)
        self.zone.ensureVisible(0, 0)

    # -- hooks ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Called each time the screen comes to the front: read again through ``context.run``."""

    def open_objet(self, objet_id: str) -> None:
        """Called before ``refresh`` when the navigation names an object."""

    def focus_search(self) -> None:
        """Ctrl+K arrived here: put the focus in the search field, if there is one."""

    def flush(self) -> None:
        """Send every draft to the vault; called at lock, at closing and when leaving the screen."""
        for draft in self.drafts:
            draft.flush()
