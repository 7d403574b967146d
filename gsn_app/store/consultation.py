"""Totals of consultations that the auditeur vouches for: one value a civil year, signed, without any name (C10).

    consultations.AAAA   JSON {"annee", "nombre", "jusqu_au", "signataire", "signature"}
    signature            Ed25519(signer, "consultations-v1" | vault_id | u32 year | u64 count | u64 last entry counted)

Only a signature by a member whom the directory of some epoch names auditeur is believed.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass

from gsn_app.crypto import primitives as p
from gsn_app.domain.membre import Role
from gsn_app.errors import GsnError
from gsn_app.store.coffre import Coffre
from gsn_app.store.unite import Unite

_LABEL = b"consultations-v1"


@dataclass(frozen=True)
class TotalConsultations:
    """What the journal of a civil year counts, up to an entry."""

    annee: int
    nombre: int
    jusqu_au: int

    def signed_bytes(self, vault_id: bytes) -> bytes:
        """Drawn at the top of the module."""
        return _LABEL + vault_id + struct.pack(">IQQ", self.annee, self.nombre, self.jusqu_au)


def save_total(u: Unite, total: TotalConsultations) -> None:
    """Sign with this member's key and keep."""
    coffre = u.coffre
    signature = p.sign(coffre.keys.signature_private, total.signed_bytes(coffre.vault_id))
    told = {
        "annee": total.annee,
        "nombre": total.nombre,
        "jusqu_au": total.jusqu_au,
        "signataire": coffre.member_id.hex(),
        "signature": signature.hex(),
    }
    u.save_valeur(_name(total.annee), json.dumps(told, sort_keys=True).encode())


def read_total(coffre: Coffre, annee: int) -> TotalConsultations | None:
    """The signed total of a year; None without one, or when no auditeur signed it."""
    raw = coffre.read_valeur(_name(annee))
    if raw is None:
        return None
    try:
        told = json.loads(raw)
        total = TotalConsultations(int(told["annee"]), int(told["nombre"]), int(told["jusqu_au"]))
        signature, who = bytes.fromhex(told["signature"]), str(told["signataire"])
        data = total.signed_bytes(coffre.vault_id)
    except (ValueError, KeyError, TypeError, struct.error):
        return None
    keys = {
        membre.cle_signature
        for annuaire in coffre.annuaires.values()
        for membre in annuaire.membres
        if membre.id == who and Role.AUDITEUR in membre.roles.values()
    }
    for key in keys:
        try:
            p.verify(bytes.fromhex(key), signature, data)
        except GsnError:
            continue
        return total if total.annee == annee else None
    return None


def _name(annee: int) -> str:
    return f"consultations.{annee}"
