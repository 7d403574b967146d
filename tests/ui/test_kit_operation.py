"""The action queue: one at a time, one thread, answers on the interface thread, no trace shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsn_app.errors import GsnError, Refused
from gsn_app.ui.kit.button import PrimaryButton
from gsn_app.ui.kit.operation import Operations, ProgressCancelled
from gsn_app.ui.kit.progress import ProgressPanel
from tests.ui.socle import click, qapp, settle

__all__ = ["qapp"]


@pytest.fixture
def operations(qapp: QApplication) -> Iterator[Operations]:
    queue = Operations()
    yield queue
    queue.close()


def test_actions_run_in_order_on_one_thread_and_answer_on_the_interface_thread(
    operations: Operations,
) -> None:
    ran: list[tuple[int, int]] = []
    answered: list[int] = []

    def action(n: int) -> int:
        time.sleep(0.01 * (3 - n))
        ran.append((n, threading.get_ident()))
        return n

    def answer(n: int) -> None:
        assert threading.get_ident() == threading.main_thread().ident
        answered.append(n)

    for n in range(3):
        operations.run(action, n, on_success=answer)
    settle(operations)
    assert [n for n, _ in ran] == answered == [0, 1, 2]
    assert len({thread for _, thread in ran}) == 1
    assert ran[0][1] != threading.main_thread().ident


def test_a_double_click_makes_one_record(qtbot: QtBot, operations: Operations) -> None:
    records: list[int] = []
    release = threading.Event()

    def save() -> None:
        release.wait(5)
        records.append(1)

    button = PrimaryButton("Enregistrer", "gsn_enregistrer", lambda: operations.run(save, boutons=(button,)))
    qtbot.addWidget(button)
    button.show()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.isEnabled()
    release.set()
    settle(operations)
    assert records == [1]
    assert button.isEnabled()


def test_an_error_of_ours_reaches_its_screen_and_the_button_comes_back(
    qtbot: QtBot, operations: Operations
) -> None:
    def refuse() -> None:
        raise Refused()

    button = PrimaryButton("Agir", "gsn_agir")
    qtbot.addWidget(button)
    errors: list[GsnError] = []
    operations.run(refuse, on_error=errors.append, boutons=(button,))
    settle(operations)
    assert [e.code for e in errors] == ["REF-00"]
    assert button.isEnabled()


def test_an_error_nobody_took_is_told_to_the_window(operations: Operations) -> None:
    errors: list[GsnError] = []
    operations.failed.connect(errors.append)

    def refuse() -> None:
        raise Refused()

    operations.run(refuse)
    settle(operations)
    assert len(errors) == 1


def test_an_unexpected_failure_shows_a_sentence_and_never_its_content(operations: Operations) -> None:
    errors: list[GsnError] = []

    def crash() -> None:
        raise ValueError("ZOLA Émile, 12/03/2010")

    operations.run(crash, on_error=errors.append)
    settle(operations)
    assert errors[0].code == "IHM-01"
    assert "ValueError" in errors[0].sentence
    assert "ZOLA" not in errors[0].sentence
    assert "Traceback" not in errors[0].sentence


def test_the_queue_goes_on_after_a_failure(operations: Operations) -> None:
    done: list[str] = []

    def crash() -> None:
        raise ValueError

    operations.run(crash, on_error=lambda _e: done.append("erreur"))
    operations.run(lambda: "suite", on_success=done.append)
    settle(operations)
    assert done == ["erreur", "suite"]


def test_progress_shows_a_real_count_and_cancel_stops_the_action(
    qtbot: QtBot, operations: Operations
) -> None:
    panel = ProgressPanel("gsn_verification", "Vérification", cancellable=True)
    qtbot.addWidget(panel)
    panel.resize(400, 120)
    reached: list[int] = []
    errors: list[GsnError] = []

    def count(*, progress) -> None:  # type: ignore[no-untyped-def]
        for n in range(2000):
            reached[:] = [n]
            if not progress(n, 2000):
                raise ProgressCancelled
            time.sleep(0.005)

    operations.run(count, panneau=panel, on_error=errors.append)
    assert not panel.isVisible(), "a short action shows no panel"
    qtbot.waitUntil(panel.isVisible, timeout=5000)
    qtbot.waitUntil(lambda: " sur 2\u202f000" in panel.compte.text(), timeout=5000)
    assert panel.jauge.maximum() == 2000
    click(panel, "gsn_verification_annuler")
    settle(operations)
    assert reached[0] < 1999
    assert errors == [], "a cancel is not an error"
    assert panel.isHidden()


def test_busy_is_told_once_around_several_actions(operations: Operations) -> None:
    seen: list[bool] = []
    operations.busy_changed.connect(seen.append)
    for _ in range(3):
        operations.run(lambda: None)
    settle(operations)
    assert seen == [True, False]


def test_a_screen_closed_meanwhile_breaks_nothing(qtbot: QtBot, operations: Operations) -> None:
    button = PrimaryButton("Agir", "gsn_agir")
    done: list[int] = []
    operations.run(lambda: 1, boutons=(button,), on_success=done.append)
    button.deleteLater()
    del button
    settle(operations)
    assert done == [1]
