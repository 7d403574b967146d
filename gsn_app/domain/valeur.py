"""One value of a closed list and its family, as written in TOML (charter rule C2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gsn_app.domain.texte import validate_texte
from gsn_app.errors import InvalidInput

LIMITE_LABEL = 100
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,9}")
CLES_VALEUR = {
    "code": str,
    "label": str,
    "famille": str,
    "source": str,
    "actif": bool,
    "sensible": bool,
    "locale": bool,
    "necessite": str,
    "age_min": int,
    "age_max": int,
}


class ListeInvalid(InvalidInput):
    """La liste fermée « {liste} » est mal écrite : {raison}."""

    code = "LIS-01"


@dataclass(frozen=True)
class Famille:
    """Wide class of values, printed first in reports."""

    code: str
    label: str


@dataclass(frozen=True)
class Valeur:
    """One value; ages in completed years, both included, given only by the list of age bands."""

    code: str
    label: str
    famille: str
    source: str
    actif: bool = True
    sensible: bool = False
    locale: bool = False
    #: why the commune switched a sensitive value on
    necessite: str = ""
    age_min: int | None = None
    age_max: int | None = None


def parse_famille(nom: str, table: dict[str, object]) -> Famille:
    """Read one ``[[familles]]`` of the list named; raises ListeInvalid."""
    require(nom, table.keys() == {"code", "label"}, "une famille a un code et un label, rien d’autre")
    return Famille(_code(nom, table["code"]), parse_label(nom, table["label"]))


def parse_valeur(nom: str, table: dict[str, object]) -> Valeur:
    """Read one ``[[valeurs]]`` of the list named; raises ListeInvalid."""
    for cle, brut in table.items():
        require(nom, cle in CLES_VALEUR and type(brut) is CLES_VALEUR[cle], f"clé « {cle} » inattendue")
    require(nom, {"code", "label", "famille", "source"} <= table.keys(), "une valeur est incomplète")
    _code(nom, table["code"])
    return Valeur(**{**table, "label": parse_label(nom, table["label"])})  # type: ignore[arg-type]


def _code(nom: str, brut: object) -> str:
    if not isinstance(brut, str) or not _CODE.fullmatch(brut):
        raise ListeInvalid(liste=nom, raison=f"code « {str(brut)[:40]} » mal écrit")
    return brut


def parse_label(nom: str, brut: object) -> str:
    """Checked label; raises ListeInvalid or the errors of ``domain.texte``."""
    if not isinstance(brut, str):
        raise ListeInvalid(liste=nom, raison="un libellé manque")
    return validate_texte("Libellé", brut, LIMITE_LABEL)


def require(nom: str, condition: bool, raison: str) -> None:
    """Raise ListeInvalid with the reason unless the condition holds."""
    if not condition:
        raise ListeInvalid(liste=nom, raison=raison)
