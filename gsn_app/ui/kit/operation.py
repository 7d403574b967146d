"""Runs actions one after the other on a single worker thread, and answers on the interface thread.

A vault's connection belongs to one thread: the same worker opens the session, runs every action and
closes it. Submitted work waits its turn, so a draft saved during an export is saved after it.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from gsn_app.errors import GsnError
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.progress import ProgressPanel

#: how long what an ended operation held is kept, in milliseconds
LACHER_MS: Final = 1000


class UnexpectedFailure(GsnError):
    """Une erreur inattendue est survenue ({genre}). Ce qui était enregistré l’est toujours, et votre
    saisie reste à l’écran. Recommencez ; si l’erreur revient, signalez ce code."""

    code = "IHM-01"


class ProgressCancelled(Exception):
    """Raised in the worker by an action that honours a cancel: nothing to show."""


@dataclass(frozen=True)
class _Outcome:
    work: Work
    result: Any = None
    error: BaseException | None = None


class Work:
    """One submitted action and what waits for it."""

    def __init__(
        self,
        on_success: Callable[[Any], object] | None,
        on_error: Callable[[GsnError], object] | None,
        boutons: Iterable[Button],
        panneau: ProgressPanel | None,
    ) -> None:
        self.on_success = on_success
        self.on_error = on_error
        self.boutons = tuple(boutons)
        self.panneau = panneau
        self.mots: dict[str, Any] = {}


def _let_go(_outcome: _Outcome) -> None:
    """Nothing to do: what the partial held goes with it, on this thread."""


class Operations(QObject):
    """The queue of one window. ``busy_changed`` tells whether anything runs or waits."""

    busy_changed = Signal(bool)
    failed = Signal(object)
    _done = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="gsn-action")
        self._pending = 0
        self._abandoned = threading.Event()
        self._done.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """True while something runs or waits."""
        return self._pending > 0

    def run(
        self,
        action: Callable[..., Any],
        *args: Any,
        on_success: Callable[[Any], object] | None = None,
        on_error: Callable[[GsnError], object] | None = None,
        boutons: Iterable[Button] = (),
        panneau: ProgressPanel | None = None,
        compte: bool = True,
        **mots: Any,
    ) -> Work:
        """Run ``action(*args, **mots)`` on the worker.

        ``boutons`` are disabled until it ends. ``panneau`` is shown meanwhile, and a ``progress`` argument
        is added that feeds it, unless ``compte`` is False (an action of one step). Without ``on_error`` the
        error goes to the ``failed`` signal, which the window shows.
        """
        work = Work(on_success, on_error, boutons, panneau)
        for bouton in work.boutons:
            bouton.set_running(True)
        if panneau is not None:
            panneau.start()
            if compte:
                mots["progress"] = functools.partial(self._report, panneau)
        self._pending += 1
        if self._pending == 1:
            self.busy_changed.emit(True)
        work.mots = mots
        self._pool.submit(self._work, work, action, args, mots)
        return work

    def abandon(self) -> None:
        """A lock: what runs with a count, or waits to, stops at its next safe point; drafts and the closing still run."""
        self._abandoned.set()

    def _report(self, panneau: ProgressPanel, fait: int, total: int) -> bool:
        return panneau.report(fait, total) and not self._abandoned.is_set()

    def _work(
        self, work: Work, action: Callable[..., Any], args: tuple[Any, ...], mots: dict[str, Any]
    ) -> None:
        try:
            outcome = _Outcome(work, result=action(*args, **mots))
        except BaseException as error:
            outcome = _Outcome(work, error=error)
        with contextlib.suppress(RuntimeError):  # the window went away while the action ran
            self._done.emit(outcome)

    @Slot(object)
    def _finish(self, outcome: _Outcome) -> None:
        work = outcome.work
        self._pending -= 1
        # the worker may still hold them: the last to let a widget go must be this thread
        QTimer.singleShot(LACHER_MS, self, functools.partial(_let_go, outcome))
        with contextlib.suppress(RuntimeError):  # a screen closed meanwhile took its buttons away
            for bouton in work.boutons:
                bouton.set_running(False)
            if work.panneau is not None:
                work.panneau.stop()
        if outcome.error is None:
            if work.on_success is not None:
                work.on_success(outcome.result)
        elif not isinstance(outcome.error, ProgressCancelled):
            error = outcome.error
            if not isinstance(error, GsnError):
                shown: GsnError = UnexpectedFailure(genre=type(error).__name__)
                shown.__cause__ = error
            else:
                shown = error
            (work.on_error or self.failed.emit)(shown)
        if self._pending == 0:
            self.busy_changed.emit(False)

    def close(self, *, wait: bool = True) -> None:
        """Take no more work; with ``wait``, let what was submitted end."""
        self._pool.shutdown(wait=wait, cancel_futures=not wait)
