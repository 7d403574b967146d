"""Drafts: their author's alone, durable, replaced, erased, dropped after thirty days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gsn_app.store.brouillon import erase_brouillon, erase_old, read_brouillon, save_brouillon
from tests.coffre_prepare import Prepare

TEXTE = {"texte": "Phrase en cours de frappe, accentuée : çà et là."}


def test_a_draft_comes_back_to_its_author_after_a_restart_and_to_nobody_else(coffre: Prepare) -> None:
    session = coffre.open("social")
    n, root = session.coffre.tail.n, session.coffre.racine.root()
    save_brouillon(session.coffre, "apport", "x", TEXTE)
    assert (session.coffre.tail.n, session.coffre.racine.root()) == (n, root)  # no act, no entry, no leaf
    session.close()
    again = coffre.open("social")
    assert read_brouillon(again.coffre, "apport", "x") == TEXTE
    assert read_brouillon(again.coffre, "apport", "y") == {}
    assert read_brouillon(again.coffre, "autre", "x") == {}
    again.close()
    other = coffre.open("coordo")
    assert read_brouillon(other.coffre, "apport", "x") == {}
    rows = other.coffre.conn.execute("SELECT id, scelle FROM brouillon").fetchall()
    assert len(rows) == 1 and b"frappe" not in rows[0][1]
    other.close()


def test_a_draft_is_replaced_then_erased(coffre: Prepare) -> None:
    session = coffre.open("social")
    for text in ("a", "b"):
        save_brouillon(session.coffre, "apport", "x", {"texte": text})
    assert read_brouillon(session.coffre, "apport", "x") == {"texte": "b"}
    erase_brouillon(session.coffre, "apport", "x")
    erase_brouillon(session.coffre, "apport", "x")
    assert read_brouillon(session.coffre, "apport", "x") == {}
    session.close()


def test_a_seal_moved_to_another_draft_or_altered_is_as_if_absent(coffre: Prepare) -> None:
    session = coffre.open("social")
    save_brouillon(session.coffre, "apport", "x", TEXTE)
    save_brouillon(session.coffre, "apport", "y", {"texte": "autre"})
    conn = session.coffre.conn
    rows = conn.execute("SELECT id, scelle FROM brouillon").fetchall()
    conn.execute("UPDATE brouillon SET scelle = ? WHERE id = ?", (rows[0][1], rows[1][0]))
    conn.execute("UPDATE brouillon SET scelle = x'00' WHERE id = ?", (rows[0][0],))
    assert read_brouillon(session.coffre, "apport", "x") == {}
    assert read_brouillon(session.coffre, "apport", "y") == {}
    session.close()


def test_drafts_untouched_for_thirty_days_go(coffre: Prepare) -> None:
    start = datetime(2026, 11, 21, 9, tzinfo=UTC)
    session = coffre.open("social", clock=lambda: start)
    save_brouillon(session.coffre, "apport", "x", TEXTE)
    session.coffre.clock = lambda: start + timedelta(days=29, hours=23)
    erase_old(session.coffre, 30)
    assert read_brouillon(session.coffre, "apport", "x") == TEXTE
    session.coffre.clock = lambda: start + timedelta(days=30, seconds=1)
    erase_old(session.coffre, 30)
    assert read_brouillon(session.coffre, "apport", "x") == {}
    session.close()
