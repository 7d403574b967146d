"""A stored word is for ever: every act name and stored column stands in the glossary."""

from __future__ import annotations

import sqlite3
import tomllib

from gsn_app.domain.acte import Acte
from gsn_app.store.schema import MIGRATIONS
from tests.architecture.arbre import ROOT

GLOSSARY = ROOT / "charter" / "glossaire.toml"


def _glossary() -> dict[str, dict[str, object]]:
    """Entries of ``charter/glossaire.toml`` by their code."""
    with GLOSSARY.open("rb") as file:
        content = tomllib.load(file)
    entries = next(value for value in content.values() if isinstance(value, list))
    return {str(entry["code"]): entry for entry in entries}


def stored_columns() -> set[str]:
    """Every table and column of a vault just made by the migrations, as the database itself lists them."""
    database = sqlite3.connect(":memory:")
    for migration in MIGRATIONS:
        database.executescript(migration)
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    columns = {row[1] for table in tables for row in database.execute(f"PRAGMA table_info({table})")}
    return tables | columns


def test_a_glossary_entry_is_complete_and_sourced() -> None:
    for code, entry in _glossary().items():
        for field in ("terme", "definition", "source"):
            assert str(entry.get(field, "")).strip(), f"{code}: {field} is missing"


def test_every_concept_of_an_act_is_in_the_glossary() -> None:
    missing = sorted({acte.value.split(".")[0] for acte in Acte} - set(_glossary()))
    assert not missing, f"add to charter/glossaire.toml: {missing}"


def test_every_stored_table_and_column_is_in_the_glossary() -> None:
    """``id`` names a row, ``dossier_id`` points to the ``dossier`` of the glossary."""
    words = {column.removesuffix("_id") for column in stored_columns() - {"id"}}
    missing = sorted(words - set(_glossary()))
    assert not missing, f"add to charter/glossaire.toml: {missing}"


def test_a_forbidden_spelling_names_nothing() -> None:
    """``interdits`` of an entry: the synonyms nobody may use for this concept in a stored word."""
    stored = stored_columns() | {part for acte in Acte for part in acte.value.split(".")}
    wrong = [
        (code, word)
        for code, entry in _glossary().items()
        for word in entry.get("interdits", [])  # type: ignore[attr-defined]
        if word in stored
    ]
    assert not wrong, wrong
