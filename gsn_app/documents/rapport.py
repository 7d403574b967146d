"""The anonymised report on paper: what the receiver reads, class bars, and how to read « environ » and « moins de 8 ».

Bars draw the printed classes, never a true count: a masked line is hatched up to its threshold, so that nobody
reads a zero in it. A table is cut only when it is longer than a page.
"""

from __future__ import annotations

from dataclasses import dataclass
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
from gsn_app.domain.logo import EnTetePapier

_BAS: Final = 33 * mm
_LIGNE: Final = 15.0
_TITRE: Final = 34.0
_COL_CHIFFRE: Final = 290.0
_COL_BARRE: Final = 380.0
_BARRE_MAX: Final = LARGEUR - MARGE - _COL_BARRE
_LEGENDE: Final = (
    "Barres : le bout clair montre l’étendue de la classe imprimée ; une barre hachurée, de zéro à son seuil, "
    "ne dit rien de plus."
)


@dataclass(frozen=True)
class _Bloc:
    """Lines of a table drawn together; ``suite`` when the table began on an earlier page."""

    table: TableauPublie
    cellules: tuple[CellulePubliee, ...]
    suite: bool = False


def render_rapport(
    edition: Edition, *, commune: str, destinataire: str, entete: EnTetePapier | None = None
) -> bytes:
    """Bytes of the report, as many A4 pages as it needs.

    Raises CaractereNotPrintable, and DocumentTooLong when a title or a label does not fit its line.
    """
    feuille = Feuille("Rapport anonymisé")
    pages = _paginate(edition, 190 + _letterhead_height(commune, entete))
    scale = _widest(edition)
    for number, blocs in enumerate(pages, 1):
        feuille.watermark(f"{destinataire} – {french_date(edition.date)}")
        y = (
            _running_head(feuille, edition, commune)
            if number > 1
            else _head(feuille, edition, commune, destinataire, entete)
        )
        for bloc in blocs:
            y = _table(feuille, bloc, y, scale)
        if number == len(pages):
            _counts(feuille, edition, y)
        _foot(feuille, edition, destinataire, number, len(pages))
        if number < len(pages):
            feuille.canvas.showPage()
    return feuille.close()


def _paginate(edition: Edition, head: float) -> list[list[_Bloc]]:
    """Tables by page; only a table longer than a page is cut. The first page keeps room for its head."""
    pages: list[list[_Bloc]] = [[]]
    whole = HAUTEUR - MARGE - _BAS - 30
    left = HAUTEUR - MARGE - _BAS - head
    for table in edition.tableaux:
        rest, suite = table.cellules, False
        while rest or not suite:
            if _height(len(rest)) > left and pages[-1] and (_height(len(rest)) <= whole or left < whole / 3):
                pages.append([])
                left = whole
            room = max(1, int((left - _TITRE) // _LIGNE))
            pages[-1].append(_Bloc(table, rest[:room], suite))
            left -= _height(len(rest[:room]))
            rest, suite = rest[room:], True
            if rest:
                pages.append([])
                left = whole
    if left < _TITRE + _LIGNE * (len(edition.comptes) + 1):
        pages.append([])
    return pages


def _letterhead_height(commune: str, entete: EnTetePapier | None) -> float:
    """Height that the letterhead takes beyond one line."""
    essai = Feuille("")
    return max(0.0, -essai.letterhead(commune, entete, MARGE, 0, LARGEUR - 2 * MARGE - 160, corps=11) - 6)


def _height(lines: int) -> float:
    return _TITRE + _LIGNE * lines


def _widest(edition: Edition) -> int:
    """Largest printed figure: the scale shared by every bar of the edition."""
    return max((cell.maximum or 0 for table in edition.tableaux for cell in table.cellules), default=1) or 1


def _head(
    feuille: Feuille, edition: Edition, commune: str, destinataire: str, entete: EnTetePapier | None
) -> float:
    whole = LARGEUR - 2 * MARGE
    y = float(HAUTEUR - MARGE - 14)
    under = feuille.letterhead(commune, entete, MARGE, y, whole - 160, corps=11)
    number = f"Édition n° {edition.numero + 1} du {french_date(edition.date)}"
    feuille.text_right(LARGEUR - MARGE, y, number, ROMAIN, 9)
    y = min(y, under + 6) - 30
    feuille.text(MARGE, y, edition.titre, GRAS, fit(edition.titre, GRAS, 20, whole))
    y -= 18
    scope = f"{edition.instance} – {edition.periode.libelle}"
    feuille.text(MARGE, y, scope, ROMAIN, fit(scope, ROMAIN, 11, whole))
    y -= 14
    receiver = f"Destinataire : {destinataire}"
    feuille.text(MARGE, y, receiver, ROMAIN, fit(receiver, ROMAIN, 9, whole), DISCRET)
    y -= 30
    feuille.band(MARGE, y - 8, whole, 26)
    feuille.text(MARGE + 8, y, "Situations suivies dans la période (jeunes distincts)", ROMAIN, 11)
    feuille.text_right(LARGEUR - MARGE - 8, y, edition.total.libelle, GRAS, 13)
    y -= 24
    for note in (*edition.parametres.reading_notes(), _LEGENDE):
        for line in wrap(note, ITALIQUE, 8.5, whole):
            feuille.text(MARGE, y, line, ITALIQUE, 8.5)
            y -= 11.5
    return y - 8


def _running_head(feuille: Feuille, edition: Edition, commune: str) -> float:
    y = float(HAUTEUR - MARGE - 10)
    name = f"{commune} – {edition.titre}, {edition.periode.libelle}"
    feuille.text(MARGE, y, name, ROMAIN, fit(name, ROMAIN, 8.5, LARGEUR - 2 * MARGE), DISCRET)
    return y - 12


def _table(feuille: Feuille, bloc: _Bloc, y: float, scale: int) -> float:
    table = bloc.table
    title = table.specification.titre
    title += " (classes larges)" if table.large else ""
    title += " (suite)" if bloc.suite else ""
    y -= 14
    feuille.text(MARGE, y, title, GRAS, fit(title, GRAS, 11, _COL_CHIFFRE + 30 - MARGE))
    feuille.text_right(_COL_CHIFFRE + 70, y, table.specification.unite, ITALIQUE, 8.5)
    feuille.line(MARGE, y - 4, LARGEUR - MARGE, y - 4, 0.8)
    y -= 16
    for cell in bloc.cellules:
        font = GRAS if TOUS in cell.coordonnees else ROMAIN
        label = _label(table, cell)
        feuille.text(MARGE + 4, y, label, font, fit(label, font, 9, _COL_CHIFFRE - MARGE))
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
        size = fit(compte.libelle, ROMAIN, 9, _COL_CHIFFRE - MARGE)
        feuille.text(MARGE + 4, y, compte.libelle, ROMAIN, size)
        feuille.text_right(_COL_CHIFFRE + 70, y, str(compte.nombre), ROMAIN, 9)
        y -= _LIGNE


def _foot(feuille: Feuille, edition: Edition, destinataire: str, number: int, count: int) -> None:
    feuille.foot(
        f"Rapport anonymisé – édition n° {edition.numero + 1}",
        f"page {number}/{count}",
        edition.ancre,
        f"Remis à : {destinataire}, le {french_date(edition.date)}",
        "Des totaux sans nom : aucune ligne ne permet de reconnaître une personne.",
    )
