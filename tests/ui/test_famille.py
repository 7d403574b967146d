"""Representatives and siblings through the page: drafts kept, a link seen by who reads both, nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QLineEdit

from gsn_app.actions.situation import read_situation
from tests.coffre_prepare import Prepare
from tests.ui.ecran import LEA, Ecran, open_for

Sit = Callable[[str], Ecran]


def test_representatives_are_typed_kept_over_a_lock_and_saved(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation = ecran.call(open_for, coffre, "coordo", "ecole")
    ecran.go("situation", situation)
    assert "Aucun représentant légal" in ecran.words()
    ecran.click("gsn_famille_representants")
    ecran.type("gsn_representant_0_nom", "Durand-Éluard")
    ecran.leave(verrouillage=True)
    ecran = sit_down("coordo")
    ecran.go("situation", situation)
    ecran.click("gsn_famille_representants")
    assert ecran.find("gsn_representant_0_nom", QLineEdit).text() == "Durand-Éluard"
    ecran.click("gsn_representants_enregistrer")
    assert ecran.shown("gsn_representant_0_prenom_faute")
    ecran.type("gsn_representant_0_prenom", "Anne")
    ecran.type("gsn_representant_1_nom", "Durand")
    ecran.type("gsn_representant_1_prenom", "Paul")
    ecran.type("gsn_representant_1_adresse", "3 place Inventée")
    ecran.click("gsn_representants_enregistrer")
    saved = ecran.call(read_situation, situation).representants
    assert [(r.nom, r.prenom, r.adresse) for r in saved] == [
        ("Durand-Éluard", "Anne", ""), ("Durand", "Paul", "3 place Inventée"),
    ]  # fmt: skip
    assert "Durand-Éluard Anne" in ecran.words()
    ecran.click("gsn_identite_bascule")
    assert "Durand" not in ecran.words(), "a masked identity is not told by the family"
    ecran.click("gsn_identite_bascule")
    assert "Durand-Éluard Anne" in ecran.words()


def test_a_member_links_two_situations_and_another_sees_nothing_of_it(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    premiere = ecran.call(open_for, coffre, "coordo", "ecole", "social")
    seconde = ecran.call(open_for, coffre, "coordo", "ecole", personne=replace(LEA, prenom="Tom", sexe="M"))
    ecran = sit_down("ecole")
    ecran.go("situation", premiere)
    assert not ecran.shown("gsn_famille_representants"), "the identity is the coordonnateur's to write"
    ecran.click("gsn_famille_lier")
    ecran.choose("gsn_fratrie_avec", seconde)
    ecran.click("gsn_fratrie_enregistrer")
    assert "Frère\u00a0: Durand Tom" in ecran.text("gsn_famille_frere_0")
    ecran.click("gsn_famille_frere_0")
    assert "Sœur\u00a0: Durand Léa" in ecran.text("gsn_famille_frere_0")
    ecran = sit_down("social")
    ecran.go("situation", premiere)
    assert not ecran.shown("gsn_famille_frere_0") and "Tom" not in ecran.words()
    ecran = sit_down("ecole")
    ecran.go("situation", seconde)
    ecran.click("gsn_famille_delier_0")
    assert not ecran.shown("gsn_famille_frere_0")
