"""The fiche-navette as printed: every field, one page, what must never be there, hostile texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gsn_app.documents.fiche_navette import render_fiche_navette, word_tribunal
from gsn_app.documents.mise_en_page import CaractereNotPrintable
from gsn_app.domain.fiche_navette import ReglagesRappel, fiche_navette_of
from gsn_app.domain.rappel_ordre import Fait, Protocole, RappelOrdre, Reponse, replay
from gsn_app.domain.rappel_ordre_refus import RappelOrdreFicheMismatch, RappelOrdreNotPrepared
from gsn_app.domain.texte import TexteTooLong
from tests.documents.exemples_fiche import (
    ANCRE,
    EXEMPLES,
    REGLAGES,
    REMARQUE,
    TIRAGE,
    journey,
    minor,
)
from tests.documents.page import Page, squeeze
from tests.domain.rappel_ordre_exemples import answer, prepare, send

FRENCH_LETTERS = "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ àâäçéèêëîïôöùûüÿœæ ’-"


@pytest.fixture(params=EXEMPLES)
def exemple(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def page_of(nom: str) -> Page:
    return Page(render_fiche_navette(EXEMPLES[nom]()))


def test_the_request_prints_every_field_after_its_label() -> None:
    texte = page_of("demande_mineur").texte
    for attendu in (
        "Commune de Valfictif-sur-Orge",
        "Numéro 2026-014 Exemplaire 2 Envoyée le 21/11/2026",
        "procureur de la République près le tribunal judiciaire de Montfictif",
        "Protocole procureur–maire du 12/03/2024",
        "Réponse à adresser à : Mairie, 1 place de la République, 99001 Valfictif-sur-Orge",
        "Nom Exemple-Modèle",
        "Prénom Maëlys-Océane",
        "Date de naissance 03/05/2011",
        "Représentants légaux Zoé Exemple-Modèle, mère Ignace d’Œuvré, père",
        "Fait (liste du protocole) DEGRAD – Atteinte légère à la propriété publique",
        "Date des faits 14/10/2026",
        "Heure 18 h 40",
        "Lieu des faits Arrêt de bus Médiathèque, avenue de la Gare",
        "Service qui a constaté Police municipale",
        "Référence du rapport RI 2026-0412",
        "implication de la personne A tracé au feutre des inscriptions sur l’abribus de l’arrêt "
        "« Médiathèque » en présence de deux agents. A reconnu les faits sur place et remis le feutre.",
        "Date envisagée 18/11/2026",
        "Fiche-navette n° 2026-014 – exemplaire 2",
        "page 1/1",
        f"Sceau du journal : {ANCRE}",
        "Imprimé par Camille Exemple le 21/11/2026",
    ):
        assert squeeze(attendu) in texte, attendu


def test_the_return_prints_answer_and_outcome() -> None:
    texte = page_of("retour_mineur").texte
    for attendu in (
        "Envoyée le 16/10/2026",
        "observations du parquet Merci d’indiquer au retour si la remise en état a été proposée.",
        "Date de la réponse 27/10/2026",
        "Nom du magistrat Aude Imaginaire",
        "Qualité Substitut du procureur",
        "réponse retranscrite par la mairie",
        "Date de l’entretien 18/11/2026",
        "Représentants légaux présents Zoé Exemple-Modèle, mère Si leur présence",
        "Retour au parquet le 20/11/2026",
        "Nom du maire ou de l’élu délégué Dominique Fictif",
        "Qualité Adjointe au maire déléguée à la tranquillité publique",
    ):
        assert squeeze(attendu) in texte, attendu


def test_boxes_say_what_is_known_and_only_that(qapp: object) -> None:
    demande, retour = page_of("demande_mineur"), page_of("retour_mineur")
    a = "A – Faits traités…"
    b = "B – Faits non traités…"
    for page in (demande, retour):
        assert page.ticked("mineur")
        assert not page.ticked("majeur")
        assert [page.ticked("oui", rang) for rang in range(4)] == [True, False, False, False]
        assert [page.ticked("non", rang) for rang in range(4)] == [False, True, True, True]
        assert not page.ticked(a)
    assert not demande.ticked(b)
    assert retour.ticked(b)
    for label in ("prononcé", "présent"):
        assert not demande.ticked(label)
        assert retour.ticked(label)
    assert not retour.ticked("non prononcé")
    assert (retour.ticked("oui", 4), retour.ticked("non", 4)) == (True, False)
    assert [retour.ticked("Rappel à l’ordre", rang) for rang in (0, 2)] == [True, True]


def test_an_absent_adult_is_shown_absent(qapp: object) -> None:
    page = page_of("absent_majeur")
    assert page.ticked("majeur")
    assert page.ticked("absent")
    assert page.ticked("non prononcé")
    assert not page.ticked("présent")
    assert squeeze("Sans objet : personne majeure") in page.texte


def test_an_answer_a_ticks_a(qapp: object) -> None:
    rappel = replay([minor(), send(), answer(reponse=Reponse.A)])
    page = Page(render_fiche_navette(fiche_navette_of(rappel, REGLAGES, TIRAGE)))
    assert page.ticked("A – Faits traités…")
    assert not page.ticked("B – Faits non traités…")


def test_silence_under_the_protocol_is_never_printed_as_an_answer_b(qapp: object) -> None:
    envoi = send(protocole=Protocole(date(2024, 3, 12), 15))
    silence = answer(
        reponse=Reponse.SILENCE, magistrat_nom="", magistrat_qualite="", date_reponse="2026-11-02"
    )
    rappel = replay([minor(), envoi, silence])
    page = Page(render_fiche_navette(fiche_navette_of(rappel, REGLAGES, TIRAGE)))
    assert not page.ticked("B – Faits non traités…")
    assert squeeze("Sans réponse dans le délai prévu au protocole, constaté le 02/11/2026.") in page.texte


def test_absenteisme_says_the_pupil_is_not_summoned() -> None:
    texte = page_of("absenteisme").texte
    assert squeeze("Représentants légaux (le rappel leur est adressé, sans l’élève)") in texte
    assert squeeze("élève non convoqué") in texte


def test_a_missing_protocol_is_a_warning_on_the_sheet() -> None:
    assert squeeze("aucun protocole procureur–maire enregistré") in page_of("demande_majeur").texte
    assert "aucunprotocole" not in page_of("demande_mineur").texte


def test_exactly_one_a4_page(exemple: str) -> None:
    pages = page_of(exemple).reader.pages
    assert len(pages) == 1
    assert [round(v) for v in pages[0].mediabox[2:]] == [595, 842]


def test_every_text_at_its_limit_is_printed_whole() -> None:
    fiche = EXEMPLES["plus_long_retour"]()
    texte = page_of("plus_long_retour").texte
    d, r, m = fiche.demande, fiche.reponse, fiche.retour_mairie
    assert len(d.description) == 600
    for champ in (
        *(fiche.commune, fiche.tribunal, fiche.retour, fiche.tirage.numero, fiche.tirage.lecteur),
        *(d.nom, d.prenom, *d.representants, d.description, d.lieu, d.service, d.reference_rapport),
        *(r.magistrat.nom, r.magistrat.qualite, r.precisions, m.elu.nom, m.elu.qualite),
        *m.representants_presents,
    ):
        assert squeeze(champ) in texte, champ


def test_nothing_is_drawn_outside_the_margins_nor_over_the_foot(exemple: str) -> None:
    page = page_of(exemple)
    pied = next(y for _, y, texte in page.morceaux if texte.startswith("Fiche-navette n°"))
    for x, y, texte in page.morceaux:
        assert 36 <= x < 560, texte
        assert 25 <= y < 815, texte
    corps = [y for _, y, texte in page.morceaux if texte == "Signature et cachet"]
    assert len(corps) == 2
    assert min(corps) > pied + 30


def test_every_french_letter_is_printed() -> None:
    for nom in (FRENCH_LETTERS.strip(" -"), FRENCH_LETTERS.upper().strip(" -")):
        fiche = fiche_navette_of(journey(minor(nom=nom), jusqu_a=1), REGLAGES, TIRAGE)
        assert squeeze(nom) in Page(render_fiche_navette(fiche)).texte


def test_a_letter_the_font_lacks_is_refused_not_replaced() -> None:
    fiche = fiche_navette_of(journey(minor(nom="漢字"), jusqu_a=1), REGLAGES, TIRAGE)
    with pytest.raises(CaractereNotPrintable):
        render_fiche_navette(fiche)


def test_the_same_sheet_gives_the_same_bytes(exemple: str) -> None:
    assert render_fiche_navette(EXEMPLES[exemple]()) == render_fiche_navette(EXEMPLES[exemple]())


def test_the_qr_code_reads_as_the_anchor(exemple: str, qapp: object) -> None:
    assert page_of(exemple).qr() == ANCRE


def test_a_hard_photocopy_keeps_every_text_every_box_and_the_qr_code(exemple: str, qapp: object) -> None:
    copie = page_of(exemple).photocopied()
    assert copie.qr() == ANCRE
    assert len(copie.morceaux) > 60
    for x, y, texte in copie.morceaux:
        assert copie.blackness(x, y) > 0.04, texte


def test_a_photocopy_keeps_the_boxes(qapp: object) -> None:
    copie = page_of("retour_mineur").photocopied()
    assert copie.ticked("mineur")
    assert not copie.ticked("majeur")
    assert copie.ticked("B – Faits non traités…")


def test_the_watermark_shows_reader_and_date() -> None:
    assert page_of("demande_mineur").texte.count(squeeze("Camille Exemple – 21/11/2026")) == 5


def test_metadata_names_nobody_and_no_day(exemple: str) -> None:
    page = page_of(exemple)
    metadata = dict(page.reader.metadata or {})
    assert metadata.pop("/Title") == "Fiche-navette"
    assert metadata.pop("/CreationDate", "").startswith("D:2000")
    assert metadata.pop("/ModDate", "").startswith("D:2000")
    assert set(metadata.values()) <= {"", "/False"}
    assert page.reader.xmp_metadata is None


def test_what_must_never_be_there_is_not() -> None:
    """The partners' opinion, addresses, the summons and the member ids stay off the sheet."""
    texte = page_of("retour_mineur").texte
    for interdit in (REMARQUE, "Tilleuls", "bureau 12", "m-1", "Consultation", "déjà suivie", "compatible"):
        assert squeeze(interdit) not in texte


HOSTILES = (
    '<img src="/etc/passwd"/>',
    '<a href="javascript:alert(1)">lien</a>',
    "<b>gras</b> &amp; <font color=white>caché</font>",
    ") Tj ET Q /JS (app.alert(1)) \\ (",
    "{nom} %s ${HOME} =CMD()",
)


@pytest.mark.parametrize("texte", HOSTILES)
def test_a_hostile_text_is_printed_as_text_and_does_nothing(texte: str) -> None:
    fiche = fiche_navette_of(
        journey(minor(nom=texte, description=texte, lieu=texte), jusqu_a=1),
        replace(REGLAGES, commune=texte),
        replace(TIRAGE, lecteur=texte),
    )
    page = Page(render_fiche_navette(fiche))
    assert page.texte.count(squeeze(texte)) >= 4
    feuille = page.reader.pages[0]
    assert "/Annots" not in feuille
    assert not list(feuille.images)
    assert not {"/OpenAction", "/AA", "/Names"} & set(page.reader.root_object)


def test_a_200_000_character_word_is_refused_at_the_field() -> None:
    with pytest.raises(TexteTooLong):
        prepare(description="x" * 200_000)
    with pytest.raises(TexteTooLong):
        ReglagesRappel("x" * 200_000, "Montfictif")


def test_one_word_of_600_letters_still_fits() -> None:
    fiche = fiche_navette_of(journey(minor(description="W" * 600), jusqu_a=1), REGLAGES, TIRAGE)
    page = Page(render_fiche_navette(fiche))
    assert len(page.reader.pages) == 1
    assert "W" * 600 in page.texte


def test_no_sheet_before_preparation_nor_under_another_number() -> None:
    with pytest.raises(RappelOrdreNotPrepared):
        fiche_navette_of(RappelOrdre(), REGLAGES, TIRAGE)
    with pytest.raises(RappelOrdreFicheMismatch):
        fiche_navette_of(journey(minor(), jusqu_a=2), REGLAGES, replace(TIRAGE, numero="2026-099"))


def test_every_fact_of_the_list_fits_on_the_sheet() -> None:
    for fait in Fait:
        fiche = fiche_navette_of(journey(minor(fait=fait), jusqu_a=1), REGLAGES, TIRAGE)
        assert fait.partition(".")[2] + "–" in Page(render_fiche_navette(fiche)).texte


@pytest.mark.parametrize(
    ("tape", "imprime"),
    [
        ("Montfictif", "tribunal judiciaire de Montfictif"),
        ("Arras", "tribunal judiciaire d’Arras"),
        ("Évreux", "tribunal judiciaire d’Évreux"),
        ("Le Havre", "tribunal judiciaire du Havre"),
        ("Les Sables-d’Olonne", "tribunal judiciaire des Sables-d’Olonne"),
        ("Tribunal judiciaire de Montfictif", "tribunal judiciaire de Montfictif"),
        ("tribunal judiciaire d'Aix-en-Provence", "tribunal judiciaire d’Aix-en-Provence"),
    ],
)
def test_the_court_is_named_once_and_in_french(tape: str, imprime: str) -> None:
    assert word_tribunal(tape) == imprime
