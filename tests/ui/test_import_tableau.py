"""The import through its window: three steps, nothing before the last button, undone, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from gsn_app.actions.import_tableau import list_lots
from gsn_app.actions.situation import list_situations
from gsn_app.ui.import_tableau import ImportScreen
from gsn_app.ui.kit.table import Table
from tests.coffre_prepare import Prepare
from tests.tableaux.generateur import generate, write_xlsx
from tests.ui.ecran import Ecran, type_text

Sit = Callable[[str], Ecran]


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    """Forty-five dirty lines."""
    found = tmp_path / "Jeunes suivis.xlsx"
    found.write_bytes(write_xlsx(generate(date.today(), 45)))
    return found


def audit(ecran: Ecran, fichier: Path) -> None:
    """From the list of situations to the audit of a sheet."""
    ecran.go("situations")
    ecran.click("gsn_situations_import")
    ecran.type("gsn_import_fichier", str(fichier))
    ecran.click("gsn_import_lire")
    ecran.click("gsn_import_examiner")


def test_a_sheet_is_read_judged_taken_up_and_undone(sit_down: Sit, fichier: Path) -> None:
    ecran = sit_down("coordo")
    audit(ecran, fichier)
    assert ecran.call(list_situations) == [], "nothing is written by an audit"
    words = ecran.words()
    assert "Lignes lues" in words and "45" in words
    table = ecran.find("gsn_import_lignes", Table)
    before = sum(x.reprise for x in table.source.rows)
    assert not ecran.find("gsn_import_ecrire").isEnabled(), "the audit is to be confirmed first"
    assert "Confirmez" in ecran.text("gsn_import_pourquoi")

    ecran.click("gsn_import_proche_0")
    ecran.click("gsn_import_rapprocher")
    table = ecran.find("gsn_import_lignes", Table)
    assert sum(x.reprise for x in table.source.rows) == before + 1
    double = next(n for n, x in enumerate(table.source.rows) if x.doublon)
    table.selectRow(table.source.visible.index(double))
    assert "doublon de la ligne" in ecran.text("gsn_import_raisons")
    ecran.click("gsn_import_distincte")
    ecran.click("gsn_import_confirme")
    ecran.click("gsn_import_ecrire")

    assert len(ecran.call(list_situations)) == before + 2
    assert "personnes reprises" in ecran.text("gsn_ecran_bandeau_texte")
    assert "clés USB" in ecran.words(), "the guidance to destroy the old file"
    ecran.click("gsn_import_certificat_0")
    assert ecran.feuilles[-1].genre == "import"

    def confirm() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None and str(before + 2) in "".join(
            str(w.property("text")) for w in dialog.findChildren(type(ecran.find("gsn_import_lot_0")))
        )
        type_text(dialog.findChild(QLineEdit, "gsn_import_annulation_mot"), "annuler")
        dialog.findChild(QPushButton, "gsn_import_annulation_oui").click()

    QTimer.singleShot(300, confirm)
    ecran.click("gsn_import_annuler_0")
    assert ecran.call(list_situations) == [] and ecran.call(list_lots) == []
    assert "Lot annulé" in ecran.text("gsn_ecran_bandeau_texte")


def test_what_was_typed_and_chosen_comes_back_after_a_lock(sit_down: Sit, fichier: Path) -> None:
    ecran = sit_down("coordo")
    ecran.go("import")
    ecran.type("gsn_import_fichier", str(fichier))
    ecran.click("gsn_import_lire")
    assert "Nationalité" in ecran.text("gsn_import_interdites_detail")
    assert not ecran.screen.findChildren(QLineEdit, "gsn_import_colonne_11"), (
        "a forbidden column has no field"
    )
    ecran.choose("gsn_import_colonne_10", "ignoree")
    ecran.choose("gsn_import_motif", "motif.VOI")
    ecran.leave(verrouillage=True)
    ecran = sit_down("coordo")
    ecran.go("import")
    assert ecran.find("gsn_import_fichier", QLineEdit).text() == str(fichier)
    ecran.click("gsn_import_lire")
    assert ecran.find("gsn_import_colonne_10").currentData() == "ignoree"  # type: ignore[attr-defined]
    assert ecran.find("gsn_import_motif").currentData() == "motif.VOI"  # type: ignore[attr-defined]


def test_a_hostile_file_is_refused_in_words(sit_down: Sit, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    ecran = sit_down("coordo")
    ecran.go("import")
    ecran.type("gsn_import_fichier", str(tmp_path / "x.xlsx"))
    ecran.click("gsn_import_lire")
    assert "mot de passe" in ecran.text("gsn_ecran_bandeau_texte")
    assert "TAB-02" in ecran.text("gsn_ecran_bandeau_detail")
    assert ecran.shown("gsn_import_lire"), "another file can be chosen"


@pytest.mark.parametrize("nom", ["ecole", "maire", "police", "dpo"])
def test_nobody_but_a_coordonnateur_is_offered_the_import(sit_down: Sit, coffre: Prepare, nom: str) -> None:
    ecran = sit_down(nom)
    ecran.window.show_screen("import")
    ecran.settle()
    assert not isinstance(ecran.screen, ImportScreen)
    if nom == "ecole":
        ecran.go("situations")
        assert not ecran.shown("gsn_situations_import")
