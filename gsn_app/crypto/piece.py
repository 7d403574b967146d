"""Byte layout of one sealed content (``piece``) and of one sealed key (``cle_scellee``).

    piece     u8 version=1 | nonce 12 | AES-256-GCM-SIV(DEK, padded, AAD)
    AAD       frame("piece-v1", vault_id, dossier, compartment, piece, u32 version, u32 epoch)
    padded    author 16 | signature 64 | u32 directory epoch | u32 length | plaintext | zeros,
              to the smallest of 512 B, 4, 16, 64 kB
    signature Ed25519(author, AAD | author | u32 directory epoch | SHA-256(plaintext)): a holder of the DEK cannot rewrite another's text

    renewed   u8 version=2 | nonce 12 | AES-256-GCM-SIV(new DEK, padded, AAD2): a piece sealed again by a rotation, by
              someone who may not be its author and cannot sign for them
    AAD2      as AAD, "piece-v2" first and the epoch of the rotation
    padded    author 16 | signature 64 | u32 directory epoch | u32 length | u32 signed epoch | plaintext | zeros;
              the signature is the author's own, over the AAD of the signed epoch (never above the row's)

    sealed key  u8 version=1 | HPKE(member, grant, "cle-scellee-v1" | vault_id | row 16 | member 16)
    grant       u8 kind | dossier 16 | u32 epoch | history public 32 | u8 n | n × (u8 code | compartment 16 | DEK 32)
                | grantor 16 | u32 directory epoch | signature 64 (grantor, info | all before)

    history line  u8 version=1 | HPKE(history key, padded, "historique-v1" | vault_id | dossier | row)

The dossier stands only inside the seal: a holder of the file key sees how many keys a member has, never of what.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace

from gsn_app.crypto import primitives as p

SIZES = (512, 4096, 16384, 65536)
_HEAD = struct.Struct(">16s64sII")
_HEAD2 = struct.Struct(">16s64sIII")
_GRANT = struct.Struct(">B16sI32sB")
_DEK = struct.Struct(">B16s32s")
_TAIL = struct.Struct(">16sI")


class PieceTooLarge(ValueError):
    """A content over 64 kB: the domain's limits should have refused it."""


@dataclass(frozen=True)
class Place:
    """Where a piece stands; bound to its content so that rows cannot be swapped."""

    vault_id: bytes
    dossier: bytes
    compartment: bytes
    piece: bytes
    version: int
    epoch: int

    def aad(self, domain: bytes = b"piece-v1") -> bytes:
        """The authenticated context."""
        return p.frame(
            domain, self.vault_id, self.dossier, self.compartment, self.piece,
            struct.pack(">II", self.version, self.epoch),
        )  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """A decrypted piece; its author is proven only by :func:`verify_author`.

    ``signed_epoch``: epoch of the keys when the author signed; that of the place until a rotation.
    """

    place: Place
    author: bytes
    directory_epoch: int
    plaintext: bytes
    signature: bytes
    signed_epoch: int


@dataclass(frozen=True)
class Grant:
    """Keys of one dossier handed to one member. ``deks``: (code, compartment id, key) each."""

    kind: int
    dossier: bytes
    epoch: int
    history_public: bytes
    deks: tuple[tuple[int, bytes, bytes], ...]
    grantor: bytes = b"\0" * 16
    directory_epoch: int = 0
    signature: bytes = b""
    signed: bytes = b""


def seal_piece(
    dek: bytes, place: Place, plaintext: bytes, *, author: bytes, signing: bytes, directory_epoch: int
) -> bytes:
    """Sign, pad and seal; raises PieceTooLarge over 64 kB."""
    aad = place.aad()
    signature = p.sign(signing, _signed(aad, author, directory_epoch, plaintext))
    raw = _HEAD.pack(author, signature, directory_epoch, len(plaintext)) + plaintext
    return b"\x01" + p.seal_siv(dek, _pad(raw), aad)


def reseal_piece(dek: bytes, opened: Opened, epoch: int) -> bytes:
    """Seal an opened piece again at the same place under the key of a later epoch; its author's signature is kept.

    Raises ValueError for an earlier epoch, PieceTooLarge over 64 kB.
    """
    place = replace(opened.place, epoch=epoch)
    if epoch < opened.place.epoch:
        raise ValueError(epoch)
    head = _HEAD2.pack(
        opened.author, opened.signature, opened.directory_epoch, len(opened.plaintext), opened.signed_epoch
    )
    return b"\x02" + p.seal_siv(dek, _pad(head + opened.plaintext), place.aad(b"piece-v2"))


def open_piece(dek: bytes, place: Place, sealed: bytes) -> Opened:
    """Open one piece; raises SealBroken when anything of it or of its place was changed."""
    renewed = sealed[:1] == b"\x02"
    if not renewed and sealed[:1] != b"\x01":
        raise p.SealBroken()
    raw = p.open_siv(dek, sealed[1:], place.aad(b"piece-v2" if renewed else b"piece-v1"))
    head = _HEAD2 if renewed else _HEAD
    try:
        author, signature, epoch, length, *more = head.unpack_from(raw)
    except struct.error:
        raise p.SealBroken() from None
    signed_epoch = more[0] if renewed else place.epoch
    if signed_epoch > place.epoch:
        raise p.SealBroken()
    return Opened(place, author, epoch, raw[head.size : head.size + length], signature, signed_epoch)


def verify_author(opened: Opened, public: bytes) -> None:
    """Raise SignatureInvalid unless this author signed this text at this place, at the epoch it was signed."""
    aad = replace(opened.place, epoch=opened.signed_epoch).aad()
    p.verify(public, opened.signature, _signed(aad, opened.author, opened.directory_epoch, opened.plaintext))


def seal_grant(
    grant: Grant, *, vault_id: bytes, row: bytes, member: bytes, public: bytes, signing: bytes
) -> bytes:
    """Sign a grant as its grantor and seal it to one member."""
    info = _grant_info(vault_id, row, member)
    body = _GRANT.pack(grant.kind, grant.dossier, grant.epoch, grant.history_public, len(grant.deks))
    body += b"".join(_DEK.pack(*dek) for dek in grant.deks)
    body += _TAIL.pack(grant.grantor, grant.directory_epoch)
    return b"\x01" + p.hpke_seal(public, body + p.sign(signing, info + body), info)


def open_grant(private: bytes, *, vault_id: bytes, row: bytes, member: bytes, sealed: bytes) -> Grant:
    """Open a grant; the grantor is proven only by :func:`verify_grantor`. Raises SealBroken."""
    if not sealed or sealed[0] != 1:
        raise p.SealBroken()
    info = _grant_info(vault_id, row, member)
    raw = p.hpke_open(private, sealed[1:], info)
    try:
        kind, dossier, epoch, history, count = _GRANT.unpack_from(raw)
        offset = _GRANT.size + count * _DEK.size
        deks = tuple(_DEK.iter_unpack(raw[_GRANT.size : offset]))
        grantor, directory_epoch = _TAIL.unpack_from(raw, offset)
    except struct.error:
        raise p.SealBroken() from None
    end = offset + _TAIL.size
    return Grant(kind, dossier, epoch, history, deks, grantor, directory_epoch, raw[end:], info + raw[:end])


def reseal_grant(grant: Grant, *, vault_id: bytes, row: bytes, member: bytes, public: bytes) -> bytes:
    """Seal a grant again, as its grantor signed it, to another key of the same member (keys renewed)."""
    info = _grant_info(vault_id, row, member)
    if not grant.signed.startswith(info):
        raise ValueError(row)
    return b"\x01" + p.hpke_seal(public, grant.signed[len(info) :] + grant.signature, info)


def verify_grantor(grant: Grant, public: bytes) -> None:
    """Raise SignatureInvalid unless this grantor signed this grant for this member."""
    p.verify(public, grant.signature, grant.signed)


def seal_note(public: bytes, vault_id: bytes, dossier: bytes, row: bytes, plaintext: bytes) -> bytes:
    """Seal one line of a situation's history to its history key; padded to 512 B or 4 kB."""
    size = next(s for s in SIZES if s >= len(plaintext) + 4)
    padded = (struct.pack(">I", len(plaintext)) + plaintext).ljust(size, b"\0")
    return b"\x01" + p.hpke_seal(public, padded, b"historique-v1" + vault_id + dossier + row)


def open_note(private: bytes, vault_id: bytes, dossier: bytes, row: bytes, sealed: bytes) -> bytes:
    """Inverse of :func:`seal_note`; raises SealBroken."""
    if not sealed or sealed[0] != 1:
        raise p.SealBroken()
    padded = p.hpke_open(private, sealed[1:], b"historique-v1" + vault_id + dossier + row)
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


def _pad(raw: bytes) -> bytes:
    size = next((s for s in SIZES if s >= len(raw)), None)
    if size is None:
        raise PieceTooLarge(len(raw))
    return raw.ljust(size, b"\0")


def _signed(aad: bytes, author: bytes, directory_epoch: int, plaintext: bytes) -> bytes:
    return aad + author + struct.pack(">I", directory_epoch) + p.sha256(plaintext)


def _grant_info(vault_id: bytes, row: bytes, member: bytes) -> bytes:
    return b"cle-scellee-v1" + vault_id + row + member
