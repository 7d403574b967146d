"""The journal's screen for the DPO: exports that verify, the extents, the retention; and who sees none of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsn_app.actions.journal import Portee
from gsn_app.ui.accueil import AccueilScreen
from gsn_app.ui.journal import JournalScreen, word_portee
from gsn_app.ui.journal_dpo import CleAuditDialog
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.context import Context, Etat, tell_last_session
from gsn_app.ui.kit.operation import Operations
from gsn_app.verificateur import main
from tests.coffre_prepare import BON_MARCHE, Prepare
from tests.ui.socle import check_controls, click, coffre, coffre_modele, enter, find, qapp, settle

__all__ = ["coffre", "coffre_modele", "enter", "qapp"]
Enter = Callable[[str], Context]
SECRET = "huit mots choisis pour un essai de vérification"


def show(qtbot: QtBot, context: Context) -> JournalScreen:
    screen = JournalScreen(context)
    qtbot.addWidget(screen)
    screen.resize(1200, 900)
    screen.show()
    screen.refresh()
    settle(context.operations)
    return screen


@pytest.mark.parametrize("who", ["ecole", "maire"])
def test_a_member_neither_exports_nor_erases(qtbot: QtBot, enter: Enter, who: str) -> None:
    screen = show(qtbot, enter(who))
    assert screen.dpo.isHidden()
    assert not screen.dpo.journal.isVisible() and not screen.dpo.purge.isVisible()


def test_the_coordonnateur_sees_the_retention_but_no_export(qtbot: QtBot, enter: Enter) -> None:
    screen = show(qtbot, enter("coordo"))
    assert screen.dpo.isVisible() and not screen.dpo.journal.isVisible() and not screen.dpo.cle.isVisible()
    assert "12\u00a0mois" in screen.dpo.kept.text()
    assert not screen.dpo.purge.isVisible(), "nothing has passed its term"


def test_the_dpo_carries_away_a_journal_that_verifies_on_its_own(
    qtbot: QtBot, enter: Enter, tmp_path: Path
) -> None:
    context = enter("dpo")
    screen = show(qtbot, context)
    assert screen.dpo.journal.isVisible() and screen.dpo.cle.isVisible()
    screen.dpo.export_to(tmp_path / "journal.json")
    settle(context.operations)
    assert screen.dpo.result.genre == "succes"
    assert main([str(tmp_path / "journal.json")]) == 0
    screen.dpo.export_cle_to(tmp_path / "cle.json", SECRET)
    settle(context.operations)
    assert screen.dpo.result.genre == "succes" and (tmp_path / "cle.json").exists()
    screen.dpo.export_to(tmp_path / "absent" / "journal.json")
    settle(context.operations)
    assert screen.dpo.result.genre == "erreur"


def test_the_key_is_not_written_before_two_strong_passphrases_agree(qtbot: QtBot, qapp: QApplication) -> None:
    dialogue = CleAuditDialog(None)
    qtbot.addWidget(dialogue)
    told: list[str] = []
    dialogue.chosen.connect(told.append)
    dialogue.show()
    for first, second in (("azerty", "azerty"), (SECRET, SECRET + " x"), ("", "")):
        dialogue.choice.first.set_value(first)
        dialogue.choice.second.set_value(second)
        click(dialogue, "gsn_cle_audit_enregistrer")
        assert told == [] and dialogue.isVisible()
    dialogue.choice.first.set_value(SECRET)
    dialogue.choice.second.set_value(SECRET)
    click(dialogue, "gsn_cle_audit_enregistrer")
    assert told == [SECRET] and dialogue.choice.first.value() == ""


def test_the_extents_come_with_the_first_sound_verification(qtbot: QtBot, enter: Enter) -> None:
    context = enter("ecole")
    screen = show(qtbot, context)
    assert "pas encore vérifié" in screen.repere.text() and screen.portee.combo.count() == 1
    click(screen, "gsn_journal_verifier")
    settle(context.operations)
    assert "Votre dernière vérification" in screen.repere.text() and screen.portee.combo.count() == 3
    screen.portee.set_value(Portee.NOUVEAU)
    click(screen, "gsn_journal_verifier")
    settle(context.operations)
    assert screen.outcome.genre == "succes"
    assert "depuis l’entrée" in screen.outcome.texte.text()


def test_each_anomaly_says_what_to_do_once_for_its_kind(qtbot: QtBot, enter: Enter) -> None:
    context = enter("ecole")
    screen = show(qtbot, context)
    conn = context.session.coffre.conn
    conn.execute("UPDATE journal SET signature = zeroblob(64) WHERE n IN (4, 7)")
    conn.execute("DELETE FROM journal WHERE n = 9")
    click(screen, "gsn_journal_verifier")
    settle(context.operations)
    told = [w for w in screen.findChildren(Banner) if w.objectName().startswith("gsn_journal_anomalie_")]
    assert [("entrée 4" in w.texte.text(), bool(w.detail.text())) for w in told] == [
        (True, True), (False, False), (False, True)
    ]  # fmt: skip
    assert "sauvegarde vérifiée" in told[2].detail.text()


def test_an_extent_says_about_how_long_it_takes() -> None:
    assert "un instant" in word_portee(Portee.COMPLETE, 10_000)
    assert "environ 15\u00a0s" in word_portee(Portee.COMPLETE, 100_000)
    assert "environ 2\u00a0min" in word_portee(Portee.COMPLETE, 1_000_000)
    assert "un instant" in word_portee(Portee.NOUVEAU, 900)


def test_what_has_passed_its_term_is_erased_after_a_typed_word(
    qtbot: QtBot, qapp: QApplication, coffre: Prepare
) -> None:
    for days in (80, 160, 240, 320):
        coffre.open("ecole", lambda d=days: datetime.now(UTC) + timedelta(days=d)).close()  # type: ignore[misc]
    session = coffre.open("ecole", lambda: datetime.now(UTC) + timedelta(days=370))
    session.close()
    session = coffre.open("dpo", lambda: datetime.now(UTC) + timedelta(days=371))
    operations = Operations()
    try:
        context = Context(session, operations, coffre.poste, BON_MARCHE)
        screen = show(qtbot, context)
        assert "Effacés jusqu’à l’entrée" in screen.dpo.kept.text(), "the login erased what was due"
        assert not screen.dpo.purge.isVisible()
        screen.dpo._purge()
        settle(operations)
        assert screen.dpo.result.genre == "erreur", "nothing more is due: said, not done"
    finally:
        operations.run(session.close)
        settle(operations)
        operations.close()


def test_the_home_tells_the_last_session_and_the_failed_attempts(
    qtbot: QtBot, enter: Enter, coffre: Prepare
) -> None:
    context = enter("ecole")
    screen = AccueilScreen(context)
    qtbot.addWidget(screen)
    screen.refresh()
    settle(context.operations)
    assert screen.derniere.text().startswith("Votre dernière session\u00a0:")
    assert tell_last_session(Etat("", False, "", False)) == ""
    both = tell_last_session(Etat("", False, "2026-11-21T10:00:00+00:00", False, (), 3))
    assert "3\u00a0essais manqués" in both and "21 nov. 2026" in both.replace("\u00a0", " ")


def test_every_control_of_the_card_is_named_and_large_enough(qtbot: QtBot, enter: Enter) -> None:
    context = enter("dpo")
    screen = show(qtbot, context)
    check_controls(screen)
    assert find(screen, "gsn_journal_portee").isVisible()


def test_the_dpo_alone_signs_the_total_of_consultations(qtbot: QtBot, enter: Enter) -> None:
    context = enter("dpo")
    screen = show(qtbot, context)
    assert screen.dpo.totaux.signe.text() == "Rien de signé pour cette année."
    click(screen, "gsn_consultations_signer")
    settle(context.operations)
    assert screen.dpo.totaux.signe.text() == "0\u00a0consultation signée."
    assert "le rapport peut l’imprimer" in screen.dpo.result.texte.text()


@pytest.mark.parametrize("who", ["coordo", "ecole"])
def test_nobody_else_is_offered_to_sign_it(qtbot: QtBot, enter: Enter, who: str) -> None:
    assert not show(qtbot, enter(who)).dpo.totaux.isVisible()
