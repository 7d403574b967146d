"""Surroundings of the interface's tests: a French application, real typing, a prepared vault, its context."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollArea, QWidget

from gsn_app.ui.application import make_application
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.operation import Operations
from tests.coffre_prepare import BON_MARCHE, Prepare, build

CIBLE_MINIMALE = 24


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as the program sets it up."""
    return make_application(sombre=False)


@pytest.fixture(scope="session")
def coffre_modele(tmp_path_factory: pytest.TempPathFactory) -> Prepare:
    """One vault built by the real actions, never opened by a test."""
    return build(tmp_path_factory.mktemp("modele"))


@pytest.fixture
def coffre(coffre_modele: Prepare, tmp_path: Path) -> Prepare:
    """A copy of it for one test."""
    return coffre_modele.copy(tmp_path)


@pytest.fixture
def enter(qapp: QApplication, coffre: Prepare) -> Iterator[Callable[[str], Context]]:
    """``enter("coordo")``: the context of a session opened on the worker, as in the program."""
    opened: list[Context] = []

    def open_as(nom: str) -> Context:
        operations = Operations()
        found: list[object] = []
        operations.run(coffre.open, nom, on_success=found.append)
        settle(operations)
        context = Context(found[0], operations, coffre.poste, BON_MARCHE)  # type: ignore[arg-type]
        opened.append(context)
        return context

    yield open_as
    for context in opened:
        context.operations.run(context.session.close)
        settle(context.operations)
        context.operations.close()


def settle(operations: Operations, seconds: float = 30.0) -> None:
    """Let the worker and the event loop come to rest."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QTest.qWait(5)
        if not operations.busy:
            QTest.qWait(5)
            if not operations.busy:
                return
    pytest.fail("the worker never came to rest")


def type_text(widget: QWidget, texte: str) -> None:
    """Type as a person does; accents need a key event of their own."""
    for c in texte:
        if c.isascii():
            QTest.keyClick(widget, c)
        else:
            QTest.sendKeyEvent(
                QTest.KeyAction.Click, widget, Qt.Key.Key_unknown, c, Qt.KeyboardModifier.NoModifier
            )


def click(root: QWidget, nom: str) -> None:
    """Click the control of this object name, which must be shown and enabled."""
    widget = find(root, nom)
    assert widget.isVisible(), f"{nom} is hidden"
    assert widget.isEnabled(), f"{nom} is disabled"
    QTest.mouseClick(
        widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(12, widget.height() // 2)
    )


def find(root: QWidget, nom: str) -> QWidget:
    """The only control of this object name."""
    found = root.findChildren(QWidget, nom)
    assert len(found) == 1, f"{len(found)} controls named {nom}"
    return found[0]


def shown_text(root: QWidget) -> str:
    """Every word shown in a window."""
    words = []
    for widget in root.findChildren(QWidget):
        if widget.isVisibleTo(root):
            for reader in ("text", "toPlainText", "currentText"):
                if hasattr(widget, reader):
                    words.append(str(getattr(widget, reader)()))
    return "\n".join(words)


def check_controls(root: QWidget) -> None:
    """Every control that takes the focus has a name to say, an object name and a target of 24 px."""
    wrong = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        if isinstance(widget, QScrollArea) or widget.objectName().startswith("qt_"):
            continue
        if not widget.accessibleName():
            wrong.append(f"{widget.objectName() or type(widget).__name__}: no accessible name")
        if not widget.objectName().startswith("gsn_"):
            wrong.append(f"{type(widget).__name__} « {widget.accessibleName()} »: no object name")
        if (
            not isinstance(widget, QAbstractItemView)
            and min(widget.width(), widget.height()) < CIBLE_MINIMALE
        ):
            wrong.append(f"{widget.objectName()}: {widget.width()} × {widget.height()}")
    assert not wrong, "\n".join(wrong)
