"""What goes wrong with the vault, the disk and the folder: a French sentence, a code, and nothing lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.conftest import NOBODY
from tests.parcours import gestes, mains
from tests.parcours.gestes import COORDO, ECOLE
from tests.parcours.journee import ZOE, Journee
from tests.parcours.programme import Programme

ROOT = Path(__file__).resolve().parents[2]
ENFANT = [sys.executable, "-m", "tests.parcours.enfant_ouverture"]
TEXTE = "Point fait avec la famille, à suivre."


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def header_files(folder: Path) -> list[Path]:
    """The header and its copy: the small files that open the vault."""
    return sorted(f for f in folder.iterdir() if f.is_file() and "entete" in f.name)


def lose(folder: Path) -> None:
    shutil.rmtree(folder)


def damage(folder: Path) -> None:
    for file in header_files(folder):
        file.write_bytes(b"\0" * file.stat().st_size)


def cut(folder: Path) -> None:
    for file in header_files(folder):
        file.write_bytes(file.read_bytes()[:40])


def renew(folder: Path) -> None:
    """A vault of a later version: the version byte after the magic is one more."""
    for file in header_files(folder):
        raw = bytearray(file.read_bytes())
        raw[VERSION_AT] += 1
        file.write_bytes(raw)


VERSION_AT = 7


@pytest.mark.parametrize(
    ("gesture", "code"),
    [(lose, "OUV-04"), (damage, "END-01"), (cut, "END-01"), (renew, "END-02")],
    ids=["absent", "abîmé", "coupé", "plus récent"],
)
def test_a_vault_that_cannot_be_read_is_told_and_left_as_it_is(
    lendemain: Callable[[], Programme], gesture: Callable[[Path], None], code: str
) -> None:
    programme = lendemain()
    assert programme.coffre is not None
    gesture(programme.coffre)
    before = contents(programme.coffre)
    programme.start()
    said = mains.wait_text("gsn_ouverture_bandeau", code)
    assert "Traceback" not in said and len(said) > 40
    assert contents(programme.coffre) == before


def test_a_database_damaged_behind_a_sound_header_is_told_after_the_passphrase(
    lendemain: Callable[[], Programme],
) -> None:
    programme = lendemain()
    assert programme.coffre is not None
    base = max(programme.coffre.iterdir(), key=lambda f: f.stat().st_size)
    base.write_bytes(b"\0" * 4096 + base.read_bytes()[4096:])
    before = base.read_bytes()
    programme.start()
    mains.choose("gsn_ouverture_membre", ECOLE.nom)
    mains.fill("gsn_ouverture_passphrase", ECOLE.phrase)
    mains.key(Qt.Key.Key_Return)
    assert "END-03" in mains.wait_text("gsn_ouverture_bandeau", "Code à rappeler")
    assert base.read_bytes() == before


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that another user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="gsn-parcours-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_a_folder_that_may_not_be_read_is_told(journee: Journee, place: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("exige d’être root")
    shutil.copytree(journee.coffre, place / "coffre")
    shutil.copytree(journee.poste, place / "poste")
    for path in (place / "poste", *(place / "poste").rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    (place / "coffre").chmod(0o700)
    done = subprocess.run(
        [*ENFANT, place / "coffre", place / "poste", "uid", str(NOBODY)],
        cwd=ROOT, capture_output=True, timeout=120, check=False,
        env={**os.environ, "HOME": str(place), "XDG_RUNTIME_DIR": str(place), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert b"OUV-05" in done.stdout, done.stderr.decode()[-800:]
    assert b"Traceback" not in done.stderr


def test_a_second_opening_is_refused_and_the_first_goes_on(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    programme.enter(ECOLE.nom, ECOLE.phrase)
    done = subprocess.run(
        [*ENFANT, str(programme.coffre), str(programme.poste)],
        cwd=ROOT, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert "Ce coffre est ouvert par" in done.stdout.decode(), done.stderr.decode()[-800:]
    gestes.go_to_situation(ZOE)
    gestes.add_apport(TEXTE)


def test_another_machine_window_trying_the_passphrase_is_refused_with_a_code(
    lendemain: Callable[[], Programme],
) -> None:
    programme = lendemain()
    argv = [*ENFANT, str(programme.coffre), str(programme.poste), COORDO.nom, COORDO.phrase]
    with subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdin is not None
        assert other.stdout.readline().decode().strip() == "entré"
        programme.start()
        mains.choose("gsn_ouverture_membre", ECOLE.nom)
        mains.fill("gsn_ouverture_passphrase", ECOLE.phrase)
        mains.key(Qt.Key.Key_Return)
        said = mains.wait_text("gsn_ouverture_bandeau", "Code à rappeler")
        assert "OUV-02" in said or "OUV-03" in said
        other.kill()
    programme.stop()
    programme.enter(ECOLE.nom, ECOLE.phrase)


def fill_disk(folder: Path) -> Path:
    """Leave no room."""
    filler = folder / "remplissage"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512):
            while True:
                try:
                    if file.write(b"\0" * size) < size:
                        break
                except OSError:
                    break
    return filler


def test_a_full_disk_keeps_the_typing_on_the_screen_and_what_was_saved_on_the_disk(
    lendemain: Callable[[], Programme], small_disk: Callable[[int], Path]
) -> None:
    programme = lendemain()
    disk = small_disk(6_000_000)
    assert programme.coffre is not None
    shutil.copytree(programme.coffre, disk / "coffre")
    programme.coffre = disk / "coffre"
    programme.enter(ECOLE.nom, ECOLE.phrase)
    gestes.go_to_situation(ZOE)
    mains.click("gsn_situation_apporter")
    filler = fill_disk(disk)
    mains.fill("gsn_apport_texte", TEXTE)
    mains.click("gsn_apport_enregistrer")
    said = mains.wait_for(
        lambda: next((c for c in ("END-04", "JOU-01") if c in mains.read_screen()), ""), "no code"
    )
    assert said == "END-04", said
    assert mains.read("gsn_apport_texte") == TEXTE
    filler.unlink()
    mains.click("gsn_apport_enregistrer")
    mains.wait_text("gsn_apports", TEXTE)
    assert "Le journal est intègre" in gestes.verify_journal()
