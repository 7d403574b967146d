"""Drafts: what is being typed, sealed to its author; needs no act and no journal entry, stays out of the state root.

key     HKDF(author's X25519 private, "brouillon-v1" | vault_id)
row id  HMAC(key, form | object)[:8] | mark of the dossier the object belongs to (``ligne_cle``), else 8 more bytes

The mark lets an erasure take away the drafts of every member on what it erases; nobody without a key of that dossier
learns what a draft is about.
"""

from __future__ import annotations

import json

from gsn_app.crypto import primitives as p
from gsn_app.errors import GsnError
from gsn_app.store.coffre import Coffre
from gsn_app.store.connection import DatabaseError, translate
from gsn_app.store.ligne_cle import SALT, mark_row

JOUR_MS = 86_400_000
_MINE = "SELECT id, scelle FROM brouillon WHERE auteur_id = ? AND substr(id, 1, 8) = ?"


def save_brouillon(coffre: Coffre, formulaire: str, objet_id: str, donnees: dict[str, str]) -> None:
    """Keep what is typed, durably."""
    key, row = _key_and_row(coffre, formulaire, objet_id)
    raw = json.dumps(donnees, ensure_ascii=False).encode()
    sealed = p.seal_gcm(key, raw.ljust(-(-len(raw) // 1024) * 1024), row)
    values = (row, coffre.member_id, coffre.now_ms(), sealed)
    _write(
        coffre,
        (
            "DELETE FROM brouillon WHERE auteur_id = ? AND substr(id, 1, 8) = ?",
            (coffre.member_id, row[:SALT]),
        ),
        ("INSERT INTO brouillon VALUES (?, ?, ?, ?)", values),
    )


def read_brouillon(coffre: Coffre, formulaire: str, objet_id: str) -> dict[str, str]:
    """What was typed, or an empty dictionary."""
    key, row = _key_and_row(coffre, formulaire, objet_id)
    found = coffre.conn.execute(_MINE, (coffre.member_id, row[:SALT])).fetchone()
    if found is None:
        return {}
    try:
        content = json.loads(p.open_gcm(key, found[1], found[0]))
    except (GsnError, ValueError):
        return {}
    return {str(k): str(v) for k, v in content.items()}


def erase_brouillon(coffre: Coffre, formulaire: str, objet_id: str) -> None:
    """The draft became a fact, or was given up."""
    _, row = _key_and_row(coffre, formulaire, objet_id)
    sql = "DELETE FROM brouillon WHERE auteur_id = ? AND substr(id, 1, 8) = ?"
    _write(coffre, (sql, (coffre.member_id, row[:SALT])))


def erase_old(coffre: Coffre, jours: int) -> None:
    """Drop drafts untouched for more than ``jours`` days, whoever wrote them."""
    _write(coffre, ("DELETE FROM brouillon WHERE modifie_le < ?", (coffre.now_ms() - jours * JOUR_MS,)))


def _write(coffre: Coffre, *statements: tuple[str, tuple[object, ...]]) -> None:
    try:
        coffre.conn.execute("BEGIN IMMEDIATE")
        for sql, values in statements:
            coffre.conn.execute(sql, values)
        coffre.conn.execute("COMMIT")
    except DatabaseError as error:
        if coffre.conn.in_transaction:
            coffre.conn.execute("ROLLBACK")
        raise translate(error) from None


def _key_and_row(coffre: Coffre, formulaire: str, objet_id: str) -> tuple[bytes, bytes]:
    key = p.derive(coffre.keys.exchange_private, b"brouillon-v1" + coffre.vault_id)
    row = p.hmac_sha256(key, p.frame(formulaire.encode(), objet_id.encode()))[:16]
    try:
        dossier = coffre.dossiers.get(bytes.fromhex(objet_id.partition("-")[0]))
    except ValueError:
        dossier = None
    return key, row if dossier is None else mark_row(coffre, dossier, row[:SALT], coffre.member_id)
