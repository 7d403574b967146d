"""``gsn diagnostic`` and the failures of ``gsn demo``: no key asked, nobody named, one sentence each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.commande import Coffre, gsn


def test_it_tells_a_sound_vault_without_naming_anyone(coffre: Coffre) -> None:
    before = sorted((p.name, p.stat().st_mtime_ns) for p in coffre.dossier.iterdir())
    done = gsn("diagnostic", "--coffre", coffre.dossier, "--poste", coffre.poste)
    assert done.code == 0, done.dit
    assert "en-tête lisible" in done.dit and "2 accès" in done.dit and "SQLCipher 4" in done.dit
    assert "Testard" not in done.dit and "Saint-Exemple" not in done.dit
    assert sorted((p.name, p.stat().st_mtime_ns) for p in coffre.dossier.iterdir()) == before


def test_it_tells_each_condition_of_the_machine_before_its_walls(coffre: Coffre) -> None:
    (coffre.poste).chmod(0o755)
    done = gsn("diagnostic", "--coffre", coffre.dossier, "--poste", coffre.poste)
    told = done.dit.split("Conditions à réunir\n")[1].split("\nProtections de ce poste\n")[0].splitlines()
    assert len(told) == 6
    assert all(line[2:5] in {"oui", "NON", " ? "} for line in told), told
    (machine,) = [line for line in told if "Dossier du poste" in line]
    assert machine.startswith("  NON") and "corrigez ses droits" in machine
    assert done.code == 0  # a machine that could do better still opens its vault


def test_it_tells_what_is_missing_damaged_or_open_to_others(coffre: Coffre, tmp_path: Path) -> None:
    absent = gsn("diagnostic", "--coffre", tmp_path / "rien", "--poste", coffre.poste)
    assert (absent.code, "OUV-04" in absent.dit) == (5, True)
    (coffre.poste / "secret_de_poste").chmod(0o644)
    assert "corrigez ses droits" in gsn("diagnostic", "--poste", coffre.poste).dit
    for name in ("entete.a", "entete.b"):
        (coffre.dossier / name).write_bytes(b"x" * 40)
    damaged = gsn("diagnostic", "--coffre", coffre.dossier, "--poste", coffre.poste)
    assert (damaged.code, "END-01" in damaged.dit) == (5, True)
    (coffre.poste / "secret_de_poste").write_bytes(b"court")
    assert gsn("diagnostic", "--poste", coffre.poste).code == 5


def test_a_demonstration_never_lands_on_something(coffre: Coffre) -> None:
    before = sorted(p.name for p in coffre.dossier.iterdir())
    done = gsn("demo", "--coffre", coffre.dossier, "--poste", coffre.poste)
    assert (done.code, "CRE-01" in done.erreur, done.dit) == (2, True, "")
    assert sorted(p.name for p in coffre.dossier.iterdir()) == before


def test_a_demonstration_on_a_full_disk_leaves_no_vault(
    small_disk: Callable[[int], Path], tmp_path: Path
) -> None:
    disk = small_disk(100_000)
    done = gsn("demo", "--coffre", disk / "coffre", "--poste", tmp_path / "poste")
    assert done.code == 5 and done.dit == ""
    assert "END-04" in done.erreur or "CLI-05" in done.erreur
    assert not (disk / "coffre").exists()


def test_a_demonstration_where_nothing_can_be_written_says_so(tmp_path: Path) -> None:
    done = gsn("demo", "--coffre", "/proc/coffre", "--poste", tmp_path / "poste")
    assert done.code == 5 and "POS-02" in done.erreur and done.dit == ""


def test_an_opening_without_display_ends_with_a_sentence(tmp_path: Path) -> None:
    """Qt ends its process when it finds no display: the supervisor says so instead of passing a signal on."""
    hidden = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":987", "WAYLAND_DISPLAY": ""}
    done = gsn("ouvrir", "--poste", tmp_path, environ=hidden)
    assert done.code == 5 and "CLI-04" in done.erreur
