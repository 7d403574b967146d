"""The auditeur's succession through the windows: enrolment, the key handed over with the sheet in hand, the departure."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gsn_app.actions.charte import sign_charte
from gsn_app.actions.journal import read_journal
from gsn_app.actions.ouverture import read_porte
from tests.coffre_prepare import BON_MARCHE, Prepare, phrase
from tests.ui.ecran import Ecran, type_text

SUITE = "Suite Testard"


def answer(typed: dict[str, str], clicked: str) -> None:
    """Answer the modal question that the next click opens."""

    def act() -> None:
        dialogue = QApplication.activeModalWidget()
        assert dialogue is not None
        for nom, texte in typed.items():
            type_text(dialogue.findChild(QWidget, nom), texte)
        QTest.mouseClick(dialogue.findChild(QWidget, clicked), Qt.MouseButton.LeftButton)

    QTimer.singleShot(200, act)


def choose(ecran: Ecran, nom: str) -> None:
    ecran.go("membres")
    ligne = next(x for x in ecran.screen.table.source.rows if x.membre.nom == nom)  # type: ignore[attr-defined]
    ecran.screen.choose(ligne.membre.id)  # type: ignore[attr-defined]
    ecran.settle()


def enrol_by_hand(ecran: Ecran) -> str:
    """The coordonnateur's two gestures; returns the fingerprint of the sheet."""
    ecran.go("membres")
    ecran.click("gsn_membre_enroler")
    for champ, mots in (("nom", SUITE), ("fonction", "DPO"), ("institution", "Commune")):
        ecran.type(f"gsn_enrolement_{champ}", mots)
    assert not ecran.shown("gsn_enrolement_succession")
    ecran.click("gsn_enrolement_auditeur")
    assert "Dpo Testard est auditeur en fonction" in ecran.text("gsn_enrolement_succession")
    ecran.click("gsn_enrolement_preparer")
    assert not ecran.shown("gsn_enrolement_succession")
    ecran.type("gsn_enrolement_phrase", phrase("suite"))
    ecran.type("gsn_enrolement_confirmation", phrase("suite"))
    ecran.context.kdf = BON_MARCHE
    ecran.click("gsn_enrolement_valider")
    empreinte = ecran.text("gsn_membre_fiche_empreinte").partition(":")[2].strip()
    answer({"gsn_membre_confirmer_question_reponse": empreinte}, "gsn_membre_confirmer_question_oui")
    ecran.click("gsn_membre_confirmer")
    return empreinte


def test_the_auditeur_hands_the_key_to_the_successor_whom_the_coordonnateur_enrolled(
    sit_down: Callable[..., Ecran], coffre: Prepare
) -> None:
    empreinte = enrol_by_hand(sit_down("coordo"))
    found = read_porte(coffre.coffre, coffre.poste, kdf=BON_MARCHE).membres
    ecran = sit_down("dpo")
    coffre.membres["suite"] = next(m.id for m in found if m.nom == SUITE)
    choose(ecran, SUITE)
    assert not ecran.shown("gsn_membre_remettre"), "the charter is not signed yet"
    ecran = sit_down("suite")
    ecran.call(sign_charte)
    ecran = sit_down("coordo")
    choose(ecran, SUITE)
    assert "Attend la clé du journal" in ecran.text("gsn_membre_fiche_etat")
    assert not ecran.shown("gsn_membre_remettre"), "a coordonnateur never holds that key"
    ecran = sit_down("dpo")
    assert f"Remettez la clé du journal à {SUITE}" in ecran.go("accueil").taches[0].libelle  # type: ignore[attr-defined]
    choose(ecran, SUITE)
    answer({"gsn_membre_remettre_question_reponse": empreinte}, "gsn_membre_remettre_question_oui")
    ecran.click("gsn_membre_remettre")
    assert not ecran.shown("gsn_membre_remettre")
    ecran = sit_down("coordo")
    choose(ecran, "Dpo Testard")
    answer({"gsn_membre_depart_question_mot": "départ"}, "gsn_membre_depart_question_oui")
    ecran.click("gsn_membre_depart")
    ecran.settle()
    assert "a quitté" in ecran.screen.table.source.rows[1].etat  # type: ignore[attr-defined]
    ecran = sit_down("suite")
    assert ecran.call(read_journal)[0].acte == "coffre.cree"
