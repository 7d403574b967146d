"""The eyes of a person: words read from visible widgets, and the patience to wait for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar, cast

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

Seen = TypeVar("Seen")
PATIENCE = 15.0


class NotSeen(AssertionError):
    """What a person waits for never came to the screen."""


def wait_for(look: Callable[[], Seen], what: str, seconds: float = PATIENCE) -> Seen:
    """Run the event loop until ``look`` gives something true; the worker thread runs meanwhile."""
    if seen := look():
        return seen
    found: list[Seen] = []
    failures: list[BaseException] = []
    loop = QEventLoop()
    poll = QTimer()
    poll.setInterval(4)
    end = time.monotonic() + seconds

    def check() -> None:
        try:
            seen = look()
        except BaseException as failure:
            failures.append(failure)
            loop.quit()
            return
        if seen:
            found.append(seen)
            loop.quit()
        elif time.monotonic() > end:
            loop.quit()

    poll.timeout.connect(check)
    poll.start()
    loop.exec()
    poll.stop()
    if failures:
        raise failures[0]
    if not found:
        raise NotSeen(f"{what}\nOn the screen: {describe()}")
    return found[0]


def tops() -> list[QWidget]:
    """The windows a person can reach: the modal one alone, when there is one."""
    modal = QApplication.activeModalWidget()
    if modal is not None:
        return [modal]
    return [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.isWindow()]


def all_seen() -> Iterator[QWidget]:
    """Every visible widget a person can reach."""
    for top in tops():
        for widget in (top, *top.findChildren(QWidget)):
            if widget.isVisible():
                yield widget


def describe() -> str:
    """Titles, sentences and names on the screen, to explain a failure."""
    words = [f"[{top.windowTitle()}]" for top in tops()]
    words += [w.text() for w in all_seen() if isinstance(w, QLabel) and w.text()]
    names = sorted(
        {w.objectName() for w in all_seen() if w.objectName().startswith("gsn_") and w.isEnabled()}
    )
    return " | ".join(words) + "\nNames: " + " ".join(names)


def seen(nom: str) -> QWidget | None:
    """The visible widget of that object name, or None."""
    return next((w for w in all_seen() if w.objectName() == nom), None)


def find(nom: str) -> QWidget:
    """Wait for a visible, enabled widget of that object name."""

    def look() -> QWidget | None:
        widget = seen(nom)
        return widget if widget is not None and widget.isEnabled() else None

    return wait_for(look, f"« {nom} » never became visible and enabled")


def text_of(widget: QWidget) -> str:
    """What is written on a widget."""
    if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
        return widget.text()
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    labels = [w.text() for w in widget.findChildren(QLabel) if w.isVisible() and w.text()]
    return "\n".join(labels)


def read(nom: str) -> str:
    """The words of a visible widget, or of the labels inside it."""
    return text_of(wait_for(lambda: seen(nom), f"« {nom} » never became visible"))


def read_screen() -> str:
    """Every word a person can read now: labels, fields, buttons, tables."""
    words = [w.windowTitle() for w in tops()]
    for widget in all_seen():
        if isinstance(widget, QLabel | QLineEdit | QAbstractButton | QPlainTextEdit | QComboBox):
            words.append(text_of(widget))
            words.append(widget.accessibleName())
        elif isinstance(widget, QTableView):
            words += [cell for row in rows_of(widget) for cell in row]
    return "\n".join(word for word in words if word)


def rows_of(table: QTableView) -> list[list[str]]:
    """The rows of a table, as text."""
    model = table.model()
    columns = [n for n in range(model.columnCount()) if not table.isColumnHidden(n)]
    return [[str(model.index(row, n).data() or "") for n in columns] for row in range(model.rowCount())]


def rows(nom: str) -> list[list[str]]:
    """The rows of a visible table."""
    return rows_of(cast("QTableView", wait_for(lambda: seen(nom), f"no table « {nom} »")))


def wait_text(nom: str, part: str) -> str:
    """Wait until a visible widget says something."""

    def look() -> str:
        widget = seen(nom)
        words = text_of(widget) if widget is not None else ""
        return words if part in words else ""

    return wait_for(look, f"« {nom} » never said « {part} »")


def wait_quiet() -> None:
    """Wait until nothing new is written on the screen: the worker has answered."""
    before = [""]
    calm = [0]

    def look() -> bool:
        now = read_screen()
        calm[0] = calm[0] + 1 if now == before[0] else 0
        before[0] = now
        return calm[0] >= 18

    wait_for(look, "the screen keeps changing")


def let_pass(milliseconds: int) -> None:
    """Let time pass, windows alive."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
