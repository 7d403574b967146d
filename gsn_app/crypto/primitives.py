"""The only module that calls a cipher library: small functions over ``cryptography`` and ``argon2-cffi``.

    KDF      Argon2id, then HKDF-SHA256
    seal     AES-256-GCM for key slots and drafts, AES-256-GCM-SIV for contents (nonce reuse costs little)
    hand on  HPKE base mode: X25519, HKDF-SHA256, AES-256-GCM; single-shot, context bound in ``info``
    sign     Ed25519
    frame    u32 length | bytes, for each part: two different lists never give the same bytes

Nothing here knows what it protects. Keys go in and out as raw bytes.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import os
import struct
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gsn_app.errors import Tampered

KEY: Final = 32
NONCE: Final = 12
TAG: Final = 16
SIGNATURE: Final = 64
HPKE_OVERHEAD: Final = 48

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class SealBroken(Tampered):
    """Un contenu scellé ne s’ouvre pas : il a été altéré, ou la clé n’est pas la sienne."""

    code = "CRY-01"


class SignatureInvalid(Tampered):
    """Une signature ne correspond pas à son contenu : il a été altéré ou forgé."""

    code = "CRY-02"


@functools.lru_cache(maxsize=8)
def _exchange_key(private: bytes) -> X25519PrivateKey:
    """The same few keys open thousands of seals: parsing one costs as much as opening. They end with the process."""
    return X25519PrivateKey.from_private_bytes(private)


@functools.lru_cache(maxsize=8)
def _signature_key(private: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(private)


def random_bytes(count: int) -> bytes:
    """Bytes from the system's generator."""
    return os.urandom(count)


def sha256(data: bytes) -> bytes:
    """SHA-256 digest, 32 bytes."""
    return hashlib.sha256(data).digest()


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    """HMAC-SHA256, 32 bytes."""
    return hmac.digest(key, data, "sha256")


def same(left: bytes, right: bytes) -> bool:
    """Constant-time comparison."""
    return hmac.compare_digest(left, right)


def frame(*parts: bytes) -> bytes:
    """Length-prefixed concatenation: an injective encoding of a list of byte strings."""
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def derive_argon2id(passphrase: bytes, salt: bytes, *, memory_kib: int, passes: int, lanes: int) -> bytes:
    """Argon2id v1.3, 32 bytes; the caller has checked the bounds before. Imported late: a verifier does without."""
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(passphrase, salt, passes, memory_kib, lanes, KEY, Type.ID)


def derive(secret: bytes, info: bytes, length: int = KEY) -> bytes:
    """HKDF-SHA256 without salt."""
    return HKDF(SHA256(), length, None, info).derive(secret)


def seal_gcm(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """``nonce 12 | AES-256-GCM``."""
    nonce = random_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, aad)


def open_gcm(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """Inverse of :func:`seal_gcm`; raises SealBroken."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], aad)
    except (InvalidTag, ValueError):
        raise SealBroken() from None


def seal_siv(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """``nonce 12 | AES-256-GCM-SIV``."""
    nonce = random_bytes(NONCE)
    return nonce + AESGCMSIV(key).encrypt(nonce, plaintext, aad)


def open_siv(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """Inverse of :func:`seal_siv`; raises SealBroken."""
    try:
        return AESGCMSIV(key).decrypt(sealed[:NONCE], sealed[NONCE:], aad)
    except (InvalidTag, ValueError):
        raise SealBroken() from None


def generate_exchange() -> tuple[bytes, bytes]:
    """A fresh X25519 pair ``(private, public)``."""
    key = X25519PrivateKey.generate()
    return key.private_bytes_raw(), key.public_key().public_bytes_raw()


def exchange_public(private: bytes) -> bytes:
    """Public half of an X25519 private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def hpke_seal(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """``enc 32 | ciphertext | tag 16`` for the holder of the private half."""
    return _SUITE.encrypt(plaintext, X25519PublicKey.from_public_bytes(public), info=info)


def hpke_open(private: bytes, sealed: bytes, info: bytes) -> bytes:
    """Inverse of :func:`hpke_seal`; raises SealBroken."""
    try:
        return _SUITE.decrypt(sealed, _exchange_key(private), info=info)
    except (InvalidTag, ValueError):
        raise SealBroken() from None


def generate_signature() -> tuple[bytes, bytes]:
    """A fresh Ed25519 pair ``(private, public)``."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes_raw(), key.public_key().public_bytes_raw()


def signature_public(private: bytes) -> bytes:
    """Public half of an Ed25519 private key."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def sign(private: bytes, data: bytes) -> bytes:
    """Ed25519 signature, 64 bytes."""
    return _signature_key(private).sign(data)


@functools.lru_cache(maxsize=8)
def _public_key(public: bytes) -> Ed25519PublicKey:
    """One session signs thousands of entries in a row."""
    return Ed25519PublicKey.from_public_bytes(public)


def verify(public: bytes, signature: bytes, data: bytes) -> None:
    """Raise SignatureInvalid unless the signature is right."""
    try:
        _public_key(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        raise SignatureInvalid() from None
