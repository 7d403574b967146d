"""Transaction and CDDF through real windows, each by who may: the coordonnateur, then the elu; and who is shown nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtWidgets import QLineEdit, QWidget

from gsn_app.actions.cddf import list_cddf, read_cddf
from gsn_app.actions.transaction import list_transactions
from gsn_app.domain.situation import Personne
from gsn_app.ui.cddf import CddfScreen
from gsn_app.ui.kit.button import PrimaryButton
from gsn_app.ui.transaction import TransactionScreen
from tests.coffre_prepare import Prepare
from tests.ui.ecran import Ecran, open_for
from tests.ui.test_rappel_ordre import french

Sit = Callable[[str], Ecran]
MAJEUR = Personne("Majeur", "Ulysse", "2004-03-12", "M")


def primary(ecran: Ecran) -> list[str]:
    return [b.objectName() for b in ecran.screen.findChildren(PrimaryButton) if b.isVisible()]


def jour(ecran: Ecran, shift: int = 0) -> str:
    return french(date.fromisoformat(ecran.session.today()) + timedelta(days=shift))


def fill_transaction(ecran: Ecran, heures: str) -> None:
    for champ, reponse in (("constatable", "oui"), ("prejudice_commune", "oui"), ("action_publique", "non")):
        ecran.click(f"gsn_transaction_{champ}_{reponse}")
    ecran.choose("gsn_transaction_contravention", "contravention.DEG")
    for champ, texte in {"bien": "Banc du square", "date_pv": jour(ecran, -3), "reference": "PV-12",
                         "service": "Police municipale"}.items():  # fmt: skip
        ecran.type(f"gsn_transaction_{champ}", texte)
    ecran.click("gsn_transaction_nature_nature_transaction.TNR")
    ecran.type("gsn_transaction_heures", heures)


def test_a_transaction_goes_from_the_situation_to_its_execution(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation = ecran.call(open_for, coffre, "coordo", personne=MAJEUR)
    ecran.go("situation", situation)
    ecran.click("gsn_situation_transiger")
    assert ecran.find("gsn_transaction_nom", QLineEdit).text() == "Majeur"
    fill_transaction(ecran, "31")
    ecran.click("gsn_transaction_preparation_enregistrer")
    assert "de 1 à 30 heures" in ecran.words().replace("\u00a0", " "), (
        "the cap is said, nothing typed is lost"
    )
    ecran.type("gsn_transaction_heures", "")
    ecran.find("gsn_transaction_heures", QLineEdit).setText("15")
    ecran.click("gsn_transaction_preparation_enregistrer")
    assert isinstance(ecran.screen, TransactionScreen), ecran.words()
    objet = ecran.screen.objet_id
    assert primary(ecran) == [] and "revient à" in ecran.words(), "the coordonnateur does not propose"
    ecran.click("gsn_transaction_proposition")
    assert [f.genre for f in ecran.feuilles] == ["transaction"]
    ecran.leave()

    maire = sit_down("maire")
    maire.go("actes_maire")
    assert not maire.shown("gsn_actes_adulte")
    maire.click("gsn_actes_transactions_0")
    assert primary(maire) == ["gsn_transaction_acte_proposee"]
    maire.click("gsn_transaction_acte_proposee")
    maire.click("gsn_transaction_proposition_enregistrer")
    assert maire.text("gsn_transaction_etat") == "Proposée"
    maire.leave()

    ecran = sit_down("coordo")
    ecran.go("transaction", objet)
    assert "peut répondre jusqu’au" in ecran.words()
    ecran.click("gsn_transaction_acte_repondue")
    ecran.click("gsn_transaction_acceptee_oui")
    ecran.type("gsn_transaction_date_reponse", jour(ecran))
    ecran.click("gsn_transaction_reponse_enregistrer")
    ecran.click("gsn_transaction_acte_transmise")
    ecran.click("gsn_transaction_transmission_enregistrer")
    ecran.click("gsn_transaction_acte_decidee")
    ecran.click("gsn_transaction_homologuee_oui")
    for champ, texte in {"date_decision": jour(ecran), "magistrat_nom": "Aude Imaginaire",
                         "magistrat_qualite": "Juge"}.items():  # fmt: skip
        ecran.type(f"gsn_transaction_{champ}", texte)
    ecran.click("gsn_transaction_homologation_enregistrer")
    assert ecran.text("gsn_transaction_etat") == "Homologuée"
    ecran.click("gsn_transaction_acte_executee")
    ecran.click("gsn_transaction_executee_oui")
    ecran.type("gsn_transaction_execution_date", jour(ecran))
    ecran.click("gsn_transaction_execution_enregistrer")
    ecran.click("gsn_transaction_acte_parquet_avise")
    ecran.click("gsn_transaction_avis_enregistrer")
    assert ecran.text("gsn_transaction_etat") == "Parquet avisé" and primary(ecran) == []
    [line] = ecran.call(list_transactions)
    assert line.executee and line.homologuee


def test_an_answer_that_excludes_says_why_at_once_and_is_refused(sit_down: Sit) -> None:
    ecran = sit_down("coordo")
    ecran.go("transaction_adulte")
    ecran.click("gsn_transaction_prejudice_commune_non")
    assert "ne touche pas un bien de la commune" in ecran.words()
    ecran.click("gsn_transaction_preparation_enregistrer")
    assert not isinstance(ecran.screen, TransactionScreen)
    assert ecran.call(list_transactions) == []


def test_the_family_is_heard_advised_accompanied_and_nothing_is_decided(
    sit_down: Sit, coffre: Prepare
) -> None:
    ecran = sit_down("coordo")
    ecran.go("situation", ecran.call(open_for, coffre, "coordo"))
    ecran.click("gsn_situation_cddf")
    ecran.choose("gsn_cddf_saisi_par", "saisi_par.EN")
    ecran.choose("gsn_cddf_motif", "motif_cddf.ASS")
    ecran.type("gsn_cddf_parent1_nom", "Durand")
    ecran.type("gsn_cddf_parent1_prenom", "Sophie")
    ecran.choose("gsn_cddf_parent1_qualite", "qualite_representant.MERE")
    ecran.click("gsn_cddf_saisine_enregistrer")
    assert isinstance(ecran.screen, CddfScreen), ecran.words()
    objet = ecran.screen.objet_id
    ecran.click("gsn_cddf_acte_convoque")
    for champ, texte in {"date_convocation": jour(ecran), "heure": "17:30", "lieu": "Mairie"}.items():
        ecran.type(f"gsn_cddf_{champ}", texte)
    ecran.click("gsn_cddf_invitation_enregistrer")
    ecran.click("gsn_cddf_imprimer_saisine")
    assert [f.genre for f in ecran.feuilles] == ["cddf_saisine"]
    ecran.click("gsn_cddf_acte_famille_entendue")
    assert not ecran.shown("gsn_cddf_enfant_present_oui"), "the child was not invited"
    ecran.click("gsn_cddf_parents_presents_destinataire.REPRESENTANT_1")
    ecran.click("gsn_cddf_droits_oui")
    ecran.click("gsn_cddf_audition_enregistrer")
    ecran.click("gsn_cddf_acte_recommande")
    ecran.click("gsn_cddf_recommandations_recommandation.PAR")
    ecran.click("gsn_cddf_recommandation_enregistrer")
    assert ecran.text("gsn_cddf_etat") == "Recommandations faites"
    assert not ecran.shown("gsn_cddf_acte_accompagnement"), "the mayor proposes, not the coordonnateur"
    ecran.leave()

    maire = sit_down("maire")
    maire.go("cddf", objet)
    maire.click("gsn_cddf_acte_accompagnement")
    maire.click("gsn_cddf_assistance_oui")
    maire.click("gsn_cddf_accord_oui")
    for nom in (
        "avis_departement_le",
        "dasen_informe_le",
        "ecole_informee_le",
        "caisse_informee_le",
        "date_debut",
    ):
        maire.type(f"gsn_cddf_{nom}", jour(maire))
    maire.click("gsn_cddf_accompagnement_enregistrer")
    assert "ne propose pas d’accompagnement" in maire.words()
    maire.click("gsn_cddf_assistance_non")
    maire.click("gsn_cddf_accompagnement_enregistrer")
    assert maire.text("gsn_cddf_etat") == "Accompagnement parental en cours"
    maire.click("gsn_cddf_acte_atteste")
    maire.type("gsn_cddf_date_attestation", jour(maire))
    maire.click("gsn_cddf_engagement_oui")
    maire.click("gsn_cddf_attestation_enregistrer")
    found, _ = maire.call(read_cddf, objet)
    assert found.etat == "atteste" and maire.call(list_cddf)[0].accompagnement


def test_a_member_of_the_circle_is_shown_neither_the_list_nor_the_acts(
    sit_down: Sit, coffre: Prepare
) -> None:
    coordo = sit_down("coordo")
    situation = coordo.call(open_for, coffre, "coordo", "ecole", personne=MAJEUR)
    coordo.leave()
    ecran = sit_down("ecole")
    assert not any(w.isVisible() for w in ecran.window.findChildren(QWidget, "gsn_aller_actes_maire"))
    ecran.go("situation", situation)
    for nom in ("gsn_situation_maire", "gsn_situation_transiger", "gsn_situation_cddf"):
        assert not ecran.shown(nom), nom
