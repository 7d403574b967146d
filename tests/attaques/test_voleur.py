"""The thief of a PC, a disk or a stick: every file of the vault and machine folders, no passphrase, no name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from gsn_app.actions.apport import withdraw_apport
from gsn_app.actions.saisine import list_saisines
from gsn_app.actions.situation import list_situations, read_situation
from tests.attaques.adverse import raw_connect, read_keys
from tests.attaques.canaris import decrypt_pages, find, needles, scan
from tests.attaques.conftest import CANARIS_A, Modele
from tests.attaques.dump_independant import dump


def _clear_copy(coffre: Modele, to: Path) -> Path:
    """Everything decrypted by its legitimate holders, in an ordinary database: what the scanner must find."""
    to.mkdir()
    _, _, file_key = read_keys(coffre, "coordo")
    conn = raw_connect(coffre.coffre / "coffre.db", file_key)
    conn.execute("ATTACH DATABASE ? AS clair KEY ''", (str(to / "clair.db"),))
    conn.execute("SELECT sqlcipher_export('clair')")
    conn.close()
    plain = sqlcipher.connect(str(to / "clair.db"), isolation_level=None)
    plain.execute("CREATE TABLE ouvert (texte TEXT)")
    for nom in coffre.membres:
        told = dump(coffre.coffre, coffre.poste, coffre.membres[nom], _phrase(nom))
        plain.execute("INSERT INTO ouvert VALUES (?)", (json.dumps(told, ensure_ascii=False),))
    plain.close()
    return to


def _phrase(nom: str) -> str:
    from tests.coffre_prepare import phrase

    return phrase(nom)


def test_a_thief_finds_no_canary_in_any_file(coffre: Modele) -> None:
    assert scan([coffre.coffre, coffre.poste], coffre.canaris) == {}


def test_the_same_scanner_finds_every_canary_in_a_decrypted_copy(coffre: Modele, tmp_path: Path) -> None:
    hits = scan([_clear_copy(coffre, tmp_path / "clair")], coffre.canaris)
    assert set(hits) == coffre.canaris


def test_the_scanner_knows_each_encoding(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    for rank, needle in enumerate(needles(CANARIS_A["nom"])):
        (tmp_path / "d" / f"{rank}.bin").write_bytes(b"\x07bruit" + needle + b"\xff")
    hits = scan([tmp_path / "d"], [CANARIS_A["nom"]])
    assert len(hits[CANARIS_A["nom"]]) == len(needles(CANARIS_A["nom"]))


def test_no_canary_leaks_while_a_session_is_open_and_reads_everything(coffre: Modele) -> None:
    session = coffre.open("coordo")
    list_situations(session)
    list_saisines(session)
    assert read_situation(session, coffre.situation_a).apports
    assert scan([coffre.coffre, coffre.poste], coffre.canaris) == {}
    session.close()


def test_the_names_of_the_members_are_not_in_the_vault_folder(coffre: Modele) -> None:
    names = {"Coordo Testard", "Social Testard", "Dpo Testard", "Saint-Exemple-sur-Test"}
    assert scan([coffre.coffre, coffre.poste], names) == {}


def test_even_with_the_file_key_no_page_free_or_used_holds_a_canary(coffre: Modele) -> None:
    session = coffre.open("social")
    withdraw_apport(session, coffre.situation_a, coffre.apport)
    session.close()
    _, _, file_key = read_keys(coffre, "ecole")
    pages = decrypt_pages(coffre.coffre / "coffre.db", file_key)
    assert pages.startswith(b"SQLite format 3\0")
    assert b"CREATE TABLE cle_scellee" in pages  # the pages are really in clear here
    # identifiers of dossiers are random and visible to any holder of the file key: docs/MENACES.md says so
    assert find(pages, coffre.canaris - {coffre.situation_a, coffre.situation_b, coffre.saisine}) == set()


def test_the_page_reader_sees_what_was_deleted_in_a_free_page(coffre: Modele, tmp_path: Path) -> None:
    _, _, file_key = read_keys(coffre, "ecole")
    shutil.copy(coffre.coffre / "coffre.db", tmp_path / "libre.db")
    conn = raw_connect(tmp_path / "libre.db", file_key)
    conn.execute("PRAGMA secure_delete = OFF")
    conn.execute("CREATE TABLE temoin (texte TEXT)")
    conn.execute("INSERT INTO temoin VALUES (?)", (CANARIS_A["apport"] * 200,))
    conn.execute("DROP TABLE temoin")
    conn.close()
    assert find(decrypt_pages(tmp_path / "libre.db", file_key), [CANARIS_A["apport"]])
