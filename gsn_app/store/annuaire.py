"""The directory signed by the root key: who the members are, their roles and public keys, epoch by epoch.

    signature = Ed25519(root, "annuaire-v1" | vault_id | content);  content = canonical JSON
    renewal   = Ed25519(old root, "racine-v1" | vault_id | content) 64 | Ed25519(new root, as above) 64

An epoch that renews the root names the new one and carries both signatures: the chain is walked from the first
epoch, and whoever knows any root of it (a head file, an anchor on paper) recognises the vault.

Every key that seals, grants or vouches is resolved from here only: a key put elsewhere is never used.
All epochs are kept, so that an old text is judged by the rights its author had then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from gsn_app.crypto import primitives as p
from gsn_app.domain.membre import Instance, Membre, MembreUnknown, Role, TypeInstance
from gsn_app.errors import Refused, Tampered

ESCROW = b"sequestre".ljust(16, b"\0")


class MembreNotReceivable(Refused):
    """{nom} est suspendu, ou son empreinte n’est pas confirmée : aucune clé ne peut lui être remise."""

    code = "MEM-20"


class RootChainBroken(Tampered):
    """L’annuaire change de clé racine sans l’accord de la précédente : il a été remplacé."""

    code = "ALT-20"


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


def endorse_annuaire(old_private: bytes, new_private: bytes, vault_id: bytes, content: bytes) -> bytes:
    """Signatures of an epoch that renews the root: the old root names the new one, which signs as usual."""
    endorsement = p.sign(old_private, b"racine-v1" + vault_id + content)
    return endorsement + sign_annuaire(new_private, vault_id, content)


def load_annuaire(vault_id: bytes, root_public: bytes, content: bytes, signature: bytes) -> Annuaire:
    """Verify then parse one epoch that this root signed; raises SignatureInvalid."""
    p.verify(root_public, signature[-p.SIGNATURE :], b"annuaire-v1" + vault_id + content)
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


def walk_roots(vault_id: bytes, epochs: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    """Root key of each epoch ``(content, signature)``, oldest first; each new root endorsed by the one before.

    Raises RootChainBroken; ValueError, KeyError or TypeError on a content that is no directory.
    """
    found: list[bytes] = []
    for content, signature in epochs:
        root = peek_root(content)
        if found and root != found[-1]:
            if len(signature) != 2 * p.SIGNATURE:
                raise RootChainBroken()
            try:
                p.verify(found[-1], signature[: p.SIGNATURE], b"racine-v1" + vault_id + content)
            except p.SignatureInvalid:
                raise RootChainBroken() from None
        elif len(signature) != p.SIGNATURE:
            raise RootChainBroken()
        found.append(root)
    return found


def peek_root(content: bytes) -> bytes:
    """The root key a directory claims, before it is verified (first opening on a machine)."""
    return bytes.fromhex(json.loads(content)["cle_racine"])
