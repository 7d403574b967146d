"""Loads the rest of the program while the opening window is already on the screen and somebody types.

The opening needs little; the screens bring the report's solver and the sheets' composer, twice its weight. They come
after the first painting, one piece a turn of the event loop, on the interface thread: a module of windows is no work
for another thread. Whoever is faster than this waits no more than before: the main window asks for what still misses.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

#: after the first painting, then between two pieces, in milliseconds: keys typed meanwhile are served first
DEBUT_MS: Final = 120
PAUSE_MS: Final = 15


def _load_sheets() -> None:
    import gsn_app.actions.rappel_ordre  # noqa: F401


def _load_report() -> None:
    import gsn_app.actions.rapport  # noqa: F401


def _load_home() -> None:
    import gsn_app.ui.accueil  # noqa: F401


def _load_situation() -> None:
    import gsn_app.ui.situation  # noqa: F401


def _load_member() -> None:
    import gsn_app.ui.membre  # noqa: F401


def _load_window() -> None:
    import gsn_app.ui.fenetre
    import gsn_app.ui.registre  # noqa: F401


MORCEAUX: Final[tuple[Callable[[], None], ...]] = (
    _load_sheets,
    _load_report,
    _load_home,
    _load_situation,
    _load_member,
    _load_window,
)


class Chargement(QObject):
    """One loading of everything; ``finished`` says when nothing more is to come."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._restant = deque(MORCEAUX)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._load_one)
        self._timer.start(DEBUT_MS)

    @property
    def finished(self) -> bool:
        """True once every piece is there."""
        return not self._restant

    def _load_one(self) -> None:
        self._restant.popleft()()
        if self._restant:
            self._timer.start(PAUSE_MS)
