"""Read everything one member's keys open, with nothing of the program: ``docs/FORMAT.md``, section « Reader from scratch ».

    python dump_independant.py VAULT_FOLDER MACHINE_FOLDER MEMBER_ID < passphrase

Prints JSON. It checks what a reader must check (HMAC, signatures, chain) and stops at the first thing that is wrong.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
import sys
import unicodedata
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlcipher3 import dbapi2 as sqlcipher

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
SLOT = 285 + 124 + 80


def hkdf(secret: bytes, info: bytes) -> bytes:
    """HKDF-SHA256 without salt, 32 bytes."""
    return HKDF(SHA256(), 32, None, info).derive(secret)


def hpke(private: bytes, sealed: bytes, info: bytes) -> bytes:
    """HPKE base mode, single shot."""
    return SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=info)


def gcm(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """AES-256-GCM, nonce first."""
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], aad)


def signed(public: bytes, signature: bytes, data: bytes) -> None:
    """Ed25519, or stop."""
    Ed25519PublicKey.from_public_bytes(public).verify(signature, data)


def frame(*parts: bytes) -> bytes:
    """u32 length and bytes of each part."""
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def fold(passphrase: str) -> bytes:
    """What the KDF receives."""
    plain = unicodedata.normalize("NFKD", passphrase.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split()).encode()


def read_header(raw: bytes, poste: bytes, member: bytes, passphrase: str) -> dict[str, Any]:
    """Steps 1 to 4: parse, open one slot, verify the HMAC, open the names."""
    assert raw[:8] == b"GSNENT\x00\x01"
    (length,) = struct.unpack_from(">I", raw, 8)
    body, mac = raw[12 : 12 + length], raw[12 + length :]
    assert len(mac) == 32
    _, vault_id, flags, count = struct.unpack_from(">Q16sBH", body)
    found: dict[str, Any] = {"coffre": vault_id, "demonstration": bool(flags), "membres": []}
    names = hkdf(poste, b"noms-v1" + vault_id)

    def name(place: bytes, sealed: bytes) -> str:
        padded = gcm(names, sealed, place)
        return padded[1 : 1 + padded[0]].decode()

    found["commune"] = name(vault_id, body[27:183])
    for rank in range(count):
        slot = body[183 + rank * SLOT : 183 + (rank + 1) * SLOT]
        version, who, sequence, memory, passes, lanes = struct.unpack_from(">B16sIIII", slot)
        assert version == 1
        salt, exchange, signature = slot[33:65], slot[65:97], slot[97:129]
        found["membres"].append(name(who, slot[129:285]))
        if who != member:
            continue
        stretched = hash_secret_raw(fold(passphrase), salt, passes, memory, lanes, 32, Type.ID)
        kek = hkdf(stretched + poste, b"kek-v1" + vault_id + who + struct.pack(">I", sequence))
        bundle = gcm(kek, slot[285:409], vault_id + slot[:285])
        assert bundle[64:] == hashlib.sha256(exchange + signature).digest()
        found["exchange"], found["signature"] = bundle[:32], bundle[32:64]
        public = Ed25519PrivateKey.from_private_bytes(bundle[32:64]).public_key().public_bytes_raw()
        assert public == signature
        found["file_key"] = hpke(bundle[:32], slot[409:], b"cle-fichier-v1" + vault_id + who)
    expected = hmac.digest(hkdf(found["file_key"], b"entete-hmac-v1"), raw[:8] + body, "sha256")
    assert hmac.compare_digest(mac, expected)
    return found


def connect(database: Path, file_key: bytes) -> Any:
    """Step 5: SQLCipher 4 defaults, raw key."""
    conn = sqlcipher.connect(f"file:{database}?mode=ro", uri=True)
    conn.set_key(bytearray(b"x'" + file_key.hex().encode() + b"'"))
    return conn


def read_directory(conn: Any, vault_id: bytes) -> dict[int, dict[str, Any]]:
    """Step 6: every epoch, verified under its root key; a new root is named by the one before."""
    rows = conn.execute("SELECT id, contenu, signature FROM annuaire ORDER BY id").fetchall()
    before = None
    for _, content, signature in rows:
        root = bytes.fromhex(json.loads(content)["cle_racine"])
        if before not in (None, root):
            assert len(signature) == 128
            signed(before, signature[:64], b"racine-v1" + vault_id + content)
        signed(root, signature[-64:], b"annuaire-v1" + vault_id + content)
        before = root
    return {n: json.loads(content) for n, content, _ in rows}


def key_of(directory: dict[int, dict[str, Any]], epoch: int, member: bytes) -> bytes:
    """Ed25519 public key of a member at one epoch."""
    people = {m["id"]: m for m in directory[epoch]["membres"]}
    return bytes.fromhex(people[member.hex()]["cle_signature"])


def read_grants(conn: Any, me: bytes, keys: dict[str, Any], directory: Any) -> dict[bytes, dict[str, Any]]:
    """Step 7: dossier → kind, epoch and keys by compartment, grantor verified."""
    found: dict[bytes, dict[str, Any]] = {}
    rows = conn.execute("SELECT id, scelle FROM cle_scellee WHERE membre_id = ?", (me,)).fetchall()
    for row, sealed in rows:
        info = b"cle-scellee-v1" + keys["coffre"] + row + me
        assert sealed[0] == 1
        raw = hpke(keys["exchange"], sealed[1:], info)
        kind, dossier, epoch, _history, count = struct.unpack_from(">B16sI32sB", raw)
        dossier_keys = found.setdefault(dossier, {"genre": kind, "epoque": epoch, "cles": {}})
        for rank in range(count):
            code, comp, dek = struct.unpack_from(">B16s32s", raw, 54 + 49 * rank)
            dossier_keys["cles"][comp] = (code, dek)
        end = 54 + 49 * count
        grantor, granted = struct.unpack_from(">16sI", raw, end)
        signed(key_of(directory, granted, grantor), raw[end + 20 :], info + raw[: end + 20])
    return found


def read_pieces(conn: Any, dossiers: Any, vault_id: bytes, directory: Any) -> list[dict[str, Any]]:
    """Step 8: every piece under a key held, its author verified."""
    found = []
    rows = conn.execute(
        "SELECT id, dossier_id, compartiment, version, epoque, scelle FROM piece ORDER BY rowid"
    ).fetchall()
    for piece, dossier, comp, version, epoch, sealed in rows:
        held = dossiers.get(dossier, {"cles": {}})["cles"].get(comp)
        if held is None:
            continue
        place = (vault_id, dossier, comp, piece)
        aad = frame(b"piece-v1", *place, struct.pack(">II", version, epoch))
        if sealed[0] == 1:
            raw = AESGCMSIV(held[1]).decrypt(sealed[1:13], sealed[13:], aad)
            author, signature, written, length = struct.unpack_from(">16s64sII", raw)
            text = raw[88 : 88 + length]
        else:  # sealed again by a rotation: the signature is that of an earlier epoch
            assert sealed[0] == 2
            outer = frame(b"piece-v2", *place, struct.pack(">II", version, epoch))
            raw = AESGCMSIV(held[1]).decrypt(sealed[1:13], sealed[13:], outer)
            author, signature, written, length, first = struct.unpack_from(">16s64sIII", raw)
            assert first <= epoch
            text = raw[92 : 92 + length]
            aad = frame(b"piece-v1", *place, struct.pack(">II", version, first))
        proof = aad + author + struct.pack(">I", written) + hashlib.sha256(text).digest()
        signed(key_of(directory, written, author), signature, proof)
        found.append(
            {"dossier": dossier.hex(), "code": held[0], "auteur": author.hex(), "contenu": json.loads(text)}
        )
    return found


def read_history(conn: Any, pieces: list[dict[str, Any]], vault_id: bytes) -> list[dict[str, Any]]:
    """Step 9: the lines of each situation whose ``suivi`` head gives the history key."""
    found = []
    for head in (p for p in pieces if p["contenu"].get("t") == "suivi"):
        dossier, private = bytes.fromhex(head["dossier"]), bytes.fromhex(head["contenu"]["historique"])
        lines = conn.execute("SELECT id, scelle FROM historique WHERE dossier_id = ?", (dossier,)).fetchall()
        for row, sealed in lines:
            padded = hpke(private, sealed[1:], b"historique-v1" + vault_id + dossier + row)
            (length,) = struct.unpack_from(">I", padded)
            found.append(json.loads(padded[4 : 4 + length]))
    return found


def read_drafts(conn: Any, me: bytes, keys: dict[str, Any]) -> list[dict[str, str]]:
    """Step 10: what this member was typing."""
    key = hkdf(keys["exchange"], b"brouillon-v1" + keys["coffre"])
    rows = conn.execute("SELECT id, scelle FROM brouillon WHERE auteur_id = ?", (me,)).fetchall()
    return [json.loads(gcm(key, sealed, row)) for row, sealed in rows]


def read_journal(conn: Any, me: bytes, keys: dict[str, Any]) -> list[dict[str, Any]]:
    """Step 11: the chain for all, the payloads for whoever holds the audit key."""
    vault_id = keys["coffre"]
    shared = conn.execute("SELECT id, nom, scelle FROM cle_partagee WHERE detenteur = ?", (me,)).fetchall()
    private = {
        nom: hpke(keys["exchange"], sealed, b"cle-partagee-v1" + vault_id + row + nom.encode())
        for row, nom, sealed in shared
    }
    found = []
    previous = hashlib.sha256(b"journal-genese-v1" + vault_id).digest()
    rows = conn.execute("SELECT n, enveloppe, scelle, signature FROM journal ORDER BY n").fetchall()
    for rank, (n, env, sealed, signature) in enumerate(rows, 1):
        version, vault, number, when, session, before, commitment, _root = struct.unpack(
            ">B16sQQ32s32s32s32s", env
        )
        assert (version, vault, number, n, before) == (1, vault_id, rank, rank, previous)
        assert sealed is None or hashlib.sha256(sealed).digest() == commitment
        head = hashlib.sha256(env).digest()
        signed(session, signature, b"journal-v1" + head)
        line: dict[str, Any] = {"n": n, "ms": when}
        if "audit" in private and sealed is not None:
            padded = hpke(private["audit"], sealed, b"entree-v1" + struct.pack(">Q", n) + previous)
            (length,) = struct.unpack_from(">I", padded)
            line |= json.loads(padded[4 : 4 + length])
        found.append(line)
        previous = head
    return found


def dump(vault: Path, machine: Path, member_id: str, passphrase: str) -> dict[str, Any]:
    """Everything this member's keys open."""
    me = bytes.fromhex(member_id)
    poste = (machine / "secret_de_poste").read_bytes()
    keys = read_header((vault / "entete.a").read_bytes(), poste, me, passphrase)
    conn = connect(vault / "coffre.db", keys["file_key"])
    try:
        directory = read_directory(conn, keys["coffre"])
        dossiers = read_grants(conn, me, keys, directory)
        pieces = read_pieces(conn, dossiers, keys["coffre"], directory)
        return {
            "commune": keys["commune"],
            "membres": keys["membres"],
            "annuaire": directory[max(directory)],
            "dossiers": [d.hex() for d in dossiers],
            "pieces": pieces,
            "historique": read_history(conn, pieces, keys["coffre"]),
            "brouillons": read_drafts(conn, me, keys),
            "journal": read_journal(conn, me, keys),
            "coffre": {k: v.hex() for k, v in conn.execute("SELECT id, valeur FROM coffre").fetchall()},
        }
    finally:
        conn.close()


if __name__ == "__main__":
    told = dump(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.stdin.read().rstrip("\n"))
    json.dump(told, sys.stdout, ensure_ascii=False)
