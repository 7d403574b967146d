"""The day after: the coordonnatrice leaves her spreadsheet, thinks again and takes the batch back; nobody else may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt

from tests.parcours import gestes, mains
from tests.parcours.gestes import COORDO, ECOLE, MAIRE, POLICE
from tests.parcours.programme import Programme
from tests.tableaux.generateur import generate, write_ods


def wait_button(nom: str) -> None:
    """Wait until a button may be pressed."""
    mains.wait_for(lambda: mains.find(nom).isEnabled(), f"{nom} stays off")


def test_the_coordonnatrice_imports_her_sheet_and_takes_the_batch_back(
    lendemain: Callable[[], Programme], tmp_path: Path
) -> None:
    fichier = tmp_path / "ancien.ods"
    fichier.write_bytes(write_ods(generate(date.today(), 30)))
    programme = lendemain()
    programme.enter(COORDO.nom, COORDO.phrase)
    mains.click("gsn_aller_situations")
    mains.wait_for(lambda: mains.rows("gsn_situations_table"), "the situations of the day are not listed")
    before = len(mains.rows("gsn_situations_table"))
    mains.click("gsn_situations_import")
    mains.fill("gsn_import_fichier", str(fichier))
    programme.switch(COORDO.nom, COORDO.phrase)
    mains.click("gsn_aller_situations")
    mains.click("gsn_situations_import")
    mains.wait_for(
        lambda: mains.find("gsn_import_fichier").property("text") == str(fichier),
        "the typing was lost in the lock",
    )
    mains.click("gsn_import_lire")
    mains.wait_text("gsn_import_interdites_detail", "Nationalité")
    mains.click("gsn_import_examiner")
    mains.find("gsn_import_lignes")
    told = mains.rows("gsn_import_lignes")
    taken = sum(row[1] == "Reprise" for row in told)
    assert len(told) == 30 and 15 < taken < 30
    assert all(row[3] for row in told if row[1] == "Écartée"), "a line is set aside and nothing says why"
    mains.tick("gsn_import_confirme")
    wait_button("gsn_import_ecrire")
    mains.click("gsn_import_ecrire")
    mains.wait_text("gsn_ecran_bandeau_texte", "reprises")
    assert "Les clés USB" in mains.read_screen()
    mains.click("gsn_aller_situations")
    mains.wait_for(
        lambda: len(mains.rows("gsn_situations_table")) == before + taken, "the batch is not listed"
    )
    mains.click("gsn_situations_import")
    mains.wait_quiet()
    wait_button("gsn_import_annuler_0")

    def type_word() -> None:
        mains.fill("gsn_import_annulation_mot", "annuler")
        mains.key(Qt.Key.Key_Tab)
        mains.click("gsn_import_annulation_oui")

    mains.click("gsn_import_annuler_0", type_word)
    mains.wait_text("gsn_ecran_bandeau_texte", "Lot annulé")
    mains.click("gsn_aller_situations")
    mains.wait_for(lambda: len(mains.rows("gsn_situations_table")) == before, "the batch is still there")


def test_nobody_else_is_offered_the_import(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    for qui in (ECOLE, MAIRE, POLICE):
        gestes.open_program(programme, qui)
        for nom in sorted(
            w.objectName() for w in mains.all_seen() if w.objectName().startswith("gsn_aller_")
        ):
            mains.click(nom)
            mains.wait_quiet()
            assert "reprendre un" not in mains.read_screen().casefold(), (qui.nom, nom)
