"""Passphrases: how weak ones are told, and the sentence shown (CNIL 2022-100: at least 80 bits).

Eight words drawn among 2,048 give 88 bits; the list is the French one of BIP-39, unique by its first four letters.
"""

from __future__ import annotations

import unicodedata

from gsn_app.domain.texte import fold
from gsn_app.errors import InvalidInput

MOTS_PHRASE = 8
LONGUEUR_MINIMALE = 20
_LISTED = frozenset({
    "motdepasse", "password", "azerty", "qwerty", "123456", "soleil", "bonjour", "mairie", "coffre", "marseille",
})  # fmt: skip


class PassphraseWeak(InvalidInput):
    """Cette phrase de passe est trop faible : {raison}. Les huit mots proposés conviennent."""

    code = "OUV-08"


def encode_passphrase(passphrase: str) -> bytes:
    """NFKC, case, accents and spaces folded: what the KDF receives."""
    plain = unicodedata.normalize("NFKD", passphrase.casefold())
    words = "".join(c for c in plain if not unicodedata.combining(c)).split()
    return " ".join(words).encode("utf-8", "surrogatepass")


def find_weakness(passphrase: str) -> str:
    """Return "" for an acceptable passphrase, else the French reason. Never logs or keeps what it is given."""
    folded = fold(passphrase)
    compact = folded.replace(" ", "")
    if len(compact) < LONGUEUR_MINIMALE:
        return f"elle compte moins de {LONGUEUR_MINIMALE} lettres ou chiffres"
    if len(set(compact)) < 8:
        return "elle répète toujours les mêmes caractères"
    if any(compact.replace(word, "") == "" for word in _LISTED):
        return "elle est faite d’un mot de passe connu"
    words = folded.split()
    if len(words) > 1 and len(set(words)) * 2 < len(words):
        return "elle répète le même mot"
    if compact.isdigit():
        return "elle ne contient que des chiffres"
    return ""


def require_strong(passphrase: str) -> None:
    """Raise PassphraseWeak with its reason."""
    reason = find_weakness(passphrase)
    if reason:
        raise PassphraseWeak(raison=reason)
