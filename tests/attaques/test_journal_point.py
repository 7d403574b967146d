"""Points of control: what they spare, and that a forged one spares nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.journal import EtatJournal, Portee, count_entrees, read_repere, verify_journal
from gsn_app.crypto import attestation
from gsn_app.crypto import journal as chain
from gsn_app.crypto import primitives as p
from gsn_app.store import journal as store
from gsn_app.verificateur import Genre
from gsn_app.verificateur.anomalie import CONDUITES, typeset
from tests.attaques.adverse import Adverse, adverse
from tests.attaques.conftest import Modele

#: what each extent must find, once a point stands at the end
EXTENTS = [Portee.SUITE, Portee.COMPLETE]


def verify(coffre: Modele, nom: str, portee: str = Portee.COMPLETE, *ancres: str) -> EtatJournal:
    session = coffre.open(nom)
    try:
        return verify_journal(session, portee=portee, ancres=ancres)
    finally:
        session.close()


def told(etat: EtatJournal, genre: Genre) -> list[str]:
    """Sentences of one kind, by what they advise."""
    wanted = typeset(CONDUITES[genre])
    return [a for a, advice in zip(etat.anomalies, etat.conduites, strict=True) if advice == wanted]


@pytest.mark.parametrize("nom", ["ecole", "dpo"])
def test_after_a_sound_verification_only_what_is_new_is_read(coffre: Modele, nom: str) -> None:
    session = coffre.open(nom)
    assert read_repere(session) is None
    whole = verify_journal(session, portee=Portee.NOUVEAU)
    assert (whole.integre, whole.portee, whole.premiere) == (True, Portee.COMPLETE, 1)
    point = read_repere(session)
    assert point is not None and (point.n, point.depuis) == (whole.entrees, 1)
    session.close()
    social = coffre.open("social")
    add_apport(social, coffre.situation_a, "Écrit depuis.")
    social.close()
    since = verify(coffre, nom, Portee.NOUVEAU)
    assert since.integre and since.portee == Portee.NOUVEAU
    assert since.premiere == point.n + 1
    assert 0 < since.entrees < 15
    assert since.niveau == (1 if nom == "dpo" else 0)


def test_a_session_that_spans_the_point_stays_attributed(coffre: Modele) -> None:
    session = coffre.open("dpo")
    for portee in (Portee.COMPLETE, Portee.NOUVEAU, Portee.SUITE, Portee.NOUVEAU):
        etat = verify_journal(session, portee=portee)
        assert etat.integre, etat.anomalies
    session.close()


def test_a_verification_that_found_something_or_was_stopped_leaves_no_point(coffre: Modele) -> None:
    session = coffre.open("ecole")
    conn = session.coffre.conn
    (raw,) = conn.execute("SELECT signature FROM journal WHERE n = 5").fetchone()
    conn.execute("UPDATE journal SET signature = zeroblob(64) WHERE n = 5")
    assert not verify_journal(session).integre
    assert read_repere(session) is None
    conn.execute("UPDATE journal SET signature = ? WHERE n = 5", (raw,))
    assert verify_journal(session).integre
    assert read_repere(session) is not None
    session.close()


@pytest.mark.parametrize("portee", EXTENTS)
@pytest.mark.parametrize("where", ["first", "middle", "last"])
@pytest.mark.parametrize("column", ["enveloppe", "scelle"])
def test_an_entry_altered_before_the_point_is_found_and_named(
    coffre: Modele, portee: str, where: str, column: str
) -> None:
    verify(coffre, "social")
    session = coffre.open("social")
    point = read_repere(session)
    assert point is not None
    n = {"first": 1, "middle": point.n // 2, "last": point.n}[where]
    conn = session.coffre.conn
    (raw,) = conn.execute(f"SELECT {column} FROM journal WHERE n = ?", (n,)).fetchone()
    forged = bytearray(raw)
    forged[-1] ^= 1
    conn.execute(f"UPDATE journal SET {column} = ? WHERE n = ?", (bytes(forged), n))
    etat = verify_journal(session, portee=portee)
    session.close()
    assert not etat.integre
    assert any(f"entrée {n} " in a or f"entrée {n + 1} " in a for a in etat.anomalies)


def test_a_signature_altered_before_the_point_is_found_by_the_complete_extent(coffre: Modele) -> None:
    """What ``suite`` spares: the content is proved by the chain, the signature was when the point was signed."""
    verify(coffre, "social")
    with adverse(coffre, "ecole", close_up=False) as hand:
        hand.conn.execute("UPDATE journal SET signature = zeroblob(64) WHERE n = 6")
    assert verify(coffre, "social", Portee.SUITE).integre
    assert any("entrée 6" in a for a in verify(coffre, "social").anomalies)


def test_new_entries_are_verified_whatever_the_extent(coffre: Modele) -> None:
    verify(coffre, "social")
    session = coffre.open("social")
    last = count_entrees(session)
    conn = session.coffre.conn
    conn.execute("UPDATE journal SET signature = zeroblob(64) WHERE n = ?", (last,))
    for portee in (Portee.NOUVEAU, Portee.SUITE, Portee.COMPLETE):
        etat = verify_journal(session, portee=portee)
        assert any(f"entrée {last}" in a for a in etat.anomalies), portee
    session.close()


def _rechain(hand: Adverse, start: int) -> None:
    """Write the end of the journal anew under a session of the forger's."""
    rows = list(store.read_entries(hand.conn))
    private, public = p.generate_signature()
    writer = store.Writer(
        hand.vault_id, bytes.fromhex(hand.annuaire.cle_audit), hand.membre_id, private, public
    )
    hand.conn.execute("DELETE FROM journal WHERE n >= ?", (start,))
    tail = store.read_tail(hand.conn, hand.vault_id)
    for n, env, _, _ in rows[start - 1 :]:
        old = chain.unpack(env)
        proof = chain.sign_certificate(hand.keys.signature_private, hand.vault_id, public, n).hex()
        entree = store.Entree("situation.consultee", certificat=proof)
        tail = store.append(hand.conn, writer, tail, entree, old.state_root, old.time_ms)


@pytest.mark.parametrize("portee", [Portee.SUITE, Portee.NOUVEAU])
def test_a_journal_rechained_before_the_point_is_found_from_the_point(coffre: Modele, portee: str) -> None:
    """Level 0 alone would accept it: the member's own signed point is as good as an anchor on paper."""
    verify(coffre, "social")
    with adverse(coffre, "ecole", close_up=False) as hand:
        _rechain(hand, 5)
    (coffre.poste / "tetes" / hand.vault_id.hex()).unlink()
    assert verify(coffre, "coordo").integre  # who never verified has no point of their own
    etat = verify(coffre, "social", portee)
    assert not etat.integre
    if portee == Portee.SUITE:
        assert told(etat, Genre.REECRIT)


def test_a_journal_cut_before_the_point_is_found(coffre: Modele) -> None:
    verify(coffre, "social")
    with adverse(coffre, "ecole", close_up=False) as hand:
        raw = hand.conn.execute("SELECT id, valeur FROM coffre WHERE id LIKE 'journal.point.%'").fetchall()
        assert len(raw) == 1
        point = attestation.parse_point(raw[0][1])
        hand.conn.execute("DELETE FROM journal WHERE n > ?", (point.n - 3,))
        hand.close_up()
    (coffre.poste / "tetes" / hand.vault_id.hex()).unlink()
    etat = verify(coffre, "social", Portee.SUITE)
    assert not etat.integre and (told(etat, Genre.REECRIT) or told(etat, Genre.FIN_COUPEE))


FORGERIES: dict[str, Callable[[Adverse, attestation.PointControle, bytes], bytes]] = {
    "signed by the forger": lambda hand, point, raw: point.sign(hand.keys.signature_private, hand.vault_id),
    "in the forger's name": lambda hand, point, raw: replace(point, signataire=hand.membre_id).sign(
        hand.keys.signature_private, hand.vault_id
    ),
    "moved further": lambda hand, point, raw: replace(point, n=point.n + 2)._body() + raw[-64:],
    "another chain": lambda hand, point, raw: replace(point, chaine=b"\1" * 32)._body() + raw[-64:],
    "raised to level 1": lambda hand, point, raw: replace(point, niveau=1)._body() + raw[-64:],
    "of another vault": lambda hand, point, raw: point.sign(hand.keys.signature_private, b"x" * 16),
    "cut": lambda hand, point, raw: raw[:-1],
    "empty": lambda hand, point, raw: b"",
    "nonsense": lambda hand, point, raw: b"\1" + b"\xff" * 177,
}


@pytest.mark.parametrize("forgery", FORGERIES)
@pytest.mark.parametrize("portee", [Portee.NOUVEAU, Portee.SUITE, Portee.COMPLETE])
def test_a_forged_point_is_told_and_everything_is_verified(coffre: Modele, forgery: str, portee: str) -> None:
    verify(coffre, "social")
    with adverse(coffre, "ecole") as hand:
        name = f"journal.point.{coffre.membres['social']}"
        (raw,) = hand.conn.execute("SELECT valeur FROM coffre WHERE id = ?", (name,)).fetchone()
        forged = FORGERIES[forgery](hand, attestation.parse_point(raw), bytes(raw))
        hand.conn.execute("UPDATE coffre SET valeur = ? WHERE id = ?", (forged, name))
    (coffre.poste / "tetes" / hand.vault_id.hex()).unlink()
    etat = verify(coffre, "social", portee)
    assert (etat.premiere, etat.prouvee_jusqua) == (1, 0)
    assert told(etat, Genre.POINT_FORGE)
    session = coffre.open("social")
    assert read_repere(session) is None
    session.close()


def test_a_point_of_level_0_spares_the_auditeur_nothing(coffre: Modele) -> None:
    with adverse(coffre, "dpo") as hand:
        tail = store.read_tail(hand.conn, hand.vault_id)
        point = attestation.PointControle(tail.n, tail.chain, 1, 0, b"s" * 32, bytes(16), hand.membre_id)
        raw = point.sign(hand.keys.signature_private, hand.vault_id)
        name = f"journal.point.{coffre.membres['dpo']}"
        hand.conn.execute("INSERT INTO coffre VALUES (?, ?)", (name, raw))
    (coffre.poste / "tetes" / hand.vault_id.hex()).unlink()
    etat = verify(coffre, "dpo", Portee.NOUVEAU)
    assert (etat.portee, etat.premiere, etat.niveau) == (Portee.COMPLETE, 1, 1)


def test_an_old_point_put_back_only_makes_the_next_verification_longer(coffre: Modele) -> None:
    verify(coffre, "social")
    old: list[Any] = []
    with adverse(coffre, "ecole", close_up=False) as hand:
        old = hand.conn.execute("SELECT id, valeur FROM coffre WHERE id LIKE 'journal.point.%'").fetchone()
    verify(coffre, "social")
    with adverse(coffre, "ecole") as hand:
        hand.conn.execute("UPDATE coffre SET valeur = ? WHERE id = ?", (old[1], old[0]))
    etat = verify(coffre, "social", Portee.NOUVEAU)
    assert etat.integre and etat.premiere == attestation.parse_point(bytes(old[1])).n + 1


def test_anchors_widen_what_is_read(coffre: Modele) -> None:
    session = coffre.open("coordo")
    paper = session.ancre
    session.close()
    verify(coffre, "social")
    etat = verify(coffre, "social", Portee.NOUVEAU, paper)
    assert etat.integre and (etat.portee, etat.premiere) == (Portee.SUITE, 1)
    etat = verify(coffre, "social", Portee.NOUVEAU, paper.split("·")[0] + "·" + "A" * 16)
    assert told(etat, Genre.REECRIT)
