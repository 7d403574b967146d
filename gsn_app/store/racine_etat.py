"""State root: what catches an old page, an old journal file or an old row put back.

Every protected row is a leaf SHA-256(frame(table, columns…)) in one of 4,096 buckets by SHA-256(table, id).
A bucket's hash is SHA-256 of its leaves sorted; the root is SHA-256 of the 4,096 bucket hashes. Only changed
buckets are hashed again at a commit; all are at open. SQLCipher's own integrity checks see none of those attacks.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from typing import Final

from gsn_app.store.connection import Connection
from gsn_app.store.schema import PROTECTED

BUCKETS: Final = 4096
_EMPTY: Final = hashlib.sha256(b"").digest()
Value = bytes | str | int


def _encode(value: Value) -> bytes:
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else b"%d" % value


def leaf(table: str, columns: Iterable[Value]) -> bytes:
    """Hash of one row, its table and each column length-prefixed."""
    parts = [table.encode(), *map(_encode, columns)]
    return hashlib.sha256(b"".join(struct.pack(">I", len(x)) + x for x in parts)).digest()


class RacineEtat:
    """The tree in memory; changes are undone when the transaction that made them fails."""

    def __init__(self) -> None:
        self._leaves: list[dict[bytes, bytes]] = [{} for _ in range(BUCKETS)]
        self._hashes: list[bytes] = [_EMPTY] * BUCKETS
        self._dirty: set[int] = set()
        self._undo: list[tuple[bytes, bytes | None]] = []

    @classmethod
    def of(cls, conn: Connection) -> RacineEtat:
        """Hash every protected row of an open database."""
        tree = cls()
        pack, sha256 = struct.Struct(">I").pack, hashlib.sha256
        lengths: dict[int, bytes] = {}
        for table, columns in PROTECTED.items():
            prefix = pack(len(table)) + table.encode()
            for row in conn.execute(f"SELECT {', '.join(columns)} FROM {table}"):  # noqa: S608
                parts = [prefix]
                for value in row:
                    raw = value if type(value) is bytes else _encode(value)
                    size = len(raw)
                    parts += (lengths.get(size) or lengths.setdefault(size, pack(size)), raw)
                key = sha256(prefix + parts[2]).digest()
                tree._leaves[(key[0] << 4) | (key[1] >> 4)][key] = sha256(b"".join(parts)).digest()
        tree._dirty = set(range(BUCKETS))
        return tree

    def put(self, table: str, columns: tuple[Value, ...]) -> None:
        """Set the leaf of a row, by its first column."""
        self._set(self._key(table, columns[0]), leaf(table, columns))

    def remove(self, table: str, row_id: Value) -> None:
        """Drop the leaf of a row."""
        self._set(self._key(table, row_id), None)

    def root(self) -> bytes:
        """The root over all buckets; hashes the changed ones."""
        for bucket in self._dirty:
            self._hashes[bucket] = hashlib.sha256(b"".join(sorted(self._leaves[bucket].values()))).digest()
        self._dirty.clear()
        return hashlib.sha256(b"".join(self._hashes)).digest()

    def keep(self) -> None:
        """The transaction is durable: forget how to undo it."""
        self._undo.clear()

    def rollback(self) -> None:
        """Undo every change since the last :meth:`keep`."""
        for key, before in reversed(self._undo):
            self._assign(key, before)
        self._undo.clear()

    @staticmethod
    def _key(table: str, row_id: Value) -> bytes:
        return hashlib.sha256(struct.pack(">I", len(table)) + table.encode() + _encode(row_id)).digest()

    def _set(self, key: bytes, value: bytes | None) -> None:
        bucket = (key[0] << 4) | (key[1] >> 4)
        self._undo.append((key, self._leaves[bucket].get(key)))
        self._assign(key, value)

    def _assign(self, key: bytes, value: bytes | None) -> None:
        bucket = (key[0] << 4) | (key[1] >> 4)
        if value is None:
            self._leaves[bucket].pop(key, None)
        else:
            self._leaves[bucket][key] = value
        self._dirty.add(bucket)
