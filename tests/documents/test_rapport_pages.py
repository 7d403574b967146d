"""The printed report of the 46 situations says what was released, page after page, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from gsn_app.anonymat.preparation import prepare_edition
from gsn_app.documents.mise_en_page import CaractereNotPrintable
from gsn_app.documents.rapport import render_rapport
from gsn_app.domain.edition import CellulePubliee, Compte, Edition, Parametres, Registre
from tests.anonymat.donnees import INSTANCE, PERIODE, declared_tables, forty_six
from tests.documents.page import squeeze


@pytest.fixture(scope="module")
def edition() -> Edition:
    outcome = prepare_edition(
        declared_tables(),
        Parametres(),
        [
            replace(ligne, jeune=f"opaque-{n}", situation=f"dossier-{n}")
            for n, ligne in enumerate(forty_six())
        ],
        Registre(),
        titre="Bilan de la cellule de veille éducative",
        instance=INSTANCE,
        periode=PERIODE,
        date_edition=date(2016, 4, 1),
        comptes=[Compte("seance", "Réunions tenues", 6)],
        ancre="K7QD-3MZX",
    )
    assert outcome.edition is not None
    return outcome.edition


def pages(octets: bytes) -> list[str]:
    return [squeeze(page.extract_text()) for page in PdfReader(BytesIO(octets)).pages]


def render(edition: Edition) -> bytes:
    return render_rapport(edition, commune="Val-Exemple", destinataire="Préfecture")


def test_every_figure_is_printed_once_beside_its_line(edition: Edition) -> None:
    text = "".join(pages(render(edition)))
    for table in edition.tableaux:
        assert text.count(squeeze(table.specification.titre)) == 1
        labels = {c.code: c.libelle for v in table.specification.variables for c in v.categories}
        start = text.index(squeeze(table.specification.titre))
        for cell in table.cellules:
            start = text.index(squeeze(labels[cell.coordonnees[0]] + cell.libelle), start)
    assert "jeunesdistincts)46" in text and "Réunionstenues6" in text


def test_every_page_has_its_number_and_the_anchor_and_the_first_explains_the_words(edition: Edition) -> None:
    read = pages(render(edition))
    assert len(read) > 1
    for number, text in enumerate(read, 1):
        assert "K7QD-3MZX" in text and f"page{number}/{len(read)}" in text and "Val-Exemple" in text
    assert "«environN»" in read[0] and "«moinsde8»" in read[0] and "Destinataire:Préfecture" in read[0]


def test_refused_tables_and_identifiers_are_not_printed(edition: Edition) -> None:
    text = "".join(pages(render(edition)))
    assert "détaillée" not in text
    assert "opaque" not in text and "dossier" not in text


def test_the_same_edition_gives_the_same_bytes_without_metadata(edition: Edition) -> None:
    assert render(edition) == render(edition)
    known = PdfReader(BytesIO(render(edition))).metadata
    assert known is not None and not known.author and not known.creator


def test_a_table_longer_than_a_page_goes_on_with_its_title(edition: Edition) -> None:
    table = edition.tableaux[0]
    code = table.cellules[0].coordonnees
    cells = tuple(CellulePubliee(code, 8, 12, f"ligne{n}!") for n in range(120))
    long = replace(edition, tableaux=(replace(table, cellules=cells), *edition.tableaux[1:]))
    read = pages(render(long))
    text = "".join(read)
    assert all(f"ligne{n}!" in text for n in range(120))
    assert text.count(squeeze(table.specification.titre) + "(suite)") == 2


def test_long_and_hostile_texts_stay_on_the_page_as_they_are(edition: Edition) -> None:
    title = "<b>" + "M" * 97
    hostile = replace(edition, titre=title)
    octets = render(hostile)
    assert title in "".join(pages(octets))
    with pytest.raises(CaractereNotPrintable):
        render(replace(edition, titre="Bilan 漢"))
