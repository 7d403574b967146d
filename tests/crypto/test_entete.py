"""The header's parser refuses any bytes with a French error, and accepts only what it writes."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsn_app.config import KDF
from gsn_app.crypto import entete as e
from gsn_app.crypto import primitives as p
from gsn_app.errors import Damaged, GsnError
from tests.coffre_prepare import BON_MARCHE

VAULT, FILE_KEY, POSTE = b"v" * 16, b"f" * 32, b"p" * 32


def _slot(member: bytes, passphrase: bytes = b"phrase", sequence: int = 1) -> tuple[e.Slot, e.MemberKeys]:
    keys = e.generate_keys()
    slot = e.seal_slot(
        keys, vault_id=VAULT, member_id=member, sequence=sequence, passphrase=passphrase, poste_secret=POSTE,
        file_key=FILE_KEY, name="Nom\nFonction", policy=BON_MARCHE,
    )  # fmt: skip
    return slot, keys


def _header(count: int = 2) -> e.Header:
    made = tuple(_slot(bytes([rank]) * 16)[0] for rank in range(1, count + 1))
    return e.Header(3, VAULT, 0, e.seal_name(POSTE, VAULT, VAULT, "Commune"), made)


HEADER = _header()
RAW = e.serialize(HEADER, FILE_KEY)


def _refused(raw: bytes) -> bool:
    try:
        e.verify_header(e.parse(raw, BON_MARCHE), FILE_KEY)
    except Damaged as error:
        assert error.sentence
        return True
    return False


def test_what_is_written_is_read_back() -> None:
    parsed = e.parse(RAW, BON_MARCHE)
    e.verify_header(parsed, FILE_KEY)
    assert replace(parsed, mac=b"") == HEADER
    assert e.serialize(parsed, FILE_KEY) == RAW
    assert len(RAW) == 8 + 4 + 183 + 2 * 489 + 32


@given(st.binary(max_size=2000))
@settings(max_examples=400)
def test_random_bytes_are_refused_in_french(raw: bytes) -> None:
    assert _refused(raw)


@given(st.binary(max_size=1500))
@settings(max_examples=300)
def test_random_bytes_behind_a_true_beginning_are_refused_in_french(tail: bytes) -> None:
    assert _refused(e.MAGIC + tail)
    assert _refused(e.MAGIC + struct.pack(">I", max(len(tail) - 32, 0)) + tail)


@given(st.lists(st.tuples(st.integers(0, len(RAW) - 1), st.integers(1, 255)), min_size=1, max_size=6))
@settings(max_examples=400)
def test_any_change_of_some_bytes_is_refused(changes: list[tuple[int, int]]) -> None:
    raw = bytearray(RAW)
    for at, mask in changes:
        raw[at] ^= mask
    assert _refused(bytes(raw)) or bytes(raw) == RAW


@given(st.integers(0, len(RAW)), st.binary(max_size=64))
def test_bytes_cut_or_inserted_are_refused(at: int, more: bytes) -> None:
    for raw in (RAW[:at], RAW[:at] + more + RAW[at:]):
        assert raw == RAW or _refused(raw)


@pytest.mark.parametrize("field", ["memory_kib", "passes", "lanes"])
@given(st.integers(0, 2**32 - 1))
def test_parameters_pass_exactly_within_their_bounds(field: str, value: int) -> None:
    policy = KDF
    sound = replace(HEADER.slots[0], memory_kib=policy.memory_kib, passes=policy.passes, lanes=policy.lanes)
    raw = e.serialize(replace(HEADER, slots=(replace(sound, **{field: value}),)), FILE_KEY)
    bounds = {
        "memory_kib": policy.memory_bounds,
        "passes": policy.passes_bounds,
        "lanes": policy.lanes_bounds,
    }
    low, high = bounds[field]
    if low <= value <= high:
        assert e.parse(raw, policy).slots
    else:
        with pytest.raises(e.HeaderDamaged):
            e.parse(raw, policy)


def test_counts_doubles_and_versions_are_refused() -> None:
    one = HEADER.slots[0]
    assert _refused(e.serialize(replace(HEADER, slots=(one, one)), FILE_KEY))
    assert _refused(e.serialize(replace(HEADER, slots=()), FILE_KEY))
    assert _refused(e.serialize(replace(HEADER, flags=2), FILE_KEY))
    full = tuple(replace(one, member_id=bytes([n]) * 16) for n in range(e.SLOTS_MAX + 1))
    assert _refused(e.serialize(replace(HEADER, slots=full), FILE_KEY))
    assert not _refused(e.serialize(replace(HEADER, slots=full[:-1]), FILE_KEY))
    assert len(e.serialize(replace(HEADER, slots=full[:-1]), FILE_KEY)) <= e.LIMIT
    with pytest.raises(e.VaultNewer):
        e.parse(RAW[:7] + b"\x02" + RAW[8:], BON_MARCHE)


def test_a_slot_opens_with_its_passphrase_its_machine_and_its_place_only() -> None:
    member = b"\x09" * 16
    slot, keys = _slot(member)
    found, file_key = e.open_slot(slot, VAULT, b"phrase", POSTE)
    assert (found, file_key) == (keys, FILE_KEY)
    for gesture in (
        lambda: e.open_slot(slot, VAULT, b"phrasf", POSTE),
        lambda: e.open_slot(slot, VAULT, b"phrase", b"q" * 32),
        lambda: e.open_slot(slot, b"w" * 16, b"phrase", POSTE),
        lambda: e.open_slot(replace(slot, sequence=2), VAULT, b"phrase", POSTE),
        lambda: e.open_slot(replace(slot, member_id=b"\x0a" * 16), VAULT, b"phrase", POSTE),
        lambda: e.open_slot(replace(slot, exchange_public=b"x" * 32), VAULT, b"phrase", POSTE),
    ):
        with pytest.raises(e.PassphraseWrong):
            gesture()


def test_an_old_slot_put_back_beside_newer_ones_breaks_the_header() -> None:
    old, _ = _slot(b"\x01" * 16, b"ancienne", sequence=1)
    raw = bytearray(RAW)
    start = 8 + 4 + 183
    raw[start : start + e.SLOT] = old.header() + old.bundle + old.sealed_file_key
    assert _refused(bytes(raw))


@given(st.text(max_size=200))
def test_names_come_back_cut_on_a_whole_character_and_for_this_machine_only(name: str) -> None:
    name = name.encode(errors="ignore").decode()
    sealed = e.seal_name(POSTE, VAULT, b"place", name)
    assert len(sealed) == e.SEALED_NAME
    assert name.startswith(e.open_name(POSTE, VAULT, b"place", sealed))
    for secret, place in ((b"q" * 32, b"place"), (POSTE, b"other")):
        with pytest.raises(p.SealBroken):
            e.open_name(secret, VAULT, place, sealed)


def test_every_error_of_the_header_is_french_with_a_code() -> None:
    for raw in (b"", b"x" * 70_000, RAW[:-1], b"PK\x03\x04" * 300):
        with pytest.raises(GsnError) as refusal:
            e.parse(raw, BON_MARCHE)
        assert refusal.value.code == "END-01"
        assert "en-tête" in refusal.value.sentence
