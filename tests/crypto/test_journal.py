"""Envelopes, payloads and anchors: fixed lengths, bound to their number and to what precedes."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsn_app.crypto import journal as j
from gsn_app.crypto import primitives as p

VAULT = b"v" * 16
B32 = st.binary(min_size=32, max_size=32)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), B32, B32, B32, B32)
def test_an_envelope_is_161_bytes_and_comes_back(
    n: int, ms: int, session: bytes, previous: bytes, commitment: bytes, root: bytes
) -> None:
    env = j.Envelope(VAULT, n, ms, session, previous, commitment, root)
    assert len(env.pack()) == 161
    assert j.unpack(env.pack()) == env


@given(st.binary(max_size=200))
def test_other_bytes_are_no_envelope(raw: bytes) -> None:
    if len(raw) != 161 or raw[0] != 1:
        with pytest.raises(j.EntryMalformed):
            j.unpack(raw)


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=60), max_size=6))
@settings(max_examples=50)
def test_a_payload_comes_back_under_its_own_number_only(payload: dict[str, str]) -> None:
    private, public = p.generate_exchange()
    sealed = j.seal_payload(public, 5, b"h" * 32, payload)
    assert j.open_payload(private, 5, b"h" * 32, sealed) == payload
    assert len(sealed) - p.HPKE_OVERHEAD in j.SIZES
    for n, previous in ((6, b"h" * 32), (5, b"i" * 32)):
        with pytest.raises(p.SealBroken):
            j.open_payload(private, n, previous, sealed)


@given(st.binary(max_size=300))
def test_any_payload_sealed_by_a_member_is_read_or_refused(raw: bytes) -> None:
    private, public = p.generate_exchange()
    sealed = p.hpke_seal(public, raw, b"entree-v1" + (5).to_bytes(8, "big") + b"h" * 32)
    with contextlib.suppress(p.SealBroken):
        assert isinstance(j.open_payload(private, 5, b"h" * 32, sealed), dict)


@pytest.mark.parametrize("changed", ["vault", "n", "chain", "root"])
def test_an_anchor_names_its_entry_and_depends_on_all_it_binds(changed: str) -> None:
    whole: dict[str, object] = {"vault": VAULT, "n": 12, "chain": b"h" * 32, "root": b"r" * 32}
    other = {**whole, changed: 13 if changed == "n" else b"z" * (16 if changed == "vault" else 32)}
    anchors = [j.anchor(*x.values()) for x in (whole, other)]  # type: ignore[arg-type]
    assert re.fullmatch(r"12·[A-Z2-7]{16}", anchors[0])
    assert anchors[0].split("·")[1] != anchors[1].split("·")[1]


@pytest.mark.parametrize("changed", ["vault", "session", "n"])
def test_a_session_certificate_holds_for_its_session_at_its_place(changed: str) -> None:
    private, public = p.generate_signature()
    certificate = j.sign_certificate(private, VAULT, b"s" * 32, 9)
    j.verify_certificate(public, certificate, VAULT, b"s" * 32, 9)
    vault, session, n = (
        b"w" * 16 if changed == "vault" else VAULT,
        b"t" * 32 if changed == "session" else b"s" * 32,
        10 if changed == "n" else 9,
    )
    with pytest.raises(p.SignatureInvalid):
        j.verify_certificate(public, certificate, vault, session, n)
