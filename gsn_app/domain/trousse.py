"""The recovery kit: the secret de poste as twenty-four French words, typed back on a new machine.

The words are those of BIP-39 (256 bits, 8 bits of checksum); any four first letters name one word. The word list is
given, not read: this module knows no file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gsn_app.domain.texte import fold
from gsn_app.errors import InvalidInput

MOTS_TROUSSE = 24
PREFIXE = 4


class TrousseLength(InvalidInput):
    """La trousse compte {attendu} mots, vous en avez tapé {compte} : un mot manque, est en trop ou est coupé."""

    code = "TRO-01"


class TrousseWordUnknown(InvalidInput):
    """Mot {rang} : « {tape} » n’est pas dans la liste. Relisez ce mot sur la feuille."""

    code = "TRO-02"


class TrousseMistyped(InvalidInput):
    """Un mot au moins n’est pas celui de la feuille : relisez-les un à un, dans l’ordre des numéros."""

    code = "TRO-03"


@dataclass(frozen=True)
class Trousse:
    """What the sheet says; ``gardiens`` and ``par``, who asked for it, by function only. No person is named."""

    mots: tuple[str, ...]
    repere: str
    gardiens: tuple[str, ...]
    seuil: int
    numero: str
    exemplaire: int
    ancre: str
    imprime_le: date
    par: str = ""


def match_words(typed: str, wordlist: Sequence[str]) -> list[str]:
    """The words of the list that were meant, accents, case and endings aside; raises TrousseLength, TrousseWordUnknown."""
    known = {fold(word)[:PREFIXE]: word for word in wordlist}
    exact = {fold(word): word for word in wordlist}
    words = typed.split()
    found = []
    for rang, word in enumerate(words, 1):
        folded = fold(word)
        meant = exact.get(folded) or (known.get(folded[:PREFIXE]) if len(folded) >= PREFIXE else None)
        if meant is None or not fold(meant).startswith(folded[:PREFIXE]):
            raise TrousseWordUnknown(rang=rang, tape=word[:20])
        found.append(meant)
    if len(found) != MOTS_TROUSSE:
        raise TrousseLength(attendu=MOTS_TROUSSE, compte=len(found))
    return found
