"""Consulting leaves its entry first: durable before anything is decrypted, and nothing is shown without it (C6)."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from gsn_app.actions.accueil import list_taches
from gsn_app.actions.doublon import compare_personne
from gsn_app.actions.journal import count_entrees, verify_journal
from gsn_app.actions.rappel_ordre import list_rappels, permitted_acts, read_rappel
from gsn_app.actions.saisine import list_saisines, submit_saisine
from gsn_app.actions.session import Session
from gsn_app.actions.situation import list_situations, read_situation
from gsn_app.crypto import piece as layout
from gsn_app.errors import GsnError
from gsn_app.store.unite import Unite
from tests.actions.exemples import PERSONNE, expect_sound, logged, open_one, prepare_one, read_all
from tests.architecture.arbre import ROOT
from tests.coffre_prepare import GSN, Prepare, phrase


@pytest.fixture
def objets(coffre: Prepare) -> dict[str, str]:
    """Ids of a saisine, a situation and its rappel."""
    with logged(coffre, "ecole") as session:
        saisine = submit_saisine(session, GSN, origine="origine.EN", motif="motif.ABS", personne=PERSONNE)
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        return {"saisine": saisine, "situation": situation, "rappel": prepare_one(session, situation)}


Consult = Callable[[Session, dict[str, str]], Any]
CONSULTATIONS: dict[str, Consult] = {
    "list_situations": lambda s, o: list_situations(s),
    "read_situation": lambda s, o: read_situation(s, o["situation"]),
    "list_saisines": lambda s, o: list_saisines(s),
    "compare_personne": lambda s, o: compare_personne(s, PERSONNE),
    "list_rappels": lambda s, o: list_rappels(s),
    "read_rappel": lambda s, o: read_rappel(s, o["rappel"]),
    "permitted_acts": lambda s, o: permitted_acts(s, o["rappel"]),
    "list_taches": lambda s, o: list_taches(s),
}
EACH = pytest.mark.parametrize("name", CONSULTATIONS)


@EACH
def test_each_consultation_adds_its_entry(coffre: Prepare, objets: dict[str, str], name: str) -> None:
    with logged(coffre, "coordo") as session:
        before = count_entrees(session)
        assert CONSULTATIONS[name](session, objets)
        assert count_entrees(session) > before
    entry = read_all(coffre)[before]
    assert entry.membre == "Coordo Testard" and entry.acte.endswith((".consultee", ".consulte"))
    assert PERSONNE.nom not in repr(entry)


@contextmanager
def observed() -> Iterator[list[str]]:
    """Order in which units are committed and pieces decrypted; calls are watched, none is replaced."""
    told: list[str] = []
    commit, decrypt = Unite.__exit__.__code__, layout.open_piece.__code__

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and frame.f_code is commit:
            told.append("entry")
        if event == "call" and frame.f_code is decrypt:
            told.append("decrypt")

    sys.setprofile(watch)
    try:
        yield told
    finally:
        sys.setprofile(None)


@EACH
def test_the_entry_is_committed_before_anything_is_decrypted(
    coffre: Prepare, objets: dict[str, str], name: str
) -> None:
    with logged(coffre, "coordo") as session, observed() as told:
        CONSULTATIONS[name](session, objets)
    assert "decrypt" in told
    assert told[0] == "entry"


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process grows any more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@EACH
def test_a_journal_that_cannot_be_written_shows_nothing(
    coffre: Prepare, objets: dict[str, str], name: str
) -> None:
    session = coffre.open("coordo")
    try:
        before = count_entrees(session)
        with observed() as told, full_disk(), pytest.raises(GsnError) as caught:
            CONSULTATIONS[name](session, objets)
        assert "decrypt" not in told
        assert PERSONNE.nom not in caught.value.sentence
        assert count_entrees(session) == before
        assert CONSULTATIONS[name](session, objets), "the session goes on once there is room again"
    finally:
        session.close()
    expect_sound(coffre)


CHILD = """
import os, signal, sys
from pathlib import Path
from gsn_app.actions.ouverture import open_session
from gsn_app.actions.situation import read_situation
from tests.coffre_prepare import BON_MARCHE
coffre, poste, membre, phrase, situation = sys.argv[1:]
session = open_session(Path(coffre), Path(poste), membre, phrase, kdf=BON_MARCHE)
sys.stdout.write(read_situation(session, situation).personne.nom)
sys.stdout.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_entry_of_what_was_shown_survives_a_killed_process(
    coffre: Prepare, objets: dict[str, str]
) -> None:
    child = subprocess.run(
        [sys.executable, "-c", CHILD, coffre.coffre, coffre.poste, coffre.membres["ecole"], phrase("ecole"),
         objets["situation"]],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    assert child.stdout.decode() == PERSONNE.nom
    last = [x for x in read_all(coffre) if x.membre == "Ecole Testard"][-1]
    assert (last.acte, last.reference) == ("situation.consultee", objets["situation"])
    expect_sound(coffre)


def test_verifying_and_reading_the_journal_are_told_too(coffre: Prepare) -> None:
    with logged(coffre, "dpo") as session:
        before = count_entrees(session)
        assert verify_journal(session).integre
        assert count_entrees(session) == before + 1
    assert read_all(coffre)[-1].acte == "journal.consulte"
