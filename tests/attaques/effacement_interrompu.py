"""A child that erases a situation, to be killed or cut off from power at any instant, and what must be found after."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gsn_app.actions.effacement import erase_batch
from gsn_app.actions.journal import verify_journal
from gsn_app.store.effacement import compaction_due, tombstone
from tests.attaques.canaris import decrypt_pages, find
from tests.attaques.conftest import Modele
from tests.attaques.disque import Disque, child_environ, python, record

#: the situation is closed the day of the test; 100 days later it may be erased
PLUS_TARD = datetime.now(UTC) + timedelta(days=100)
FAIT = b"fait\n"


def later() -> datetime:
    """A clock past the retention of what was closed today."""
    return PLUS_TARD


def erase(coffre: Modele) -> None:
    """Open, erase, say so once it is durable, close."""
    session = coffre.open("coordo", later)
    erase_batch(session, [coffre.situation_a])
    os.write(1, FAIT)
    session.close()


def kill_during(coffre: Modele, after: float) -> bool:
    """Kill a child that erases, ``after`` seconds of its work; True when it had said it was done."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.dup2(writing, 1)
            session = coffre.open("coordo", later)
            os.write(1, b"ouvert\n")
            erase_batch(session, [coffre.situation_a])
            os.write(1, FAIT)
            session.close()
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as stream:
        stream.read(7)
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return FAIT in stream.read(4096)


def examine(coffre: Modele, file_key: bytes, *, done: bool) -> bool:
    """After a kill or a cut: whole or gone, never half; once opened nothing is left to finish. True when gone.

    ``file_key``: of this vault; ``done``: the child had said it was erased.
    """
    session = coffre.open("social", later)
    wanted = bytes.fromhex(coffre.situation_a)
    try:
        there = [row for (row,) in session.coffre.conn.execute("SELECT id FROM dossier") if row == wanted]
        query = "SELECT count(*) FROM piece WHERE dossier_id = ?"
        (pieces,) = session.coffre.conn.execute(query, (wanted,)).fetchone()
        assert bool(there) == bool(pieces), "half an erasure"
        assert not (done and there), "said to be erased, and still there"
        assert verify_journal(session).integre
        assert not compaction_due(session.coffre), "the login did not finish the VACUUM"
        known = session.coffre.poste.read_effacements(session.coffre.vault_id)
        assert (tombstone(session.coffre.vault_id, wanted) in known) == (not there)
    finally:
        session.close()
    left = find(decrypt_pages(coffre.coffre / "coffre.db", file_key), [coffre.situation_a])
    assert bool(left) == bool(there)
    return not there


def cut_power(coffre: Modele, folder: Path, file_key: Callable[[], bytes], count: int) -> list[bool]:
    """``count`` cuts spread over the write log of one erasure; whether each left it erased."""
    command = [
        python(),
        "-m",
        "tests.attaques.effacement_interrompu",
        json.dumps(asdict(coffre), default=str),
    ]
    disk, chance, key = Disque([coffre.coffre, coffre.poste]), random.Random(5), file_key()
    gestes = record(command, folder / "appels", cwd=Path(__file__).parents[2], environ=child_environ())
    wanted = {rank * len(gestes) // count for rank in range(count)}
    done, found = False, []
    for n, geste in enumerate(gestes):
        done = done or (geste.sort == "says" and FAIT in geste.data)
        disk.follow(geste)
        if n in wanted:
            to = folder / f"coupe{n}"
            folders = {str(coffre.coffre): to / "coffre", str(coffre.poste): to / "poste"}
            disk.leave(folders, chance, "hasard")
            one = Modele(**{**coffre.__dict__, "coffre": to / "coffre", "poste": to / "poste"})
            found.append(examine(one, key, done=done))
    return found


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    erase(Modele(**{**told, "coffre": Path(told["coffre"]), "poste": Path(told["poste"])}))
