"""Byte layout of a backup file « .sauv »: a fresh key sealed to the coordonnateurs and the escrow, then the vault.

    file       magic 8 "GSNSAU\\0\\1" | u32 head length | head | database (SQLCipher, under the backup's own key)
    head       u8 version=1 | vault_id 16 | u64 n | u64 time (ms, UTC) | anchor 16 base32 characters | escrow X25519 public 32
               | u64 database size | u8 seals | u32 header length | u32 manifest length
               | seals × (holder 16 | HPKE 80) | header file | sealed manifest
    seal       HPKE(holder's X25519 from the signed directory, file key 32, "sauvegarde-v1" | vault_id | holder | u64 n)
    header file  the vault's own header (key slots), as it stood: opening a slot still takes the secret de poste
    manifest   AES-256-GCM(HKDF(file key, "sauvegarde-manifeste-v1"), padded, AAD = SHA-256(all bytes before it))
    padded     frame(content, signature) in zeros up to 2 kB, or 4, 8, 16 kB
    content    canonical JSON {format, coffre, n, chaine, racine_etat, ancre, taille, empreinte, empreinte_entete,
               date, membre, epoque_annuaire}
    signature  Ed25519(the member who made it, "sauvegarde-manifeste-v1" | vault_id | content)

The file key is drawn for this file alone: a copy under the vault's live key would stay open to every former member.
The clear part tells which vault, how far and when, so that whoever moves the files needs no key. Every byte of the
head stands in the manifest's AAD, the database in its SHA-256. Integers are big-endian; sizes and counts are refused
out of bounds before any cipher runs.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

from gsn_app.crypto import primitives as p
from gsn_app.errors import Damaged, Refused, Tampered

MAGIC = b"GSNSAU\x00\x01"
LENGTH = struct.Struct(">I")
FIXED = struct.Struct(">B16sQQ16s32sQBII")
SEAL = struct.Struct(">16s80s")
PREFIX = len(MAGIC) + LENGTH.size
HEAD_LIMIT = 128 * 1024
ENTETE_LIMIT = 64 * 1024
SIZES = (2048, 4096, 8192, 16384)


class SauvegardeDamaged(Damaged):
    """Cette sauvegarde est abîmée ou a été modifiée ({cause}) : rien n’en a été repris, essayez la précédente."""

    code = "SAV-01"


class SauvegardeNewer(Damaged):
    """Cette sauvegarde a été écrite par une version plus récente du logiciel : mettez ce poste à jour."""

    code = "SAV-02"


class SauvegardeSealed(Refused):
    """Cette clé n’ouvre pas la sauvegarde : elle est scellée aux coordonnateurs de ce jour-là et au séquestre."""

    code = "SAV-03"


class SauvegardeForged(Tampered):
    """Cette sauvegarde s’ouvre mais ne correspond pas à son manifeste signé ({cause}) : ne vous en servez pas."""

    code = "SAV-04"


@dataclass(frozen=True)
class Head:
    """The parsed head; ``untrusted`` until :func:`open_manifest` has passed with the file key."""

    vault_id: bytes
    n: int
    time_ms: int
    ancre: str
    cle_sequestre: bytes
    taille: int
    seals: tuple[tuple[bytes, bytes], ...]
    entete: bytes
    sealed_manifest: bytes = b""

    @property
    def offset(self) -> int:
        """Where the database begins in the file."""
        return PREFIX + self._length()

    def bound(self) -> bytes:
        """Every byte before the sealed manifest, the prefix included."""
        head = FIXED.pack(
            1, self.vault_id, self.n, self.time_ms, self.ancre.encode(), self.cle_sequestre, self.taille,
            len(self.seals), len(self.entete), len(self.sealed_manifest),
        )  # fmt: skip
        seals = b"".join(SEAL.pack(*seal) for seal in self.seals)
        return MAGIC + LENGTH.pack(self._length()) + head + seals + self.entete

    def dump(self) -> bytes:
        """The bytes of the file before the database."""
        return self.bound() + self.sealed_manifest

    def _length(self) -> int:
        return FIXED.size + SEAL.size * len(self.seals) + len(self.entete) + len(self.sealed_manifest)


def read_length(untrusted: bytes) -> int:
    """Length of the head, from the first PREFIX bytes; raises SauvegardeDamaged, SauvegardeNewer."""
    if len(untrusted) < PREFIX:
        raise SauvegardeDamaged(cause="fichier tronqué")
    if untrusted[:7] != MAGIC[:7] or not untrusted[7]:
        raise SauvegardeDamaged(cause="ce n’est pas une sauvegarde")
    if untrusted[7] > MAGIC[7]:
        raise SauvegardeNewer()
    (length,) = LENGTH.unpack_from(untrusted, len(MAGIC))
    if not FIXED.size < length <= HEAD_LIMIT:
        raise SauvegardeDamaged(cause="taille d’en-tête incohérente")
    return int(length)


def parse(untrusted: bytes) -> Head:
    """Parse ``prefix | head`` and check its bounds; no cipher runs. Raises SauvegardeDamaged, SauvegardeNewer."""
    length = read_length(untrusted)
    if len(untrusted) != PREFIX + length:
        raise SauvegardeDamaged(cause="fichier tronqué")
    version, vault_id, n, time_ms, ancre, sequestre, taille, count, entete, manifest = FIXED.unpack_from(
        untrusted, PREFIX
    )
    if version > 1:
        raise SauvegardeNewer()
    whole = FIXED.size + SEAL.size * count + entete + manifest
    if version != 1 or not count or entete > ENTETE_LIMIT or whole != length:
        raise SauvegardeDamaged(cause="longueurs incohérentes")
    if manifest not in {size + p.NONCE + p.TAG for size in SIZES} or not ancre.isalnum():
        raise SauvegardeDamaged(cause="en-tête incohérent")
    start = PREFIX + FIXED.size
    end = start + SEAL.size * count
    seals = tuple((holder, sealed) for holder, sealed in SEAL.iter_unpack(untrusted[start:end]))
    return Head(
        vault_id, n, time_ms, ancre.decode(errors="replace"), sequestre, taille, seals,
        untrusted[end : end + entete], untrusted[end + entete :],
    )  # fmt: skip


def seal_key(public: bytes, file_key: bytes, vault_id: bytes, holder: bytes, n: int) -> bytes:
    """Hand the backup's key to one holder of the signed directory, or to the escrow."""
    return p.hpke_seal(public, file_key, _info(vault_id, holder, n))


def open_key(head: Head, holder: bytes, private: bytes) -> bytes:
    """The file key as one holder opens it; raises SauvegardeSealed when it is not sealed to them, or not any more."""
    sealed = next((sealed for who, sealed in head.seals if who == holder), None)
    if sealed is None:
        raise SauvegardeSealed()
    try:
        return p.hpke_open(private, sealed, _info(head.vault_id, holder, head.n))
    except p.SealBroken:
        raise SauvegardeSealed() from None


def sign_manifest(private: bytes, vault_id: bytes, content: dict[str, Any]) -> tuple[bytes, bytes]:
    """Canonical bytes of a manifest and their signature."""
    raw = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return raw, p.sign(private, _signed(vault_id, raw))


def verify_manifest(public: bytes, vault_id: bytes, raw: bytes, signature: bytes) -> None:
    """Raise SignatureInvalid unless this member signed this manifest."""
    p.verify(public, signature, _signed(vault_id, raw))


def seal_manifest(head: Head, file_key: bytes, raw: bytes, signature: bytes) -> Head:
    """The head with its manifest sealed, all its other bytes bound."""
    framed = p.frame(raw, signature)
    size = next(s for s in SIZES if s >= len(framed))
    blank = _with(head, bytes(size + p.NONCE + p.TAG))
    sealed = p.seal_gcm(_manifest_key(file_key), framed.ljust(size, b"\0"), p.sha256(blank.bound()))
    return _with(head, sealed)


def open_manifest(head: Head, file_key: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    """``(content, canonical bytes, signature)``; raises SauvegardeDamaged when a byte of the head was changed."""
    try:
        padded = p.open_gcm(_manifest_key(file_key), head.sealed_manifest, p.sha256(head.bound()))
        (length,) = LENGTH.unpack_from(padded)
        raw, signature = padded[4 : 4 + length], padded[8 + length : 8 + length + p.SIGNATURE]
        content = json.loads(raw)
    except (p.SealBroken, struct.error, ValueError, RecursionError):
        raise SauvegardeDamaged(cause="manifeste illisible") from None
    if not isinstance(content, dict):
        raise SauvegardeDamaged(cause="manifeste illisible")
    return content, raw, signature


def _with(head: Head, sealed: bytes) -> Head:
    return Head(
        head.vault_id, head.n, head.time_ms, head.ancre, head.cle_sequestre, head.taille, head.seals,
        head.entete, sealed,
    )  # fmt: skip


def _info(vault_id: bytes, holder: bytes, n: int) -> bytes:
    return b"sauvegarde-v1" + vault_id + holder + struct.pack(">Q", n)


def _signed(vault_id: bytes, raw: bytes) -> bytes:
    return b"sauvegarde-manifeste-v1" + vault_id + raw


def _manifest_key(file_key: bytes) -> bytes:
    return p.derive(file_key, b"sauvegarde-manifeste-v1")
