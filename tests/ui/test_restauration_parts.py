"""An empty machine, the program's own windows, clicks and keys: k−1 custodians are refused with a sentence, k restore."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gsn_app.actions.sauvegarde import make_sauvegarde
from gsn_app.ui.application import SessionFlow, make_application
from tests.actions.exemples import PERSONNE, open_one
from tests.coffre_prepare import BON_MARCHE, build
from tests.parcours import mains

NEUVE = "grelot pivoine ardoise sifflet marais hibou"


@pytest.fixture
def ouverture(tmp_path: Path, qapp: QApplication) -> Iterator[SessionFlow]:
    """The program on a machine that never saw a vault."""
    make_application(sombre=False)
    flow = SessionFlow(None, tmp_path / "machine-neuve", BON_MARCHE, lambda _code: None)
    yield flow
    if flow.context is not None and flow.window is not None:
        flow.window.close()
        mains.wait_for(lambda: flow._ended, "the session does not close")
    flow.operations.close(wait=True)
    for top in QApplication.topLevelWidgets():
        top.hide()
        top.deleteLater()
    mains.at_rest()


def saved(folder: Path) -> tuple[Path, list[str]]:
    """A backup of a vault that is gone with its machine, and the words on the custodians' papers."""
    papier: list[str] = []
    coffre = build(folder, papier)
    open_one(coffre)
    (folder / "support").mkdir()
    session = coffre.open("coordo")
    fichier = make_sauvegarde(session, folder / "support").fichier
    session.close()
    coffre.coffre.rename(folder / "mort")
    coffre.poste.rename(folder / "poste-mort")
    return fichier, papier


def type_parts(parts: list[str]) -> None:
    for rang, mots in enumerate(parts):
        mains.fill(f"gsn_recuperation_part_{rang}", mots)
    mains.click("gsn_recuperation_verifier")


def test_one_custodian_alone_restores_nothing_two_give_the_vault_back_and_it_opens(
    ouverture: SessionFlow, tmp_path: Path
) -> None:
    fichier, papier = saved(tmp_path / "avant")
    rendu = tmp_path / "rendu"
    mains.click("gsn_ouverture_restaurer")
    mains.click("gsn_restauration_gardiens")
    type_parts(papier[:1])
    assert "gsn_recuperation_rendre" not in mains.describe(), "the file is asked first"
    mains.fill("gsn_restauration_parts_fichier", str(fichier))
    mains.fill("gsn_restauration_parts_dossier", str(rendu))
    mains.click("gsn_recuperation_verifier")
    said = mains.wait_text("gsn_recuperation_bandeau", "SEQ-")
    assert "parts" in said and "Traceback" not in said
    assert not rendu.exists() and mains.seen("gsn_recuperation_rendre") is None
    mains.fill("gsn_recuperation_part_1", papier[2])
    mains.click("gsn_recuperation_verifier")
    mains.wait_text("gsn_recuperation_trouve", "Saint-Exemple-sur-Test")
    assert not rendu.exists(), "nothing before the end"
    mains.choose("gsn_recuperation_qui", "Coordo Testard")
    mains.fill("gsn_recuperation_phrase", NEUVE)
    mains.fill("gsn_recuperation_confirmation", NEUVE)
    mains.tick("gsn_recuperation_charte")

    def read() -> None:
        told = mains.read("gsn_restauration_parts_rendu")
        assert "Le coffre est restauré" in told and "renouvelez les parts" in told
        assert "À enrôler de nouveau sur ce poste" in told and "Ecole Testard" in told
        mains.click("gsn_restauration_parts_rendu_compris")

    mains.click("gsn_recuperation_rendre", read)
    mains.wait_for(QApplication.activeWindow, "the opening did not come back")
    mains.wait_quiet()
    mains.choose("gsn_ouverture_membre", "Coordo Testard")
    mains.fill("gsn_ouverture_passphrase", NEUVE)
    mains.click("gsn_ouverture_ouvrir")
    mains.fill("gsn_code_chiffres", "417208")
    mains.click("gsn_code_valider")
    mains.click("gsn_aller_situations")
    mains.wait_for(
        lambda: any(PERSONNE.nom in cell for row in mains.rows("gsn_situations_table") for cell in row),
        "the situation did not come back",
    )
