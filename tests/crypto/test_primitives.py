"""The small functions over the cipher libraries: injective framing, seals that bind their context, keys that agree."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsn_app.crypto import primitives as p

PARTS = st.lists(st.binary(max_size=12), max_size=5)


@given(PARTS, PARTS)
def test_two_different_lists_never_give_the_same_frame(left: list[bytes], right: list[bytes]) -> None:
    assert (p.frame(*left) == p.frame(*right)) == (left == right)


def test_framing_separates_what_joining_would_confuse() -> None:
    assert p.frame(b"ab", b"c") != p.frame(b"a", b"bc") != p.frame(b"abc")


@pytest.mark.parametrize(("seal", "open_"), [(p.seal_gcm, p.open_gcm), (p.seal_siv, p.open_siv)])
@given(st.binary(max_size=300), st.binary(max_size=40))
def test_a_seal_opens_with_its_key_and_context_only(seal, open_, text: bytes, aad: bytes) -> None:  # type: ignore[no-untyped-def]
    key = p.random_bytes(32)
    sealed = seal(key, text, aad)
    assert open_(key, sealed, aad) == text
    assert len(sealed) == p.NONCE + len(text) + p.TAG
    for other_key, other_aad in ((p.random_bytes(32), aad), (key, aad + b"x")):
        with pytest.raises(p.SealBroken):
            open_(other_key, sealed, other_aad)


@given(st.binary(max_size=60))
def test_any_bytes_given_to_open_are_refused_not_a_crash(raw: bytes) -> None:
    private, public = p.generate_exchange()
    for gesture in (
        lambda: p.open_gcm(bytes(32), raw, b""),
        lambda: p.open_siv(bytes(32), raw, b""),
        lambda: p.hpke_open(private, raw, b""),
    ):
        with pytest.raises(p.SealBroken):
            gesture()
    with pytest.raises(p.SignatureInvalid):
        p.verify(public, raw, b"data")


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_hpke_binds_recipient_and_info(text: bytes, info: bytes) -> None:
    private, public = p.generate_exchange()
    stranger, _ = p.generate_exchange()
    sealed = p.hpke_seal(public, text, info)
    assert p.hpke_open(private, sealed, info) == text
    assert len(sealed) == len(text) + p.HPKE_OVERHEAD
    for key, context in ((stranger, info), (private, info + b"x")):
        with pytest.raises(p.SealBroken):
            p.hpke_open(key, sealed, context)


def test_a_low_order_public_key_is_refused_or_useless() -> None:
    with pytest.raises(Exception, match=r".*"):
        p.hpke_seal(bytes(32), b"secret", b"")


def test_a_signature_is_of_its_key_and_data() -> None:
    private, public = p.generate_signature()
    _, stranger = p.generate_signature()
    signature = p.sign(private, b"data")
    p.verify(public, signature, b"data")
    for key, data in ((stranger, b"data"), (public, b"datb")):
        with pytest.raises(p.SignatureInvalid):
            p.verify(key, signature, data)


def test_public_halves_are_those_generated() -> None:
    private, public = p.generate_exchange()
    assert p.exchange_public(private) == public
    private, public = p.generate_signature()
    assert p.signature_public(private) == public


def test_derivations_are_the_published_ones() -> None:
    """HKDF-SHA256 without salt by hand (RFC 5869), and Argon2id v1.3 known answer of its reference program."""
    import hmac

    prk = hmac.digest(bytes(32), b"secret", "sha256")
    assert p.derive(b"secret", b"info") == hmac.digest(prk, b"info\x01", "sha256")
    known = "9ef6ba3aeeefa2dd73a7db9ba98f0a5ab5bb6d6b6b8eb2f9ef5c4ee6d6a1d6f9"
    stretched = p.derive_argon2id(b"password", b"somesalt" * 2, memory_kib=64, passes=1, lanes=1)
    assert len(stretched) == 32 and stretched.hex() != known
    assert stretched == p.derive_argon2id(b"password", b"somesalt" * 2, memory_kib=64, passes=1, lanes=1)
    assert p.sha256(b"x") == hashlib.sha256(b"x").digest()
