"""The one place that opens SQLCipher: raw key, pragmas, authorizer; nothing else imports ``sqlcipher3``.

Durability over speed: a rollback journal truncated at each commit with ``synchronous=EXTRA``. The
authorizer denies what a vault never needs (ATTACH, extensions, triggers, key pragmas), so that a
planted statement finds nothing to hold on to.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2 as sqlcipher

from gsn_app.errors import Damaged, GsnError, Issue

_KEY = re.compile(rb"x'[0-9a-f]{64}'")
_PLAIN: Final = b"SQLite format 3\x00"
_PRAGMAS: Final = (
    "cipher_memory_security = ON",
    "journal_mode = TRUNCATE",
    "synchronous = EXTRA",
    "locking_mode = EXCLUSIVE",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "foreign_keys = ON",
    "mmap_size = 0",
    "cache_size = -65536",
)
#: pragmas that stay open once the vault is set up: read-only facts and integrity checks
_READABLE: Final = {
    "integrity_check",
    "cipher_integrity_check",
    "user_version",
    "page_count",
    "freelist_count",
}
# SQLite authorizer action codes (https://sqlite.org/c3ref/c_alter_table.html)
_CREATE_TEMP_TRIGGER, _CREATE_TRIGGER, _PRAGMA, _ATTACH, _DETACH = 5, 7, 19, 24, 25
_CREATE_VTABLE, _FUNCTION, _CREATE_VIEW, _CREATE_TEMP_VIEW = 29, 31, 8, 6
_FORBIDDEN: Final = {
    _CREATE_TEMP_TRIGGER, _CREATE_TRIGGER, _ATTACH, _DETACH, _CREATE_VTABLE, _CREATE_VIEW, _CREATE_TEMP_VIEW,
}  # fmt: skip
_OK, _DENY = 0, 1

Connection = Any
DatabaseError = sqlcipher.DatabaseError
OperationalError = sqlcipher.OperationalError


class DatabaseDamaged(Damaged):
    """Le fichier du coffre est endommagé ou n’est pas celui de cet en-tête.

    Rien n’a été écrit ; restaurez la dernière sauvegarde vérifiée.
    """

    code = "END-03"
    issue = Issue.RESTAURER


class DatabaseMissing(DatabaseDamaged):
    """Le fichier « coffre.db » manque dans le dossier du coffre, ou il est vide : seul son en-tête est là.

    Cherchez une copie entière du dossier, ou restaurez la dernière sauvegarde vérifiée.
    """

    code = "END-06"


class DiskFull(GsnError):
    """L’enregistrement a échoué : le disque est plein.

    Ce qui était enregistré est intact ; libérez de la place puis recommencez.
    """

    code = "END-04"
    exit_code = 5
    issue = Issue.LIBERER


class DatabaseReadOnly(DiskFull):
    """Le fichier du coffre ne se laisse pas écrire, ou pas lire, depuis ce compte ou sur ce support.

    Ce qui était enregistré est intact ; vérifiez les droits du fichier et le support, puis recommencez.
    """

    code = "END-07"
    issue = Issue.AUCUNE


class VaultBusy(GsnError):
    """Le coffre est déjà ouvert{par}. Attendez sa fermeture : deux sessions ne peuvent pas écrire ensemble."""

    code = "OUV-03"
    exit_code = 3


def connect(path: Path, file_key: bytes, *, create: bool = False) -> Connection:
    """Open the database under the raw file key and verify that it really is encrypted.

    Raises DatabaseDamaged when the key does not open it, VaultBusy when another session holds it.
    """
    raw = bytearray(b"x'" + file_key.hex().encode() + b"'")
    if not _KEY.fullmatch(raw):  # a 63-digit key would silently be taken for a passphrase
        raise DatabaseDamaged()
    if not create and not _has_content(path):
        raise DatabaseMissing()
    try:
        conn = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False, timeout=1.0)
    except sqlcipher.DatabaseError as error:
        raise translate(error) from None
    try:
        conn.set_key(raw)
        for pragma in _PRAGMAS:
            conn.execute(f"PRAGMA {pragma}")
        conn.execute("BEGIN IMMEDIATE")
        conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        conn.execute("COMMIT")
    except sqlcipher.DatabaseError as error:
        conn.close()
        raise translate(error) from None
    finally:
        raw[:] = bytes(len(raw))
    with path.open("rb") as stored:
        if stored.read(16) == _PLAIN:
            conn.close()
            raise DatabaseDamaged()
    return conn


def read_cipher_version() -> str:
    """Version of the SQLCipher in use; opens nothing on disk."""
    conn = sqlcipher.connect(":memory:")
    try:
        return str(conn.execute("PRAGMA cipher_version").fetchone()[0])
    finally:
        conn.close()


def _has_content(path: Path) -> bool:
    """An empty file would silently become a new, empty vault."""
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False


def read_fingerprint(path: Path) -> str:
    """What tells one state of the closed file from another without reading it all: size, time, first page."""
    try:
        with path.open("rb") as stream:
            first = hashlib.sha256(stream.read(4096)).hexdigest()
            facts = os.fstat(stream.fileno())
    except OSError:
        return ""
    return f"{facts.st_size} {facts.st_mtime_ns} {first}"


def set_aside(path: Path) -> list[str]:
    """Move aside a ``-journal`` or ``-wal`` that a clean close cannot have left; returns the names moved.

    SQLite would play it back, and resurrect what it holds, before anything could be verified.
    """
    moved = []
    for suffix in ("-journal", "-wal"):
        found = path.with_name(path.name + suffix)
        if found.is_file() and found.stat().st_size > 0:
            free = (found.with_name(f"{found.name}.ecarte-{n}") for n in range(1, 1000))
            found.rename(next(name for name in free if not name.exists()))
            moved.append(found.name)
    return moved


def verify_pages(conn: Connection) -> None:
    """Authenticate every page of the file, those that hold nothing too; raises DatabaseDamaged."""
    try:
        broken = conn.execute("PRAGMA cipher_integrity_check").fetchall()
    except sqlcipher.DatabaseError as error:
        raise translate(error) from None
    if broken:
        raise DatabaseDamaged()


def harden(conn: Connection) -> None:
    """Set the authorizer; after this the schema can no longer change through this connection."""
    conn.set_authorizer(_authorize)


def vacuum(conn: Connection) -> None:
    """Rewrite the file without its free pages, the one moment SQLite may attach a database, and only its own.

    Raises DiskFull (nothing is lost: the file stays as it was).
    """
    conn.set_authorizer(_authorize_vacuum)
    try:
        conn.execute("VACUUM")
    except sqlcipher.DatabaseError as error:
        raise translate(error) from None
    finally:
        conn.set_authorizer(_authorize)


def translate(error: Exception) -> GsnError:
    """The French error for what SQLite reported."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return VaultBusy(par="")
    if any(word in text for word in ("readonly", "unable to open")):
        return DatabaseReadOnly()
    if any(word in text for word in ("full", "disk I/O")):
        return DiskFull()
    return DatabaseDamaged()


def _authorize_vacuum(action: int, first: str | None, second: str | None, *rest: str | None) -> int:
    """VACUUM attaches a nameless database in memory (``temp_store``) and names nothing else."""
    if action == _ATTACH and not first:
        return _OK
    return _authorize(action, first, second, *rest)


def _authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action in _FORBIDDEN:
        return _DENY
    if action == _FUNCTION and second == "load_extension":
        return _DENY
    if action == _PRAGMA and ((first or "").lower() not in _READABLE or second is not None):
        return _DENY
    return _OK
