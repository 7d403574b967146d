"""The hands and eyes of a person: clicks and keys sent to the windows, words read from visible widgets.

Every click and key goes to a window of the platform, as the system would send it: Qt itself finds the
widget under the pointer or the one that holds the focus, and a modal question stops what is behind it.
Nothing is called on a widget; a widget is only looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QTableView,
    QWidget,
)

from tests.parcours.yeux import NotSeen as NotSeen
from tests.parcours.yeux import all_seen as all_seen
from tests.parcours.yeux import describe as describe
from tests.parcours.yeux import find as find
from tests.parcours.yeux import let_pass as let_pass
from tests.parcours.yeux import read as read
from tests.parcours.yeux import read_screen as read_screen
from tests.parcours.yeux import rows as rows
from tests.parcours.yeux import rows_of as rows_of
from tests.parcours.yeux import seen as seen
from tests.parcours.yeux import text_of as text_of
from tests.parcours.yeux import tops as tops
from tests.parcours.yeux import wait_for as wait_for
from tests.parcours.yeux import wait_quiet as wait_quiet
from tests.parcours.yeux import wait_text as wait_text

_CTRL = Qt.KeyboardModifier.ControlModifier


def at_rest() -> None:
    """Let the windows finish what the last gesture began."""
    QApplication.processEvents()


# -- gestures -----------------------------------------------------------------------------------


def _window(widget: QWidget) -> QWindow:
    handle = widget.window().windowHandle()
    assert handle is not None, f"« {widget.objectName()} » has no window"
    return handle


def _hidden_in(widget: QWidget, at: QPoint) -> QAbstractScrollArea | None:
    """The nearest scrolling area that hides a point of a widget, or None when the point is in view."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea) and widget is not parent.viewport():
            point = widget.mapTo(parent, at)
            if not parent.viewport().geometry().contains(point):
                return parent
        parent = parent.parentWidget()
    return None


def _middle(widget: QWidget) -> QPoint:
    return QRect(0, 0, widget.width(), widget.height()).center()


def scroll_to(widget: QWidget, at: QPoint | None = None) -> None:
    """Turn the wheel over the page until a point of the widget, its middle if none is given, is in view."""
    point = at if at is not None else _middle(widget)
    for _turn in range(400):
        area = _hidden_in(widget, point)
        if area is None:
            return
        view = area.viewport().geometry()
        down = widget.mapTo(area, point).y() > view.center().y()
        # over the margin: a wheel turned over a list would scroll the list
        over = area.mapTo(area.window(), QPoint(view.left() + 4, view.center().y()))
        over *= area.devicePixelRatioF()  # QTest gives the wheel in pixels of the screen
        QTest.wheelEvent(_window(widget), over, QPoint(0, -120 if down else 120))
        at_rest()
    raise NotSeen(f"« {widget.objectName()} » cannot be scrolled into view")


def point_at(widget: QWidget, at: QPoint | None = None) -> QPoint:
    """Where to press, in the window: the widget must be what is seen there, once the page has settled."""

    def look() -> QPoint | None:
        scroll_to(widget, at)
        point = widget.mapTo(widget.window(), at if at is not None else _middle(widget))
        found = under(point)
        reached = found is widget or (found is not None and widget.isAncestorOf(found))
        return point if reached else None

    def under(point: QPoint) -> QWidget | None:
        return widget.window().childAt(point)

    try:
        return wait_for(look, "", 3)
    except NotSeen:
        point = widget.mapTo(widget.window(), at if at is not None else _middle(widget))
        cover = under(point)
        name = cover.objectName() or type(cover).__name__ if cover is not None else "nothing"
        raise NotSeen(f"« {widget.objectName()} » cannot be clicked at {point}: {name} is there") from None


def press(widget: QWidget, at: QPoint | None = None, *, double: bool = False) -> None:
    """Click a widget at its middle, or at a point of it."""
    if QApplication.activeWindow() is None:
        widget.window().activateWindow()  # as a window manager does of a clicked window
        wait_for(QApplication.activeWindow, "no window is active")
    gesture = QTest.mouseDClick if double else QTest.mouseClick
    gesture(_window(widget), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point_at(widget, at))


def click(nom: str, then: Callable[[], object] | None = None) -> None:
    """Click a button; ``then`` is done once the question it opens is on the screen."""
    widget = find(nom)
    if then is None:
        press(widget)
        return
    with_question(lambda: press(widget), then)


def with_question(gesture: Callable[[], object], then: Callable[[], object]) -> None:
    """Do a gesture that opens a blocking question, and answer it."""
    before = QApplication.activeModalWidget()
    failures: list[BaseException] = []
    answered: list[bool] = []
    poll = QTimer()
    poll.setInterval(4)

    def answer() -> None:
        modal = QApplication.activeModalWidget()
        if modal is None or modal is before:
            return
        poll.stop()
        answered.append(True)
        try:
            then()
        except BaseException as failure:
            failures.append(failure)
            modal.close()

    poll.timeout.connect(answer)
    poll.start()
    gesture()
    wait_for(lambda: answered, "the gesture asked nothing")
    wait_for(lambda: failures or QApplication.activeModalWidget() is before, "the question stays open")
    if failures:
        raise failures[0]


def focus_window() -> QWindow:
    """The window that receives the keys; Qt hands them to an open list by itself."""
    widget = QApplication.activeModalWidget() or QApplication.activeWindow()
    if widget is None:
        # the offscreen platform has no window manager to give the keyboard back after a question closes
        tops()[-1].activateWindow()
        widget = wait_for(QApplication.activeWindow, "no window is active")
    return _window(widget)


def key(code: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
    """Press a key in the active window."""
    for _ in range(times):
        QTest.keyClick(focus_window(), code, modifier)


def ctrl(code: Qt.Key) -> None:
    """Ctrl and a key."""
    key(code, _CTRL)


def write(words: str) -> None:
    """Type on the keyboard, accents included."""
    for char in words:
        if char == "\n":
            key(Qt.Key.Key_Return)
            continue
        QTest.sendKeyEvent(
            QTest.KeyAction.Click,
            focus_window(),
            Qt.Key.Key_unknown,
            char,
            Qt.KeyboardModifier.NoModifier,
        )


def focused() -> QWidget:
    """The widget that holds the keyboard."""
    focus_window()
    return wait_for(QApplication.focusWidget, "nothing holds the keyboard")


def fill(nom: str, words: str) -> None:
    """Click a field, replace what it holds, and read it back."""
    field = find(nom)
    press(field)
    assert focused() is field, f"a click on « {nom} » gave the keyboard to {focused().objectName()}"
    ctrl(Qt.Key.Key_A)
    key(Qt.Key.Key_Delete)
    write(words)
    assert text_of(field) == words, f"« {nom} » shows {text_of(field)!r}"


def type_over(words: str) -> None:
    """Replace what the focused field holds (arrived at with Tab)."""
    ctrl(Qt.Key.Key_A)
    key(Qt.Key.Key_Delete)
    write(words)


def choose(nom: str, label: str) -> None:
    """Open a list and choose a line by its words (their beginning is enough)."""
    combo = cast("QComboBox", find(nom))

    def line() -> int:
        lines = [combo.itemText(n) for n in range(combo.count())]
        return next((n + 1 for n, words in enumerate(lines) if words.startswith(label)), 0)

    rank = wait_for(line, f"« {nom} » never offered « {label} »") - 1
    press(combo)
    wait_for(QApplication.activePopupWidget, f"« {nom} » did not open")
    key(Qt.Key.Key_Home)
    key(Qt.Key.Key_Down, times=rank)
    key(Qt.Key.Key_Return)
    wait_for(lambda: QApplication.activePopupWidget() is None, f"« {nom} » stays open")
    assert combo.currentText().startswith(label), f"« {nom} » shows {combo.currentText()!r}"


def tick(nom: str, *, on: bool = True) -> None:
    """Tick, or untick, a box."""
    box = cast("QAbstractButton", find(nom))
    if box.isChecked() is not on:
        press(box, QPoint(12, box.height() // 2))
    assert box.isChecked() is on, f"« {nom} » did not change"


def boxes_in(nom: str) -> dict[str, QAbstractButton]:
    """The boxes inside a holder, by their words."""
    holder = find(nom)
    return {b.text(): b for b in holder.findChildren(QAbstractButton) if b.isVisible()}


def tick_only(nom: str, *beginnings: str) -> None:
    """Of the boxes of a holder, tick those whose words begin so, and no other."""
    for words, box in boxes_in(nom).items():
        tick(box.objectName(), on=words.startswith(beginnings))


def open_row(nom: str, *parts: str) -> None:
    """Double click the row of a table that holds these words."""
    table = cast("QTableView", find(nom))

    def look() -> int:
        for rank, row in enumerate(rows_of(table)):
            if all(any(part in cell for cell in row) for part in parts):
                return rank + 1
        return 0

    rank = wait_for(look, f"no row of « {nom} » holds {parts}") - 1
    press(table.viewport(), _bring(table, rank))
    at_rest()
    press(table.viewport(), _bring(table, rank), double=True)


def _bring(table: QTableView, rank: int) -> QPoint:
    """Turn the wheel over the table until the row is in view; returns its middle, in the viewport."""
    index = table.model().index(rank, 0)
    scroll_to(table)
    for _turn in range(400):
        middle = table.visualRect(index).center()
        if table.viewport().rect().contains(middle):
            return middle
        up = middle.y() < 0
        over = table.mapTo(table.window(), _middle(table))
        QTest.wheelEvent(_window(table), over, QPoint(0, 120 if up else -120))
        at_rest()
    raise NotSeen(f"row {rank} of « {table.objectName()} » cannot be scrolled into view")
