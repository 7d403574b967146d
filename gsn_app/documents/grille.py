"""Rows of labelled cells, measured before they are drawn: a sheet is shrunk until it fits, never truncated.

A cell holds a label, then a text, boxes to tick, or a blank to write by hand; heights follow the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gsn_app.documents.mise_en_page import DISCRET, GRAS, ROMAIN, Feuille, require_printable, width_of, wrap

_MARGE_X = 5.0
_MARGE_Y = 2.6
_LABEL = 0.79
_INTERLIGNE = 1.22


@dataclass(frozen=True)
class Case:
    """A box to tick and its label; ``coche`` draws the cross."""

    texte: str
    coche: bool = False


@dataclass(frozen=True)
class Cellule:
    """One labelled cell. ``part``: share of the row's width; ``blanc``: least height left free for the hand.

    ``gras`` holds for the text and for the boxes; ``lignes`` lists paragraphs; ``cases`` follow each other
    on the line, or stand one below the other when ``cases_verticales``.
    """

    label: str = ""
    lignes: tuple[str, ...] = ()
    part: float = 1.0
    cases: tuple[Case, ...] = ()
    cases_verticales: bool = False
    blanc: float = 0.0
    gras: bool = False


Rangee = tuple[Cellule, ...]


def row_height(rangee: Rangee, largeur: float, corps: float) -> float:
    """Height of a row at this body size: that of its tallest cell."""
    return max(_cell_height(c, largeur * _share(c, rangee), corps) for c in rangee)


def grid_height(rangees: Sequence[Rangee], largeur: float, corps: float) -> float:
    """Height of all rows."""
    return sum(row_height(r, largeur, corps) for r in rangees)


def draw_grid(
    feuille: Feuille, rangees: Sequence[Rangee], x: float, haut: float, largeur: float, corps: float
) -> float:
    """Draw the rows from ``haut`` downwards, thin rules between them; return the bottom."""
    y = haut
    for rang, rangee in enumerate(rangees):
        hauteur = row_height(rangee, largeur, corps)
        if rang:
            feuille.line(x, y, x + largeur, y)
        gauche = x
        for indice, cellule in enumerate(rangee):
            part = largeur * _share(cellule, rangee)
            if indice:
                feuille.line(gauche, y, gauche, y - hauteur)
            _draw_cell(feuille, cellule, gauche, y, part, corps)
            gauche += part
        y -= hauteur
    return y


def _share(cellule: Cellule, rangee: Rangee) -> float:
    return cellule.part / sum(c.part for c in rangee)


def _paragraphs(cellule: Cellule, largeur: float, corps: float) -> list[str]:
    police = GRAS if cellule.gras else ROMAIN
    utile = largeur - 2 * _MARGE_X
    return [ligne for texte in cellule.lignes for ligne in wrap(texte, police, corps, utile)]


def _boxes(cellule: Cellule, largeur: float, corps: float) -> list[list[tuple[float, str, Case | None]]]:
    """Place the boxes: lines of (x offset, text, the box opening it or None)."""
    cote, utile = corps * 0.95, largeur - 2 * _MARGE_X
    police = GRAS if cellule.gras else ROMAIN
    lignes: list[list[tuple[float, str, Case | None]]] = []
    x = utile
    for case in cellule.cases:
        morceaux = wrap(case.texte, police, corps, utile - cote - 4)
        besoin = cote + 4 + width_of(morceaux[0], police, corps)
        if cellule.cases_verticales or not lignes or x + besoin > utile or len(morceaux) > 1:
            lignes.append([])
            x = 0.0
        lignes[-1].append((x, morceaux[0], case))
        x += besoin + 12
        for suite in morceaux[1:]:
            lignes.append([(cote + 4, suite, None)])
            x = utile
    return lignes


def _label_height(cellule: Cellule, largeur: float, corps: float) -> float:
    if not cellule.label:
        return 0.0
    lignes = wrap(cellule.label, ROMAIN, corps * _LABEL, largeur - 2 * _MARGE_X)
    return len(lignes) * corps * _LABEL * 1.3


def _cell_height(cellule: Cellule, largeur: float, corps: float) -> float:
    hauteur = _label_height(cellule, largeur, corps)
    hauteur += len(_paragraphs(cellule, largeur, corps)) * corps * _INTERLIGNE
    hauteur += len(_boxes(cellule, largeur, corps)) * corps * 1.42
    return hauteur + 2 * _MARGE_Y + cellule.blanc


def _draw_cell(
    feuille: Feuille, cellule: Cellule, x: float, haut: float, largeur: float, corps: float
) -> None:
    y = haut - _MARGE_Y
    gauche = x + _MARGE_X
    if cellule.label:
        petit = corps * _LABEL
        for ligne in wrap(cellule.label, ROMAIN, petit, largeur - 2 * _MARGE_X):
            feuille.text(gauche, y - petit, ligne, ROMAIN, petit, DISCRET)
            y -= petit * 1.3
    police = GRAS if cellule.gras else ROMAIN
    for ligne in _paragraphs(cellule, largeur, corps):
        feuille.text(gauche, y - corps, require_printable(ligne), police, corps)
        y -= corps * _INTERLIGNE
    cote = corps * 0.95
    for boites in _boxes(cellule, largeur, corps):
        base = y - corps * 1.15
        for decalage, texte, case in boites:
            if case is None:
                feuille.text(gauche + decalage, base, texte, police, corps)
                continue
            feuille.checkbox(gauche + decalage, base - corps * 0.14, cote, case.coche)
            feuille.text(gauche + decalage + cote + 4, base, texte, police, corps)
        y -= corps * 1.42
