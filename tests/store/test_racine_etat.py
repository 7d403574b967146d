"""The state root: the same rows give the same root whatever the way there; any other row gives another."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gsn_app.store.racine_etat import BUCKETS, INDEXES, RacineEtat, indexes_agree, leaf
from gsn_app.store.schema import PROTECTED

ids = st.binary(min_size=1, max_size=3)
values = st.binary(max_size=4)
changes = st.lists(st.tuples(ids, st.none() | values), max_size=30)


def _apply(tree: RacineEtat, moves: list[tuple[bytes, bytes | None]]) -> dict[bytes, bytes]:
    rows: dict[bytes, bytes] = {}
    for row, value in moves:
        if value is None:
            tree.remove("historique", row)
            rows.pop(row, None)
        else:
            tree.put("historique", (row, b"d", value))
            rows[row] = value
    return rows


@given(changes)
@settings(max_examples=150)
def test_any_way_to_the_same_rows_gives_the_same_root(moves: list[tuple[bytes, bytes | None]]) -> None:
    walked, straight = RacineEtat(), RacineEtat()
    rows = _apply(walked, moves)
    walked.root()  # a root asked in the middle changes nothing
    for row in sorted(rows, reverse=True):
        straight.put("historique", (row, b"d", rows[row]))
    assert walked.root() == straight.root()


@given(changes, changes)
@settings(max_examples=150)
def test_a_failed_transaction_leaves_the_root_of_before(
    kept: list[tuple[bytes, bytes | None]], undone: list[tuple[bytes, bytes | None]]
) -> None:
    tree = RacineEtat()
    _apply(tree, kept)
    tree.keep()
    before = tree.root()
    _apply(tree, undone)
    tree.root()
    tree.rollback()
    assert tree.root() == before
    tree.rollback()  # nothing is left to undo
    assert tree.root() == before


@given(changes, ids, values)
@settings(max_examples=150)
def test_one_more_row_or_another_value_gives_another_root(
    moves: list[tuple[bytes, bytes | None]], row: bytes, value: bytes
) -> None:
    tree = RacineEtat()
    rows = _apply(tree, moves)
    before = tree.root()
    tree.put("historique", (row, b"d", value))
    assert (tree.root() == before) == (rows.get(row) == value)


def test_a_leaf_tells_table_columns_and_their_limits_apart() -> None:
    leaves = [
        leaf("piece", (b"ab", b"c")), leaf("piece", (b"a", b"bc")), leaf("piece", (b"abc",)), leaf("piec", (b"eab", b"c")),
        leaf("historique", (b"ab", b"c")), leaf("piece", (b"ab", b"c", b"")), leaf("piece", (b"ab", 12)), leaf("piece", (b"ab", 21)),
    ]  # fmt: skip
    assert len(set(leaves)) == len(leaves)
    assert leaf("coffre", ("é", b"")) == leaf("coffre", ("é".encode(), b""))


def test_the_same_id_in_two_tables_is_two_leaves() -> None:
    one, two = RacineEtat(), RacineEtat()
    one.put("piece", (b"x", b"v"))
    two.put("piece", (b"x", b"v"))
    two.put("historique", (b"x", b"v"))
    assert one.root() != two.root()
    two.remove("historique", b"x")
    assert one.root() == two.root()


def test_rows_spread_over_the_buckets() -> None:
    tree = RacineEtat()
    for n in range(3 * BUCKETS):
        tree.put("piece", (n.to_bytes(4, "big"), b""))
    filled = sum(1 for bucket in tree._leaves if bucket)
    assert filled > BUCKETS * 0.9
    assert max(len(bucket) for bucket in tree._leaves) < 20


def test_the_tree_read_from_the_database_is_the_one_kept_in_memory(conn: Any) -> None:
    tree = RacineEtat.of(conn)
    assert tree.root() == RacineEtat().root()
    rows: dict[str, list[tuple[Any, ...]]] = {
        "coffre": [("commune", b"x")], "annuaire": [(1, b"c", b"s")], "charte": [(1, b"t", b"r", b"s")],
        "signature_charte": [(b"i", b"m", b"e", "2026-11-21", b"s")], "cle_partagee": [(b"i", b"d", "racine", b"s")],
        "dossier": [(b"d", 1)], "piece": [(b"p", b"d", b"c", 1, 1, b"s")], "cle_scellee": [(b"k", b"m", b"s")],
        "historique": [(b"h", b"d", b"s")],
    }  # fmt: skip
    assert set(rows) == set(PROTECTED)
    for table, several in rows.items():
        for row in several:
            conn.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
            tree.put(table, row)
    assert RacineEtat.of(conn).root() == tree.root()
    conn.execute("INSERT INTO brouillon VALUES (x'01', x'02', 3, x'04')")
    assert RacineEtat.of(conn).root() == tree.root()  # drafts are no leaf
    for table in rows:
        conn.execute("PRAGMA foreign_keys = OFF")
        before = RacineEtat.of(conn).root()
        conn.execute(f"DELETE FROM {table}")
        assert RacineEtat.of(conn).root() != before, table


def test_every_index_of_the_schema_is_compared_with_its_table(conn: Any) -> None:
    found = {row[0] for row in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")}
    assert set(INDEXES) == {name for name in found if "sqlite_autoindex_" not in name or name in INDEXES}
    assert indexes_agree(conn)
