"""The idle watch and the lock, on a real session: what is hidden, what is asked, what survives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gsn_app.ui.code_session import CodeSession
from gsn_app.ui.verrou import DELAI_SEANCE, DELAI_VERROU, DELAI_VOILE, Veille, Voile
from tests.ui.socle import (
    check_controls,
    click,
    coffre,
    coffre_modele,
    qapp,
    type_text,
)

__all__ = ["coffre", "coffre_modele", "qapp"]
CODE = "274916"


@dataclass
class Horloge:
    """A clock moved by the test."""

    maintenant: float = 1000.0

    def __call__(self) -> float:
        return self.maintenant


@dataclass
class Guet:
    """The watch and what it told."""

    veille: Veille
    horloge: Horloge
    seen: list[str] = field(default_factory=list)

    def wait(self, secondes: float) -> list[str]:
        """Let the clock pass, look once, and return what was told."""
        self.seen.clear()
        self.horloge.maintenant += secondes
        self.veille.tick()
        return list(self.seen)


@pytest.fixture
def guet(qapp: QApplication) -> Iterator[Guet]:
    horloge = Horloge()
    veille = Veille(clock=horloge)
    found = Guet(veille, horloge)
    veille.veiled.connect(lambda: found.seen.append("voile"))
    veille.locked.connect(lambda: found.seen.append("verrou"))
    veille.countdown.connect(lambda n: found.seen.append(f"{n}"))
    veille.start()
    yield found
    veille.stop()


def test_the_window_blanks_after_five_minutes_and_locks_after_fifteen(guet: Guet) -> None:
    assert guet.wait(DELAI_VOILE - 60) == []
    assert guet.wait(60) == ["voile"]
    assert guet.wait(60) == [], "told once"
    assert guet.wait(DELAI_VERROU - DELAI_VOILE - 61) == []
    assert guet.wait(1) == ["verrou"]


def test_a_countdown_shows_in_the_last_thirty_seconds_and_a_gesture_erases_it(guet: Guet) -> None:
    assert guet.wait(DELAI_VOILE - 20) == ["20"]
    assert guet.wait(5) == ["15"]
    guet.veille.touch()
    assert guet.wait(1) == ["0"]
    assert guet.wait(1) == []


def test_a_key_or_a_click_anywhere_counts_as_presence(qtbot: QtBot, guet: Guet) -> None:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    edit.show()
    guet.horloge.maintenant += DELAI_VOILE - 1
    QTest.keyClick(edit, "a")
    assert guet.wait(DELAI_VOILE - 60) == []
    QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
    assert guet.wait(DELAI_VOILE - 60) == []


def test_gestures_on_the_blank_window_do_not_put_off_the_lock(qtbot: QtBot, guet: Guet) -> None:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    edit.show()
    assert guet.wait(DELAI_VOILE) == ["voile"]
    QTest.keyClick(edit, "a")
    assert guet.wait(DELAI_VERROU - DELAI_VOILE) == ["verrou"]


def test_a_machine_that_slept_an_hour_wakes_up_locked(guet: Guet) -> None:
    assert guet.wait(3600) == ["verrou"]


def test_the_watch_starts_again_after_the_right_code(guet: Guet) -> None:
    assert guet.wait(DELAI_VOILE) == ["voile"]
    guet.veille.uncover()
    assert guet.wait(DELAI_VOILE - 60) == []
    assert guet.wait(60) == ["voile"]


def test_a_meeting_waits_thirty_minutes(guet: Guet) -> None:
    guet.veille.set_seance(True)
    assert guet.wait(DELAI_SEANCE - 60) == []
    assert guet.wait(60) == ["voile"]


def test_a_setting_may_shorten_the_delays_never_lengthen_them(qapp: QApplication) -> None:
    horloge = Horloge()
    seen: list[str] = []
    longue = Veille(voile=99_999, verrou=99_999, clock=horloge)
    longue.locked.connect(lambda: seen.append("verrou"))
    courte = Veille(voile=60, verrou=120, clock=horloge)
    courte.veiled.connect(lambda: seen.append("voile"))
    horloge.maintenant += 60
    courte.tick()
    assert seen == ["voile"]
    horloge.maintenant += DELAI_VERROU
    longue.tick()
    assert seen == ["voile", "verrou"]


# -- the blank -----------------------------------------------------------------------------------


def _window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    colonne = QVBoxLayout(window)
    colonne.addWidget(QLineEdit("ZOLA Émile"))
    qtbot.addWidget(window)
    window.resize(400, 300)
    window.show()
    return window


def _colours(window: QWidget) -> int:
    image = window.grab().toImage()
    return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)})


def test_nothing_of_the_window_nor_of_an_open_dialog_can_be_seen(qtbot: QtBot) -> None:
    window = _window(qtbot)
    dialogue = QDialog(window)
    QVBoxLayout(dialogue).addWidget(QLineEdit("ZOLA Émile"))
    dialogue.setModal(True)
    dialogue.show()
    assert _colours(window) > 1
    voile = Voile(window, CodeSession(CODE))
    voile.open()
    QTest.qWait(20)
    assert _colours(window) == 1
    assert _colours(dialogue) == 1
    window.resize(700, 500)
    QTest.qWait(20)
    assert _colours(window) == 1, "the cover follows the window"
    type_text(voile.field.edit, CODE)
    QTest.keyClick(voile.field.edit, Qt.Key.Key_Return)
    QTest.qWait(20)
    assert _colours(window) > 1
    assert _colours(dialogue) > 1
    assert voile.isHidden()


def test_escape_and_the_cross_do_not_lift_the_veil(qtbot: QtBot) -> None:
    window = _window(qtbot)
    voile = Voile(window, CodeSession(CODE))
    voile.open()
    QTest.keyClick(voile, Qt.Key.Key_Escape)
    voile.close()
    QTest.qWait(20)
    assert _colours(window) == 1
    assert voile.isVisible()
    voile.hide()


def test_three_wrong_codes_lock(qtbot: QtBot) -> None:
    window = _window(qtbot)
    voile = Voile(window, CodeSession(CODE))
    voile.open()
    asked: list[bool] = []
    voile.lock_asked.connect(lambda: asked.append(True))
    for tries in ("000001", "000002"):
        type_text(voile.field.edit, tries)
        click(voile, "gsn_voile_reprendre")
        assert asked == []
    assert "1\u00a0essai" in voile.form.rows["code"].fault.text()
    type_text(voile.field.edit, "000003")
    click(voile, "gsn_voile_reprendre")
    assert asked == [True]
    check_controls(voile)
    voile.hide()
