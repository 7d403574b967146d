"""The edition as CSV for spreadsheets: UTF-8 with BOM, « ; », never a formula, figures as min and max."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from gsn_app.domain.edition import TOUS, CellulePubliee, Compte, Edition, TableauPublie

#: a cell starting with one of these could run as a formula in a spreadsheet
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
SECTION_ACTES = "Actes, toutes personnes"
HEADER = ("tableau", "ligne", "colonne", "couche", "unité", "minimum", "maximum", "publié")


def write_csv(edition: Edition) -> bytes:
    """One line per published figure, in the order of the tables; every text is made harmless."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow(HEADER)
    for row in list_rows(edition):
        lines.writerow([neutralize(part) for part in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def neutralize(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def list_rows(edition: Edition) -> Iterator[tuple[str, ...]]:
    """One row per published figure, exact count and note, in the columns of ``HEADER``."""
    named = f"{edition.titre} — {edition.instance} — {edition.periode.libelle}"
    yield (named, "Total", "", "", "jeunes", *_figures(edition.total))
    for table in edition.tableaux:
        titre = table.specification.titre + (" (classes larges)" if table.large else "")
        for cell in table.cellules:
            places = (*_labels(table, cell), "", "")[:3]
            yield (titre, *places, table.specification.unite, *_figures(cell))
    for compte in edition.comptes:
        yield (
            SECTION_ACTES if compte.classe else "Comptes exacts",
            compte.libelle,
            "",
            "",
            "",
            *_exact(compte),
            compte.publie,
        )
    for texte in edition.textes:
        yield ("Texte", texte.titre, texte.texte, "", "", "", "", "")
    for note in edition.parametres.reading_notes():
        yield ("Note", note, "", "", "", "", "", "")
    if edition.ancre:
        yield ("Ancre du journal", edition.ancre, "", "", "", "", "", "")


def _exact(compte: Compte) -> tuple[str, str]:
    figure = "" if compte.nombre is None else str(compte.nombre)
    return figure, figure


def _labels(table: TableauPublie, cell: CellulePubliee) -> tuple[str, ...]:
    return tuple(
        "Ensemble" if part == TOUS else next(c.libelle for c in variable.categories if c.code == part)
        for variable, part in zip(table.specification.variables, cell.coordonnees, strict=True)
    )


def _figures(cell: CellulePubliee) -> tuple[str, str, str]:
    return str(cell.minimum), "" if cell.maximum is None else str(cell.maximum), cell.libelle
