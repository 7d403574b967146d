"""A child: opens the program as somebody, goes to a situation and types an apport until it is killed.

Arguments: vault, machine folder, rank of the member among the enrolled, passphrase. Each word is told on the
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


def main(coffre: str, poste: str, nom: str, phrase: str) -> None:
    """Type for ever; the parent decides when it ends."""
    programme = Programme(Path(poste), Path(coffre))
    programme.enter(nom, phrase)
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
