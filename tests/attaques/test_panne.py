"""What fails while working — disk, rights, locks, passphrases — shows nothing, loses nothing, and is said in French."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.journal import read_journal, verify_journal
from gsn_app.actions.ouverture import open_session, read_porte
from gsn_app.actions.session import Session
from gsn_app.actions.situation import list_situations, read_situation
from gsn_app.crypto import piece as layout
from gsn_app.crypto.entete import PassphraseWrong, VaultNewer
from gsn_app.errors import GsnError
from gsn_app.poste import FolderReadOnly, PosteUnusable, VaultHeld
from gsn_app.store.connection import DatabaseDamaged, DatabaseReadOnly, DiskFull, VaultBusy
from gsn_app.store.entete import VaultMissing, VaultUnreadable
from tests.attaques.adverse import raw_connect, read_keys
from tests.attaques.conftest import CANARIS_A, Modele, told
from tests.coffre_prepare import BON_MARCHE, Prepare, phrase
from tests.conftest import NOBODY

InChild = Callable[..., str]


def _openings(gesture: Callable[[], object]) -> int:
    """How many pieces were decrypted while a gesture ran: watched from outside, nothing replaced."""
    count = 0

    def watch(frame: Any, event: str, _: object) -> None:
        nonlocal count
        count += event == "call" and frame.f_code is layout.open_piece.__code__

    sys.setprofile(watch)
    try:
        gesture()
    finally:
        sys.setprofile(None)
    return count


def _fill(folder: Path) -> Path:
    """Take every byte left on the disk."""
    filler = folder / "remplissage"
    with filler.open("wb", buffering=0) as stream:
        for size in (65536, 4096, 512):
            try:
                while True:
                    stream.write(b"\0" * size)
            except OSError:
                continue
    return filler


def _expect_full(session: Session, situation: str) -> None:
    with pytest.raises(DiskFull) as refusal:
        read_situation(session, situation)
    assert refusal.value.code == "END-04"


def _on_disk(coffre: Modele, disk: Path) -> Modele:
    return coffre.copy(disk)


def test_the_watch_counts_decryptions_when_all_is_well(coffre: Modele) -> None:
    session = coffre.open("coordo")
    assert _openings(lambda: read_situation(session, coffre.situation_a)) > 5
    session.close()


def test_a_full_disk_at_consultation_decrypts_nothing_and_loses_nothing(
    coffre: Modele, small_disk: Callable[[int], Path]
) -> None:
    disk = small_disk(2_000_000)
    there = _on_disk(coffre, disk)
    session = there.open("coordo")
    filler = _fill(disk)
    assert _openings(lambda: _expect_full(session, there.situation_a)) == 0
    with pytest.raises(DiskFull):
        list_situations(session)
    with pytest.raises(GsnError):
        add_apport(session, there.situation_a, "Perdu ? Non : refusé.")
    filler.unlink()
    texts = {a.texte for a in read_situation(session, there.situation_a).apports}
    assert CANARIS_A["apport"] in texts
    assert "Perdu ? Non : refusé." not in texts
    assert verify_journal(session).integre
    session.close()
    again = there.open("social")
    assert verify_journal(again).integre
    again.close()


def test_a_file_that_may_not_grow_refuses_the_consultation(
    coffre: Modele, in_child: InChild, file_size_limit: Callable[[int], Callable[[], None]]
) -> None:
    def gesture() -> str:
        session = coffre.open("coordo")
        file_size_limit(4096)()
        count = _openings(lambda: _expect_full(session, coffre.situation_a))
        return f"{count} décryptés"

    assert in_child(gesture) == "OK 0 décryptés"
    session = coffre.open("coordo")
    assert verify_journal(session).integre
    session.close()


def test_a_machine_folder_that_cannot_be_written_does_not_deny_what_is_durable(
    coffre: Modele, in_child: InChild, open_folder: Path
) -> None:
    there = coffre.copy(open_folder)
    _give(there.coffre, there.poste)

    def gesture() -> str:
        session = there.open("coordo")
        for folder in there.poste.rglob("*"):
            if folder.is_dir():
                folder.chmod(0o500)
        add_apport(session, there.situation_a, "Durable malgré le repère.")
        return " ".join(session.anomalies)

    answer = in_child(gesture, uid=NOBODY)
    assert answer.startswith("OK")
    assert "ne peut être ni lu ni écrit" in answer
    session = there.open("social")
    assert "Durable malgré le repère." in {
        a.texte for a in read_situation(session, there.situation_a).apports
    }
    session.close()


def _give(*folders: Path) -> None:
    """Everything under these folders now belongs to « nobody »."""
    for folder in folders:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, NOBODY, NOBODY)


def _as_nobody(there: Prepare, in_child: InChild) -> str:
    return in_child(lambda: there.open("coordo").close(), uid=NOBODY)


def test_another_user_with_every_right_opens_it(coffre: Modele, in_child: InChild, open_folder: Path) -> None:
    there = coffre.copy(open_folder)
    _give(there.coffre, there.poste)
    assert _as_nobody(there, in_child) == "OK None"


def test_a_read_only_folder_is_refused_in_french_before_anything(
    coffre: Modele, in_child: InChild, open_folder: Path
) -> None:
    there = coffre.copy(open_folder)
    _give(there.poste)
    for path in there.coffre.iterdir():
        path.chmod(0o444)
    there.coffre.chmod(0o555)
    before = {p.name: p.read_bytes() for p in there.coffre.iterdir()}
    answer = _as_nobody(there, in_child)
    assert answer.startswith(f"{FolderReadOnly.code}: ")
    assert {p.name: p.read_bytes() for p in there.coffre.iterdir()} == before


def test_a_read_only_database_is_refused_in_french(
    coffre: Modele, in_child: InChild, open_folder: Path
) -> None:
    there = coffre.copy(open_folder)
    _give(there.coffre, there.poste)
    os.chown(there.coffre / "coffre.db", 0, 0)
    (there.coffre / "coffre.db").chmod(0o444)
    assert _as_nobody(there, in_child).startswith(f"{DatabaseReadOnly.code}: ")


def test_an_unreadable_database_is_refused_in_french(
    coffre: Modele, in_child: InChild, open_folder: Path
) -> None:
    there = coffre.copy(open_folder)
    _give(there.coffre, there.poste)
    os.chown(there.coffre / "coffre.db", 0, 0)
    (there.coffre / "coffre.db").chmod(0o000)
    assert _as_nobody(there, in_child).startswith(f"{DatabaseReadOnly.code}: ")


def test_an_unreadable_folder_is_refused_in_french(
    coffre: Modele, in_child: InChild, open_folder: Path
) -> None:
    there = coffre.copy(open_folder)
    there.coffre.chmod(0o700)
    for gesture in (
        lambda: there.open("coordo"),
        lambda: read_porte(there.coffre, there.poste, kdf=BON_MARCHE),
    ):
        assert in_child(gesture, uid=NOBODY).startswith(f"{VaultUnreadable.code}: ")


def test_an_unreadable_machine_folder_is_refused_in_french(
    coffre: Modele, in_child: InChild, open_folder: Path
) -> None:
    there = coffre.copy(open_folder)
    _give(there.coffre)
    there.poste.chmod(0o700)
    assert _as_nobody(there, in_child).startswith(f"{PosteUnusable.code}: ")


def test_a_second_session_is_refused_and_the_first_goes_on(coffre: Modele, in_child: InChild) -> None:
    session = coffre.open("coordo")
    answer = in_child(lambda: coffre.open("social"))
    assert answer.startswith(f"{VaultHeld.code}: ")
    assert "Coordo Testard" in answer
    assert read_situation(session, coffre.situation_a).apports
    session.close()
    assert in_child(lambda: coffre.open("social").close()) == "OK None"


def test_a_database_held_by_another_tool_is_refused_in_french(coffre: Modele, in_child: InChild) -> None:
    _, _, file_key = read_keys(coffre, "ecole")
    conn = raw_connect(coffre.coffre / "coffre.db", file_key)
    conn.execute("BEGIN EXCLUSIVE")
    answer = in_child(lambda: coffre.open("coordo"))
    conn.execute("ROLLBACK")
    conn.close()
    assert answer.startswith(f"{VaultBusy.code}: ")


def test_wrong_passphrases_are_counted_and_absorbed_into_the_journal(coffre: Modele) -> None:
    for attempt in ("", "faux", "lanterne cobalt verger tambour", phrase("ecole")):
        with pytest.raises(PassphraseWrong) as refusal:
            open_session(coffre.coffre, coffre.poste, coffre.membres["coordo"], attempt, kdf=BON_MARCHE)
        assert refusal.value.code == "OUV-01"
    coffre.open("coordo").close()
    session = coffre.open("dpo")
    lines = [x for x in read_journal(session, nombre=10_000) if x.acte == "session.ouverte"]
    session.close()
    assert "4" in lines[-2].motif
    assert lines[-1].motif == ""  # absorbed once


def test_an_unknown_member_is_answered_as_a_wrong_passphrase(coffre: Modele) -> None:
    with pytest.raises(PassphraseWrong):
        open_session(coffre.coffre, coffre.poste, "00" * 16, phrase("coordo"), kdf=BON_MARCHE)


def _without(*names: str) -> Callable[[Path], None]:
    def gesture(folder: Path) -> None:
        for name in names:
            (folder / name).unlink()

    return gesture


def _cut(name: str, size: int) -> Callable[[Path], None]:
    def gesture(folder: Path) -> None:
        (folder / name).write_bytes((folder / name).read_bytes()[:size])

    return gesture


def _overwrite(names: tuple[str, ...], raw: bytes) -> Callable[[Path], None]:
    def gesture(folder: Path) -> None:
        for name in names:
            (folder / name).write_bytes(raw)

    return gesture


HEADERS = ("entete.a", "entete.b")
DAMAGE: dict[str, tuple[Callable[[Path], None], type[GsnError]]] = {
    "no header": (_without(*HEADERS), VaultMissing),
    "no database": (_without("coffre.db"), DatabaseDamaged),
    "empty database": (_overwrite(("coffre.db",), b""), DatabaseDamaged),
    "cut database": (_cut("coffre.db", 10_000), DatabaseDamaged),
    "one page of database": (_cut("coffre.db", 4096), DatabaseDamaged),
    "noise for a database": (_overwrite(("coffre.db",), bytes(range(256)) * 400), DatabaseDamaged),
    "empty headers": (_overwrite(HEADERS, b""), GsnError),
    "newer headers": (_overwrite(HEADERS, b"GSNENT\x00\x02" + b"\0" * 900), VaultNewer),
    "foreign headers": (_overwrite(HEADERS, b"%PDF-1.7" + b"\0" * 900), GsnError),
    "huge headers": (_overwrite(HEADERS, b"GSNENT\x00\x01" + b"\0" * 200_000), GsnError),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_missing_damaged_or_newer_vault_is_told_and_left_as_it_is(coffre: Modele, damage: str) -> None:
    gesture, expected = DAMAGE[damage]
    gesture(coffre.coffre)
    before = {p.name: p.read_bytes() for p in coffre.coffre.iterdir() if p.name != "coffre.db-journal"}
    with pytest.raises(expected) as refusal:
        coffre.open("coordo")
    assert refusal.value.exit_code in {2, 5}
    after = {p.name: p.read_bytes() for p in coffre.coffre.iterdir() if p.name != "coffre.db-journal"}
    assert after == before


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "poste").mkdir()
    (tmp_path / "vide").mkdir()
    for folder in (tmp_path / "nulle-part", tmp_path / "vide"):
        assert told(lambda f=folder: read_porte(f, tmp_path / "poste", kdf=BON_MARCHE)).startswith("OUV-04: ")  # type: ignore[misc]


def test_one_header_copy_lost_is_made_again_from_the_other(coffre: Modele) -> None:
    whole = (coffre.coffre / "entete.a").read_bytes()
    for name in HEADERS:
        (coffre.coffre / name).unlink()
        session = coffre.open("coordo")
        assert any("refaite" in a for a in session.anomalies)
        session.close()
        assert (coffre.coffre / name).read_bytes() == whole


def test_an_interrupted_creation_leaves_no_vault(tmp_path: Path, in_child: InChild) -> None:
    from tests.coffre_prepare import build

    def gesture() -> None:
        import resource
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
        build(tmp_path)

    answer = in_child(gesture)
    assert answer.startswith(("END-", "POS-"))
    assert not (tmp_path / "coffre").exists()
    shutil.rmtree(tmp_path / "poste", ignore_errors=True)
    assert build(tmp_path).open("coordo").membre.nom == "Coordo Testard"
