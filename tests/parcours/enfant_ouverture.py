"""A child: opens the program on a vault and tells what the opening screen says; with a name, it enters and waits.

Arguments: vault, machine folder, then a name and a passphrase, or « uid » and a user to become, or nothing. What is
read is told on the standard output.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.parcours import mains
from tests.parcours.programme import Programme


def main(coffre: str, poste: str, nom: str = "", phrase: str = "") -> None:
    """Tell the banner, or « entré » and stay until the end of the standard input."""
    if nom == "uid":
        os.setgroups([])
        os.setgid(int(phrase))
        os.setuid(int(phrase))
        nom = ""
    programme = Programme(Path(poste), Path(coffre))
    if nom:
        programme.enter(nom, phrase)
        print("entré", flush=True)
        while not sys.stdin.closed and sys.stdin.readline():
            pass
        return
    programme.start()
    mains.find("gsn_ouverture_bandeau")
    mains.wait_quiet()
    print(mains.read("gsn_ouverture_bandeau"), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
