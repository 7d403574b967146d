"""What a typed text must satisfy before it may be stored: length, control and bidirectional characters.

Names are folded (accents, case, particles) for search and duplicates, never for storage.
"""

from __future__ import annotations

import re
import unicodedata

from gsn_app.errors import InvalidInput

#: characters that reorder or hide text: bidi embeddings, isolates, marks, zero-width, BOM, tags
_INVISIBLE = re.compile(
    "[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "’": "'"})
PARTICULES = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "el", "al", "ben", "van", "von"})


class TexteEmpty(InvalidInput):
    """Le champ « {champ} » est vide : remplissez-le pour continuer."""

    code = "SAI-01"


class TexteTooLong(InvalidInput):
    """Le champ « {champ} » compte {longueur} caractères ; la limite est {limite}.

    Votre texte est conservé."""

    code = "SAI-02"


class TexteExpected(InvalidInput, TypeError):
    """Le champ « {champ} » attend du texte."""

    code = "SAI-06"


class TexteForbiddenCharacter(InvalidInput):
    """Le champ « {champ} » contient un caractère invisible ou de contrôle ({caractere}) : effacez-le."""

    code = "SAI-03"


def validate_texte(
    champ: str, texte: str, limite: int, *, obligatoire: bool = True, lignes: bool = False
) -> str:
    """Return the text normalised (NFC, trimmed), or raise one of the errors of this module.

    ``limite`` is in characters, after trimming. Line breaks and tabs pass only where ``lignes``.
    """
    if not isinstance(texte, str):
        raise TexteExpected(champ=champ)
    propre = unicodedata.normalize("NFC", texte).strip()
    if not propre:
        if obligatoire:
            raise TexteEmpty(champ=champ)
        return ""
    if len(propre) > limite:
        raise TexteTooLong(champ=champ, longueur=len(propre), limite=limite)
    found = _INVISIBLE.search(propre) or _CONTROL.search(propre)
    if not found and not lignes:
        found = re.search("[\n\t]", propre)
    if found or any(unicodedata.category(c) in {"Cs", "Co", "Cn"} for c in propre):
        caractere = f"U+{ord(found.group()):04X}" if found else "non attribué"
        raise TexteForbiddenCharacter(champ=champ, caractere=caractere)
    return propre


def fold(texte: str) -> str:
    """Fold accents, case, ligatures and punctuation to single spaces: « D’Œuvré-Île » → « d oeuvre ile »."""
    plat = unicodedata.normalize("NFKD", texte.casefold().translate(_LIGATURES))
    plat = "".join(c for c in plat if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", plat).strip()


def fold_nom(texte: str) -> str:
    """Fold a name and drop its particles, so that « de La Tour » and « Latour » stay close."""
    mots = [m for m in fold(texte).split() if m not in PARTICULES]
    return " ".join(mots) or fold(texte)


def french_jour(iso: str) -> str:
    """« 21/11/2026 » for « 2026-11-21 » or an instant of that day, "" for ""."""
    return "/".join(reversed(iso[:10].split("-")))
