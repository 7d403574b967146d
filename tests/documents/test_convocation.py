"""The summons as printed: to whom, about whom, with what law, on one page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gsn_app.documents.convocation import render_convocation
from gsn_app.domain.modele_texte import parse_modele
from gsn_app.domain.rappel_ordre import Destinataire, Fait, RappelOrdre, replay
from gsn_app.domain.rappel_ordre_convocation import convocations_of
from gsn_app.domain.rappel_ordre_refus import RappelOrdreNotConvoque
from gsn_app.ressources import read_ressource
from tests.documents.exemples_fiche import (
    ANCRE,
    LONGS,
    REGLAGES,
    REMARQUE,
    TIRAGE,
    TIRAGE_LONG,
    adult,
    journey,
    longest_answered,
    minor,
)
from tests.documents.page import Page, squeeze
from tests.domain.rappel_ordre_exemples import answer, convene, send, submit_partners

DEUX = (Destinataire.REPRESENTANT_1, Destinataire.REPRESENTANT_2)


def pages_of(rappel: RappelOrdre) -> list[Page]:
    return [Page(render_convocation(lettre)) for lettre in convocations_of(rappel, REGLAGES, TIRAGE)]


def test_a_minor_is_summoned_by_a_letter_to_the_representative() -> None:
    lettres = convocations_of(journey(minor()), REGLAGES, TIRAGE)
    assert [lettre.destinataire_nom for lettre in lettres] == ["Zoé Exemple-Modèle"]
    texte = Page(render_convocation(lettres[0])).texte
    for attendu in (
        "Zoé Exemple-Modèle 12 rue des Tilleuls 99001 Valfictif",
        "attribués à Maëlys-Océane Exemple-Modèle, dont vous assurez la représentation légale",
        "« Atteinte légère à la propriété publique », le 14/10/2026",
        "vous présenter, avec Maëlys-Océane Exemple-Modèle, à l’entretien suivant",
        "Mercredi 18 novembre 2026 à 17 h 30 Lieu : Hôtel de ville, bureau 12",
        "Article L132-7 du code de la sécurité intérieure",
        "en présence de ses parents, de ses représentants légaux",
        "n’est ni une sanction ni une mesure judiciaire",
        "01 99 00 00 00, mairie@valfictif.example",
        "Remise en main propre le",
    ):
        assert squeeze(attendu) in texte, attendu


def test_two_representatives_get_a_letter_each_and_the_minor_none() -> None:
    etapes = [
        minor(),
        send(),
        answer(),
        submit_partners(),
        convene(destinataires=(Destinataire.AUTEUR, *DEUX)),
    ]
    lettres = convocations_of(replay(etapes), REGLAGES, TIRAGE)
    assert [lettre.destinataire_nom for lettre in lettres] == ["Zoé Exemple-Modèle", "Ignace d’Œuvré"]


def test_absenteisme_summons_the_parents_without_the_pupil() -> None:
    (page,) = pages_of(journey(minor(fait=Fait.ABSENT)))
    assert squeeze("vous présenter, sans l’élève, à l’entretien suivant") in page.texte
    assert squeeze("avec Maëlys-Océane") not in page.texte


def test_an_adult_is_written_to_directly() -> None:
    (page,) = pages_of(journey(adult()))
    assert squeeze("Maëlys Exemple-Modèle 3 impasse Fictive 99001 Valfictif") in page.texte
    assert squeeze("Des faits vous sont attribués : « Abandon d’ordures »") in page.texte
    assert squeeze("représentation légale") not in page.texte


def test_the_letter_keeps_silent_on_description_answer_and_partners() -> None:
    (page,) = pages_of(journey(minor()))
    for interdit in ("feutre", "Imaginaire", "réponse B", REMARQUE, "03/05/2011", "RI 2026-0412"):
        assert squeeze(interdit) not in page.texte


def test_no_letter_before_a_summons() -> None:
    with pytest.raises(RappelOrdreNotConvoque):
        convocations_of(journey(minor(), jusqu_a=4), REGLAGES, TIRAGE)


def test_the_longest_letters_stay_whole_on_one_page() -> None:
    for lettre in convocations_of(longest_answered(), LONGS, TIRAGE_LONG):
        page = Page(render_convocation(lettre))
        assert len(page.reader.pages) == 1
        for champ in (lettre.destinataire_nom, lettre.destinataire_adresse, lettre.personne, lettre.lieu):
            assert squeeze(champ) in page.texte
        signature = next(y for _, y, texte in page.morceaux if texte == "Le maire ou son représentant")
        recu = next(y for _, y, texte in page.morceaux if texte.startswith("Reçu, à remplir"))
        assert signature > recu + 30


def test_seal_bytes_and_metadata(qapp: object) -> None:
    (lettre,) = convocations_of(journey(minor()), REGLAGES, TIRAGE)
    page = Page(render_convocation(lettre))
    assert page.qr() == ANCRE
    assert page.octets == render_convocation(lettre)
    assert (page.reader.metadata or {}).get("/Title") == "Convocation"
    assert "Exemple" not in str(page.reader.metadata)


def test_a_hostile_place_is_text() -> None:
    (lettre,) = convocations_of(journey(minor()), REGLAGES, TIRAGE)
    texte = '<img src="/etc/passwd"/><a href="javascript:x">'
    page = Page(render_convocation(replace(lettre, lieu=texte)))
    assert squeeze(texte) in page.texte
    assert "/Annots" not in page.reader.pages[0]
    assert not list(page.reader.pages[0].images)


def test_the_shipped_wording_prints_what_the_program_prints_without_one() -> None:
    nom = "modeles/convocation.toml"
    modele = parse_modele(read_ressource(nom), nom)
    for rappel in (journey(minor()), journey(minor(fait=Fait.ABSENT)), journey(adult())):
        for worded, plain in zip(
            convocations_of(rappel, REGLAGES, TIRAGE, modele=modele),
            convocations_of(rappel, REGLAGES, TIRAGE),
            strict=True,
        ):
            assert render_convocation(worded) == render_convocation(plain)
