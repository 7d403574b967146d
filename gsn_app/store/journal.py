"""Appending to and reading the journal table; the chain itself is ``crypto.journal``.

Each insert is read back in its transaction: a trigger that swallowed it would be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gsn_app.crypto import journal as chain
from gsn_app.crypto import primitives as p
from gsn_app.errors import Damaged, GsnError, Issue
from gsn_app.store.connection import Connection, DatabaseError, translate


class EntryNotWritten(Damaged):
    """Le journal n’a pas enregistré l’entrée : l’acte est annulé, rien n’a été montré ni modifié."""

    code = "JOU-01"
    exit_code = 4


class JournalBroken(Damaged):
    """Le journal du coffre est incohérent à l’entrée {n} : {cause}.

    Le coffre reste fermé ; comparez avec vos impressions et restaurez la dernière sauvegarde vérifiée.
    """

    code = "ALT-03"
    exit_code = 4
    issue = Issue.RESTAURER


@dataclass(frozen=True)
class Entree:
    """What one entry says, before sealing. ``reference`` is an opaque id, never a name."""

    acte: str
    reference: str = ""
    motif: str = ""
    document: str = ""
    version: str = ""
    certificat: str = ""

    def payload(self, member_id: bytes) -> dict[str, str]:
        """The sealed dictionary; empty fields are left out."""
        fields = {"membre": member_id.hex(), **self.__dict__}
        return {key: value for key, value in fields.items() if value}


@dataclass(frozen=True)
class Tail:
    """The last entry: number, chain value, time in ms."""

    n: int
    chain: bytes
    time_ms: int


@dataclass(frozen=True)
class Writer:
    """The keys of one session's journal."""

    vault_id: bytes
    audit_public: bytes
    member_id: bytes
    session_private: bytes
    session_public: bytes


def read_tail(conn: Connection, vault_id: bytes) -> Tail:
    """The last entry, its hash recomputed; raises JournalBroken."""
    row = conn.execute("SELECT n, enveloppe FROM journal ORDER BY n DESC LIMIT 1").fetchone()
    if row is None:
        return Tail(0, chain.genesis(vault_id), 0)
    try:
        env = chain.unpack(row[1])
    except chain.EntryMalformed:
        raise JournalBroken(n=row[0], cause="enveloppe illisible") from None
    if env.n != row[0] or env.vault_id != vault_id:
        raise JournalBroken(n=row[0], cause="numéro ou coffre étranger")
    return Tail(env.n, p.sha256(row[1]), env.time_ms)


def read_state_root(conn: Connection, n: int) -> bytes | None:
    """State root written in entry n, or None."""
    row = conn.execute("SELECT enveloppe FROM journal WHERE n = ?", (n,)).fetchone()
    return chain.unpack(row[0]).state_root if row else None


def read_chain(conn: Connection, n: int) -> bytes | None:
    """Chain value of entry n, or None."""
    row = conn.execute("SELECT enveloppe FROM journal WHERE n = ?", (n,)).fetchone()
    return p.sha256(row[0]) if row else None


def append(
    conn: Connection, writer: Writer, tail: Tail, entree: Entree, state_root: bytes, now_ms: int
) -> Tail:
    """Insert one entry after ``tail`` and read it back; the caller's transaction makes it durable."""
    n = tail.n + 1
    sealed = chain.seal_payload(writer.audit_public, n, tail.chain, entree.payload(writer.member_id))
    env = chain.Envelope(
        writer.vault_id, n, now_ms, writer.session_public, tail.chain, p.sha256(sealed), state_root
    ).pack()
    head = p.sha256(env)
    signature = chain.sign_entry(writer.session_private, head)
    conn.execute("INSERT INTO journal VALUES (?, ?, ?, ?)", (n, env, sealed, signature))
    found = conn.execute("SELECT enveloppe, scelle, signature FROM journal WHERE n = ?", (n,)).fetchone()
    if found is None or tuple(found) != (env, sealed, signature):
        raise EntryNotWritten()
    return Tail(n, head, now_ms)


def read_entries(
    conn: Connection, first: int = 1, last: int | None = None
) -> Iterator[tuple[int, bytes, bytes | None, bytes]]:
    """Rows ``(n, envelope, sealed payload or None, signature)`` in order."""
    try:
        yield from conn.execute(
            "SELECT n, enveloppe, scelle, signature FROM journal WHERE n >= ? AND n <= ? ORDER BY n",
            (first, last if last is not None else 2**62),
        )
    except DatabaseError as error:  # a page of the journal that is no page of it
        raise translate(error) from None


def open_entries(
    conn: Connection, audit_private: bytes, first: int, last: int
) -> Iterator[tuple[int, int, dict[str, str] | None]]:
    """``(n, time in ms, payload)`` as the auditeur reads them; None for a payload dropped or altered."""
    for n, env, sealed, _ in read_entries(conn, first, last):
        try:
            entry = chain.unpack(env)
            payload = (
                chain.open_payload(audit_private, n, entry.previous, sealed) if sealed is not None else None
            )
            yield n, entry.time_ms, payload
        except (GsnError, chain.EntryMalformed):
            yield n, 0, None
