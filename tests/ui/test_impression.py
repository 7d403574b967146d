"""Printing on a machine with a print command, without one, and with one that refuses.

The print command is a real program put on the PATH by the test: it keeps what reaches it through the pipe.
"""

from __future__ import annotations

import io
import os
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from gsn_app.actions.impression import Feuille, request_impression, require_confirmed
from gsn_app.actions.session import Session
from gsn_app.ui.impression import PrintDialog
from gsn_app.ui.kit.context import Context
from tests.ui.socle import check_controls, click, coffre, coffre_modele, enter, find, qapp, settle

__all__ = ["coffre", "coffre_modele", "enter", "qapp"]
Enter = Callable[[str], Context]
NOM = "ZOLA Emile"

LP = """#!/bin/sh
printf '%s\\n' "$*" >> {folder}/arguments
cat > {folder}/recu.pdf
exit {code}
"""
LPSTAT = """#!/bin/sh
case "$1" in
  -e) printf 'Accueil\\nBureau_du_maire\\n' ;;
  -d) echo 'system default destination: Bureau_du_maire' ;;
esac
"""


@pytest.fixture
def printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Path]:
    """``printer(code)``: put ``lp`` and ``lpstat`` on the PATH; returns the folder where the sheet arrives."""

    def install(code: int) -> Path:
        folder = tmp_path / "impression"
        folder.mkdir()
        for nom, texte in (("lp", LP.format(folder=folder, code=code)), ("lpstat", LPSTAT)):
            (folder / nom).write_text(texte)
            (folder / nom).chmod(stat.S_IRWXU)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/bin{os.pathsep}/usr/bin")
        return folder

    return install


def _pdf(numero: str, ancre: str, membre: str) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(80, 700, f"{NOM} {numero}")
    canvas.showPage()
    canvas.drawString(80, 700, ancre)
    canvas.save()
    return stream.getvalue()


def _dialog(qtbot: QtBot, context: Context) -> PrintDialog:
    found: list[Feuille] = []
    context.run(request_impression, "essai", "reference-1", _pdf, on_success=found.append)
    settle(context.operations)
    dialogue = PrintDialog(None, context, found[0])
    qtbot.addWidget(dialogue)
    dialogue.show()
    settle(context.operations)
    return dialogue


def _confirmed(context: Context, feuille: Feuille) -> bool:
    found: list[bool] = []

    def check(session: Session) -> bool:
        try:
            require_confirmed(session, feuille)
        except Exception:
            return False
        return True

    context.run(check, on_success=found.append)
    settle(context.operations)
    return found[0]


def test_the_sheet_is_previewed_then_sent_through_a_pipe_under_a_neutral_title(
    qtbot: QtBot, enter: Enter, printer: Callable[[int], Path]
) -> None:
    folder = printer(0)
    context = enter("coordo")
    dialogue = _dialog(qtbot, context)
    assert dialogue.document.pageCount() == 2
    assert dialogue.printer.value() == "Bureau_du_maire", "the default printer is chosen"
    before = set(Path(tempfile.gettempdir()).glob("*.pdf"))
    click(dialogue, "gsn_impression_imprimer")
    settle(context.operations)
    assert (folder / "recu.pdf").read_bytes() == dialogue.feuille.pdf
    arguments = (folder / "arguments").read_text()
    assert NOM not in arguments
    assert "-d Bureau_du_maire" in arguments
    assert dialogue.feuille.titre in arguments
    assert set(Path(tempfile.gettempdir()).glob("*.pdf")) == before, "no clear file is left"
    assert dialogue.question.text() == "La feuille est-elle bien sortie\u00a0?"
    click(dialogue, "gsn_impression_non")
    settle(context.operations)


def test_a_sheet_seen_out_of_the_printer_is_confirmed(
    qtbot: QtBot, enter: Enter, printer: Callable[[int], Path]
) -> None:
    printer(0)
    context = enter("coordo")
    dialogue = _dialog(qtbot, context)
    told: list[bool] = []
    dialogue.finished_with.connect(told.append)
    click(dialogue, "gsn_impression_imprimer")
    settle(context.operations)
    assert not _confirmed(context, dialogue.feuille), "sent is not printed"
    click(dialogue, "gsn_impression_oui")
    settle(context.operations)
    assert told == [True]
    assert _confirmed(context, dialogue.feuille)


def test_a_sheet_that_did_not_come_out_is_not_confirmed(
    qtbot: QtBot, enter: Enter, printer: Callable[[int], Path]
) -> None:
    printer(0)
    context = enter("coordo")
    dialogue = _dialog(qtbot, context)
    told: list[bool] = []
    dialogue.finished_with.connect(told.append)
    click(dialogue, "gsn_impression_imprimer")
    settle(context.operations)
    QTest.keyClick(dialogue, Qt.Key.Key_Escape)
    settle(context.operations)
    assert dialogue.isVisible(), "once sent, an answer is needed"
    click(dialogue, "gsn_impression_non")
    settle(context.operations)
    assert told == [False]
    assert not _confirmed(context, dialogue.feuille)


def test_a_printer_that_refuses_says_why_and_may_be_asked_again(
    qtbot: QtBot, enter: Enter, printer: Callable[[int], Path]
) -> None:
    folder = printer(1)
    context = enter("coordo")
    dialogue = _dialog(qtbot, context)
    click(dialogue, "gsn_impression_imprimer")
    settle(context.operations)
    assert "IHM-06" in dialogue.banner.detail.text()
    assert dialogue.send.isEnabled()
    (folder / "lp").write_text(LP.format(folder=folder, code=0))
    click(dialogue, "gsn_impression_imprimer")
    settle(context.operations)
    assert dialogue.answer.isVisible()
    click(dialogue, "gsn_impression_non")
    settle(context.operations)


def test_without_a_print_system_the_sentence_says_what_to_do_and_closing_is_journaled(
    qtbot: QtBot, enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    context = enter("coordo")
    dialogue = _dialog(qtbot, context)
    assert "IHM-04" in dialogue.banner.detail.text()
    assert "installer CUPS" in dialogue.banner.texte.text()
    assert not dialogue.send.isEnabled()
    before = context.session.ancre
    click(dialogue, "gsn_impression_fermer")
    settle(context.operations)
    assert not dialogue.isVisible()
    assert context.session.ancre != before, "the failed print is an entry"
    assert not _confirmed(context, dialogue.feuille)


def test_a_real_vault_offers_no_file_and_writes_none(
    qtbot: QtBot, enter: Enter, printer: Callable[[int], Path], tmp_path: Path
) -> None:
    printer(0)
    context = enter("coordo")
    dialogue = _dialog(qtbot, context)
    assert find(dialogue, "gsn_impression_enregistrer").isHidden()
    dialogue.save_to(tmp_path / "fuite.pdf")
    assert not (tmp_path / "fuite.pdf").exists()
    click(dialogue, "gsn_impression_fermer")
    settle(context.operations)


@pytest.mark.skipif(sys.platform == "win32", reason="la file d’impression est celle de lp")
def test_every_control_is_named_and_large_enough(
    qtbot: QtBot, enter: Enter, printer: Callable[[int], Path], qapp: QApplication
) -> None:
    printer(0)
    context = enter("coordo")
    dialogue = _dialog(qtbot, context)
    check_controls(dialogue)
    click(dialogue, "gsn_impression_fermer")
    settle(context.operations)
