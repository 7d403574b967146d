"""« Membres et charte » tells the coordonnateur that a new version waits, and puts it in force; nobody else sees it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.coffre_ancien import build_ancien
from tests.ui.ecran import Ecran


def test_the_coordonnateur_adopts_the_new_version_and_is_asked_to_sign_it(
    sit_down: Callable[..., Ecran], tmp_path: Path
) -> None:
    ancien = build_ancien(tmp_path / "ancien")
    ecran = sit_down("ecole", ancien)
    ecran.go("membres")
    assert not ecran.shown("gsn_adoption_ouvrir") and not ecran.shown("gsn_adoption_etat")
    ecran = sit_down("coordo", ancien)
    ecran.go("accueil")
    assert "Faites adopter la nouvelle version de la charte" in ecran.words()
    ecran.go("membres")
    assert "5\u00a0actes nouveaux" in ecran.text("gsn_adoption_etat_texte")
    asked: list[bool] = []

    def adopt() -> None:
        dialogue = QApplication.activeModalWidget()
        assert dialogue is not None
        yes = dialogue.findChild(QWidget, "gsn_adoption_oui")
        asked.append(yes.isEnabled())
        assert "cles\u00a0: demandees" in str(
            dialogue.findChild(QWidget, "gsn_adoption_actes").property("text")
        )
        QTest.mouseClick(dialogue.findChild(QWidget, "gsn_adoption_adoptee"), Qt.MouseButton.LeftButton)
        asked.append(yes.isEnabled())
        QTest.mouseClick(yes, Qt.MouseButton.LeftButton)

    QTimer.singleShot(200, adopt)
    ecran.click("gsn_adoption_ouvrir")
    ecran.settle()
    assert asked == [False, True]
    assert "Vous ne l’avez pas encore signée" in ecran.text("gsn_membre_charte_etat")
    assert not ecran.shown("gsn_adoption_ouvrir")
