"""Restoring by the window, before any vault is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsn_app.actions.ouverture import open_session
from gsn_app.actions.sauvegarde import Sauvegarde, make_sauvegarde
from gsn_app.ui.kit.operation import Operations
from gsn_app.ui.restauration import AUTRE_POSTE, RestaurationPage
from tests.coffre_prepare import BON_MARCHE, Prepare, phrase
from tests.ui.socle import check_controls, click, coffre, coffre_modele, qapp, settle, type_text

__all__ = ["coffre", "coffre_modele", "qapp"]


@pytest.fixture
def operations(qapp: QApplication) -> Iterator[Operations]:
    queue = Operations()
    yield queue
    queue.close()


@pytest.fixture
def made(coffre: Prepare, tmp_path: Path) -> Sauvegarde:
    (tmp_path / "support").mkdir()
    session = coffre.open("coordo")
    found = make_sauvegarde(session, tmp_path / "support")
    session.close()
    return found


def page_of(qtbot: QtBot, operations: Operations, poste: Path, fichier: Path) -> RestaurationPage:
    page = RestaurationPage(operations, poste, BON_MARCHE)
    qtbot.addWidget(page)
    page.resize(900, 900)
    page.show()
    type_text(page.fichier.edit, str(fichier))
    settle(operations)
    return page


def fill(page: RestaurationPage, coffre: Prepare, to: Path, words: str, motif: str = "") -> None:
    page.membre.set_value(coffre.membres["coordo"])
    type_text(page.passphrase.edit, words)
    page.form.set_values({"dossier": str(to), "motif": motif})
    click(page, "gsn_restauration_faire")
    settle(page.operations)


def test_a_backup_is_restored_after_a_reason_and_offered_to_open(
    qtbot: QtBot, operations: Operations, coffre: Prepare, made: Sauvegarde, tmp_path: Path
) -> None:
    page = page_of(qtbot, operations, coffre.poste, made.fichier)
    offered: list[Path] = []
    page.done.connect(offered.append)
    assert made.ancre in page.seen.text()
    fill(page, coffre, tmp_path / "neuf", phrase("coordo"))
    assert page.banner.genre == "erreur"
    assert "ce qui est entre les deux serait perdu" in page.banner.texte.text()
    assert page.passphrase.value() == ""
    assert not (tmp_path / "neuf").exists()
    fill(page, coffre, tmp_path / "neuf", phrase("coordo"), "disque remplacé")
    assert page.banner.genre == "succes", page.banner.texte.text()
    assert offered == [tmp_path / "neuf"]
    open_session(
        tmp_path / "neuf", coffre.poste, coffre.membres["ecole"], phrase("ecole"), kdf=BON_MARCHE
    ).close()


def test_a_wrong_passphrase_or_a_full_folder_change_nothing(
    qtbot: QtBot, operations: Operations, coffre: Prepare, made: Sauvegarde, tmp_path: Path
) -> None:
    page = page_of(qtbot, operations, coffre.poste, made.fichier)
    fill(page, coffre, tmp_path / "neuf", "ce n’est pas la bonne phrase", "essai")
    assert page.banner.genre == "erreur"
    fill(page, coffre, coffre.coffre, phrase("coordo"), "essai")
    assert "contient déjà quelque chose" in page.banner.texte.text()
    assert not (tmp_path / "neuf").exists()
    assert not list(tmp_path.glob(".*"))


def test_another_machine_is_told_what_to_do(
    qtbot: QtBot, operations: Operations, made: Sauvegarde, tmp_path: Path
) -> None:
    page = page_of(qtbot, operations, tmp_path / "autre", made.fichier)
    assert page.banner.texte.text() == AUTRE_POSTE
    assert page.membre.value() == ""


def test_every_control_is_named_and_large_enough(
    qtbot: QtBot, operations: Operations, coffre: Prepare, made: Sauvegarde
) -> None:
    check_controls(page_of(qtbot, operations, coffre.poste, made.fichier))
