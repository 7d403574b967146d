"""The charter on paper: every word of the text in force, a box for every member, no heading left at a page's foot."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace

import pytest
from pypdf import PdfReader

from gsn_app.documents.charte import render_charte
from gsn_app.documents.mise_en_page import DocumentTooLong
from gsn_app.domain.charte_feuille import CharteFeuille, Signataire
from gsn_app.ressources import read_ressource
from tests.documents.exemples_fiche import REGLAGES, TIRAGE
from tests.documents.feuilles import ENTETE
from tests.documents.page import squeeze

TEXTE = read_ressource("charte.md").decode()
WHO = Signataire(
    "Éloïse-Anaïs Çédille-Œuvré d’Aÿ", "Assistante sociale", "Conseil départemental", ("membre – GSN",)
)
FEUILLE = CharteFeuille(REGLAGES.commune, TEXTE, "1.0", "cd" * 32, (WHO,), replace(TIRAGE, entete=ENTETE))


def texts(charte: CharteFeuille) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(render_charte(charte))).pages]


def test_every_word_of_the_text_is_printed_in_its_order() -> None:
    printed = squeeze("".join(texts(FEUILLE)))
    at = 0
    for line in TEXTE.split("\n"):
        words = squeeze(re.sub(r"^(#+|-|>) |\*\*", "", line))
        for start in range(0, len(words), 30):
            found = printed.find(words[start : start + 20], at)
            assert found >= 0, words[start : start + 20]
            at = found


def test_a_bold_word_stays_against_its_apostrophe_and_its_full_stop() -> None:
    command = ["pdftotext", "-", "-"]
    done = subprocess.run(command, input=render_charte(FEUILLE), capture_output=True, check=True)
    printed = done.stdout.decode().replace("\n", " ")
    assert "l’instance est le groupe" in printed and "au bout de trois mois." in printed


def test_each_member_has_a_box_and_the_fingerprint_stands_beside() -> None:
    members = tuple(replace(WHO, nom=f"Membre-{n:02d} Exemple") for n in range(40))
    pages = texts(replace(FEUILLE, signataires=members))
    signed = [page for page in pages if "Les signataires" in page]
    assert len(signed) > 2 and all("cdcdcdcdcdcdcdcd" in page for page in signed)
    for n in range(40):
        assert sum(f"Membre-{n:02d}" in page for page in signed) == 1


def test_a_heading_never_ends_a_page_and_hostile_text_is_letters() -> None:
    long = replace(
        FEUILLE, texte="# Titre\n" + "\n".join(f"### Article {n}\nUn texte <b>court</b>." for n in range(150))
    )
    for page in texts(long)[:-1]:
        assert page.rfind("Article") < page.rfind("court")
    assert squeeze("<b>court</b>") in squeeze("".join(texts(long)))


def test_an_endless_text_is_refused() -> None:
    with pytest.raises(DocumentTooLong):
        render_charte(replace(FEUILLE, texte="Mot. " * 200_000))
