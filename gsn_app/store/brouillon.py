"""Drafts: what is being typed, sealed to its author; needs no act and no journal entry, stays out of the state root.

key  HKDF(author's X25519 private, "brouillon-v1" | vault_id);  row id = HMAC(key, form | object)[:16]
"""

from __future__ import annotations

import json

from gsn_app.crypto import primitives as p
from gsn_app.errors import GsnError
from gsn_app.store.coffre import Coffre
from gsn_app.store.connection import DatabaseError, translate

RETENTION_MS = 30 * 86_400_000


def save_brouillon(coffre: Coffre, formulaire: str, objet_id: str, donnees: dict[str, str]) -> None:
    """Keep what is typed, durably."""
    key, row = _key_and_row(coffre, formulaire, objet_id)
    raw = json.dumps(donnees, ensure_ascii=False).encode()
    sealed = p.seal_gcm(key, raw.ljust(-(-len(raw) // 1024) * 1024), row)
    _write(
        coffre,
        "INSERT OR REPLACE INTO brouillon VALUES (?, ?, ?, ?)",
        (row, coffre.member_id, coffre.now_ms(), sealed),
    )


def read_brouillon(coffre: Coffre, formulaire: str, objet_id: str) -> dict[str, str]:
    """What was typed, or an empty dictionary."""
    key, row = _key_and_row(coffre, formulaire, objet_id)
    found = coffre.conn.execute("SELECT scelle FROM brouillon WHERE id = ?", (row,)).fetchone()
    if found is None:
        return {}
    try:
        content = json.loads(p.open_gcm(key, found[0], row))
    except (GsnError, ValueError):
        return {}
    return {str(k): str(v) for k, v in content.items()}


def erase_brouillon(coffre: Coffre, formulaire: str, objet_id: str) -> None:
    """The draft became a fact, or was given up."""
    _, row = _key_and_row(coffre, formulaire, objet_id)
    _write(coffre, "DELETE FROM brouillon WHERE id = ?", (row,))


def erase_old(coffre: Coffre) -> None:
    """Drop drafts untouched for 30 days."""
    _write(coffre, "DELETE FROM brouillon WHERE modifie_le < ?", (coffre.now_ms() - RETENTION_MS,))


def _write(coffre: Coffre, sql: str, values: tuple[object, ...]) -> None:
    try:
        coffre.conn.execute("BEGIN IMMEDIATE")
        coffre.conn.execute(sql, values)
        coffre.conn.execute("COMMIT")
    except DatabaseError as error:
        if coffre.conn.in_transaction:
            coffre.conn.execute("ROLLBACK")
        raise translate(error) from None


def _key_and_row(coffre: Coffre, formulaire: str, objet_id: str) -> tuple[bytes, bytes]:
    key = p.derive(coffre.keys.exchange_private, b"brouillon-v1" + coffre.vault_id)
    return key, p.hmac_sha256(key, p.frame(formulaire.encode(), objet_id.encode()))[:16]
