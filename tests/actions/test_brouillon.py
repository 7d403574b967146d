"""Drafts: nothing typed is lost, by a lock or by a crash; nobody else reads it, and old ones go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsn_app.actions.brouillon import erase_brouillon, read_brouillon, save_brouillon
from gsn_app.actions.journal import count_entrees
from tests.actions.exemples import Horloge, expect_sound, logged
from tests.architecture.arbre import ROOT
from tests.coffre_prepare import Prepare, phrase

TYPED = {"texte": "Vu hier à l’école, « progrès » ; à revoir.", "date": "2026-02-30"}


def test_a_draft_survives_a_lock(coffre: Prepare) -> None:
    session = coffre.open("ecole")
    before = count_entrees(session)
    save_brouillon(session, "apport", "objet", TYPED)
    assert count_entrees(session) == before, "a draft is no act"
    session.close(verrouillage=True)
    with logged(coffre, "ecole") as session:
        assert read_brouillon(session, "apport", "objet") == TYPED
        assert read_brouillon(session, "apport", "autre") == {}
        assert read_brouillon(session, "mesure", "objet") == {}
        erase_brouillon(session, "apport", "objet")
    with logged(coffre, "ecole") as session:
        assert read_brouillon(session, "apport", "objet") == {}


CHILD = """
import os, signal, sys
from pathlib import Path
from gsn_app.actions.brouillon import save_brouillon
from gsn_app.actions.ouverture import open_session
from tests.coffre_prepare import BON_MARCHE
coffre, poste, membre, phrase, texte = sys.argv[1:]
session = open_session(Path(coffre), Path(poste), membre, phrase, kdf=BON_MARCHE)
save_brouillon(session, "apport", "objet", {"texte": texte})
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_draft_survives_a_killed_process(coffre: Prepare) -> None:
    child = subprocess.run(
        [sys.executable, "-c", CHILD, coffre.coffre, coffre.poste, coffre.membres["ecole"], phrase("ecole"),
         TYPED["texte"]],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    with logged(coffre, "ecole") as session:
        assert read_brouillon(session, "apport", "objet") == {"texte": TYPED["texte"]}
    expect_sound(coffre)


@pytest.mark.parametrize("nom", ["coordo", "social", "maire", "police", "dpo"])
def test_nobody_else_reads_a_draft_nor_writes_over_it(coffre: Prepare, nom: str) -> None:
    with logged(coffre, "ecole") as session:
        save_brouillon(session, "apport", "objet", TYPED)
    with logged(coffre, nom) as session:
        assert read_brouillon(session, "apport", "objet") == {}
        save_brouillon(session, "apport", "objet", {"texte": "autre"})
        erase_brouillon(session, "apport", "objet")
        rows = session.coffre.conn.execute("SELECT scelle FROM brouillon").fetchall()
        assert len(rows) == 1 and "progrès".encode() not in rows[0][0]
    with logged(coffre, "ecole") as session:
        assert read_brouillon(session, "apport", "objet") == TYPED


@pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
def test_an_old_draft_goes_at_the_next_opening_of_anybody(coffre: Prepare, days: int, kept: bool) -> None:
    with logged(coffre, "ecole") as session:
        save_brouillon(session, "apport", "objet", TYPED)
    later = Horloge(datetime.now(UTC) + timedelta(days=days))
    with logged(coffre, "coordo", later) as session:
        left = session.coffre.conn.execute("SELECT count(*) FROM brouillon").fetchone()[0]
        assert bool(left) is kept


def test_whatever_is_typed_comes_back(coffre: Prepare) -> None:
    session = coffre.open("ecole")

    @settings(max_examples=30)
    @given(st.dictionaries(st.text(max_size=30), st.text(max_size=300), max_size=5), st.text(max_size=40))
    def check(donnees: dict[str, str], objet: str) -> None:
        save_brouillon(session, "apport", objet, donnees)
        assert read_brouillon(session, "apport", objet) == donnees

    check()
    save_brouillon(session, "apport", "x", {"texte": "avant\ud800après"})
    assert read_brouillon(session, "apport", "x") == {"texte": "avant?après"}
    session.close()
