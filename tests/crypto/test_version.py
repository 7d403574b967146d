"""A format of a newer version is refused by the code that docs/FORMAT.md names, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gsn_app.actions.journal_export import export_journal
from gsn_app.crypto import entete, journal, piece
from gsn_app.crypto import primitives as p
from gsn_app.domain.rappel_ordre_forme import from_dict
from gsn_app.domain.rappel_ordre_refus import RappelOrdreEvenementIllegible
from gsn_app.errors import GsnError
from gsn_app.verificateur.ligne import main
from tests.architecture.arbre import ROOT
from tests.attaques.adverse import adverse, raw_connect, read_keys
from tests.attaques.conftest import Modele, coffre, modele, told
from tests.coffre_prepare import BON_MARCHE

__all__ = ["coffre", "modele"]
SECTION = (ROOT / "docs" / "FORMAT.md").read_text(encoding="utf-8").split("Faire évoluer un format")[1]
KEY, VAULT = b"k" * 32, b"v" * 16
PLACE = piece.Place(VAULT, b"d" * 16, b"c" * 16, b"p" * 16, 1, 1)


def test_a_newer_header_is_refused_and_left_as_it_is(coffre: Modele) -> None:
    for name in ("entete.a", "entete.b"):
        raw = bytearray((coffre.coffre / name).read_bytes())
        raw[7] = 99
        (coffre.coffre / name).write_bytes(raw)
    before = {x.name: x.read_bytes() for x in coffre.coffre.iterdir()}
    assert told(lambda: coffre.open("coordo")).startswith("END-02: ") and "END-02" in SECTION
    assert {x.name: x.read_bytes() for x in coffre.coffre.iterdir()} == before


def test_a_slot_of_another_version_is_refused(coffre: Modele) -> None:
    raw = bytearray((coffre.coffre / "entete.a").read_bytes())
    raw[12 + 183] = 99
    with pytest.raises(entete.HeaderDamaged) as refusal:
        entete.parse(bytes(raw), BON_MARCHE)
    assert refusal.value.code == "END-01"


def test_a_newer_schema_is_refused_and_not_touched(coffre: Modele) -> None:
    _, _, file_key = read_keys(coffre, "ecole")
    conn = raw_connect(coffre.coffre / "coffre.db", file_key)
    (known,) = conn.execute("PRAGMA user_version").fetchone()
    conn.execute(f"PRAGMA user_version = {known + 1}")
    conn.close()
    before = (coffre.coffre / "coffre.db").read_bytes()
    assert told(lambda: coffre.open("coordo")).startswith("END-05: ") and "END-05" in SECTION
    assert (coffre.coffre / "coffre.db").read_bytes() == before


def test_a_newer_piece_key_or_line_is_refused() -> None:
    private, public = p.generate_exchange()
    signing, _ = p.generate_signature()
    sealed = piece.seal_piece(KEY, PLACE, b"{}", author=b"a" * 16, signing=signing, directory_epoch=1)
    grant = piece.Grant(1, b"d" * 16, 1, public, ())
    where = {"vault_id": VAULT, "row": b"r" * 16, "member": b"m" * 16}
    granted = piece.seal_grant(grant, public=public, signing=signing, **where)
    note = piece.seal_note(public, VAULT, b"d" * 16, b"r" * 16, b"{}")
    reads = {
        sealed: lambda raw: piece.open_piece(KEY, PLACE, raw),
        granted: lambda raw: piece.open_grant(private, sealed=raw, **where),
        note: lambda raw: piece.open_note(private, VAULT, b"d" * 16, b"r" * 16, raw),
    }
    for raw, read in reads.items():
        read(raw)
        with pytest.raises(p.SealBroken) as refusal:
            read(b"\x63" + raw[1:])
        assert refusal.value.code in SECTION


def test_a_newer_envelope_closes_the_vault(coffre: Modele) -> None:
    with adverse(coffre, "ecole", close_up=False) as hand:
        ((n, env),) = hand.conn.execute("SELECT n, enveloppe FROM journal ORDER BY n DESC LIMIT 1").fetchall()
        hand.conn.execute("UPDATE journal SET enveloppe = ? WHERE n = ?", (b"\x63" + env[1:], n))
    answer = told(lambda: coffre.open("coordo"))
    assert answer.startswith(("ALT-03: ", "ALT-04: ")) and "ALT-03" in SECTION
    with pytest.raises(journal.EntryMalformed):
        journal.unpack(b"\x63" + env[1:])


def test_a_newer_export_is_no_export(coffre: Modele, tmp_path: Path) -> None:
    session = coffre.open("dpo")
    path = export_journal(session, tmp_path / "export.jsonl")
    session.close()
    assert main([str(path)]) == 0
    first, _, rest = path.read_text().partition("\n")
    path.write_text(json.dumps({**json.loads(first), "format": 99}) + "\n" + rest)
    assert main([str(path)]) == 5
    assert "VER-02" in SECTION


def test_an_event_of_another_version_is_not_replayed() -> None:
    with pytest.raises(RappelOrdreEvenementIllegible) as refusal:
        from_dict({"v": 99, "acte": "rappel_ordre.prepare"}, auteur_id="x", auteur_roles=frozenset())
    assert isinstance(refusal.value, GsnError)
