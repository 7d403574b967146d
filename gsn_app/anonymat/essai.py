"""The method on a file of coded records, without a vault: successive files are successive editions.

A file is CSV, UTF-8, one row per situation: ``id``, ``jeune``, then one column per attribute (« ; », « , » or a tab
between columns; several values of one attribute parted by « + »). The tables, lists and groupings are declared in
TOML as in ``charter/tableaux.toml``; a list that is not declared holds the codes met in the files.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from gsn_app.anonymat.admission import Progress
from gsn_app.anonymat.empreinte import is_intact, write_sealed
from gsn_app.anonymat.export_json import load_object, parse_proof
from gsn_app.anonymat.preparation import prepare_edition
from gsn_app.anonymat.preuve import prove_edition
from gsn_app.anonymat.registre import lots
from gsn_app.anonymat.specifications import (
    GroupingChanged,
    SpecificationInvalid,
    check_groupings,
    declare_tables,
)
from gsn_app.anonymat.verification import Liasse
from gsn_app.domain.edition import (
    Categorie,
    Edition,
    EditionUnreadable,
    LigneCodee,
    Nomenclature,
    Parametres,
    Periode,
    Registre,
    SpecificationTableau,
    TableauPublie,
    from_dict,
    to_dict,
)
from gsn_app.errors import InvalidInput

FORMAT = "gsn-essai"
#: most rows of a file
MAX_LIGNES = 200_000
_INSTANCE = "essai"
_START = date(2000, 1, 1)
_SEPARATOR = "+"
#: attribute given to no value, when a table says nothing of it
_ABSENT = {"code": "NR", "libelle": "Non renseigné"}


class DonneesMalformed(InvalidInput):
    """Le fichier de données « {fichier} » n'est pas utilisable, ligne {ligne} : {detail}. Rien n'a été écrit."""

    code = "ESS-01"


class TableauxMalformed(InvalidInput):
    """La déclaration « {fichier} » n'est pas utilisable : {detail}. Rien n'a été écrit."""

    code = "ESS-02"


@dataclass(frozen=True, slots=True)
class Fichier:
    """One file of coded records: its name, its columns and its rows, each with ``id`` and ``jeune``."""

    nom: str
    colonnes: tuple[str, ...]
    rangees: tuple[Mapping[str, str], ...]


def read_donnees(nom: str, untrusted: bytes) -> Fichier:
    """The rows of a CSV file. Raises ``DonneesMalformed``."""
    try:
        text = untrusted.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = untrusted[: broken.start].count(b"\n") + 1
        raise DonneesMalformed(fichier=nom, ligne=line, detail="le texte n’est pas en UTF-8") from broken
    head = text.split("\n", 1)[0]
    separator = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        lines = [
            (reader.line_num, [part.strip() for part in row]) for row in reader if any(map(str.strip, row))
        ]
    except csv.Error as broken:
        raise DonneesMalformed(
            fichier=nom, ligne=reader.line_num, detail="guillemets ou colonnes"
        ) from broken
    if not lines:
        raise DonneesMalformed(fichier=nom, ligne=1, detail="le fichier est vide")
    columns = lines[0][1]
    for wanted in ("id", "jeune"):
        if wanted not in columns:
            raise DonneesMalformed(
                fichier=nom, ligne=1, detail=f"il manque la colonne «\u00a0{wanted}\u00a0»"
            )
    if len(set(columns)) < len(columns) or "" in columns:
        raise DonneesMalformed(
            fichier=nom, ligne=1, detail="deux colonnes ont le même nom, ou une n’en a pas"
        )
    rows: list[Mapping[str, str]] = []
    seen: set[str] = set()
    for number, parts in lines[1:]:
        if len(parts) != len(columns):
            detail = f"{len(parts)} valeurs pour {len(columns)} colonnes"
            raise DonneesMalformed(fichier=nom, ligne=number, detail=detail)
        row = dict(zip(columns, parts, strict=True))
        if not row["id"] or not row["jeune"]:
            raise DonneesMalformed(
                fichier=nom,
                ligne=number,
                detail="«\u00a0id\u00a0» et «\u00a0jeune\u00a0» ne peuvent être vides",
            )
        if row["id"] in seen:
            raise DonneesMalformed(
                fichier=nom, ligne=number, detail=f"«\u00a0{row['id'][:40]}\u00a0» déjà rencontré"
            )
        if len(seen) >= MAX_LIGNES:
            raise DonneesMalformed(fichier=nom, ligne=number, detail=f"plus de {MAX_LIGNES} situations")
        seen.add(row["id"])
        rows.append(row)
    return Fichier(nom, tuple(columns), tuple(rows))


def read_tableaux(
    nom: str, untrusted: bytes, fichiers: Sequence[Fichier]
) -> tuple[tuple[SpecificationTableau, ...], Parametres]:
    """Tables and thresholds declared for these files. Raises ``TableauxMalformed``."""
    try:
        declared = tomllib.loads(untrusted.decode("utf-8"))
        specs = declare_tables(_complete(declared, fichiers), _lists(declared, fichiers))
        check_groupings(specs, ())
        parametres = _parametres(declared.get("parametres", {}))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        raise TableauxMalformed(fichier=nom, detail="ce n’est pas du TOML en UTF-8") from broken
    except GroupingChanged as broken:
        detail = f"«\u00a0{broken.details['libelle']}\u00a0» est regroupé de deux façons"
        raise TableauxMalformed(fichier=nom, detail=detail) from broken
    except SpecificationInvalid as broken:
        raise TableauxMalformed(fichier=nom, detail=broken.details["detail"]) from broken
    except (KeyError, TypeError, AttributeError, ValueError) as broken:
        raise TableauxMalformed(fichier=nom, detail=f"champ manquant ou faux ({broken})") from broken
    if not specs:
        raise TableauxMalformed(fichier=nom, detail="aucun tableau n’y est déclaré")
    for spec in specs:
        if spec.unite != "jeunes":
            raise TableauxMalformed(
                fichier=nom, detail=f"«\u00a0{spec.code}\u00a0» : un essai ne compte que des jeunes"
            )
        for variable in spec.variables:
            for fichier in fichiers:
                if variable.attribut not in fichier.colonnes:
                    detail = f"la colonne «\u00a0{variable.attribut}\u00a0» n’est pas dans «\u00a0{fichier.nom}\u00a0»"
                    raise TableauxMalformed(fichier=nom, detail=detail)
    return specs, parametres


def try_method(
    fichiers: Sequence[Fichier],
    specs: Sequence[SpecificationTableau],
    parametres: Parametres,
    progress: Callable[[int, int], bool] | None = None,
) -> bytes:
    """Deterministic JSON: for each file what would leave, with min and max, and every refusal with its reason.

    Raises ``DonneesMalformed`` (a code outside the lists, several values where one is declared).
    """
    registre, told = Registre(), []
    for number, fichier in enumerate(fichiers):
        when = _START + timedelta(days=number)
        step: Progress | None = None
        if progress is not None:
            step = _stepper(progress, number, len(fichiers))
        outcome = prepare_edition(
            specs,
            parametres,
            list_lignes(fichier, specs, number),
            registre,
            titre=fichier.nom,
            instance=_INSTANCE,
            periode=Periode(fichier.nom, when, when),
            date_edition=when,
            progress=step,
        )
        edition = outcome.edition
        registre = outcome.registre_suivant or registre
        told.append(
            {
                "fichier": fichier.nom,
                "remise": edition is not None,
                "total": {"min": edition.total.minimum, "max": edition.total.maximum} if edition else None,
                "tableaux": [_table(table) for table in edition.tableaux] if edition else [],
                "refus": [
                    {
                        "code": r.code,
                        "portee": r.portee,
                        "titre": r.titre,
                        "raison": r.phrase,
                        "conseil": r.conseil,
                    }
                    for r in outcome.refus
                ],
                "edition": to_dict(edition) if edition else None,
                "preuve": prove_edition(edition) if edition else None,
            }
        )
    whole = {
        "format": FORMAT,
        "version": 1,
        "notes": list(parametres.reading_notes()),
        "parametres": to_dict(parametres),
        "specifications": [to_dict(spec) for spec in specs],
        "editions": told,
        "lots": {str(bits): jeunes for bits, jeunes in lots(registre).items()},
        "epoques": [dict(past.epoques) for past in registre.editions],
    }
    return write_sealed(whole)


def read_essai(untrusted: bytes) -> Liasse:
    """The editions a trial would release, with the lots, to be audited. Raises ``EditionUnreadable``."""
    whole = load_object(untrusted)
    editions, proofs = [], []
    told, sizes, epoques = whole.get("editions"), whole.get("lots"), whole.get("epoques")
    if not isinstance(told, list) or not isinstance(sizes, dict) or not isinstance(epoques, list):
        raise EditionUnreadable(detail="format")
    for part in told:
        if not isinstance(part, dict):
            raise EditionUnreadable(detail="format")
        if isinstance(part.get("edition"), dict):
            edition = from_dict(Edition, part["edition"])
            if part.get("tableaux") != [_table(table) for table in edition.tableaux]:
                raise EditionUnreadable(detail="tableaux")
            editions.append(edition)
            proofs.append(parse_proof(part.get("preuve")))
    try:
        known = {int(bits): int(size) for bits, size in sizes.items()}
        versions = tuple({str(k): int(v) for k, v in part.items()} for part in epoques)
    except (TypeError, ValueError, AttributeError) as broken:
        raise EditionUnreadable(detail="lots") from broken
    if len(versions) != len(editions):
        raise EditionUnreadable(detail="epoques")
    return Liasse(tuple(editions), tuple(proofs), known, versions, (is_intact(whole),) * len(editions))


def list_lignes(fichier: Fichier, specs: Sequence[SpecificationTableau], number: int) -> list[LigneCodee]:
    """The coded situations of a file, all present in the edition. Raises ``DonneesMalformed``."""
    when = _START + timedelta(days=number)
    variables = {variable.attribut: variable for spec in specs for variable in spec.variables}
    held: dict[str, set[str]] = {}
    for spec in specs:
        for variable in spec.variables:
            held.setdefault(variable.attribut, set()).update(c for i in variable.categories for c in i.codes)
    found = []
    for rank, row in enumerate(fichier.rangees):
        coded = {}
        for name, variable in variables.items():
            codes = tuple(part.strip() for part in row[name].split(_SEPARATOR) if part.strip())
            wrong = [code for code in codes if code not in held[name]]
            if wrong or (len(codes) > 1 and not variable.multiple):
                detail = f"«\u00a0{'+'.join(wrong or codes)[:40]}\u00a0» n’est pas une valeur de «\u00a0{name}\u00a0»"
                raise DonneesMalformed(fichier=fichier.nom, ligne=rank + 2, detail=detail)
            if codes:
                coded[name] = codes
        # the latest row of a youth is the one that counts where a single value is kept
        debut = when - timedelta(days=len(fichier.rangees) - rank)
        found.append(LigneCodee(row["id"], row["jeune"], _INSTANCE, debut, None, coded))
    return found


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
        **part,
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
                    for code in row.get(attribut, "").split(_SEPARATOR)
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
        if name not in names or type(value) is not int or value < 1:
            raise ValueError(name)
    return Parametres(**declared)


def _table(table: TableauPublie) -> dict[str, object]:
    spec = table.specification
    return {
        "code": spec.code,
        "titre": spec.titre,
        "variables": [variable.attribut for variable in spec.variables],
        "large": table.large,
        "cellules": [
            {"coordonnees": list(c.coordonnees), "min": c.minimum, "max": c.maximum, "publie": c.libelle}
            for c in table.cellules
        ],
    }


def _stepper(progress: Callable[[int, int], bool], number: int, files: int) -> Progress:
    return lambda share, _words: progress(int(100 * (number + share) / files), 100)
