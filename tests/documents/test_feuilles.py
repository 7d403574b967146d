"""Every sheet for every case: its marks on each page, its fields whole and readable, nobody named where nobody should be."""

from __future__ import annotations

import functools
import io
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from tests.architecture.arbre import modules
from tests.documents.exemples_fiche import ANCRE, REGLAGES, TIRAGE
from tests.documents.feuilles import CAS, FEUILLES, LECTEURS, SANS_COMMUNE, SANS_PERSONNE, Cas, Feuille
from tests.documents.page import squeeze


@functools.cache
def sheets(nom: str, cas: str) -> list[Feuille]:
    """Drawn once for all the tests of this file."""
    return FEUILLES[nom](CAS[cas])


def picture(octets: bytes, page: int, dpi: int) -> Image.Image:
    """One page in colour, drawn by another reader (poppler) through pipes."""
    command = ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-singlefile", "-"]
    drawn = subprocess.run(command, input=octets, capture_output=True, check=True).stdout
    return Image.open(io.BytesIO(drawn)).convert("RGB")


def words(octets: bytes) -> str:
    """Every word of every page, without spaces."""
    return squeeze("".join(page.extract_text() for page in PdfReader(io.BytesIO(octets)).pages))


@pytest.mark.parametrize("nom", FEUILLES)
def test_every_page_of_every_sheet_bears_its_marks_and_no_name_in_its_metadata(nom: str) -> None:
    octets = sheets(nom, "ordinaire")[0][0]
    assert octets == FEUILLES[nom](CAS["ordinaire"])[0][0], "the same facts give the same bytes"
    reader = PdfReader(io.BytesIO(octets))
    total = len(reader.pages)
    for rang, page in enumerate(reader.pages, 1):
        texte = squeeze(page.extract_text())
        assert squeeze(f"Sceau du journal : {ANCRE}") in texte
        assert f"page{rang}/{total}" in texte
        assert squeeze(f"{LECTEURS.get(nom, TIRAGE.lecteur)} – 21/11/2026") in texte, "the watermark"
        if nom == "rapport":
            assert squeeze("édition n° 3") in texte
        else:
            assert squeeze(TIRAGE.numero) in texte
            assert texte.lower().count(squeeze(f"exemplaire {TIRAGE.exemplaire}")) >= 1
    for rang in {1, total}:
        image = picture(octets, rang, 110)
        foot = image.crop((image.width * 3 // 4, image.height * 4 // 5, image.width, image.height))
        assert [code.text for code in zxingcpp.read_barcodes(foot)] == [ANCRE], (
            "the QR code, read from the pixels"
        )
    told = {key: str(value) for key, value in (reader.metadata or {}).items()}
    assert set(told) <= {"/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/Trapped",
                         "/CreationDate", "/ModDate"}  # fmt: skip
    assert not any(word in str(told) for word in ("Exemple", "Maëlys", "Camille", "Valfictif", ANCRE))
    assert all(
        told.get(key, "") == "" for key in ("/Author", "/Subject", "/Keywords", "/Creator", "/Producer")
    )
    assert told.get("/CreationDate", "D:2000").startswith("D:2000"), "no date of making"
    assert reader.xmp_metadata is None and "/Annots" not in reader.pages[0]


@pytest.mark.parametrize("nom", FEUILLES)
def test_the_letterhead_heads_every_sheet_with_its_logo_upright(nom: str) -> None:
    plain = PdfReader(io.BytesIO(FEUILLES[nom](Cas(entete=None))[0][0])).pages[0]
    octets = sheets(nom, "ordinaire")[0][0]
    first = PdfReader(io.BytesIO(octets)).pages[0]
    texte = squeeze(first.extract_text())
    if nom in SANS_COMMUNE:
        assert squeeze(REGLAGES.commune) not in texte
        return
    assert squeeze(f"Commune de {REGLAGES.commune}") in texte
    assert squeeze(f"Commune de {REGLAGES.commune}") in squeeze(plain.extract_text())
    image = picture(octets, 1, 90)
    head = image.crop((0, 0, image.width // 2, image.height // 6))
    dark = [
        y
        for y in range(head.height)
        for x in range(0, head.width, 4)
        if head.getpixel((x, y)) == (30, 60, 120)
    ]
    light = [
        y
        for y in range(head.height)
        for x in range(0, head.width, 4)
        if head.getpixel((x, y)) == (240, 190, 60)
    ]
    assert dark and light and max(dark) <= min(light) + 1, "the picture stands upright, in its own colours"


#: long sheets on which a case changes one line
LONGUES = {"charte", "rapport", "attestation"}
MATRICE = [
    (nom, cas) for nom in FEUILLES for cas in CAS if nom not in LONGUES or cas in {"ordinaire", "plus_long"}
]


@pytest.mark.parametrize(("nom", "cas"), MATRICE)
def test_every_field_is_whole_on_paper_and_nothing_is_drawn_over_the_foot(nom: str, cas: str) -> None:
    case = CAS[cas]
    for octets, fields in sheets(nom, cas):
        drawn = [drawn_texts(page) for page in PdfReader(io.BytesIO(octets)).pages]
        text = words(octets)
        for field in fields:
            assert squeeze(field) in text, field
        for texts in drawn:
            low = [t for x, y, t in texts if y < 30 * 72 / 25.4 and x > 0 and t]
            assert len(low) <= 6, low
        if nom in SANS_PERSONNE:
            assert squeeze(case.nom) not in text and squeeze(case.prenom) not in text


def drawn_texts(page: object) -> list[tuple[float, float, str]]:
    """Upright texts of a page with their place; the turned watermark is left out."""
    found: list[tuple[float, float, str]] = []

    def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip() and abs(cm[1]) < 0.01:
            found.append((tm[4], tm[5], text.strip()))

    page.extract_text(visitor_text=visit)  # type: ignore[attr-defined]
    return found


def test_each_representative_gets_a_letter_at_their_own_address_alone() -> None:
    for address in ("12 rue des Tilleuls", "8 quai de l’Yser"):
        assert squeeze(address) not in words(sheets("cddf", "deux_adresses")[0][0]), (
            "one letter for two homes"
        )
    first, second = sheets("convocation", "deux_adresses")
    for mine, other in ((first, second), (second, first)):
        assert squeeze(mine[1][1]) in words(mine[0])
        assert squeeze(other[1][1]) not in words(mine[0]), "the other parent's address"
        assert squeeze(other[1][0]) not in words(mine[0]), "the other parent's name"


def test_no_sheet_of_the_program_is_missing_from_these_tests() -> None:
    """Each module of ``documents`` that makes a PDF is drawn here: add the new sheet to ``tests/documents/feuilles.py``."""
    makers = {
        name
        for module in modules("gsn_app/documents")
        for name in module.source.replace("(", " ").split()
        if name.startswith("render_") and f"def {name}(" in module.source
    }
    listed = Path(__file__).with_name("feuilles.py").read_text("utf-8")
    assert makers and {name for name in makers if f"{name}(" not in listed} == set()
