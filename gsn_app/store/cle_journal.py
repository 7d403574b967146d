"""The journal's key: a chain of private halves, the one in force first, sealed to auditeurs and escrow (``cle_partagee``).

    audit = private in force | those before, in any order          (32 bytes each)

An auditeur who leaves keeps what they read; every entry after their departure is sealed to a key drawn that day. Old
entries stay sealed to the old ones: whoever holds the chain reads all of them.
"""

from __future__ import annotations

from dataclasses import replace

from gsn_app.crypto import primitives as p
from gsn_app.store.annuaire import ESCROW, Annuaire
from gsn_app.store.coffre import Coffre
from gsn_app.store.creation import share_key
from gsn_app.store.depart import holds_shared
from gsn_app.store.unite import Unite

NOM = "audit"


def open_audit(coffre: Coffre) -> bytes | None:
    """The chain of private halves that this member (or the escrow) holds, the one in force first; None without it."""
    rows = coffre.conn.execute(
        "SELECT id, scelle FROM cle_partagee WHERE detenteur = ? AND nom = ?",
        (coffre.member_id, NOM),
    ).fetchall()
    found: dict[bytes, None] = {}
    for row, sealed in rows:
        info = b"cle-partagee-v1" + coffre.vault_id + bytes(row) + NOM.encode()
        chain = p.hpke_open(coffre.keys.exchange_private, sealed, info)
        found |= dict.fromkeys(chain[start : start + p.KEY] for start in range(0, len(chain), p.KEY))
    current = [key for key in found if p.exchange_public(key).hex() == coffre.annuaire.cle_audit]
    return b"".join([*current, *(key for key in found if key not in current)]) or None


def draw_audit(annuaire: Annuaire) -> tuple[Annuaire, bytes]:
    """A new key for the entries to come: the directory that names its public half, and the private half."""
    private, public = p.generate_exchange()
    return replace(annuaire, cle_audit=public.hex()), private


def seal_audit(u: Unite, private: bytes, gone: bytes) -> None:
    """Seal a new key to escrow and to every auditeur who holds those before, but who leaves; the session writes to it."""
    coffre = u.coffre
    for membre in coffre.annuaire.membres:
        holder = bytes.fromhex(membre.id)
        if holder != gone and membre.recevable and holds_shared(coffre, NOM, holder):
            share_key(u, holder, NOM, private)
    share_key(u, ESCROW, NOM, private)
    before = coffre.writer
    coffre.writer = replace(before, audit_public=p.exchange_public(private))
    u.on_undo(lambda: setattr(coffre, "writer", before))
