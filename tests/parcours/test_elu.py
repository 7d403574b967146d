"""The élu: the rappels à l'ordre and nothing of what the group exchanges; and the page says so to the others."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from tests.parcours import gestes, mains
from tests.parcours.gestes import COORDO, ECOLE, MAIRE
from tests.parcours.journee import APPORT, APPORT_REDUIT, FIGURANTS, SACHA, ZOE
from tests.parcours.programme import Programme

ECHANGES = (APPORT[:20], APPORT_REDUIT[:20], "Seule au square après minuit", "Médiation scolaire")


def read_every_screen() -> dict[str, str]:
    """Each entry of the menu, read once the worker is at rest."""
    found = {}
    for nom in sorted(w.objectName() for w in mains.all_seen() if w.objectName().startswith("gsn_aller_")):
        mains.click(nom)
        mains.wait_quiet()
        found[nom] = mains.read_screen()
    return found


def test_the_elu_is_offered_neither_situations_nor_report(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    programme.enter(MAIRE.nom, MAIRE.phrase)
    screens = read_every_screen()
    assert "gsn_aller_rappels" in screens
    assert not {"gsn_aller_situations", "gsn_aller_rapport", "gsn_aller_reglage"} & set(screens)
    mains.ctrl(Qt.Key.Key_K)
    mains.wait_quiet()
    assert mains.seen("gsn_situations_recherche") is None


def test_no_screen_of_the_elu_tells_what_the_group_exchanged(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    programme.enter(MAIRE.nom, MAIRE.phrase)
    screens = read_every_screen()
    mains.click("gsn_aller_rappels")
    mains.click("gsn_rappels_clos_0")
    mains.wait_text("gsn_rappel_etat", "Parquet informé")
    screens["rappel"] = mains.read_screen()
    assert ZOE.nom in screens["rappel"], "the elu reads the rappel: the walls below are not an empty screen"
    assert "Square de l’Étoile" in screens["rappel"]
    for screen, words in screens.items():
        for secret in (*ECHANGES, SACHA.nom, *(jeune.nom for jeune in FIGURANTS)):
            assert secret.casefold() not in words.casefold(), f"{screen} tells « {secret} »"


def test_the_page_of_the_situation_says_what_the_elu_reads(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    programme.enter(ECOLE.nom, ECOLE.phrase)
    gestes.go_to_situation(ZOE)
    lines = mains.read("gsn_acces").split("\n")
    after = lines[next(n for n, words in enumerate(lines) if words == MAIRE.nom) + 1]
    assert after.endswith("ne lit que le rappel à l’ordre")
    assert "attributs" not in after
    coordo = lines[next(n for n, words in enumerate(lines) if words == COORDO.nom) + 1]
    assert "admission par" in coordo
