"""The unit of work: data and entry durable together or not at all, and memory as before when it fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gsn_app.errors import GsnError
from gsn_app.store import dossier as box
from gsn_app.store import journal
from gsn_app.store.cle_scellee import Compartiment, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.connection import DatabaseDamaged
from gsn_app.store.journal import Entree
from gsn_app.store.racine_etat import RacineEtat
from gsn_app.store.unite import Unite
from tests.coffre_prepare import Prepare


class Renoncement(Exception):
    """Somebody changed their mind in the middle."""


@pytest.fixture
def ouvert(coffre: Prepare) -> Iterator[Coffre]:
    session = coffre.open("coordo")
    yield session.coffre
    session.close()


def _state(coffre: Coffre) -> tuple[object, ...]:
    rows = coffre.conn.execute("SELECT * FROM coffre ORDER BY id").fetchall()
    return rows, coffre.tail, coffre.racine.root(), dict(coffre.dossiers), dict(coffre.annuaires)


def test_data_and_entry_become_durable_together(ouvert: Coffre) -> None:
    n = ouvert.tail.n
    with Unite(ouvert, Entree("essai.un")) as u:
        assert u.entry_number() == n + 1
        u.save_valeur("essai", b"1")
        u.also(Entree("essai.deux"))
        assert ouvert.tail.n == n  # nothing is said before the commit
    assert ouvert.tail.n == n + 2
    assert ouvert.read_valeur("essai") == b"1"
    assert journal.read_tail(ouvert.conn, ouvert.vault_id) == ouvert.tail
    for entry in (n + 1, n + 2):  # both entries carry the root of the whole transaction
        assert journal.read_state_root(ouvert.conn, entry) == RacineEtat.of(ouvert.conn).root()


def test_a_change_of_mind_leaves_rows_journal_root_and_memory_as_before(ouvert: Coffre) -> None:
    before = _state(ouvert)
    with pytest.raises(Renoncement), Unite(ouvert, Entree("essai")) as u:
        u.save_valeur("essai", b"1")
        u.delete("coffre", "commune")
        dossier, _ = box.create_dossier(Genre.SITUATION, (Compartiment.SUIVI,))
        box.save_dossier(u, dossier)
        raise Renoncement
    assert _state(ouvert) == before
    assert RacineEtat.of(ouvert.conn).root() == ouvert.racine.root()
    assert not ouvert.conn.in_transaction


def test_a_statement_that_fails_is_told_in_french_and_undone(ouvert: Coffre) -> None:
    before = _state(ouvert)
    with pytest.raises(DatabaseDamaged), Unite(ouvert, Entree("essai")) as u:
        u.save_valeur("essai", b"1")
        u.insert("piece", (b"p", b"nowhere", b"c", 1, 1, b"s"))  # no such dossier: a foreign key
    assert _state(ouvert) == before


def test_an_entry_that_cannot_be_written_undoes_the_data(ouvert: Coffre) -> None:
    """The number it would take is already there: the insert fails inside the commit."""
    before = _state(ouvert)
    with pytest.raises(GsnError), Unite(ouvert, Entree("essai")) as u:
        u.save_valeur("essai", b"1")
        ouvert.conn.execute("INSERT INTO journal VALUES (?, x'00', x'00', x'00')", (ouvert.tail.n + 1,))
    assert _state(ouvert) == before
    with Unite(ouvert, Entree("essai")) as u:
        u.save_valeur("essai", b"2")
    assert ouvert.read_valeur("essai") == b"2"


def test_gestures_are_undone_from_the_last_to_the_first(ouvert: Coffre) -> None:
    seen: list[int] = []
    with pytest.raises(Renoncement), Unite(ouvert, Entree("essai")) as u:
        u.on_undo(lambda: seen.append(1))
        u.on_undo(lambda: seen.append(2))
        raise Renoncement
    assert seen == [2, 1]
    with Unite(ouvert, Entree("essai")) as u:
        u.on_undo(lambda: seen.append(3))
    assert seen == [2, 1]


def test_two_units_at_once_are_refused(ouvert: Coffre) -> None:
    with (
        Unite(ouvert, Entree("essai")),
        pytest.raises(GsnError),
        Unite(ouvert, Entree("essai")),
    ):
        pytest.fail("a second unit began inside the first")


def test_a_number_given_by_a_failed_unit_is_given_again(ouvert: Coffre) -> None:
    with Unite(ouvert, Entree("essai")) as u:
        assert u.next_number("fiche.2026") == 1
    with pytest.raises(Renoncement), Unite(ouvert, Entree("essai")) as u:
        assert u.next_number("fiche.2026") == 2
        raise Renoncement
    with Unite(ouvert, Entree("essai")) as u:
        assert u.next_number("fiche.2026") == 2
        assert u.next_number("fiche.2027") == 1


@pytest.mark.parametrize("table", ["journal", "brouillon", "inconnue", "coffre; DROP TABLE piece"])
def test_what_is_not_protected_is_not_deleted_by_a_unit(ouvert: Coffre, table: str) -> None:
    with pytest.raises(KeyError), Unite(ouvert, Entree("essai")) as u:
        u.delete(table, 1)


def test_the_head_file_follows_each_commit(ouvert: Coffre) -> None:
    with Unite(ouvert, Entree("essai")):
        pass
    tete = ouvert.poste.read_tete(ouvert.vault_id)
    assert tete is not None
    assert (tete.n, tete.chaine) == (ouvert.tail.n, ouvert.tail.chain.hex())
