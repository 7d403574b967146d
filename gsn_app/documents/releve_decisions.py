"""The relevé de décisions of one member: what the séance decided on the situations they read, and no narrative (C5, C6).

A sheet names its one reader: watermark, foot and title say whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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
    wrap,
)
from gsn_app.domain.logo import EnTetePapier
from gsn_app.domain.releve_decisions import LigneReleve

_UTILE: Final = LARGEUR - 2 * MARGE
_HAUT: Final = HAUTEUR - MARGE
#: lowest baseline above the foot, in points
_BAS: Final = 108.0
CORPS: Final = 9.5
#: height that a letterhead adds on the first page
_SOUS_LOGO: Final = 18.0
_PAS: Final = CORPS * 1.35
_COLONNES: Final = (0.0, 120.0, 245.0, 445.0)
_TITRES: Final = ("Situation", "Décision", "Mesure", "À revoir le")


@dataclass(frozen=True)
class Releve:
    """What the sheet says. Dates in French; ``enregistree_le`` is "" when recorded the day it was held."""

    commune: str
    instance: str
    numero: str
    exemplaire: int
    ancre: str
    destinataire: str
    tire_par: str
    date: str
    tenue_le: str
    enregistree_le: str
    presents: tuple[str, ...]
    excuses: tuple[str, ...]
    absents: tuple[str, ...]
    lignes: tuple[LigneReleve, ...]
    entete: EnTetePapier | None = None


def render_releve(releve: Releve) -> bytes:
    """As many A4 pages as needed, each with number, page n/N, reader, anchor and QR at its foot."""
    feuille = Feuille("Relevé de décisions")
    pages = _paginate(releve)
    for rank, rows in enumerate(pages):
        if rank:
            feuille.canvas.showPage()
        feuille.watermark(f"{releve.destinataire} – {releve.date}")
        y = _draw_head(feuille, releve) if rank == 0 else _HAUT - 12
        _draw_rows(feuille, rows, y)
        feuille.foot(
            f"Relevé de décisions {releve.numero}",
            f"page {rank + 1}/{len(pages)}",
            releve.ancre,
            f"Exemplaire {releve.exemplaire} – tiré par {releve.tire_par} le {releve.date}",
            f"Pour {releve.destinataire} : rien d’autre que ce que son lecteur est admis à lire. À ne pas recopier.",
        )
    return feuille.close()


def _head_texts(r: Releve) -> tuple[str, ...]:
    tenue = f"Séance tenue le {r.tenue_le}"
    tenue += f", enregistrée le {r.enregistree_le}." if r.enregistree_le else "."
    said = [tenue, "Présents : " + (", ".join(r.presents) or "personne") + "."]
    if r.excuses:
        said.append("Excusés : " + ", ".join(r.excuses) + ".")
    if r.absents:
        said.append("Absents : " + ", ".join(r.absents) + ".")
    said.append(
        "Les mesures sont proposées par le groupe et prises en charge par les membres volontaires ; un nom suivi de « à "
        "confirmer » n’engage la personne qu’une fois qu’elle l’a confirmé."
    )
    return tuple(said)


def _head_height(r: Releve) -> float:
    lines = sum(len(wrap(text, ROMAIN, CORPS, _UTILE)) for text in _head_texts(r))
    return 70 + lines * _PAS + 8 * len(_head_texts(r))


def _cells(ligne: LigneReleve) -> list[list[str]]:
    ends = (*_COLONNES[1:], _UTILE)
    texts = (ligne.personne, ligne.decision, ligne.mesure, ligne.prochaine)
    return [
        wrap(text, ROMAIN, CORPS, end - start - 10) if text else []
        for text, start, end in zip(texts, _COLONNES, ends, strict=True)
    ]


def _height(cells: list[list[str]]) -> float:
    lines: int = max((len(cell) for cell in cells), default=1)
    height: float = lines * _PAS + 8
    return height


def _paginate(r: Releve) -> list[list[list[list[str]]]]:
    pages: list[list[list[list[str]]]] = [[]]
    y = _HAUT - 12 - _head_height(r) - 2 * _PAS - (_SOUS_LOGO if r.entete else 0)
    if y < _BAS:
        raise DocumentTooLong()
    for ligne in r.lignes:
        cells = _cells(ligne)
        if y - _height(cells) < _BAS:
            pages.append([])
            y = _HAUT - 12 - 2 * _PAS
            if y - _height(cells) < _BAS:
                raise DocumentTooLong()
        pages[-1].append(cells)
        y -= _height(cells)
    return pages


def _draw_head(feuille: Feuille, r: Releve) -> float:
    y = _HAUT - 12
    head = f"Commune de {r.commune} · {r.instance}"
    if r.entete is None:
        feuille.text(MARGE, y, head, GRAS, fit(head, GRAS, 10, _UTILE))
    else:
        half = _UTILE * 0.52
        feuille.letterhead(
            r.commune, r.entete, MARGE, y, half, corps=10, adresse=False, logo=(70, 30), hauteur=28
        )
        corps = fit(r.instance, ROMAIN, 10, _UTILE - half - 10)
        feuille.text_right(MARGE + _UTILE, y, r.instance, ROMAIN, corps)
        y -= _SOUS_LOGO
    y -= 30
    feuille.text(MARGE, y, "Relevé de décisions", GRAS, 19)
    feuille.text_right(MARGE + _UTILE, y, f"n° {r.numero}", GRAS, 12)
    y -= 18
    pour = f"Exemplaire de {r.destinataire}"
    feuille.text(MARGE, y, pour, ROMAIN, fit(pour, ROMAIN, 11, _UTILE), DISCRET)
    y -= 10
    for text in _head_texts(r):
        y -= 6
        for line in wrap(text, ROMAIN, CORPS, _UTILE):
            y -= _PAS
            feuille.text(MARGE, y, line, ROMAIN, CORPS)
    below: float = y - 12
    return below


def _draw_rows(feuille: Feuille, rows: list[list[list[str]]], y: float) -> None:
    y -= _PAS
    feuille.band(MARGE, y - CORPS * 0.45, _UTILE, _PAS + 2, FOND)
    for start, titre in zip(_COLONNES, _TITRES, strict=True):
        feuille.text(MARGE + start + 4, y, titre, GRAS, CORPS)
    y -= 6
    for cells in rows:
        for start, lines in zip(_COLONNES, cells, strict=True):
            for rank, line in enumerate(lines, 1):
                feuille.text(MARGE + start + 4, y - rank * _PAS, line, ROMAIN, CORPS)
        y -= _height(cells)
        feuille.line(MARGE, y + 1, MARGE + _UTILE, y + 1, 0.4)
