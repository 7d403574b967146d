"""What every sheet bears on each of its pages: letterhead, watermark, number, copy, page, anchor as text and QR."""

from __future__ import annotations

import io
import subprocess

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from tests.documents.exemples_fiche import ANCRE, REGLAGES, TIRAGE
from tests.documents.feuilles import ENTETE, FEUILLES, LECTEURS, SANS_COMMUNE
from tests.documents.page import squeeze


def pictures(octets: bytes, last: int = 99, dpi: int = 110) -> list[Image.Image]:
    """Each page in colour, drawn by another reader (poppler) through pipes."""
    command = ["pdftoppm", "-r", str(dpi), "-l", str(last), "-png", "-"]
    drawn = subprocess.run(command, input=octets, capture_output=True, check=True).stdout
    magic = b"\x89PNG\r\n\x1a\n"
    return [Image.open(io.BytesIO(magic + part)).convert("RGB") for part in drawn.split(magic)[1:]]


@pytest.mark.parametrize("nom", FEUILLES)
def test_every_page_of_every_sheet_bears_its_marks_and_no_name_in_its_metadata(nom: str) -> None:
    octets = FEUILLES[nom](ENTETE)
    assert octets == FEUILLES[nom](ENTETE), "the same facts give the same bytes"
    reader = PdfReader(io.BytesIO(octets))
    images = pictures(octets)
    total = len(reader.pages)
    assert len(images) == total
    for rang, (page, image) in enumerate(zip(reader.pages, images, strict=True), 1):
        texte = squeeze(page.extract_text())
        assert squeeze(f"Sceau du journal : {ANCRE}") in texte
        assert f"page{rang}/{total}" in texte
        assert squeeze(f"{LECTEURS.get(nom, TIRAGE.lecteur)} – 21/11/2026") in texte, "the watermark"
        if nom == "rapport":
            assert squeeze("édition n° 3") in texte
        else:
            assert squeeze(TIRAGE.numero) in texte
            assert texte.lower().count(squeeze(f"exemplaire {TIRAGE.exemplaire}")) >= 1
        codes = [code.text for code in zxingcpp.read_barcodes(image)]
        assert ANCRE in codes, "the QR code, read from the pixels"
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
    plain = PdfReader(io.BytesIO(FEUILLES[nom](None))).pages[0]
    octets = FEUILLES[nom](ENTETE)
    first = PdfReader(io.BytesIO(octets)).pages[0]
    texte = squeeze(first.extract_text())
    if nom in SANS_COMMUNE:
        assert squeeze(REGLAGES.commune) not in texte
        return
    assert squeeze(f"Commune de {REGLAGES.commune}") in texte
    assert squeeze(f"Commune de {REGLAGES.commune}") in squeeze(plain.extract_text())
    image = pictures(octets, last=1, dpi=60)[0]
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
