"""Python's cycle collector, run on the interface thread alone.

The collector runs on whatever thread allocates: on the worker, it can destroy a widget that only a cycle kept, and Qt
ends the process (segmentation fault in « Garbage-collecting », seen in a journey). It is switched off, and its own
thresholds are looked at twice a second from the interface thread. Decision 0081.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

PERIODE_MS: Final = 500


class Ramassage(QObject):
    """Lives as long as the application; one is enough."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._seuils = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(PERIODE_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> int:
        """Collect the oldest generation whose threshold is passed; returns it, -1 for none."""
        comptes = gc.get_count()
        for generation in (2, 1, 0):
            if comptes[generation] > self._seuils[generation]:
                gc.collect(generation)
                return generation
        return -1
