"""The schema is the one shipped, or nothing is read: every foreign object is refused, and so is a newer version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gsn_app.store.connection import connect
from gsn_app.store.schema import MIGRATIONS, VERSION, SchemaForged, SchemaNewer, migrate, verify_schema
from tests.store.conftest import KEY

FOREIGN = {
    "a trigger that swallows the journal": (
        "CREATE TRIGGER t BEFORE INSERT ON journal BEGIN SELECT RAISE(IGNORE); END"
    ),
    "a view": "CREATE VIEW v AS SELECT * FROM piece",
    "a table": "CREATE TABLE t (x)",
    "an index": "CREATE INDEX i ON journal (signature)",
    "a missing index": "DROP INDEX piece_dossier",
    "a missing table": "DROP TABLE historique",
    "one more column": "ALTER TABLE piece ADD COLUMN x BLOB",
    "a renamed column": "ALTER TABLE piece RENAME COLUMN scelle TO clair",
    "a virtual table": "CREATE VIRTUAL TABLE v USING fts5(x)",
}


def test_a_fresh_database_has_the_shipped_schema_and_version(conn: Any) -> None:
    verify_schema(conn)
    assert conn.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert len(MIGRATIONS) == VERSION


def test_migrating_twice_changes_nothing(conn: Any) -> None:
    assert migrate(conn) == VERSION
    verify_schema(conn)


@pytest.mark.parametrize("change", FOREIGN)
def test_a_foreign_schema_is_refused(conn: Any, change: str) -> None:
    conn.execute(FOREIGN[change])
    with pytest.raises(SchemaForged) as refusal:
        verify_schema(conn)
    assert (refusal.value.code, refusal.value.exit_code) == ("ALT-02", 4)


def test_a_constraint_edited_in_the_schema_itself_is_refused(conn: Any, tmp_path: Path) -> None:
    conn.execute("PRAGMA writable_schema = ON")
    conn.execute("UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'journal'")
    conn.close()
    again = connect(tmp_path / "base.db", KEY)
    with pytest.raises(SchemaForged):
        verify_schema(again)
    again.close()


def test_a_newer_version_is_refused_before_a_statement_runs(conn: Any) -> None:
    conn.execute(f"PRAGMA user_version = {VERSION + 1}")
    conn.execute("DROP TABLE brouillon")
    with pytest.raises(SchemaNewer):
        migrate(conn)
    assert conn.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'brouillon'").fetchone() == (0,)
