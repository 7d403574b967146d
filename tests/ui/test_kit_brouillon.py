"""Drafts on a real vault: saved in less than two seconds of typing, back after the session, its author's alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gsn_app.actions.brouillon import read_brouillon
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.draft import DELAI_MS, Draft, bind_brouillon
from gsn_app.ui.kit.field import LongTextField, TextField
from gsn_app.ui.kit.form import Form
from tests.ui.socle import coffre, coffre_modele, enter, qapp, settle, type_text

__all__ = ["coffre", "coffre_modele", "enter", "qapp"]
Enter = Callable[[str], Context]


def _bound(qtbot: QtBot, context: Context) -> tuple[Form, Draft]:
    form = Form()
    form.add("motif", "Motif", TextField("gsn_motif"))
    form.add("texte", "Texte", LongTextField("gsn_texte", limite=600))
    qtbot.addWidget(form)
    draft = bind_brouillon(form, context, "apport", "situation-1")
    settle(context.operations)
    return form, draft


def _kept(context: Context) -> dict[str, str]:
    found: list[dict[str, str]] = []
    context.run(read_brouillon, "apport", "situation-1", on_success=found.append)
    settle(context.operations)
    return found[0]


def test_the_delay_promised_is_under_two_seconds() -> None:
    assert DELAI_MS < 2000


def test_typing_without_a_pause_is_saved_while_it_goes_on(qtbot: QtBot, enter: Enter) -> None:
    context = enter("ecole")
    form, draft = _bound(qtbot, context)
    control = form.rows["texte"].field.control
    saved: list[dict[str, str]] = []
    for n in range(16):
        type_text(control, "é" if n % 2 else "a")
        QTest.qWait(100)
        if n == 13:
            saved.append(_kept(context))
    assert len(saved[0].get("texte", "")) >= 8, "the timer was pushed back by each key"
    draft.flush()
    settle(context.operations)
    assert _kept(context)["texte"] == "aé" * 8


def test_a_draft_comes_back_in_the_next_session(qtbot: QtBot, enter: Enter) -> None:
    context = enter("ecole")
    form, draft = _bound(qtbot, context)
    type_text(form.rows["motif"].field.control, "Absences répétées")
    draft.flush()
    context.operations.run(context.session.close, verrouillage=True)
    settle(context.operations)

    again = enter("ecole")
    restored: list[bool] = []
    other = Form()
    other.add("motif", "Motif", TextField("gsn_motif"))
    other.add("texte", "Texte", LongTextField("gsn_texte", limite=600))
    qtbot.addWidget(other)
    draft = bind_brouillon(other, again, "apport", "situation-1")
    draft.restored.connect(lambda: restored.append(True))
    settle(again.operations)
    assert other.value("motif") == "Absences répétées"
    assert restored == [True]


def test_another_member_finds_nothing_there(qtbot: QtBot, enter: Enter) -> None:
    context = enter("ecole")
    form, draft = _bound(qtbot, context)
    type_text(form.rows["motif"].field.control, "Confidence")
    draft.flush()
    context.operations.run(context.session.close)
    settle(context.operations)
    other = enter("social")
    form, _ = _bound(qtbot, other)
    assert form.values() == {"motif": "", "texte": ""}


def test_a_draft_that_became_a_fact_is_gone(qtbot: QtBot, enter: Enter) -> None:
    context = enter("ecole")
    form, draft = _bound(qtbot, context)
    type_text(form.rows["motif"].field.control, "Fait")
    draft.flush()
    settle(context.operations)
    assert _kept(context)
    draft.erase()
    settle(context.operations)
    assert _kept(context) == {}


def test_a_late_draft_never_overwrites_what_was_typed_meanwhile(qtbot: QtBot, enter: Enter) -> None:
    context = enter("ecole")
    form, draft = _bound(qtbot, context)
    type_text(form.rows["motif"].field.control, "ancien")
    draft.flush()
    settle(context.operations)
    other = Form()
    other.add("motif", "Motif", TextField("gsn_motif"))
    qtbot.addWidget(other)
    bind_brouillon(other, context, "apport", "situation-1")
    type_text(other.rows["motif"].field.control, "nouveau")
    settle(context.operations)
    assert other.value("motif") == "nouveau"


@pytest.mark.parametrize("texte", ["« guillemets »", "ligne\nsuivante", "œ’€"])
def test_every_character_comes_back_as_typed(qtbot: QtBot, enter: Enter, texte: str) -> None:
    context = enter("social")
    form, draft = _bound(qtbot, context)
    form.rows["texte"].field.set_value(texte)
    draft.flush()
    settle(context.operations)
    assert _kept(context)["texte"] == texte
