"""The anonymised report on paper: what the receiver reads, class bars, and how to read « environ » and « moins de 8 ».

Bars draw the printed classes, never a true count: a masked line is hatched up to its threshold, so that nobody
reads a zero in it. One table is never cut between its title and its first lines.
"""

from __future__ import annotations

from typing import Final

from reportlab.lib.units import mm

from gsn_app.documents.mise_en_page import (
    DISCRET,
    FOND,
    GRAS,
    HAUTEUR,
    ITALIQUE,
    LARGEUR,
    MARGE,
    ROMAIN,
    TRAIT,
    Feuille,
    fit,
    french_date,
    wrap,
)
from gsn_app.domain.edition import TOUS, CellulePubliee, Edition, TableauPublie

_BAS: Final = 24 * mm
_LIGNE: Final = 15.0
_COL_CHIFFRE: Final = 290.0
_COL_BARRE: Final = 380.0
_LARGEUR_LIBELLE: Final = _COL_CHIFFRE - MARGE
_BARRE_MAX: Final = LARGEUR - MARGE - _COL_BARRE


def render_rapport(edition: Edition, *, commune: str, destinataire: str) -> bytes:
    """Bytes of the report, as many A4 pages as it needs; raises CaractereNotPrintable."""
    pages = _paginate(edition)
    feuille = Feuille("Rapport anonymisé")
    for number, blocks in enumerate(pages, 1):
        y = _head(feuille, edition, commune, destinataire) if number == 1 else HAUTEUR - MARGE - 10
        for table in blocks:
            y = _table(feuille, table, y, _widest(edition))
        if number == len(pages):
            _counts(feuille, edition, y)
        _foot(feuille, edition, number, len(pages))
        if number < len(pages):
            feuille.canvas.showPage()
    return feuille.close()


def _paginate(edition: Edition) -> list[list[TableauPublie]]:
    """Tables by page; the first page keeps room for the title and the total."""
    pages: list[list[TableauPublie]] = [[]]
    left = HAUTEUR - MARGE - _BAS - 175
    for table in edition.tableaux:
        needed = _height(table)
        if needed > left and pages[-1]:
            pages.append([])
            left = HAUTEUR - MARGE - _BAS - 10
        pages[-1].append(table)
        left -= needed
    if left < 30 + _LIGNE * (len(edition.comptes) + 1):
        pages.append([])
    return pages


def _height(table: TableauPublie) -> float:
    return 34 + _LIGNE * len(table.cellules)


def _widest(edition: Edition) -> int:
    """Largest printed figure: the scale shared by every bar of the edition."""
    return max((cell.maximum or 0 for table in edition.tableaux for cell in table.cellules), default=1) or 1


def _head(feuille: Feuille, edition: Edition, commune: str, destinataire: str) -> float:
    y = float(HAUTEUR - MARGE - 14)
    feuille.text(MARGE, y, commune, GRAS, 11)
    feuille.text_right(
        LARGEUR - MARGE, y, f"Édition n° {edition.numero + 1} du {french_date(edition.date)}", ROMAIN, 9
    )
    y -= 30
    feuille.text(MARGE, y, edition.titre, GRAS, 20)
    y -= 18
    feuille.text(MARGE, y, f"{edition.instance} – {edition.periode.libelle}", ROMAIN, 11)
    y -= 14
    feuille.text(MARGE, y, f"Destinataire : {destinataire}", ROMAIN, 9, DISCRET)
    y -= 30
    feuille.band(MARGE, y - 8, LARGEUR - 2 * MARGE, 26)
    feuille.text(MARGE + 8, y, "Situations suivies dans la période", ROMAIN, 11)
    feuille.text_right(LARGEUR - MARGE - 8, y, edition.total.libelle, GRAS, 13)
    y -= 24
    for note in edition.parametres.reading_notes():
        for line in wrap(note, ITALIQUE, 8.5, LARGEUR - 2 * MARGE):
            feuille.text(MARGE, y, line, ITALIQUE, 8.5)
            y -= 11.5
    return y - 8


def _table(feuille: Feuille, table: TableauPublie, y: float, scale: int) -> float:
    title = table.specification.titre + (" (classes larges)" if table.large else "")
    unit = "jeunes" if table.specification.unite == "jeunes" else "actes"
    y -= 14
    feuille.text(MARGE, y, title, GRAS, 11)
    feuille.text_right(_COL_CHIFFRE + 70, y, unit, ITALIQUE, 8.5)
    feuille.line(MARGE, y - 4, LARGEUR - MARGE, y - 4, 0.8)
    y -= 16
    for cell in table.cellules:
        total = all(part == TOUS for part in cell.coordonnees)
        font = GRAS if total else ROMAIN
        label = _label(table, cell)
        feuille.text(MARGE + 4, y, label, font, fit(label, font, 9, _LARGEUR_LIBELLE))
        feuille.text_right(_COL_CHIFFRE + 70, y, cell.libelle, font, 9)
        _bar(feuille, cell, y, scale)
        y -= _LIGNE
    return y - 4


def _label(table: TableauPublie, cell: CellulePubliee) -> str:
    names = []
    for variable, part in zip(table.specification.variables, cell.coordonnees, strict=True):
        found = next((c.libelle for c in variable.categories if c.code == part), part)
        names.append("Ensemble" if part == TOUS else found)
    return " × ".join(names)


def _bar(feuille: Feuille, cell: CellulePubliee, y: float, scale: int) -> None:
    """A full bar to the middle of the class; hatched, to its upper bound, when the class starts at zero."""
    if cell.maximum is None:
        return
    c = feuille.canvas
    c.saveState()
    if cell.minimum == 0:
        width = _BARRE_MAX * cell.maximum / scale
        c.setStrokeGray(TRAIT)
        c.setLineWidth(0.4)
        c.rect(_COL_BARRE, y - 1.5, width, 8)
        clip = c.beginPath()
        clip.rect(_COL_BARRE, y - 1.5, width, 8)
        c.clipPath(clip, stroke=0)
        x = _COL_BARRE - 8
        while x < _COL_BARRE + width:
            c.line(x, y - 1.5, x + 8, y + 6.5)
            x += 3.5
    else:
        middle = (cell.minimum + cell.maximum) / 2
        c.setFillGray(0.35)
        c.rect(_COL_BARRE, y - 1.5, _BARRE_MAX * middle / scale, 8, stroke=0, fill=1)
        c.setFillGray(FOND - 0.25)
        low, high = _BARRE_MAX * cell.minimum / scale, _BARRE_MAX * cell.maximum / scale
        c.rect(_COL_BARRE + low, y - 1.5, high - low, 8, stroke=0, fill=1)
    c.restoreState()


def _counts(feuille: Feuille, edition: Edition, y: float) -> None:
    if not edition.comptes:
        return
    y -= 14
    feuille.text(MARGE, y, "Comptes exacts (qui ne sont pas des jeunes)", GRAS, 11)
    feuille.line(MARGE, y - 4, LARGEUR - MARGE, y - 4, 0.8)
    y -= 16
    for compte in edition.comptes:
        feuille.text(MARGE + 4, y, compte.libelle, ROMAIN, 9)
        feuille.text_right(_COL_CHIFFRE + 70, y, str(compte.nombre), ROMAIN, 9)
        y -= _LIGNE


def _foot(feuille: Feuille, edition: Edition, number: int, count: int) -> None:
    feuille.line(MARGE, 16 * mm, LARGEUR - MARGE, 16 * mm)
    feuille.text(MARGE, 11.5 * mm, f"Ancre du journal : {edition.ancre}", ROMAIN, 8)
    feuille.text_right(LARGEUR - MARGE, 11.5 * mm, f"page {number}/{count}", ROMAIN, 8)
