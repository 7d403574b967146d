"""The screens of the main window, in sidebar order: one line each, added by whoever writes a screen.

To add a screen: write ``class XxxScreen(Screen)`` in its own module and add one ``ScreenEntry`` below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gsn_app.ui.journal import JournalScreen
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.membre import MembreScreen

if TYPE_CHECKING:
    from gsn_app.actions.session import Session


@dataclass(frozen=True)
class ScreenEntry:
    """One screen: ``nom`` for ``context.go``, ``libelle`` (with mnemonic) and icon for the sidebar."""

    nom: str
    libelle: str
    icone: str
    build: Callable[[Context], Screen]
    #: False for a screen reached from another one (the page of a situation)
    barre: bool = True
    visible: Callable[[Session], bool] = lambda _session: True


def list_screens() -> tuple[ScreenEntry, ...]:
    """Every screen, in sidebar order; the first one shown is the home."""
    return (
        ScreenEntry("membres", "&Membres et charte", "membres", MembreScreen),
        ScreenEntry("journal", "&Journal", "journal", JournalScreen),
    )
