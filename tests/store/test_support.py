"""A medium without any key: which files are kept, what each says, what was erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from gsn_app.crypto import sauvegarde as layout
from gsn_app.store.support import (
    Fiche,
    add_effacements,
    choose_kept,
    list_fiches,
    read_effacements,
    rotate,
)

VAULT = b"v" * 16


def head(day: int, n: int, vault_id: bytes = VAULT) -> layout.Head:
    """A head made at noon of a day counted from 1 January 2026; nothing is sealed in it."""
    made = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
    sealed = bytes(layout.SIZES[0] + 28)
    time_ms = int(made.timestamp() * 1000)
    return layout.Head(vault_id, n, time_ms, "A" * 16, b"k" * 32, 10, ((b"c" * 16, bytes(80)),), b"", sealed)


def put(support: Path, name: str, made: layout.Head) -> Path:
    path = support / name
    path.write_bytes(made.dump() + bytes(made.taille))
    return path


def fiche(day: int, name: str = "") -> Fiche:
    made = head(day, day)
    return Fiche(Path(name or f"{day:03}.sauv"), VAULT, made.n, made.time_ms)


def test_a_year_of_daily_backups_leaves_five_days_and_four_weeks() -> None:
    days = [fiche(day) for day in range(365)]
    kept = sorted(int(path.stem) for path in choose_kept(days, ()))
    assert kept[-5:] == [360, 361, 362, 363, 364]
    assert len(kept) <= 9
    weeks = {days[day].jour.isocalendar()[:2] for day in kept}
    assert len(weeks) == 4


def test_kept_backups_are_stable_as_days_pass() -> None:
    """Dropping each day what is not kept ends with the same reach: about a month back."""
    left: list[Fiche] = []
    for day in range(120):
        left.append(fiche(day))
        kept = choose_kept(left, ())
        left = [x for x in left if x.chemin in kept]
    days = sorted(int(x.chemin.stem) for x in left)
    assert days[-5:] == [115, 116, 117, 118, 119]
    assert 90 < days[0] < 105


def test_a_verified_backup_wins_its_day_over_a_later_one_that_is_not() -> None:
    early, late = fiche(10, "a.sauv"), Fiche(Path("b.sauv"), VAULT, 11, head(10, 11).time_ms + 1000)
    assert choose_kept([early, late], {"a.sauv"}) == {early.chemin}
    assert choose_kept([early, late], ()) == {late.chemin}


def test_a_clock_far_ahead_throws_nothing_more_away() -> None:
    days = [fiche(day) for day in (1, 2, 3, 4, 40_000)]
    assert len(choose_kept(days, ())) == 5


def test_rotation_touches_only_whole_backups_of_this_vault(tmp_path: Path) -> None:
    mine = [put(tmp_path, f"{day:03}.sauv", head(day, day)) for day in range(60)]
    other = put(tmp_path, "autre.sauv", head(1, 1, b"w" * 16))
    broken = tmp_path / "abimee.sauv"
    broken.write_bytes(b"GSNSAU\0\1 rien")
    letter = tmp_path / "lettre.odt"
    letter.write_text("rien à voir")
    dropped = rotate(tmp_path, VAULT, (), mine[-1])
    assert len(dropped) == 60 - len([x for x in mine if x.exists()])
    assert mine[-1].exists()
    assert 5 <= 60 - len(dropped) <= 9
    assert other.exists() and broken.exists() and letter.exists()


def test_the_newest_just_made_is_never_dropped_even_with_a_clock_gone_back(tmp_path: Path) -> None:
    for day in range(50, 60):
        put(tmp_path, f"{day}.sauv", head(day, day))
    back = put(tmp_path, "retour.sauv", head(1, 61))
    rotate(tmp_path, VAULT, {"retour.sauv"}, back)
    assert back.exists()


def test_each_file_says_what_it_is_or_why_not(tmp_path: Path) -> None:
    whole = put(tmp_path, "a.sauv", head(3, 12))
    cut = tmp_path / "b.sauv"
    cut.write_bytes(whole.read_bytes()[:-1])
    (tmp_path / ".cachee.sauv").write_bytes(b"")
    good, bad = list_fiches(tmp_path, VAULT)
    assert (good.n, good.ancre, good.defaut) == (12, f"12·{'A' * 16}", "")
    assert "tronqué" in bad.defaut


def test_erased_dossiers_are_noted_once_beside_other_vaults(tmp_path: Path) -> None:
    other = "77" * 16 + " " + "ab" * 16
    (tmp_path / "effacements").write_text(f"{other}\nn’importe quoi\n")
    add_effacements(tmp_path, VAULT, ["cd" * 16, "ef" * 16])
    add_effacements(tmp_path, VAULT, ["cd" * 16])
    assert read_effacements(tmp_path, VAULT) == {"cd" * 16, "ef" * 16}
    assert read_effacements(tmp_path, b"\x77" * 16) == {"ab" * 16}
    assert (tmp_path / "effacements").read_text().count("cd" * 16) == 1
    assert [x.name for x in tmp_path.iterdir()] == ["effacements"]
