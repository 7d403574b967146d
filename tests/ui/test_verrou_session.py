"""The end of a session, from the login to the exit code: what is saved, what is closed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsn_app.actions.brouillon import read_brouillon
from gsn_app.actions.sauvegarde import make_sauvegarde
from gsn_app.errors import GsnError
from gsn_app.ui.application import SORTIE_VERROU, SessionFlow
from gsn_app.ui.fenetre import MainWindow
from gsn_app.ui.kit.progress import ProgressPanel
from gsn_app.ui.membre import MembreScreen
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


ENTIER = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gsn_app.ui import application
from tests.coffre_prepare import BON_MARCHE, phrase

membre = sys.argv[3]
def drive():
    accueil = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "gsn_accueil")
    page = accueil.currentWidget()
    if hasattr(page, "membre") and page.membre.combo.count() > 1 and not page.passphrase.value() and page.ouvrir.isEnabled():
        page.membre.set_value(membre)
        page.passphrase.set_value(phrase("ecole"))
        page.open_vault()
    elif hasattr(page, "choose"):
        page.field.set_value("274916")
        page.choose()
        timer.stop()
        window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "gsn_fenetre")
        QTimer.singleShot(200, window.lock_asked.emit if sys.argv[4] == "verrou" else window.close)

application.make_application()
timer = QTimer()
timer.timeout.connect(drive)
timer.start(30)
sys.exit(application.run(Path(sys.argv[1]), Path(sys.argv[2]), kdf=BON_MARCHE))
"""


@pytest.mark.parametrize(("geste", "code"), [("verrou", SORTIE_VERROU), ("fermer", 0)])
def test_the_whole_program_ends_with_the_code_the_supervisor_waits_for(
    coffre: Prepare, geste: str, code: int
) -> None:
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", ENTIER, coffre.coffre, coffre.poste, coffre.membres["ecole"], geste],
        env=environment, capture_output=True, timeout=60, check=False, cwd=root,
    )  # fmt: skip
    assert done.returncode == code, done.stderr.decode()[-800:]
    again = coffre.open("ecole")
    again.close()


def test_the_system_going_to_sleep_or_locking_ends_the_session(seance: Seance, qtbot: QtBot) -> None:
    seance.flow.system_lock.on_saver(False)
    QTest.qWait(50)
    assert seance.ends == [], "waking up locks nothing"
    seance.flow.system_lock.on_saver(True)
    qtbot.waitUntil(lambda: bool(seance.ends), timeout=10_000)
    assert seance.ends == [SORTIE_VERROU]


def test_without_a_bus_the_watch_alone_remains(seance: Seance) -> None:
    assert seance.flow.system_lock.start() >= 0
    assert seance.window.isVisible()


def test_someone_called_away_while_choosing_the_code_leaves_no_open_vault(
    qtbot: QtBot, qapp: QApplication, coffre: Prepare
) -> None:
    """Keys are in memory from the passphrase on: idle time counts, and the system's lock ends it too."""
    for sleeps in (False, True):
        ends: list[int] = []
        flow = SessionFlow(coffre.coffre, coffre.poste, BON_MARCHE, ends.append)
        settle(flow.operations)
        flow.ouverture.membre.set_value(coffre.membres["coordo"])
        type_text(flow.ouverture.passphrase.edit, phrase("coordo"))
        click(flow.accueil, "gsn_ouverture_ouvrir")
        settle(flow.operations)
        assert flow.window is None and flow.context is not None and flow.veille is not None
        flow.system_lock.on_saver(True) if sleeps else flow.veille.locked.emit()
        assert flow.accueil.isHidden()
        qtbot.waitUntil(lambda told=ends: bool(told), timeout=10_000)  # type: ignore[misc]
        assert ends == [SORTIE_VERROU] and flow.context.session.closed
        flow.operations.close()
        flow.accueil.deleteLater()
    coffre.open("ecole").close()


def test_the_first_gesture_of_a_lock_starts_the_clock_that_ends_the_process(
    qtbot: QtBot, qapp: QApplication, coffre: Prepare
) -> None:
    """Once, before anything is flushed, however many times the lock is asked for."""
    ends: list[int] = []
    started: list[bool] = []
    flow = SessionFlow(coffre.coffre, coffre.poste, BON_MARCHE, ends.append, lambda: started.append(not ends))
    settle(flow.operations)
    flow.lock()
    assert started == [], "nothing is open: nothing to lock"
    flow.ouverture.membre.set_value(coffre.membres["ecole"])
    type_text(flow.ouverture.passphrase.edit, phrase("ecole"))
    click(flow.accueil, "gsn_ouverture_ouvrir")
    settle(flow.operations)
    type_text(find(flow.accueil, "gsn_code_chiffres"), CODE)
    click(flow.accueil, "gsn_code_valider")
    settle(flow.operations)
    flow.lock()
    flow.lock()
    qtbot.waitUntil(lambda: bool(ends), timeout=10_000)
    assert (started, ends) == ([True], [SORTIE_VERROU])
    flow.operations.close()
    assert flow.window is not None
    flow.window.deleteLater()
    flow.accueil.deleteLater()


def test_the_code_page_tells_the_last_session_and_the_failed_attempts(
    qtbot: QtBot, qapp: QApplication, coffre: Prepare
) -> None:
    flow = SessionFlow(coffre.coffre, coffre.poste, BON_MARCHE, lambda _code: None)
    settle(flow.operations)
    flow.ouverture.membre.set_value(coffre.membres["ecole"])
    for typed in ("ce n’est pas elle du tout", phrase("ecole")):
        type_text(flow.ouverture.passphrase.edit, typed)
        click(flow.accueil, "gsn_ouverture_ouvrir")
        settle(flow.operations)
    told = find(flow.accueil, "gsn_code_derniere_session").text()
    assert told.startswith("Votre dernière session\u00a0:") and "1\u00a0essai manqué" in told
    assert told.endswith("prévenez le DPO.")
    flow.end_session()
    settle(flow.operations)
    flow.operations.close()
    flow.accueil.deleteLater()


def test_a_lock_during_a_backup_stops_it_at_once_leaves_no_half_file_and_the_vault_opens_again(
    seance: Seance, coffre: Prepare, tmp_path: Path
) -> None:
    support = tmp_path / "support"
    support.mkdir()
    panneau = ProgressPanel("gsn_essai", "Sauvegarde")
    session, reported = seance.flow.context.session, []  # type: ignore[union-attr]

    def lock_at_the_first_step(fait: int, total: int) -> None:
        if not reported:
            reported.append((fait, total))
            seance.flow.lock()

    panneau._told.connect(lock_at_the_first_step, Qt.ConnectionType.BlockingQueuedConnection)
    refused: list[GsnError] = []
    seance.flow.operations.run(
        make_sauvegarde, session, support, panneau=panneau, on_error=refused.append
    )  # fmt: skip
    seance.settle()
    assert reported and [e.code for e in refused] == ["SAV-10"]
    assert [f.name for f in support.iterdir()] == []
    assert not list(coffre.coffre.glob("*.copie*")) and not list(coffre.coffre.glob("*.tmp"))
    assert session.closed
    again = coffre.open("coordo")
    assert not again.anomalies
    again.close()
