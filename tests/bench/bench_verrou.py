"""P11 and P12: the session's memory with its list open; from the lock to the last key gone, and to the login back."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from gsn_app.demo.membres import PAR_CLE
from tests.bench.chantier import Chantier
from tests.bench.coffres import Taille
from tests.bench.mesure import Mesure, head, tell
from tests.cli.session_suivie import Suivie, parent_of, start, wait_for

MESURES = ("P11", "P12")
TOURS = 5


def measure(chantier: Chantier) -> None:
    """On the largest vault."""
    lock(chantier.tailles()[-1])


def lock(taille: Taille) -> None:
    """The real supervisor and session, several times; the search for keys is a test, not a measure."""
    head(
        "P11 et P12  mémoire de la session (budget 400 Mo) ; verrou → plus de processus (0,2 s) → ouverture (1 s)"
    )
    ends, backs, memories = [], [], []
    for _ in range(TOURS):
        with tempfile.TemporaryDirectory(prefix="gsn-verrou-") as name:
            suivie = start(
                Path(name),
                taille.dossier,
                taille.poste,
                taille.membres["coordo"],
                PAR_CLE["coordo"].phrase,
                taille.pleine,
            )
            try:
                end, back, memory = _once(suivie)
            finally:
                suivie.stop()
        ends.append(end)
        backs.append(back)
        memories.append(memory)
    print(
        f"  mémoire résidente de la session, liste de {taille.n} ouverte : {max(memories):.0f} Mo", flush=True
    )
    gone = Mesure("Ctrl+L → processus terminé", taille.n, tuple(ends))
    tell(gone, gone.median, "lui-même")
    tell(Mesure("Ctrl+L → ouverture affichée", taille.n, tuple(backs)), gone.median, "processus terminé")


def _once(suivie: Suivie) -> tuple[float, float, float]:
    session, _ = suivie.wait("ouvert", 120)
    status = Path(f"/proc/{session}/status").read_text()
    memory = int(next(x for x in status.splitlines() if x.startswith("VmRSS")).split()[1]) / 1024
    suivie.lock()
    _, gesture = suivie.wait("geste")
    wait_for(lambda: parent_of(session) == 0, "the session outlives its lock")
    end = time.time() - gesture
    _, shown = suivie.wait("ouverture")
    return end, shown - gesture, memory
