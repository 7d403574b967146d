"""One page of the creation assistant: a title, an explanation, forms, and whether it is complete."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gsn_app.errors import GsnError
from gsn_app.ui.creation_saisie import Saisie
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.label import hint, title
from gsn_app.ui.kit.screen import ScrollBody


class CreationStep(ScrollBody):
    """Base of the pages; each writes what was typed into the shared ``Saisie``."""

    titre: ClassVar[str] = ""
    explication: ClassVar[str] = ""

    def __init__(self, saisie: Saisie) -> None:
        super().__init__(largeur=680)
        self.saisie = saisie
        self.corps.addWidget(title(self.titre))
        self.corps.addWidget(hint(self.explication))
        self.banner = Banner(nom="gsn_creation_bandeau")
        self.corps.addWidget(self.banner)
        self.build()
        self.corps.addStretch(1)

    def build(self) -> None:
        """Fill ``self.corps``."""

    def enter(self) -> None:
        """Called when the page is shown."""

    def focus_first(self) -> None:
        """Put the focus on the first control of the page."""
        for child in self.findChildren(QWidget):
            if (
                child.focusPolicy() & Qt.FocusPolicy.TabFocus
                and child.isVisibleTo(self)
                and child.isEnabled()
            ):
                child.setFocus()
                return

    def accept(self) -> bool:
        """Check and keep what was typed; False leaves the page, its faults written."""
        return True

    def show_error(self, error: GsnError) -> None:
        """An error of the action this page prepares."""
        self.banner.show_error(error)
        self.ensureVisible(0, 0)
