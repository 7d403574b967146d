"""Old pieces of the vault put back: a page, a journal file, a whole folder, a header; and a schema with a trap in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.journal import verify_journal
from gsn_app.actions.membre import enrol_membre, list_membres
from gsn_app.actions.situation import read_situation
from gsn_app.crypto import entete as slots
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.errors import GsnError
from gsn_app.store.coffre import StateForged, VaultRolledBack
from gsn_app.store.connection import DatabaseDamaged, connect, harden
from gsn_app.store.schema import SchemaForged, SchemaNewer
from tests.attaques.adverse import adverse, raw_connect, read_keys
from tests.attaques.canaris import PAGE
from tests.attaques.conftest import CANARIS_A, Modele
from tests.coffre_prepare import BON_MARCHE, GSN, phrase

AFTER = "Ajouté après la copie ancienne."


def _work(coffre: Modele, text: str = AFTER) -> str:
    """One more apport; returns the anchor a person would have on paper."""
    session = coffre.open("social")
    add_apport(session, coffre.situation_a, text)
    session.close()
    session = coffre.open("coordo")
    anchor = session.ancre
    session.close()
    return anchor


def _texts(coffre: Modele) -> set[str]:
    session = coffre.open("coordo")
    try:
        return {a.texte for a in read_situation(session, coffre.situation_a).apports}
    finally:
        session.close()


def _put_back(source: Path, target: Path) -> None:
    """Replace a folder's content by an older one."""
    shutil.rmtree(target)
    shutil.copytree(source, target)


def test_every_old_page_put_back_closes_the_vault(coffre: Modele, tmp_path: Path) -> None:
    old = (coffre.coffre / "coffre.db").read_bytes()
    _work(coffre)
    new = (coffre.coffre / "coffre.db").read_bytes()
    changed = [s for s in range(PAGE, len(old), PAGE) if old[s : s + PAGE] != new[s : s + PAGE]]
    assert changed
    for start in changed:
        (tmp_path / f"p{start}").mkdir()
        one = coffre.copy(tmp_path / f"p{start}")
        path = one.coffre / "coffre.db"
        path.write_bytes(new[:start] + old[start : start + PAGE] + new[start + PAGE :])
        with pytest.raises(GsnError) as refusal:
            one.open("coordo")
        assert refusal.value.exit_code in {4, 5}


def test_sqlcipher_alone_accepts_an_old_page_of_sealed_keys(coffre: Modele) -> None:
    """Why the state root exists: the cipher's own integrity check sees nothing."""
    old = (coffre.coffre / "coffre.db").read_bytes()
    _work(coffre)
    path = coffre.coffre / "coffre.db"
    new = path.read_bytes()
    _, _, file_key = read_keys(coffre, "ecole")
    silent = 0
    for start in [s for s in range(PAGE, len(old), PAGE) if old[s : s + PAGE] != new[s : s + PAGE]]:
        path.write_bytes(new[:start] + old[start : start + PAGE] + new[start + PAGE :])
        conn = raw_connect(path, file_key)
        silent += conn.execute("PRAGMA cipher_integrity_check").fetchall() == []
        conn.close()
    assert silent > 0


def _hot_journal(coffre: Modele, tmp_path: Path) -> bytes:
    """A rollback journal that would take the vault back before its last apport: copied while it was hot."""
    (tmp_path / "chaud").mkdir()
    one = coffre.copy(tmp_path / "chaud")
    _, _, file_key = read_keys(one, "coordo")
    conn = raw_connect(one.coffre / "coffre.db", file_key)
    conn.execute("PRAGMA cache_size = 1")
    conn.execute("PRAGMA cache_spill = 1")
    conn.execute("BEGIN IMMEDIATE")
    conn.execute("UPDATE piece SET version = version + 1")
    conn.execute("UPDATE cle_scellee SET membre_id = randomblob(16)")
    conn.execute("CREATE TABLE remplissage AS SELECT randomblob(4000) AS x FROM piece, piece LIMIT 60")
    raw = (one.coffre / "coffre.db-journal").read_bytes()
    conn.execute("ROLLBACK")
    conn.close()
    return raw


def test_an_old_journal_file_planted_after_a_clean_close_is_moved_aside_and_told(
    coffre: Modele, tmp_path: Path
) -> None:
    raw = _hot_journal(coffre, tmp_path)
    assert raw[:8] == bytes.fromhex("d9d505f920a163d7")
    _work(coffre)
    (coffre.coffre / "coffre.db-journal").write_bytes(raw)
    session = coffre.open("coordo")
    assert any("coffre.db-journal" in a for a in session.anomalies)
    assert AFTER in {a.texte for a in read_situation(session, coffre.situation_a).apports}
    session.close()
    assert (coffre.coffre / "coffre.db-journal.ecarte-1").read_bytes() == raw


def test_an_old_journal_file_planted_after_a_crash_is_played_back_and_refused(
    coffre: Modele, tmp_path: Path
) -> None:
    raw = _hot_journal(coffre, tmp_path)
    _work(coffre)
    shutil.rmtree(coffre.poste / "fermetures")  # no clean close on record: SQLite must be let finish
    (coffre.coffre / "coffre.db-journal").write_bytes(raw)
    with pytest.raises(GsnError) as refusal:
        coffre.open("coordo")
    assert refusal.value.exit_code in {4, 5}


def test_an_old_wal_planted_is_moved_aside_and_told(coffre: Modele, tmp_path: Path) -> None:
    (tmp_path / "wal").mkdir()
    one = coffre.copy(tmp_path / "wal")
    _, _, file_key = read_keys(one, "coordo")
    conn = raw_connect(one.coffre / "coffre.db", file_key)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("UPDATE cle_scellee SET membre_id = randomblob(16)")
    raw = (one.coffre / "coffre.db-wal").read_bytes()
    conn.close()
    assert raw
    (coffre.coffre / "coffre.db-wal").write_bytes(raw)
    _work_closed = coffre.open("coordo")
    assert any("coffre.db-wal" in a for a in _work_closed.anomalies)
    assert CANARIS_A["apport"] in {a.texte for a in read_situation(_work_closed, coffre.situation_a).apports}
    _work_closed.close()


def test_an_old_whole_folder_is_refused_on_its_machine(coffre: Modele, tmp_path: Path) -> None:
    shutil.copytree(coffre.coffre, tmp_path / "ancien")
    _work(coffre)
    _put_back(tmp_path / "ancien", coffre.coffre)
    with pytest.raises(VaultRolledBack) as refusal:
        coffre.open("coordo")
    assert refusal.value.code == "ALT-04"


def test_an_old_folder_worked_on_elsewhere_then_put_back_is_refused_too(
    coffre: Modele, tmp_path: Path
) -> None:
    """The fork is longer than the head file knows, so numbers alone would not tell."""
    (tmp_path / "fourche").mkdir()
    fork = coffre.copy(tmp_path / "fourche")
    _work(coffre)
    for rank in range(4):
        _work(fork, f"Sur la fourche {rank}.")
    _put_back(fork.coffre, coffre.coffre)
    with pytest.raises(VaultRolledBack):
        coffre.open("coordo")


def test_without_the_head_file_a_paper_anchor_tells_the_old_folder(coffre: Modele, tmp_path: Path) -> None:
    shutil.copytree(coffre.coffre, tmp_path / "ancien")
    paper = _work(coffre)
    _put_back(tmp_path / "ancien", coffre.coffre)
    shutil.rmtree(coffre.poste / "tetes")
    session = coffre.open("coordo")  # nothing on this machine knows better: docs/MENACES.md says so
    verdict = verify_journal(session, ancres=[paper])
    session.close()
    assert not verdict.integre
    assert any(f"entrée {paper.split('·')[0]}" in a for a in verdict.anomalies)


def test_a_damaged_head_file_is_told_and_does_not_lock_the_vault(coffre: Modele) -> None:
    (head,) = (coffre.poste / "tetes").iterdir()
    for raw in (
        b"",
        b"{}",
        b"[1]",
        b"\xff\xfe",
        b'{"n": "x"}',
        b"null",
        b'{"n":1e999,"chaine":"","racine":""}',
    ):
        head.write_bytes(raw)
        session = coffre.open("coordo")
        assert any("repère" in a for a in session.anomalies)
        session.close()


def test_an_old_header_put_back_is_healed_from_the_vault_once_then_refused(coffre: Modele) -> None:
    old = {n: (coffre.coffre / n).read_bytes() for n in ("entete.a", "entete.b")}
    session = coffre.open("coordo")
    for nom in ("Une", "Deux"):
        new = NouveauMembre(f"{nom} Testard", "Éducatrice", "Asso", {GSN: Role.MEMBRE})
        enrol_membre(session, new, phrase("nouvelle"), kdf=BON_MARCHE)
    middle = slots.serialize(session.coffre.header, session.coffre.file_key)
    session.close()
    assert middle == (coffre.coffre / "entete.a").read_bytes()
    for name, raw in old.items():
        (coffre.coffre / name).write_bytes(raw)
    with pytest.raises(slots.HeaderForged):
        coffre.open("coordo")


def test_an_interrupted_header_replacement_is_finished_at_the_next_opening(coffre: Modele) -> None:
    session = coffre.open("coordo")
    old = (coffre.coffre / "entete.a").read_bytes()
    new = NouveauMembre("Neuve Testard", "Éducatrice", "Asso", {GSN: Role.MEMBRE})
    membre = enrol_membre(session, new, phrase("nouvelle"), kdf=BON_MARCHE)
    session.close()
    fresh = (coffre.coffre / "entete.a").read_bytes()
    for name in ("entete.a", "entete.b"):
        (coffre.coffre / name).write_bytes(old)  # as if killed between the commit and the two renames
    session = coffre.open("coordo")
    assert membre.id in {m.id for m in list_membres(session)}
    session.close()
    assert {(coffre.coffre / n).read_bytes() for n in ("entete.a", "entete.b")} == {fresh}


def test_two_members_enrolled_while_the_header_cannot_be_written_both_keep_their_slot(coffre: Modele) -> None:
    session = coffre.open("coordo")
    (coffre.coffre / "entete.a.tmp").mkdir()  # every write of a copy now fails
    made = [
        enrol_membre(
            session, NouveauMembre(f"{n} Testard", "Éducatrice", "Asso", {GSN: Role.MEMBRE}), phrase("nouvelle"), kdf=BON_MARCHE
        ).id
        for n in ("Une", "Deux")
    ]  # fmt: skip
    assert any("en-tête" in a for a in session.anomalies)
    kept = {s.member_id.hex() for s in session.coffre.header.slots}
    session.close()
    assert set(made) <= kept


TRAPS: dict[str, Callable[[Any], object]] = {
    "trigger that swallows": lambda c: c.execute(
        "CREATE TRIGGER piege BEFORE INSERT ON journal BEGIN SELECT RAISE(IGNORE); END"
    ),
    "trigger that copies": lambda c: c.execute(
        "CREATE TRIGGER piege AFTER INSERT ON piece BEGIN DELETE FROM brouillon; END"
    ),
    "view": lambda c: c.execute("CREATE VIEW vue AS SELECT * FROM piece"),
    "table": lambda c: c.execute("CREATE TABLE en_plus (x)"),
    "index": lambda c: c.execute("CREATE INDEX en_plus ON piece (version)"),
    "column": lambda c: c.execute("ALTER TABLE piece ADD COLUMN en_plus TEXT"),
    "dropped index": lambda c: c.execute("DROP INDEX piece_dossier"),
    "statistics": lambda c: c.execute("ANALYZE"),
    "rewritten table": lambda c: c.executescript(
        "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') WHERE name='piece';"
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_planted_schema_object_closes_the_vault(coffre: Modele, trap: str) -> None:
    _, _, file_key = read_keys(coffre, "ecole")
    conn = raw_connect(coffre.coffre / "coffre.db", file_key)
    TRAPS[trap](conn)
    conn.close()
    with pytest.raises(SchemaForged) as refusal:
        coffre.open("coordo")
    assert refusal.value.code == "ALT-02"


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER t AFTER INSERT ON piece BEGIN SELECT 1; END",
        "CREATE TEMP TRIGGER t AFTER INSERT ON piece BEGIN SELECT 1; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TEMP VIEW v AS SELECT 1",
        "ATTACH DATABASE ':memory:' AS x",
        "PRAGMA rekey = 'x'",
        "PRAGMA key = 'x'",
        "PRAGMA writable_schema = ON",
        "PRAGMA journal_mode = WAL",
        "SELECT load_extension('x')",
        "CREATE VIRTUAL TABLE v USING fts5(x)",
    ],
)
def test_the_authorizer_denies_what_a_vault_never_needs(coffre: Modele, sql: str) -> None:
    session = coffre.open("coordo")
    with pytest.raises(Exception, match=r"not authorized|no such|prohibited"):
        session.coffre.conn.execute(sql)
    session.close()


@pytest.mark.parametrize("digits", [62, 63, 65])
def test_a_key_of_another_length_is_never_taken_for_a_passphrase(tmp_path: Path, digits: int) -> None:
    class Key(bytes):
        def hex(self, *_: object) -> str:
            return "a" * digits

    with pytest.raises(DatabaseDamaged):
        connect(tmp_path / "x.db", Key(32), create=True)
    assert not (tmp_path / "x.db").exists()


def test_a_plaintext_database_in_place_of_the_vault_is_refused(coffre: Modele) -> None:
    path = coffre.coffre / "coffre.db"
    path.unlink()
    plain = raw_sqlite(path)
    plain.execute("CREATE TABLE coffre (id TEXT PRIMARY KEY, valeur BLOB NOT NULL) STRICT, WITHOUT ROWID")
    plain.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseDamaged):
        coffre.open("coordo")
    assert path.read_bytes() == before


def raw_sqlite(path: Path) -> Any:
    """An ordinary, unencrypted database."""
    from sqlcipher3 import dbapi2

    return dbapi2.connect(str(path), isolation_level=None)


def test_a_new_vault_file_is_encrypted_from_its_first_byte(tmp_path: Path) -> None:
    conn = connect(tmp_path / "x.db", b"\x07" * 32, create=True)
    conn.execute("CREATE TABLE t (x)")
    harden(conn)
    conn.close()
    assert not (tmp_path / "x.db").read_bytes().startswith(b"SQLite")


def test_a_vault_of_a_newer_schema_is_refused_with_its_own_sentence(coffre: Modele) -> None:
    with adverse(coffre, "ecole", close_up=False) as hand:
        hand.conn.execute("PRAGMA user_version = 2000")
    with pytest.raises(SchemaNewer) as refusal:
        coffre.open("coordo")
    assert refusal.value.code == "END-05"


def test_a_vault_whose_schema_number_was_lowered_is_refused(coffre: Modele) -> None:
    with adverse(coffre, "ecole", close_up=False) as hand:
        hand.conn.execute("PRAGMA user_version = 0")
    with pytest.raises(GsnError) as refusal:
        coffre.open("coordo")
    assert refusal.value.exit_code == 5


def test_rows_put_back_without_the_journal_close_the_vault(coffre: Modele) -> None:
    for sql in (
        "DELETE FROM cle_scellee WHERE rowid = (SELECT max(rowid) FROM cle_scellee)",
        "DELETE FROM historique",
        "UPDATE coffre SET valeur = x'00' WHERE id = 'commune'",
        "DELETE FROM signature_charte",
    ):
        with adverse(coffre, "ecole", close_up=False) as hand:
            hand.conn.execute(sql)
        with pytest.raises(StateForged):
            coffre.open("coordo")
