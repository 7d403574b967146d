"""The real supervisor and its session process, driven from inside by a timer, looked at from outside through /proc.

The session logs in, opens a situation, then waits for the file « verrouille »; locked, it ends, and the supervisor
shows the login again in a new process. Nothing here tells the processes a key: whoever looks for one knows it already.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOC = 1 << 22

SUPERVISEUR = """
import sys
from pathlib import Path
from gsn_app import lanceur
lanceur.protect()
sys.exit(lanceur.supervise([sys.executable, "-c", *sys.argv[1:]], Path.cwd()))
"""
#: the session as the command starts it, and fingers on its keyboard
SESSION = """
import os, sys, time
from pathlib import Path
from gsn_app import lanceur
lanceur.protect()
lanceur.follow_supervisor()
from PySide6.QtCore import QTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from gsn_app.ui import application
from tests.coffre_prepare import BON_MARCHE

coffre, poste, membre, phrase, situation, signaux, mode = sys.argv[1:]
signaux = Path(signaux)
again = (signaux / "ouvert").exists()

def say(name):
    (signaux / (name + ".tmp")).write_text(f"{os.getpid()} {time.time()}")
    (signaux / (name + ".tmp")).rename(signaux / name)

def top(name):
    return next((w for w in QApplication.topLevelWidgets() if w.objectName() == name and w.isVisible()), None)

def drive():
    accueil, window = top("gsn_accueil"), top("gsn_fenetre")
    page = accueil.currentWidget() if accueil else None
    if again:
        if page is not None and hasattr(page, "passphrase") and page.membre.combo.count() > 1:
            say("ouverture")
            timer.stop()
        return
    if window is not None:
        if window.context.operations.busy:
            return
        if not (signaux / "liste").exists():
            window.show_screen("situations")
            say("liste")
        elif not (signaux / "vu").exists():
            window.show_screen("situation", situation)
            say("vu")
        elif not window.context.operations.busy and not (signaux / "ouvert").exists():
            say("ouvert")
        elif (signaux / "verrouille").exists():
            timer.stop()
            if mode == "occupe":
                window.context.operations.run(time.sleep, 30)
            say("geste")
            QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
            if mode == "bloque":
                time.sleep(30)
    elif page is not None and hasattr(page, "choose"):
        page.field.set_value("274916")
        page.choose()
    elif page is not None and hasattr(page, "membre") and page.membre.combo.count() > 1:
        if page.ouvrir.isEnabled() and not page.passphrase.value():
            page.membre.set_value(membre)
            page.passphrase.set_value(phrase)
            page.open_vault()

application.make_application()
timer = QTimer()
timer.timeout.connect(drive)
timer.start(15)
sys.exit(application.run(Path(coffre), Path(poste), kdf=BON_MARCHE))
"""


@dataclass
class Suivie:
    """A supervised program under observation."""

    superviseur: subprocess.Popen[bytes]
    signaux: Path

    def wait(self, name: str, seconds: float = 60) -> tuple[int, float]:
        """Pid and instant of a signal."""
        wait_for(lambda: (self.signaux / name).exists(), f"« {name} » never came", seconds)
        pid, instant = (self.signaux / name).read_text().split()
        return int(pid), float(instant)

    def lock(self) -> None:
        """Ask for Ctrl+L."""
        (self.signaux / "verrouille").touch()

    def processes(self) -> list[int]:
        """The supervisor and everything it started."""
        return [self.superviseur.pid, *descendants(self.superviseur.pid)]

    def stop(self) -> None:
        """End it: the session follows its supervisor."""
        left = descendants(self.superviseur.pid)
        self.superviseur.kill()
        self.superviseur.wait()
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def start(
    signaux: Path, coffre: Path, poste: Path, membre: str, phrase: str, situation: str, mode: str = ""
) -> Suivie:
    """Start the supervisor on a vault made with the cheap derivation."""
    arguments = [SESSION, coffre, poste, membre, phrase, situation, signaux, mode]
    run = subprocess.Popen(
        [sys.executable, "-c", SUPERVISEUR, *map(str, arguments)], cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=(signaux / "erreurs").open("wb"),
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    return Suivie(run, signaux)


def descendants(pid: int) -> list[int]:
    """Children, and theirs."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and parent_of(int(entry.name)) == pid:
            found += [int(entry.name), *descendants(int(entry.name))]
    return found


def parent_of(pid: int) -> int:
    """Parent of a live process; 0 for one that is gone or a zombie."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[:2]
    except OSError:
        return 0
    return 0 if state == "Z" else int(parent)


def count_keys(pids: Iterable[int], keys: Iterable[bytes]) -> int:
    """How many times the keys stand in the readable memory of the processes."""
    wanted = list(keys)
    overlap = max(map(len, wanted)) - 1
    found = 0
    for pid in pids:
        found += sum(_count(pid, low, high, wanted, overlap) for low, high in _regions(pid))
    return found


def _regions(pid: int) -> list[tuple[int, int]]:
    try:
        lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    except OSError:
        return []
    parts = [line.split(None, 5) for line in lines]
    kept = [p[0].split("-") for p in parts if "r" in p[1] and "w" in p[1]]
    return [(int(low, 16), int(high, 16)) for low, high in kept]


def _count(pid: int, low: int, high: int, wanted: list[bytes], overlap: int) -> int:
    found, tail = 0, b""
    try:
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            at = low
            while at < high:
                memory.seek(at)
                read = memory.read(min(BLOC, high - at))
                if not read:
                    break
                block = tail + read
                found += sum(block.count(key) for key in wanted)
                tail = block[-overlap:]
                at += len(read)
    except (OSError, ValueError, OverflowError):
        pass  # the region or the process went away meanwhile
    return found


def wait_for(ready: Callable[[], object], otherwise: str, seconds: float = 60) -> None:
    """Look every few milliseconds; raises TimeoutError."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.003)
