"""The charter adopted by the commune, root-signed in the vault, and each member's own signature of it.

adoption   Ed25519(root, "charte-v1" | vault_id | u32 number | frame(text, rules))
signature  Ed25519(member, "charte-signee-v1" | vault_id | member_id | hash | date)
"""

from __future__ import annotations

import struct

from gsn_app.crypto import primitives as p
from gsn_app.domain.charte import compute_empreinte
from gsn_app.domain.membre import Membre
from gsn_app.errors import GsnError
from gsn_app.store.coffre import Coffre
from gsn_app.store.unite import Unite


def sign_charte_adoptee(
    root_private: bytes, vault_id: bytes, numero: int, texte: bytes, regles: bytes
) -> bytes:
    """Root's signature of an adopted version."""
    return p.sign(root_private, _adopted(vault_id, numero, texte, regles))


def read_charte(coffre: Coffre) -> tuple[int, bytes, bytes]:
    """``(number, text, rules)`` in force, verified; raises SignatureInvalid."""
    row = coffre.conn.execute(
        "SELECT id, texte, regles, signature FROM charte ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        raise p.SignatureInvalid()
    numero, texte, regles, signature = row
    p.verify(coffre.root_public, signature, _adopted(coffre.vault_id, numero, texte, regles))
    return numero, bytes(texte), bytes(regles)


def save_charte(u: Unite, root_private: bytes, texte: bytes, regles: bytes) -> int:
    """Adopt the next version, root-signed; returns its number. Nobody has signed it yet."""
    (last,) = u.coffre.conn.execute("SELECT max(id) FROM charte").fetchone()
    numero = int(last) + 1
    signature = sign_charte_adoptee(root_private, u.coffre.vault_id, numero, texte, regles)
    u.insert("charte", (numero, texte, regles, signature))
    return numero


def save_signature(u: Unite, empreinte: bytes, date_signature: str) -> None:
    """Record that this session's member signs the charter of this hash."""
    coffre = u.coffre
    signed = _signed(coffre.vault_id, coffre.member_id, empreinte, date_signature)
    signature = p.sign(coffre.keys.signature_private, signed)
    u.insert("signature_charte", (p.random_bytes(16), coffre.member_id, empreinte, date_signature, signature))


def read_signature(coffre: Coffre, member_id: bytes, empreinte: bytes) -> str:
    """Date the member signed this very hash, verified; "" when they did not."""
    rows = coffre.conn.execute(
        "SELECT date_signature, signature FROM signature_charte WHERE membre_id = ? AND empreinte = ?",
        (member_id, empreinte),
    ).fetchall()
    for date_signature, signature in rows:
        try:
            key = bytes.fromhex(coffre.annuaire.membre(member_id).cle_signature)
            p.verify(key, signature, _signed(coffre.vault_id, member_id, empreinte, date_signature))
            return str(date_signature)
        except GsnError:
            continue
    return ""


def list_coordonnateurs(coffre: Coffre, instance_id: str) -> list[Membre]:
    """Coordonnateurs of a body who signed the charter in force: the only ones to whom a key may be sealed (C1)."""
    _, texte, regles = read_charte(coffre)
    empreinte = bytes.fromhex(compute_empreinte(texte, regles))
    found = coffre.annuaire.coordonnateurs(instance_id)
    return [m for m in found if read_signature(coffre, bytes.fromhex(m.id), empreinte)]


def _adopted(vault_id: bytes, numero: int, texte: bytes, regles: bytes) -> bytes:
    return b"charte-v1" + vault_id + struct.pack(">I", numero) + p.frame(texte, regles)


def _signed(vault_id: bytes, member_id: bytes, empreinte: bytes, date_signature: str) -> bytes:
    return b"charte-signee-v1" + vault_id + member_id + empreinte + date_signature.encode()
