"""The journal's screen on a real vault: sound, damaged, and who may not read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from gsn_app.actions.journal import count_entrees
from gsn_app.ui.journal import CONDUITE, JournalScreen, label_acte
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.context import Context
from tests.ui.socle import check_controls, click, coffre, coffre_modele, enter, qapp, settle, type_text

__all__ = ["coffre", "coffre_modele", "enter", "qapp"]
Enter = Callable[[str], Context]


def _screen(qtbot: QtBot, context: Context) -> JournalScreen:
    screen = JournalScreen(context)
    qtbot.addWidget(screen)
    screen.resize(1200, 900)
    screen.show()
    screen.refresh()
    settle(context.operations)
    return screen


def _count(context: Context) -> int:
    found: list[int] = []
    context.run(count_entrees, on_success=found.append)
    settle(context.operations)
    return found[0]


@pytest.mark.parametrize("who", ["ecole", "dpo", "coordo"])
def test_anyone_verifies_a_sound_journal(qtbot: QtBot, enter: Enter, who: str) -> None:
    context = enter(who)
    screen = _screen(qtbot, context)
    before = _count(context)
    click(screen, "gsn_journal_verifier")
    settle(context.operations)
    assert screen.outcome.genre == "succes"
    assert f"{before}\u00a0entrées" in screen.outcome.texte.text()
    assert _count(context) == before + 1, "the verification is itself in the journal"


@pytest.mark.parametrize("who", ["ecole", "maire", "police", "coordo"])
def test_others_are_told_why_they_cannot_read(qtbot: QtBot, enter: Enter, who: str) -> None:
    context = enter(who)
    before = _count(context)
    screen = _screen(qtbot, context)
    assert "réservé à l’auditeur" in screen.refusal.text()
    assert screen.table.isHidden()
    assert screen.more.isHidden()
    assert _count(context) == before, "showing the screen reads nothing and writes nothing"


def test_the_auditeur_reads_filters_and_each_reading_leaves_its_trace(qtbot: QtBot, enter: Enter) -> None:
    context = enter("dpo")
    screen = _screen(qtbot, context)
    assert screen.table.isHidden(), "nothing is read before it is asked"
    before = _count(context)
    click(screen, "gsn_journal_suite")
    settle(context.operations)
    source = screen.table.source
    assert source.rowCount() == before
    assert [r.n for r in source.rows] == sorted((r.n for r in source.rows), reverse=True), "newest first"
    assert _count(context) == before + 1
    assert screen.more.isHidden(), "the first entry is shown"
    type_text(screen.search.edit, "coordo enrole")
    assert source.rowCount() > 0
    assert {source.row_at(source.index(n, 0)).acte for n in range(source.rowCount())} == {"membre.enrole"}
    screen.search.set_value("")
    screen.acte.set_value("charte.signee")
    assert {source.row_at(source.index(n, 0)).acte for n in range(source.rowCount())} == {"charte.signee"}
    assert screen.count.text().startswith(f"{source.rowCount()}\u00a0entrées")


def test_an_anchor_kept_on_paper_is_compared(qtbot: QtBot, enter: Enter) -> None:
    context = enter("ecole")
    screen = _screen(qtbot, context)
    ancre = context.session.ancre
    type_text(screen.ancres.edit, ancre.replace("·", "-").lower())
    click(screen, "gsn_journal_verifier")
    settle(context.operations)
    assert screen.outcome.genre == "succes"


def test_an_anchor_that_does_not_fit_is_one_anomaly_with_what_to_do(qtbot: QtBot, enter: Enter) -> None:
    context = enter("ecole")
    screen = _screen(qtbot, context)
    n = context.session.ancre.split("·")[0]
    screen.ancres.set_value(f"{n}·AAAAAAAAAAAAAAAA")
    click(screen, "gsn_journal_verifier")
    settle(context.operations)
    assert screen.outcome.genre == "erreur"
    assert screen.outcome.detail.text() == CONDUITE
    told = [
        b
        for b in screen.findChildren(Banner)
        if b.objectName().startswith("gsn_journal_anomalie") and b.isVisible()
    ]
    assert len(told) == 1
    assert told[0].texte.text()
    screen.ancres.set_value("")
    click(screen, "gsn_journal_verifier")
    settle(context.operations)
    assert screen.outcome.genre == "succes"
    assert not [
        b
        for b in screen.findChildren(Banner)
        if b.objectName().startswith("gsn_journal_anomalie") and b.isVisible()
    ]


def test_an_entry_changed_in_the_file_is_told(qtbot: QtBot, enter: Enter) -> None:
    context = enter("ecole")
    screen = _screen(qtbot, context)
    conn = context.session.coffre.conn
    signature = bytearray(conn.execute("SELECT signature FROM journal WHERE n = 4").fetchone()[0])
    signature[0] ^= 1
    conn.execute("UPDATE journal SET signature = ? WHERE n = 4", (bytes(signature),))
    click(screen, "gsn_journal_verifier")
    settle(context.operations)
    assert screen.outcome.genre == "erreur"
    assert "anomalie" in screen.outcome.texte.text()


def test_acts_are_read_in_words() -> None:
    assert label_acte("rappel_ordre.prononce") == "rappel ordre\u00a0: prononce"
    assert label_acte("(illisible)") == "(illisible)"


def test_every_control_is_named_and_large_enough(qtbot: QtBot, enter: Enter) -> None:
    context = enter("dpo")
    screen = _screen(qtbot, context)
    click(screen, "gsn_journal_suite")
    settle(context.operations)
    check_controls(screen)
