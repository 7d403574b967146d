"""Declared tables: reads ``charter/tableaux.toml`` and resolves it against the closed lists."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from gsn_app.domain.edition import Categorie, Nomenclature, SpecificationTableau, Variable
from gsn_app.errors import InvalidInput


class SpecificationInvalid(InvalidInput):
    """La déclaration des tableaux du rapport n'est pas utilisable : {detail}. Aucun rapport n'a été préparé ;
    corrigez charter/tableaux.toml."""

    code = "ANO-91"


class GroupingChanged(InvalidInput):
    """Le regroupement « {libelle} » diffère de celui des éditions déjà remises. Un regroupement est fixé pour
    toute la vie du registre ; reprenez l'ancien."""

    code = "ANO-92"


#: most variables that may be crossed in one table (R0)
MAX_VARIABLES = 3
_NIVEAUX = ("famille", "detail")


def parse_tables(
    untrusted: bytes, nomenclatures: Mapping[str, Nomenclature]
) -> tuple[SpecificationTableau, ...]:
    """Tables declared in TOML, in their order; a table whose list is not given is left out.

    A crossed table lists its variables under ``[[tableau.variable]]``. Raises ``SpecificationInvalid``.
    """
    try:
        declared = tomllib.loads(untrusted.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        raise SpecificationInvalid(detail=str(broken)) from broken
    return declare_tables(declared, nomenclatures)


def declare_tables(
    declared: Mapping[str, Any], nomenclatures: Mapping[str, Nomenclature]
) -> tuple[SpecificationTableau, ...]:
    """The same, from TOML already read. Raises ``SpecificationInvalid``."""
    if declared.get("version") != 1:
        raise SpecificationInvalid(detail="version inconnue")
    tables: list[SpecificationTableau] = []
    for entry in declared.get("tableau", []):
        try:
            parts = entry.get("variable", [entry])
            if any(part["liste"] not in nomenclatures for part in parts):
                continue
            unite = entry.get("unite", "jeunes")
            table = SpecificationTableau(
                entry["code"],
                entry["titre"],
                tuple(_variable(part, nomenclatures[part["liste"]]) for part in parts),
                unite,
            )
        except (KeyError, TypeError, AttributeError) as broken:
            raise SpecificationInvalid(detail=f"champ manquant ou faux {broken}") from broken
        _check_table(table, tables)
        tables.append(table)
    return tuple(tables)


def make_variable(
    nomenclature: Nomenclature,
    niveau: str,
    *,
    attribut: str = "",
    multiple: bool = False,
    sensible: bool = False,
    absent: Categorie | None = None,
    exclusifs: tuple[str, ...] = (),
) -> Variable:
    """A variable over a closed list. At family level a code without a family is a family of its own.

    ``absent`` says where "no value" is counted: an existing category (same code) or one more.
    """
    libelles = dict(nomenclature.valeurs)
    lone = [code for code in libelles if not any(code in famille.codes for famille in nomenclature.familles)]
    if niveau == "famille":
        categories = [
            Categorie(item.code, item.libelle, tuple(c for c in item.codes if c in libelles))
            for item in nomenclature.familles
        ]
        categories = [item for item in categories if item.codes]
        categories += [Categorie(code, libelles[code], (code,)) for code in lone]
    else:
        categories = [Categorie(code, libelle, (code,)) for code, libelle in nomenclature.valeurs]
    if absent is not None:
        for position, item in enumerate(categories):
            if item.code == absent.code or absent.code in item.codes:
                categories[position] = Categorie(item.code, item.libelle, (*item.codes, ""))
                break
        else:
            categories.append(Categorie(absent.code, absent.libelle, ("",)))
    return Variable(
        attribut or nomenclature.code,
        niveau,
        nomenclature.libelle,
        tuple(categories),
        multiple,
        sensible,
        tuple(sorted({*exclusifs, *([""] if absent is not None else [])})) if multiple else (),
    )


def _variable(part: Mapping[str, object], nomenclature: Nomenclature) -> Variable:
    niveau = str(part["niveau"])
    if niveau not in _NIVEAUX:
        raise SpecificationInvalid(detail=f"niveau « {niveau} »")
    absent = part.get("absent")
    exclusifs = part.get("exclusifs", [])
    if not isinstance(exclusifs, list):
        raise SpecificationInvalid(detail="exclusifs")
    return make_variable(
        nomenclature,
        niveau,
        attribut=str(part["attribut"]),
        multiple=bool(part.get("multiple", False)),
        sensible=bool(part.get("sensible", False)),
        absent=Categorie(str(absent["code"]), str(absent.get("libelle", "")), ())
        if isinstance(absent, dict)
        else None,
        exclusifs=tuple(str(code) for code in exclusifs),
    )


def _check_table(table: SpecificationTableau, earlier: list[SpecificationTableau]) -> None:
    if any(item.code == table.code for item in earlier):
        raise SpecificationInvalid(detail=f"tableau « {table.code} » déclaré deux fois")
    if not 1 <= len(table.variables) <= MAX_VARIABLES:
        raise SpecificationInvalid(detail=f"« {table.code} » croise {len(table.variables)} variables")
    if len({variable.attribut for variable in table.variables}) != len(table.variables):
        raise SpecificationInvalid(detail=f"« {table.code} » croise un attribut avec lui-même")
    if len(table.variables) > 1 and any(variable.multiple for variable in table.variables):
        raise SpecificationInvalid(detail=f"« {table.code} » croise un attribut à plusieurs valeurs")
    if table.unite not in ("jeunes", "actes") or (
        table.unite == "actes" and (len(table.variables) > 1 or not table.variables[0].multiple)
    ):
        raise SpecificationInvalid(detail=f"unité de « {table.code} »")
    for variable in table.variables:
        codes = [code for item in variable.categories for code in item.codes]
        if not codes or len(codes) != len(set(codes)):
            raise SpecificationInvalid(detail=f"catégories de « {variable.libelle} »")


def check_groupings(specs: Iterable[SpecificationTableau], released: Iterable[SpecificationTableau]) -> None:
    """R0: categories already released stay as they are; only codes unseen so far may join.

    Raises ``GroupingChanged``.
    """
    known: dict[tuple[str, str], Variable] = {}
    for table in (*released, *specs):
        for variable in table.variables:
            key = (variable.attribut, variable.niveau)
            old = known.get(key)
            if old is not None and not _extends(old, variable):
                raise GroupingChanged(libelle=variable.libelle)
            known[key] = variable


def _extends(old: Variable, new: Variable) -> bool:
    place = {code: item.code for item in new.categories for code in item.codes}
    return (
        old.multiple == new.multiple
        and {item.code for item in old.categories} <= {item.code for item in new.categories}
        and all(place.get(code) == item.code for item in old.categories for code in item.codes)
    )
