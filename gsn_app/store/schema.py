"""Numbered migrations of the vault, and the hash of the schema each version must have.

A planted trigger or view changes that hash and is refused at open. A stored word is for ever: a
table or column lands only with its entry in ``charter/glossaire.toml``.
"""

from __future__ import annotations

import hashlib
from typing import Final

from gsn_app.errors import Damaged, Issue
from gsn_app.store.connection import Connection

#: tables whose rows are leaves of the state root, with the columns hashed, in order
PROTECTED: Final[dict[str, tuple[str, ...]]] = {
    "coffre": ("id", "valeur"),
    "annuaire": ("id", "contenu", "signature"),
    "charte": ("id", "texte", "regles", "signature"),
    "signature_charte": ("id", "membre_id", "empreinte", "date_signature", "signature"),
    "cle_partagee": ("id", "detenteur", "nom", "scelle"),
    "dossier": ("id", "epoque"),
    "piece": ("id", "dossier_id", "compartiment", "version", "epoque", "scelle"),
    "cle_scellee": ("id", "membre_id", "scelle"),
    "historique": ("id", "dossier_id", "scelle"),
}

_V1 = """
CREATE TABLE coffre (id TEXT PRIMARY KEY, valeur BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE annuaire (id INTEGER PRIMARY KEY, contenu BLOB NOT NULL, signature BLOB NOT NULL) STRICT;
CREATE TABLE charte (id INTEGER PRIMARY KEY, texte BLOB NOT NULL, regles BLOB NOT NULL, signature BLOB NOT NULL) STRICT;
CREATE TABLE signature_charte (id BLOB PRIMARY KEY, membre_id BLOB NOT NULL, empreinte BLOB NOT NULL,
    date_signature TEXT NOT NULL, signature BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE cle_partagee (id BLOB PRIMARY KEY, detenteur BLOB NOT NULL, nom TEXT NOT NULL, scelle BLOB NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE TABLE dossier (id BLOB PRIMARY KEY, epoque INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE piece (id BLOB PRIMARY KEY, dossier_id BLOB NOT NULL REFERENCES dossier, compartiment BLOB NOT NULL,
    version INTEGER NOT NULL, epoque INTEGER NOT NULL, scelle BLOB NOT NULL) STRICT;
CREATE INDEX piece_dossier ON piece (dossier_id);
CREATE TABLE cle_scellee (id BLOB PRIMARY KEY, membre_id BLOB NOT NULL, scelle BLOB NOT NULL) STRICT;
CREATE INDEX cle_scellee_membre ON cle_scellee (membre_id);
CREATE TABLE historique (id BLOB PRIMARY KEY, dossier_id BLOB NOT NULL, scelle BLOB NOT NULL) STRICT;
CREATE INDEX historique_dossier ON historique (dossier_id);
CREATE TABLE journal (n INTEGER PRIMARY KEY, enveloppe BLOB NOT NULL, scelle BLOB, signature BLOB NOT NULL) STRICT;
CREATE TABLE brouillon (id BLOB PRIMARY KEY, auteur_id BLOB NOT NULL, modifie_le INTEGER NOT NULL, scelle BLOB NOT NULL)
    STRICT, WITHOUT ROWID;
"""

MIGRATIONS: Final = (_V1,)
VERSION: Final = len(MIGRATIONS)


class SchemaForged(Damaged):
    """La structure du coffre a été modifiée hors de l’application (déclencheur, vue ou table étrangère).

    Rien n’a été lu ni écrit ; restaurez la dernière sauvegarde vérifiée.
    """

    code = "ALT-02"
    exit_code = 4
    issue = Issue.RESTAURER


class SchemaNewer(Damaged):
    """Ce coffre a été écrit par une version plus récente du logiciel : mettez ce poste à jour."""

    code = "END-05"
    issue = Issue.METTRE_A_JOUR


def migrate(conn: Connection) -> int:
    """Bring the schema to VERSION, one transaction a migration; returns the version found before."""
    (found,) = conn.execute("PRAGMA user_version").fetchone()
    if found > VERSION:
        raise SchemaNewer()
    for number, script in enumerate(MIGRATIONS[found:], found + 1):
        conn.execute("BEGIN IMMEDIATE")
        for statement in filter(str.strip, script.split(";\n")):
            conn.execute(statement)
        conn.execute(f"PRAGMA user_version = {number}")
        conn.execute("COMMIT")
    return int(found)


def verify_schema(conn: Connection) -> None:
    """Raise SchemaForged unless the schema is the one the program ships for its version."""
    if _digest(conn) != _expected():
        raise SchemaForged()


def _digest(conn: Connection) -> str:
    rows = conn.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
    return hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()


def _expected() -> str:
    rows: list[tuple[str, str, str, str | None]] = []
    for statement in filter(str.strip, "".join(MIGRATIONS).split(";\n")):
        sql = statement.strip()
        kind, name = sql.split()[1].lower(), sql.split()[2]
        table = sql.split(" ON ")[1].split()[0] if kind == "index" else name
        rows.append((kind, name, table, sql))
        if kind == "table" and "BLOB PRIMARY KEY" in sql and "WITHOUT ROWID" not in sql:
            rows.append(("index", f"sqlite_autoindex_{name}_1", name, None))
    rows.sort(key=lambda row: (row[0], row[1]))
    return hashlib.sha256(repr(rows).encode()).hexdigest()
