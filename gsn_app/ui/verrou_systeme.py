"""Locks with the system: session lock, screen saver and suspend, told by D-Bus on Linux.

Best effort, never fatal: without a bus, the idle watch alone remains, and its clock counts suspended time.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection

#: slots as Qt names them: « 1 » then the signature
_ON_SAVER, _ON_LOCK = "1on_saver(bool)", "1on_lock()"
_LOGIN = "org.freedesktop.login1"
_SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
)


class SystemLock(QObject):
    """``locked`` when the desktop locks or the machine is about to sleep."""

    locked = Signal()

    def start(self) -> int:
        """Listen; returns how many signals the buses accepted (0 without a bus, and on Windows)."""
        accepted = 0
        session: Any = QDBusConnection.sessionBus()
        if session.isConnected():
            for saver in _SAVERS:
                accepted += session.connect("", "", saver, "ActiveChanged", self, _ON_SAVER)
        system: Any = QDBusConnection.systemBus()
        if system.isConnected():
            accepted += system.connect("", "", f"{_LOGIN}.Session", "Lock", self, _ON_LOCK)
            accepted += system.connect("", "", f"{_LOGIN}.Manager", "PrepareForSleep", self, _ON_SAVER)
        return accepted

    @Slot(bool)
    def on_saver(self, active: bool) -> None:
        """The screen saver came on, or sleep is coming; going off unlocks nothing here."""
        if active:
            self.locked.emit()

    @Slot()
    def on_lock(self) -> None:
        """The system asked every session program to lock."""
        self.locked.emit()
