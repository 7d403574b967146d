"""Two processes that open the vault at the same instant: one works, the other is told who holds it, never both."""

from __future__ import annotations

import os
import time
from pathlib import Path

from gsn_app.actions.apport import add_apport
from gsn_app.actions.journal import verify_journal
from gsn_app.actions.situation import read_situation
from tests.attaques.compte import Compte
from tests.attaques.conftest import Modele, told


def race(modele: Modele, folder: Path, count: int) -> Compte:
    """``count`` starts of two members at once; what each saved is there and the journal verifies."""
    compte = Compte("deux processus ouvrent au même instant")
    coffre = modele.copy(folder / "course")
    texts: set[str] = set()
    for rank in range(count):
        start = time.monotonic() + 0.03
        answers = [_start(coffre, nom, f"Course {rank} {nom}.", start) for nom in ("coordo", "social")]
        said = [_read(*answer) for answer in answers]
        texts |= {answer.removeprefix("OK ") for answer in said if answer.startswith("OK ")}
        for answer in said:
            compte.told(answer, harmless=True)
            if not answer.startswith(("OK ", "OUV-02: ", "OUV-03: ")):
                compte.inapercu += 1
                compte.fault(answer)
        session = coffre.open("social")
        found = {a.texte for a in read_situation(session, coffre.situation_a).apports}
        compte.perdu += len(texts - found) + (not verify_journal(session).integre)
        session.close()
    return compte


def _start(coffre: Modele, nom: str, text: str, at: float) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            time.sleep(max(0.0, at - time.monotonic()))

            def gesture() -> str:
                session = coffre.open(nom)
                add_apport(session, coffre.situation_a, text)
                time.sleep(0.02)
                session.close()
                return text

            os.write(writing, told(gesture).encode())
        finally:
            os._exit(0)
    os.close(writing)
    return child, reading


def _read(child: int, reading: int) -> str:
    with os.fdopen(reading, "rb") as stream:
        answer = stream.read().decode()
    os.waitpid(child, 0)
    return answer
