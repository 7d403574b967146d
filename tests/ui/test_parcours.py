"""The follow-up by the page of a situation: a meeting, the right dispositif, its answer, the bilan; who may not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton, QComboBox

from tests.coffre_prepare import Prepare
from tests.ui.ecran import Ecran, open_for

Sit = Callable[[str], Ecran]


def offered(ecran: Ecran, nom: str) -> list[str]:
    """Codes of a closed list as it is offered."""
    combo = ecran.find(nom, QComboBox)
    return [str(combo.itemData(n)) for n in range(combo.count()) if combo.itemData(n)]


def test_a_member_notes_a_meeting_refers_and_the_coordonnateur_prints_the_bilan(
    sit_down: Sit, coffre: Prepare
) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo", "ecole")
    ecran = sit_down("ecole")
    ecran.go("situation", situation_id)
    assert "Aucune rencontre ni orientation notée." in ecran.words()
    ecran.click("gsn_suivi_rencontrer")
    ecran.choose("gsn_contact_personne", "contact_personne.ENS")
    ecran.click("gsn_contact_enregistrer")
    assert "Ce champ est à remplir." in ecran.words()
    ecran.choose("gsn_contact_moyen", "moyen_information.VIS")
    ecran.click("gsn_contact_enregistrer")
    assert "La personne et ses représentants, visite à domicile (Ecole Testard)" in ecran.words()

    ecran.click("gsn_suivi_orienter")
    assert offered(ecran, "gsn_orientation_dispositif") == []
    ecran.choose("gsn_orientation_besoin", "besoin.EMP")
    assert offered(ecran, "gsn_orientation_dispositif") == ["dispositif.PSP", "dispositif.AUT"], (
        "she is fifteen"
    )
    ecran.choose("gsn_orientation_besoin", "besoin.ASS")
    ecran.choose("gsn_orientation_dispositif", "dispositif.DRE")
    ecran.go("accueil")
    ecran.go("situation", situation_id)
    assert ecran.find("gsn_orientation_dispositif", QComboBox).currentData() == "dispositif.DRE", (
        "a draft stays"
    )
    ecran.click("gsn_orientation_enregistrer")
    assert ecran.text("gsn_suivi_orientation_0").endswith("Suite attendue.")
    ecran.click("gsn_suivi_relais_0")
    ecran.choose("gsn_relais_suite", "orientation_suite.PRI")
    ecran.click("gsn_relais_enregistrer")
    assert not ecran.shown("gsn_suivi_relais_0")
    assert "Relais\u00a0: Dispositif de réussite éducative (DRE)" in ecran.words(), "the timeline tells it"
    ecran.click("gsn_suivi_bilan")
    assert "1\u00a0rencontre" in ecran.words() and "prise en charge" in ecran.words()
    assert not ecran.find("gsn_bilan_enregistrer", QAbstractButton).isEnabled()
    assert "L’impression revient au coordonnateur." in ecran.words()

    ecran = sit_down("coordo")
    ecran.go("situation", situation_id)
    ecran.click("gsn_suivi_judiciaire")
    ecran.choose("gsn_judiciaire_service", "service_justice.PJJ")
    ecran.type("gsn_judiciaire_debut", "01092026")
    ecran.click("gsn_mesure_judiciaire_enregistrer")
    assert "Mesure judiciaire en cours" in ecran.words()
    ecran.click("gsn_referent_designer")
    ecran.choose("gsn_referent_membre", coffre.membres["ecole"])
    ecran.find("gsn_referent_accord_oui", QAbstractButton).click()
    ecran.type("gsn_referent_accord_date", "01092026")
    ecran.click("gsn_referent_enregistrer")
    assert "un agent de la PJJ ou du SPIP" in ecran.text("gsn_referent_bandeau_texte")
    ecran.click("gsn_referent_revenir")
    ecran.click("gsn_suivi_bilan")
    ecran.click("gsn_bilan_enregistrer")
    assert len(ecran.feuilles) == 1 and ecran.feuilles[0].genre == "bilan_parcours"
    assert "Bilan imprimé." in ecran.words() or ecran.shown("gsn_suivi_bilan")


def test_who_does_not_read_the_exchanges_sees_none_of_the_follow_up(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "ecole")
    ecran.go("situation", situation_id)
    assert "Durand Léa" in ecran.words(), "a coordonnateur of the body reads the identity"
    for nom in ("gsn_suivi", "gsn_suivi_rencontrer", "gsn_suivi_bilan"):
        assert not ecran.shown(nom)
    ecran = sit_down("social")
    ecran.go("situation", situation_id)
    assert "Durand Léa" not in ecran.words() and not ecran.shown("gsn_suivi")
