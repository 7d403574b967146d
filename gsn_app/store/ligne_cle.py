"""Which sealed keys and drafts belong to a dossier: a tag in their row id, readable by its holders alone.

    row id   salt 8 | HMAC-SHA256(key, salt | member 16)[:8]
    key      HKDF(history public, "ligne-cle-v1" | vault_id)

A sealed key names its dossier inside the seal only, and those of other members cannot be opened: without a mark,
an erasure would leave them behind. The history's public half stands in every sealed key of the dossier and nowhere
else, so that its holders recognise its rows and nobody else learns to whom they lead. Rows of restricted apports
and of the escrow are marked as well: no list has to be kept, and none can be incomplete.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gsn_app.crypto import primitives as p
from gsn_app.store.cle_scellee import Dossier
from gsn_app.store.coffre import Coffre

SALT = 8


def draw_row(coffre: Coffre, dossier: Dossier, member_id: bytes) -> bytes:
    """A fresh row id, marked for a dossier and its member."""
    salt = p.random_bytes(SALT)
    return salt + tag(_key(coffre, dossier.historique), salt, member_id)


def mark_row(coffre: Coffre, dossier: Dossier, salt: bytes, member_id: bytes) -> bytes:
    """The row id of a given salt: a draft's, which must be found again by what it is about."""
    return salt + tag(_key(coffre, dossier.historique), salt, member_id)


def tag(key: bytes, salt: bytes, member_id: bytes) -> bytes:
    """The mark drawn at the top of the module."""
    return p.hmac_sha256(key, salt + member_id)[:SALT]


def list_rows(
    coffre: Coffre, dossiers: Mapping[bytes, Collection[bytes]], table: str
) -> dict[bytes, list[bytes]]:
    """Dossier id → ids of its rows in ``cle_scellee`` or ``brouillon``, whoever holds them; one pass over the table.

    ``dossiers`` gives, for each id, the history's public halves its rows may be marked with (``store.marque``).
    """
    column = {"cle_scellee": "membre_id", "brouillon": "auteur_id"}[table]
    keys = [(dossier_id, _key(coffre, public)) for dossier_id, those in dossiers.items() for public in those]
    found: dict[bytes, list[bytes]] = {dossier_id: [] for dossier_id in dossiers}
    for row, member in coffre.conn.execute(f"SELECT id, {column} FROM {table}").fetchall():  # noqa: S608
        for dossier_id, key in keys:
            if p.same(row[SALT:], tag(key, row[:SALT], member)):
                found[dossier_id].append(bytes(row))
    return found


def _key(coffre: Coffre, public: bytes) -> bytes:
    return p.derive(public, b"ligne-cle-v1" + coffre.vault_id)
