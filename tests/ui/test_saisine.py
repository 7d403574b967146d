"""The saisine through its windows: deposited, never lost, examined by the coordonnateur alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit

from gsn_app.actions.saisine import list_saisines
from gsn_app.actions.situation import list_situations, read_situation
from tests.coffre_prepare import Prepare
from tests.ui.ecran import LEA, Ecran, deposit, open_for, type_text

Sit = Callable[[str], Ecran]


def fill(ecran: Ecran) -> None:
    """Type the five compulsory facts of a saisine."""
    ecran.type("gsn_saisine_nom", "Œuvrard")
    ecran.type("gsn_saisine_prenom", "Zoé")
    ecran.type("gsn_saisine_date_naissance", "12/03/2010")
    ecran.choose("gsn_saisine_sexe", "F")
    ecran.choose("gsn_saisine_origine", "origine.EN")
    ecran.choose("gsn_saisine_motif", "motif.ABS")


def test_a_member_deposits_a_saisine_with_the_keyboard_alone(sit_down: Sit) -> None:
    ecran = sit_down("ecole")
    QTest.keyClick(ecran.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    ecran.settle()
    fill(ecran)
    QTest.keyClick(ecran.find("gsn_saisine_nom"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    ecran.settle()
    deposee = [s for s in ecran.call(list_saisines) if s.personne.nom == "Œuvrard"]
    assert [(s.personne.prenom, s.personne.date_naissance, s.motif) for s in deposee] == [
        ("Zoé", "2010-03-12", "motif.ABS")
    ]
    assert ecran.screen.titre == "Saisines"


def test_a_double_click_deposits_one_saisine(sit_down: Sit) -> None:
    ecran = sit_down("ecole")
    ecran.go("saisine")
    fill(ecran)
    bouton = ecran.find("gsn_saisine_enregistrer")
    QTest.mouseClick(bouton, Qt.MouseButton.LeftButton)
    QTest.mouseClick(bouton, Qt.MouseButton.LeftButton)
    ecran.settle()
    assert len(ecran.call(list_saisines)) == 1


def test_what_is_typed_comes_back_after_a_lock(sit_down: Sit) -> None:
    ecran = sit_down("ecole")
    ecran.go("saisine")
    ecran.type("gsn_saisine_nom", "N’Diaye-Éluard")
    ecran.leave(verrouillage=True)
    ecran = sit_down("ecole")
    ecran.go("saisine")
    assert ecran.find("gsn_saisine_nom", QLineEdit).text() == "N’Diaye-Éluard"
    assert ecran.shown("gsn_saisine_bandeau")


def test_the_draft_of_a_member_is_not_shown_to_another(sit_down: Sit) -> None:
    ecran = sit_down("ecole")
    ecran.go("saisine")
    ecran.type("gsn_saisine_nom", "Martin")
    ecran.leave(verrouillage=True)
    ecran = sit_down("social")
    ecran.go("saisine")
    assert ecran.find("gsn_saisine_nom", QLineEdit).text() == ""


def test_escape_never_loses_typing(sit_down: Sit) -> None:
    ecran = sit_down("ecole")
    ecran.go("saisine")
    ecran.type("gsn_saisine_nom", "Martin")
    QTest.keyClick(ecran.find("gsn_saisine_nom"), Qt.Key.Key_Escape)
    ecran.settle()
    assert ecran.screen.titre == "Saisines"
    ecran.go("saisine")
    assert ecran.find("gsn_saisine_nom", QLineEdit).text() == "Martin"


def test_a_deposited_saisine_leaves_no_draft(sit_down: Sit) -> None:
    ecran = sit_down("ecole")
    ecran.go("saisine")
    fill(ecran)
    ecran.click("gsn_saisine_enregistrer")
    ecran.go("saisine")
    assert ecran.find("gsn_saisine_nom", QLineEdit).text() == ""


def test_nothing_is_deposited_while_a_field_is_missing(sit_down: Sit) -> None:
    ecran = sit_down("ecole")
    ecran.go("saisine")
    ecran.type("gsn_saisine_nom", "Martin")
    ecran.click("gsn_saisine_enregistrer")
    assert ecran.call(list_saisines) == []
    assert ecran.shown("gsn_saisine_prenom_faute")
    assert ecran.window.focusWidget() is ecran.find("gsn_saisine_prenom")


def test_an_impossible_date_is_refused_in_words_and_nothing_typed_is_lost(sit_down: Sit) -> None:
    ecran = sit_down("ecole")
    ecran.go("saisine")
    fill(ecran)
    date = ecran.find("gsn_saisine_date_naissance", QLineEdit)
    date.clear()
    type_text(date, "31/02/2010")
    ecran.click("gsn_saisine_enregistrer")
    assert "impossible" in ecran.text("gsn_saisine_bandeau_texte")
    assert ecran.find("gsn_saisine_nom", QLineEdit).text() == "Œuvrard"
    assert ecran.call(list_saisines) == []


def test_the_coordonnateur_opens_a_situation_with_the_circle_left_ticked(
    sit_down: Sit, coffre: Prepare
) -> None:
    ecran = sit_down("ecole")
    saisine_id = ecran.call(deposit)
    ecran = sit_down("coordo")
    ecran.go("saisines", saisine_id)
    ecran.click("gsn_saisines_ouvrir")
    social = ecran.find(f"gsn_ouverture_cercle_{coffre.membres['social']}", QCheckBox)
    ecole = ecran.find(f"gsn_ouverture_cercle_{coffre.membres['ecole']}", QCheckBox)
    assert social.isChecked()
    assert ecole.isChecked()
    noms = [w.objectName() for w in ecran.screen.findChildren(QCheckBox)]
    assert f"gsn_ouverture_cercle_{coffre.membres['police']}" not in noms, (
        "a signalant reads none of the exchanges"
    )
    social.click()
    ecran.click("gsn_ouverture_enregistrer")
    (resume,) = ecran.call(list_situations)
    acces = ecran.call(read_situation, resume.id).acces
    cercle = {a.membre_id for a in acces if a.cercle}
    assert cercle == {coffre.membres["coordo"], coffre.membres["ecole"]}
    assert ecran.screen.titre == "Situation"


def test_a_likely_duplicate_is_named_before_anything_is_opened(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    ecran.call(open_for, coffre, "coordo")
    saisine_id = ecran.call(deposit)
    ecran.go("saisines", saisine_id)
    assert "concerner la même personne" in ecran.text("gsn_saisines_doublons_texte")
    ecran.click("gsn_saisines_doublon_0")
    assert "Durand Léa" in ecran.words()


def test_not_the_same_person_is_decided_once_and_its_author_is_shown(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    ecran.call(open_for, coffre, "coordo")
    ecran.call(open_for, coffre, "coordo", personne=replace(LEA, prenom="Tom", adresse="1 rue Fictive"))
    saisine_id = ecran.call(
        deposit, replace(LEA, nom="Dürand", date_naissance="2011-12-03", adresse="1, rue Fictive")
    )
    ecran.go("saisines", saisine_id)
    assert "1\u00a0situation pourrait concerner" in ecran.text("gsn_saisines_doublons_texte")
    assert "frère ou sœur" in ecran.text("gsn_saisines_ressemblance_1")
    assert not ecran.shown("gsn_saisines_distincte_1"), "nothing is to be decided of a brother"
    ecran.click("gsn_saisines_distincte_0")
    assert "Aucune situation" in ecran.text("gsn_saisines_doublons_texte")
    ecran.go("accueil")
    ecran.go("saisines", saisine_id)
    assert "Pas la même personne, selon Coordo Testard" in ecran.words()
    assert not ecran.shown("gsn_saisines_distincte_0")


def test_the_coordonnateur_sets_a_saisine_aside_with_a_return(sit_down: Sit) -> None:
    ecran = sit_down("ecole")
    saisine_id = ecran.call(deposit)
    ecran = sit_down("coordo")
    ecran.go("saisines", saisine_id)
    ecran.click("gsn_saisines_ecarter")
    ecran.click("gsn_ecart_enregistrer")
    assert ecran.shown("gsn_ecart_motif_faute"), "a return is required"
    ecran.choose("gsn_ecart_motif", "retour_saisine.SSU")
    ecran.click("gsn_ecart_enregistrer")
    (saisine,) = ecran.call(list_saisines)
    assert saisine.etat == "ecartee"
    assert not ecran.shown("gsn_saisines_ouvrir")


def test_a_member_sees_their_saisine_but_may_neither_open_nor_set_aside(sit_down: Sit) -> None:
    ecran = sit_down("ecole")
    saisine_id = ecran.call(deposit)
    ecran.go("saisines", saisine_id)
    assert f"{LEA.nom} {LEA.prenom}" in ecran.words()
    assert not ecran.shown("gsn_saisines_ouvrir")
    assert not ecran.shown("gsn_saisines_ecarter")


def test_another_member_does_not_see_the_saisine(sit_down: Sit) -> None:
    ecran = sit_down("ecole")
    ecran.call(deposit)
    ecran = sit_down("social")
    ecran.go("saisines")
    assert LEA.nom not in ecran.words()
    assert ecran.shown("gsn_saisines_table") is False


def test_receivability_is_said_while_typing_and_out_of_scope_where_to_go(sit_down: Sit) -> None:
    ecran = sit_down("police")
    ecran.go("saisine")
    assert not ecran.shown("gsn_saisine_recevabilite") and not ecran.shown("gsn_saisine_besoin")
    ecran.type("gsn_saisine_date_naissance", "12/03/1995")
    ecran.settle()
    assert "Plus de 25 ans" in ecran.text("gsn_saisine_recevabilite_texte")
    ecran.choose("gsn_saisine_besoin", "besoin.EMP")
    ecran.settle()
    assert "service social" in ecran.text("gsn_saisine_orientation"), "nobody of the table receives at thirty"
    ecran.find("gsn_saisine_date_naissance", QLineEdit).clear()
    ecran.type("gsn_saisine_date_naissance", "12/03/2010")
    ecran.settle()
    assert "recevable" in ecran.text("gsn_saisine_recevabilite_texte")
    assert not ecran.shown("gsn_saisine_besoin") and not ecran.shown("gsn_saisine_orientation")
    ecran.click("gsn_saisine_commune_non")
    assert "sa commune" in ecran.text("gsn_saisine_recevabilite_texte")
    ecran.settle()
    assert ecran.text("gsn_saisine_orientation").startswith("Orientez plutôt vers")


def test_the_signalant_reads_the_return_and_that_is_all(sit_down: Sit) -> None:
    ecran = sit_down("police")
    saisine_id = ecran.call(deposit)
    ecran = sit_down("coordo")
    ecran.go("saisines", saisine_id)
    ecran.click("gsn_saisines_ecarter")
    ecran.choose("gsn_ecart_motif", "retour_saisine.ORI")
    ecran.type("gsn_ecart_texte", "Sa mère est malade.")
    ecran.click("gsn_ecart_enregistrer")
    assert "malade" in ecran.text("gsn_ecart_bandeau_texte"), "loaded words do not leave the group"
    ecran.leave(verrouillage=True)
    ecran = sit_down("coordo")
    ecran.go("saisines", saisine_id)
    ecran.click("gsn_saisines_ecarter")
    texte = ecran.find("gsn_ecart_texte", QPlainTextEdit)
    assert texte.toPlainText() == "Sa mère est malade.", "typing survives the refusal and the lock"
    texte.clear()
    ecran.type("gsn_ecart_texte", "Adressez-la au service jeunesse.")
    ecran.click("gsn_ecart_enregistrer")
    ecran = sit_down("police")
    ecran.go("saisines", saisine_id)
    words = ecran.words()
    assert "Réponse donnée" in words and "Adressez-la au service jeunesse." in words
    assert not ecran.shown("gsn_saisines_doublons") and not ecran.shown("gsn_saisines_ecarter")
