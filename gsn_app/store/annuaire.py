"""The directory signed by the root key: who the members are, their roles and public keys, epoch by epoch.

    signature = Ed25519(root, "annuaire-v1" | vault_id | content);  content = canonical JSON

Every key that seals, grants or vouches is resolved from here only: a key put elsewhere is never used.
All epochs are kept, so that an old text is judged by the rights its author had then.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from gsn_app.crypto import primitives as p
from gsn_app.domain.membre import Instance, Membre, MembreUnknown, Role, TypeInstance

ESCROW = b"sequestre".ljust(16, b"\0")


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
        """Public key to seal to, for a member in office or the escrow."""
        if member_id == ESCROW:
            return bytes.fromhex(self.cle_sequestre)
        membre = self.membre(member_id)
        if not membre.actif:
            raise MembreUnknown()
        return bytes.fromhex(membre.cle_chiffrement)

    def coordonnateurs(self, instance_id: str) -> list[Membre]:
        """Coordonnateurs of a body, in office."""
        return [m for m in self.membres if m.actif and m.roles.get(instance_id) is Role.COORDONNATEUR]

    def is_coordonnateur(self, member_id: bytes) -> bool:
        """True when the member coordinates some body at this epoch."""
        try:
            return Role.COORDONNATEUR in self.membre(member_id).roles.values()
        except MembreUnknown:
            return False

    def with_membre(self, membre: Membre) -> Annuaire:
        """Next epoch with a member added or replaced."""
        others = tuple(m for m in self.membres if m.id != membre.id)
        return replace(self, epoque=self.epoque + 1, membres=(*others, membre))

    def dump(self) -> bytes:
        """Canonical JSON, the bytes that root signs."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sign_annuaire(root_private: bytes, vault_id: bytes, content: bytes) -> bytes:
    """Root's signature of one epoch."""
    return p.sign(root_private, b"annuaire-v1" + vault_id + content)


def load_annuaire(vault_id: bytes, root_public: bytes, content: bytes, signature: bytes) -> Annuaire:
    """Verify then parse one epoch; raises SignatureInvalid."""
    p.verify(root_public, signature, b"annuaire-v1" + vault_id + content)
    raw = json.loads(content)
    raw["gardiens"] = tuple(raw["gardiens"])
    raw["instances"] = tuple(Instance(x["id"], TypeInstance(x["type"]), x["nom"]) for x in raw["instances"])
    raw["membres"] = tuple(
        Membre(**{**x, "roles": {k: Role(v) for k, v in x["roles"].items()}}) for x in raw["membres"]
    )
    annuaire = Annuaire(**raw)
    if annuaire.cle_racine != root_public.hex():
        raise p.SignatureInvalid()
    return annuaire


def peek_root(content: bytes) -> bytes:
    """The root key a directory claims, before it is verified (first opening on a machine)."""
    return bytes.fromhex(json.loads(content)["cle_racine"])
