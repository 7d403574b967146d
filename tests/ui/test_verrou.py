"""The idle watch and the lock, on a real session: what is hidden, what is asked, what survives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gsn_app.actions.brouillon import read_brouillon
from gsn_app.ui.application import SORTIE_VERROU, SessionFlow
from gsn_app.ui.code_session import CodeSession
from gsn_app.ui.fenetre import MainWindow
from gsn_app.ui.membre import MembreScreen
from gsn_app.ui.verrou import DELAI_SEANCE, DELAI_VERROU, DELAI_VOILE, Veille, Voile
from tests.coffre_prepare import BON_MARCHE, Prepare, phrase
from tests.ui.socle import (
    check_controls,
    click,
    coffre,
    coffre_modele,
    find,
    qapp,
    settle,
    shown_text,
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
    guet.veille.set_meeting(True)
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
    qtbot.addWidget(voile)
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
    qtbot.addWidget(voile)
    voile.open()
    QTest.keyClick(voile, Qt.Key.Key_Escape)
    voile.close()
    QTest.qWait(20)
    assert _colours(window) == 1
    assert voile.isVisible()


def test_three_wrong_codes_lock(qtbot: QtBot) -> None:
    window = _window(qtbot)
    voile = Voile(window, CodeSession(CODE))
    qtbot.addWidget(voile)
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


# -- the session ends ------------------------------------------------------------------------------


@dataclass
class Seance:
    """A whole session: login, code, main window."""

    flow: SessionFlow
    ends: list[int]

    @property
    def window(self) -> MainWindow:
        assert self.flow.window is not None
        return self.flow.window

    def settle(self) -> None:
        settle(self.flow.operations)


@pytest.fixture
def seance(qtbot: QtBot, qapp: QApplication, coffre: Prepare) -> Iterator[Seance]:
    ends: list[int] = []
    flow = SessionFlow(coffre.coffre, coffre.poste, BON_MARCHE, ends.append)
    settle(flow.operations)
    flow.ouverture.membre.set_value(coffre.membres["coordo"])
    type_text(flow.ouverture.passphrase.edit, phrase("coordo"))
    click(flow.accueil, "gsn_ouverture_ouvrir")
    settle(flow.operations)
    type_text(find(flow.accueil, "gsn_code_chiffres"), CODE)
    click(flow.accueil, "gsn_code_valider")
    settle(flow.operations)
    assert flow.window is not None
    yield Seance(flow, ends)
    flow.end_session()
    settle(flow.operations)
    if flow.veille is not None:
        flow.veille.stop()
    flow.operations.close()
    flow.window.hide()
    flow.window.deleteLater()
    flow.accueil.deleteLater()


def test_locking_saves_what_is_being_typed_closes_the_vault_and_ends_with_75(
    seance: Seance, coffre: Prepare, qtbot: QtBot
) -> None:
    seance.window.show_screen("membres")
    seance.settle()
    click(seance.window, "gsn_membre_enroler")
    seance.settle()
    type_text(find(seance.window, "gsn_enrolement_nom"), "Zoé Ébène")
    session = seance.window.context.session
    QTest.keyClick(seance.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert seance.window.isHidden()
    qtbot.waitUntil(lambda: bool(seance.ends), timeout=10_000)
    assert seance.ends == [SORTIE_VERROU]
    assert session.closed
    again = coffre.open("coordo")
    try:
        assert read_brouillon(again, "enrolement", "")["nom"] == "Zoé Ébène"
    finally:
        again.close()


def test_the_lock_button_does_the_same(seance: Seance, qtbot: QtBot) -> None:
    click(seance.window, "gsn_entete_verrouiller")
    qtbot.waitUntil(lambda: bool(seance.ends), timeout=10_000)
    assert seance.ends == [SORTIE_VERROU]


def test_closing_the_window_closes_the_session_and_ends_with_0(seance: Seance, qtbot: QtBot) -> None:
    session = seance.window.context.session
    seance.window.close()
    qtbot.waitUntil(lambda: bool(seance.ends), timeout=10_000)
    assert seance.ends == [0]
    assert session.closed


def test_the_code_gives_the_window_back_as_it_was(seance: Seance) -> None:
    seance.window.show_screen("journal")
    seance.settle()
    assert seance.flow.veille is not None
    seance.flow.veille.veiled.emit()
    seance.settle()
    voile = seance.flow.voile
    assert voile is not None
    type_text(voile.field.edit, CODE)
    click(voile, "gsn_voile_reprendre")
    QTest.qWait(20)
    assert seance.ends == []
    assert seance.window.pile.currentWidget() is seance.window.screens["journal"]


def test_three_wrong_codes_end_the_session(seance: Seance, qtbot: QtBot) -> None:
    assert seance.flow.veille is not None
    seance.flow.veille.veiled.emit()
    voile = seance.flow.voile
    assert voile is not None
    for _ in range(3):
        type_text(voile.field.edit, "000000")
        QTest.keyClick(voile.field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(seance.ends), timeout=10_000)
    assert seance.ends == [SORTIE_VERROU]


def test_escape_in_a_form_loses_nothing(seance: Seance) -> None:
    seance.window.show_screen("membres")
    seance.settle()
    click(seance.window, "gsn_membre_enroler")
    seance.settle()
    nom = find(seance.window, "gsn_enrolement_nom")
    type_text(nom, "Zoé")
    QTest.keyClick(nom, Qt.Key.Key_Escape)
    screen = seance.window.screens["membres"]
    assert isinstance(screen, MembreScreen)
    assert screen.enrolment.form.value("nom") == "Zoé"
    assert seance.window.isVisible()


def test_the_header_says_who_works_where_and_the_anchor_moves_with_the_journal(seance: Seance) -> None:
    before = seance.window.header.ancre.text()
    assert "Coordo Testard" in shown_text(seance.window.header)
    assert "Saint-Exemple-sur-Test" in shown_text(seance.window.header)
    seance.window.show_screen("journal")
    seance.settle()
    click(seance.window, "gsn_journal_verifier")
    seance.settle()
    assert seance.window.header.ancre.text() != before


@pytest.mark.parametrize("largeur", [640, 1240])
def test_every_control_of_the_window_is_named_and_large_enough(seance: Seance, largeur: int) -> None:
    seance.window.resize(largeur, 700)
    for nom in ("membres", "journal"):
        seance.window.show_screen(nom)
        seance.settle()
        check_controls(seance.window)


def test_on_a_narrow_window_nothing_is_cut_at_the_right(seance: Seance) -> None:
    seance.window.resize(683, 400)
    for nom in ("membres", "journal"):
        seance.window.show_screen(nom)
        seance.settle()
        screen = seance.window.screens[nom]
        assert screen.zone.horizontalScrollBar().maximum() == 0, nom
    bouton = seance.window.navigation["journal"]
    assert bouton.accessibleName() == "Journal", "the name stays when only the icon shows"
    assert bouton.mapTo(seance.window, QPoint(0, 0)).x() >= 0
