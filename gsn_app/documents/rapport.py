"""The anonymised report on paper: cover, how to read it, tables with their class bars, exact counts, texts.

Bars draw the printed classes, never a true count: solid up to what is sure, hatched up to what is possible, so that a
masked line is hatched from zero and nobody reads a figure in it. Everything is written in the order in which it is
read, blocks one under the other; a block is cut only when it is longer than a page. An outline names each part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.units import mm

from gsn_app.documents.mise_en_page import (
    DISCRET,
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
from gsn_app.domain.edition import TOUS, CellulePubliee, Compte, Edition, TableauPublie, TexteLibre
from gsn_app.domain.logo import EnTetePapier

_BAS: Final = 33 * mm
_LIGNE: Final = 15.0
_TITRE: Final = 34.0
_TEXTE: Final = 13.5
_COL_CHIFFRE: Final = 290.0
_COL_BARRE: Final = 380.0
#: right end of the figures of the counts, whose words may be « non communiqué »
_COL_COMPTE: Final = 470.0
_BARRE_MAX: Final = LARGEUR - MARGE - _COL_BARRE
_WHOLE: Final = LARGEUR - 2 * MARGE
_HAUT: Final = HAUTEUR - MARGE - 22
_LEGENDE: Final = (
    "Barres : le plein est sûr, le hachuré est possible. Une barre toute hachurée ne dit pas qu’il y a quelqu’un : le "
    "nombre peut être zéro."
)
_METHODE: Final = (
    "Ce rapport ne dit rien de personne. Il compte des jeunes distincts, d’après des listes fermées, sans aucun nom.",
    "Il a été vérifié avant de sortir : un lecteur qui garderait toutes les éditions remises, et connaîtrait le total de "
    "chacune, ne pourrait en déduire la présence d’un petit groupe ni ce que partagent tous les membres d’un groupe.",
    "Un tableau qui l’aurait permis n’est pas dans ce rapport. Le fichier rapport.json porte la preuve de cette "
    "vérification : quiconque peut la refaire avec la commande « gsn rapport verifier rapport.json », sans aucun secret.",
)


@dataclass(frozen=True)
class _Bloc:
    """Lines drawn together under a title; ``draw(first, last, y)`` draws some of them and returns where it ended."""

    titre: str
    lignes: int
    pas: float
    draw: Callable[[int, int, float], float]
    avant: float = _TITRE

    def height(self, lines: int) -> float:
        return self.avant + self.pas * lines


def render_rapport(
    edition: Edition, *, commune: str, destinataire: str, entete: EnTetePapier | None = None
) -> bytes:
    """Bytes of the report, as many A4 pages as it needs.

    Raises CaractereNotPrintable, and DocumentTooLong when a title or a label does not fit its line.
    """
    feuille = Feuille("Rapport anonymisé")
    feuille.canvas.setViewerPreference("DisplayDocTitle", "true")
    blocs = _list_blocs(feuille, edition)
    pages = _paginate(blocs)
    count = len(pages) + 1
    mark = f"{destinataire} – {french_date(edition.date)}"
    _mark(feuille, 0, "Présentation et méthode")
    feuille.watermark(mark)
    _cover(feuille, edition, commune, destinataire, entete)
    _foot(feuille, edition, destinataire, 1, count)
    for number, parts in enumerate(pages, 2):
        feuille.canvas.showPage()
        feuille.watermark(mark)
        y = _running_head(feuille, edition, commune)
        for bloc, first, last in parts:
            if first == 0:
                _mark(feuille, number, bloc.titre)
            y = _title(feuille, bloc.titre + (" (suite)" if first else ""), y)
            y = bloc.draw(first, last, y) - 6
        _foot(feuille, edition, destinataire, number, count)
    return feuille.close()


def _mark(feuille: Feuille, page: int, titre: str) -> None:
    """An entry of the outline, for who reads with a screen reader or the keyboard."""
    key = f"p{page}-{titre}"
    feuille.canvas.bookmarkPage(key)
    feuille.canvas.addOutlineEntry(titre, key, 0)


def _list_blocs(feuille: Feuille, edition: Edition) -> list[_Bloc]:
    scale = _widest(edition)
    blocs = [_table_bloc(feuille, table, scale) for table in edition.tableaux]
    exact = [compte for compte in edition.comptes if not compte.classe]
    classed = [compte for compte in edition.comptes if compte.classe]
    if exact:
        blocs.append(_count_bloc(feuille, "Comptes exacts (qui ne sont pas des jeunes)", exact))
    if classed:
        blocs.append(_count_bloc(feuille, "Actes, toutes personnes (suivies ou non)", classed))
    blocs += [_text_bloc(feuille, texte) for texte in edition.textes]
    return blocs


def _paginate(blocs: Sequence[_Bloc]) -> list[list[tuple[_Bloc, int, int]]]:
    """``(block, first line, line after the last)`` by page; only a block longer than a page is cut."""
    whole = _HAUT - _BAS
    pages: list[list[tuple[_Bloc, int, int]]] = [[]]
    left = whole
    for bloc in blocs:
        done = 0
        while done < bloc.lignes:
            rest = bloc.lignes - done
            fits = bloc.height(rest) <= left
            if not fits and pages[-1] and (bloc.height(rest) <= whole or left < whole / 3):
                pages.append([])
                left = whole
                continue
            room = max(1, min(rest, int((left - bloc.avant) // bloc.pas)))
            pages[-1].append((bloc, done, done + room))
            left -= bloc.height(room) + 6
            done += room
            if done < bloc.lignes:
                pages.append([])
                left = whole
    return [page for page in pages if page]


def _widest(edition: Edition) -> int:
    """Largest printed figure: the scale shared by every bar of the edition."""
    return max((cell.maximum or 0 for table in edition.tableaux for cell in table.cellules), default=1) or 1


def _cover(
    feuille: Feuille, edition: Edition, commune: str, destinataire: str, entete: EnTetePapier | None
) -> None:
    y = float(HAUTEUR - MARGE - 16)
    under = feuille.letterhead(commune, entete, MARGE, y, _WHOLE - 160, corps=12)
    number = f"Édition n° {edition.numero + 1} du {french_date(edition.date)}"
    feuille.text_right(LARGEUR - MARGE, y, number, ROMAIN, 9.5)
    y = min(y - 9, under + 3)
    feuille.line(MARGE, y, LARGEUR - MARGE, y, 0.8)
    y -= 76
    feuille.text(MARGE, y, edition.titre, GRAS, fit(edition.titre, GRAS, 28, _WHOLE))
    for line, size in (
        (edition.instance, 14),
        (_sentence(edition.periode.libelle), 14),
        (f"Destinataire\u00a0: {destinataire}", 11),
    ):
        y -= 24
        feuille.text(MARGE, y, line, ROMAIN, fit(line, ROMAIN, size, _WHOLE), DISCRET)
    y -= 58
    feuille.band(MARGE, y - 14, _WHOLE, 40)
    feuille.text(MARGE + 12, y, "Situations suivies dans la période (jeunes distincts)", ROMAIN, 11.5)
    feuille.text_right(LARGEUR - MARGE - 12, y - 2, edition.total.libelle, GRAS, 18)
    y -= 62
    feuille.text(MARGE, y, "Comment lire ce rapport", GRAS, 13)
    y -= 20
    for note in (*edition.parametres.reading_notes(), _LEGENDE):
        y = _paragraph(feuille, note, y) - 5
    y -= 14
    feuille.text(MARGE, y, "Comment il a été fait", GRAS, 13)
    y -= 20
    for note in _METHODE:
        y = _paragraph(feuille, note, y) - 5
    _paragraph(feuille, _summary(edition), y - 14)


def _summary(edition: Edition) -> str:
    tables = len(edition.tableaux)
    said = f"Il contient {tables} tableau{'x' if tables > 1 else ''}"
    more = ["les comptes exacts, qui ne sont pas des jeunes"] if edition.comptes else []
    more += [f"le texte « {texte.titre} »" for texte in edition.textes]
    return said + (", puis " + ", ".join(more) if more else "") + "."


def _typeset(texte: str) -> str:
    """French spaces that no line break may take."""
    return re.sub(r" (?=[;:!?»])|(?<=«) ", "\u00a0", texte)


def _sentence(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def _paragraph(feuille: Feuille, texte: str, y: float) -> float:
    for line in wrap(_typeset(texte), ROMAIN, 10, _WHOLE):
        if y < _BAS:
            return y
        feuille.text(MARGE, y, line, ROMAIN, 10)
        y -= 13.5
    return y


def _running_head(feuille: Feuille, edition: Edition, commune: str) -> float:
    y = float(HAUTEUR - MARGE - 10)
    name = f"{commune} – {edition.titre}, {edition.periode.libelle}"
    feuille.text(MARGE, y, name, ROMAIN, fit(name, ROMAIN, 8.5, _WHOLE), DISCRET)
    return y - 12


def _title(feuille: Feuille, titre: str, y: float) -> float:
    y -= 14
    feuille.text(MARGE, y, titre, GRAS, fit(titre, GRAS, 11, _COL_CHIFFRE + 30 - MARGE))
    feuille.line(MARGE, y - 4, LARGEUR - MARGE, y - 4, 0.8)
    return y - 16


def _table_bloc(feuille: Feuille, table: TableauPublie, scale: int) -> _Bloc:
    def draw(first: int, last: int, y: float) -> float:
        unit = "jeunes" if table.specification.unite == "jeunes" else "actes"
        feuille.text_right(_COL_CHIFFRE + 70, y + 16, unit, ITALIQUE, 8.5)
        feuille.text(_COL_BARRE, y + 16, "0", ITALIQUE, 7.5, DISCRET)
        feuille.text_right(LARGEUR - MARGE, y + 16, str(scale), ITALIQUE, 7.5, DISCRET)
        for cell in table.cellules[first:last]:
            font = GRAS if TOUS in cell.coordonnees else ROMAIN
            label = _label(table, cell)
            feuille.text(MARGE + 4, y, label, font, fit(label, font, 9, _COL_CHIFFRE - MARGE))
            feuille.text_right(_COL_CHIFFRE + 70, y, cell.libelle, font, 9)
            _bar(feuille, cell, y, scale)
            y -= _LIGNE
        return y

    titre = table.specification.titre + (" (classes larges)" if table.large else "")
    return _Bloc(titre, len(table.cellules), _LIGNE, draw)


def _label(table: TableauPublie, cell: CellulePubliee) -> str:
    names = []
    for variable, part in zip(table.specification.variables, cell.coordonnees, strict=True):
        found = next((c.libelle for c in variable.categories if c.code == part), part)
        names.append("Ensemble" if part == TOUS else found)
    return " × ".join(names)


def _bar(feuille: Feuille, cell: CellulePubliee, y: float, scale: int) -> None:
    """Solid up to the lower bound, hatched up to the upper one; nothing when nothing is known (R3)."""
    if cell.maximum is None:
        return
    c = feuille.canvas
    low, high = _BARRE_MAX * cell.minimum / scale, _BARRE_MAX * cell.maximum / scale
    c.saveState()
    c.setFillGray(0.35)
    if low:
        c.rect(_COL_BARRE, y - 1.5, low, 8, stroke=0, fill=1)
    c.setStrokeGray(TRAIT)
    c.setLineWidth(0.5)
    c.setFillGray(1)
    c.rect(_COL_BARRE + low, y - 1.5, high - low, 8, fill=1)
    clip = c.beginPath()
    clip.rect(_COL_BARRE + low, y - 1.5, high - low, 8)
    c.clipPath(clip, stroke=0)
    x = _COL_BARRE + low - 8
    while x < _COL_BARRE + high:
        c.line(x, y - 1.5, x + 8, y + 6.5)
        x += 3.5
    c.restoreState()


def _count_bloc(feuille: Feuille, titre: str, comptes: Sequence[Compte]) -> _Bloc:
    def draw(first: int, last: int, y: float) -> float:
        for compte in comptes[first:last]:
            size = fit(compte.libelle, ROMAIN, 9, _COL_COMPTE - 90 - MARGE)
            feuille.text(MARGE + 4, y, compte.libelle, ROMAIN, size)
            feuille.text_right(_COL_COMPTE, y, compte.publie, ROMAIN, 9)
            y -= _LIGNE
        return y

    return _Bloc(titre, len(comptes), _LIGNE, draw)


def _text_bloc(feuille: Feuille, texte: TexteLibre) -> _Bloc:
    lines = [
        line
        for part in texte.texte.split("\n")
        for line in wrap(_typeset(part.replace("\t", " ")), ROMAIN, 10, _WHOLE)
    ]

    def draw(first: int, last: int, y: float) -> float:
        y -= 3
        for line in lines[first:last]:
            feuille.text(MARGE, y, line, ROMAIN, 10)
            y -= _TEXTE
        return y

    return _Bloc(texte.titre, len(lines), _TEXTE, draw, _TITRE + 3)


def _foot(feuille: Feuille, edition: Edition, destinataire: str, number: int, count: int) -> None:
    feuille.foot(
        f"Rapport anonymisé – édition n° {edition.numero + 1}",
        f"page {number}/{count}",
        edition.ancre,
        f"Remis à : {destinataire}, le {french_date(edition.date)}",
        "Des totaux sans nom : aucune ligne ne permet de reconnaître une personne.",
    )
