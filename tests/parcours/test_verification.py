"""A second process verifies the day: the ``gsn`` command itself, which knows nothing of these tests."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.parcours.gestes import BAILLEUR, COORDO, DPO, ECOLE, Personnage
from tests.parcours.journee import APPORT, FIGURANTS, SACHA, ZOE, Journee

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Sortie:
    """What the command left."""

    code: int
    dit: str


@pytest.fixture
def copie(journee: Journee, tmp_path: Path) -> tuple[Path, Path]:
    """The vault and the machine folder of the day, at a place of their own."""
    shutil.copytree(journee.coffre, tmp_path / "coffre")
    shutil.copytree(journee.poste, tmp_path / "poste")
    return tmp_path / "coffre", tmp_path / "poste"


def verify(copie: tuple[Path, Path], qui: Personnage, *more: str, phrase: str = "") -> Sortie:
    """``gsn verifier`` in a process of its own, the passphrase on a descriptor."""
    reading, writing = os.pipe()
    os.write(writing, (phrase or qui.phrase).encode())
    os.close(writing)
    argv = [sys.executable, "-m", "gsn_app", "verifier", "--coffre", str(copie[0]), "--poste", str(copie[1])]
    argv += ["--membre", qui.nom, "--secret-fd", str(reading), *more]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, pass_fds=(reading,), timeout=120, check=False)
    os.close(reading)
    return Sortie(done.returncode, (done.stdout + done.stderr).decode())


@pytest.mark.parametrize("qui", [COORDO, ECOLE, BAILLEUR, DPO], ids=lambda qui: qui.nom)
def test_another_process_finds_the_day_whole_and_names_nobody(
    copie: tuple[Path, Path], qui: Personnage
) -> None:
    done = verify(copie, qui, "--json")
    assert done.code == 0, done.dit
    state = json.loads(done.dit)
    assert state["integre"] is True
    assert state["niveau"] == (1 if qui is DPO else 0)
    assert state["entrees"] > 100
    for secret in (ZOE.nom, SACHA.nom, FIGURANTS[0].nom, APPORT[:20]):
        assert secret not in done.dit


def test_the_anchor_read_on_the_screen_is_confirmed_by_the_other_process(
    copie: tuple[Path, Path], journee: Journee
) -> None:
    noted = journee.lu["ancre"].removeprefix("Ancre ")
    done = verify(copie, COORDO, "--ancre", noted)
    assert done.code == 0, done.dit


def test_another_anchor_is_denied(copie: tuple[Path, Path], journee: Journee) -> None:
    noted = journee.lu["ancre"].removeprefix("Ancre ")
    false = noted[:-1] + ("A" if noted[-1] != "A" else "B")
    assert verify(copie, COORDO, "--ancre", false).code == 4


def test_without_the_passphrase_it_refuses(copie: tuple[Path, Path]) -> None:
    done = verify(copie, ECOLE, phrase=ECOLE.phrase + "x")
    assert done.code == 3
    assert "OUV-01" in done.dit


def test_a_byte_changed_in_the_vault_is_never_called_whole(copie: tuple[Path, Path]) -> None:
    file = max(copie[0].iterdir(), key=lambda f: f.stat().st_size)
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)
    done = verify(copie, COORDO)
    assert done.code in {4, 5}, done.dit
    assert re.search(r"\((ALT|END)-\d\d\)|ALTÉRÉ", done.dit) or "ALT" in done.dit or "END" in done.dit
