"""Wording a letter from the settings: seen as a page first, kept as a draft while typed, refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from gsn_app.ui.kit.context import Context
from gsn_app.ui.modele_texte import ModeleVolet
from gsn_app.ui.reglage import ReglageScreen
from tests.ui.socle import check_controls, click, coffre, coffre_modele, enter, find, qapp, settle, shown_text

__all__ = ["coffre", "coffre_modele", "enter", "qapp"]
TEXTE = "Bonjour {prenom},\n\n{faits} {invitation}\n\n{rendez_vous}\n\n{mention_legale}"


def test_a_letter_is_worded_previewed_kept_and_given_up(
    qtbot: QtBot, enter: Callable[[str], Context]
) -> None:
    context = enter("coordo")
    screen = ReglageScreen(context)
    qtbot.addWidget(screen)
    screen.resize(900, 1000)
    screen.show()
    screen.refresh()
    settle(context.operations)
    assert shown_text(screen).count("texte d’origine)") == 4
    click(screen, "gsn_modele_convocation")
    settle(context.operations)
    volet = screen.volet
    assert isinstance(volet, ModeleVolet)
    check_controls(screen)
    volet.form.set_values({"texte": "Venez."})
    volet.submit()
    settle(context.operations)
    assert "doit garder" in shown_text(volet)
    volet.form.set_values({"texte": TEXTE})
    volet.leave()
    settle(context.operations)
    click(screen, "gsn_modele_convocation")
    settle(context.operations)
    volet = screen.volet
    assert isinstance(volet, ModeleVolet) and volet.form.value("texte") == TEXTE, "what was typed is a draft"
    click(volet, "gsn_modele_apercu")
    settle(context.operations)
    page = volet.findChild(QDialog, "gsn_modele_page")
    assert isinstance(page, QDialog) and page.isVisible()
    assert find(page, "gsn_modele_image").height() > 600
    click(page, "gsn_modele_page_fermer")
    volet.submit()
    settle(context.operations)
    assert screen.volet is None and "rédigé par la commune" in shown_text(screen)
