"""What the connection really sets, really denies, and the files it will not take for a vault."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from gsn_app.errors import GsnError
from gsn_app.store.connection import (
    DatabaseDamaged,
    DatabaseError,
    DatabaseReadOnly,
    DiskFull,
    VaultBusy,
    connect,
    harden,
    read_cipher_version,
    read_fingerprint,
    set_aside,
    translate,
    verify_pages,
)
from tests.store.conftest import KEY

#: pragma → what SQLite answers once it is in force
IN_FORCE = {
    "journal_mode": "truncate", "synchronous": 3, "locking_mode": "exclusive", "secure_delete": 1, "temp_store": 2,
    "trusted_schema": 0, "cell_size_check": 1, "foreign_keys": 1, "mmap_size": 0, "cipher_memory_security": "1",
    "cache_size": -65536, "cipher_page_size": "4096",
}  # fmt: skip
FORBIDDEN = {
    "attach": "ATTACH DATABASE ':memory:' AS autre",
    "detach": "DETACH DATABASE main",
    "extension": "SELECT load_extension('rien')",
    "trigger": "CREATE TRIGGER t AFTER INSERT ON journal BEGIN SELECT 1; END",
    "temporary trigger": "CREATE TEMP TRIGGER t AFTER INSERT ON journal BEGIN SELECT 1; END",
    "view": "CREATE VIEW v AS SELECT 1",
    "temporary view": "CREATE TEMP VIEW v AS SELECT 1",
    "virtual table": "CREATE VIRTUAL TABLE v USING fts5(x)",
    "export": "SELECT sqlcipher_export('main')",
    "key": "PRAGMA key = 'autre'",
    "rekey": "PRAGMA rekey = 'autre'",
    "writable schema": "PRAGMA writable_schema = ON",
    "trusted schema": "PRAGMA trusted_schema = ON",
    "synchronous": "PRAGMA synchronous = OFF",
    "journal mode": "PRAGMA journal_mode = WAL",
    "journal mode read": "PRAGMA journal_mode",
    "version": "PRAGMA user_version = 9",
    "foreign keys": "PRAGMA foreign_keys = OFF",
    "secure delete": "PRAGMA secure_delete = OFF",
    "cipher": "PRAGMA cipher_use_hmac = OFF",
}


@pytest.mark.parametrize("pragma", IN_FORCE)
def test_each_pragma_is_in_force(conn: Any, pragma: str) -> None:
    assert conn.execute(f"PRAGMA {pragma}").fetchone()[0] == IN_FORCE[pragma]


@pytest.mark.parametrize("act", sorted(set(FORBIDDEN) - {"export"}))
def test_the_authorizer_denies(conn: Any, act: str) -> None:
    harden(conn)
    with pytest.raises(DatabaseError):
        conn.execute(FORBIDDEN[act])


@pytest.mark.parametrize("act", ["trigger", "view", "version", "attach", "journal mode read"])
def test_without_the_authorizer_the_same_act_passes(conn: Any, act: str) -> None:
    conn.execute(FORBIDDEN[act])
    assert conn.execute("SELECT 1").fetchone() == (1,)


def test_a_hardened_connection_still_exports_nowhere(conn: Any, tmp_path: Path) -> None:
    """``sqlcipher_export`` needs an attached database, which is denied."""
    harden(conn)
    with pytest.raises(DatabaseError):
        conn.execute("ATTACH DATABASE ? AS clair KEY ''", (str(tmp_path / "clair.db"),))
    assert not (tmp_path / "clair.db").exists()


def test_a_hardened_connection_reads_writes_and_checks(conn: Any) -> None:
    harden(conn)
    conn.execute("INSERT INTO coffre VALUES ('commune', x'00')")
    assert conn.execute("SELECT valeur FROM coffre").fetchone() == (b"\0",)
    assert conn.execute("PRAGMA user_version").fetchone()[0] >= 1
    verify_pages(conn)


@pytest.mark.parametrize("key", [b"", b"k" * 31, b"k" * 33, b"k" * 64])
def test_a_key_of_another_length_makes_no_file(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(DatabaseDamaged):
        connect(tmp_path / "base.db", key, create=True)
    assert not (tmp_path / "base.db").exists()


def test_another_key_opens_nothing_and_changes_nothing(conn: Any, tmp_path: Path) -> None:
    conn.close()
    before = (tmp_path / "base.db").read_bytes()
    with pytest.raises(DatabaseDamaged):
        connect(tmp_path / "base.db", bytes(32))
    assert (tmp_path / "base.db").read_bytes() == before


def test_a_missing_or_empty_file_never_becomes_a_vault(tmp_path: Path) -> None:
    with pytest.raises(DatabaseDamaged):
        connect(tmp_path / "absent.db", KEY)
    assert not (tmp_path / "absent.db").exists()
    (tmp_path / "vide.db").touch()
    with pytest.raises(DatabaseDamaged):
        connect(tmp_path / "vide.db", KEY)
    assert (tmp_path / "vide.db").stat().st_size == 0


def test_a_plain_database_is_refused(tmp_path: Path) -> None:
    plain = sqlite3.connect(tmp_path / "clair.db")
    plain.execute("CREATE TABLE t (x)")
    plain.close()
    with pytest.raises(DatabaseDamaged):
        connect(tmp_path / "clair.db", KEY)


def test_the_file_has_nothing_of_sqlite_in_clear(conn: Any, tmp_path: Path) -> None:
    conn.close()
    raw = (tmp_path / "base.db").read_bytes()
    assert not raw.startswith(b"SQLite") and b"CREATE TABLE" not in raw
    assert read_cipher_version().startswith("4.")


def test_a_changed_byte_of_an_unread_page_is_seen_by_the_check_of_pages(conn: Any, tmp_path: Path) -> None:
    conn.execute("INSERT INTO coffre VALUES ('grand', zeroblob(60000))")
    conn.close()
    path = tmp_path / "base.db"
    raw = bytearray(path.read_bytes())
    raw[-2000] ^= 1
    path.write_bytes(raw)
    again = connect(path, KEY)
    with pytest.raises(DatabaseDamaged):
        verify_pages(again)
    again.close()


def test_the_fingerprint_follows_size_date_and_first_page(tmp_path: Path) -> None:
    path = tmp_path / "x"
    assert read_fingerprint(path) == ""
    path.write_bytes(b"a" * 9000)
    first = read_fingerprint(path)
    path.write_bytes(b"b" + b"a" * 8999)
    assert read_fingerprint(path) not in {"", first}


def test_an_unexpected_journal_is_moved_never_deleted(tmp_path: Path) -> None:
    base = tmp_path / "coffre.db"
    for turn in (1, 2):
        (tmp_path / "coffre.db-journal").write_bytes(b"ancien %d" % turn)
        assert set_aside(base) == ["coffre.db-journal"]
    (tmp_path / "coffre.db-wal").touch()  # empty: nothing to play back
    assert set_aside(base) == []
    kept = sorted(p.read_bytes() for p in tmp_path.glob("coffre.db-journal.ecarte-*"))
    assert kept == [b"ancien 1", b"ancien 2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("database is locked", VaultBusy),
        ("database or disk is full", DiskFull),
        ("attempt to write a readonly database", DatabaseReadOnly),
        ("disk I/O error", DiskFull),
        ("unable to open database file", DatabaseReadOnly),
        ("file is not a database", DatabaseDamaged),
        ("database disk image is malformed", DatabaseDamaged),
    ],
)
def test_what_sqlite_says_becomes_one_french_sentence(text: str, expected: type[GsnError]) -> None:
    assert type(translate(RuntimeError(text))) is expected
