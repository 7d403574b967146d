"""The conditions of the machine: each is told met, not met or unknown, from what the system shows."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gsn_app.actions.protection import Condition, examine_machine

NAMES = [
    "Compte ordinaire", "Programme protégé", "Dossier du poste", "Dossier du coffre", "Disque chiffré", "Mémoire d’échange",
]  # fmt: skip


@pytest.fixture
def machine(tmp_path: Path) -> Callable[[], dict[str, Condition]]:
    """A machine whose ``/proc`` and ``/sys`` are folders of the test."""
    for name in ("coffre", "poste"):
        (tmp_path / name).mkdir(mode=0o700)

    def look() -> dict[str, Condition]:
        found = examine_machine(tmp_path / "coffre", tmp_path / "poste", systeme=tmp_path / "racine")
        return {condition.nom: condition for condition in found}

    return look


def _device(tmp_path: Path) -> Path:
    number = (tmp_path / "coffre").stat().st_dev
    made = tmp_path / "racine" / "sys" / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}"
    (made / "slaves").mkdir(parents=True)
    return made


def _swaps(tmp_path: Path, *areas: str) -> None:
    folder = tmp_path / "racine" / "proc"
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["Filename\tType\tSize\tUsed\tPriority", *(f"{area} partition 100 0 -2" for area in areas)]
    (folder / "swaps").write_text("\n".join(lines) + "\n")


def test_every_condition_is_told_with_what_it_means(machine: Callable[[], dict[str, Condition]]) -> None:
    found = machine()
    assert list(found) == NAMES
    assert all(condition.sens for condition in found.values())


def test_what_the_system_does_not_show_is_unknown(machine: Callable[[], dict[str, Condition]]) -> None:
    found = machine()
    assert found["Disque chiffré"].remplie is None
    assert found["Mémoire d’échange"].remplie is None


@pytest.mark.parametrize(("uuid", "met"), [("CRYPT-LUKS2-abc", True), ("LVM-abc", False), (None, False)])
def test_a_disk_is_encrypted_when_dm_crypt_stands_under_it(
    machine: Callable[[], dict[str, Condition]], tmp_path: Path, uuid: str | None, met: bool
) -> None:
    """Directly, or below a logical volume."""
    device = _device(tmp_path)
    below = device / "slaves" / "dm-0" / "dm"
    below.mkdir(parents=True)
    if uuid:
        (below / "uuid").write_text(uuid)
    assert machine()["Disque chiffré"].remplie is met


@pytest.mark.parametrize(
    ("areas", "met"), [((), True), (("/dev/zram0",), True), (("/dev/sda2",), False), (("/dev/zram0", "/swap.img"), False)]
)  # fmt: skip
def test_swap_in_clear_is_told(
    machine: Callable[[], dict[str, Condition]], tmp_path: Path, areas: tuple[str, ...], met: bool
) -> None:
    _swaps(tmp_path, *areas)
    assert machine()["Mémoire d’échange"].remplie is met


def test_encrypted_swap_is_told_so(machine: Callable[[], dict[str, Condition]], tmp_path: Path) -> None:
    _swaps(tmp_path, "/dev/dm-1")
    dm = tmp_path / "racine" / "sys" / "class" / "block" / "dm-1" / "dm"
    dm.mkdir(parents=True)
    (dm / "uuid").write_text("CRYPT-PLAIN-swap")
    assert machine()["Mémoire d’échange"].remplie is True


@pytest.mark.parametrize(
    ("folder", "mode", "met"),
    [("poste", 0o700, True), ("poste", 0o750, False), ("coffre", 0o770, True), ("coffre", 0o775, False)],
)
def test_a_folder_open_to_other_accounts_is_told(
    machine: Callable[[], dict[str, Condition]], tmp_path: Path, folder: str, mode: int, met: bool
) -> None:
    (tmp_path / folder).chmod(mode)
    assert machine()[f"Dossier du {folder}"].remplie is met


def test_the_account_and_the_program_are_looked_at(machine: Callable[[], dict[str, Condition]]) -> None:
    found = machine()
    program = Path(sys.modules["gsn_app"].__file__ or "").parent
    assert found["Compte ordinaire"].remplie is (os.geteuid() != 0)
    assert found["Programme protégé"].remplie is not os.access(program, os.W_OK)


def test_a_machine_without_any_folder_is_no_crash(tmp_path: Path) -> None:
    found = examine_machine(tmp_path / "rien", tmp_path / "nulle-part", systeme=tmp_path)
    assert [c.remplie for c in found[2:]] == [None] * 4
