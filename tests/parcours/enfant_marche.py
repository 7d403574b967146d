"""A child at 200 %: enters, goes from screen to screen, tells every text cut, one a line, then « fini ».

Arguments: vault, machine folder, name, passphrase. The scale comes from the environment, as on a real machine.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.parcours import gestes, mains, marche
from tests.parcours.journee import ZOE
from tests.parcours.programme import Programme


def tell(screen: str) -> None:
    """Everything cut on the screen shown."""
    mains.wait_quiet()
    for words in marche.cut_texts():
        print(f"{screen}: {words}", flush=True)


def main(coffre: str, poste: str, nom: str, phrase: str) -> None:
    """Every screen of the menu, then the page of a situation and its forms."""
    programme = Programme(Path(poste), Path(coffre))
    programme.start()
    tell("ouverture")
    programme.enter(nom, phrase)
    assert programme.flow is not None and programme.flow.window is not None
    programme.flow.window.resize(960, 540)
    print("échelle", QApplication.primaryScreen().devicePixelRatio(), flush=True)
    for entree in sorted(w.objectName() for w in mains.all_seen() if w.objectName().startswith("gsn_aller_")):
        mains.click(entree)
        tell(entree)
    gestes.go_to_situation(ZOE)
    tell("situation")
    mains.click("gsn_situation_apporter")
    tell("apport")
    mains.click("gsn_aller_saisines")
    mains.click("gsn_saisines_nouvelle")
    tell("saisine")
    mains.click("gsn_aller_rappels")
    mains.wait_quiet()
    mains.click("gsn_rappels_clos_0")
    tell("rappel")
    print("fini", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
