"""A child: opens the program as somebody, goes to a situation and types an apport until it is killed.

Arguments: vault, machine folder, name of the member, passphrase, then « seance » to type in the séance being held
instead of the page of the situation. Each word is told on the
standard output, with the time of the machine, once it is on the screen.
"""

from __future__ import annotations

import itertools
import sys
import time
from pathlib import Path

from tests.parcours import gestes, mains
from tests.parcours.journee import ZOE
from tests.parcours.programme import Programme


def main(coffre: str, poste: str, nom: str, phrase: str, lieu: str = "situation") -> None:
    """Type for ever; the parent decides when it ends."""
    programme = Programme(Path(poste), Path(coffre))
    programme.enter(nom, phrase)
    if lieu == "seance":
        mains.click("gsn_aller_seances")
        mains.open_row("gsn_seances_table", "En cours")
        mains.click("gsn_seance_tenir")
        mains.click("gsn_mode_point_0")
        field = mains.find("gsn_seance_apport_texte")
    else:
        gestes.go_to_situation(ZOE)
        mains.click("gsn_situation_apporter")
        field = mains.find("gsn_apport_texte")
    mains.press(field)
    for rank in itertools.count():
        mains.write(f"mot{rank} ")
        print(time.monotonic(), mains.text_of(field).split()[-1], flush=True)
        mains.let_pass(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
