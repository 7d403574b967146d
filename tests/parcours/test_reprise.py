"""Nothing typed is lost: to Ctrl+L, to three wrong codes, to a killed process; and only its author finds it again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from tests.parcours import gestes, mains
from tests.parcours.gestes import COORDO, ECOLE, Personnage
from tests.parcours.journee import ZOE
from tests.parcours.programme import CODE, Programme

ROOT = Path(__file__).resolve().parents[2]
TEXTE = "Reçu l’élève à 8 h : « ça va mieux », œuvre commune à préparer…"
RETROUVE = "Votre saisie a été retrouvée"


def begin_apport(programme: Programme, qui: Personnage = ECOLE) -> None:
    """Enter, go to the situation, open the form of an apport."""
    programme.enter(qui.nom, qui.phrase)
    gestes.go_to_situation(ZOE)
    mains.click("gsn_situation_apporter")


def test_ctrl_l_in_the_middle_of_a_word_keeps_it_for_its_author_alone(
    lendemain: Callable[[], Programme],
) -> None:
    programme = lendemain()
    begin_apport(programme)
    mains.fill("gsn_apport_texte", TEXTE)
    assert programme.lock() == 75

    begin_apport(programme, COORDO)
    mains.wait_quiet()
    assert mains.read("gsn_apport_texte") == ""
    assert programme.lock() == 75

    begin_apport(programme)
    mains.wait_for(lambda: RETROUVE in mains.read_screen(), "the draft is not announced")
    assert mains.read("gsn_apport_texte") == TEXTE
    mains.click("gsn_apport_enregistrer")
    mains.wait_text("gsn_apports", TEXTE)
    mains.click("gsn_situation_apporter")
    mains.wait_quiet()
    assert mains.read("gsn_apport_texte") == "", "a draft that became a fact is still there"


def blank(programme: Programme) -> None:
    """Five minutes without a gesture: the window blanks and shows nothing of the situation."""
    programme.leave_alone(5.1)
    mains.find("gsn_voile_code")
    assert ZOE.nom not in mains.read_screen()
    assert TEXTE not in mains.read_screen()


def type_code(digits: str) -> None:
    """The six digits, then Entrée."""
    mains.fill("gsn_voile_code", digits)
    mains.key(Qt.Key.Key_Return)


def test_five_minutes_blank_the_window_and_the_code_brings_it_back_as_it_was(
    lendemain: Callable[[], Programme],
) -> None:
    programme = lendemain()
    begin_apport(programme)
    mains.fill("gsn_apport_texte", TEXTE)
    blank(programme)
    type_code("111222")
    assert "Encore 2 essais" in mains.wait_text("gsn_voile", "Encore").replace("\u00a0", " ")
    type_code("4172")
    mains.wait_text("gsn_voile", "six chiffres")
    type_code("111222")
    assert "Encore 1 essai" in mains.wait_text("gsn_voile", "Encore").replace("\u00a0", " ")
    type_code(CODE)
    mains.wait_for(lambda: mains.seen("gsn_voile_code") is None, "the veil stays")
    assert mains.read("gsn_apport_texte") == TEXTE


def test_three_wrong_codes_end_the_session_and_keep_the_typing(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    begin_apport(programme)
    mains.fill("gsn_apport_texte", TEXTE)
    blank(programme)
    for digits in ("111222", "333444", "555666"):
        type_code(digits)
    assert programme.wait_end() == 75
    begin_apport(programme)
    mains.wait_for(lambda: mains.read("gsn_apport_texte") == TEXTE, "the draft is not back")


def test_fifteen_minutes_end_the_session_by_themselves(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    begin_apport(programme)
    mains.fill("gsn_apport_texte", TEXTE)
    programme.leave_alone(15.1)
    assert programme.wait_end() == 75
    begin_apport(programme)
    mains.wait_for(lambda: mains.read("gsn_apport_texte") == TEXTE, "the draft is not back")


def kill_while_typing(programme: Programme, words: int) -> tuple[list[str], list[str]]:
    """Run the child, kill it after so many words; returns every word told, and those older than two seconds."""
    argv = [sys.executable, "-m", "tests.parcours.enfant_frappe", str(programme.coffre), str(programme.poste)]
    with subprocess.Popen([*argv, ECOLE.nom, ECOLE.phrase], cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        told = [child.stdout.readline().decode().split() for _ in range(words)]
        os.kill(child.pid, signal.SIGKILL)
        killed = time.monotonic()
        told += [line.decode().split() for line in child.stdout.readlines()]
    assert child.returncode == -signal.SIGKILL
    whole = [line for line in told if len(line) == 2]
    return [word for _when, word in whole], [word for when, word in whole if killed - float(when) > 2]


def test_a_killed_program_loses_less_than_two_seconds_of_typing(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    typed, old = kill_while_typing(programme, 50)
    assert len(old) > 5, "the child did not type long enough"
    begin_apport(programme)
    mains.wait_for(lambda: RETROUVE in mains.read_screen(), "the draft is not announced")
    found = mains.read("gsn_apport_texte").split()
    assert found[: len(old)] == old
    assert found == (*typed, f"mot{len(typed)}")[: len(found)] or found[:-1] == typed[: len(found) - 1]
    assert "Le journal est intègre" in gestes.verify_journal()
