"""Chips: the filters in force, each removable, in a row that wraps to the next line."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.flow import FlowLayout
from gsn_app.ui.kit.visibility import set_shown


class Chip(Button):
    """One removable filter."""

    genre = "puce"


class ChipRow(QWidget):
    """The filters in force; ``removed`` carries the code of the chip clicked."""

    removed = Signal(str)

    def __init__(self, nom: str) -> None:
        super().__init__()
        self.setObjectName(nom)
        self._flow = FlowLayout(self)
        self.hide()

    def set_chips(self, puces: Iterable[tuple[str, str]]) -> None:
        """Show the ``(code, libellé)`` given; hidden when there is none."""
        while (item := self._flow.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        shown = False
        for code, libelle in puces:
            chip = Chip(
                libelle, f"{self.objectName()}_{code}", partial(self.removed.emit, code), icone="croix"
            )
            chip.setAccessibleName(f"Retirer le filtre {libelle}")
            self._flow.addWidget(chip)
            shown = True
        set_shown(self, shown)
