"""Byte layout of the journal: a signed hash chain whose payloads only the audit key opens.

    env_n   u8 version=1 | vault_id 16 | u64 n | u64 time (ms, UTC) | session public 32 | H_{n-1} 32 | SHA256(ct_n) 32
            | state root 32                                                                     (161 bytes)
    H_n     SHA256(env_n)                H_0 = SHA256("journal-genese-v1" | vault_id)
    sig_n   Ed25519(session, "journal-v1" | H_n)
    ct_n    HPKE(audit key, payload padded to 256 B, 1, 4 or 16 kB, "entree-v1" | u64 n | H_{n-1})
    payload u32 length | JSON {membre, acte, reference, version, motif, document, certificat}
    certificate  Ed25519(member, "session-v1" | vault_id | session public | u64 n of the login entry)
    anchor  n · first 16 base32 characters of SHA256("ancre-v1" | vault_id | u64 n | H_n | SHA256(root public))

One fresh session key per login; its certificate stands in the sealed login entry: anyone verifies the chain,
only the auditeur learns who. A payload dropped by retention leaves its commitment: the chain still verifies.
"""

from __future__ import annotations

import base64
import contextlib
import json
import struct
from dataclasses import dataclass

from gsn_app.crypto import primitives as p

ENVELOPE = struct.Struct(">B16sQQ32s32s32s32s")
SIZES = (256, 1024, 4096, 16384)


class EntryMalformed(ValueError):
    """An envelope whose length or version is not the documented one."""


@dataclass(frozen=True)
class Envelope:
    """The clear part of one entry."""

    vault_id: bytes
    n: int
    time_ms: int
    session_public: bytes
    previous: bytes
    commitment: bytes
    state_root: bytes

    def pack(self) -> bytes:
        """The 161 bytes that are hashed."""
        return ENVELOPE.pack(
            1, self.vault_id, self.n, self.time_ms, self.session_public,
            self.previous, self.commitment, self.state_root,
        )  # fmt: skip


def genesis(vault_id: bytes) -> bytes:
    """The chain value before the first entry."""
    return p.sha256(b"journal-genese-v1" + vault_id)


def unpack(env: bytes) -> Envelope:
    """Parse an envelope; raises EntryMalformed."""
    if len(env) != ENVELOPE.size or env[0] != 1:
        raise EntryMalformed()
    return Envelope(*ENVELOPE.unpack(env)[1:])


def seal_payload(audit_public: bytes, n: int, previous: bytes, payload: dict[str, str]) -> bytes:
    """Pad and seal one payload to the audit key."""
    raw = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    size = next((s for s in SIZES if s >= len(raw) + 4), SIZES[-1])
    raw = raw[: size - 4]
    padded = (struct.pack(">I", len(raw)) + raw).ljust(size, b"\0")
    return p.hpke_seal(audit_public, padded, _info(n, previous))


def open_payload(audit_private: bytes, n: int, previous: bytes, sealed: bytes) -> dict[str, str]:
    """Inverse of :func:`seal_payload`, by the first key of the chain that opens it; raises SealBroken.

    ``audit_private``: 32 bytes a key, the one in force first, then those it replaced.
    """
    padded = None
    for start in range(0, len(audit_private), p.KEY):
        with contextlib.suppress(p.SealBroken):
            padded = p.hpke_open(audit_private[start : start + p.KEY], sealed, _info(n, previous))
            break
    if padded is None:
        raise p.SealBroken()
    length = int.from_bytes(padded[:4], "big")
    try:
        found = json.loads(padded[4 : 4 + length])
    except (ValueError, RecursionError):
        raise p.SealBroken() from None
    if not isinstance(found, dict):
        raise p.SealBroken()
    return {str(k): str(v) for k, v in found.items()}


def sign_entry(session_private: bytes, chain: bytes) -> bytes:
    """Signature of one chain value by the session."""
    return p.sign(session_private, b"journal-v1" + chain)


def verify_entry(session_public: bytes, signature: bytes, chain: bytes) -> None:
    """Raise SignatureInvalid unless the session signed this chain value."""
    p.verify(session_public, signature, b"journal-v1" + chain)


def sign_certificate(member_private: bytes, vault_id: bytes, session_public: bytes, n: int) -> bytes:
    """A member vouches for a session key, at one place of the chain."""
    return p.sign(member_private, b"session-v1" + vault_id + session_public + struct.pack(">Q", n))


def verify_certificate(
    member_public: bytes, certificate: bytes, vault_id: bytes, session_public: bytes, n: int
) -> None:
    """Raise SignatureInvalid unless this member opened this session at entry n."""
    p.verify(member_public, certificate, b"session-v1" + vault_id + session_public + struct.pack(">Q", n))


def anchor(vault_id: bytes, n: int, chain: bytes, root_public: bytes) -> str:
    """The text printed on paper: « n·XXXXXXXXXXXXXXXX » (80 bits)."""
    digest = p.sha256(b"ancre-v1" + vault_id + struct.pack(">Q", n) + chain + p.sha256(root_public))
    return f"{n}·{base64.b32encode(digest).decode()[:16]}"


def _info(n: int, previous: bytes) -> bytes:
    return b"entree-v1" + struct.pack(">Q", n) + previous
