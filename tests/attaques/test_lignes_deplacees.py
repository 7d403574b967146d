"""Rows, fields, versions, epochs and grants moved about by a member's own tool, journal made to agree.

The state root agrees too (the tool recomputes it): what is left to stop them is what each seal binds.
"""

from __future__ import annotations

import pytest

from gsn_app.actions.situation import list_situations, read_situation
from gsn_app.domain.situation import SituationUnknown
from gsn_app.errors import GsnError
from gsn_app.store.cle_scellee import Compartiment
from gsn_app.store.coffre import StateForged
from tests.attaques.adverse import Adverse, adverse, rewrite
from tests.attaques.conftest import CANARIS_A, CANARIS_B, Modele


def _apport_row(hand: Adverse, coffre: Modele) -> bytes:
    row = hand.conn.execute("SELECT id FROM piece WHERE id = ?", (bytes.fromhex(coffre.apport),)).fetchone()
    assert row is not None
    return bytes(row[0])


def _apports(coffre: Modele, nom: str = "coordo") -> tuple[set[str], tuple[str, ...]]:
    session = coffre.open(nom)
    try:
        told = read_situation(session, coffre.situation_a)
        return {a.texte for a in told.apports}, told.anomalies
    finally:
        session.close()


def test_the_untouched_vault_shows_its_apport_without_anomaly(coffre: Modele) -> None:
    texts, anomalies = _apports(coffre)
    assert CANARIS_A["apport"] in texts
    assert anomalies == ()


MOVES = {
    "version": "UPDATE piece SET version = version + 1 WHERE id = ?",
    "epoch": "UPDATE piece SET epoque = epoque + 1 WHERE id = ?",
    "id": "UPDATE piece SET id = randomblob(16) WHERE id = ?",
    "byte of the seal": "UPDATE piece SET scelle = CAST(substr(scelle, 1, 40) || x'00' || substr(scelle, 42) AS BLOB) WHERE id = ?",
    "truncated seal": "UPDATE piece SET scelle = substr(scelle, 1, 20) WHERE id = ?",
    "empty seal": "UPDATE piece SET scelle = x'' WHERE id = ?",
    "format byte": "UPDATE piece SET scelle = CAST(x'02' || substr(scelle, 2) AS BLOB) WHERE id = ?",
}


@pytest.mark.parametrize("move", MOVES)
def test_a_moved_field_sets_the_piece_aside(coffre: Modele, move: str) -> None:
    with adverse(coffre, "ecole") as hand:
        hand.conn.execute(MOVES[move], (_apport_row(hand, coffre),))
    texts, anomalies = _apports(coffre)
    assert CANARIS_A["apport"] not in texts
    assert len(anomalies) == 1


@pytest.mark.parametrize("move", MOVES)
def test_a_moved_field_without_the_journal_closes_the_vault(coffre: Modele, move: str) -> None:
    with adverse(coffre, "ecole", close_up=False) as hand:
        hand.conn.execute(MOVES[move], (_apport_row(hand, coffre),))
    with pytest.raises(StateForged):
        coffre.open("coordo")


def test_seals_swapped_between_two_rows_of_one_situation_are_both_set_aside(coffre: Modele) -> None:
    with adverse(coffre, "social") as hand:
        comp = hand.compartment(coffre.situation_a, Compartiment.SUIVI)
        rows = hand.conn.execute("SELECT id, scelle FROM piece WHERE compartiment = ?", (comp,)).fetchall()
        (one, first), (two, second) = rows[:2]
        hand.conn.execute("UPDATE piece SET scelle = ? WHERE id = ?", (second, one))
        hand.conn.execute("UPDATE piece SET scelle = ? WHERE id = ?", (first, two))
    texts, anomalies = _apports(coffre)
    assert CANARIS_A["apport"] not in texts
    assert len(anomalies) >= 2


def test_a_piece_moved_to_another_situation_is_not_shown_there(coffre: Modele) -> None:
    with adverse(coffre, "coordo") as hand:
        comp = hand.compartment(coffre.situation_b, Compartiment.SUIVI)
        hand.conn.execute(
            "UPDATE piece SET dossier_id = ?, compartiment = ? WHERE id = ?",
            (bytes.fromhex(coffre.situation_b), comp, _apport_row(hand, coffre)),
        )
    session = coffre.open("ecole")
    told = read_situation(session, coffre.situation_b)
    session.close()
    assert {a.texte for a in told.apports} == {CANARIS_B["apport_b"]}
    assert len(told.anomalies) == 1


def test_a_head_replaced_by_another_situations_head_leaves_the_list_and_is_told(coffre: Modele) -> None:
    with adverse(coffre, "coordo") as hand:
        a = hand.compartment(coffre.situation_a, Compartiment.IDENTITE)
        b = hand.compartment(coffre.situation_b, Compartiment.IDENTITE)
        (sealed,) = hand.conn.execute("SELECT scelle FROM piece WHERE id = ?", (b,)).fetchone()
        hand.conn.execute("UPDATE piece SET scelle = ? WHERE id = ?", (sealed, a))
    session = coffre.open("coordo")
    names = {s.personne.nom for s in list_situations(session)}
    anomalies = session.anomalies
    session.close()
    assert names == {CANARIS_B["nom_b"]}
    assert any("altérée" in a for a in anomalies)


def test_an_older_version_put_back_under_its_own_number_closes_the_vault(coffre: Modele) -> None:
    before: list[tuple[bytes, ...]] = []
    with adverse(coffre, "coordo", close_up=False) as hand:
        comp = hand.compartment(coffre.situation_a, Compartiment.SUIVI)
        before += hand.conn.execute("SELECT version, scelle, id FROM piece WHERE id = ?", (comp,)).fetchall()
    session = coffre.open("coordo")
    from gsn_app.actions.situation import admit_membre

    admit_membre(session, coffre.situation_a, coffre.membres["ecole"])
    session.close()
    rewrite(
        coffre,
        "ecole",
        lambda c: c.execute("UPDATE piece SET version = ?, scelle = ? WHERE id = ?", before[0]),
    )
    with pytest.raises(StateForged):
        coffre.open("coordo")


def test_a_sealed_key_given_to_another_member_opens_nothing_for_them(coffre: Modele) -> None:
    target, source = bytes.fromhex(coffre.membres["ecole"]), bytes.fromhex(coffre.membres["social"])
    with adverse(coffre, "ecole") as hand:
        hand.conn.execute("UPDATE cle_scellee SET membre_id = ? WHERE membre_id = ?", (target, source))
    session = coffre.open("ecole")
    assert [s.personne.nom for s in list_situations(session)] == [CANARIS_B["nom_b"]]
    assert any("ignorée" in a for a in session.anomalies)
    with pytest.raises(SituationUnknown):
        read_situation(session, coffre.situation_a)
    session.close()
    session = coffre.open("social")
    with pytest.raises(SituationUnknown):
        read_situation(session, coffre.situation_a)
    session.close()


def test_sealed_keys_swapped_between_rows_open_nothing(coffre: Modele) -> None:
    me = bytes.fromhex(coffre.membres["coordo"])
    with adverse(coffre, "ecole") as hand:
        rows = hand.conn.execute("SELECT id, scelle FROM cle_scellee WHERE membre_id = ?", (me,)).fetchall()
        sealed = [s for _, s in rows]
        for (row, _), other in zip(rows, sealed[1:] + sealed[:1], strict=True):
            hand.conn.execute("UPDATE cle_scellee SET scelle = ? WHERE id = ?", (other, row))
    session = coffre.open("coordo")
    assert list_situations(session) == []
    assert any("ignorée" in a for a in session.anomalies)
    session.close()


def test_a_history_line_moved_to_another_situation_is_left_out(coffre: Modele) -> None:
    session = coffre.open("coordo")
    before = len(read_situation(session, coffre.situation_b).historique)
    session.close()
    a, b = bytes.fromhex(coffre.situation_a), bytes.fromhex(coffre.situation_b)
    with adverse(coffre, "ecole") as hand:
        hand.conn.execute("UPDATE historique SET dossier_id = ? WHERE dossier_id = ?", (b, a))
    session = coffre.open("coordo")
    assert len(read_situation(session, coffre.situation_b).historique) == before
    session.close()


@pytest.mark.parametrize(
    "plaintext",
    [b"", b"[]", b"5", b'{"t":"suivi"}', b'{"t":"suivi","acces":5,"historique":"zz"}', b"[" * 9000],
)
def test_a_key_holder_who_writes_nonsense_is_told_of_never_a_crash(coffre: Modele, plaintext: bytes) -> None:
    """« social » holds the key of ``suivi`` and ``identite``: they can spoil, not pass unseen nor break the list."""
    with adverse(coffre, "social") as hand:
        for code in (Compartiment.SUIVI, Compartiment.IDENTITE, Compartiment.TYPOLOGIE):
            comp = hand.compartment(coffre.situation_a, code)
            hand.seal(coffre.situation_a, comp, hand.dek(comp), plaintext, piece=comp, version=9)
    session = coffre.open("coordo")
    assert [s.personne.nom for s in list_situations(session)] == [CANARIS_B["nom_b"]]
    assert session.anomalies
    try:
        assert read_situation(session, coffre.situation_a).anomalies
    except GsnError as error:
        assert error.code.startswith("ALT")
    session.close()
