"""``make bench``: P1 to P8, P11 and P12 of the measures, on vaults made for the occasion and thrown away."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Build the vaults, run every measure, and say the load of the machine around them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    line = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    line.add_argument("--situations", type=int, default=10_000, help="n of P2 to P5 (10,000)")
    line.add_argument(
        "--entrees", type=int, default=40_000, help="n of P6 (40,000; the budget speaks of 1,000,000)"
    )
    line.add_argument(
        "--seulement", default="P1,P2,P3,P4,P6,P7,P8,P12", help="which ones; P5 goes with P4, P11 with P12"
    )
    options = line.parse_args()
    wanted = set(options.seulement.split(","))
    print(
        f"{platform.machine()}, {os.cpu_count()} processeurs, Python {platform.python_version()}, charge {_load()}"
    )
    with tempfile.TemporaryDirectory(prefix="gsn-bench-") as name:
        _run(Path(name), options, wanted)
    print(
        f"\ncharge à la fin : {_load()} (au-delà de {os.cpu_count()}, les durées mesurent aussi les voisins)"
    )


def _run(folder: Path, options: argparse.Namespace, wanted: set[str]) -> None:
    from tests.bench import (
        bench_fiche_navette,
        bench_journal,
        bench_ouverture,
        bench_situation,
        bench_verrou,
        coffres,
    )

    if "P1" in wanted:
        bench_ouverture.start_window(folder / "poste")
    if wanted & {"P2", "P3", "P4", "P6", "P12"}:
        start = time.perf_counter()
        few = options.situations if wanted & {"P2", "P3", "P4", "P12"} else 40
        sizes = [few // 4, few // 2, few] if wanted & {"P2", "P3", "P4"} else [few]
        entrees = options.entrees if "P6" in wanted else 0
        tailles = [coffres.build(folder / str(n), n, entrees if n == sizes[0] else 0) for n in sizes]
        print(
            f"\ncoffres de {', '.join(map(str, sizes))} situations faits en {time.perf_counter() - start:.0f} s"
        )
        if "P2" in wanted:
            bench_ouverture.open_list(tailles)
        if "P3" in wanted:
            bench_situation.search(tailles)
        if "P4" in wanted:
            bench_situation.read_and_write(tailles, folder)
        if "P6" in wanted:
            bench_journal.verify(tailles[0], options.entrees)
        if "P12" in wanted:
            bench_verrou.lock(tailles[-1])
    if "P7" in wanted:
        _report()
    if "P8" in wanted:
        bench_fiche_navette.render()


def _report() -> None:
    """P7 is a script of its own; in a process of its own, so that the solver's time is not shared."""
    print("\nP7  rapport annuel, 2 000 situations, 20 éditions antérieures (budget 10 s)", flush=True)
    subprocess.run([sys.executable, "-m", "tests.bench.bench_rapport"], cwd=ROOT, check=False)


def _load() -> str:
    return " ".join(f"{x:.1f}" for x in os.getloadavg()) if hasattr(os, "getloadavg") else "inconnue"


if __name__ == "__main__":
    main()
