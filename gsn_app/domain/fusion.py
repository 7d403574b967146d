"""Two situations of the same person seen together: linked, both kept whole, undone at will until one is closed."""

from __future__ import annotations

from dataclasses import dataclass, fields

from gsn_app.domain.lien import Lien
from gsn_app.domain.situation import SituationComplete
from gsn_app.errors import InvalidInput, Refused


class FusionSame(InvalidInput):
    """Choisissez deux situations différentes."""

    code = "FUS-01"


class FusionAlready(Refused):
    """L’une de ces situations est déjà réunie à une autre : séparez-les d’abord."""

    code = "FUS-02"


class FusionMissing(Refused):
    """Cette situation n’est réunie à aucune autre."""

    code = "FUS-03"


class FusionClosed(Refused):
    """L’une des deux situations est clôturée : elles ne peuvent plus être séparées."""

    code = "FUS-04"


class FusionPartial(Refused):
    """Il faut être admis aux deux situations pour les lire, les réunir, les séparer ou les clôturer ensemble."""

    code = "FUS-05"


@dataclass(frozen=True)
class Decompte:
    """What a situation holds, counted; two situations side by side add up to their fusion."""

    acces: int = 0
    referents: int = 0
    mesures: int = 0
    orientations: int = 0
    saisines: int = 0
    contacts: int = 0
    apports: int = 0
    information: int = 0

    def __add__(self, other: Decompte) -> Decompte:
        return Decompte(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True)
class Fusion:
    """Two situations read side by side by who reads both; ``lien`` None before they are linked."""

    premiere: SituationComplete
    seconde: SituationComplete
    decomptes: tuple[Decompte, Decompte]
    lien: Lien | None = None

    @property
    def total(self) -> Decompte:
        """What the two hold together."""
        return self.decomptes[0] + self.decomptes[1]


def count(situation: SituationComplete, saisines: int) -> Decompte:
    """Count one situation; ``saisines``: those that opened it."""
    return Decompte(
        sum(not a.jusqu_au for a in situation.acces), len(situation.referents), len(situation.mesures),
        len(situation.parcours.orientations), saisines, len(situation.parcours.contacts), len(situation.apports),
        len(situation.information),
    )  # fmt: skip
