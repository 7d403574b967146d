"""The settings screen: letterhead and logo, shown as they will be printed, refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from gsn_app.ui.kit.context import Context
from gsn_app.ui.reglage import ReglageScreen
from tests.attaques import fichiers_pieges as pieges
from tests.ui.socle import check_controls, click, coffre, coffre_modele, enter, find, qapp, settle, shown_text

__all__ = ["coffre", "coffre_modele", "enter", "qapp"]


def test_a_logo_is_shown_then_removed_and_a_foreign_file_is_explained(
    qtbot: QtBot, enter: Callable[[str], Context], tmp_path: Path
) -> None:
    context = enter("coordo")
    screen = ReglageScreen(context)
    qtbot.addWidget(screen)
    screen.resize(900, 900)
    screen.show()
    screen.refresh()
    settle(context.operations)
    check_controls(screen)
    assert not find(screen, "gsn_logo_retirer").isVisibleTo(screen)
    fichier = tmp_path / "blason.jpg"
    fichier.write_bytes(pieges.FOREIGN["svg"])
    screen.logo.take(fichier)
    settle(context.operations)
    assert "ni un PDF, ni une image PNG ou JPEG" in shown_text(screen)
    fichier.write_bytes(pieges.picture("JPEG", 120, 60))
    screen.logo.take(fichier)
    settle(context.operations)
    assert screen.logo.view.shown and find(screen, "gsn_logo_image").isVisibleTo(screen)
    image = find(screen, "gsn_logo_image").grab().toImage()
    assert image.pixelColor(6, 6).red() > 150 and image.pixelColor(6, 6).green() < 80
    click(screen, "gsn_logo_retirer")
    settle(context.operations)
    assert not find(screen, "gsn_logo_image").isVisibleTo(screen)


def test_a_member_who_is_not_coordonnateur_sees_neither_form_nor_logo(
    qtbot: QtBot, enter: Callable[[str], Context]
) -> None:
    screen = ReglageScreen(enter("ecole"))
    qtbot.addWidget(screen)
    screen.refresh()
    assert "reviennent au coordonnateur" in shown_text(screen)
    assert not hasattr(screen, "logo")
