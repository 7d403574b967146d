"""Pieces, sealed keys and history lines: every byte and every part of their place is bound; sizes tell little."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsn_app.crypto import piece as k
from gsn_app.crypto import primitives as p

DEK, AUTHOR = b"d" * 32, b"a" * 16
PRIVATE, PUBLIC = p.generate_signature()
PLACE = k.Place(b"v" * 16, b"s" * 16, b"c" * 16, b"p" * 16, 3, 2)


def _seal(text: bytes) -> bytes:
    return k.seal_piece(DEK, PLACE, text, author=AUTHOR, signing=PRIVATE, directory_epoch=7)


@given(st.binary(max_size=5000))
def test_a_piece_comes_back_with_its_author_and_only_four_sizes_exist(text: bytes) -> None:
    sealed = _seal(text)
    opened = k.open_piece(DEK, PLACE, sealed)
    assert (opened.plaintext, opened.author, opened.directory_epoch) == (text, AUTHOR, 7)
    k.verify_author(opened, PUBLIC)
    assert len(sealed) - 29 in k.SIZES


@pytest.mark.parametrize("size", k.SIZES)
def test_padding_is_the_smallest_size_that_holds(size: int) -> None:
    assert len(_seal(b"x" * (size - 88))) == size + 29
    if size != k.SIZES[-1]:
        assert len(_seal(b"x" * (size - 87))) > size + 29
    else:
        with pytest.raises(k.PieceTooLarge):
            _seal(b"x" * (size - 87))


def test_every_byte_of_a_piece_is_covered() -> None:
    sealed = _seal(b"texte")
    for at in range(len(sealed)):
        forged = bytearray(sealed)
        forged[at] ^= 1 << (at % 8)
        with pytest.raises(p.SealBroken):
            k.open_piece(DEK, PLACE, bytes(forged))


@pytest.mark.parametrize("field", ["vault_id", "dossier", "compartment", "piece", "version", "epoch"])
def test_a_piece_opens_at_its_own_place_only(field: str) -> None:
    value = getattr(PLACE, field)
    elsewhere = replace(PLACE, **{field: value + 1 if isinstance(value, int) else b"z" * 16})
    with pytest.raises(p.SealBroken):
        k.open_piece(DEK, elsewhere, _seal(b"texte"))


@pytest.mark.parametrize("field", ["author", "directory_epoch", "plaintext", "place"])
def test_a_signature_covers_author_epoch_text_and_place(field: str) -> None:
    opened = k.open_piece(DEK, PLACE, _seal(b"texte"))
    changed = {
        "author": b"b" * 16, "directory_epoch": 8, "plaintext": b"autre", "place": replace(PLACE, version=4),
    }[field]  # fmt: skip
    with pytest.raises(p.SignatureInvalid):
        k.verify_author(replace(opened, **{field: changed}), PUBLIC)  # type: ignore[arg-type]


@given(st.binary(max_size=700))
def test_any_bytes_are_refused_as_a_piece_a_key_or_a_line(raw: bytes) -> None:
    private, _ = p.generate_exchange()
    for gesture in (
        lambda: k.open_piece(DEK, PLACE, raw),
        lambda: k.open_grant(private, vault_id=b"v" * 16, row=b"r" * 16, member=b"m" * 16, sealed=raw),
        lambda: k.open_note(private, b"v" * 16, b"s" * 16, b"r" * 16, raw),
    ):
        with pytest.raises(p.SealBroken):
            gesture()


@given(st.binary(max_size=200))
def test_any_plaintext_sealed_by_a_key_holder_is_refused_not_a_crash(raw: bytes) -> None:
    """Whoever holds a key may seal nonsense with it."""
    sealed = b"\x01" + p.seal_siv(DEK, raw, PLACE.aad())
    try:
        k.verify_author(k.open_piece(DEK, PLACE, sealed), PUBLIC)
        raise AssertionError("accepted")
    except (p.SealBroken, p.SignatureInvalid):
        pass
    private, public = p.generate_exchange()
    info = b"cle-scellee-v1" + b"v" * 16 + b"r" * 16 + b"m" * 16
    granted = b"\x01" + p.hpke_seal(public, raw, info)
    try:
        grant = k.open_grant(private, vault_id=b"v" * 16, row=b"r" * 16, member=b"m" * 16, sealed=granted)
        k.verify_grantor(grant, PUBLIC)
        raise AssertionError("accepted")
    except (p.SealBroken, p.SignatureInvalid):
        pass


HELD = st.tuples(
    st.integers(0, 255), st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32)
)
DEKS = st.lists(HELD, max_size=8)


@given(DEKS, st.integers(0, 2**32 - 1))
@settings(max_examples=50)
def test_a_grant_comes_back_whole_and_proves_its_grantor(
    deks: list[tuple[int, bytes, bytes]], epoch: int
) -> None:
    private, public = p.generate_exchange()
    grant = k.Grant(1, b"s" * 16, epoch, b"h" * 32, tuple(deks), AUTHOR, 5)
    sealed = k.seal_grant(
        grant, vault_id=b"v" * 16, row=b"r" * 16, member=b"m" * 16, public=public, signing=PRIVATE
    )
    opened = k.open_grant(private, vault_id=b"v" * 16, row=b"r" * 16, member=b"m" * 16, sealed=sealed)
    assert replace(opened, signature=b"", signed=b"") == grant
    k.verify_grantor(opened, PUBLIC)
    with pytest.raises(p.SignatureInvalid):
        k.verify_grantor(opened, p.generate_signature()[1])


def test_every_byte_of_a_sealed_key_is_covered_and_so_is_its_place() -> None:
    private, public = p.generate_exchange()
    grant = k.Grant(1, b"s" * 16, 1, b"h" * 32, ((1, b"c" * 16, DEK),), AUTHOR, 5)
    place = {"vault_id": b"v" * 16, "row": b"r" * 16, "member": b"m" * 16}
    sealed = k.seal_grant(grant, **place, public=public, signing=PRIVATE)
    for at in range(len(sealed)):
        forged = bytearray(sealed)
        forged[at] ^= 1 << (at % 8)
        with pytest.raises(p.SealBroken):
            k.open_grant(private, **place, sealed=bytes(forged))
    for field in place:
        with pytest.raises(p.SealBroken):
            k.open_grant(private, **{**place, field: b"z" * 16}, sealed=sealed)


@given(st.binary(max_size=4000))
@settings(max_examples=40)
def test_a_history_line_comes_back_in_two_sizes(text: bytes) -> None:
    private, public = p.generate_exchange()
    sealed = k.seal_note(public, b"v" * 16, b"s" * 16, b"r" * 16, text)
    assert k.open_note(private, b"v" * 16, b"s" * 16, b"r" * 16, sealed) == text
    assert len(sealed) - 49 in k.SIZES[:2]
    with pytest.raises(p.SealBroken):
        k.open_note(private, b"v" * 16, b"t" * 16, b"r" * 16, sealed)


def _renewed(text: bytes = b"texte", epoch: int = 5) -> bytes:
    return k.reseal_piece(b"e" * 32, k.open_piece(DEK, PLACE, _seal(text)), epoch)


def test_a_renewed_piece_keeps_its_author_and_the_epoch_they_signed() -> None:
    place = replace(PLACE, epoch=5)
    opened = k.open_piece(b"e" * 32, place, _renewed())
    assert (opened.plaintext, opened.author, opened.signed_epoch) == (b"texte", AUTHOR, PLACE.epoch)
    k.verify_author(opened, PUBLIC)
    again = k.open_piece(b"f" * 32, replace(place, epoch=9), k.reseal_piece(b"f" * 32, opened, 9))
    assert again.signed_epoch == PLACE.epoch
    k.verify_author(again, PUBLIC)
    with pytest.raises(p.SignatureInvalid):
        k.verify_author(replace(again, plaintext=b"autre"), PUBLIC)
    with pytest.raises(p.SignatureInvalid):
        k.verify_author(replace(again, signed_epoch=3), PUBLIC)


def test_every_byte_of_a_renewed_piece_and_its_place_are_covered() -> None:
    sealed, place = _renewed(), replace(PLACE, epoch=5)
    for at in range(len(sealed)):
        forged = bytearray(sealed)
        forged[at] ^= 1 << (at % 8)
        with pytest.raises(p.SealBroken):
            k.open_piece(b"e" * 32, place, bytes(forged))
    for field in ("vault_id", "dossier", "compartment", "piece", "version", "epoch"):
        value = getattr(place, field)
        elsewhere = replace(place, **{field: value + 1 if isinstance(value, int) else b"z" * 16})
        with pytest.raises(p.SealBroken):
            k.open_piece(b"e" * 32, elsewhere, sealed)
    with pytest.raises(p.SealBroken):
        k.open_piece(
            b"e" * 32, place, b"\x01" + sealed[1:]
        )  # the two layouts are never taken for one another


def test_keys_are_never_renewed_to_an_earlier_epoch_nor_a_later_signature_believed() -> None:
    with pytest.raises(ValueError, match="1"):
        _renewed(epoch=1)
    opened = replace(k.open_piece(DEK, PLACE, _seal(b"texte")), signed_epoch=8)
    with pytest.raises(p.SealBroken):
        k.open_piece(b"e" * 32, replace(PLACE, epoch=5), k.reseal_piece(b"e" * 32, opened, 5))


def test_a_grant_resealed_to_the_same_member_still_proves_its_grantor() -> None:
    private, public = p.generate_exchange()
    grant = k.Grant(1, b"s" * 16, 1, b"h" * 32, ((1, b"c" * 16, DEK),), AUTHOR, 5)
    place = {"vault_id": b"v" * 16, "row": b"r" * 16, "member": b"m" * 16}
    opened = k.open_grant(
        private, **place, sealed=k.seal_grant(grant, **place, public=public, signing=PRIVATE)
    )
    fresh, fresh_public = p.generate_exchange()
    again = k.open_grant(fresh, **place, sealed=k.reseal_grant(opened, **place, public=fresh_public))
    k.verify_grantor(again, PUBLIC)
    assert again == opened
    with pytest.raises(ValueError, match="z"):
        k.reseal_grant(opened, **{**place, "row": b"z" * 16}, public=fresh_public)
