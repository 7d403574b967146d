"""Declared tables: reads ``charter/tableaux.toml`` and resolves it against the closed lists."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
#: in a grouping: every code of the list that no other group names
RESTE = "*"


@dataclass(frozen=True, slots=True)
class CompteDeclare:
    """An exact count that the report of a body bears: its code names its source, its label is printed."""

    code: str
    libelle: str


def parse_tables(
    untrusted: bytes, nomenclatures: Mapping[str, Nomenclature], instance: str = ""
) -> tuple[SpecificationTableau, ...]:
    """Tables declared in TOML, in their order; a table whose list is not given is left out.

    ``instance``: kind of the body (« GSN », « CVE »…), which some tables name; "" for every table. A crossed table
    lists its variables under ``[[tableau.variable]]``. Raises ``SpecificationInvalid``.
    """
    return declare_tables(_load(untrusted), nomenclatures, instance)


def parse_comptes(untrusted: bytes, instance: str = "") -> tuple[CompteDeclare, ...]:
    """Exact counts declared for a body, in their order. Raises ``SpecificationInvalid``."""
    declared = _load(untrusted)
    try:
        found = [
            CompteDeclare(str(entry["code"]), str(entry["libelle"]))
            for entry in declared.get("compte", [])
            if _concerns(entry, instance)
        ]
    except (KeyError, TypeError, AttributeError) as broken:
        raise SpecificationInvalid(detail=f"compte mal déclaré {broken}") from broken
    if len({one.code for one in found}) != len(found):
        raise SpecificationInvalid(detail="un compte est déclaré deux fois")
    return tuple(found)


def _load(untrusted: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(untrusted.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        raise SpecificationInvalid(detail=str(broken)) from broken


def _concerns(entry: Mapping[str, Any], instance: str) -> bool:
    return not instance or "instances" not in entry or instance in entry["instances"]


def _inline_lists(declared: Mapping[str, Any]) -> dict[str, Nomenclature]:
    """Small lists of the report alone (« oui », « non »), that nobody fills in."""
    try:
        return {
            str(entry["code"]): Nomenclature(
                str(entry["code"]),
                str(entry["libelle"]),
                tuple((str(code), str(label)) for code, label in entry["valeurs"].items()),
            )
            for entry in declared.get("nomenclature", [])
        }
    except (KeyError, TypeError, AttributeError) as broken:
        raise SpecificationInvalid(detail=f"nomenclature mal déclarée {broken}") from broken


def declare_tables(
    declared: Mapping[str, Any], nomenclatures: Mapping[str, Nomenclature], instance: str = ""
) -> tuple[SpecificationTableau, ...]:
    """The same, from TOML already read. Raises ``SpecificationInvalid``."""
    if declared.get("version") != 1:
        raise SpecificationInvalid(detail="version inconnue")
    nomenclatures = {**_inline_lists(declared), **nomenclatures}
    tables: list[SpecificationTableau] = []
    for entry in declared.get("tableau", []):
        try:
            if not _concerns(entry, instance):
                continue
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
    lone = (
        []
        if niveau not in _NIVEAUX
        else [
            code for code in libelles if not any(code in famille.codes for famille in nomenclature.familles)
        ]
    )
    if niveau != "detail":
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
    groupes = part.get("groupes")
    if (niveau in _NIVEAUX) is (groupes is not None):
        raise SpecificationInvalid(detail=f"niveau « {niveau} »")
    if groupes is not None:
        nomenclature = _group(nomenclature, groupes)
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


def _group(nomenclature: Nomenclature, groupes: object) -> Nomenclature:
    """The list under a level of its own: each group is a family; ``RESTE`` takes the codes left.

    A code that the list does not offer is left aside; one named twice is refused.
    """
    if not isinstance(groupes, dict) or not groupes:
        raise SpecificationInvalid(detail="groupes")
    offered = [code for code, _ in nomenclature.valeurs]
    named = [code for group in groupes.values() if group["codes"] != RESTE for code in group["codes"]]
    left = tuple(code for code in offered if code not in named)
    if len(named) != len(set(named)):
        raise SpecificationInvalid(detail="un code est dans deux groupes")
    familles = [
        Categorie(
            str(code), str(group["libelle"]), left if group["codes"] == RESTE else tuple(group["codes"])
        )
        for code, group in groupes.items()
    ]
    return Nomenclature(nomenclature.code, nomenclature.libelle, nomenclature.valeurs, tuple(familles))


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
