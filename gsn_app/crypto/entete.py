"""Byte layout of the header file: one key slot per member, HMAC of the whole under the file key.

    file    magic 8 "GSNENT\\0\\1" | u32 body length | body | HMAC-SHA256 32
    body    u64 sequence | vault_id 16 | u8 flags (1 = demonstration) | u16 n | sealed commune 156 | n slots
    slot    header 285 | sealed bundle 124 | sealed file key 80
    header  u8 version=1 | member_id 16 | u32 slot sequence | u32 memory KiB | u32 passes | u32 lanes
            | salt 32 | X25519 public 32 | Ed25519 public 32 | sealed name 156
    bundle  AES-256-GCM(KEK, X25519 private 32 | Ed25519 private 32 | SHA-256(both publics) 32, AAD = vault_id | header)
    KEK     HKDF-SHA256(Argon2id(passphrase, salt) | secret de poste, "kek-v1" | vault_id | member_id | slot sequence)
    file key  HPKE(member's X25519, 32 bytes, "cle-fichier-v1" | vault_id | member_id); outside the slot's AAD,
            so that whoever renews it re-seals it for absent members
    keyless slot  the escrow has one, so that shares alone open the file: its bundle is noise that no passphrase opens,
            its file key is sealed to the escrow's X25519 public half
    names   AES-256-GCM(HKDF(secret de poste, "noms-v1" | vault_id), 128 bytes padded, AAD = place): a stolen stick
            does not even tell who the members are

Integers are big-endian. Sizes, counts and KDF parameters are refused out of bounds before any cipher runs.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace

from gsn_app.config import KDF, KdfPolicy
from gsn_app.crypto import primitives as p
from gsn_app.errors import Damaged, GsnError, Issue

MAGIC = b"GSNENT\x00\x01"
LIMIT = 64 * 1024
SLOTS_MAX = 100
NAME_SIZE = 128
SEALED_NAME = NAME_SIZE + p.NONCE + p.TAG
SLOT_HEADER = struct.Struct(f">B16sIIII32s32s32s{SEALED_NAME}s")
BUNDLE = 96 + p.NONCE + p.TAG
SEALED_FILE_KEY = p.KEY + p.HPKE_OVERHEAD
SLOT = SLOT_HEADER.size + BUNDLE + SEALED_FILE_KEY
BODY = struct.Struct(f">Q16sBH{SEALED_NAME}s")
FLAG_DEMONSTRATION = 1


class HeaderDamaged(Damaged):
    """L’en-tête du coffre est endommagé ({cause}).

    Le contenu n’a pas été touché ; restaurez la dernière sauvegarde vérifiée.
    """

    code = "END-01"
    issue = Issue.RESTAURER


class HeaderForged(Damaged):
    """L’en-tête du coffre a été modifié hors de l’application.

    Le contenu n’a pas été ouvert ; restaurez la dernière sauvegarde.
    """

    code = "ALT-01"
    exit_code = 4
    issue = Issue.RESTAURER


class VaultNewer(Damaged):
    """Ce coffre a été écrit par une version plus récente du logiciel : mettez ce poste à jour."""

    code = "END-02"
    issue = Issue.METTRE_A_JOUR


class PassphraseWrong(GsnError):
    """La phrase de passe n’est pas la bonne, ou ce poste n’est pas celui du coffre. Rien n’a été modifié."""

    code = "OUV-01"
    exit_code = 3


@dataclass(frozen=True)
class MemberKeys:
    """Private and public keys of one member, 32 raw bytes each."""

    exchange_private: bytes
    exchange_public: bytes
    signature_private: bytes
    signature_public: bytes


@dataclass(frozen=True)
class Slot:
    """One member's key slot, as stored."""

    member_id: bytes
    sequence: int
    memory_kib: int
    passes: int
    lanes: int
    salt: bytes
    exchange_public: bytes
    signature_public: bytes
    sealed_name: bytes
    bundle: bytes = b""
    sealed_file_key: bytes = b""

    def header(self) -> bytes:
        """The bytes bound as AAD of the bundle."""
        return SLOT_HEADER.pack(
            1, self.member_id, self.sequence, self.memory_kib, self.passes, self.lanes,
            self.salt, self.exchange_public, self.signature_public, self.sealed_name,
        )  # fmt: skip


@dataclass(frozen=True)
class Header:
    """The parsed header; ``untrusted`` until :func:`verify_header` has passed with the file key."""

    sequence: int
    vault_id: bytes
    flags: int
    sealed_commune: bytes
    slots: tuple[Slot, ...]
    mac: bytes = b""

    def body(self) -> bytes:
        """The authenticated bytes."""
        head = BODY.pack(self.sequence, self.vault_id, self.flags, len(self.slots), self.sealed_commune)
        return head + b"".join(s.header() + s.bundle + s.sealed_file_key for s in self.slots)

    def slot_of(self, member_id: bytes) -> Slot | None:
        """The slot of a member, or None."""
        return next((s for s in self.slots if s.member_id == member_id), None)


def serialize(header: Header, file_key: bytes) -> bytes:
    """Bytes of the file, HMAC made anew."""
    body = header.body()
    return MAGIC + struct.pack(">I", len(body)) + body + p.hmac_sha256(_mac_key(file_key), MAGIC + body)


def parse(untrusted: bytes, policy: KdfPolicy = KDF) -> Header:
    """Parse and bound-check; no cipher runs. Raises HeaderDamaged or VaultNewer."""
    if len(untrusted) > LIMIT:
        raise HeaderDamaged(cause="taille excessive")
    if len(untrusted) < len(MAGIC) + 4 + BODY.size + 32:
        raise HeaderDamaged(cause="fichier tronqué")
    if untrusted[:7] != MAGIC[:7]:
        raise HeaderDamaged(cause="ce n’est pas un coffre")
    if untrusted[7] > MAGIC[7]:
        raise VaultNewer()
    (length,) = struct.unpack_from(">I", untrusted, len(MAGIC))
    body = untrusted[len(MAGIC) + 4 : -32]
    if untrusted[7] != MAGIC[7] or length != len(body):
        raise HeaderDamaged(cause="longueur incohérente")
    sequence, vault_id, flags, count, commune = BODY.unpack_from(body)
    if not 0 < count <= SLOTS_MAX or len(body) != BODY.size + count * SLOT or flags > 1:
        raise HeaderDamaged(cause="nombre de membres incohérent")
    slots = tuple(_parse_slot(body, BODY.size + i * SLOT, policy) for i in range(count))
    if len({s.member_id for s in slots}) != count:
        raise HeaderDamaged(cause="membre en double")
    return Header(sequence, vault_id, flags, commune, slots, untrusted[-32:])


def _parse_slot(body: bytes, offset: int, policy: KdfPolicy) -> Slot:
    version, member, seq, memory, passes, lanes, salt, xpk, epk, name = SLOT_HEADER.unpack_from(body, offset)
    bounds = (
        (memory, policy.memory_bounds),
        (passes, policy.passes_bounds),
        (lanes, policy.lanes_bounds),
    )
    if version != 1 or any(not low <= value <= high for value, (low, high) in bounds):
        raise HeaderDamaged(cause="paramètres hors limites")
    end = offset + SLOT_HEADER.size
    bundle = body[end : end + BUNDLE]
    sealed = body[end + BUNDLE : end + BUNDLE + SEALED_FILE_KEY]
    return Slot(member, seq, memory, passes, lanes, salt, xpk, epk, name, bundle, sealed)


def is_keyed(header: Header, file_key: bytes) -> bool:
    """True when the HMAC under this file key is right."""
    return p.same(p.hmac_sha256(_mac_key(file_key), MAGIC + header.body()), header.mac)


def verify_header(header: Header, file_key: bytes) -> None:
    """Raise HeaderForged unless the HMAC under the file key is right."""
    if not is_keyed(header, file_key):
        raise HeaderForged()


def generate_keys() -> MemberKeys:
    """Fresh keys of a member."""
    xsk, xpk = p.generate_exchange()
    esk, epk = p.generate_signature()
    return MemberKeys(xsk, xpk, esk, epk)


def seal_slot(
    keys: MemberKeys, *, vault_id: bytes, member_id: bytes, sequence: int, passphrase: bytes,
    poste_secret: bytes, file_key: bytes, name: str, policy: KdfPolicy,
) -> Slot:  # fmt: skip
    """Make a member's slot; costs one Argon2id. ``name`` is cut to 120 bytes of UTF-8."""
    bare = Slot(
        member_id, sequence, policy.memory_kib, policy.passes, policy.lanes, p.random_bytes(32),
        keys.exchange_public, keys.signature_public, seal_name(poste_secret, vault_id, member_id, name),
    )  # fmt: skip
    secrets = keys.exchange_private + keys.signature_private
    checks = p.sha256(keys.exchange_public + keys.signature_public)
    kek = _kek(bare, vault_id, passphrase, poste_secret)
    bundle = p.seal_gcm(kek, secrets + checks, vault_id + bare.header())
    return reseal_file_key(replace(bare, bundle=bundle), vault_id, file_key)


def seal_keyless_slot(
    public: bytes, *, vault_id: bytes, member_id: bytes, poste_secret: bytes, file_key: bytes, name: str,
    policy: KdfPolicy,
) -> Slot:  # fmt: skip
    """A slot that hands the file key to a public key and that no passphrase opens (the escrow)."""
    bare = Slot(
        member_id, 1, policy.memory_kib, policy.passes, policy.lanes, p.random_bytes(32), public,
        p.random_bytes(32), seal_name(poste_secret, vault_id, member_id, name), p.random_bytes(BUNDLE),
    )  # fmt: skip
    return reseal_file_key(bare, vault_id, file_key)


def open_file_key(slot: Slot, vault_id: bytes, private: bytes) -> bytes:
    """The file key a slot hands to the holder of its private key; raises SealBroken."""
    return p.hpke_open(private, slot.sealed_file_key, b"cle-fichier-v1" + vault_id + slot.member_id)


def reseal_file_key(slot: Slot, vault_id: bytes, file_key: bytes) -> Slot:
    """Hand the file key to a member, present or not."""
    info = b"cle-fichier-v1" + vault_id + slot.member_id
    return replace(slot, sealed_file_key=p.hpke_seal(slot.exchange_public, file_key, info))


def open_slot(
    slot: Slot, vault_id: bytes, passphrase: bytes, poste_secret: bytes
) -> tuple[MemberKeys, bytes]:
    """Return the member's keys and the file key; raises PassphraseWrong, costs one Argon2id."""
    kek = _kek(slot, vault_id, passphrase, poste_secret)
    try:
        bundle = p.open_gcm(kek, slot.bundle, vault_id + slot.header())
    except p.SealBroken:
        raise PassphraseWrong() from None
    xsk, esk, checks = bundle[:32], bundle[32:64], bundle[64:]
    if checks != p.sha256(p.exchange_public(xsk) + p.signature_public(esk)):
        raise HeaderForged()
    keys = MemberKeys(xsk, p.exchange_public(xsk), esk, p.signature_public(esk))
    info = b"cle-fichier-v1" + vault_id + slot.member_id
    return keys, p.hpke_open(xsk, slot.sealed_file_key, info)


def seal_name(poste_secret: bytes, vault_id: bytes, place: bytes, name: str) -> bytes:
    """Seal a short name for this machine only; ``place`` binds it to its slot."""
    raw = name.encode()[: NAME_SIZE - 8].decode(errors="ignore").encode()
    padded = bytes([len(raw)]) + raw.ljust(NAME_SIZE - 1, b"\0")
    return p.seal_gcm(p.derive(poste_secret, b"noms-v1" + vault_id), padded, place)


def open_name(poste_secret: bytes, vault_id: bytes, place: bytes, sealed: bytes) -> str:
    """Inverse of :func:`seal_name`; raises SealBroken on another machine."""
    padded = p.open_gcm(p.derive(poste_secret, b"noms-v1" + vault_id), sealed, place)
    return padded[1 : 1 + padded[0]].decode()


def _kek(slot: Slot, vault_id: bytes, passphrase: bytes, poste_secret: bytes) -> bytes:
    stretched = p.derive_argon2id(
        passphrase, slot.salt, memory_kib=slot.memory_kib, passes=slot.passes, lanes=slot.lanes
    )
    info = b"kek-v1" + vault_id + slot.member_id + struct.pack(">I", slot.sequence)
    return p.derive(stretched + poste_secret, info)


def _mac_key(file_key: bytes) -> bytes:
    return p.derive(file_key, b"entete-hmac-v1")
