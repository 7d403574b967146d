"""``make bench``: P1 to P8 of the measures, and whatever a ``bench_*.py`` beside this file measures more.

A bench module is found by its name and tells its own story, in one of two ways:

    MESURES = ("P2", "P3") and measure(chantier)   called here, on vaults made once for all and thrown away
    main()                                         a script, run in a process of its own (own memory, own libraries);
                                                   it receives ``--grand`` when its source knows that word, or
                                                   a smaller size and one turn when it reads two arguments

The default sizes end in a few minutes; ``--grand`` measures the sizes the budgets speak of.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from tests.bench.chantier import Chantier

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
#: written before MESURES existed
ANCIENS = {"bench_journal": ("P6",), "bench_rapport": ("P7",)}


@dataclass(frozen=True)
class Banc:
    """One bench module, read before it is imported: its name, what it measures, how it is run."""

    nom: str
    mesures: tuple[str, ...]
    script: bool
    grand: bool
    taille: bool

    @property
    def rang(self) -> tuple[int, str]:
        """P2 before P10, and the unnamed last."""
        return (min((int(m[1:]) for m in self.mesures), default=99), self.nom)


def discover() -> list[Banc]:
    """Every ``bench_*.py`` of this folder, in the order of the measures."""
    found = []
    for file in FOLDER.glob("bench_*.py"):
        source = file.read_text("utf-8")
        tree = ast.parse(source)
        functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        named = tuple(
            str(value)
            for node in tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MESURES"
            for value in ast.literal_eval(node.value)
        )
        title = re.findall(r"\bP\d+\b", (ast.get_docstring(tree) or "").partition("\n")[0])
        mesures = named or ANCIENS.get(file.stem, tuple(title))
        script = "measure" not in functions and "main" in functions
        sized = "--grand" not in source and "sys.argv[2]" in source
        found.append(Banc(file.stem, mesures, script, "--grand" in source, sized))
    return sorted(found, key=lambda banc: banc.rang)


def main() -> None:
    """Run the measures asked for, and say the load of the machine around them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    line = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    line.add_argument("--grand", action="store_true", help="10,000 situations, 1,000,000 entries: an hour")
    line.add_argument("--situations", type=int, default=0, help="n of P2 to P5 (2,000; 10,000 with --grand)")
    line.add_argument("--entrees", type=int, default=0, help="n of P6 here (20,000; 1,000,000 with --grand)")
    line.add_argument("--seulement", default="", help="some measures only: P2,P8")
    options = line.parse_args()
    wanted = set(filter(None, options.seulement.split(",")))
    start = time.perf_counter()
    print(
        f"{platform.machine()}, {os.cpu_count()} processeurs, Python {platform.python_version()}, charge {_load()}"
    )
    failed = []
    with tempfile.TemporaryDirectory(prefix="gsn-bench-") as name:
        chantier = Chantier(
            Path(name),
            options.situations or (10_000 if options.grand else 2_000),
            options.entrees or (1_000_000 if options.grand else 20_000),
        )
        for banc in discover():
            if not wanted or wanted & set(banc.mesures):
                failed += [] if _run(banc, chantier, grand=options.grand) else [banc.nom]
    print(
        f"\n{time.perf_counter() - start:.0f} s en tout, charge à la fin : {_load()} "
        f"(au-delà de {os.cpu_count()}, les durées mesurent aussi les voisins)"
    )
    if failed:
        raise SystemExit(f"sans résultat : {', '.join(failed)}")


def _run(banc: Banc, chantier: Chantier, *, grand: bool) -> bool:
    """One module; False when its script failed."""
    if banc.script:
        print(f"\n{', '.join(banc.mesures)}  {banc.nom}, dans un processus à lui", flush=True)
        more = ["--grand"] if grand and banc.grand else []
        if banc.taille and not grand:
            more = ["800", "1"]
        argv = [sys.executable, "-m", f"tests.bench.{banc.nom}", *more]
        return subprocess.run(argv, cwd=ROOT, check=False).returncode == 0
    module = importlib.import_module(f"tests.bench.{banc.nom}")
    if hasattr(module, "measure"):
        module.measure(chantier)
    else:
        _verify_journal(module, chantier)
    return True


def _verify_journal(module: ModuleType, chantier: Chantier) -> None:
    """P6 as it was first written: a vault and its number of entries."""
    module.verify(chantier.journal(), chantier.entrees)


def _load() -> str:
    return " ".join(f"{x:.1f}" for x in os.getloadavg()) if hasattr(os, "getloadavg") else "inconnue"


if __name__ == "__main__":
    main()
