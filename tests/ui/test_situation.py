"""The page of a situation through its windows: who reads, who may not, what is never lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QPushButton

from gsn_app.actions.apport import add_apport
from gsn_app.actions.journal import read_journal
from gsn_app.actions.mesure import propose_mesure
from gsn_app.actions.referent_parcours import designate_referent
from gsn_app.actions.situation import read_situation
from gsn_app.domain.situation import EtatSituation
from tests.coffre_prepare import Prepare
from tests.ui.ecran import Ecran, open_for, type_text

Sit = Callable[[str], Ecran]


def answer(mot: str, bouton: str) -> None:
    """Type the word asked by the next dialog, then press its button: armed before the click that opens it."""

    def act() -> None:
        dialogue = QApplication.activeModalWidget()
        assert isinstance(dialogue, QDialog)
        type_text(dialogue.findChildren(QLineEdit)[0], mot)
        boutons = [b for b in dialogue.findChildren(QPushButton) if b.objectName() == bouton]
        if boutons[0].isEnabled():
            boutons[0].click()
        else:
            dialogue.reject()

    QTimer.singleShot(100, act)


def test_an_apport_is_read_by_the_circle(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo", "ecole", "social")
    ecran.go("situation", situation_id)
    ecran.click("gsn_situation_apporter")
    ecran.type("gsn_apport_texte", "Assiduité meilleure depuis la rentrée.")
    ecran.click("gsn_apport_enregistrer")
    assert "Assiduité meilleure depuis la rentrée." in ecran.words()
    ecran = sit_down("ecole")
    ecran.go("situation", situation_id)
    assert "Assiduité meilleure depuis la rentrée." in ecran.words()


def test_a_reader_left_out_does_not_read_the_apport(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo", "ecole", "social")
    ecran.go("situation", situation_id)
    ecran.click("gsn_situation_apporter")
    ecran.type("gsn_apport_texte", "Vient chaque mercredi au local jeunes.")
    ecran.find(f"gsn_apport_lecteurs_{coffre.membres['social']}").click()  # type: ignore[attr-defined]
    ecran.click("gsn_apport_enregistrer")
    ecran = sit_down("ecole")
    ecran.go("situation", situation_id)
    assert "mercredi" not in ecran.words()
    ecran = sit_down("social")
    ecran.go("situation", situation_id)
    assert "mercredi" in ecran.words()


def test_a_loaded_word_is_named_and_waits_for_a_reason(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo")
    ecran.go("situation", situation_id)
    ecran.click("gsn_situation_apporter")
    ecran.type("gsn_apport_texte", "Le diagnostic est connu du collège.")
    ecran.click("gsn_apport_enregistrer")
    assert "« diagnostic »".replace(" ", "\u00a0") in ecran.text("gsn_apport_bandeau_texte")
    assert ecran.call(read_situation, situation_id).apports == ()
    ecran.click("gsn_apport_enregistrer")
    assert ecran.shown("gsn_apport_vigilance_faute"), "no reason, no apport"
    assert ecran.call(read_situation, situation_id).apports == ()
    ecran.type("gsn_apport_vigilance", "aménagement scolaire en cours")
    ecran.click("gsn_apport_enregistrer")
    assert [a.texte for a in ecran.call(read_situation, situation_id).apports] == [
        "Le diagnostic est connu du collège."
    ]


def test_rephrasing_after_the_warning_needs_no_reason(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo")
    ecran.go("situation", situation_id)
    ecran.click("gsn_situation_apporter")
    ecran.type("gsn_apport_texte", "Le diagnostic est connu.")
    ecran.click("gsn_apport_enregistrer")
    ecran.find("gsn_apport_texte", QPlainTextEdit).clear()
    ecran.type("gsn_apport_texte", "Un aménagement scolaire est en cours.")
    ecran.click("gsn_apport_enregistrer")
    assert [a.texte for a in ecran.call(read_situation, situation_id).apports] == [
        "Un aménagement scolaire est en cours."
    ]


def test_the_text_of_an_apport_survives_a_lock(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo")
    ecran.go("situation", situation_id)
    ecran.click("gsn_situation_apporter")
    ecran.type("gsn_apport_texte", "Élève assidu, à suivre…")
    ecran.leave(verrouillage=True)
    ecran = sit_down("coordo")
    ecran.go("situation", situation_id)
    ecran.click("gsn_situation_apporter")
    assert ecran.find("gsn_apport_texte", QPlainTextEdit).toPlainText() == "Élève assidu, à suivre…"


def test_escape_leaves_a_form_where_one_was(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo")
    ecran.go("situation", situation_id)
    bouton = ecran.find("gsn_mesures_proposer")
    bouton.setFocus()
    QTest.keyClick(bouton, Qt.Key.Key_Space)
    ecran.settle()
    QTest.keyClick(ecran.window.focusWidget(), Qt.Key.Key_Escape)
    ecran.settle()
    assert ecran.window.focusWidget() is bouton
    assert "Synthèse" in ecran.words()


def test_the_draft_of_one_situation_never_shows_on_another(sit_down: Sit, coffre: Prepare) -> None:
    from tests.ui.ecran import MOUSSA

    ecran = sit_down("coordo")
    premiere = ecran.call(open_for, coffre, "coordo")
    seconde = ecran.call(open_for, coffre, "coordo", personne=MOUSSA)
    ecran.go("situation", premiere)
    ecran.click("gsn_situation_apporter")
    ecran.type("gsn_apport_texte", "Pour la première seulement.")
    ecran.go("situation", seconde)
    assert "N’Diaye Moussa" in ecran.words()
    assert not ecran.shown("gsn_apport_texte")
    ecran.click("gsn_situation_apporter")
    assert ecran.find("gsn_apport_texte", QPlainTextEdit).toPlainText() == ""


def test_bringing_nothing_is_one_click_and_is_recorded(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo", "ecole")
    ecran = sit_down("ecole")
    ecran.go("situation", situation_id)
    ecran.click("gsn_apports_sans_information")
    (apport,) = ecran.call(read_situation, situation_id).apports
    assert apport.sans_information
    assert "N’apporte pas d’information." in ecran.words()


def test_withdrawing_asks_for_the_word_and_only_the_author_is_offered_it(
    sit_down: Sit,
    coffre: Prepare,
) -> None:
    ecran = sit_down("ecole")
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo", "ecole")
    ecran.call(add_apport, situation_id, "Texte à retirer.")
    ecran.go("situation", situation_id)
    answer("retire", "gsn_apport_retrait_oui")
    ecran.click("gsn_apports_retirer_0")
    assert not ecran.call(read_situation, situation_id).apports[0].retire, "half a word withdraws nothing"
    answer("retirer", "gsn_apport_retrait_oui")
    ecran.click("gsn_apports_retirer_0")
    assert ecran.call(read_situation, situation_id).apports[0].retire
    assert "Texte à retirer." not in ecran.words()
    ecran.call(add_apport, situation_id, "Un autre.")
    ecran = sit_down("ecole")
    ecran.go("situation", situation_id)
    assert "Un autre." in ecran.words()
    assert not ecran.shown("gsn_apports_retirer_0")


def test_a_measure_is_proposed_then_taken_on_by_a_volunteer_then_ended(
    sit_down: Sit, coffre: Prepare
) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo", "social")
    ecran.go("situation", situation_id)
    ecran.click("gsn_mesures_proposer")
    ecran.choose("gsn_mesure_code", "mesure.MSC")
    ecran.click("gsn_mesure_enregistrer")
    assert "Personne ne l’a encore prise en charge." in ecran.words()
    ecran = sit_down("social")
    ecran.go("situation", situation_id)
    ecran.click("gsn_mesures_prendre_0")
    ecran.click("gsn_mesure_prise_enregistrer")
    (mesure,) = ecran.call(read_situation, situation_id).mesures
    assert mesure.prise_par == coffre.membres["social"]
    ecran = sit_down("coordo")
    ecran.go("situation", situation_id)
    assert not ecran.shown("gsn_mesures_terminer_0"), "nobody ends another's measure"
    ecran = sit_down("social")
    ecran.go("situation", situation_id)
    ecran.click("gsn_mesures_terminer_0")
    ecran.choose("gsn_mesure_fin_resultat", "suite.REA")
    ecran.click("gsn_mesure_fin_enregistrer")
    (mesure,) = ecran.call(read_situation, situation_id).mesures
    assert mesure.resultat == "suite.REA"
    assert mesure.fin


def test_a_referent_is_designated_with_the_agreement_answered(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo", "social")
    ecran.go("situation", situation_id)
    ecran.click("gsn_referent_designer")
    ecran.choose("gsn_referent_membre", coffre.membres["social"])
    ecran.click("gsn_referent_enregistrer")
    assert ecran.shown("gsn_referent_accord_faute"), "the agreement has no default"
    ecran.click("gsn_referent_accord_non")
    ecran.click("gsn_referent_enregistrer")
    assert "accord" in ecran.text("gsn_referent_bandeau_texte")
    assert ecran.call(read_situation, situation_id).referents == ()
    ecran.click("gsn_referent_accord_oui")
    date = ecran.find("gsn_referent_date", QLineEdit).text()
    ecran.type("gsn_referent_accord_date", date)
    ecran.click("gsn_referent_enregistrer")
    (periode,) = ecran.call(read_situation, situation_id).referents
    assert periode.membre_id == coffre.membres["social"]
    assert periode.accord
    assert ecran.text("gsn_referent_nom") == "Social Testard"


def test_the_mission_of_a_referent_ends_and_stays_on_the_path(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo", "social")
    jour = ecran.session.today()
    ecran.call(
        designate_referent, situation_id, coffre.membres["social"], date=jour, accord=True, accord_date=jour
    )
    ecran.go("situation", situation_id)
    ecran.click("gsn_referent_fin")
    ecran.click("gsn_referent_fin_enregistrer")
    assert "Aucun référent désigné." in ecran.words()
    assert "Fin de la mission de Social Testard" in ecran.words()


def test_the_identity_is_corrected_and_the_journal_does_not_keep_it(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo")
    ecran.go("situation", situation_id)
    ecran.click("gsn_identite_corriger")
    ecran.find("gsn_personne_nom", QLineEdit).clear()
    ecran.type("gsn_personne_nom", "Dürand-Œuvré")
    ecran.click("gsn_personne_enregistrer")
    assert ecran.text("gsn_identite_nom") == "Dürand-Œuvré Léa"
    ecran = sit_down("dpo")
    lignes = ecran.call(read_journal, nombre=500)
    assert any(e.acte == "situation.modifiee" for e in lignes)
    assert not [e for e in lignes if "rand" in f"{e.motif} {e.reference} {e.document}"]


def test_the_notice_missing_is_said_then_recorded(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo")
    ecran.go("situation", situation_id)
    assert "pas encore été informée" in ecran.text("gsn_information_etat_texte")
    ecran.click("gsn_information_noter")
    ecran.choose("gsn_information_moyen", "moyen_information.ENT")
    ecran.click("gsn_information_enregistrer")
    (avis,) = ecran.call(read_situation, situation_id).information
    assert avis.donnee
    assert "Personne informée le" in ecran.text("gsn_information_etat_texte")


def test_the_notice_may_be_deferred_with_a_reason_that_shows(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo")
    ecran.go("situation", situation_id)
    ecran.click("gsn_information_differer")
    ecran.choose("gsn_differer_motif", "motif_report_information.DAN")
    ecran.click("gsn_information_differee_enregistrer")
    assert "Danger pour la personne" in ecran.text("gsn_information_etat_texte")


def test_the_next_review_is_set_and_shows_on_the_path(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo")
    ecran.go("situation", situation_id)
    ecran.click("gsn_synthese_prevoir")
    ecran.type("gsn_echeance_date", "15/06/2027")
    ecran.click("gsn_echeance_enregistrer")
    assert ecran.call(read_situation, situation_id).typologie.echeance == "2027-06-15"
    assert "15 juin 2027".replace(" ", "\u00a0") in ecran.words()


def test_admitting_a_member_lets_them_read_from_then_on(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo")
    ecran = sit_down("social")
    ecran.go("situation", situation_id)
    assert "Durand" not in ecran.words()
    assert ecran.shown("gsn_ecran_bandeau"), "the refusal is said"
    assert not ecran.shown("gsn_situation_apporter"), "nothing is offered on what cannot be read"
    assert not ecran.shown("gsn_situation_cloturer")
    ecran = sit_down("coordo")
    ecran.go("situation", situation_id)
    ecran.click("gsn_acces_admettre")
    ecran.choose("gsn_admission_membre", coffre.membres["social"])
    ecran.type("gsn_admission_motif", "suit la famille")
    ecran.click("gsn_admission_enregistrer")
    ecran = sit_down("social")
    ecran.go("situation", situation_id)
    assert "Durand Léa" in ecran.words()


def test_a_withdrawn_member_is_named_as_gone_and_reads_nothing_more(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo", "ecole", "social")
    ecran.go("situation", situation_id)
    ecran.click("gsn_acces_retirer")
    ecran.choose("gsn_retrait_membre", coffre.membres["social"])
    ecran.type("gsn_retrait_motif", "a changé de secteur")
    ecran.click("gsn_retrait_enregistrer")
    assert "Membre retiré" in ecran.words()
    ecran = sit_down("ecole")
    ecran.go("situation", situation_id)
    assert "Durand Léa" in ecran.words() and not ecran.shown("gsn_acces_retirer")
    ecran = sit_down("social")
    ecran.go("situation", situation_id)
    assert "Durand Léa" not in ecran.words()


def test_closing_asks_for_the_word_and_nothing_can_be_added_after(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo")
    ecran.call(propose_mesure, situation_id, "mesure.MSC", date=ecran.session.today())
    ecran.go("situation", situation_id)
    ecran.click("gsn_situation_cloturer")
    ecran.choose("gsn_cloture_motif", "cloture.SOL")
    ecran.type("gsn_cloture_mot", "oui")
    ecran.click("gsn_cloture_enregistrer")
    assert ecran.call(read_situation, situation_id).typologie.etat is EtatSituation.OUVERTE
    ecran.click("gsn_cloture_revenir")
    ecran.click("gsn_situation_cloturer")
    assert ecran.find("gsn_cloture_mot", QLineEdit).text() == "", "a draft never types the word again"
    ecran.type("gsn_cloture_mot", "clôturer")
    ecran.click("gsn_cloture_enregistrer")
    assert ecran.call(read_situation, situation_id).typologie.etat is EtatSituation.CLOTUREE
    for nom in (
        "gsn_situation_apporter",
        "gsn_situation_cloturer",
        "gsn_mesures_proposer",
        "gsn_mesures_prendre_0",
    ):
        assert not ecran.shown(nom), nom


def test_the_identity_is_hidden_in_one_gesture(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo")
    ecran.go("situation", situation_id)
    ecran.click("gsn_identite_bascule")
    mots = ecran.words()
    assert "Identité masquée" in mots
    assert "Durand" not in mots
    assert "12 mars 2011".replace(" ", "\u00a0") not in mots


def test_a_member_is_not_offered_what_the_charter_keeps_for_the_coordonnateur(
    sit_down: Sit,
    coffre: Prepare,
) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo", "ecole")
    ecran = sit_down("ecole")
    ecran.go("situation", situation_id)
    assert ecran.shown("gsn_situation_apporter")
    for nom in (
        "gsn_situation_cloturer",
        "gsn_acces_admettre",
        "gsn_identite_corriger",
        "gsn_situation_rappeler",
    ):
        assert not ecran.shown(nom), nom


def test_every_reading_of_the_page_is_in_the_journal(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo", "ecole")
    ecran = sit_down("ecole")
    ecran.go("situation", situation_id)
    ecran = sit_down("dpo")
    lignes = ecran.call(read_journal, nombre=500)
    vues = [e for e in lignes if e.acte == "situation.consultee" and e.reference == situation_id]
    assert vues


def test_a_notice_is_printed_for_the_reader_chosen(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo", "ecole")
    ecran.go("situation", situation_id)
    ecran.click("gsn_information_notice")
    ecran.find("gsn_notice_public_representant").click()  # type: ignore[attr-defined]
    ecran.click("gsn_notice_enregistrer")
    assert [feuille.genre for feuille in ecran.feuilles] == ["notice.representant"]
    assert ecran.shown("gsn_information_noter")


def test_a_member_who_does_not_coordinate_is_offered_no_notice(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo", "ecole")
    ecran = sit_down("ecole")
    ecran.go("situation", situation_id)
    assert not ecran.shown("gsn_information_notice")
