"""Retention of the journal: payloads go at their term and not before, the chain stays, and only who may erases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gsn_app.actions.journal import EFFACE, Portee, read_journal, verify_journal
from gsn_app.actions.journal_export import export_journal
from gsn_app.actions.journal_purge import ClockDoubtful, PurgeNotDue, purge_journal, read_conservation
from gsn_app.actions.session import ActeForbidden, Session
from gsn_app.crypto import attestation
from gsn_app.crypto import journal as chain
from gsn_app.verificateur import Genre, main
from gsn_app.verificateur.anomalie import CONDUITES, typeset
from tests.attaques.adverse import Adverse, adverse
from tests.attaques.canaris import decrypt_pages
from tests.attaques.conftest import Modele

#: months of the charter's template
MOIS = 12
PAYLOADS = "SELECT count(*) FROM journal WHERE scelle IS NOT NULL"


@contextmanager
def later(coffre: Modele, nom: str, days: int) -> Iterator[Session]:
    """A session that many days from now."""
    session = coffre.open(nom, lambda: datetime.now(UTC) + timedelta(days=days))
    try:
        yield session
    finally:
        session.close()


def age(coffre: Modele, to: int, step: int = 80) -> int:
    """Live until a day: someone opens the vault from time to time, so that the clock never leaps; last payload of today."""
    session = coffre.open("ecole")
    last = session.coffre.tail.n
    session.close()
    for day in range(step, to, step):
        with later(coffre, "ecole", day):
            pass
    return last + 1


def told(etat_conduites: tuple[str, ...], genre: Genre) -> bool:
    return typeset(CONDUITES[genre]) in etat_conduites


def test_the_months_are_those_of_the_calendar() -> None:
    def ms(*day: int) -> int:
        return int(datetime(*day, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type, misc]

    assert attestation.subtract_months(ms(2026, 11, 21), 12) == ms(2025, 11, 21)
    assert attestation.subtract_months(ms(2028, 2, 29), 12) == ms(2027, 2, 28)
    assert attestation.subtract_months(ms(2026, 1, 31), 2) == ms(2025, 11, 28)
    assert attestation.subtract_months(2**63, 1) == 0


def test_at_its_term_the_payload_goes_by_itself_at_a_login_and_the_chain_still_verifies(
    coffre: Modele,
) -> None:
    before = age(coffre, 364)
    with later(coffre, "coordo", 364) as session:
        assert read_conservation(session).efface_jusqua == 0, "not a day before"
    with later(coffre, "coordo", 367) as session:
        conn = session.coffre.conn
        kept = read_conservation(session)
        assert kept.efface_jusqua == before and kept.a_effacer == 0
        assert conn.execute(f"{PAYLOADS} AND n <= ?", (before,)).fetchone() == (0,)
        assert conn.execute(f"{PAYLOADS} AND n > ?", (before,)).fetchone()[0] > 0
        etat = verify_journal(session)
        assert etat.integre and etat.effaces == before
    with later(coffre, "dpo", 368) as session:
        etat = verify_journal(session)
        assert (etat.integre, etat.niveau, etat.effaces) == (True, 1, before)
        lines = read_journal(session, nombre=1000)
        assert {line.acte for line in lines[:before]} == {EFFACE}
        assert [line.motif for line in lines if line.acte == "journal.purge"] == [
            f"{before} contenus, jusqu’à l’entrée {before}, {MOIS} mois"
        ]
        assert EFFACE not in {line.acte for line in lines[before:]}


def test_a_member_without_the_right_never_erases_even_when_it_is_due(coffre: Modele) -> None:
    age(coffre, 367)
    with later(coffre, "ecole", 367) as session:
        assert read_conservation(session).efface_jusqua == 0 and read_conservation(session).a_effacer > 0
        with pytest.raises(ActeForbidden):
            purge_journal(session)


def test_nothing_goes_before_its_term_even_when_asked(coffre: Modele) -> None:
    with later(coffre, "dpo", 20) as session, pytest.raises(PurgeNotDue):
        purge_journal(session)


@pytest.mark.parametrize("leap", [800, -400])
def test_a_clock_that_leaps_erases_nothing(coffre: Modele, leap: int) -> None:
    with later(coffre, "coordo", leap) as session:
        assert session.coffre.conn.execute(f"{PAYLOADS}").fetchone() == (session.coffre.tail.n,)
        with pytest.raises(ClockDoubtful):
            purge_journal(session)


def _purged(coffre: Modele) -> int:
    """Age the vault until its first erasure; returns the last entry erased."""
    before = age(coffre, 367)
    with later(coffre, "coordo", 367):
        pass
    return before


def _verify(coffre: Modele, nom: str = "ecole") -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
    with later(coffre, nom, 368) as session:
        etat = verify_journal(session)
        return etat.integre, etat.anomalies, etat.conduites


def test_a_payload_removed_before_its_term_beside_those_erased_is_found(coffre: Modele) -> None:
    erased = _purged(coffre)
    with adverse(coffre, "ecole", close_up=False) as hand:
        hand.conn.execute("UPDATE journal SET scelle = NULL WHERE n = ?", (erased + 2,))
    sound, anomalies, advice = _verify(coffre)
    assert not sound and told(advice, Genre.CONTENU_RETIRE)
    assert [a for a in anomalies if f"entrée {erased + 2} " in a]


def test_an_erased_payload_put_back_is_told(coffre: Modele) -> None:
    with adverse(coffre, "ecole", close_up=False) as hand:
        ((old,),) = hand.conn.execute("SELECT scelle FROM journal WHERE n = 4").fetchall()
    _purged(coffre)
    with adverse(coffre, "ecole", close_up=False) as hand:
        hand.conn.execute("UPDATE journal SET scelle = ? WHERE n = 4", (old,))
    sound, anomalies, advice = _verify(coffre)
    assert not sound and told(advice, Genre.CONTENU_REMIS)
    assert any("entrée 4 " in a for a in anomalies)


def _forge(hand: Adverse, coffre: Modele, *, n: int, days: int, mois: int, as_member: str) -> None:
    """An erasure signed with the forger's own key, in whoever's name, and the payloads gone."""
    (env,) = hand.conn.execute("SELECT enveloppe FROM journal WHERE n = ?", (n,)).fetchone()
    when = int((datetime.now(UTC) + timedelta(days=days)).timestamp() * 1000)
    who = bytes.fromhex(coffre.membres[as_member])
    record = attestation.Effacement(n, chain.p.sha256(env), when, mois, who)
    raw = record.sign(hand.keys.signature_private, hand.vault_id)
    hand.conn.execute("INSERT OR REPLACE INTO coffre VALUES ('journal.effacement', ?)", (raw,))
    hand.conn.execute("UPDATE journal SET scelle = NULL WHERE n <= ?", (n,))


@pytest.mark.parametrize(("by", "name"), [("ecole", "ecole"), ("ecole", "coordo"), ("police", "dpo")])
def test_an_erasure_by_someone_who_may_not_is_found(coffre: Modele, by: str, name: str) -> None:
    with adverse(coffre, by) as hand:
        _forge(hand, coffre, n=6, days=400, mois=MOIS, as_member=name)
    sound, anomalies, advice = _verify_now(coffre)
    assert not sound and told(advice, Genre.EFFACEMENT_FORGE) and told(advice, Genre.CONTENU_RETIRE)
    assert any("entrée 6 " in a for a in anomalies)


@pytest.mark.parametrize(
    ("days", "mois", "genre"),
    [(0, MOIS, Genre.CONTENU_RETIRE), (0, 1, Genre.EFFACEMENT_FORGE), (400, 1, Genre.EFFACEMENT_FORGE)],
)
def test_an_erasure_ahead_of_its_term_is_found_even_signed_by_who_may(
    coffre: Modele, days: int, mois: int, genre: Genre
) -> None:
    with adverse(coffre, "dpo") as hand:
        _forge(hand, coffre, n=6, days=days, mois=mois, as_member="dpo")
    sound, _, advice = _verify_now(coffre)
    assert not sound and told(advice, genre)


def test_an_erasure_dated_in_the_future_proves_nothing(coffre: Modele) -> None:
    """Who may erase signs « in thirteen months », today: later than the last entry of the journal."""
    with adverse(coffre, "dpo") as hand:
        _forge(hand, coffre, n=6, days=400, mois=MOIS, as_member="dpo")
    sound, _, advice = _verify_now(coffre)
    assert not sound and told(advice, Genre.EFFACEMENT_FORGE)


def test_an_erasure_of_another_chain_is_found(coffre: Modele) -> None:
    erased = _purged(coffre)
    with adverse(coffre, "dpo") as hand:
        (raw,) = hand.conn.execute("SELECT valeur FROM coffre WHERE id = 'journal.effacement'").fetchone()
        record = attestation.parse_effacement(bytes(raw))
        forged = attestation.Effacement(
            erased, b"\1" * 32, record.time_ms, record.mois, bytes.fromhex(coffre.membres["dpo"])
        )
        value = forged.sign(hand.keys.signature_private, hand.vault_id)
        hand.conn.execute("UPDATE coffre SET valeur = ? WHERE id = 'journal.effacement'", (value,))
    (coffre.poste / "tetes" / hand.vault_id.hex()).unlink()
    sound, _, advice = _verify(coffre)
    assert not sound and told(advice, Genre.EFFACEMENT_FORGE)


def _verify_now(coffre: Modele) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
    session = coffre.open("ecole")
    try:
        etat = verify_journal(session)
        return etat.integre, etat.anomalies, etat.conduites
    finally:
        session.close()


def test_the_export_of_a_purged_journal_verifies_on_its_own_and_says_how_much_went(
    coffre: Modele, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    erased = _purged(coffre)
    with later(coffre, "dpo", 368) as session:
        export_journal(session, tmp_path / "e.json")
    assert main([str(tmp_path / "e.json")]) == 0
    assert f"Contenu effacé au terme\u00a0: {erased} entrées" in capsys.readouterr().out
    lines = (tmp_path / "e.json").read_text(encoding="utf-8").splitlines()
    head = json.loads(lines[0])
    head["effacement"] = ""
    (tmp_path / "f.json").write_text("\n".join([json.dumps(head), *lines[1:]]), encoding="utf-8")
    assert main([str(tmp_path / "f.json")]) == 4
    assert "entrée 1 a été retiré avant son terme" in capsys.readouterr().out


def test_a_point_of_control_survives_an_erasure(coffre: Modele) -> None:
    age(coffre, 367)
    with later(coffre, "dpo", 366) as session:
        assert verify_journal(session).integre
    with later(coffre, "coordo", 367) as session:
        assert read_conservation(session).efface_jusqua > 0
    with later(coffre, "dpo", 368) as session:
        for portee in (Portee.NOUVEAU, Portee.SUITE, Portee.COMPLETE):
            assert verify_journal(session, portee=portee).integre, portee


def test_erased_payloads_leave_no_residue_in_the_decrypted_file(coffre: Modele) -> None:
    with adverse(coffre, "ecole", close_up=False) as hand:
        ((sealed,),) = hand.conn.execute("SELECT scelle FROM journal WHERE n = 4").fetchall()
        key = hand.file_key
    database = coffre.coffre / "coffre.db"
    assert bytes(sealed)[:100] in decrypt_pages(database, key)  # the search sees what is there
    _purged(coffre)
    assert bytes(sealed)[:100] not in decrypt_pages(database, key)
