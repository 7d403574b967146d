"""Every screen by the keyboard alone: reached, walked, named, its focus seen; at 200 % no word is cut."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from tests.parcours import mains, marche
from tests.parcours.gestes import COORDO, Personnage
from tests.parcours.journee import ZOE
from tests.parcours.programme import CODE, Programme

ROOT = Path(__file__).resolve().parents[2]
ECRANS = (
    "accueil",
    "situations",
    "saisines",
    "rappels",
    "rapport",
    "membres",
    "journal",
    "reglage",
    "instances",
    "tableau_bord",
)


def check_screen(screen: str) -> None:
    """Walk it whole: nothing focusable is left out, unnamed, hidden or without a visible focus."""
    mains.wait_quiet()
    stops = marche.walk()
    left_out = [marche.call(w) for w in marche.focusables() if w not in stops]
    assert not left_out, f"{screen}: Tab never reaches {left_out}"
    unnamed = [marche.call(w) for w in stops if not marche.spoken(w)]
    assert not unnamed, f"{screen}: a screen reader has no name for {unnamed}"
    small = marche.small_targets()
    assert not small, f"{screen}: under 24 pixels: {small}"
    for _stop in range(len(stops)):
        widget = marche.step()
        assert marche.in_view(widget), f"{screen}: the focus is out of view on {marche.call(widget)}"
        assert marche.shows_focus(widget), f"{screen}: the focus is not seen on {marche.call(widget)}"


def offers(nom: str, label: str) -> bool:
    """Whether a closed list holds a line."""
    combo = mains.find(nom)
    return isinstance(combo, QComboBox) and any(
        combo.itemText(n).startswith(label) for n in range(combo.count())
    )


def enter_by_keyboard(programme: Programme, qui: Personnage) -> None:
    """From the opening to the first screen without a click."""
    programme.start()
    mains.wait_for(lambda: offers("gsn_ouverture_membre", qui.nom), "the member is not offered")
    marche.tab_to("gsn_ouverture_membre")
    for _line in range(30):
        if mains.text_of(mains.focused()).startswith(qui.nom):
            break
        mains.key(Qt.Key.Key_Down)
    marche.tab_to("gsn_ouverture_passphrase")
    mains.write(qui.phrase)
    mains.key(Qt.Key.Key_Return)
    mains.find("gsn_code_chiffres")
    mains.wait_for(lambda: mains.focused().objectName() == "gsn_code_chiffres", "the code is not focused")
    mains.write(CODE)
    mains.key(Qt.Key.Key_Return)
    mains.find("gsn_aller_accueil")


def test_the_opening_is_walked_by_the_keyboard(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    programme.start()
    mains.wait_text("gsn_ouverture_membre", "")
    check_screen("ouverture")


@pytest.mark.parametrize("ecran", ECRANS)
def test_a_screen_is_reached_and_walked_by_the_keyboard(
    lendemain: Callable[[], Programme], ecran: str
) -> None:
    enter_by_keyboard(lendemain(), COORDO)
    marche.go(f"gsn_aller_{ecran}")
    check_screen(ecran)


def test_open_search_read_write_and_lock_without_a_mouse(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    enter_by_keyboard(programme, COORDO)
    mains.ctrl(Qt.Key.Key_K)
    mains.wait_for(lambda: mains.focused().objectName() == "gsn_situations_recherche", "no search field")
    mains.wait_quiet()
    mains.write("exemplaire")
    mains.wait_for(lambda: len(mains.rows("gsn_situations_table")) == 1, "not found alone")
    marche.tab_to("gsn_situations_table")
    mains.key(Qt.Key.Key_Home)
    mains.key(Qt.Key.Key_Return)
    mains.wait_text("gsn_identite_nom", ZOE.nom)
    check_screen("situation")
    marche.use("gsn_situation_apporter")
    mains.wait_for(lambda: mains.focused().objectName() == "gsn_apport_texte", "the form is not focused")
    mains.write("Écrit sans souris.")
    check_screen("apport")
    mains.key(Qt.Key.Key_Escape)
    mains.wait_text("gsn_identite_nom", ZOE.nom)
    marche.use("gsn_situation_apporter")
    mains.wait_for(lambda: mains.read("gsn_apport_texte") == "Écrit sans souris.", "Échap lost the typing")
    mains.ctrl(Qt.Key.Key_L)
    assert programme.wait_end() == 75


def test_at_200_percent_no_word_is_cut(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    argv = [sys.executable, "-m", "tests.parcours.enfant_marche", str(programme.coffre), str(programme.poste)]
    done = subprocess.run(
        [*argv, COORDO.nom, COORDO.phrase], cwd=ROOT, capture_output=True, timeout=250, check=False,
        env={**os.environ, "QT_SCALE_FACTOR": "2"},
    )  # fmt: skip
    told = done.stdout.decode().splitlines()
    assert told[-1:] == ["fini"], done.stderr.decode()[-1500:]
    assert "échelle 2.0" in told
    assert [line for line in told if "is cut" in line or "sideways" in line] == []
