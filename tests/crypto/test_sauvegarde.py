"""The head of a backup: who opens it, and every byte of it bound."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gsn_app.crypto import primitives as p
from gsn_app.crypto import sauvegarde as layout
from gsn_app.errors import GsnError

VAULT, COORDO, ESCROW = b"v" * 16, b"c" * 16, b"sequestre".ljust(16, b"\0")
CONTENT = {"n": 12, "ancre": "12·ABCDEFGHIJKLMNOP", "membre": "63" * 16}


class Made:
    """A head sealed to two holders, its keys beside it."""

    def __init__(self) -> None:
        self.key = p.random_bytes(32)
        self.signing, self.public = p.generate_signature()
        self.coordo, coordo_public = p.generate_exchange()
        self.escrow, escrow_public = p.generate_exchange()
        seals = tuple(
            (who, layout.seal_key(public, self.key, VAULT, who, 12))
            for who, public in ((COORDO, coordo_public), (ESCROW, escrow_public))
        )
        bare = layout.Head(
            VAULT, 12, 1_800_000_000_000, "ABCDEFGHIJKLMNOP", b"k" * 32, 8192, seals, b"e" * 300
        )
        self.head = layout.seal_manifest(bare, self.key, *layout.sign_manifest(self.signing, VAULT, CONTENT))
        self.raw = self.head.dump()


@pytest.fixture(scope="module")
def made() -> Made:
    return Made()


def read(raw: bytes, made: Made) -> dict[str, object]:
    """What a coordonnateur reads of these bytes, or the error they are told."""
    head = layout.parse(raw)
    return layout.open_manifest(head, layout.open_key(head, COORDO, made.coordo))[0]


def test_both_holders_open_it_and_the_signature_is_the_makers(made: Made) -> None:
    assert layout.parse(made.raw) == made.head
    for who, private in ((COORDO, made.coordo), (ESCROW, made.escrow)):
        key = layout.open_key(made.head, who, private)
        content, signed, signature = layout.open_manifest(made.head, key)
        assert content == CONTENT
        layout.verify_manifest(made.public, VAULT, signed, signature)
        with pytest.raises(p.SignatureInvalid):
            layout.verify_manifest(p.generate_signature()[1], VAULT, signed, signature)
        with pytest.raises(p.SignatureInvalid):
            layout.verify_manifest(made.public, b"w" * 16, signed, signature)


def test_nobody_else_opens_it(made: Made) -> None:
    stranger, _ = p.generate_exchange()
    for who, private in ((COORDO, stranger), (b"x" * 16, made.coordo), (ESCROW, made.coordo)):
        with pytest.raises(layout.SauvegardeSealed):
            layout.open_key(made.head, who, private)


def test_a_seal_of_another_backup_or_vault_opens_nothing(made: Made) -> None:
    for moved in (replace(made.head, n=13), replace(made.head, vault_id=b"w" * 16)):
        with pytest.raises(layout.SauvegardeSealed):
            layout.open_key(moved, COORDO, made.coordo)


def test_every_byte_of_the_head_and_of_the_manifest_is_bound(made: Made) -> None:
    """Each byte changed, once: a French error, never the content nor a traceback."""
    told: set[str] = set()
    for place in range(len(made.raw)):
        changed = bytearray(made.raw)
        changed[place] ^= 1 << (place % 8)
        with pytest.raises(GsnError) as caught:
            read(bytes(changed), made)
        told.add(caught.value.code)
    assert told <= {"SAV-01", "SAV-02", "SAV-03"}


def test_every_truncation_and_an_appended_byte_are_refused(made: Made) -> None:
    for length in range(len(made.raw)):
        with pytest.raises(layout.SauvegardeDamaged):
            layout.parse(made.raw[:length])
    with pytest.raises(layout.SauvegardeDamaged):
        layout.parse(made.raw + b"\0")


def test_a_newer_version_says_so(made: Made) -> None:
    for place in (7, layout.PREFIX):
        newer = bytearray(made.raw)
        newer[place] = 2
        with pytest.raises(layout.SauvegardeNewer):
            layout.parse(bytes(newer))


def test_lengths_out_of_bounds_are_refused_before_any_cipher() -> None:
    for length in (0, layout.FIXED.size, layout.HEAD_LIMIT + 1, 2**32 - 1):
        with pytest.raises(layout.SauvegardeDamaged):
            layout.read_length(layout.MAGIC + layout.LENGTH.pack(length))


def test_random_mutations_never_escape_as_another_error(made: Made) -> None:
    import random

    draw = random.Random(7)
    for _ in range(4000):
        changed = bytearray(made.raw)
        for _ in range(draw.randint(1, 6)):
            changed[draw.randrange(len(changed))] = draw.randrange(256)
        if bytes(changed) == made.raw:
            continue
        with pytest.raises(GsnError):
            read(bytes(changed), made)
