"""The coded records of a trial: CSV written by a stranger, believed on nothing.

UTF-8, one row per situation: ``id``, ``jeune``, then one column per attribute (« ; », « , » or a tab between columns;
several values of one attribute parted by « + »).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from gsn_app.errors import InvalidInput

#: most rows of a file, most characters of a code, mark between two values of an attribute
MAX_LIGNES, MAX_CODE, SEPARATOR = 200_000, 80, "+"
#: columns that say who is who: never tabulated
IDENTIFIANTS = ("id", "jeune")
#: what spreadsheets and statistics programs write for « no value »: an empty cell says it without doubt
_NO_VALUE = {"nan", "null", "none", "n/a", "<na>", "inf", "-inf", "nat"}
#: a spreadsheet would run these; « * » and « | » mark margins and crossings in the result
_FORMULA, _RESERVED = "=+-@#", set("*|")


class DonneesMalformed(InvalidInput):
    """Le fichier de données « {fichier} » n'est pas utilisable, ligne {ligne} : {detail}. Rien n'a été écrit."""

    code = "ESS-01"


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
    if len(lines) == 1:
        raise DonneesMalformed(
            fichier=nom, ligne=1, detail="il n’y a aucune situation sous les noms de colonnes"
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


def check_codes(fichier: Fichier, attributs: Collection[str]) -> None:
    """Codes of the columns that tables count, not missing numbers, formulas or marks. Raises ``DonneesMalformed``."""
    seen: set[str] = set()
    for rank, row in enumerate(fichier.rangees):
        for column in attributs:
            for code in map(str.strip, row.get(column, "").split(SEPARATOR)):
                if code and code not in seen and (fault := _fault(code)):
                    detail = f"«\u00a0{code[:40]}\u00a0» ({column[:40]}) {fault}"
                    raise DonneesMalformed(fichier=fichier.nom, ligne=rank + 2, detail=detail)
                seen.add(code)


def _fault(code: str) -> str:
    if code.casefold() in _NO_VALUE:
        return "n’est pas un code\u00a0: laissez la case vide quand la valeur manque"
    if code[0] in _FORMULA:
        return "commence comme une formule de tableur"
    if _RESERVED & set(code) or not code.isprintable():
        return "porte un signe réservé (*, |) ou invisible"
    return f"compte plus de {MAX_CODE} caractères" if len(code) > MAX_CODE else ""
