"""Power cuts: the write log of a whole session is replayed up to any call, on a disk that forgets what was not synced."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tests.architecture.arbre import ROOT
from tests.attaques.compte import Compte
from tests.attaques.conftest import Modele
from tests.attaques.disque import Disque, Geste, child_environ, python, record
from tests.attaques.mise_a_mort import Dit, examine, work

TURNS = 2
MODES = ("hasard", "tout", "hasard", "rien")


def can_record() -> bool:
    """True when strace is there and may trace a child."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode == 0


def record_work(coffre: Modele, log: Path) -> list[Geste]:
    """The gestures of a child that works on the vault and closes it."""
    told = json.dumps(asdict(coffre), default=str)
    command = [python(), "-m", "tests.attaques.coupure_courant", told]
    return record(command, log, cwd=ROOT, environ=child_environ())


def cut_power(modele: Modele, folder: Path, count: int, seed: int = 600, *, honest: bool = True) -> Compte:
    """``count`` cuts, spread over every call of the log and over what a disk may keep.

    ``honest=False``: a disk that answers fsync without doing it, the witness of the simulation.
    """
    compte, chance = Compte("coupure de courant simulée"), random.Random(seed)
    there = modele.copy(folder / "origine")
    disk = Disque([there.coffre, there.poste])
    gestes = record_work(there, folder / "appels")
    counted = [n for n, g in enumerate(gestes) if g.sort != "says" and _inside(g, disk)]
    wanted: dict[int, list[str]] = {}
    for rank in range(count):
        at = (
            counted[rank * len(counted) // count % len(counted)]
            if count <= len(counted)
            else counted[rank % len(counted)]
        )
        wanted.setdefault(at, []).append(MODES[(rank + rank // len(counted)) % len(MODES)])
    dit = Dit()
    for n, geste in enumerate(gestes):
        if geste.sort == "says":
            dit.read(geste.data.decode().splitlines())
        if honest or geste.sort != "sync":
            disk.follow(geste)
        for mode in wanted.get(n, ()):
            _cut(disk, there, folder / "coupe", mode, chance, dit, compte, f"{mode}")
    return compte


def _inside(geste: Geste, disk: Disque) -> bool:
    return any(geste.path.startswith(root) for root in disk.roots)


def _cut(
    disk: Disque, there: Modele, to: Path, mode: str, chance: random.Random, dit: Dit, compte: Compte, where: str
) -> None:  # fmt: skip
    folders = {str(there.coffre): to / "coffre", str(there.poste): to / "poste"}
    disk.leave(folders, chance, mode)
    made = Modele(**{**there.__dict__, "coffre": to / "coffre", "poste": to / "poste"})
    before = Dit(dit.apports, dit.membres, dit.situations, dit.frappe)
    examine(made, before, compte, where)


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    work(Modele(**{**told, "coffre": Path(told["coffre"]), "poste": Path(told["poste"])}), 1, 0, turns=TURNS)
