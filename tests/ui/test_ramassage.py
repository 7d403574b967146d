"""Cycles that hold widgets are collected on the interface thread, never by the worker (decision 0081)."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gsn_app.ui.application import make_application
from gsn_app.ui.kit.operation import Operations
from gsn_app.ui.ramassage import Ramassage


class Cycle:
    """Holds a widget, and itself."""

    def __init__(self, told: list[str]) -> None:
        self.widget = QLabel()
        self.me = self
        weakref.finalize(self, lambda: told.append(threading.current_thread().name))


def test_the_worker_never_collects_and_the_interface_does(qtbot: QtBot) -> None:
    app = make_application()
    (ramassage,) = app.findChildren(Ramassage)
    assert not gc.isenabled()
    told: list[str] = []
    for _ in range(50):
        Cycle(told)
    operations = Operations()
    kept: list[Any] = []

    def allocate() -> int:
        """Far more than any threshold of the collector."""
        kept.extend([{n: [n]} for n in range(50_000)])
        return len(kept)

    with qtbot.waitSignal(operations.busy_changed, check_params_cb=lambda busy: not busy):
        operations.run(allocate)
    assert told.count("MainThread") == len(told), "a widget went with the worker"
    qtbot.waitUntil(lambda: len(told) == 50, timeout=5_000)
    assert set(told) == {"MainThread"}
    assert ramassage.collect() in {-1, 0, 1, 2}
    operations.close()


def test_one_application_has_one_collector(qtbot: QtBot) -> None:
    for _ in range(3):
        assert len(make_application().findChildren(Ramassage)) == 1
