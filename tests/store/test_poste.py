"""The machine's files: written whole or not at all, private, and unreadable ones never worse than absent."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gsn_app.poste import Poste, PosteUnusable, Tete, VaultHeld, Verrou, write_atomically

VAULT = b"v" * 16
TETE = Tete(12, "ab" * 32, "cd" * 32)


@pytest.fixture
def poste(tmp_path: Path) -> Poste:
    return Poste(tmp_path / "poste")


def test_the_secret_is_drawn_once_and_private(poste: Poste) -> None:
    with pytest.raises(PosteUnusable):
        poste.read_secret()
    first = poste.read_secret(create=True)
    assert len(first) == 32 and len(set(first)) > 10
    assert poste.read_secret(create=True) == poste.read_secret() == first
    assert (poste.dossier / "secret_de_poste").stat().st_mode & 0o077 == 0
    assert poste.dossier.stat().st_mode & 0o077 == 0
    assert Poste(poste.dossier.with_name("autre")).read_secret(create=True) != first


@pytest.mark.parametrize("content", [b"", b"s" * 31, b"s" * 33])
def test_a_secret_of_another_length_is_refused_and_kept(poste: Poste, content: bytes) -> None:
    poste.dossier.mkdir()
    (poste.dossier / "secret_de_poste").write_bytes(content)
    with pytest.raises(PosteUnusable):
        poste.read_secret(create=True)
    assert (poste.dossier / "secret_de_poste").read_bytes() == content


def test_a_head_file_comes_back_for_its_vault_only(poste: Poste) -> None:
    assert poste.read_tete(VAULT) is None and not poste.has_tete(VAULT)
    poste.save_tete(VAULT, TETE)
    assert poste.read_tete(VAULT) == TETE
    assert poste.read_tete(b"w" * 16) is None
    poste.save_tete(VAULT, Tete(13, TETE.chaine, TETE.racine))
    found = poste.read_tete(VAULT)
    assert found is not None and found.n == 13


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", "{}", '{"n": "x", "chaine": "", "racine": ""}', "[" * 5000, '{"n": 1e999}'],
)
def test_a_damaged_head_file_is_there_and_says_nothing(poste: Poste, content: str) -> None:
    poste.save_tete(VAULT, TETE)
    (poste.dossier / "tetes" / VAULT.hex()).write_text(content)
    assert poste.read_tete(VAULT) is None
    assert poste.has_tete(VAULT)


def test_failures_are_counted_then_cleared(poste: Poste) -> None:
    assert poste.read_failures(VAULT) == 0
    for expected in (1, 2, 3):
        poste.count_failure(VAULT)
        assert poste.read_failures(VAULT) == expected
    (poste.dossier / "essais" / VAULT.hex()).write_text("beaucoup")
    assert poste.read_failures(VAULT) == 0
    poste.clear_failures(VAULT)
    poste.clear_failures(VAULT)
    assert poste.read_failures(VAULT) == 0


def test_recent_vaults_are_eight_at_most_newest_first(poste: Poste, tmp_path: Path) -> None:
    folders = [tmp_path / f"coffre-{n}" for n in range(11)]
    for folder in [*folders, folders[5]]:
        poste.remember(folder)
    found = [folder for _, folder in poste.list_recents()]
    assert found == [folders[5], *reversed([f for f in folders[3:] if f != folders[5]])]
    (poste.dossier / "recents.json").write_text("{")
    assert poste.list_recents() == []


def test_the_mark_of_a_clean_close_goes_with_the_next_opening(poste: Poste) -> None:
    assert poste.read_closed(VAULT) == ""
    poste.save_closed(VAULT, "12 34 ab")
    assert poste.read_closed(VAULT) == "12 34 ab"
    poste.clear_closed(VAULT)
    assert poste.read_closed(VAULT) == ""
    poste.clear_closed(VAULT)


def test_the_mark_is_gone_from_the_disk_before_the_opening_goes_on(
    poste: Poste, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut would bring it back, and have a journal still needed moved aside: the folder is synced."""
    poste.save_closed(VAULT, "12 34 ab")
    synced: list[tuple[str, list[str]]] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        synced.append((path.name, [p.name for p in path.iterdir()]))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    poste.clear_closed(VAULT)
    assert synced == [("fermetures", [])]


def test_a_file_is_the_old_one_or_the_new_one_never_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fichier"
    write_atomically(path, b"ancien")

    def refused(*_: object) -> None:
        raise OSError("le support ne répond plus")

    monkeypatch.setattr(os, "replace", refused)
    with pytest.raises(OSError, match="support"):
        write_atomically(path, b"nouveau")
    assert path.read_bytes() == b"ancien"
    monkeypatch.undo()
    write_atomically(path, b"nouveau")
    assert path.read_bytes() == b"nouveau"
    assert path.stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.iterdir()] == ["fichier"]


def test_content_is_synced_before_the_rename_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    fsync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        order.append("fsync " + Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    def renamed(source: Path, target: Path) -> None:
        order.append("rename")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", renamed)
    write_atomically(tmp_path / "fichier", b"x")
    assert order == ["fsync fichier.tmp", "rename", f"fsync {tmp_path.name}"]


def test_a_lock_is_taken_once_names_who_holds_it_and_falls_with_its_process(tmp_path: Path) -> None:
    first, second = Verrou(tmp_path / "verrou"), Verrou(tmp_path / "verrou")
    first.take()
    with pytest.raises(VaultHeld) as refusal:
        second.take("Coordo Testard, depuis 14:02")
    assert "Coordo Testard, depuis 14:02" in refusal.value.sentence
    first.release()
    first.release()
    second.take()
    second.release()
    child = os.fork()
    if child == 0:
        Verrou(tmp_path / "verrou").take()
        os._exit(0)  # without giving it back
    os.waitpid(child, 0)
    first.take()
    first.release()


def test_a_folder_that_refuses_writing_is_told(tmp_path: Path) -> None:
    (tmp_path / "poste").write_text("un fichier, pas un dossier")
    poste = Poste(tmp_path / "poste")
    gestures: list[Callable[[], object]] = [
        lambda: poste.save_tete(VAULT, TETE),
        lambda: poste.read_secret(create=True),
        lambda: poste.remember(tmp_path),
    ]
    for gesture in gestures:
        with pytest.raises(PosteUnusable):
            gesture()
    poste.count_failure(VAULT)  # counting is a courtesy: it never stops an opening
    poste.save_closed(VAULT, "x")
    assert poste.read_failures(VAULT) == 0
