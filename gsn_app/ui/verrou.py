"""Idle watch: the window blanks after five minutes, the session ends after fifteen.

Activity is a key, a click or a wheel anywhere in the application; the clock counts suspended time
(``CLOCK_BOOTTIME``), so that a laptop closed for an hour wakes up locked. The watch fires inside a modal
dialog too: every window is covered, dialogs included.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from gsn_app.ui.code_session import LONGUEUR, CodeIncomplete, CodeSession, make_code_field
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.dialog import Dialog
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import format_count
from gsn_app.ui.theme import current_tones

DELAI_VOILE = 5 * 60
DELAI_VERROU = 15 * 60
DELAI_SEANCE = 30 * 60
DECOMPTE = 30
_GESTES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


def boot_seconds() -> float:
    """Seconds that also pass while the machine sleeps, where the system counts them."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class Veille(QObject):
    """Watches for activity. Delays in seconds; a setting may shorten them, never lengthen them."""

    countdown = Signal(int)
    veiled = Signal()
    locked = Signal()

    def __init__(
        self,
        *,
        voile: float = DELAI_VOILE,
        verrou: float = DELAI_VERROU,
        seance: float = DELAI_SEANCE,
        clock: Callable[[], float] = boot_seconds,
    ) -> None:
        super().__init__()
        self._clock = clock
        self._voile = min(voile, DELAI_VOILE)
        self._verrou = min(verrou, DELAI_VERROU)
        self._delai_seance = min(seance, DELAI_SEANCE)
        self._seance = False
        self._last = clock()
        self._covered = False
        self._counting = False
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Begin to watch the whole application."""
        self._last = self._clock()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]

    def set_seance(self, seance: bool) -> None:
        """In meeting mode the identity is masked and the window waits thirty minutes."""
        self._seance = seance
        self.touch()

    def touch(self) -> None:
        """Someone is there."""
        self._last = self._clock()

    def uncover(self) -> None:
        """The code was right: watch again from now."""
        self._covered = False
        self.touch()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count gestures, except those made on the covered window."""
        if not self._covered and event.type() in _GESTES:
            self.touch()
        return super().eventFilter(watched, event)

    def tick(self) -> None:
        """Compare with the delays; called every second."""
        idle = self._clock() - self._last
        voile = self._delai_seance if self._seance else self._voile
        verrou = self._delai_seance + self._verrou if self._seance else self._verrou
        if idle >= verrou:
            self._timer.stop()
            self.locked.emit()
        elif idle >= voile:
            if not self._covered:
                self._covered = True
                self._counting = False
                self.veiled.emit()
        elif voile - idle <= DECOMPTE:
            self._counting = True
            self.countdown.emit(max(1, round(voile - idle)))
        elif self._counting:
            self._counting = False
            self.countdown.emit(0)


class Cover(QWidget):
    """An opaque sheet over one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("gsn_voile_couvert")
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(self.backgroundRole(), current_tones().barre)
        self.setPalette(palette)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)


class Voile(Dialog):
    """Asks the session's code above every window; three wrong codes, or « Verrouiller », lock."""

    lock_asked = Signal()
    lifted = Signal()

    def __init__(self, window: QWidget, code: CodeSession) -> None:
        super().__init__(
            window,
            "gsn_voile",
            "L’écran a été vidé",
            "Ce que vous aviez saisi est gardé. Tapez le code de cette session.",
            "cadenas",
        )
        self._code = code
        self.setWindowTitle("Suivi nominatif — en veille")
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.form = Form()
        self.field = make_code_field("gsn_voile_code")
        self.form.add("code", "&Code à six chiffres", self.field)
        self.corps.addWidget(self.form)
        self.add_button(
            Button("&Verrouiller", "gsn_voile_verrouiller", self.lock_asked.emit, icone="cadenas")
        )
        self.reprendre = self.add_button(PrimaryButton("&Reprendre", "gsn_voile_reprendre", self.check))
        self._covers = self._cover_all()
        self.field.control.setFocus()

    def _cover_all(self) -> list[Cover]:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        return [
            Cover(other)
            for other in QApplication.topLevelWidgets()
            if other is not self and other.isVisible()
        ]

    def check(self) -> None:
        """Lift the veil, or count a try; an unfinished code is not a try. Entrée arrives here by the plain button."""
        typed = self.field.value()
        if len(typed) < LONGUEUR:
            self.form.set_fault("code", CodeIncomplete().sentence)
            QTimer.singleShot(0, self, self.fit)
            return
        self.field.set_value("")
        if self._code.check(typed):
            self._lift()
            return
        if self._code.essais <= 0:
            self.lock_asked.emit()
            return
        reste = format_count(self._code.essais, "essai")
        self.form.set_fault("code", f"Ce n’est pas ce code. Encore {reste} avant le verrouillage.")
        QTimer.singleShot(0, self, self.fit)

    def _lift(self) -> None:
        for cover in self._covers:
            with contextlib.suppress(RuntimeError):  # its window closed meanwhile and took it away
                cover.hide()
                cover.deleteLater()
        self._covers = []
        self.lifted.emit()
        self.done(QDialog.DialogCode.Accepted)

    def reject(self) -> None:
        """Neither Échap nor the window's cross lifts the veil."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+L locks from here too."""
        if event.key() == Qt.Key.Key_L and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.lock_asked.emit()
            return
        super().keyPressEvent(event)
