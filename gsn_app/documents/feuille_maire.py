"""A sheet of the mairie on one A4 page: head, addressee where a window envelope shows it, text, cells for the hand.

The text shrinks until the page holds it; nothing is ever cut. Boxes to tick are drawn, not printed.
"""

from __future__ import annotations

from typing import Final

from gsn_app.documents.grille import Cellule, Rangee, draw_grid, grid_height
from gsn_app.documents.mise_en_page import (
    DISCRET,
    FOND,
    GRAS,
    HAUTEUR,
    LARGEUR,
    MARGE,
    ROMAIN,
    DocumentTooLong,
    Feuille,
    fit,
    french_date,
    long_date,
    wrap,
)
from gsn_app.domain.feuille_maire import FeuilleMaire, Paragraphe

_MM: Final = 72 / 25.4
_GAUCHE: Final[float] = 22 * _MM
_UTILE: Final[float] = LARGEUR - 2 * _GAUCHE
_BAS: Final = 34 * _MM
_CORPS: Final = tuple(10.5 - 0.25 * pas for pas in range(15))
_INTERLIGNE: Final = 1.38
_BLANC: Final = 34.0


def render_feuille_maire(sheet: FeuilleMaire) -> bytes:
    """Return the PDF, exactly one page; raises DocumentTooLong or CaractereNotPrintable."""
    feuille = Feuille(sheet.pied)
    tirage = sheet.tirage
    feuille.watermark(f"{tirage.lecteur} – {french_date(tirage.imprime_le)}")
    haut = _draw_head(feuille, sheet)
    rangees: list[Rangee] = [
        tuple(Cellule(label, blanc=_BLANC) for label in rangee) for rangee in sheet.cellules
    ]
    cases = grid_height(rangees, _UTILE, 9)
    signature = 30.0 if sheet.signature else 0.0
    place = haut - _BAS - cases - signature - 14
    corps = next((c for c in _CORPS if _height(sheet.paragraphes, c) <= place), None)
    if corps is None:
        raise DocumentTooLong()
    y = haut
    for paragraphe in sheet.paragraphes:
        y = _draw_paragraph(feuille, paragraphe, corps, y) - corps * 0.75
    if sheet.signature:
        feuille.text_right(LARGEUR - _GAUCHE, y - corps, sheet.signature, ROMAIN, corps)
    if rangees:
        sommet = _BAS + cases
        bas = draw_grid(feuille, rangees, _GAUCHE, sommet, _UTILE, 9)
        feuille.frame(_GAUCHE, bas, _UTILE, sommet - bas, 0.7)
    feuille.foot(
        f"{sheet.pied} n° {tirage.numero} – exemplaire {tirage.exemplaire}",
        "page 1/1",
        tirage.ancre,
        f"Imprimé par {tirage.lecteur} le {french_date(tirage.imprime_le)}",
        "",
    )
    return feuille.close()


def _draw_head(feuille: Feuille, sheet: FeuilleMaire) -> float:
    """Draw commune, addressee, date and subject; return where the text starts."""
    y: float = HAUTEUR - 16 * _MM
    y = feuille.letterhead(sheet.commune, sheet.tirage.entete, _GAUCHE, y, _UTILE * 0.48, hauteur=120) - 4
    feuille.text(_GAUCHE, y, "Le maire", ROMAIN, 10)
    y -= 22
    sous_entete = y
    if sheet.destinataire:
        x, largeur = 108 * _MM, LARGEUR - 108 * _MM - MARGE
        y = HAUTEUR - 48 * _MM
        for rang, texte in enumerate(sheet.destinataire):
            police = ROMAIN if rang else GRAS
            for ligne in wrap(texte, police, 10.5, largeur):
                feuille.text(x, y, ligne, police, 10.5)
                y -= 13.5
        y = min(y - 8, HAUTEUR - 76 * _MM, sous_entete)
    feuille.text_right(LARGEUR - _GAUCHE, y, f"Le {long_date(sheet.tirage.imprime_le)}", ROMAIN, 10)
    y -= 26
    for ligne in wrap(sheet.titre, GRAS, 14, _UTILE):
        feuille.text(_GAUCHE, y, ligne, GRAS, 14)
        y -= 18
    feuille.text(_GAUCHE, y, sheet.reference, ROMAIN, fit(sheet.reference, ROMAIN, 9, _UTILE), DISCRET)
    return y - 14


def _indent(paragraphe: Paragraphe, corps: float) -> float:
    return corps * 1.7 if paragraphe.case else 0.0


def _lines(paragraphe: Paragraphe, corps: float) -> list[str]:
    police = GRAS if paragraphe.gras else ROMAIN
    return wrap(paragraphe.texte, police, corps, _UTILE - _indent(paragraphe, corps))


def _height(paragraphes: tuple[Paragraphe, ...], corps: float) -> float:
    return sum(len(_lines(p, corps)) * corps * _INTERLIGNE + corps * 0.75 for p in paragraphes)


def _draw_paragraph(feuille: Feuille, paragraphe: Paragraphe, corps: float, y: float) -> float:
    lignes = _lines(paragraphe, corps)
    police = GRAS if paragraphe.gras else ROMAIN
    if paragraphe.gras:
        hauteur = len(lignes) * corps * _INTERLIGNE
        feuille.band(_GAUCHE - 6, y - hauteur - 3, _UTILE + 12, hauteur + corps * 0.6 + 1, FOND)
    if paragraphe.case:
        feuille.checkbox(_GAUCHE, y - corps * 1.2, corps * 0.9, False)
    for ligne in lignes:
        y -= corps * _INTERLIGNE
        feuille.text(_GAUCHE + _indent(paragraphe, corps), y + corps * 0.2, ligne, police, corps)
    return y
