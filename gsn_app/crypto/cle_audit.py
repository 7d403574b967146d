"""The audit key in a file of its own, for the DPO's machine: a passphrase alone opens it, no secret de poste.

    JSON {format: 1, coffre, cle_publique, memoire_kio, passes, voies, sel, scelle}, hexadecimal
    key     HKDF-SHA256(Argon2id(passphrase, salt), "cle-audit-fichier-v1" | vault_id)
    scelle  AES-256-GCM(key, private halves, the one in force first, AAD = frame(every other field, in that order))

Argon2id is ``cryptography``'s own: a machine that only verifies needs no other library.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from gsn_app.config import KDF, KdfPolicy
from gsn_app.crypto import primitives as p
from gsn_app.errors import Damaged, GsnError

LIMIT = 4096
_SALT = 32


class AuditFileDamaged(Damaged):
    """Ce fichier n’est pas une clé d’audit, ou il est abîmé : demandez-en une autre copie."""

    code = "VER-03"


class AuditPassphraseWrong(GsnError):
    """La phrase de passe n’ouvre pas cette clé d’audit, ou le fichier a été modifié."""

    code = "VER-04"
    exit_code = 3


class AuditFileForeign(GsnError):
    """Cette clé d’audit est celle d’un autre coffre."""

    code = "VER-05"
    exit_code = 3


class ArgonMissing(GsnError):
    """La bibliothèque « cryptography » de ce poste est trop ancienne pour ouvrir la clé d’audit : mettez-la à jour."""

    code = "VER-06"


def seal_file(private: bytes, vault_id: bytes, passphrase: bytes, policy: KdfPolicy = KDF) -> bytes:
    """The file's bytes; costs one Argon2id."""
    salt = p.random_bytes(_SALT)
    public = p.exchange_public(private[: p.KEY])
    cost = (policy.memory_kib, policy.passes, policy.lanes)
    key = _derive(passphrase, salt, vault_id, cost)
    sealed = p.seal_gcm(key, private, _aad(vault_id, public, cost, salt))
    record = {
        "format": 1, "coffre": vault_id.hex(), "cle_publique": public.hex(), "memoire_kio": cost[0],
        "passes": cost[1], "voies": cost[2], "sel": salt.hex(), "scelle": sealed.hex(),
    }  # fmt: skip
    return json.dumps(record, indent=1).encode() + b"\n"


def open_file(raw: bytes, vault_id: bytes, ask: Callable[[], bytes], policy: KdfPolicy = KDF) -> bytes:
    """The private half; bounds and vault are checked before the passphrase is asked and before any derivation.

    Raises AuditFileDamaged, AuditFileForeign, AuditPassphraseWrong, ArgonMissing.
    """
    try:
        if len(raw) > LIMIT:
            raise ValueError
        record = json.loads(raw)
        vault, public, salt, sealed = (
            bytes.fromhex(record[k]) for k in ("coffre", "cle_publique", "sel", "scelle")
        )
        cost = (record["memoire_kio"], record["passes"], record["voies"])
        bounds = (policy.memory_bounds, policy.passes_bounds, policy.lanes_bounds)
        bounded = all(
            type(x) is int and low <= x <= high for x, (low, high) in zip(cost, bounds, strict=True)
        )
        if record["format"] != 1 or not bounded or (len(vault), len(public), len(salt)) != (16, 32, _SALT):
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise AuditFileDamaged() from None
    if vault != vault_id:
        raise AuditFileForeign()
    key = _derive(ask(), salt, vault_id, cost)
    try:
        private = p.open_gcm(key, sealed, _aad(vault_id, public, cost, salt))
    except p.SealBroken:
        raise AuditPassphraseWrong() from None
    return private


def _derive(passphrase: bytes, salt: bytes, vault_id: bytes, cost: tuple[int, int, int]) -> bytes:
    memory, passes, lanes = cost
    try:
        argon = Argon2id(salt=salt, length=p.KEY, iterations=passes, lanes=lanes, memory_cost=memory)
    except UnsupportedAlgorithm:
        raise ArgonMissing() from None
    return p.derive(argon.derive(passphrase), b"cle-audit-fichier-v1" + vault_id)


def _aad(vault_id: bytes, public: bytes, cost: tuple[int, int, int], salt: bytes) -> bytes:
    return p.frame(b"1", vault_id, public, struct.pack(">III", *cost), salt)
