"""Legal representatives: two at most, each with an address of their own, the fields of AU-038 and no other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from gsn_app.domain.texte import validate_texte
from gsn_app.errors import InvalidInput

NOMBRE_MAX: Final = 2
LIMITE_NOM: Final = 100
LIMITE_ADRESSE: Final = 250


class RepresentantTooMany(InvalidInput):
    """Deux représentants légaux au plus sont enregistrés (AU-038, article 3)."""

    code = "RLE-01"


@dataclass(frozen=True)
class RepresentantLegal:
    """One holder of parental authority, or tutor; who they are to the youth is not recorded."""

    nom: str
    prenom: str
    adresse: str = ""
    telephone: str = ""
    courriel: str = ""

    def validated(self) -> RepresentantLegal:
        """The trimmed record; raises the errors of typed text."""
        return RepresentantLegal(
            validate_texte("Nom du représentant", self.nom, LIMITE_NOM),
            validate_texte("Prénom du représentant", self.prenom, LIMITE_NOM),
            validate_texte(
                "Adresse du représentant", self.adresse, LIMITE_ADRESSE, obligatoire=False, lignes=True
            ),
            validate_texte("Téléphone du représentant", self.telephone, 30, obligatoire=False),
            validate_texte("Courriel du représentant", self.courriel, 120, obligatoire=False),
        )


def validate_representants(representants: Iterable[RepresentantLegal]) -> tuple[RepresentantLegal, ...]:
    """Check them all; raises RepresentantTooMany."""
    found = tuple(representants)
    if len(found) > NOMBRE_MAX:
        raise RepresentantTooMany()
    return tuple(r.validated() for r in found)
