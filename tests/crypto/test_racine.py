"""The chain of roots: a new root named by the one before, and no other way."""

from __future__ import annotations

import json

import pytest

from gsn_app.crypto import primitives as p
from gsn_app.crypto import racine as k

VAULT = b"v" * 16


def content(public: bytes, n: int) -> bytes:
    return json.dumps({"cle_racine": public.hex(), "epoque": n}).encode()


def chain() -> tuple[list[tuple[bytes, bytes]], list[tuple[bytes, bytes]]]:
    """Three epochs, the last under a new root; with the pairs of keys."""
    keys = [p.generate_signature() for _ in range(2)]
    (old, old_public), (new, new_public) = keys
    first, second, third = content(old_public, 1), content(old_public, 2), content(new_public, 3)
    epochs = [
        (first, k.sign_epoch(old, VAULT, first)),
        (second, k.sign_epoch(old, VAULT, second)),
        (third, k.endorse_epoch(old, new, VAULT, third)),
    ]
    return epochs, keys


def test_a_renewed_root_is_walked_to_from_the_first() -> None:
    epochs, [(_, old), (_, new)] = chain()
    assert k.verify_epochs(VAULT, epochs) == [old, old, new]


def test_a_new_root_without_the_word_of_the_former_is_refused() -> None:
    epochs, keys = chain()
    stranger, stranger_public = p.generate_signature()
    third = content(stranger_public, 3)
    for signature in (
        k.sign_epoch(stranger, VAULT, third),
        k.endorse_epoch(stranger, stranger, VAULT, third),
        k.endorse_epoch(keys[1][0], stranger, VAULT, third),
    ):
        with pytest.raises(k.RootChainBroken):
            k.verify_epochs(VAULT, [*epochs[:2], (third, signature)])


def test_the_former_root_signs_no_later_epoch() -> None:
    epochs, [(old, old_public), _] = chain()
    fourth = content(old_public, 4)
    with pytest.raises(k.RootChainBroken):
        k.verify_epochs(VAULT, [*epochs, (fourth, k.sign_epoch(old, VAULT, fourth))])


def test_every_byte_of_each_signature_is_covered() -> None:
    epochs, _ = chain()
    for rank, (text, signature) in enumerate(epochs):
        for at in range(len(signature)):
            forged = bytearray(signature)
            forged[at] ^= 1 << (at % 8)
            with pytest.raises((k.RootChainBroken, p.SignatureInvalid)):
                k.verify_epochs(VAULT, [*epochs[:rank], (text, bytes(forged)), *epochs[rank + 1 :]])
