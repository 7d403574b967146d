"""The journal edited, deleted, swapped, truncated or chained anew: found, the entry named, the vault closed or told."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gsn_app import verificateur
from gsn_app.actions.journal import read_journal, verify_journal
from gsn_app.actions.journal_export import export_journal
from gsn_app.crypto import journal as chain
from gsn_app.crypto import primitives as p
from gsn_app.store import journal as store
from gsn_app.store.coffre import StateForged, VaultRolledBack
from gsn_app.verificateur import Anomalie, Genre
from gsn_app.verificateur import export as export_module
from tests.attaques.adverse import adverse
from tests.attaques.conftest import Modele


@pytest.fixture
def export(coffre: Modele, tmp_path: Path) -> list[str]:
    """Lines of the journal exported by the auditeur."""
    session = coffre.open("dpo")
    path = export_journal(session, tmp_path / "export.jsonl")
    session.close()
    return path.read_text(encoding="utf-8").splitlines()


def _verify(tmp_path: Path, lines: list[str], *ancres: str) -> int:
    """The exit code of the verifier run on its own."""
    (tmp_path / "e.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return verificateur.main([str(tmp_path / "e.jsonl"), *(f"--ancre={a}" for a in ancres)])


def _row(lines: list[str], n: int) -> list[Any]:
    return list(json.loads(lines[n]))


def _flip(text: str, at: int) -> str:
    raw = bytearray(export_module._raw(text))
    raw[at] ^= 1
    return export_module._b64(bytes(raw))


def _edited(field: int) -> Callable[[list[str]], list[str]]:
    def edit(lines: list[str]) -> list[str]:
        row = _row(lines, 7)
        row[field] = _flip(row[field], 40)
        return [*lines[:7], json.dumps(row), *lines[8:]]

    return edit


def _renumbered(lines: list[str]) -> list[str]:
    return [*lines[:7], json.dumps([8, *_row(lines, 7)[1:]]), *lines[8:]]


def _replaced_payload(lines: list[str]) -> list[str]:
    row = _row(lines, 7)
    row[2] = _row(lines, 8)[2]
    return [*lines[:7], json.dumps(row), *lines[8:]]


EDITS: dict[str, tuple[Callable[[list[str]], list[str]], str]] = {
    "envelope edited": (_edited(1), "7"),
    "payload edited": (_edited(2), "7"),
    "signature edited": (_edited(3), "7"),
    "payload of another entry": (_replaced_payload, "7"),
    "deleted": (lambda x: [*x[:7], *x[8:]], "7"),
    "swapped": (lambda x: [*x[:7], x[8], x[7], *x[9:]], "7"),
    "doubled": (lambda x: [*x[:8], x[7], *x[8:]], "7"),
    "renumbered": (_renumbered, "7"),
    "first deleted": (lambda x: [x[0], *x[2:]], "1"),
}


def test_the_untouched_export_verifies_on_its_own(
    export: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _verify(tmp_path, export) == 0
    assert "Journal intègre" in capsys.readouterr().out


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_export_is_found_and_the_entry_named(
    export: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], edit: str
) -> None:
    gesture, n = EDITS[edit]
    assert _verify(tmp_path, gesture(export)) == 4
    out = capsys.readouterr().out
    assert "ALTÉRÉ" in out
    assert f" {n}" in out.splitlines()[1]


def test_a_payload_removed_before_its_term_is_told_with_what_to_do(
    export: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = _row(export, 7)
    assert _verify(tmp_path, [*export[:7], json.dumps([row[0], row[1], None, row[3]]), *export[8:]]) == 4
    out = capsys.readouterr().out
    assert "entrée 7 a été retiré avant son terme" in out
    assert f"→ {Anomalie(7, '', Genre.CONTENU_RETIRE).conduite}" in out


def test_a_truncated_export_verifies_alone_but_not_against_an_anchor(
    export: list[str], tmp_path: Path, coffre: Modele, capsys: pytest.CaptureFixture[str]
) -> None:
    """Level 0 cannot see a cut end: only an anchor kept outside can. MENACES says so."""
    session = coffre.open("coordo")
    anchor = session.ancre
    session.close()
    cut = export[:-6]
    assert _verify(tmp_path, cut) == 0
    assert _verify(tmp_path, cut, anchor) == 4
    assert f"entrée {anchor.split('·')[0]}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text", ["7·AAAAAAAAAAAAAAAA", "7.aaaaaaaaaaaaaaaa", "hors sujet", "9" * 30 + "·" + "A" * 16]
)
def test_an_anchor_that_is_not_the_journals_is_told(export: list[str], tmp_path: Path, text: str) -> None:
    assert _verify(tmp_path, export, text) == 4


@pytest.mark.parametrize(
    "lines",
    [
        [], [""], ["{}"], ["[]"], ["null"], ["5"], ["[" * 100_000], ['{"coffre":5,"annuaires":[]}'],
        ['{"coffre":"' + "00" * 16 + '","annuaires":[]}'], ['{"coffre":"zz","annuaires":[["",""]]}'],
        ['{"coffre":"' + "00" * 16 + '","annuaires":[["e30=",""]]}'],
    ],
)  # fmt: skip
def test_a_file_that_is_no_export_ends_with_code_5(tmp_path: Path, lines: list[str]) -> None:
    assert _verify(tmp_path, lines) == 5


@pytest.mark.parametrize(
    "line",
    ["[1]", "null", "{}", '["7","","",""]', "[1e999,\"\",\"\",\"\"]", "[-1,\"\",\"\",\"\"]", "[true,5,null,\"\"]",
     "[99999999999999999999999999,\"\",\"\",\"\"]", "[7,\"é\",\"\",\"\"]", "[" * 50_000],
)  # fmt: skip
def test_a_nonsense_line_ends_with_code_4_or_5_never_a_traceback(
    export: list[str], tmp_path: Path, line: str
) -> None:
    assert _verify(tmp_path, [*export[:7], line, *export[8:]]) in {4, 5}


def test_every_byte_of_an_entry_is_covered(export: list[str]) -> None:
    directory, entries = verificateur.read_export(export)
    rows = list(entries)
    missed = []
    n, env, sealed, signature = rows[6]
    assert sealed is not None
    for field, raw in enumerate((env, sealed, signature), 1):
        for at in range(len(raw)):
            forged = bytearray(raw)
            forged[at] ^= 1 << (at % 8)
            row = [n, env, sealed, signature]
            row[field] = bytes(forged)
            verdict = verificateur.verify(directory, [*rows[:6], tuple(row), *rows[7:9]])  # type: ignore[list-item]
            if verdict.integre or not any(where in {7, 8} for where, *_ in verdict.anomalies):
                missed.append((field, at))
    assert missed == []


def _rechain(hand: Any, start: int, *, drop: int = 0, certificate: bool = True) -> None:
    """Chain the journal anew from an entry under one session of the forger's; sound to whoever holds no key."""
    rows = list(store.read_entries(hand.conn))
    private, public = p.generate_signature()
    audit = bytes.fromhex(hand.annuaire.cle_audit)
    hand.conn.execute("DELETE FROM journal WHERE n >= ?", (start,))
    tail = store.read_tail(hand.conn, hand.vault_id)
    for n, env, _, _ in rows:
        if n < start or n == drop:
            continue
        old = chain.unpack(env)
        proof = chain.sign_certificate(hand.keys.signature_private, hand.vault_id, public, tail.n + 1).hex()
        entree = store.Entree("situation.consultee", certificat=proof if certificate else "")
        writer = store.Writer(hand.vault_id, audit, hand.membre_id, private, public)
        tail = store.append(hand.conn, writer, tail, entree, old.state_root, old.time_ms)


def test_a_rechained_journal_is_refused_on_its_machine(coffre: Modele) -> None:
    with adverse(coffre, "ecole", close_up=False) as hand:
        _rechain(hand, 5)
    with pytest.raises(VaultRolledBack):
        coffre.open("coordo")


def test_a_rechained_journal_passes_level_0_and_an_anchor_finds_it(coffre: Modele) -> None:
    session = coffre.open("coordo")
    paper = session.ancre
    session.close()
    with adverse(coffre, "ecole", close_up=False) as hand:
        _rechain(hand, 5)
    (coffre.poste / "tetes" / hand.vault_id.hex()).unlink()
    session = coffre.open("social")
    assert verify_journal(session).integre  # a holder of the file key can do that much: docs/MENACES.md
    verdict = verify_journal(session, ancres=[paper])
    session.close()
    assert not verdict.integre
    assert f"entrée {paper.split('·')[0]}" in verdict.anomalies[0]


def test_a_rechained_journal_without_a_members_certificate_is_found_by_the_auditeur(coffre: Modele) -> None:
    with adverse(coffre, "ecole", close_up=False) as hand:
        _rechain(hand, 5, certificate=False)
    (coffre.poste / "tetes" / hand.vault_id.hex()).unlink()
    session = coffre.open("dpo")
    verdict = verify_journal(session)
    session.close()
    assert (verdict.niveau, verdict.integre) == (1, False)
    assert "entrée 5" in verdict.anomalies[0]


def test_a_rechained_journal_names_its_forger_to_the_auditeur(coffre: Modele) -> None:
    """With a certificate of their own, the forger signs everything in their own name."""
    with adverse(coffre, "ecole", close_up=False) as hand:
        _rechain(hand, 5)
    (coffre.poste / "tetes" / hand.vault_id.hex()).unlink()
    session = coffre.open("dpo")
    told = {line.membre for line in read_journal(session, debut=5, nombre=20)}
    session.close()
    assert told == {"Ecole Testard"}


def test_an_entry_written_in_anothers_name_is_found_by_the_auditeur(coffre: Modele) -> None:
    with adverse(coffre, "ecole", close_up=False) as hand:
        private, public = p.generate_signature()
        victim = bytes.fromhex(coffre.membres["social"])
        writer = store.Writer(hand.vault_id, bytes.fromhex(hand.annuaire.cle_audit), victim, private, public)
        tail = store.read_tail(hand.conn, hand.vault_id)
        root = store.read_state_root(hand.conn, tail.n)
        assert root is not None
        proof = chain.sign_certificate(hand.keys.signature_private, hand.vault_id, public, tail.n + 1)
        entree = store.Entree("session.ouverte", certificat=proof.hex())
        store.append(hand.conn, writer, tail, entree, root, int(time.time() * 1000))
    session = coffre.open("dpo")
    verdict = verify_journal(session)
    session.close()
    assert any(f"entrée {tail.n + 1}" in a for a in verdict.anomalies)


@pytest.mark.parametrize(
    "payload", [b"", b"\0", b"\0\0\0\x05null\n", b"\xff" * 256, b"\0\0\xff\xff" + b"[" * 60_000]
)
def test_a_nonsense_payload_is_told_to_the_auditeur_never_a_crash(coffre: Modele, payload: bytes) -> None:
    with adverse(coffre, "ecole", close_up=False) as hand:
        private, public = p.generate_signature()
        tail = store.read_tail(hand.conn, hand.vault_id)
        info = b"entree-v1" + (tail.n + 1).to_bytes(8, "big") + tail.chain
        sealed = p.hpke_seal(bytes.fromhex(hand.annuaire.cle_audit), payload, info)
        root = store.read_state_root(hand.conn, tail.n)
        assert root is not None
        env = chain.Envelope(
            hand.vault_id, tail.n + 1, int(time.time() * 1000), public, tail.chain, p.sha256(sealed), root
        ).pack()
        signature = chain.sign_entry(private, p.sha256(env))
        hand.conn.execute("INSERT INTO journal VALUES (?, ?, ?, ?)", (tail.n + 1, env, sealed, signature))
    session = coffre.open("dpo")
    assert len(read_journal(session, debut=tail.n + 1, nombre=1)) == 1
    verdict = verify_journal(session)
    session.close()
    assert any(f"entrée {tail.n + 1}" in a for a in verdict.anomalies)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("DELETE FROM journal WHERE n = (SELECT max(n) FROM journal)", "ALT-04"),
        ("DELETE FROM journal", "ALT-04"),
        ("UPDATE journal SET enveloppe = x'01' WHERE n = (SELECT max(n) FROM journal)", "ALT-03"),
        ("UPDATE journal SET n = n + 1000 WHERE n = (SELECT max(n) FROM journal)", "ALT-03"),
        ("UPDATE journal SET enveloppe = zeroblob(161) WHERE n = (SELECT max(n) FROM journal)", "ALT-03"),
    ],
)
def test_an_altered_end_of_the_journal_closes_the_vault(coffre: Modele, sql: str, expected: str) -> None:
    with adverse(coffre, "ecole", close_up=False) as hand:
        hand.conn.execute(sql)
    with pytest.raises((VaultRolledBack, StateForged, store.JournalBroken)) as refusal:
        coffre.open("coordo")
    assert refusal.value.code == expected


@pytest.mark.parametrize(
    ("sql", "n"),
    [
        ("DELETE FROM journal WHERE n = 6", "6"),
        ("UPDATE journal SET signature = zeroblob(64) WHERE n = 6", "6"),
        ("UPDATE journal SET scelle = zeroblob(300) WHERE n = 6", "6"),
        ("UPDATE journal SET enveloppe = (SELECT enveloppe FROM journal WHERE n = 5) WHERE n = 6", "6"),
        ("UPDATE journal SET enveloppe = x'' WHERE n = 6", "6"),
    ],
)
def test_an_altered_middle_is_found_by_any_member_who_verifies(coffre: Modele, sql: str, n: str) -> None:
    with adverse(coffre, "ecole", close_up=False) as hand:
        hand.conn.execute(sql)
    session = coffre.open("social")
    verdict = verify_journal(session)
    session.close()
    assert not verdict.integre
    assert any(f" {n}" in a for a in verdict.anomalies)
