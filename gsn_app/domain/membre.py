"""Named members of the bodies, their roles, and the directory that says who they are.

The directory (``annuaire``) is signed as a whole by the root key; nothing else says who holds a
role or which public key is whose (charter rule C1).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from gsn_app.domain.texte import validate_texte
from gsn_app.errors import InvalidInput

LIMITE_NOM = 100


class Role(StrEnum):
    """Roles of a member in a body (domain, « Roles »)."""

    COORDONNATEUR = "coordonnateur"
    MEMBRE = "membre"
    ELU = "elu"
    SIGNALANT = "signalant"
    AUDITEUR = "auditeur"


class TypeInstance(StrEnum):
    """Kinds of bodies; a CMER never shares a vault."""

    GSN = "GSN"
    CCTP = "CCTP"
    CVE = "CVE"
    CDDF = "CDDF"
    CMER = "CMER"


NOMS_INSTANCE = {
    TypeInstance.GSN: "Groupe de suivi nominatif",
    TypeInstance.CCTP: "Cellule de citoyenneté et de tranquillité publique",
    TypeInstance.CVE: "Cellule de veille éducative",
    TypeInstance.CDDF: "Conseil pour les droits et devoirs des familles",
    TypeInstance.CMER: "Cellule municipale d’échanges sur la radicalisation",
}


class CmerNotAlone(InvalidInput):
    """La CMER demande un coffre à elle seule : ce qui s’y échange touche aux opinions, données sensibles.

    Elle ne rejoint pas le coffre d’une autre instance, et aucune instance ne rejoint le sien."""

    code = "MEM-01"


class MembreUnknown(InvalidInput):
    """Ce membre ne figure pas à l’annuaire signé du coffre."""

    code = "MEM-02"


@dataclass(frozen=True)
class Instance:
    """One body of the commune."""

    id: str
    type: TypeInstance
    nom: str


@dataclass(frozen=True)
class Membre:
    """One named member; ``revoque_le`` empty while in office. Keys are hexadecimal public keys.

    ``suspendu_le``: access closed for a time. ``a_confirmer``: enrolled, fingerprint not yet confirmed by a
    coordonnateur; no key is granted before.
    """

    id: str
    nom: str
    fonction: str
    institution: str
    #: body id → role; the auditeur's body id is "*"
    roles: dict[str, Role] = field(default_factory=dict)
    cle_chiffrement: str = ""
    cle_signature: str = ""
    enrole_le: str = ""
    revoque_le: str = ""
    suspendu_le: str = ""
    a_confirmer: bool = False

    def role_in(self, instance_id: str) -> Role | None:
        """Role held in a body, or None."""
        return self.roles.get(instance_id) or self.roles.get("*")

    @property
    def actif(self) -> bool:
        """True while the member is in office."""
        return not self.revoque_le

    @property
    def recevable(self) -> bool:
        """True when keys may be sealed to the member: in office, not suspended, fingerprint confirmed."""
        return self.actif and not self.suspendu_le and not self.a_confirmer

    @property
    def empreinte(self) -> str:
        """Fingerprint of both public keys, read aloud and printed: five groups of four letters (100 bits)."""
        digest = hashlib.sha256(bytes.fromhex(self.cle_chiffrement + self.cle_signature)).digest()
        text = base64.b32encode(digest).decode()[:20]
        return " ".join(text[start : start + 4] for start in range(0, 20, 4))


@dataclass(frozen=True)
class NouveauMembre:
    """What is typed to enrol a member."""

    nom: str
    fonction: str
    institution: str
    roles: dict[str, Role]

    def validated(self) -> NouveauMembre:
        """Return the trimmed record; raises the errors of ``domain.texte``."""
        return NouveauMembre(
            validate_texte("Nom", self.nom, LIMITE_NOM),
            validate_texte("Fonction", self.fonction, LIMITE_NOM),
            validate_texte("Institution", self.institution, LIMITE_NOM),
            dict(self.roles),
        )


def check_instances(types: list[TypeInstance]) -> None:
    """Refuse a CMER beside any other body (domain 1, project decision)."""
    if TypeInstance.CMER in types and len(types) > 1:
        raise CmerNotAlone()
