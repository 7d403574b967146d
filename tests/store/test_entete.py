"""The header's two copies: which one is read, when both are written, and one whole copy at any instant."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from gsn_app.crypto import entete as layout
from gsn_app.errors import GsnError
from gsn_app.store.entete import COPIES, VaultMissing, digest, read_copies, read_raw, write_copies
from tests.attaques.adverse import read_keys
from tests.coffre_prepare import BON_MARCHE, Prepare


@pytest.fixture
def folder(coffre: Prepare) -> Path:
    return coffre.coffre


@pytest.fixture
def newer(coffre: Prepare) -> bytes:
    """The same header, sequence + 1."""
    header, _, file_key = read_keys(coffre, "coordo")
    return layout.serialize(replace(header, sequence=header.sequence + 1), file_key)


def test_both_copies_are_alike_after_a_creation(folder: Path) -> None:
    a, b = read_raw(folder)
    assert a == b and len(digest(a)) == 32
    assert [raw for _, raw in read_copies(folder, BON_MARCHE)] == [a, b]


@pytest.mark.parametrize("which", COPIES)
def test_the_highest_sequence_is_tried_first_wherever_it_stands(
    folder: Path, newer: bytes, which: str
) -> None:
    (folder / which).write_bytes(newer)
    copies = read_copies(folder, BON_MARCHE)
    assert copies[0][1] == newer
    assert copies[0][0].sequence == copies[1][0].sequence + 1


@pytest.mark.parametrize("lost", COPIES)
@pytest.mark.parametrize("content", [None, b"", b"GSNENT", b"x" * 70_000])
def test_one_readable_copy_is_enough(folder: Path, lost: str, content: bytes | None) -> None:
    (folder / lost).unlink()
    if content is not None:
        (folder / lost).write_bytes(content)
    assert len(read_copies(folder, BON_MARCHE)) == 1


def test_no_readable_copy_gives_the_reason_of_the_first(folder: Path, tmp_path: Path) -> None:
    (folder / "entete.a").write_bytes(b"%PDF" + bytes(600))
    (folder / "entete.b").unlink()
    with pytest.raises(layout.HeaderDamaged, match="pas un coffre"):
        read_copies(folder, BON_MARCHE)
    (tmp_path / "vide").mkdir()
    with pytest.raises(VaultMissing):
        read_copies(tmp_path / "vide", BON_MARCHE)


def test_a_huge_file_is_not_read_whole(folder: Path) -> None:
    for name in COPIES:
        with (folder / name).open("wb") as stream:
            stream.truncate(1 << 40)  # sparse: reading it all would never end
    with pytest.raises(layout.HeaderDamaged, match="taille"):
        read_copies(folder, BON_MARCHE)


def test_one_copy_is_whole_at_any_instant(
    folder: Path, newer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at before and after each rename: A is replaced first, then B; never both in doubt."""
    old = read_raw(folder)[0]
    seen = []
    real = os.replace

    def watched(source: Path, target: Path) -> None:
        seen.append(tuple(read_raw(folder)))
        real(source, target)
        seen.append(tuple(read_raw(folder)))

    monkeypatch.setattr(os, "replace", watched)
    write_copies(folder, newer)
    assert seen == [(old, old), (newer, old), (newer, old), (newer, newer)]


def test_a_copy_already_right_is_not_written_again(folder: Path, newer: bytes) -> None:
    write_copies(folder, newer)
    before = [(folder / name).stat().st_ino for name in COPIES]
    write_copies(folder, newer)
    assert [(folder / name).stat().st_ino for name in COPIES] == before
    assert not list(folder.glob("*.tmp"))


def test_a_header_of_another_key_is_forged(coffre: Prepare, newer: bytes) -> None:
    header = layout.parse(newer, BON_MARCHE)
    with pytest.raises(GsnError) as refusal:
        layout.verify_header(header, bytes(32))
    assert refusal.value.code == "ALT-01"
