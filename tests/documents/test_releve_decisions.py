"""The relevé de décisions as printed: its reader on every page, nothing dropped, nothing over the foot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gsn_app.documents.mise_en_page import DocumentTooLong
from gsn_app.documents.releve_decisions import Releve, render_releve
from gsn_app.domain.releve_decisions import LigneReleve
from tests.documents.exemples_fiche import ANCRE
from tests.documents.page import Page, squeeze

LIGNE = LigneReleve(
    "Zoé Exemplaire-Œuvré",
    "Mesure proposée",
    "Médiation scolaire : Émilie Tableau (à confirmer)",
    "02/01/2027",
)
RELEVE = Releve(
    "Saint-Exemple-sur-Test", "Groupe de suivi nominatif", "2026-004", 1, ANCRE, "Émilie Tableau", "Coralie Testard",
    "21/11/2026", "12/11/2026", "21/11/2026", ("Coralie Testard", "Émilie Tableau"), ("Sofiane Entraide",), (), (LIGNE,),
)  # fmt: skip


def test_it_says_whose_it_is_when_it_was_held_and_what_was_decided(qapp: object) -> None:
    page = Page(render_releve(RELEVE))
    for attendu in (
        "Relevé de décisions", "n° 2026-004", "Exemplaire de Émilie Tableau", "tenue le 12/11/2026",
        "enregistrée le 21/11/2026", "Excusés : Sofiane Entraide", "Zoé Exemplaire-Œuvré", "Mesure proposée",
        "Émilie Tableau (à confirmer)", "02/01/2027", "tiré par Coralie Testard", f"Sceau du journal : {ANCRE}",
    ):  # fmt: skip
        assert squeeze(attendu) in page.texte, attendu
    assert "Absents" not in page.texte


@pytest.mark.parametrize(("lignes", "pages"), [(0, 1), (10, 1), (25, 2), (80, 5)])
def test_a_long_agenda_goes_on_over_pages_that_each_bear_the_seal(
    qapp: object, lignes: int, pages: int
) -> None:
    told = tuple(replace(LIGNE, personne=f"Personne{n:03d}") for n in range(lignes))
    reader = Page(render_releve(replace(RELEVE, lignes=told))).reader
    texts = [squeeze(page.extract_text()) for page in reader.pages]
    assert len(texts) == pages
    assert all(squeeze(f"Sceau du journal : {ANCRE}") in text for text in texts)
    assert all(f"page{n}/{pages}" in text for n, text in enumerate(texts, 1))
    assert all(any(f"Personne{n:03d}" in text for text in texts) for n in range(lignes))


def test_nothing_is_drawn_over_the_foot_and_a_line_that_cannot_fit_is_refused(qapp: object) -> None:
    long_one = replace(LIGNE, mesure="médiation " * 60)
    page = Page(render_releve(replace(RELEVE, lignes=(long_one,) * 3)))
    foot = max(
        y for _, y, texte in page.morceaux if squeeze("Relevé de décisions 2026-004") in squeeze(texte)
    )
    body = [y for _, y, texte in page.morceaux if "médiation" in texte]
    assert body and min(body) > foot
    with pytest.raises(DocumentTooLong):
        render_releve(replace(RELEVE, lignes=(replace(LIGNE, mesure="médiation " * 2000),)))
