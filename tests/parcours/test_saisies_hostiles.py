"""What nobody should type: ten thousand characters, characters that hide, days that do not exist. All of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from tests.parcours import gestes, mains
from tests.parcours.gestes import COORDO
from tests.parcours.journee import ZOE
from tests.parcours.programme import Programme

LONG = "Figurant-" + "é" * 9_991
BIDI = "Figurant\u202eerdroM"
CONTROLE = "Figurant\u0007Cloche"


def fill_saisine(nom: str, naissance: str) -> None:
    """A whole saisine; the name arrives as a paste from elsewhere would bring it."""
    mains.click("gsn_aller_saisines")
    mains.click("gsn_saisines_nouvelle")
    paste("gsn_saisine_nom", nom)
    mains.fill("gsn_saisine_prenom", "Zoé")
    mains.fill("gsn_saisine_date_naissance", naissance)
    mains.choose("gsn_saisine_sexe", "Féminin")
    mains.choose("gsn_saisine_origine", "Établissement scolaire")
    mains.choose("gsn_saisine_motif", "Absentéisme")


def paste(nom: str, words: str) -> None:
    """Ctrl+V of something copied from another program."""
    field = mains.find(nom)
    mains.press(field)
    mains.ctrl(Qt.Key.Key_A)
    QGuiApplication.clipboard().setText(words)  # what the other program did
    mains.ctrl(Qt.Key.Key_V)


@pytest.mark.parametrize(
    ("nom", "naissance", "code"),
    [
        (LONG, "04/05/2011", "SAI-02"),
        (BIDI, "04/05/2011", "SAI-03"),
        ("Figurant-Fevrier", "31/02/2011", "SAI-04"),
        ("Figurant-Demain", "04/05/2031", "SAI-"),
        ("Figurant-Jadis", "04/05/1211", "SAI-"),
    ],
    ids=["10 000 caractères", "bidi", "31 février", "dans l’avenir", "au treizième siècle"],
)
def test_a_saisine_that_cannot_be_is_refused_in_french_with_a_code_and_kept(
    lendemain: Callable[[], Programme], nom: str, naissance: str, code: str
) -> None:
    programme = lendemain()
    programme.enter(COORDO.nom, COORDO.phrase)
    mains.click("gsn_aller_saisines")
    before = mains.wait_for(lambda: len(mains.rows("gsn_saisines_table")), "the day left no saisine")
    fill_saisine(nom, naissance)
    mains.click("gsn_saisine_enregistrer")
    said = mains.wait_for(lambda: code in mains.read_screen() and mains.read_screen(), f"no {code}")
    assert "Traceback" not in str(said)
    assert cast("QLineEdit", mains.find("gsn_saisine_nom")).text() == nom
    assert mains.read("gsn_saisine_date_naissance") == naissance
    programme.switch(COORDO.nom, COORDO.phrase)
    mains.click("gsn_aller_saisines")
    mains.wait_for(lambda: len(mains.rows("gsn_saisines_table")), "the list is empty")
    mains.wait_quiet()
    assert len(mains.rows("gsn_saisines_table")) == before
    mains.click("gsn_saisines_nouvelle")
    mains.wait_for(
        lambda: cast("QLineEdit", mains.find("gsn_saisine_nom")).text() == nom, "the typing is not back"
    )


def test_an_empty_saisine_is_refused_under_its_fields(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    programme.enter(COORDO.nom, COORDO.phrase)
    mains.click("gsn_aller_saisines")
    mains.click("gsn_saisines_nouvelle")
    mains.click("gsn_saisine_enregistrer")
    faults = [w.objectName() for w in mains.all_seen() if w.objectName().endswith("_faute")]
    assert {"gsn_saisine_nom_faute", "gsn_saisine_date_naissance_faute"} <= set(faults)
    assert mains.focused().objectName() == "gsn_saisine_nom"


def test_an_apport_of_ten_thousand_characters_is_refused_and_stays_on_the_screen(
    lendemain: Callable[[], Programme],
) -> None:
    programme = lendemain()
    programme.enter(COORDO.nom, COORDO.phrase)
    gestes.go_to_situation(ZOE)
    mains.click("gsn_situation_apporter")
    texte = "Vu ce matin. " * 800
    paste("gsn_apport_texte", texte)
    mains.click("gsn_apport_enregistrer")
    assert mains.wait_for(lambda: "SAI-02" in mains.read_screen(), "no SAI-02")
    assert "à retirer avant d’enregistrer" in mains.read("gsn_apport_texte_compteur")
    assert mains.read("gsn_apport_texte") == texte
