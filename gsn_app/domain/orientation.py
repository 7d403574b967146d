"""Which dispositif suits a need and an age: a closed table shipped with the charter (``orientation.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from gsn_app.errors import GsnError, InvalidInput

AUTRE = "AUT"


class OrientationUnsuited(InvalidInput):
    """Pour ce besoin et à cet âge, la table propose : {dispositifs}."""

    code = "ORI-01"


class OrientationAnswered(InvalidInput):
    """La suite de cette orientation est déjà notée."""

    code = "ORI-02"


class TableOrientationInvalid(GsnError):
    """La table d’orientation du programme est mal formée : {raison}."""

    code = "ORI-03"


@dataclass(frozen=True)
class TableOrientation:
    """``besoins``: bare code of a need → bare codes of its dispositifs, in order; ``ages``: bounds, both included."""

    besoins: dict[str, tuple[str, ...]]
    ages: dict[str, tuple[int, int]]

    def propose(self, besoin: str, age: int) -> tuple[str, ...]:
        """Stored codes that suit, best first, « autre » last; ``age`` in completed years."""
        nu = besoin.rpartition(".")[2]
        suited = [d for d in self.besoins.get(nu, ()) if self._suits(d, age)]
        return tuple(f"dispositif.{d}" for d in (*suited, AUTRE))

    def _suits(self, dispositif: str, age: int) -> bool:
        low, high = self.ages.get(dispositif, (0, 200))
        return low <= age <= high


def parse_orientation(octets: bytes) -> TableOrientation:
    """Read the table; raises TableOrientationInvalid."""
    try:
        table = tomllib.loads(octets.decode("utf-8"))
        besoins = {str(b["besoin"]): tuple(map(str, b["dispositifs"])) for b in table["besoins"]}
        ages = {str(a["dispositif"]): (int(a["age_min"]), int(a["age_max"])) for a in table["ages"]}
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
        raise TableOrientationInvalid(raison="clé absente ou valeur impossible") from None
    if any(low > high for low, high in ages.values()):
        raise TableOrientationInvalid(raison="bornes d’âge inversées")
    return TableOrientation(besoins, ages)
