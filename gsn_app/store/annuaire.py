"""The directory signed by the root key: who the members are, their roles and public keys, epoch by epoch.

Signatures and the renewal of the root: ``crypto.racine``. Content is canonical JSON.

Every key that seals, grants or vouches is resolved from here only: a key put elsewhere is never used.
All epochs are kept, so that an old text is judged by the rights its author had then.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from gsn_app.crypto import primitives as p
from gsn_app.crypto import racine
from gsn_app.domain.membre import Instance, Membre, MembreUnknown, Role, TypeInstance
from gsn_app.errors import Refused

ESCROW = b"sequestre".ljust(16, b"\0")


class MembreNotReceivable(Refused):
    """{nom} est suspendu, ou son empreinte n’est pas confirmée : aucune clé ne peut lui être remise."""

    code = "MEM-20"


@dataclass(frozen=True)
class Annuaire:
    """One epoch of the directory. Keys are hexadecimal; ``controle_sequestre`` is the escrow's check value."""

    epoque: int
    cle_racine: str
    cle_audit: str
    cle_sequestre: str
    controle_sequestre: str
    seuil_sequestre: int
    gardiens: tuple[str, ...]
    instances: tuple[Instance, ...]
    membres: tuple[Membre, ...]

    def membre(self, member_id: bytes | str) -> Membre:
        """A member by id; raises MembreUnknown."""
        wanted = member_id.hex() if isinstance(member_id, bytes) else member_id
        for membre in self.membres:
            if membre.id == wanted:
                return membre
        raise MembreUnknown()

    def exchange_key(self, member_id: bytes) -> bytes:
        """Public key to seal to, for a member in office or the escrow; raises MembreUnknown, MembreNotReceivable."""
        if member_id == ESCROW:
            return bytes.fromhex(self.cle_sequestre)
        membre = self.membre(member_id)
        if not membre.actif:
            raise MembreUnknown()
        if not membre.recevable:
            raise MembreNotReceivable(nom=membre.nom)
        return bytes.fromhex(membre.cle_chiffrement)

    def coordonnateurs(self, instance_id: str) -> list[Membre]:
        """Coordonnateurs of a body to whom keys may be sealed."""
        return [m for m in self.membres if m.recevable and m.roles.get(instance_id) is Role.COORDONNATEUR]

    def is_coordonnateur(self, member_id: bytes) -> bool:
        """True when the member coordinates some body at this epoch."""
        try:
            membre = self.membre(member_id)
        except MembreUnknown:
            return False
        return membre.actif and not membre.suspendu_le and Role.COORDONNATEUR in membre.roles.values()

    def with_membre(self, membre: Membre) -> Annuaire:
        """Next epoch with a member added or replaced."""
        others = tuple(m for m in self.membres if m.id != membre.id)
        return replace(self, epoque=self.epoque + 1, membres=(*others, membre))

    def dump(self) -> bytes:
        """Canonical JSON, the bytes that root signs."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def parse_annuaire(content: bytes) -> Annuaire:
    """Parse one epoch whose signature was verified (``crypto.racine``)."""
    raw = json.loads(content)
    raw["gardiens"] = tuple(raw["gardiens"])
    raw["instances"] = tuple(Instance(x["id"], TypeInstance(x["type"]), x["nom"]) for x in raw["instances"])
    raw["membres"] = tuple(
        Membre(**{**x, "roles": {k: Role(v) for k, v in x["roles"].items()}}) for x in raw["membres"]
    )
    return Annuaire(**raw)


def sign_annuaire(root_private: bytes, vault_id: bytes, content: bytes) -> bytes:
    """Root's signature of one epoch."""
    return racine.sign_epoch(root_private, vault_id, content)


def load_annuaire(vault_id: bytes, root_public: bytes, content: bytes, signature: bytes) -> Annuaire:
    """Verify one epoch under a root that is known, then parse it; raises SignatureInvalid."""
    racine.verify_epoch(root_public, None, vault_id, content, signature[-p.SIGNATURE :])
    annuaire = parse_annuaire(content)
    if annuaire.cle_racine != root_public.hex():
        raise p.SignatureInvalid()
    return annuaire


def peek_root(content: bytes) -> bytes:
    """The root key a directory claims, before it is verified (first opening on a machine)."""
    return racine.peek_root(content)
