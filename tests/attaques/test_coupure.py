"""kill -9 at any instant of a save: everything acknowledged is there, the journal verifies, the vault opens at once."""

from __future__ import annotations

import os
import random
import signal
import time

from gsn_app.actions.apport import add_apport
from gsn_app.actions.brouillon import read_brouillon, save_brouillon
from gsn_app.actions.journal import verify_journal
from gsn_app.actions.situation import read_situation
from tests.attaques.conftest import Modele

KILLS = 36


def _write_for_ever(coffre: Modele, told: int, rank: int) -> None:
    """The victim: saves apports and drafts, says so after each is durable."""
    session = coffre.open("social")
    for number in range(10_000):
        add_apport(session, coffre.situation_a, f"Coupure {rank}, apport {number}.")
        os.write(told, f"a{number}\n".encode())
        save_brouillon(session, "apport", coffre.situation_b, {"texte": f"Frappe {rank}-{number}."})
        os.write(told, f"b{number}\n".encode())


def _kill_once(coffre: Modele, rank: int, chance: random.Random) -> tuple[int, int]:
    """Run the victim, kill it at a random instant; returns the last apport and the last draft it announced."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            _write_for_ever(coffre, writing, rank)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as stream:
        seen = stream.read(1)  # the first acknowledgement: it is now at work
        time.sleep(chance.random() * 0.08)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := stream.read(65536):
            seen += more
    said = seen.decode().split("\n")[:-1] if seen else []
    apports = [int(x[1:]) for x in said if x.startswith("a")]
    drafts = [int(x[1:]) for x in said if x.startswith("b")]
    return max(apports, default=-1), max(drafts, default=-1)


def test_kills_during_saves_lose_nothing_acknowledged(coffre: Modele) -> None:
    chance = random.Random(20261121)
    acknowledged: set[str] = set()
    work = 0
    for rank in range(KILLS):
        last, draft = _kill_once(coffre, rank, chance)
        work += last + 1
        acknowledged |= {f"Coupure {rank}, apport {n}." for n in range(last + 1)}
        session = coffre.open("social")
        texts = {a.texte for a in read_situation(session, coffre.situation_a).apports}
        kept = read_brouillon(session, "apport", coffre.situation_b).get("texte", "")
        verdict = verify_journal(session)
        session.close()
        assert acknowledged <= texts, f"kill {rank}: lost {acknowledged - texts}"
        extra = {t for t in texts if t.startswith(f"Coupure {rank},")}
        assert len(extra) in {last + 1, last + 2}  # at most the one being saved, whole
        if draft >= 0:
            assert kept in {f"Frappe {rank}-{draft}.", f"Frappe {rank}-{draft + 1}."}
        assert verdict.integre, verdict.anomalies
    assert work > KILLS  # the kills did fall during work


def test_a_kill_while_opening_or_closing_leaves_a_vault_that_opens(coffre: Modele) -> None:
    chance = random.Random(7)
    for _ in range(12):
        child = os.fork()
        if child == 0:
            try:
                while True:
                    coffre.open("social").close()
            finally:
                os._exit(1)
        time.sleep(chance.random() * 0.15)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        session = coffre.open("coordo")
        assert verify_journal(session).integre
        session.close()
