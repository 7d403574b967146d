"""Power cuts on a disk that forgets what was not synced: the vault opens with all that was acknowledged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attaques.conftest import Modele
from tests.attaques.coupure_courant import can_record, cut_power, record_work
from tests.attaques.disque import Disque, read_log


@pytest.fixture(autouse=True)
def strace() -> None:
    """The write log is the system's own."""
    if not can_record():
        pytest.skip("exige strace")


def test_power_cuts_lose_nothing_acknowledged(modele: Modele, tmp_path: Path) -> None:
    compte = cut_power(modele, tmp_path, 120)
    compte.check(120)
    assert set(compte.issues) == {"hasard", "rien", "tout"}


def test_on_a_disk_that_lies_about_fsync_the_simulation_sees_losses_and_no_traceback(
    modele: Modele, tmp_path: Path
) -> None:
    compte = cut_power(modele, tmp_path, 40, honest=False)
    assert compte.perdu > 0
    assert compte.trace == 0


def test_the_log_followed_to_its_end_gives_the_very_files(coffre: Modele, tmp_path: Path) -> None:
    """The model of the disk is right: with everything kept, it holds byte for byte what the system holds."""
    disk = Disque([coffre.coffre, coffre.poste])
    for geste in record_work(coffre, tmp_path / "appels"):
        disk.follow(geste)
    assert {path: disk.contents[n].with_ops(disk.contents[n].pending) for path, n in disk.live.items()} == {
        str(path): path.read_bytes()
        for root in (coffre.coffre, coffre.poste)
        for path in root.rglob("*")
        if path.is_file()
    }


def test_the_commits_are_synced_before_they_are_acknowledged(coffre: Modele, tmp_path: Path) -> None:
    """When the child says so, nothing it wrote to the vault folder is waiting."""
    disk = Disque([coffre.coffre])
    said = 0
    for geste in record_work(coffre, tmp_path / "appels"):
        disk.follow(geste)
        if geste.sort == "says":
            said += 1
            waiting = [path for path, n in disk.live.items() if disk.contents[n].pending]
            assert not waiting and not disk.names, geste.data
    assert said == 16  # two turns of eight acknowledgements


def test_a_log_with_a_call_the_model_does_not_know_is_refused(tmp_path: Path) -> None:
    log = tmp_path / "appels"
    log.write_text('pwritev(3<\\x2f\\x61>, [{iov_base="\\x61", iov_len=1}], 1, 0) = 1\n')
    with pytest.raises(ValueError, match="pwritev"):
        read_log(log)
