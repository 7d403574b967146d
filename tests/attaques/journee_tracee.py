"""A commune's whole day behind the walls of the session process, under strace: every socket it asked for, and its answer.

Run as a module with a folder, it lives the day; :func:`trace_day` runs that under strace.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from gsn_app import lanceur
from tests.architecture.arbre import ROOT

_SOCKET = re.compile(r"\bsocket(?:pair)?\((AF_\w+|0x\w+|\d+).*?= (-?\d+)")


@dataclass(frozen=True)
class Demande:
    """One call to ``socket``: its family, and whether the kernel gave it."""

    famille: str
    accordee: bool


def read_sockets(log: str) -> list[Demande]:
    """Every socket asked for in a log of strace."""
    return [Demande(family, int(result) >= 0) for family, result in _SOCKET.findall(log)]


def strace(
    command: list[str], log: Path, environ: dict[str, str], seconds: float, *, granted_only: bool = False
) -> list[Demande]:
    """Run a command and its children under strace; the network calls it made.

    ``granted_only``: much faster, but blind to what the walls of the traced process refused.
    """
    options = [
        "-f",
        "-qq",
        *(["--seccomp-bpf"] if granted_only else []),
        "-e",
        "trace=%network",
        "-o",
        str(log),
    ]
    done = subprocess.run(
        ["strace", *options, *command],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return read_sockets(log.read_text())


def trace_day(folder: Path, *, granted_only: bool = False) -> tuple[list[Demande], Path]:
    """Live the day in a child, its printer first in the PATH; returns its sockets and where the report left."""
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.attaques.journee_tracee", str(folder)]
    found = strace(command, folder / "reseau", environ, 280, granted_only=granted_only)
    return found, folder / "remis"


def live(folder: Path) -> None:
    """The walls, then the day: open, list, write, print to a queue, report."""
    lanceur.protect()
    from tests.parcours.imprimante import install
    from tests.parcours.journee import live_the_day

    bac = install(folder / "imprimante")
    os.environ["PATH"] = f"{bac.programmes}{os.pathsep}{os.environ['PATH']}"
    day = live_the_day(folder, bac)
    assert len(bac.sheets()) == 3 and day.sorties


if __name__ == "__main__":
    live(Path(sys.argv[1]))
    sys.stdout.flush()
    os._exit(0)  # windows of several programs lived here: their order of destruction proves nothing
