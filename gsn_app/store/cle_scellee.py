"""The keys one member holds of one keyed container, and the closed lists of containers and compartments."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from gsn_app.crypto import piece as layout


class Genre(IntEnum):
    """Kinds of dossiers."""

    SITUATION = 1
    SAISINE = 2
    REGISTRE = 3
    SEANCE = 4
    RAPPEL = 6


class Compartiment(IntEnum):
    """Kinds of compartments; an APPORT one exists per restricted apport."""

    IDENTITE = 1
    SUIVI = 2
    TYPOLOGIE = 3
    RAPPEL = 4
    SAISINE = 5
    REGISTRE = 6
    SEANCE = 7
    APPORT = 32


#: compartment whose head names the body, by kind of dossier
HEADS = {
    Genre.SITUATION: Compartiment.TYPOLOGIE,
    Genre.SAISINE: Compartiment.SAISINE,
    Genre.REGISTRE: Compartiment.REGISTRE,
    Genre.SEANCE: Compartiment.SEANCE,
    Genre.RAPPEL: Compartiment.RAPPEL,
}


@dataclass
class Dossier:
    """The keys this member holds of one dossier. ``cles``: compartment id → (kind, key).

    ``proven``: False while ``cles`` come from grants whose grantor was not verified (``store.octroi``).
    """

    id: bytes
    genre: int
    epoque: int
    historique: bytes
    cles: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)
    grants: list[layout.Grant] = field(default_factory=list)
    proven: bool = True

    def compartment(self, code: int) -> bytes | None:
        """Id of the first compartment of a kind, or None when this member does not hold it."""
        return next((comp for comp, (kind, _) in self.cles.items() if kind == code), None)
