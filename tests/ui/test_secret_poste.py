"""« Renouveler le secret du poste » through the window: a wrong passphrase is told, the right one renews and says who waits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.coffre_prepare import BON_MARCHE, Prepare, phrase
from tests.ui.ecran import Ecran, type_text


def test_the_coordonnateur_renews_the_secret_and_each_member_follows_at_their_next_opening(
    sit_down: Callable[..., Ecran], coffre: Prepare
) -> None:
    ecran = sit_down("ecole")
    ecran.go("membres")
    assert not ecran.shown("gsn_recup_secret")
    ecran = sit_down("coordo")
    ecran.context.kdf = BON_MARCHE
    ecran.go("membres")
    assert "jamais renouvelé" in ecran.words()
    told: list[str] = []

    def part(nom: str) -> QWidget:
        dialogue = QApplication.activeModalWidget()
        assert dialogue is not None
        found = dialogue.findChild(QWidget, nom)
        assert found is not None
        return found

    ecran.click("gsn_recup_secret")
    type_text(part("gsn_secret_poste_phrase"), "pas la bonne phrase")
    QTest.mouseClick(part("gsn_secret_poste_valider"), Qt.MouseButton.LeftButton)
    ecran.settle()
    told.append(str(part("gsn_secret_poste_bandeau_texte").property("text")))
    QTest.keyClick(part("gsn_secret_poste_phrase"), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_text(part("gsn_secret_poste_phrase"), phrase("coordo"))
    QTimer.singleShot(
        0, lambda: QTest.mouseClick(part("gsn_secret_poste_valider"), Qt.MouseButton.LeftButton)
    )
    ecran.settle()
    ecran.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=10_000)
    ecran.settle()
    assert "La phrase de passe n’est pas la bonne" in told[0]
    assert "5\u00a0accès suivront à l’ouverture de" in ecran.words() and "Ecole Testard" in ecran.words()
    assert "à imprimer, puis à mettre sous enveloppe" in ecran.words()
    sit_down("ecole")
    ecran = sit_down("coordo")
    ecran.go("membres")
    assert "4\u00a0accès suivront" in ecran.words()
