"""What the cells of an old sheet mean: dates as hands and spreadsheets write them, sexes, names in one cell, codes.

A value that is not understood is said to be so: nothing is guessed in silence, an approximation is only proposed.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date, timedelta

from gsn_app.domain.liste import ListeFermee
from gsn_app.domain.texte import fold

#: day 0 of the spreadsheets that count from 1900, and the days kept as plausible (1954 to 2064)
_ORIGINE = date(1899, 12, 30)
_SERIE = range(20_000, 60_000)
_MOIS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_FILLE = frozenset({"f", "fille", "femme", "feminin", "mme", "mlle", "madame", "mademoiselle", "fem"})
_GARCON = frozenset({"m", "h", "g", "garcon", "homme", "masculin", "mr", "monsieur", "masc"})
#: what opens a formula in a spreadsheet; « + » opens a telephone number too
_FORMULE = ("=", "@", "\t")
#: words that the old sheets use, by list: folded word → code
USAGES: dict[str, dict[str, str]] = {
    "origine": {
        "college": "EN", "lycee": "EN", "ecole": "EN", "education nationale": "EN", "pm": "PM", "police": "PN",
        "gendarmerie": "PN", "bailleur": "BAIL", "ase": "DEP", "mds": "DEP", "conseil departemental": "DEP",
        "prevention": "PREV", "educateurs": "PREV", "mission locale": "ML", "parents": "FAM", "mairie": "MUN",
        "maire": "ELU", "dre": "VE", "pre": "VE", "habitants": "HAB", "procureur": "PARQ", "mediation": "MED",
    },
    "motif": {
        "absences": "ABS", "absenteisme scolaire": "ABS", "decrochage scolaire": "DEC", "deschola": "DEC",
        "incivilites": "INC", "incivilite": "INC", "degradations": "DEG", "voisinage": "VOI", "nuisances": "VOI",
        "comportement": "CMP", "exclusion": "EXC", "harcelement scolaire": "HAR", "parentalite": "PAR", "errance": "NUI",
        "regroupement": "GRP", "oisivete": "DES",
    },
    "niveau_scolaire": {
        "6e": "C6", "6eme": "C6", "5e": "C5", "5eme": "C5", "4e": "C4", "4eme": "C4", "3e": "C3", "3eme": "C3",
        "cap": "LPR", "bac pro": "LPR", "2nde": "LGT", "seconde": "LGT", "1ere": "LGT", "premiere": "LGT",
        "terminale": "LGT", "cfa": "APP", "cp": "ELE", "ce1": "ELE", "ce2": "ELE", "cm1": "ELE", "cm2": "ELE",
        "desco": "DEC", "descolarise": "DEC",
    },
    "cloture": {"resolu": "SOL", "resolue": "SOL", "regle": "SOL", "demenage": "DEM", "majeur": "AGE", "fin": "FIN"},
}  # fmt: skip


@dataclass(frozen=True)
class Rapprochement:
    """A value that no closed list knows, and the nearest one, to be accepted or not; ``code`` "" when none is near."""

    champ: str
    valeur: str
    code: str
    label: str


def parse_jour(texte: str, aujourdhui: date) -> date | None:
    """The day a cell tells: ISO, day first, months in words, or a spreadsheet's number; None when it tells none."""
    plat = fold(texte)
    if re.fullmatch(r"\d{5}", plat) and int(plat) in _SERIE:
        return _ORIGINE + timedelta(days=int(plat))
    if found := re.match(r"(\d{4}) (\d{1,2}) (\d{1,2})(?: 00 00(?: 00)?)?$", plat):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2}) (\d{1,2}) (\d{4}|\d{2})", plat):
        return _day(_year(found[3], aujourdhui), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(\d{2})(\d{2})(\d{4})", plat):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(?:le )?(\d{1,2})(?:er| er)? ([a-z]{3,9}) (\d{4})", plat):
        rangs = [n for n, mois in enumerate(_MOIS, 1) if mois.startswith(found[2])]
        return _day(int(found[3]), rangs[0], int(found[1])) if len(rangs) == 1 else None
    return None


def _year(texte: str, aujourdhui: date) -> int:
    year = int(texte)
    if len(texte) == 4:
        return year
    return 2000 + year if year <= aujourdhui.year % 100 else 1900 + year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_sexe(texte: str) -> str:
    """F, M, or "" when the cell says neither."""
    plat = fold(texte)
    if plat in _FILLE:
        return "F"
    return "M" if plat in _GARCON else ""


def is_formula(texte: str) -> bool:
    """True for a text that a spreadsheet would compute, or that pretends to."""
    return texte.startswith(_FORMULE) or bool(re.match(r"[+-]\s*[A-Za-z(]", texte))


def split_nom(texte: str, *, prenom_first: bool) -> tuple[str, str]:
    """« DURAND Éloïse », « Durand, Éloïse » → (nom, prénom); ("", "") when which is which cannot be told."""
    if texte.count(",") == 1:
        nom, prenom = texte.split(",")
        return nom.strip(), prenom.strip()
    mots = texte.split()
    hauts = [mot for mot in mots if len(mot) > 1 and mot == mot.upper() and any(c.isalpha() for c in mot)]
    if hauts and len(hauts) < len(mots):
        start = mots.index(hauts[0])
        contiguous = mots[start : start + len(hauts)] == hauts
        rest = [mot for mot in mots if mot not in hauts]
        return (" ".join(hauts), " ".join(rest)) if contiguous else ("", "")
    if len(mots) != 2:
        return "", ""
    return (mots[1], mots[0]) if prenom_first else (mots[0], mots[1])


def clean_telephone(texte: str) -> str:
    """A number that a spreadsheet took for a quantity gets its zero back."""
    return f"0{texte}" if re.fullmatch(r"[1-9]\d{8}", texte) else texte


def match_code(liste: ListeFermee, texte: str) -> str:
    """Stored code of an active value named exactly, by its code, its label or a usual word; "" when none is."""
    plat = fold(texte)
    usage = USAGES.get(liste.liste, {}).get(plat, "")
    for valeur in liste.actives:
        if (
            plat in {fold(valeur.label), valeur.code.lower(), f"{fold(liste.liste)} {valeur.code.lower()}"}
            or valeur.code == usage
        ):
            return liste.stored(valeur.code)
    return ""


def nearest(liste: ListeFermee, champ: str, texte: str) -> Rapprochement:
    """The active value whose label, or a part of it, is nearest to what is written."""
    plat = fold(texte)[:80]
    mots: dict[str, str] = {}
    for valeur in liste.actives:
        for part in (valeur.label, *re.split(r",| ou | et |/", valeur.label)):
            mots.setdefault(fold(part), valeur.code)
    for usage, code in USAGES.get(liste.liste, {}).items():
        mots.setdefault(usage, code)
    found = difflib.get_close_matches(plat, [m for m in mots if m], 1, 0.6)
    inside = sorted((m for m in mots if len(m) > 3 and f" {m} " in f" {plat} "), key=len, reverse=True)
    chosen = found or inside
    if not chosen:
        return Rapprochement(champ, texte[:80], "", "")
    code = mots[chosen[0]]
    return Rapprochement(champ, texte[:80], liste.stored(code), liste.valeur(code).label)
