"""Scans on screen: chosen, shown as pixels, turned page by page, refused with a sentence; nothing to add for who may not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gsn_app.actions.apport import add_apport
from gsn_app.actions.piece_jointe import objet_of
from gsn_app.actions.rappel_ordre import read_rappel
from gsn_app.domain.rappel_ordre import EtatRappel
from gsn_app.ui.kit.context import Context
from gsn_app.ui.piece_jointe import JointesDialog
from gsn_app.ui.rappel_ordre import RappelsScreen
from gsn_app.ui.rappel_ordre_rapide import ReponseRapide
from tests.actions.exemples import logged, open_one, prepare_one, send
from tests.actions.exemples_rappel import answer
from tests.attaques import fichiers_pieges as pieges
from tests.coffre_prepare import Prepare
from tests.ui.socle import check_controls, click, coffre, coffre_modele, enter, find, qapp, settle, shown_text

__all__ = ["coffre", "coffre_modele", "enter", "qapp"]
Enter = Callable[[str], Context]


def test_a_scan_is_attached_shown_and_turned_and_a_foreign_file_explained(
    qtbot: QtBot, enter: Enter, coffre: Prepare, tmp_path: Path
) -> None:
    situation = open_one(coffre)
    with logged(coffre, "ecole") as session:
        objet = objet_of(situation, add_apport(session, situation, "Une chose dite."))
    context = enter("ecole")
    dialogue = JointesDialog(None, context, objet, "Pièces jointes", ajout=True)
    qtbot.addWidget(dialogue)
    dialogue.show()
    settle(context.operations)
    assert "Aucune pièce jointe" in shown_text(dialogue)
    fichier = tmp_path / "scan.pdf"
    fichier.write_bytes(pieges.FOREIGN["gif"])
    dialogue.take(fichier)
    settle(context.operations)
    assert "ni un PDF, ni une image" in shown_text(dialogue) and not dialogue.vue.shown
    fichier.write_bytes(pieges.pdf(2))
    dialogue.take(fichier)
    settle(context.operations)
    assert dialogue.vue.shown and "Page 1 sur 2" in shown_text(dialogue)
    check_controls(dialogue)
    first = dialogue.vue.grab().toImage()
    click(dialogue, "gsn_jointes_apres")
    settle(context.operations)
    assert "Page 2 sur 2" in shown_text(dialogue) and dialogue.vue.grab().toImage() != first
    assert not find(dialogue, "gsn_jointes_apres").isEnabled()
    dialogue.accept()


def test_who_may_not_add_sees_no_button_and_who_is_not_admitted_sees_nothing(
    qtbot: QtBot, enter: Enter, coffre: Prepare
) -> None:
    situation = open_one(coffre)
    with logged(coffre, "ecole") as session:
        objet = objet_of(situation, add_apport(session, situation, "Une chose dite."))
    context = enter("social")
    dialogue = JointesDialog(None, context, objet, "Pièces jointes", ajout=False)
    qtbot.addWidget(dialogue)
    dialogue.show()
    settle(context.operations)
    assert find(dialogue, "gsn_jointes_joindre").isHidden()
    assert "Jointe le" not in shown_text(dialogue) and dialogue.banner.isVisibleTo(dialogue)
    dialogue.accept()


def test_a_paper_answer_is_typed_back_in_three_keys(qtbot: QtBot, enter: Enter, coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        before, waiting = prepare_one(session, situation), prepare_one(session, situation)
        send(session, before)
        answer(session, before)
        send(session, waiting)
    context = enter("coordo")
    screen = RappelsScreen(context)
    qtbot.addWidget(screen)
    screen.resize(1300, 900)
    screen.show()
    screen.refresh()
    settle(context.operations)
    line = screen.findChild(QPushButton, "gsn_rappels_parquet_0")
    assert isinstance(line, QPushButton)
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_B)
    settle(context.operations)
    rapide = screen.findChild(ReponseRapide)
    assert rapide is not None and rapide.isVisible()
    check_controls(rapide)
    assert rapide.form.value("magistrat_nom") == "Aude Imaginaire", "the last magistrate is proposed"
    for _ in range(2):
        QTest.keyClick(rapide.focusWidget(), Qt.Key.Key_Return)
        settle(context.operations)
    assert not rapide.isVisible()
    found: list[EtatRappel] = []
    context.run(lambda session: read_rappel(session, waiting).etat, on_success=found.append)
    settle(context.operations)
    assert found == [EtatRappel.POSSIBLE]
