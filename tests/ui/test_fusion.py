"""Two situations of one person by the screen: compared first, joined, read together, separated; a reader needs both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QComboBox

from gsn_app.actions.mesure import propose_mesure
from tests.actions.exemples import day
from tests.coffre_prepare import Prepare
from tests.ui.ecran import LEA, MOUSSA, Ecran, open_for

Sit = Callable[[str], Ecran]


def test_two_situations_are_compared_joined_read_together_and_separated(
    sit_down: Sit, coffre: Prepare
) -> None:
    ecran = sit_down("coordo")
    first = ecran.call(open_for, coffre, "coordo", "ecole", "social")
    ecran.call(open_for, coffre, "coordo", personne=MOUSSA)
    second = ecran.call(open_for, coffre, "coordo", "ecole", personne=replace(LEA, prenom="Lea"))
    for one in (first, second):
        ecran.call(propose_mesure, one, "mesure.SUI", date=day())
    ecran.go("situation", first)
    ecran.click("gsn_liens_reunir")
    combo = ecran.find("gsn_fusion_autre", QComboBox)
    assert combo.itemData(1) == second, "the same person comes first"
    ecran.choose("gsn_fusion_autre", second)
    ecran.click("gsn_fusion_enregistrer")
    assert "rien n’est encore fait" in ecran.words()
    assert "Durand Léa" in ecran.words() and "Durand Lea" in ecran.words()
    total = ecran.text("gsn_fusion_total_faits_0")
    assert "2\u00a0mesures" in total and "5\u00a0personnes admises" in total
    ecran.click("gsn_fusion_reunir")
    assert ecran.text("gsn_fusion_total_faits_0") == total, "nothing is lost"
    assert not ecran.shown("gsn_fusion_reunir") and ecran.shown("gsn_fusion_separer")
    ecran = sit_down("social")
    ecran.go("situation", first)
    assert ecran.shown("gsn_liens_fusion")
    ecran.click("gsn_liens_ensemble")
    assert "admis aux deux" in ecran.words() and "Durand Lea" not in ecran.words()
    ecran = sit_down("ecole")
    ecran.go("situation", second)
    ecran.click("gsn_liens_ensemble")
    assert "Durand Léa" in ecran.words() and not ecran.shown("gsn_fusion_separer")
    ecran = sit_down("coordo")
    ecran.go("situation", second)
    ecran.click("gsn_liens_ensemble")
    ecran.click("gsn_fusion_separer")
    assert not ecran.shown("gsn_liens_fusion") and ecran.shown("gsn_liens_reunir")
