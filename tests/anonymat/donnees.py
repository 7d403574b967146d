"""Small closed lists and coded situations for these tests, shaped on the fictitious commune."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from gsn_app.anonymat.specifications import parse_tables
from gsn_app.domain.edition import Categorie, LigneCodee, Nomenclature, Periode, SpecificationTableau

ROOT = Path(__file__).resolve().parents[2]
INSTANCE = "CVE"
PERIODE = Periode("Année scolaire 2015-2016", date(2015, 9, 1), date(2016, 3, 31), ("2015-2016",))

_FAMILLES = {
    "motif": {
        "ASSI": ("Assiduité", "ABS DEC"),
        "SCOL": ("Vie scolaire", "CMP EXC HAR"),
        "FRAG": ("Fragilités", "DSC CAR DES PAR PRE"),
        "ESPA": ("Espace public", "INC GRP VOI DEG NUI ABE ARR"),
    },
    "origine": {
        "EDUC": ("Éducation", "EN VE"),
        "SOCI": ("Social", "DEP CCAS PREV ML MED"),
        "SECU": ("Sécurité", "PM PN"),
        "JUST": ("Justice", "PJJ SPIP PARQ"),
        "HABI": ("Habitants et commune", "BAIL TRANS FAM HAB MUN CVO ELU"),
    },
    "mesure": {
        "ACCO": ("Accompagnement", "SUI MDS PSP PRE ML CHA VVV REL"),
        "MEDI": ("Médiation et responsabilisation", "MSC RSP ACX"),
        "PROT": ("Protection", "IP AEMO SIG SAN"),
        "MAIR": ("Autorité du maire", "RAO CCTP CDDF TRA ENT ENG PAR ESF"),
        "AUCU": ("Aucune", "AUC"),
    },
}
_VALEURS = {
    "tranche_age": ("moins de 12", "12-15", "16-17", "18-20", "21-25", "26 et plus"),
    "sexe": ("F", "M"),
    "quartier": ("Centre", "Hameau", "Quartier A-Nord", "Quartier A-Sud", "Quartier B"),
    "cloture": ("SOL", "REL", "JUD", "FIN", "DEM", "REF", "AGE", "ERR", "DEC"),
    "suite": ("REA", "COU", "REF"),
    "sortie": ("EMP", "FOR", "SCO"),
    "acte_rappel": ("PRO", "NPR"),
}


def nomenclatures() -> dict[str, Nomenclature]:
    """The closed lists of domain.md 9 that the 46 situations use."""
    lists = {
        code: Nomenclature(code, code, tuple((value, value) for value in values))
        for code, values in _VALEURS.items()
    }
    for code, families in _FAMILLES.items():
        groups = tuple(Categorie(key, label, tuple(own.split())) for key, (label, own) in families.items())
        values = [(value, value) for group in groups for value in group.codes]
        lists[code] = Nomenclature(code, code, (*values, ("AUT", "Autre")), groups)
    return lists


def declared_tables() -> tuple[SpecificationTableau, ...]:
    """The tables of ``charter/tableaux.toml``."""
    return parse_tables((ROOT / "charter" / "tableaux.toml").read_bytes(), nomenclatures())


def tables(*codes: str) -> tuple[SpecificationTableau, ...]:
    return tuple(spec for spec in declared_tables() if spec.code in codes)


def situation(
    number: int | str, *, debut: date = PERIODE.debut, fin: date | None = None, **coded: str
) -> LigneCodee:
    """One situation of one youth; coded values by keyword, empty ones left out."""
    attributs = {name: (code,) for name, code in coded.items() if code}
    return LigneCodee(f"s{number}", f"j{number}", INSTANCE, debut, fin, attributs)


def forty_six() -> list[LigneCodee]:
    """The fictitious situations whose totals are the published ones of a real cellule de veille éducative."""
    columns = ("motif", "origine", "mesure", "cloture", "tranche_age", "sexe", "quartier")
    with (ROOT / "gsn_app" / "donnees" / "commune_fictive.csv").open(encoding="utf-8", newline="") as lines:
        return [
            situation(int(row["numero"]), **{name: row[name] for name in columns})
            for row in csv.DictReader(lines)
        ]
