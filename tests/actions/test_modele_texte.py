"""A commune's wording: previewed as pixels, kept once it fits, printed, given up; the legal core is on every letter."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from gsn_app.actions.modele_texte import find_modele, list_modeles, preview_modele, reset_modele, save_modele
from gsn_app.actions.notice import print_notice
from gsn_app.actions.rappel_ordre import convene, print_convocations
from gsn_app.actions.session import ActeForbidden, Session
from gsn_app.documents.mise_en_page import CaractereNotPrintable, DocumentTooLong
from gsn_app.domain.acte import Acte
from gsn_app.domain.modele_texte import ModeleChampMissing, ModeleChampUnknown, ModeleUnknown
from gsn_app.domain.notice import PublicNotice
from tests.actions.exemples import expect_refusal, logged, open_one, prepare_one, read_all, send
from tests.actions.exemples_rappel import SUMMONS, answer, consult
from tests.coffre_prepare import Prepare
from tests.documents.page import squeeze

LETTRE = (
    "Bonjour {destinataire},\n\nNous avons à parler de {prenom}. {faits}\n\n{invitation}\n\n{rendez_vous}\n\n"
    "{mention_legale}\n\nÀ très bientôt !"
)
NOYAU = (
    "de rappeler verbalement les règles",
    "ni une sanction ni une mesure judiciaire",
    "délégué à la protection",
)


def words(pdf: bytes) -> str:
    return squeeze(PdfReader(io.BytesIO(pdf)).pages[0].extract_text())


def letter(session: Session, rappel_id: str) -> str:
    return words(print_convocations(session, rappel_id)[0].pdf)


def test_a_wording_is_printed_with_the_core_until_it_is_given_up(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
        send(session, rappel_id)
        answer(session, rappel_id)
        consult(session, rappel_id)
        convene(session, rappel_id, **SUMMONS)
        shipped = letter(session, rappel_id)
        save_modele(session, "convocation", LETTRE)
        mine = letter(session, rappel_id)
        reset_modele(session, "convocation")
        again = letter(session, rappel_id)
    for text in (shipped, mine, again):
        assert all(squeeze(phrase) in text for phrase in NOYAU)
    assert squeeze("Nous avons à parler de Maëlys") in mine and squeeze("À très bientôt !") in mine
    assert squeeze("Nous avons à parler") not in shipped and squeeze("Madame, Monsieur") not in mine
    assert squeeze("Nous avons à parler") not in again
    changes = [entry.motif for entry in read_all(coffre) if entry.acte == Acte.REGLAGES_MODIFIES]
    assert changes == ["modèle convocation", "modèle convocation d’origine"]


def test_a_notice_says_the_rights_whatever_its_opening(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        save_modele(
            session, "notice_representant", "{mention_legale}\n\n## Un mot du maire\nMerci, {prenom_nom}."
        )
        text = words(print_notice(session, situation, PublicNotice.REPRESENTANT).pdf)
    for phrase in (
        "Un mot du maire",
        "Quels sont vos droits ?",
        "cnil.fr",
        "Qui peut le lire ?",
        "Merci, Maëlys",
    ):
        assert squeeze(phrase) in text, phrase


def test_a_wording_that_does_not_hold_is_refused_and_nothing_changes(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        before = list_modeles(session)
        for texte, error in (
            ("Venez.", ModeleChampMissing),
            (LETTRE + " {adresse_du_mineur}", ModeleChampUnknown),
            (LETTRE + "\n\n" + "Un long paragraphe. " * 170, DocumentTooLong),
            (LETTRE + " 漢", CaractereNotPrintable),
        ):
            for gesture in (save_modele, preview_modele):
                with pytest.raises(error):
                    gesture(session, "convocation", texte)
        with pytest.raises(ModeleUnknown):
            save_modele(session, "inconnu", LETTRE)
        assert list_modeles(session) == before and not any(one.change for one in before)


def test_the_preview_is_the_page_as_pixels_and_changes_with_the_text(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        first = preview_modele(session, "convocation", LETTRE)
        other = preview_modele(session, "convocation", LETTRE.replace("Bonjour", "Bonsoir"))
        assert (first.largeur, first.pages) == (1000, 1) and len(
            first.pixels
        ) == first.largeur * first.hauteur * 3
        assert first.pixels != other.pixels
        assert not any(one.change for one in list_modeles(session))


def test_only_a_coordonnateur_words_a_letter(coffre: Prepare) -> None:
    for nom in ("ecole", "maire", "dpo"):
        with logged(coffre, nom) as session:
            for gesture in (save_modele, preview_modele):
                expect_refusal(session, ActeForbidden, "reglages.modifies", gesture, "convocation", LETTRE)


def test_a_kept_text_that_no_longer_suits_gives_way_and_is_told(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        with session.unit(Acte.REGLAGES_MODIFIES) as u:
            u.save_valeur("modele.convocation", b"Plus de loi \xff")
        assert "mention_legale" in find_modele(session, "convocation").texte
        assert any("Convocation" in phrase for phrase in session.anomalies)
