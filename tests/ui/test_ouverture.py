"""Opening a real vault by its window: who is refused, what is told, what is never left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gsn_app.actions.session import Session
from gsn_app.ui.code_session import CodePage, CodeSession
from gsn_app.ui.kit.operation import Operations
from gsn_app.ui.ouverture import OuverturePage
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


@pytest.fixture
def operations(qapp: QApplication) -> Iterator[Operations]:
    queue = Operations()
    yield queue
    queue.close()


def _page(qtbot: QtBot, operations: Operations, dossier: Path | None, poste: Path) -> OuverturePage:
    page = OuverturePage(operations, dossier, poste, BON_MARCHE)
    qtbot.addWidget(page)
    page.resize(900, 720)
    page.show()
    settle(operations)
    return page


def _opened(page: OuverturePage, operations: Operations) -> list[Session]:
    found: list[Session] = []
    page.opened.connect(found.append)
    return found


def test_the_right_passphrase_opens_as_that_member(
    qtbot: QtBot, operations: Operations, coffre: Prepare
) -> None:
    page = _page(qtbot, operations, coffre.coffre, coffre.poste)
    found = _opened(page, operations)
    page.membre.set_value(coffre.membres["ecole"])
    type_text(page.passphrase.edit, phrase("ecole"))
    click(page, "gsn_ouverture_ouvrir")
    settle(operations)
    assert [s.membre.nom for s in found] == ["Ecole Testard"]
    assert page.passphrase.value() == "", "the passphrase does not stay in the window"
    operations.run(found[0].close)
    settle(operations)


def test_a_wrong_passphrase_is_refused_emptied_and_the_focus_waits_there(
    qtbot: QtBot, operations: Operations, coffre: Prepare
) -> None:
    page = _page(qtbot, operations, coffre.coffre, coffre.poste)
    found = _opened(page, operations)
    page.membre.set_value(coffre.membres["ecole"])
    type_text(page.passphrase.edit, phrase("social"))
    QTest.keyClick(page.passphrase.edit, Qt.Key.Key_Return)
    settle(operations)
    assert found == []
    assert "OUV-01" in page.banner.detail.text()
    assert page.passphrase.value() == ""
    assert page.passphrase.edit.isEnabled()
    assert page.focusWidget() is page.passphrase.edit


def test_enter_pressed_twice_opens_once(qtbot: QtBot, operations: Operations, coffre: Prepare) -> None:
    page = _page(qtbot, operations, coffre.coffre, coffre.poste)
    found = _opened(page, operations)
    page.membre.set_value(coffre.membres["ecole"])
    type_text(page.passphrase.edit, phrase("ecole"))
    QTest.keyClick(page.passphrase.edit, Qt.Key.Key_Return)
    page.open_vault()
    settle(operations)
    assert len(found) == 1
    operations.run(found[0].close)
    settle(operations)


def test_nothing_nominative_of_a_situation_is_shown_before_the_passphrase(
    qtbot: QtBot, operations: Operations, coffre: Prepare
) -> None:
    page = _page(qtbot, operations, coffre.coffre, coffre.poste)
    noms = {page.membre.combo.itemText(n) for n in range(1, page.membre.combo.count())}
    assert len(noms) == len(coffre.membres)
    assert "Ouvrir le coffre" in shown_text(page)


def test_a_missing_field_is_told_under_it_and_nothing_runs(
    qtbot: QtBot, operations: Operations, coffre: Prepare
) -> None:
    page = _page(qtbot, operations, coffre.coffre, coffre.poste)
    click(page, "gsn_ouverture_ouvrir")
    assert page.form.rows["membre"].fault.text()
    assert not operations.busy


def test_a_folder_that_is_no_vault_is_told_with_a_code(
    qtbot: QtBot, operations: Operations, tmp_path: Path
) -> None:
    (tmp_path / "vide").mkdir()
    page = _page(qtbot, operations, tmp_path / "vide", tmp_path / "poste")
    assert page.banner.genre == "erreur"
    assert "Code à rappeler" in page.banner.detail.text()
    assert page.membre.combo.count() == 1


def test_a_vault_held_by_someone_says_by_whom(qtbot: QtBot, operations: Operations, coffre: Prepare) -> None:
    held = coffre.open("coordo")
    try:
        page = _page(qtbot, operations, coffre.coffre, coffre.poste)
        assert "Coordo Testard, depuis" in page.banner.texte.text()
        found = _opened(page, operations)
        page.membre.set_value(coffre.membres["ecole"])
        type_text(page.passphrase.edit, phrase("ecole"))
        click(page, "gsn_ouverture_ouvrir")
        settle(operations)
        assert found == []
        assert "OUV-02" in page.banner.detail.text()
    finally:
        held.close()


def test_recent_vaults_are_remembered_by_name_only(
    qtbot: QtBot, operations: Operations, coffre: Prepare
) -> None:
    coffre.open("ecole").close()
    page = _page(qtbot, operations, None, coffre.poste)
    assert page.coffre.combo.itemText(1) == "coffre"
    assert str(coffre.coffre) not in shown_text(page)
    assert page.membre.combo.count() == len(coffre.membres) + 1, "the last one is chosen"


def test_a_hostile_folder_name_stays_letters(qtbot: QtBot, operations: Operations, coffre: Prepare) -> None:
    hostile = coffre.coffre.parent / "<img src=x>"
    coffre.coffre.rename(hostile)
    page = _page(qtbot, operations, hostile, coffre.poste)
    assert page.coffre.combo.currentText() == "<img src=x>"
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in page.findChildren(QLabel))


def test_without_any_recent_vault_the_next_step_is_told(
    qtbot: QtBot, operations: Operations, tmp_path: Path
) -> None:
    page = _page(qtbot, operations, None, tmp_path / "poste")
    assert "cherchez son dossier, ou créez-en un" in page.banner.texte.text()
    asked: list[bool] = []
    page.creation_asked.connect(lambda: asked.append(True))
    click(page, "gsn_ouverture_creer")
    assert asked == [True]


def test_a_forgotten_passphrase_is_answered_with_what_can_be_done(
    qtbot: QtBot, operations: Operations, coffre: Prepare
) -> None:
    page = _page(qtbot, operations, coffre.coffre, coffre.poste)
    read: list[str] = []

    def answer() -> None:
        dialogue = QApplication.activeModalWidget()
        read.append(shown_text(dialogue))
        QTest.mouseClick(find(dialogue, "gsn_ouverture_oubli_dialogue_compris"), Qt.MouseButton.LeftButton)

    QTimer.singleShot(100, answer)
    click(page, "gsn_ouverture_oubli")
    assert "Demandez à un coordonnateur" in read[0]


def test_every_control_of_the_opening_is_named_and_large_enough(
    qtbot: QtBot, operations: Operations, coffre: Prepare
) -> None:
    check_controls(_page(qtbot, operations, coffre.coffre, coffre.poste))


# -- code ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["111111", "121212", "123456", "654321"])
def test_a_guessable_code_is_refused_under_the_field(qtbot: QtBot, typed: str) -> None:
    page = CodePage("")
    qtbot.addWidget(page)
    page.show()
    chosen: list[CodeSession] = []
    page.chosen.connect(chosen.append)
    type_text(page.field.edit, typed)
    click(page, "gsn_code_valider")
    assert chosen == []
    assert "se devine" in page.form.rows["code"].fault.text()


def test_a_code_takes_six_digits_and_nothing_else(qtbot: QtBot) -> None:
    page = CodePage("21 nov. 2026 à 14:02")
    qtbot.addWidget(page)
    page.show()
    assert "21 nov. 2026 à 14:02" in shown_text(page)
    chosen: list[CodeSession] = []
    page.chosen.connect(chosen.append)
    type_text(page.field.edit, "27a4")
    QTest.keyClick(page.field.edit, Qt.Key.Key_Return)
    assert chosen == []
    type_text(page.field.edit, "9169")
    assert page.field.value() == "274916"
    QTest.keyClick(page.field.edit, Qt.Key.Key_Return)
    assert chosen[0].check("274916")
    check_controls(page)


@pytest.mark.parametrize(
    ("damage", "code", "issue", "leads_to"),
    [
        ("header", "END-01", "restaurer", "restauration_asked"),
        ("secret", "OUV-07", "trousse", ""),
        ("folder", "OUV-04", "parcourir", ""),
    ],
)
def test_a_damage_is_told_with_the_one_way_out_that_serves(
    qtbot: QtBot, operations: Operations, coffre: Prepare, damage: str, code: str, issue: str, leads_to: str
) -> None:
    if damage == "header":
        for name in ("entete.a", "entete.b"):
            (coffre.coffre / name).write_bytes(b"\0" * 40)
    elif damage == "secret":
        (coffre.poste / "secret_de_poste").write_bytes(b"\x05" * 32)
    else:
        coffre.coffre.rename(coffre.coffre.with_name("ailleurs"))
    page = _page(qtbot, operations, coffre.coffre, coffre.poste)
    assert code in shown_text(page)
    shown = {way.value for way, bouton in page.issues.items() if bouton.isVisibleTo(page)}
    assert shown == {issue}
    if leads_to:
        with qtbot.waitSignal(getattr(page, leads_to), timeout=2_000):
            click(page, f"gsn_ouverture_issue_{issue}")
    check_controls(page)
