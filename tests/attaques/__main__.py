"""``make attaques``: every counted attack on a real vault, in full, and one table; exit code 1 when one succeeds.

``--part 0.1`` runs a tenth of the counts. The attacks that are one gesture each are named tests of this folder.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.attaques import octets
from tests.attaques.compte import Compte, render
from tests.attaques.conftest import Modele, live
from tests.attaques.coupure_courant import can_record, cut_power
from tests.attaques.deux_sessions import race
from tests.attaques.journee_tracee import trace_day
from tests.attaques.mise_a_mort import kill_at_points, kill_at_random
from tests.attaques.parts import try_all_sets
from tests.coffre_prepare import build

#: full counts
KILLS, INSTANTS, CUTS, PARSED, MUTATED, RACES = 300, 220, 700, 100_000, 250, 40
#: what the report of the day leaves, one file each
SORTIES = {".csv", ".json", ".ods", ".pdf"}
Attaque = Callable[[], Sequence[Compte]]


def plan(modele: Modele, folder: Path, part: float) -> list[Attaque]:
    """The attacks, in order, at some part of their full counts."""

    def n(full: int) -> int:
        return max(1, round(full * part))

    step = max(1, round(1 / part))
    found: list[Attaque] = [
        lambda: [kill_at_points(modele, folder, n(KILLS))],
        lambda: [kill_at_random(modele, folder, n(INSTANTS))],
        lambda: [race(modele, folder, n(RACES))],
        lambda: [octets.flip_header(modele, folder, step)],
        lambda: [octets.mutate_parser(modele, n(PARSED))],
        lambda: [octets.mutate_header(modele, folder, n(MUTATED))],
        lambda: [octets.flip_pages(modele, folder, each=max(1, n(3)))],
        lambda: [octets.flip_entry(modele, folder, step)],
        lambda: [octets.flip_sealed_key(modele, folder, step)],
        lambda: [octets.flip_backup(modele, folder, step)],
        try_all_sets,
    ]
    if can_record():
        found.insert(2, lambda: [cut_power(modele, folder, n(CUTS))])
        found.append(lambda: [day_traced(folder)])
    return found


def day_traced(folder: Path) -> Compte:
    """A whole day under strace: each socket of a network asked for counts against us."""
    compte = Compte("journée entière tracée : prises réseau demandées")
    there = folder / "journee"
    there.mkdir()
    found, rapport = trace_day(there)
    compte.outcome("journée")
    foreign = [demande for demande in found if demande.famille != "AF_UNIX"]
    compte.inapercu += len(foreign)
    compte.perdu += {sheet.suffix for sheet in rapport.iterdir()} != SORTIES
    for demande in foreign:
        compte.fault(f"{demande}")
    return compte


def main() -> int:
    """Run them all, print the table."""
    line = argparse.ArgumentParser(prog="python -m tests.attaques", description=__doc__)
    line.add_argument("--part", type=float, default=1.0, help="part of the full counts (1)")
    options = line.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    comptes: list[Compte] = []
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gsn-attaques-") as name:
        folder = Path(name)
        modele = live(build(folder / "modele"))
        for attaque in plan(modele, folder, options.part):
            comptes += attaque()
            print(f"{time.monotonic() - begun:6.0f} s  {comptes[-1].attaque}", flush=True)
    print(render(comptes))
    if not can_record():
        print("strace manque ou n’est pas permis : ni coupures de courant, ni journée tracée.")
    return 0 if can_record() and all(c.sain for c in comptes) else 1


if __name__ == "__main__":
    raise SystemExit(main())
