"""P3, P4, P5: search as typed in the real list, open a situation of fifty apports, save one more."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.situation import read_situation
from gsn_app.crypto.primitives import random_bytes
from gsn_app.store.connection import connect
from gsn_app.ui.application import make_application
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.operation import Operations
from gsn_app.ui.situation_liste import SituationsScreen
from tests.bench.chantier import Chantier
from tests.bench.coffres import APPORTS, Taille
from tests.bench.mesure import Mesure, grow, head, take, tell
from tests.coffre_prepare import BON_MARCHE

MESURES = ("P3", "P4", "P5")
TYPED = ("fictif", "erable", "abs", "exemplia", "12 03")
FRAME = 0.016
POINT = "Point de la mesure : présent, échange calme."


def measure(chantier: Chantier) -> None:
    """On the same vaults, the reading first."""
    search(chantier.tailles())
    read_and_write(chantier.tailles(), chantier.folder)


def search(tailles: Sequence[Taille]) -> None:
    """P3: each key goes through the real field, the real model and one painting."""
    head(
        "P3  recherche à la frappe (budget 16 ms au p95 ; pair : feuille LibreOffice chiffrée, 310 ms mesurés ailleurs)"
    )
    app = make_application()
    found = []
    for taille in tailles:
        session = taille.open()
        operations = Operations()
        screen = SituationsScreen(Context(session, operations, taille.poste, BON_MARCHE))
        screen.resize(1200, 800)
        screen.show()
        screen.refresh()
        end = time.monotonic() + 120
        while screen.table.model().rowCount() < taille.n and time.monotonic() < end:
            app.processEvents()
        if screen.table.model().rowCount() < taille.n:
            raise RuntimeError("the list did not come")
        times = []
        for word in TYPED:
            for letter in (*word, *[None] * len(word)):
                start = time.perf_counter()
                if letter is None:
                    QTest.keyClick(screen.recherche.edit, Qt.Key.Key_Backspace)
                else:
                    QTest.keyClick(screen.recherche.edit, letter)
                app.processEvents()
                times.append(time.perf_counter() - start)
        found.append(Mesure("une touche, filtre et dessin", taille.n, tuple(times)))
        tell(found[-1], FRAME, "une image (16 ms)")
        screen.close()
        operations.close()
        session.close()
    grow(found)


def bare_commit(folder: Path, times: int = 40) -> Mesure:
    """One durable SQLCipher commit of one small row, with the vault's own settings."""
    conn = connect(folder / "nu.db", random_bytes(32), create=True)
    conn.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x BLOB)")
    done = take("commit SQLCipher durable nu", 1, lambda: _commit(conn), times)
    conn.close()
    return done


def _commit(conn: object) -> None:
    conn.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
    conn.execute("INSERT INTO t (x) VALUES (?)", (b"x" * 700,))  # type: ignore[attr-defined]
    conn.execute("COMMIT")  # type: ignore[attr-defined]


def read_and_write(tailles: Sequence[Taille], folder: Path, times: int = 40) -> None:
    """P4 and P5."""
    peer = bare_commit(folder, times)
    head(f"P4  ouvrir une situation de {APPORTS} apports, l’entrée durable d’abord (budget 60 ms au p95)")
    tell(peer, peer.median, "lui-même")
    reads, writes = [], []
    for taille in tailles:
        session = taille.open("prevention")
        reads.append(take("ouvrir", taille.n, lambda s=session, t=taille: read_situation(s, t.pleine), times))
        tell(reads[-1], peer.median, "commit nu")

        writes.append(
            take("apport", taille.n, lambda s=session, t=taille: add_apport(s, t.pleine, POINT), times)
        )
        session.close()
    grow(reads)
    head(
        "P5  enregistrer un apport durablement (budget 60 ms au p95 ; feuille chiffrée : 1,4 s mesurés ailleurs)"
    )
    for mesure in writes:
        tell(mesure, peer.median, "commit nu")
    grow(writes)
