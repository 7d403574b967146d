"""Escrow: an X25519 key whose private half exists only as SLIP-39 shares (``shamir-mnemonic``).

    secret 16 bytes → HKDF-SHA256("sequestre-v1") → X25519 private half
    check  SHA-256("sequestre-controle-v1" | secret), stored: SLIP-39 gives another secret without an error
           when a passphrase is added, so none is used and the result is compared before anything is done

Shares are shown and typed again at creation; the private half is never whole at rest.
"""

from __future__ import annotations

from shamir_mnemonic import combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share
from shamir_mnemonic.utils import MnemonicError

from gsn_app.crypto import primitives as p
from gsn_app.errors import InvalidInput


class SharesInsufficient(InvalidInput):
    """Ces parts ne suffisent pas, ou ne vont pas ensemble : vérifiez les mots et le nombre de parts."""

    code = "SEQ-01"


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
