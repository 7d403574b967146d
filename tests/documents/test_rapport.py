"""The printed report says exactly what the edition says, and stays readable whatever the labels."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from pypdf import PdfReader

from gsn_app.documents.rapport import render_rapport
from gsn_app.domain.edition import (
    TOUS,
    Categorie,
    CellulePubliee,
    Compte,
    Edition,
    Periode,
    SpecificationTableau,
    TableauPublie,
    Variable,
)

LONG = "Demande d’accompagnement en économie sociale et familiale (AESF), libellé au plus long possible ici"
HOSTILE = "<img src='/etc/passwd'/> <a href='javascript:alert(1)'>x</a> &amp;"


def _edition(tables: int = 1, labels: tuple[str, ...] = ("Éducation", LONG, HOSTILE)) -> Edition:
    categories = tuple(Categorie(f"C{i}", label, (f"C{i}",)) for i, label in enumerate(labels))
    variable = Variable("motif", "detail", "Motif", categories)
    cells = (
        CellulePubliee((TOUS,), 48, 52, "environ 50"),
        *(
            CellulePubliee((c.code,), 0, 7, "moins de 8")
            if i % 2
            else CellulePubliee((c.code,), 18, 22, "environ 20")
            for i, c in enumerate(categories)
        ),
    )
    specs = [SpecificationTableau(f"t{n}", f"Tableau numéro {n}", (variable,)) for n in range(tables)]
    return Edition(
        2, "Rapport anonymisé", "Groupe de suivi", Periode("année 2026", date(2026, 1, 1), date(2026, 12, 31)),
        date(2026, 11, 21), CellulePubliee((), 50, 50, "50"), tuple(TableauPublie(s, False, cells) for s in specs),
        (Compte("membres", "Membres de l’instance", 9),), ancre="120·ABCDEFGHIJKLMNOP",
    )  # fmt: skip


def _text(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\n", " ")


def test_every_label_and_printed_class_is_on_paper() -> None:
    text = _text(render_rapport(_edition(), commune="Saint-Éxemple", destinataire="CLSPD restreint"))
    for word in ("Saint-Éxemple", "Édition n° 3", "année 2026", "CLSPD restreint", "environ 50", "environ 20",
                 "moins de 8", "Éducation", LONG, "Membres de l’instance", "120·ABCDEFGHIJKLMNOP"):  # fmt: skip
        assert word in text, word


def test_hostile_labels_are_only_text() -> None:
    pdf = render_rapport(_edition(), commune=HOSTILE, destinataire=HOSTILE)
    assert HOSTILE in _text(pdf)
    assert all("/Annots" not in page for page in PdfReader(BytesIO(pdf)).pages)
    assert all(not page.images for page in PdfReader(BytesIO(pdf)).pages)


def test_many_tables_run_over_numbered_pages_and_none_is_lost() -> None:
    pdf = render_rapport(_edition(30), commune="Commune", destinataire="Préfecture")
    pages = PdfReader(BytesIO(pdf)).pages
    text = _text(pdf)
    assert len(pages) > 2
    assert all(f"Tableau numéro {n} " in text for n in range(30))
    assert all(f"page {n}/{len(pages)}" in page.extract_text() for n, page in enumerate(pages, 1))


def test_the_same_edition_gives_the_same_bytes_and_no_personal_metadata() -> None:
    first = render_rapport(_edition(), commune="Commune", destinataire="Préfecture")
    assert first == render_rapport(_edition(), commune="Commune", destinataire="Préfecture")
    metadata = PdfReader(BytesIO(first)).metadata or {}
    assert "Commune" not in str(metadata)
    assert "Préfecture" not in str(metadata)
