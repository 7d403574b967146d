"""Renewing the file key: a newly keyed copy of the whole file takes the place of the old one, whatever the instant of a kill.

    0  one transaction says it all: directory, rotations, the pending header H' (new key K', sealed to each member who
       stays, absent or not; no slot for who left) and an entry carrying the hashes of H and H'
    1  « entete.neuf » := H'
    2  « coffre.db.neuf » := copy of the database under K', every page authenticated, state root and journal compared
    3  « coffre.db.neuf » replaces « coffre.db »
    4  both copies of the header := H'; « entete.neuf » goes

A kill before 3 leaves H and the old file: the next opening sees the pending header and starts again from 1. A kill
after 3 leaves a file that H no longer opens and « entete.neuf » does: the opening uses it and does 4. Who left opens
neither: at 0 the directory closes their access, from 3 their key opens nothing.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from gsn_app.crypto import entete as slots
from gsn_app.crypto import primitives as p
from gsn_app.errors import GsnError, Refused
from gsn_app.poste import FolderReadOnly, write_atomically
from gsn_app.store import entete, journal
from gsn_app.store.coffre import BASE, Coffre
from gsn_app.store.connection import (
    Connection,
    DatabaseDamaged,
    DatabaseError,
    connect,
    harden,
    verify_pages,
)
from gsn_app.store.journal import Entree
from gsn_app.store.racine_etat import RacineEtat
from gsn_app.store.unite import Unite

NEUF = f"{BASE}.neuf"
#: pages copied between two looks at the progress: 8 MB
PAGES = 2_048
#: parts of the progress given to the copy
PARTS = 10
Progress = Callable[[int, int], object]


class FileKeyPending(Refused):
    """Le renouvellement de la clé du coffre n’a pas pu se terminer : libérez de la place et rouvrez le coffre d’abord."""

    code = "CLF-01"


def announce_change(u: Unite, header: slots.Header, file_key: bytes) -> bytes:
    """Write the next header into the vault with an entry carrying both hashes; returns its bytes.

    Raises FileKeyPending while an earlier renewal is unfinished.
    """
    coffre = u.coffre
    require_settled(coffre)
    raw = slots.serialize(replace(header, sequence=coffre.header.sequence + 1), file_key)
    before = coffre.read_valeur("entete") or b""
    u.also(Entree("entete.change", motif=f"{before.hex()} {entete.digest(raw).hex()}"))
    u.save_valeur("entete_precedent", before)
    u.save_valeur("entete_attente", raw)
    u.save_valeur("entete", entete.digest(raw))
    return raw


def announce_file_key(u: Unite, *, without: Collection[bytes] = ()) -> bytes:
    """Draw a new file key, seal it to every member but those who leave; returns the bytes of the pending header."""
    coffre = u.coffre
    file_key = p.random_bytes(32)
    kept = tuple(
        slots.reseal_file_key(slot, coffre.vault_id, file_key)
        for slot in coffre.header.slots
        if slot.member_id not in without
    )
    raw = announce_change(u, replace(coffre.header, slots=kept), file_key)
    u.also(Entree("cle_fichier.renouvelee"))
    return raw


def find_pending(coffre: Coffre) -> tuple[slots.Header, bytes] | None:
    """``(header, bytes)`` of an announced renewal of the file key that is not finished, or None."""
    raw = coffre.read_valeur("entete_attente")
    if raw is None or entete.digest(raw) != coffre.read_valeur("entete"):
        return None
    header = slots.parse(raw, coffre.policy)
    return None if slots.is_keyed(header, coffre.file_key) else (header, raw)


def require_settled(coffre: Coffre) -> None:
    """Raise FileKeyPending while the file in use is still under the key to be replaced."""
    if find_pending(coffre) is not None:
        raise FileKeyPending()


def prepare_files(coffre: Coffre) -> None:
    """Before announcing: both copies of the header in force are on disk. Raises FolderReadOnly."""
    try:
        entete.write_copies(coffre.dossier, slots.serialize(coffre.header, coffre.file_key))
    except OSError:
        raise FolderReadOnly() from None


def finish_renewal(coffre: Coffre, progress: Progress | None = None) -> None:
    """Carry an announced renewal to its end; what cannot be done now is told, and done at the next opening.

    The access of who left is closed either way: their slot and their keys are gone from the directory.
    """
    pending = find_pending(coffre)
    if pending is None:
        return
    report = progress or (lambda *_: None)
    header, raw = pending
    try:
        file_key = _open_own(coffre, header)
        _renew(coffre, header, raw, file_key, report)
    except (OSError, DatabaseError, GsnError):
        coffre.anomalies.append(FileKeyPending().sentence)


def _open_own(coffre: Coffre, header: slots.Header) -> bytes:
    """The new file key as sealed to this member; the header must be keyed with it."""
    slot = header.slot_of(coffre.member_id)
    if slot is None:
        raise slots.HeaderForged()
    file_key = slots.open_file_key(slot, coffre.vault_id, coffre.keys.exchange_private)
    slots.verify_header(header, file_key)
    return file_key


def _renew(coffre: Coffre, header: slots.Header, raw: bytes, file_key: bytes, report: Progress) -> None:
    folder = coffre.dossier
    report(0, PARTS)
    write_atomically(folder / entete.PENDING, raw)
    report(1, PARTS)
    fresh = folder / NEUF
    _clear(fresh)
    copied = _copy(coffre.conn, fresh, file_key, report)
    try:
        _verify(coffre, copied)
    finally:
        copied.close()
    _sync(fresh)
    _clear(_journal_of(fresh))
    report(PARTS - 3, PARTS)
    coffre.conn.close()
    try:
        fresh.replace(folder / BASE)
        _sync(folder)
    except OSError:
        coffre.conn = connect(folder / BASE, coffre.file_key)
        harden(coffre.conn)
        raise
    coffre.conn = connect(folder / BASE, file_key)
    harden(coffre.conn)
    coffre.file_key, coffre.header = file_key, header
    report(PARTS - 2, PARTS)
    entete.write_copies(folder, raw)
    report(PARTS - 1, PARTS)
    entete.clear_pending(folder)
    report(PARTS, PARTS)


def _copy(source: Connection, fresh: Path, file_key: bytes, report: Progress) -> Connection:
    copied = connect(fresh, file_key, create=True)

    def tell(_status: int, remaining: int, total: int) -> None:
        share = (total - remaining) * (PARTS - 5) // max(total, 1)
        report(1 + share, PARTS)

    try:
        source.backup(copied, pages=PAGES, progress=tell)
        return copied
    except BaseException:
        copied.close()
        raise


def _verify(coffre: Coffre, copied: Connection) -> None:
    """The copy says exactly what the vault says, and each of its pages authenticates under the new key."""
    verify_pages(copied)
    same_rows = RacineEtat.of(copied).root() == coffre.racine.root()
    if not same_rows or journal.read_tail(copied, coffre.vault_id) != coffre.tail:
        raise DatabaseDamaged()


def _clear(fresh: Path) -> None:
    for path in (fresh, _journal_of(fresh)):
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def _journal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _sync(path: Path) -> None:
    if path.is_dir() and sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
