"""Walking a screen as somebody without a mouse does: Tab after Tab; what is named, what shows the focus, what is cut."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QScrollArea,
    QWidget,
)

from tests.parcours import mains

MAXIMUM = 220


def call(widget: QWidget) -> str:
    """How a failure names a widget."""
    return widget.objectName() or f"{type(widget).__name__} « {mains.text_of(widget)[:40]} »"


def spoken(widget: QWidget) -> str:
    """The name that a screen reader says."""
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name).strip() if face is not None else ""


def focusables() -> list[QWidget]:
    """What the Tab key should reach: visible, enabled, and taking the focus from it; scroll areas scroll otherwise."""
    return [
        widget
        for widget in mains.all_seen()
        if widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and type(widget) not in {QScrollArea}
    ]


def step() -> QWidget:
    """Tab once; inside a table, Tab goes to the next control, never from cell to cell."""
    mains.key(Qt.Key.Key_Tab)
    mains.at_rest()
    return mains.focused()


def walk() -> list[QWidget]:
    """Tab until the way closes; every stop in order."""
    stops = [step()]
    while len(stops) < MAXIMUM:
        stop = step()
        if stop is stops[0]:
            return stops
        stops.append(stop)
    raise AssertionError(f"Tab never comes back: {[call(w) for w in stops[-8:]]}")


def tab_to(nom: str) -> QWidget:
    """Tab until a control has the keyboard."""
    mains.find(nom)
    for _step in range(MAXIMUM):
        if step().objectName() == nom:
            return mains.focused()
    raise mains.NotSeen(f"Tab never reaches « {nom} »")


def use(nom: str) -> None:
    """Reach a button with Tab, press it with Space."""
    tab_to(nom)
    mains.key(Qt.Key.Key_Space)
    mains.wait_quiet()


def go(entree: str) -> None:
    """The menu is one stop of the Tab key, on the screen shown; the arrows go to the other screens."""
    for _step in range(MAXIMUM):
        if step().objectName().startswith("gsn_aller_"):
            break
    for _line in range(MAXIMUM):
        if mains.focused().objectName() == entree:
            mains.wait_quiet()
            return
        mains.key(Qt.Key.Key_Down)
        mains.wait_quiet()
    raise mains.NotSeen(f"the arrows never reach « {entree} »")


def in_view(widget: QWidget) -> bool:
    """Whether a scrolling page shows at least the beginning of a widget."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea) and parent.viewport() is not widget:
            corner = widget.mapTo(parent, QPoint(1, min(widget.height() - 1, 12)))
            if not parent.viewport().geometry().contains(corner):
                return False
        parent = parent.parentWidget()
    return True


def picture(widget: QWidget) -> QImage:
    """A widget and four pixels around, as drawn."""
    window = widget.window()
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(-4, -4, 4, 4)
    return window.grab(place).toImage()


def shows_focus(widget: QWidget) -> bool:
    """Whether the drawing with the focus differs from the drawing without, in the same place."""
    inside = picture(widget)
    step()
    QApplication.processEvents()
    outside = picture(widget)
    mains.key(Qt.Key.Key_Backtab)
    return inside != outside


def cut_texts() -> list[str]:
    """Labels and buttons whose words do not fit in the place they have, and what leaves the page sideways."""
    found = []
    for widget in mains.all_seen():
        if isinstance(widget, QLabel) and widget.text() and widget.width() > 1:
            if widget.wordWrap():
                needed = widget.heightForWidth(widget.width())
                longest = max(
                    widget.fontMetrics().horizontalAdvance(w) for w in widget.text().split() or [""]
                )
                short = widget.height() < needed - 1 or widget.width() < longest - 1
            else:
                short = widget.width() < widget.fontMetrics().horizontalAdvance(widget.text()) - 1
            found += [f"{call(widget)} is cut: {widget.text()[:60]}"] if short else []
        elif isinstance(widget, QAbstractButton) and widget.text() and widget.objectName().startswith("gsn_"):
            needed = widget.minimumSizeHint().width()
            found += [f"{call(widget)} is cut: {widget.text()}"] if widget.width() < needed - 1 else []
        if isinstance(widget, QScrollArea) and widget.horizontalScrollBar().maximum() > 0:
            found.append(f"{call(widget)} scrolls sideways")
    return found


def small_targets() -> list[str]:
    """Controls under 24 pixels (WCAG 2.2, 2.5.8)."""
    return [
        f"{call(w)}: {w.width()} × {w.height()}"
        for w in focusables()
        if isinstance(w, QAbstractButton) and min(w.width(), w.height()) < 24
    ]
