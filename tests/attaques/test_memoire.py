"""After a lock no process holds a key, a passphrase or a text: the session's is gone, the supervisor never had any."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from gsn_app import lanceur
from tests.architecture.arbre import ROOT
from tests.attaques.adverse import adverse, read_keys
from tests.attaques.conftest import CANARIS_A, Modele
from tests.attaques.memoire import children, holds
from tests.coffre_prepare import phrase
from tests.conftest import NOBODY

PR_SET_DUMPABLE = 4
#: first run: opens, reads, waits to be told, ends as a lock does (75). Second run: the login, which waits.
SESSION = """
import json, sys, time
from pathlib import Path
folder = Path(sys.argv[1])
from gsn_app import lanceur
lanceur.protect(); lanceur.follow_supervisor()
if not (folder / "verrouillee").exists():
    from gsn_app.actions.situation import read_situation
    from tests.attaques.conftest import Modele
    raw = json.loads(sys.argv[2])
    coffre = Modele(**{**raw, "coffre": Path(raw["coffre"]), "poste": Path(raw["poste"])})
    session = coffre.open("social")
    kept = read_situation(session, coffre.situation_a)
    (folder / "ouverte").touch()
    while not (folder / "verrouillee").exists():
        time.sleep(0.02)
    session.close()
    sys.exit(75)
(folder / "accueil").touch()
time.sleep(60)
"""
SUPERVISOR = """
import sys
from pathlib import Path
from gsn_app.lanceur import supervise
supervise([sys.executable, "-c", sys.argv[1], *sys.argv[2:]], Path.cwd())
"""


@pytest.fixture
def secrets(coffre: Modele) -> dict[str, bytes]:
    """What must not be found after the lock; the first of each is in the session's memory before it."""
    _, keys, file_key = read_keys(coffre, "social")
    with adverse(coffre, "social", close_up=False) as hand:
        dek = hand.dek(hand.compartment(coffre.situation_a, 2))
    return {
        "phrase": phrase("social").encode(), "clé de fichier": file_key, "clé privée": keys.exchange_private,
        "clé de situation": dek, "texte": CANARIS_A["apport"].encode(), "nom": CANARIS_A["nom"].encode(),
    }  # fmt: skip


@pytest.fixture
def supervisor(coffre: Modele, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    if os.geteuid() != 0:
        pytest.skip("exige d’être root")
    told = json.dumps(asdict(coffre), default=str)
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, SESSION, str(tmp_path), told], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    yield process
    for pid in children(process.pid):
        os.kill(pid, 9)
    process.kill()
    process.wait()


def _wait(ready: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def test_after_a_lock_no_process_holds_a_secret(
    supervisor: subprocess.Popen[bytes], secrets: dict[str, bytes], tmp_path: Path
) -> None:
    _wait(lambda: (tmp_path / "ouverte").exists())
    (session,) = children(supervisor.pid)
    before = holds(session, secrets.values())
    assert {secrets["texte"], secrets["clé de situation"], secrets["clé privée"]} <= before  # the reader sees
    assert holds(supervisor.pid, secrets.values()) == set()
    (tmp_path / "verrouillee").touch()
    _wait(lambda: (tmp_path / "accueil").exists())
    assert session not in children(supervisor.pid)
    assert not Path(f"/proc/{session}/mem").exists()
    (login,) = children(supervisor.pid)
    for pid in (supervisor.pid, login):
        assert holds(pid, secrets.values()) == set()


def _read_by_a_neighbour(protected: bool) -> str:
    """A process of the same account opens the memory of another, which put up the walls or not."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # changing of account had taken it away
            if protected:
                lanceur.protect()
            os.write(writing, b"!")
            time.sleep(30)
        finally:
            os._exit(0)
    os.read(reading, 1)
    try:
        with Path(f"/proc/{child}/mem").open("rb"):
            return "lisible"
    except OSError as error:
        return f"refus {error.errno}"
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@pytest.mark.parametrize(("protected", "answer"), [(False, "OK lisible"), (True, "OK refus 13")])
def test_another_program_of_the_same_account_cannot_read_the_memory_of_a_session(
    protected: bool, answer: str, in_child: Callable[..., str]
) -> None:
    assert in_child(lambda: _read_by_a_neighbour(protected), uid=NOBODY) == answer
