"""Two signed statements about the journal, kept in the vault: « vérifié jusqu’ici » and « effacé jusqu’ici ».

    point    u8 version=1 | u64 n | H_n 32 | u64 time (ms) | u8 level | session public of entry n 32 | its member 16
             | signer 16 | Ed25519(signer, "point-controle-v1" | vault_id | all before)                  (178 bytes)
    erased   u8 version=1 | u64 n | H_n 32 | u64 time (ms) | u8 months | signer 16
             | Ed25519(signer, "journal-efface-v1" | vault_id | all before)                              (130 bytes)

A point lets its own signer verify again from there: nobody trusts another member's. « Effacé » says that the sealed
payloads of entries 1 to n were dropped at their term: without it, a missing payload was removed before its time.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gsn_app.crypto import primitives as p

_POINT = struct.Struct(">BQ32sQB32s16s16s")
_ERASED = struct.Struct(">BQ32sQB16s")
_POINT_LABEL, _ERASED_LABEL = b"point-controle-v1", b"journal-efface-v1"


class AttestationMalformed(ValueError):
    """A statement whose length or version is not the documented one."""


@dataclass(frozen=True)
class PointControle:
    """What one member verified, and how far. ``niveau`` 1: attribution included."""

    n: int
    chaine: bytes
    time_ms: int
    niveau: int
    session_public: bytes
    session_membre: bytes
    signataire: bytes
    signature: bytes = b""

    def _body(self) -> bytes:
        return _POINT.pack(
            1, self.n, self.chaine, self.time_ms, self.niveau, self.session_public, self.session_membre, self.signataire
        )  # fmt: skip

    def sign(self, private: bytes, vault_id: bytes) -> bytes:
        """The record to store."""
        return self._body() + p.sign(private, _POINT_LABEL + vault_id + self._body())

    def verify(self, public: bytes, vault_id: bytes) -> None:
        """Raise SignatureInvalid unless the holder of this key signed it."""
        p.verify(public, self.signature, _POINT_LABEL + vault_id + self._body())


@dataclass(frozen=True)
class Effacement:
    """Sealed payloads of entries 1 to ``n`` were dropped at ``time_ms``, kept ``mois`` months before."""

    n: int
    chaine: bytes
    time_ms: int
    mois: int
    signataire: bytes
    signature: bytes = b""

    def _body(self) -> bytes:
        return _ERASED.pack(1, self.n, self.chaine, self.time_ms, self.mois, self.signataire)

    def sign(self, private: bytes, vault_id: bytes) -> bytes:
        """The record to store."""
        return self._body() + p.sign(private, _ERASED_LABEL + vault_id + self._body())

    def verify(self, public: bytes, vault_id: bytes) -> None:
        """Raise SignatureInvalid unless the holder of this key signed it."""
        p.verify(public, self.signature, _ERASED_LABEL + vault_id + self._body())

    @property
    def limite_ms(self) -> int:
        """Only what was written at or before this instant had reached its term."""
        return subtract_months(self.time_ms, self.mois)


def parse_point(raw: bytes) -> PointControle:
    """Parse a stored point, unverified; raises AttestationMalformed."""
    return PointControle(*_split(raw, _POINT))


def parse_effacement(raw: bytes) -> Effacement:
    """Parse a stored erasure, unverified; raises AttestationMalformed."""
    return Effacement(*_split(raw, _ERASED))


def _split(raw: bytes, layout: struct.Struct) -> tuple[Any, ...]:
    if len(raw) != layout.size + p.SIGNATURE or raw[0] != 1:
        raise AttestationMalformed()
    return (*layout.unpack(raw[: layout.size])[1:], raw[layout.size :])


def subtract_months(time_ms: int, mois: int) -> int:
    """The same day that many months before, the 28th at most; UTC, milliseconds since the epoch."""
    try:
        day = datetime.fromtimestamp(time_ms / 1000, UTC)
        rank = day.year * 12 + day.month - 1 - mois
        before = day.replace(year=rank // 12, month=rank % 12 + 1, day=min(day.day, 28))
    except (ValueError, OverflowError, OSError):
        return 0
    return max(0, int(before.timestamp() * 1000))
