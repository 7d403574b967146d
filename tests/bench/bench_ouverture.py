"""P1 and P2: from the start to the login window, and from the passphrase to the list."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from gsn_app.actions.situation import list_situations
from gsn_app.config import KDF
from gsn_app.crypto.primitives import derive_argon2id
from tests.bench.chantier import Chantier
from tests.bench.coffres import Taille
from tests.bench.mesure import Mesure, grow, head, take, tell

MESURES = ("P1", "P2")
ROOT = Path(__file__).resolve().parents[2]
_PEER = """
import sys, time
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(sys.argv[:1]); w = QWidget(); w.resize(900, 720); w.show(); app.processEvents()
print(time.time())
"""
_OURS = """
import sys, time
from pathlib import Path
from gsn_app import lanceur
lanceur.protect()
from gsn_app.config import KDF
from gsn_app.ui.application import SessionFlow, make_application
app = make_application(); flow = SessionFlow(None, Path(sys.argv[1]), KDF, app.exit); app.processEvents()
print(time.time())
"""


def measure(chantier: Chantier) -> None:
    """The start first, while nothing else of ours has run."""
    start_window(chantier.folder / "poste")
    open_list(chantier.tailles())


def _start(script: str, *arguments: str) -> float:
    start = time.time()
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return float(done.stdout.splitlines()[-1]) - start


def start_window(poste: Path, times: int = 7) -> None:
    """P1, warm: the system's cache cannot be emptied without disturbing the whole machine."""
    head("P1  départ → fenêtre d’ouverture (budget 0,5 s à chaud ; à froid non mesuré ici)")
    for _ in range(2):
        _start(_OURS, str(poste))
        _start(_PEER)
    peer = Mesure("QApplication nue et une fenêtre", 1, tuple(_start(_PEER) for _ in range(times)))
    ours = Mesure("fenêtre d’ouverture", 1, tuple(_start(_OURS, str(poste)) for _ in range(times)))
    tell(peer, peer.median, "lui-même")
    tell(ours, peer.median, "QApplication nue")


def open_list(tailles: Sequence[Taille], times: int = 5) -> None:
    """P2: Argon2id alone beside the opening and the list without it."""
    head("P2  phrase acceptée → liste utilisable (budget 10 000 : Argon2id + 1,5 s ; 500 : + 0,3 s)")
    argon = take(
        "Argon2id seul (512 Mio, 3 passes)", 1,
        lambda: derive_argon2id(b"x" * 32, b"y" * 16, memory_kib=KDF.memory_kib, passes=KDF.passes, lanes=KDF.lanes),
        times,
    )  # fmt: skip
    tell(argon, argon.median, "lui-même")
    whole = []
    for taille in tailles:
        openings, lists = [], []
        for _ in range(times):
            start = time.perf_counter()
            session = taille.open()
            middle = time.perf_counter()
            list_situations(session)
            end = time.perf_counter()
            session.close()
            openings.append(middle - start)
            lists.append(end - middle)
        total = tuple(a + b for a, b in zip(openings, lists, strict=True))
        tell(Mesure("  ouverture sans Argon2id", taille.n, tuple(openings)), argon.median, "Argon2id")
        tell(Mesure("  liste", taille.n, tuple(lists)), argon.median, "Argon2id")
        whole.append(Mesure("ouverture et liste sans Argon2id", taille.n, total))
        tell(whole[-1], argon.median, "Argon2id")
    grow(whole)
    print("  KeePassXC à 10 000 entrées : non mesuré (absent de cette machine)")
