"""An altered entry is named, itself: the first, one in the middle, the last; whatever was altered, however it is verified."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gsn_app.actions.journal import Portee, verify_journal
from gsn_app.crypto import journal as chain
from gsn_app.crypto import primitives as p
from gsn_app.store.coffre import JournalRewritten
from tests.attaques.adverse import Adverse, adverse
from tests.attaques.conftest import Modele

PLACES = {"first": lambda _: 1, "middle": lambda last: last // 2, "last": lambda last: last}
#: byte of the envelope: version, vault, number, time, session, chain, commitment, state root
FIELDS = {"time": 26, "session": 40, "chain": 70, "commitment": 100, "state root": 140}


def named(sentence: str) -> list[int]:
    """Numbers of entries a sentence tells, in order."""
    return [int(n) for n in re.findall(r"[Ee]ntrée (\d+)", sentence)]


@contextmanager
def forger(coffre: Modele) -> Iterator[tuple[Adverse, int]]:
    """Whoever holds the file key and a tool of their own; the head file of the machine is not in their hands."""
    with adverse(coffre, "ecole", close_up=False) as hand:
        (last,) = hand.conn.execute("SELECT max(n) FROM journal").fetchone()
        yield hand, int(last)


def rewrite(hand: Adverse, n: int, change: Callable[[list[Any]], None]) -> None:
    """Change one row in place: [envelope, sealed payload, signature]."""
    row = list(
        hand.conn.execute("SELECT enveloppe, scelle, signature FROM journal WHERE n = ?", (n,)).fetchone()
    )
    change(row)
    hand.conn.execute("UPDATE journal SET enveloppe = ?, scelle = ?, signature = ? WHERE n = ?", (*row, n))


def flip(raw: bytes, at: int) -> bytes:
    changed = bytearray(raw)
    changed[at] ^= 1
    return bytes(changed)


def first_sentence(coffre: Modele, nom: str, portee: str = Portee.COMPLETE) -> str:
    session = coffre.open(nom)
    try:
        verdict = verify_journal(session, portee=portee)
        assert not verdict.integre
        return verdict.anomalies[0]
    finally:
        session.close()


def forget_head(coffre: Modele, hand: Adverse) -> None:
    """Another machine, which never saw this vault."""
    (coffre.poste / "tetes" / hand.vault_id.hex()).unlink()


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("place", PLACES)
def test_the_first_sentence_names_the_entry_whose_envelope_was_altered(
    coffre: Modele, place: str, field: str
) -> None:
    with forger(coffre) as (hand, last):
        n = PLACES[place](last - 1)  # one entry stands after it, so that opening still finds its tail
        rewrite(hand, n, lambda row: row.__setitem__(0, flip(row[0], FIELDS[field])))
    forget_head(coffre, hand)
    assert named(first_sentence(coffre, "social"))[0] == n


@pytest.mark.parametrize("part", [1, 2], ids=["payload", "signature"])
@pytest.mark.parametrize("place", PLACES)
def test_the_first_sentence_names_the_entry_whose_payload_or_signature_was_altered(
    coffre: Modele, place: str, part: int
) -> None:
    with forger(coffre) as (hand, last):
        n = PLACES[place](last)
        rewrite(hand, n, lambda row: row.__setitem__(part, flip(row[part], 30)))
    assert named(first_sentence(coffre, "social")) == [n]


@pytest.mark.parametrize("place", ["first", "middle"])
@pytest.mark.parametrize("nom", ["social", "dpo"])
def test_an_entry_signed_anew_by_a_session_of_the_forgers_is_named_by_the_one_after_it(
    coffre: Modele, place: str, nom: str
) -> None:
    with forger(coffre) as (hand, last):
        n = PLACES[place](last)
        private, public = p.generate_signature()

        def sign_anew(row: list[Any]) -> None:
            old = chain.unpack(row[0])
            row[0] = chain.Envelope(
                old.vault_id,
                old.n,
                old.time_ms + 3_600_000,
                public,
                old.previous,
                old.commitment,
                old.state_root,
            ).pack()
            row[2] = chain.sign_entry(private, p.sha256(row[0]))

        rewrite(hand, n, sign_anew)
    assert named(first_sentence(coffre, nom))[0] == n


@pytest.mark.parametrize("place", ["first", "middle"])
def test_after_a_point_of_control_the_altered_entry_is_named_not_the_one_that_follows(
    coffre: Modele, place: str
) -> None:
    session = coffre.open("social")
    assert verify_journal(session).integre
    session.close()
    with forger(coffre) as (hand, last):
        n = PLACES[place](last)
        rewrite(hand, n, lambda row: row.__setitem__(0, flip(row[0], FIELDS["time"])))
    for portee in (Portee.SUITE, Portee.COMPLETE):
        assert named(first_sentence(coffre, "social", portee))[0] == n


def test_the_last_entry_known_of_this_machine_is_named_when_it_was_altered(coffre: Modele) -> None:
    with forger(coffre) as (hand, last):
        rewrite(hand, last, lambda row: row.__setitem__(0, flip(row[0], FIELDS["time"])))
    with pytest.raises(JournalRewritten) as refusal:
        coffre.open("coordo")
    assert named(refusal.value.sentence) == [last] and refusal.value.exit_code == 4


def test_the_verifier_names_it_too_on_another_machine(
    coffre: Modele, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from gsn_app import verificateur
    from gsn_app.actions.journal_export import export_journal

    for place in PLACES:
        with forger(coffre) as (hand, last):
            n = PLACES[place](last - 6)
            kept = hand.conn.execute("SELECT * FROM journal WHERE n = ?", (n,)).fetchone()
            rewrite(hand, n, lambda row: row.__setitem__(0, flip(row[0], FIELDS["state root"])))
        session = coffre.open("dpo")
        exported = export_journal(session, tmp_path / f"{place}.jsonl")
        session.close()
        assert verificateur.main([str(exported)]) == 4
        told = capsys.readouterr().out.splitlines()
        assert named(told[1])[0] == n, told
        with forger(coffre) as (hand, _):
            hand.conn.execute("INSERT OR REPLACE INTO journal VALUES (?, ?, ?, ?)", kept)
