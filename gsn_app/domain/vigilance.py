"""Vigilance on free text (charter rule C2): names the words that evoke data with no place here.

Nothing is blocked: each hit names its word and theme, the writer rephrases or confirms with a reason.
Comparison folds accents, case and ligatures, ignores invisible characters, takes whole words only and
knows the regular French inflections. Words come from the signed rules, formats of numbers from here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from gsn_app.domain.texte import fold

#: digits and letters of identifiers that have no field: NIR, IBAN, number plate, bank card
_FORMATS = (
    re.compile(r"(?<!\d)[12][\s.]?\d\d[\s.]?\d\d[\s.]?\d[\dAB][\s.]?\d{3}[\s.]?\d{3}(?:[\s.]?\d\d)?(?!\d)"),
    re.compile(r"\b[A-Z]{2}\d\d(?:\s?[0-9A-Z]{4}){4,7}(?:\s?[0-9A-Z]{1,4})?\b"),
    re.compile(r"\b[A-HJ-NP-TV-Z]{2}[-\s]\d{3}[-\s][A-HJ-NP-TV-Z]{2}\b"),
    re.compile(r"(?<!\d)\d{4}(?:[\s.]?\d{4}){3}(?!\d)"),
)
_THEME_NUMERO = ("numero", "numéro d’identification")
_TERMINAISONS_VERBE = ("e", "es", "ent", "ee", "ees", "a", "ait", "aient", "ant", "ez", "ons", "ere", "eres")


@dataclass(frozen=True)
class MotVigilance:
    """One hit: ``texte[debut:fin]`` is the word as typed, ``libelle`` the theme to show."""

    mot: str
    theme: str
    libelle: str
    debut: int
    fin: int


@dataclass(frozen=True)
class Vigilance:
    """Words by theme, as signed; ``themes`` maps a theme's code to its label and its words."""

    themes: Mapping[str, tuple[str, tuple[str, ...]]]
    _index: dict[str, list[tuple[tuple[frozenset[str], ...], str]]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for theme, (_, mots) in self.themes.items():
            for mot in mots:
                suite = tuple(_inflect(m) for m in re.split(r"[\s’'\-]+", mot))
                for forme in suite[0]:
                    self._index.setdefault(forme, []).append((suite, theme))
        for candidats in self._index.values():
            candidats.sort(key=lambda c: -len(c[0]))

    def find(self, texte: str) -> list[MotVigilance]:
        """Hits in reading order, the longest expression first, never overlapping."""
        jetons = _tokenize(texte)
        hits: list[MotVigilance] = []
        i = 0
        while i < len(jetons):
            for suite, theme in self._index.get(jetons[i][0], ()):
                vus = jetons[i : i + len(suite)]
                if len(vus) == len(suite) and all(v[0] in s for v, s in zip(vus, suite, strict=True)):
                    debut, fin = vus[0][1], vus[-1][2]
                    hits.append(MotVigilance(texte[debut:fin], theme, self.themes[theme][0], debut, fin))
                    i += len(suite) - 1
                    break
            i += 1
        for motif in _FORMATS:
            for m in motif.finditer(texte):
                if not any(h.debut < m.end() and m.start() < h.fin for h in hits):
                    hits.append(MotVigilance(m.group(), *_THEME_NUMERO, m.start(), m.end()))
        return sorted(hits, key=lambda h: h.debut)


def find_numeros(texte: str) -> list[str]:
    """Numbers that identify someone or something and have no field: NIR, IBAN, plate, bank card."""
    return [m.group() for motif in _FORMATS for m in motif.finditer(texte)]


def _tokenize(texte: str) -> list[tuple[str, int, int]]:
    """Folded words with their place in the text as typed: (word, start, end)."""
    plat: list[str] = []
    places: list[int] = []
    for place, caractere in enumerate(texte):
        if unicodedata.combining(caractere) or unicodedata.category(caractere) == "Cf":
            continue
        folded = fold(caractere) or " "
        plat.append(folded)
        places.extend([place] * len(folded))
    return [
        (m.group(), places[m.start()], _end(texte, places[m.end() - 1] + 1))
        for m in re.finditer(r"[a-z0-9]+", "".join(plat))
    ]


def _end(texte: str, fin: int) -> int:
    """Take in the combining marks that follow the last letter of a word."""
    while fin < len(texte) and unicodedata.combining(texte[fin]):
        fin += 1
    return fin


def _inflect(mot: str) -> frozenset[str]:
    """Folded word and its regular forms: feminine, plural, verb in -er. Acronyms stay as they are."""
    base = fold(mot)
    formes = {base}
    if mot.isupper():
        return frozenset(formes)
    formes.add(base + "s")
    if len(base) <= 3 or mot.lower().endswith("e"):
        return frozenset(formes)
    formes |= {base + "e", base + "es"}
    if base.endswith(("al", "eau")):
        formes |= {base[:-2] + "aux" if base.endswith("al") else base + "x"}
    if base.endswith("f"):
        formes |= {base[:-1] + "ve", base[:-1] + "ves"}
    if base.endswith("eux"):
        formes |= {base[:-1] + "se", base[:-1] + "ses"}
    if base.endswith("eur"):
        formes |= {base[:-1] + "se", base[:-1] + "ses"}
    if base.endswith("teur"):
        formes |= {base[:-3] + "rice", base[:-3] + "rices"}
    if base.endswith(("en", "el", "on", "et", "an")):
        formes |= {base + base[-1] + "e", base + base[-1] + "es"}
    if base.endswith("c"):
        formes |= {base[:-1] + "que", base[:-1] + "ques", base[:-1] + "cque"}
    if base.endswith("er"):
        formes |= {base[:-2] + t for t in _TERMINAISONS_VERBE if len(base) > 4}
    return frozenset(formes)
