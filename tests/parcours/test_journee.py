"""A commune's day, lived with clicks and keys alone, from an empty folder to the report that leaves."""

from __future__ import annotations

import csv
import io

from pypdf import PdfReader

from tests.parcours.gestes import COMMUNE
from tests.parcours.journee import APPORT, APPORT_REDUIT, FIGURANTS, SACHA, ZOE, Journee

NOMS = [jeune.nom for jeune in (ZOE, SACHA, *FIGURANTS)]


def text_of(pdf: bytes) -> str:
    """Words of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_each_custodian_read_twenty_words_and_typed_them_again(journee: Journee) -> None:
    assert journee.mots_par_part >= 20


def test_every_lock_of_the_day_ended_the_program_with_75(journee: Journee) -> None:
    assert journee.sorties == [75] * 10


def test_the_journal_of_the_day_is_whole(journee: Journee) -> None:
    assert journee.lu["journal"].startswith("Le journal est intègre")


def test_three_sheets_came_out_of_the_printer_under_a_title_that_names_nobody(journee: Journee) -> None:
    sheets = journee.bac.sheets()
    assert len(sheets) == 3
    for pdf, arguments in sheets:
        assert pdf.startswith(b"%PDF-")
        titre = arguments[arguments.index("-t") + 1]
        assert titre.startswith("Document ")
        for mot in (*ZOE.nom.split("-"), ZOE.prenom, "rappel", "convocation", "parquet"):
            assert mot.casefold() not in " ".join(arguments).casefold()
        PdfReader(io.BytesIO(pdf))


def test_the_sheets_tell_the_three_times_in_order(journee: Journee) -> None:
    envoi, convocation, retour = (text_of(pdf) for pdf, _arguments in journee.bac.sheets())
    for feuille in (envoi, retour):
        assert ZOE.nom.upper() in feuille.upper()
        assert "Square de l’Étoile" in feuille
    assert "17" in convocation and "Mairie, bureau du maire" in convocation
    assert "Magali Fictive" in retour and "Magali Fictive" not in envoi


def test_no_sheet_says_what_the_circle_exchanged(journee: Journee) -> None:
    for pdf, _arguments in journee.bac.sheets():
        words = " ".join(text_of(pdf).split())
        for secret in (APPORT, APPORT_REDUIT):
            assert secret[:25] not in words


def test_the_report_left_as_csv_pdf_and_json_and_names_nobody(journee: Journee) -> None:
    files = sorted(f.name for f in journee.rapport.iterdir())
    assert files == ["rapport.csv", "rapport.json", "rapport.ods", "rapport.pdf"]
    texts = [
        (journee.rapport / "rapport.csv").read_text("utf-8-sig"),
        (journee.rapport / "rapport.json").read_text("utf-8"),
        text_of((journee.rapport / "rapport.pdf").read_bytes()),
        journee.lu["apercu"],
    ]
    for texte in texts:
        for nom in NOMS:
            assert nom.casefold() not in texte.casefold()
            assert nom.partition("-")[2].casefold() not in texte.casefold().split()
    assert len(list(csv.reader(io.StringIO(texts[0]), delimiter=";"))) > 5


def test_the_vault_and_the_machine_hold_no_name_in_clear(journee: Journee) -> None:
    needles = [nom.encode() for nom in NOMS] + [APPORT.encode(), APPORT_REDUIT.encode(), b"Magali Fictive"]
    for folder in (journee.coffre, journee.poste):
        for file in (f for f in folder.rglob("*") if f.is_file()):
            content = file.read_bytes()
            found = [needle.decode() for needle in needles if needle in content]
            assert not found, f"{file.name} tells {found}"


def test_the_commune_keeps_its_accents(journee: Journee) -> None:
    envoi, _convocation, _retour = (text_of(pdf) for pdf, _arguments in journee.bac.sheets())
    assert COMMUNE in envoi
