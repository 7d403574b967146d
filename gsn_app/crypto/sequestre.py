"""Escrow: an X25519 key whose private half exists only as SLIP-39 shares (``shamir-mnemonic``).

    secret 16 bytes → HKDF-SHA256("sequestre-v1") → X25519 private half
    check  SHA-256("sequestre-controle-v1" | secret), stored: SLIP-39 gives another secret without an error
           when a passphrase is added, so none is used and the result is compared before anything is done

Shares are shown and typed again at creation; the private half is never whole at rest.

RS1024, the checksum of a share, has distance 4: when a single word is wrong, one place and one only can mend it.
That place is told, never the word.
"""

from __future__ import annotations

from collections.abc import Sequence

from shamir_mnemonic import combine_mnemonics, generate_mnemonics, rs1024, wordlist
from shamir_mnemonic.share import Share
from shamir_mnemonic.utils import MnemonicError

from gsn_app.crypto import primitives as p
from gsn_app.errors import InvalidInput


class SharesInsufficient(InvalidInput):
    """Ces parts ne suffisent pas, ou ne vont pas ensemble : vérifiez les mots et le nombre de parts."""

    code = "SEQ-01"


class ShareLengthWrong(InvalidInput):
    """La part {rang} compte {compte} mots au lieu de {attendu} : un mot manque, est en trop ou est coupé."""

    code = "SEQ-02"


class ShareWordUnknown(InvalidInput):
    """Part {rang}, mot {mot} : « {tape} » ne fait pas partie de la liste. Relisez ce mot sur le papier."""

    code = "SEQ-03"


class ShareMistyped(InvalidInput):
    """Part {rang} : {lieu} n’est pas celui du papier. Relisez et retapez ; rien n’a été fait."""

    code = "SEQ-04"


class ShareRepeated(InvalidInput):
    """Les parts {premiere} et {seconde} sont la même : il faut les mots de deux gardiens différents."""

    code = "SEQ-05"


class SharesMixed(InvalidInput):
    """La part {rang} ne va pas avec la première : l’une des deux vient d’un autre coffre ou d’un ancien tirage."""

    code = "SEQ-06"


class SharesTooFew(InvalidInput):
    """Il faut {seuil} parts et {nombre} seulement sont données : réunissez un gardien de plus."""

    code = "SEQ-07"


class SharesForeign(InvalidInput):
    """Ces parts vont ensemble, mais ce ne sont pas celles de ce coffre : cherchez l’enveloppe du dernier tirage."""

    code = "SEQ-08"


#: words of a share of a 128-bit secret
MOTS_PART = 20


def split(count: int, threshold: int) -> tuple[bytes, bytes, tuple[str, ...]]:
    """Draw a secret; return ``(public half, check value, shares)``, ``threshold`` of ``count`` open it."""
    secret = p.random_bytes(16)
    (shares,) = generate_mnemonics(1, [(threshold, count)], secret)
    return p.exchange_public(_private(secret)), check_value(secret), tuple(shares)


def combine(shares: list[str], check: bytes) -> bytes:
    """Return the private half, verified against the check value; raises SharesInsufficient."""
    try:
        secret = combine_mnemonics([normalize(share) for share in shares])
    except (MnemonicError, ValueError, KeyError, IndexError):
        raise SharesInsufficient() from None
    if not p.same(check_value(secret), check):
        raise SharesInsufficient()
    return _private(secret)


def join(shares: Sequence[str], public: bytes) -> bytes:
    """Return the private half from typed shares, verified against the escrow's public half.

    Each fault is named by its rank, from 1: ShareLengthWrong, ShareWordUnknown, ShareMistyped, ShareRepeated,
    SharesMixed, SharesTooFew, SharesForeign. Nothing of a share is in a sentence but a word that is in no list.
    """
    parsed = [_parse(rank, normalize(share)) for rank, share in enumerate(shares, 1)]
    if not parsed:
        raise SharesTooFew(seuil=2, nombre=0)
    first = parsed[0]
    seen: dict[int, int] = {}
    for rank, share in enumerate(parsed, 1):
        if share.common_parameters() != first.common_parameters() or (
            share.member_threshold != first.member_threshold
        ):
            raise SharesMixed(rang=rank)
        if share.index in seen:
            raise ShareRepeated(premiere=seen[share.index], seconde=rank)
        seen[share.index] = rank
    threshold = first.member_threshold
    if len(parsed) < threshold:
        raise SharesTooFew(seuil=threshold, nombre=len(parsed))
    try:
        secret = combine_mnemonics([normalize(share) for share in shares[:threshold]])
    except (MnemonicError, ValueError, KeyError, IndexError):
        raise SharesMixed(rang=threshold) from None
    private = _private(secret)
    if not p.same(p.exchange_public(private), public):
        raise SharesForeign()
    return private


def check_share(rank: int, typed: str) -> int:
    """Check one typed share alone, before the others are there; returns how many shares it takes. Same errors."""
    return int(_parse(rank, normalize(typed)).member_threshold)


def _parse(rank: int, words: str) -> Share:
    found = words.split()
    for place, word in enumerate(found, 1):
        if word not in wordlist.WORD_INDEX_MAP:
            raise ShareWordUnknown(rang=rank, mot=place, tape=word[:20])
    if len(found) != MOTS_PART:
        raise ShareLengthWrong(rang=rank, compte=len(found), attendu=MOTS_PART)
    try:
        return Share.from_mnemonic(words)
    except (MnemonicError, ValueError, KeyError, IndexError):
        raise ShareMistyped(rang=rank, lieu=_wrong_place(found)) from None


def _wrong_place(words: list[str]) -> str:
    """« le mot 7 » when changing that one alone would mend the checksum, else « un mot au moins »."""
    numbers = [wordlist.WORD_INDEX_MAP[word] for word in words]
    for custom in (b"shamir_extendable", b"shamir"):
        for place, kept in enumerate(numbers):
            for other in range(wordlist.RADIX):
                numbers[place] = other
                if rs1024.verify_checksum(numbers, custom):
                    return f"le mot {place + 1}"
            numbers[place] = kept
    return "un mot au moins"


def same_share(shown: str, typed: str) -> bool:
    """True when the words typed again are those of the share, whatever case and spaces."""
    try:
        return bool(Share.from_mnemonic(normalize(typed)) == Share.from_mnemonic(shown))
    except (MnemonicError, ValueError, KeyError, IndexError):
        return False


def normalize(words: str) -> str:
    """Lower case, single spaces."""
    return " ".join(words.lower().split())


def check_value(secret: bytes) -> bytes:
    """The value stored to recognise the right secret."""
    return p.sha256(b"sequestre-controle-v1" + secret)


def _private(secret: bytes) -> bytes:
    return p.derive(secret, b"sequestre-v1")
