"""Custodians prove their shares: drawn, shown, typed again; the one home of a creation and of a renewal of the shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gsn_app.domain.texte import validate_texte
from gsn_app.errors import InvalidInput
from gsn_app.store import sequestre


class PartMismatch(InvalidInput):
    """Ces mots ne sont pas ceux de la part {rang} : relisez-les un à un."""

    code = "CRE-02"


class PartsUnproved(InvalidInput):
    """Toutes les parts de récupération n’ont pas été retapées : sans elles, le coffre serait irrécupérable."""

    code = "CRE-03"


class GardiensTooFew(InvalidInput):
    """Il faut de deux à cinq gardiens de récupération, et un seuil entre deux et leur nombre."""

    code = "CRE-04"


class PartUnknown(InvalidInput):
    """Il n’y a pas de part de récupération à ce rang."""

    code = "CRE-07"


@dataclass(frozen=True)
class Gardien:
    """Custodian of one recovery share."""

    nom: str
    qualite: str


def check_part_tapee(rang: int, montree: str, tapee: str) -> None:
    """Raise PartMismatch unless the words typed are those of the share; ``rang`` from 0."""
    if not sequestre.same_part(montree, tapee):
        raise PartMismatch(rang=rang + 1)


class Epreuve:
    """Shares just drawn, waiting for their custodians. Lives in memory only."""

    def __init__(self, gardiens: Sequence[Gardien], seuil: int) -> None:
        if not 2 <= len(gardiens) <= 5 or not 2 <= seuil <= len(gardiens):
            raise GardiensTooFew()
        self._gardiens = tuple(
            f"{validate_texte('Gardien', g.nom, 100)}, {validate_texte('Qualité', g.qualite, 100)}"
            for g in gardiens
        )
        self._seuil = seuil
        self._tirage = sequestre.split(len(gardiens), seuil)
        self._proved = [False] * len(gardiens)
        self._deferred = [False] * len(gardiens)

    @property
    def parts(self) -> tuple[str, ...]:
        """SLIP-39 words of each custodian, same order."""
        return self._tirage.parts

    @property
    def prouvees(self) -> tuple[bool, ...]:
        """Which shares were typed again."""
        return tuple(self._proved)

    @property
    def differees(self) -> tuple[bool, ...]:
        """Which shares wait for a custodian who is not there today."""
        return tuple(self._deferred)

    def prove(self, rang: int, mots: str) -> None:
        """A custodian types their words again; raises PartMismatch, PartUnknown."""
        self._require_rank(rang)
        check_part_tapee(rang, self.parts[rang], mots)
        self._proved[rang] = True
        self._deferred[rang] = False

    def _require_rank(self, rang: int) -> None:
        if rang not in range(len(self.parts)):
            raise PartUnknown()

    def _require_proved(self) -> None:
        """Raise PartsUnproved unless each share was typed again, or put off where that is allowed."""
        if not all(proved or later for proved, later in zip(self._proved, self._deferred, strict=True)):
            raise PartsUnproved()
