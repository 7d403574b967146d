"""The tables, lists, groupings and thresholds of a trial: TOML written by a stranger, as in ``charter/tableaux.toml``.

A list that is not declared holds the codes met in the files. Several groupings of one attribute bear a name each
(``regroupement``): sector, quartier, street.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from gsn_app.anonymat.essai_donnees import IDENTIFIANTS, SEPARATOR, Fichier, check_codes
from gsn_app.anonymat.specifications import (
    GroupingChanged,
    SpecificationInvalid,
    check_groupings,
    declare_tables,
)
from gsn_app.domain.edition import Categorie, Nomenclature, Parametres, SpecificationTableau
from gsn_app.errors import InvalidInput

#: most lines of a table for one variable, most cells of a table, largest threshold
MAX_CATEGORIES, MAX_CASES, MAX_SEUIL = 200, 20_000, 10_000
#: attribute given to no value, when a table says nothing of it
_ABSENT = {"code": "NR", "libelle": "Non renseigné"}
#: what a table or one of its variables may say, and in what shape
_SHAPES: dict[str, tuple[type, str]] = {
    "code": (str, "un mot"),
    "titre": (str, "un texte"),
    "attribut": (str, "un nom de colonne"),
    "liste": (str, "le code d’une liste"),
    "niveau": (str, "« detail » ou « famille »"),
    "regroupement": (str, "un mot"),
    "unite": (str, "« jeunes »"),
    "multiple": (bool, "true ou false"),
    "sensible": (bool, "true ou false"),
    "absent": (dict, "{ code = …, libelle = … }"),
    "exclusifs": (list, "une liste de codes"),
    "groupes": (dict, "{ GROUPE = [codes] }"),
    "variable": (list, "des [[tableau.variable]]"),
}


class TableauxMalformed(InvalidInput):
    """La déclaration « {fichier} » n'est pas utilisable : {detail}. Rien n'a été écrit."""

    code = "ESS-02"


def read_tableaux(
    nom: str, untrusted: bytes, fichiers: Sequence[Fichier]
) -> tuple[tuple[SpecificationTableau, ...], Parametres]:
    """Tables and thresholds declared for these files. Raises ``TableauxMalformed``, ``DonneesMalformed``."""
    try:
        declared = tomllib.loads(untrusted.decode("utf-8-sig"))
        check_declaration(declared)
        specs = _name_levels(
            declare_tables(_complete(declared, fichiers), _lists(declared, fichiers)), declared
        )
        check_groupings(specs, ())
        parametres = _parametres(declared.get("parametres", {}))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as broken:
        raise TableauxMalformed(fichier=nom, detail="ce n’est pas du TOML en UTF-8") from broken
    except GroupingChanged as broken:
        detail = f"«\u00a0{broken.details['libelle']}\u00a0» est regroupé de deux façons"
        raise TableauxMalformed(fichier=nom, detail=detail) from broken
    except SpecificationInvalid as broken:
        raise TableauxMalformed(fichier=nom, detail=broken.details["detail"]) from broken
    except KeyError as broken:
        raise TableauxMalformed(fichier=nom, detail=f"il manque «\u00a0{broken.args[0]}\u00a0»") from broken
    except (TypeError, AttributeError, ValueError) as broken:
        raise TableauxMalformed(fichier=nom, detail="un champ n’a pas la forme attendue") from broken
    if not specs:
        raise TableauxMalformed(fichier=nom, detail="aucun tableau n’y est déclaré")
    for spec in specs:
        if spec.unite != "jeunes":
            raise TableauxMalformed(
                fichier=nom, detail=f"«\u00a0{spec.code}\u00a0» : un essai ne compte que des jeunes"
            )
        for variable in spec.variables:
            if variable.attribut in IDENTIFIANTS:
                detail = f"«\u00a0{variable.attribut}\u00a0» désigne une personne et ne se compte pas"
                raise TableauxMalformed(fichier=nom, detail=detail)
            if len(variable.categories) > MAX_CATEGORIES:
                detail = f"«\u00a0{variable.attribut}\u00a0» a plus de {MAX_CATEGORIES} valeurs\u00a0: regroupez-les"
                raise TableauxMalformed(fichier=nom, detail=detail)
            for fichier in fichiers:
                if variable.attribut not in fichier.colonnes:
                    detail = f"la colonne «\u00a0{variable.attribut}\u00a0» n’est pas dans «\u00a0{fichier.nom}\u00a0»"
                    raise TableauxMalformed(fichier=nom, detail=detail)
        cells = math.prod(len(variable.categories) + 1 for variable in spec.variables)
        if cells > MAX_CASES:
            detail = f"«\u00a0{spec.code}\u00a0» aurait {cells} cases, {MAX_CASES} au plus\u00a0: regroupez ses variables"
            raise TableauxMalformed(fichier=nom, detail=detail)
    for fichier in fichiers:
        check_codes(fichier, sorted({variable.attribut for spec in specs for variable in spec.variables}))
    return specs, parametres


def check_declaration(declared: Mapping[str, Any]) -> None:
    """Shapes of everything declared, named one by one. Raises ``SpecificationInvalid``."""
    for name, kind, shape in (
        ("tableau", list, "des [[tableau]]"),
        ("liste", list, "des [[liste]]"),
        ("parametres", dict, "une section [parametres]"),
    ):
        if not isinstance(declared.get(name, kind()), kind):
            raise SpecificationInvalid(detail=f"« {name} » doit être {shape}")
    for entry in declared.get("tableau", []):
        _check_shapes(entry)
        for part in entry.get("variable", []):
            _check_shapes(part)


def _check_shapes(part: object) -> None:
    if not isinstance(part, dict):
        raise SpecificationInvalid(detail="un tableau ou une variable n’est pas une section")
    for name, value in part.items():
        kind, shape = _SHAPES.get(name, (object, ""))
        if not isinstance(value, kind):
            raise SpecificationInvalid(detail=f"« {name} » doit être {shape}")
    for codes in [part.get("exclusifs", []), *part.get("groupes", {}).values()]:
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            raise SpecificationInvalid(
                detail="un groupe ou « exclusifs » doit être une liste de codes entre guillemets"
            )
    absent = part.get("absent", _ABSENT)
    if "code" not in absent or not all(isinstance(absent.get(n, ""), str) for n in ("code", "libelle")):
        raise SpecificationInvalid(detail="« absent » doit être { code = …, libelle = … }")


def _name_levels(
    specs: Sequence[SpecificationTableau], declared: Mapping[str, Any]
) -> tuple[SpecificationTableau, ...]:
    """Variables of several groupings of one attribute, told apart by the name of the grouping."""
    named = []
    for spec, entry in zip(specs, declared.get("tableau", []), strict=True):
        parts = entry.get("variable", [entry])
        variables = [
            replace(variable, niveau=part.get("regroupement", variable.niveau))
            for variable, part in zip(spec.variables, parts, strict=True)
        ]
        named.append(replace(spec, variables=tuple(variables)))
    return tuple(named)


def _complete(declared: dict[str, Any], fichiers: Sequence[Fichier]) -> dict[str, Any]:
    """The declaration with what it leaves unsaid: list, level, title, and where « no value » is counted."""
    tables = []
    for entry in declared.get("tableau", []):
        parts = [_complete_part(entry, part, fichiers) for part in entry.get("variable", [entry])]
        told = {**entry, "titre": entry.get("titre", entry["code"])}
        tables.append({**told, "variable": parts})
    return {"version": declared.get("version", 1), "tableau": tables}


def _complete_part(
    entry: dict[str, Any], part: dict[str, Any], fichiers: Sequence[Fichier]
) -> dict[str, Any]:
    attribut = part["attribut"]
    empty = any(not row.get(attribut, "") for fichier in fichiers for row in fichier.rangees)
    found = {
        "niveau": "famille" if "groupes" in part else "detail",
        # the groups are already families of the list
        **{name: value for name, value in part.items() if name != "groupes"},
        "liste": _list_name(entry, part),
    }
    if empty:
        found.setdefault("absent", _ABSENT)
    return found


def _list_name(entry: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    return (
        f"{part['attribut']}/{entry['code']}"
        if "groupes" in part
        else str(part.get("liste", part["attribut"]))
    )


def _lists(declared: dict[str, Any], fichiers: Sequence[Fichier]) -> dict[str, Nomenclature]:
    """Declared lists; else the codes met in all the files, grouped as the table says."""
    lists = {entry["code"]: _list(entry) for entry in declared.get("liste", [])}
    for entry in declared.get("tableau", []):
        for part in entry.get("variable", [entry]):
            name, attribut = _list_name(entry, part), part["attribut"]
            own = lists.get(str(part.get("liste", attribut)))
            if own is None:
                met = {
                    code.strip()
                    for fichier in fichiers
                    for row in fichier.rangees
                    for code in row.get(attribut, "").split(SEPARATOR)
                    if code.strip()
                }
                for other in (entry2 for e in declared["tableau"] for entry2 in e.get("variable", [e])):
                    if other["attribut"] == attribut:
                        met |= {str(code) for codes in other.get("groupes", {}).values() for code in codes}
                own = Nomenclature(attribut, attribut, tuple((code, code) for code in sorted(met)))
            if "groupes" in part:
                families = tuple(
                    Categorie(code, code, tuple(map(str, codes))) for code, codes in part["groupes"].items()
                )
                known = {code for code, _ in own.valeurs}
                unknown = [code for family in families for code in family.codes if code not in known]
                if unknown:
                    raise SpecificationInvalid(detail=f"code «\u00a0{unknown[0]}\u00a0» hors de la liste")
                own = Nomenclature(own.code, own.libelle, own.valeurs, families)
            lists[name] = own
    return lists


def _list(entry: Mapping[str, Any]) -> Nomenclature:
    values = tuple(
        (str(v["code"]), str(v.get("libelle", v["code"]))) if isinstance(v, dict) else (str(v), str(v))
        for v in entry["valeurs"]
    )
    families = tuple(
        Categorie(f["code"], f.get("libelle", f["code"]), tuple(map(str, f["codes"])))
        for f in entry.get("famille", [])
    )
    return Nomenclature(entry["code"], entry.get("libelle", entry["code"]), values, families)


def _parametres(declared: Mapping[str, Any]) -> Parametres:
    names = {item.name for item in fields(Parametres)}
    for name, value in declared.items():
        if name not in names or type(value) is not int or not 1 <= value <= MAX_SEUIL:
            detail = f"[parametres] «\u00a0{name}\u00a0» n’est pas un seuil connu, ou n’est pas un nombre de 1 à {MAX_SEUIL}"
            raise SpecificationInvalid(detail=detail)
    return Parametres(**declared)
