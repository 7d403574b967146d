"""``gsn verifier``: each exit code through a real process, sound and altered, and who may not."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from gsn_app.actions.ouverture import open_session
from gsn_app.actions.session import Session
from gsn_app.store.connection import connect
from tests.cli.commande import PHRASES, Coffre, Sortie, gsn
from tests.conftest import Run


def verify(coffre: Coffre, who: str = "coordo", *more: str, **options: object) -> Sortie:
    """Run it as one member, their passphrase on a descriptor."""
    options.setdefault("secret", PHRASES[who].encode())
    return gsn(
        "verifier", "--coffre", coffre.dossier, "--poste", coffre.poste, "--membre", coffre.membres[who], *more,
        **options,  # type: ignore[arg-type]
    )  # fmt: skip


def forge(coffre: Coffre, gesture: Callable[[Session], object]) -> None:
    """What a holder of the file key could do with a tool of their own: no entry is written."""
    session = open_session(coffre.dossier, coffre.poste, coffre.membres["coordo"], PHRASES["coordo"])
    gesture(session)
    session.closed = True
    session.coffre.close()


def test_a_sound_journal_is_told_and_ends_with_0(coffre: Coffre) -> None:
    done = verify(coffre)
    assert done.code == 0, done.erreur
    assert "Journal intègre" in done.dit


def test_json_holds_the_anchor_and_the_level_of_proof(coffre: Coffre) -> None:
    member, auditor = verify(coffre, "coordo", "--json"), verify(coffre, "dpo", "--json")
    assert json.loads(member.dit)["integre"] is True
    assert (json.loads(member.dit)["niveau"], json.loads(auditor.dit)["niveau"]) == (0, 1)
    assert json.loads(auditor.dit)["entrees"] > json.loads(member.dit)["entrees"]


def test_an_anchor_noted_on_paper_is_confirmed_or_denied(coffre: Coffre) -> None:
    anchor = json.loads(verify(coffre, "coordo", "--json").dit)["ancre"]
    assert verify(coffre, "coordo", "--ancre", anchor).code == 0
    number, _, letters = anchor.partition("·")
    changed = f"{number}·{letters[:-1]}{'A' if letters[-1] != 'A' else 'B'}"
    denied = verify(coffre, "coordo", "--ancre", changed)
    assert denied.code == 4 and f"entrée {number}" in denied.dit
    absent = verify(coffre, "coordo", "--ancre", f"999999·{letters}")
    assert absent.code == 4 and "999999" in absent.dit


def test_an_anchor_wrongly_typed_is_a_usage_error_not_an_accusation(coffre: Coffre) -> None:
    done = verify(coffre, "coordo", "--ancre", "quarante")
    assert (done.code, "CLI-08" in done.erreur) == (2, True)


def test_a_wrong_passphrase_is_refused_and_says_nothing_else(coffre: Coffre) -> None:
    done = verify(coffre, secret=b"une autre phrase tout aussi longue\n")
    assert (done.code, done.dit) == (3, "")
    assert "OUV-01" in done.erreur and "lanterne" not in done.erreur


def test_a_passphrase_may_end_with_a_line_break(coffre: Coffre) -> None:
    assert verify(coffre, secret=PHRASES["coordo"].encode() + b"\r\n").code == 0


@pytest.mark.parametrize(
    ("asked", "code"), [("Coordo Testard", 0), ("coordo", 0), ("Testard", 2), ("", 2), ("Absent", 2)]
)
def test_a_member_is_an_id_a_name_or_an_unambiguous_part_of_it(coffre: Coffre, asked: str, code: int) -> None:
    done = gsn(
        "verifier", "--coffre", coffre.dossier, "--poste", coffre.poste, "--membre", asked,
        secret=PHRASES["coordo"].encode(),
    )  # fmt: skip
    assert done.code == code
    assert code == 0 or ("CLI-01" in done.erreur and "Dpo Testard" in done.erreur)


def test_without_terminal_nor_descriptor_nothing_is_guessed(coffre: Coffre) -> None:
    done = verify(coffre, secret=None)
    assert (done.code, "CLI-03" in done.erreur) == (2, True)


@pytest.mark.parametrize("given", ["987", b"\xff\xfe\xfd"])
def test_an_unusable_descriptor_is_told(coffre: Coffre, given: str | bytes) -> None:
    more = ("--secret-fd", given) if isinstance(given, str) else ()
    done = verify(coffre, "coordo", *more, secret=given if isinstance(given, bytes) else None)
    assert (done.code, "CLI-02" in done.erreur) == (2, True)


def test_a_demonstration_needs_no_passphrase_and_a_real_vault_does_whatever_lies_beside_it(
    fictif: Coffre, coffre: Coffre
) -> None:
    done = gsn("verifier", "--coffre", fictif.dossier, "--poste", fictif.poste)
    assert done.code == 0 and "attribution comprise" in done.dit
    left = json.dumps({"membre_id": coffre.membres["dpo"], "phrase_de_passe": PHRASES["dpo"]})
    (coffre.dossier / "auditeur.demonstration.json").write_text(left)
    refused = gsn("verifier", "--coffre", coffre.dossier, "--poste", coffre.poste, "--membre", "dpo")
    assert (refused.code, "CLI-03" in refused.erreur) == (2, True)


def test_a_missing_vault_is_told(tmp_path: Path) -> None:
    done = gsn("verifier", "--coffre", tmp_path / "absent", "--poste", tmp_path, "--membre", "x", secret=b"x")
    assert (done.code, "OUV-04" in done.erreur) == (2, True)


def test_another_machine_knows_nothing_of_the_vault(coffre: Coffre, tmp_path: Path) -> None:
    (tmp_path / "autre").mkdir()
    (tmp_path / "autre" / "secret_de_poste").write_bytes(os.urandom(32))
    done = gsn(
        "verifier",
        "--coffre",
        coffre.dossier,
        "--poste",
        tmp_path / "autre",
        "--membre",
        "coordo",
        secret=b"x",
    )
    assert (done.code, "OUV-07" in done.erreur) == (3, True)


def test_a_damaged_header_or_database_ends_with_5(coffre: Coffre) -> None:
    base = coffre.dossier / "coffre.db"
    raw = bytearray(base.read_bytes())
    raw[len(raw) // 2] ^= 1
    base.write_bytes(raw)
    assert verify(coffre).code == 5
    base.write_bytes(raw[: len(raw) // 3])
    assert verify(coffre).code == 5
    for name in ("entete.a", "entete.b"):
        (coffre.dossier / name).write_bytes(b"rien de lisible")
    assert verify(coffre).code == 5


@pytest.mark.parametrize("column", ["enveloppe", "scelle", "signature"])
def test_an_edited_entry_ends_with_4_and_is_named(coffre: Coffre, column: str) -> None:
    def edit(session: Session) -> None:
        conn = session.coffre.conn
        (raw,) = conn.execute(f"SELECT {column} FROM journal WHERE n = 3").fetchone()
        flipped = bytes(raw[:-1]) + bytes([raw[-1] ^ 1])
        conn.execute(f"UPDATE journal SET {column} = ? WHERE n = 3", (flipped,))

    forge(coffre, edit)
    done = verify(coffre)
    assert done.code == 4
    assert "ALTÉRÉ" in done.dit and "entrée 3" in done.dit


def test_a_deleted_entry_ends_with_4_and_is_named(coffre: Coffre) -> None:
    forge(coffre, lambda s: s.coffre.conn.execute("DELETE FROM journal WHERE n = 2"))
    done = verify(coffre, "dpo")
    assert done.code == 4 and "entrée 2 manque" in done.dit


def test_a_truncated_journal_or_an_older_copy_ends_with_4(coffre: Coffre, tmp_path: Path) -> None:
    older = coffre.copy(tmp_path / "avant")
    assert verify(coffre).code == 0
    back = Coffre(older.dossier, coffre.poste, coffre.membres)
    done = verify(back)
    assert done.code == 4 and "ALT-04" in done.erreur
    forge(coffre, lambda s: s.coffre.conn.execute("DELETE FROM journal WHERE n > ?", (s.coffre.tail.n - 2,)))
    assert verify(coffre).code == 4


def test_a_vault_of_a_newer_version_is_left_alone(coffre: Coffre) -> None:
    keys: list[bytes] = []
    forge(coffre, lambda s: keys.append(s.coffre.file_key))
    conn = connect(coffre.dossier / "coffre.db", keys[0])
    conn.execute("PRAGMA user_version = 99")
    conn.close()
    before = (coffre.dossier / "coffre.db").read_bytes()
    done = verify(coffre)
    assert (done.code, "END-05" in done.erreur) == (5, True)
    assert (coffre.dossier / "coffre.db").read_bytes() == before


def test_a_header_of_a_newer_version_is_left_alone(coffre: Coffre) -> None:
    for name in ("entete.a", "entete.b"):
        raw = bytearray((coffre.dossier / name).read_bytes())
        raw[7] += 1
        (coffre.dossier / name).write_bytes(raw)
    done = verify(coffre)
    assert (done.code, "END-02" in done.erreur) == (5, True)


def test_a_plaintext_database_in_its_place_is_refused(coffre: Coffre) -> None:
    base = coffre.dossier / "coffre.db"
    base.unlink()
    plain = sqlite3.connect(base)
    plain.execute("CREATE TABLE journal (n INTEGER PRIMARY KEY)")
    plain.commit()
    plain.close()
    assert verify(coffre).code == 5


def test_two_openings_never_write_together(coffre: Coffre) -> None:
    session = open_session(coffre.dossier, coffre.poste, coffre.membres["coordo"], PHRASES["coordo"])
    done = verify(coffre)
    session.close()
    assert (done.code, "OUV-02" in done.erreur) == (3, True)
    assert "Coordo Testard" in done.erreur
    assert verify(coffre).code == 0


def test_a_folder_of_another_user_is_unreadable_and_says_so(coffre: Coffre, run_as: Run) -> None:
    """Root without its power over files meets the folder of somebody else."""
    assert run_as  # skipped unless root
    os.chown(coffre.dossier, 65534, 65534)
    coffre.dossier.chmod(0o700)
    done = verify(coffre, prefixe=("setpriv", "--bounding-set=-dac_override,-dac_read_search"))
    assert (done.code, "OUV-05" in done.erreur) == (5, True)


def test_a_full_disk_stops_before_anything_is_shown(
    coffre: Coffre, small_disk: Callable[[int], Path]
) -> None:
    disk = small_disk(8_000_000)
    there = Coffre(coffre.copy(disk / "v").dossier, coffre.poste, coffre.membres)
    with (disk / "plein").open("wb", buffering=0) as stream:
        try:
            while stream.write(b"\0" * 4096):
                pass
        except OSError:
            pass
    done = verify(there)
    assert (done.code, "END-04" in done.erreur, done.dit) == (5, True, "")
    (disk / "plein").unlink()
    assert verify(there).code == 0


def test_too_little_memory_is_one_sentence_with_a_code(coffre: Coffre) -> None:
    import resource

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (400_000_000, 400_000_000))

    done = verify(coffre, avant=narrow)
    assert (done.code, "GSN-00" in done.erreur) == (5, True)
    assert done.erreur.count("\n") == 1 and "lanterne" not in done.erreur
