"""What a free text would give away: every name, date or rare word of the vault, however it is written.

The only free texts of the report (difficulties, positive points) are looked through before they leave. Letters are
compared without accents nor case, endings (plural, feminine) aside, hyphens and spaces alike. Each hit says where it
stands; a person then corrects the text or confirms a false alarm, with a reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

#: endings a French word may take in a sentence
_ENDINGS = ("", "s", "x", "e", "es")
#: words of an address, or parts of a name, that point at nobody
_PLAIN = frozenset(
    {
        *("de", "du", "des", "d", "la", "le", "les", "l", "bis", "ter", "saint", "sainte"),
        *("sur", "sous", "en", "au", "aux", "et", "mairie", "hotel", "ville", "centre"),
        *("rue", "avenue", "boulevard", "place", "impasse", "allee", "chemin", "route", "square", "cite"),
        *("residence", "batiment", "appartement", "etage"),
        *("ecole", "college", "lycee", "maternelle", "elementaire", "primaire"),
    }
)
_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"}
_SMALL = {
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "un",
    "une",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "aucun",
}
_MONTHS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]
_INITIALS = re.compile(r"\b([^\W\d_])[.\-\s]{0,2}([^\W\d_])\b\.?")
_DATE = re.compile(r"\b(\d{1,4})[/.\-\s](\d{1,2}|[a-zéû]{3,9})[/.\-\s](\d{1,4})\b", re.IGNORECASE)
_DAY = re.compile(r"\b(\d{1,2}|1er)\s+([a-zéèêû]{3,9})\b", re.IGNORECASE)
_DIGITS = re.compile(r"\d(?:[\s.\-]?\d){5,}")
_COURRIEL = re.compile(r"[\w.+\-]+\s?@\s?[\w\-]+(?:\.[\w\-]+)+")
#: words between a small number and the category it counts
_NEAR = 3


@dataclass(frozen=True, slots=True)
class MotProtege:
    """A text of the vault that may not leave, and what it is: « nom », « adresse », « établissement »…"""

    texte: str
    nature: str


@dataclass(frozen=True, slots=True)
class Personne:
    """Names of one person, for the pairs of initials."""

    prenom: str
    nom: str


@dataclass(frozen=True, slots=True)
class Lexique:
    """What a vault holds that may not be named: gathered by ``anonymat.lexique``."""

    mots: tuple[MotProtege, ...] = ()
    personnes: tuple[Personne, ...] = ()
    dates: frozenset[date] = frozenset()
    telephones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fuite:
    """One hit: where it stands in the text (characters, end excluded), the words themselves, what they are."""

    debut: int
    fin: int
    extrait: str
    nature: str


@dataclass(frozen=True, slots=True)
class _Token:
    debut: int
    fin: int
    folded: str


def find_fuites(
    texte: str,
    mots: Iterable[MotProtege] = (),
    personnes: Iterable[Personne] = (),
    dates: Iterable[date] = (),
    telephones: Iterable[str] = (),
    categories: Iterable[str] = (),
) -> tuple[Fuite, ...]:
    """Every hit, in the order of the text, each place and nature once."""
    people = list(personnes)
    names = [MotProtege(part, "nom") for one in people for part in (one.prenom, one.nom) if part]
    tokens = _tokens(texte)
    found: set[tuple[int, int, str]] = set()
    if not tokens:
        return ()
    written = _group_places([*tokens, *_join_hyphens(texte, tokens)])
    for mot in dict.fromkeys((*names, *mots)):
        wanted = [word for word in split_words(mot.texte) if word not in _PLAIN]
        found |= {(*place, mot.nature) for place in _places(written, wanted)}
    found |= {(*place, "initiales") for place in _initials(texte, people)}
    found |= {(*place, "courriel") for place in (m.span() for m in _COURRIEL.finditer(texte))}
    known = set(dates)
    found |= {(*place, "date") for place in (*_dates(texte, known), *_days(texte, known))}
    found |= {(*place, "téléphone") for place in _phones(texte, telephones)}
    found |= {(*place, "petit nombre") for place in _small_numbers(tokens, categories)}
    return tuple(Fuite(debut, fin, texte[debut:fin], nature) for debut, fin, nature in sorted(found))


def _fold(letter: str) -> str:
    plain = _LIGATURES.get(letter.lower(), letter.lower())
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


def _tokens(texte: str) -> list[_Token]:
    """Words and numbers, folded; apostrophes, hyphens and spaces part them."""
    found, start, folded = [], 0, ""
    for position, letter in enumerate((*texte, " ")):
        if letter.isalnum() or (unicodedata.combining(letter) and folded):
            if not folded:
                start = position
            folded += _fold(letter)
        elif folded:
            found.append(_Token(start, position, folded))
            folded = ""
    return found


def split_words(texte: str) -> list[str]:
    """The words of a text, folded of accents and case."""
    return [token.folded for token in _tokens(texte)]


def _join_hyphens(texte: str, tokens: list[_Token]) -> list[_Token]:
    """« Maë-lys » is also « maelys »: two or three words tied by hyphens, read as one."""
    found = []
    for rank in range(len(tokens)):
        whole = tokens[rank]
        for after in tokens[rank + 1 : rank + 3]:
            if texte[whole.fin : after.debut] not in {"-", "\u2010", "\u2011"}:
                break
            whole = _Token(whole.debut, after.fin, whole.folded + after.folded)
            found.append(whole)
    return found


def _group_places(tokens: list[_Token]) -> dict[str, list[tuple[int, int]]]:
    written: dict[str, list[tuple[int, int]]] = {}
    for token in tokens:
        if not token.folded.isdecimal():
            written.setdefault(token.folded, []).append((token.debut, token.fin))
    return written


def _places(written: dict[str, list[tuple[int, int]]], wanted: list[str]) -> list[tuple[int, int]]:
    """Each word of three letters and more alone; all of them written as one; a shorter name only as it is."""
    whole = "".join(wanted)
    long_enough = {word for word in wanted if len(word) >= 3} or ({whole} if len(whole) >= 2 else set())
    forms = {word + ending for word in long_enough for ending in (_ENDINGS if len(word) >= 3 else ("",))}
    forms |= {word[:-1] for word in long_enough if len(word) >= 5 and word[-1] in "sxe"}
    if len(wanted) > 1:
        forms |= {whole + ending for ending in _ENDINGS}
    return [place for form in forms for place in written.get(form, ())]


def _initials(texte: str, people: Iterable[Personne]) -> list[tuple[int, int]]:
    pairs = {(_fold(one.prenom[0]), _fold(one.nom[0])) for one in people if one.prenom and one.nom}
    found = []
    for match in _INITIALS.finditer(texte):
        if match[1].isupper() and match[2].isupper():
            first, second = _fold(match[1]), _fold(match[2])
            if (first, second) in pairs or (second, first) in pairs:
                found.append((match.start(), match.end()))
    return found


def _dates(texte: str, wanted: set[date]) -> list[tuple[int, int]]:
    found = []
    for match in _DATE.finditer(texte):
        first, middle, last = match.groups()
        month = "".join(map(_fold, middle))
        number = int(middle) if middle.isdecimal() else _MONTHS.index(month) + 1 if month in _MONTHS else 0
        year, day = (first, last) if len(first) == 4 else (last, first)
        for written in {int(year), 1900 + int(year), 2000 + int(year)}:
            try:
                seen = date(written, number, int(day))
            except ValueError:
                continue
            if seen in wanted:
                found.append((match.start(), match.end()))
    return found


def _days(texte: str, wanted: set[date]) -> list[tuple[int, int]]:
    """« le 1er février » without its year is still the birthday of somebody; a year after it says the contrary."""
    anniversaries = {(known.day, known.month) for known in wanted}
    found = []
    for match in _DAY.finditer(texte):
        month = "".join(map(_fold, match[2]))
        if month not in _MONTHS or re.match(r"\s+\d{4}\b", texte[match.end() :]):
            continue
        if (int(match[1].removesuffix("er")), _MONTHS.index(month) + 1) in anniversaries:
            found.append((match.start(), match.end()))
    return found


def _phones(texte: str, telephones: Iterable[str]) -> list[tuple[int, int]]:
    known = {re.sub(r"\D", "", one)[-9:] for one in telephones}
    known.discard("")
    return [match.span() for match in _DIGITS.finditer(texte) if re.sub(r"\D", "", match[0])[-9:] in known]


def _small_numbers(tokens: list[_Token], categories: Iterable[str]) -> list[tuple[int, int]]:
    """A number under 8 close to a category of the report: it says what the tables take care not to say."""
    named = {token.folded for label in categories for token in _tokens(label) if len(token.folded) >= 4}
    forms = {word + ending for word in named for ending in ("", "s", "x")} | {
        w[:-1] for w in named if w.endswith("s")
    }
    found = []
    for rank, token in enumerate(tokens):
        if token.folded in _SMALL:
            near = tokens[max(0, rank - _NEAR) : rank] + tokens[rank + 1 : rank + 1 + _NEAR]
            if any(other.folded in forms for other in near):
                found.append((token.debut, token.fin))
    return found
