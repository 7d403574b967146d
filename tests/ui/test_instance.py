"""The bodies by their screen: adding one, a CMER refused and why, seats, the usual circle proposed in one gesture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton, QTableView

from tests.coffre_prepare import GSN, Prepare
from tests.ui.ecran import Ecran, deposit

Sit = Callable[[str], Ecran]


def ticked(ecran: Ecran, nom: str, membre_id: str) -> bool:
    """True when the box of a member is ticked."""
    return bool(ecran.find(f"{nom}_{membre_id}", QAbstractButton).isChecked())


def test_a_coordonnateur_adds_a_body_seats_a_member_and_opens_with_the_usual_circle(
    sit_down: Sit, coffre: Prepare
) -> None:
    ecran = sit_down("coordo")
    ecran.go("instances")
    ecran.click("gsn_instances_ajouter")
    ecran.choose("gsn_instance_type", "CMER")
    ecran.type("gsn_instance_nom", "Cellule d’échanges")
    ecran.click("gsn_instance_enregistrer")
    assert "un coffre à elle seule" in ecran.words() and "opinions" in ecran.words()
    ecran.choose("gsn_instance_type", "CVE")
    ecran.click("gsn_instance_enregistrer")
    assert "Cellule de veille éducative" in ecran.words()
    ecran.click("gsn_instance_cve-2_sieger")
    ecran.choose("gsn_siege_membre", coffre.membres["ecole"])
    ecran.click("gsn_instance_siege_enregistrer")
    assert ecran.text("gsn_instance_cve-2_faits_5").startswith("Ecole Testard")

    ecran.click(f"gsn_instance_{GSN}_vie")
    ecran.choose("gsn_instance_rythme", "2")
    ecran.click(f"gsn_instance_cercle_{coffre.membres['coordo']}")
    ecran.click(f"gsn_instance_cercle_{coffre.membres['ecole']}")
    ecran.click("gsn_instance_vie_enregistrer")
    assert "Tous les 2\u00a0mois" in ecran.words() and "Coordo Testard, Ecole Testard" in ecran.words()
    ecran.go("accueil")
    assert "Fixez la prochaine séance" in ecran.words()

    ecran.call(deposit)
    ecran.go("saisines")
    table = ecran.find("gsn_saisines_table", QTableView)
    table.selectRow(0)
    ecran.settle()
    ecran.click("gsn_saisines_ouvrir")
    habituel = {
        nom: ticked(ecran, "gsn_ouverture_cercle", coffre.membres[nom])
        for nom in ("coordo", "ecole", "social")
    }
    assert habituel == {"coordo": True, "ecole": True, "social": False}
    ecran.click(f"gsn_ouverture_cercle_{coffre.membres['ecole']}")
    ecran.click("gsn_ouverture_enregistrer")
    assert "lit les échanges\u00a0; admission par Coordo Testard" in ecran.words()
    assert "Ecole Testard" not in ecran.words(), "each person proposed can be taken out"


def test_a_member_sees_the_bodies_they_sit_in_and_changes_nothing(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    ecran.go("instances")
    ecran.click("gsn_instances_ajouter")
    ecran.choose("gsn_instance_type", "CVE")
    ecran.type("gsn_instance_nom", "Cellule canari")
    ecran.click("gsn_instance_enregistrer")
    ecran = sit_down("social")
    ecran.go("instances")
    words = ecran.words()
    assert "Groupe de suivi nominatif" in words and "Cellule canari" not in words
    for bouton in ("gsn_instances_ajouter", f"gsn_instance_{GSN}_vie", f"gsn_instance_{GSN}_sieger"):
        assert not ecran.shown(bouton)
