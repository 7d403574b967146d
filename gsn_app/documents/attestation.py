"""The attestation d'effacement: what was destroyed, when, by whom, under which rule, and which backups still hold it.

It names nobody who was followed and no identifier: a mark (the tombstone) lets the DPO match it with the vault.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    register_fonts,
    wrap,
)

_UTILE: Final = LARGEUR - 2 * MARGE
_HAUT: Final = HAUTEUR - MARGE
_BAS: Final = 42 * 72 / 25.4
_COLONNES_LIGNE: Final = (0.0, 78.0, 300.0)
_COLONNES_COPIE: Final = (0.0, 250.0, 380.0)


@dataclass(frozen=True)
class LigneAttestee:
    """One destruction: French date, rule in words, mark."""

    le: str
    regle: str
    repere: str


@dataclass(frozen=True)
class CopieAttestee:
    """One backup that still holds what was erased: name, when it was made, until when it may be kept (French dates)."""

    nom: str
    faite_le: str
    jusqu_au: str


@dataclass(frozen=True)
class Attestation:
    """What the sheet says. ``compacte``: the file was rewritten without its free pages."""

    commune: str
    numero: str
    exemplaire: int
    ancre: str
    lecteur: str
    date: str
    par: str
    lignes: tuple[LigneAttestee, ...]
    copies: tuple[CopieAttestee, ...]
    compacte: bool


def render_attestation(attestation: Attestation) -> bytes:
    """One A4 page; a long batch is drawn smaller, and raises DocumentTooLong past some eighty lines."""
    register_fonts()
    for corps in (9.5, 9.0, 8.0, 7.0, 6.0, 5.0):
        if _height(attestation, corps) <= _HAUT - _BAS:
            return _draw(attestation, corps)
    raise DocumentTooLong()


def _paragraphs(a: Attestation) -> tuple[str, ...]:
    nombre = len(a.lignes)
    quoi = "élément a été détruit" if nombre == 1 else "éléments ont été détruits"
    phrases = [
        f"Je soussigné(e), {a.par}, atteste que {nombre} {quoi} du coffre du groupe de suivi nominatif de la commune "
        f"de {a.commune} : contenus, historique, brouillons, liens et clés d’accès de tous les membres, chaque fois en "
        "une seule opération inscrite au journal.",
    ]
    if a.compacte:
        phrases.append("Le fichier du coffre a ensuite été réécrit sans ses pages libres.")
    else:
        phrases.append(
            "La réécriture du fichier sans ses pages libres reste à faire : elle aura lieu à la prochaine ouverture."
        )
    return tuple(phrases)


def _closing(a: Attestation) -> tuple[str, ...]:
    if not a.copies:
        return ("Aucune sauvegarde connue de ce poste ne contient encore ces éléments.",)
    return (
        "Les sauvegardes ci-dessus, chiffrées, ont été faites avant l’effacement et le contiennent encore jusqu’à leur "
        "remplacement. Si l’une d’elles est restaurée, les éléments détruits le sont de nouveau avant toute lecture.",
    )


def _rows(a: Attestation) -> list[tuple[str, Sequence[float], list[tuple[str, ...]]]]:
    found: list[tuple[str, Sequence[float], list[tuple[str, ...]]]] = [
        ("Éléments détruits", _COLONNES_LIGNE, [("Détruit le", "Règle appliquée", "Repère")])
    ]
    found[0][2].extend((ligne.le, ligne.regle, ligne.repere) for ligne in a.lignes)
    if a.copies:
        head = ("Sauvegarde", "Faite le", "Conservée au plus tard jusqu’au")
        rows = [(copie.nom, copie.faite_le, copie.jusqu_au) for copie in a.copies]
        found.append(("Sauvegardes qui les contiennent encore", _COLONNES_COPIE, [head, *rows]))
    return found


def _height(a: Attestation, corps: float) -> float:
    texts = sum(len(wrap(t, ROMAIN, corps + 1, _UTILE)) for t in (*_paragraphs(a), *_closing(a)))
    rows = sum(len(rows) for _, _, rows in _rows(a))
    return 92 + texts * (corps + 1) * 1.4 + rows * corps * 1.6 + len(_rows(a)) * (corps * 3.4) + 90


def _draw(a: Attestation, corps: float) -> bytes:
    feuille = Feuille("Attestation d’effacement")
    feuille.watermark(f"{a.lecteur} · {a.date}")
    y = _HAUT - 12
    feuille.text(MARGE, y, f"Commune de {a.commune}", GRAS, fit(f"Commune de {a.commune}", GRAS, 10, _UTILE))
    y -= 30
    feuille.text(MARGE, y, "Attestation d’effacement", GRAS, 19)
    feuille.text_right(MARGE + _UTILE, y, f"n° {a.numero}", GRAS, 12)
    y -= 16
    base = "Article 5.1 e) du RGPD ; article 21 de la charte ; autorisation unique AU-038, article 5"
    feuille.text(MARGE, y, base, ROMAIN, 8.5, DISCRET)
    y -= 14
    y = _draw_texts(feuille, _paragraphs(a), y, corps + 1)
    for titre, columns, rows in _rows(a):
        y = _draw_table(feuille, titre, columns, rows, y, corps)
    y = _draw_texts(feuille, _closing(a), y - 4, corps + 1)
    y -= 26
    feuille.text(MARGE, y, f"Fait le {a.date}", ROMAIN, 10)
    feuille.text(MARGE + _UTILE / 2, y, "Signature :", ROMAIN, 10)
    feuille.foot(
        f"Attestation d’effacement {a.numero}",
        "page 1/1",
        a.ancre,
        f"Exemplaire {a.exemplaire} – tiré par {a.lecteur} le {a.date}",
        "Cette feuille ne nomme aucune personne suivie ; le repère la relie au coffre.",
    )
    return feuille.close()


def _draw_texts(feuille: Feuille, texts: Sequence[str], y: float, corps: float) -> float:
    for text in texts:
        for ligne in wrap(text, ROMAIN, corps, _UTILE):
            y -= corps * 1.4
            feuille.text(MARGE, y, ligne, ROMAIN, corps)
    return y


def _draw_table(
    feuille: Feuille,
    titre: str,
    columns: Sequence[float],
    rows: list[tuple[str, ...]],
    y: float,
    corps: float,
) -> float:
    y -= corps * 2.4
    feuille.text(MARGE, y, titre, GRAS, corps + 1)
    y -= corps * 0.7
    for rank, row in enumerate(rows):
        y -= corps * 1.6
        if rank == 0:
            feuille.band(MARGE, y - corps * 0.45, _UTILE, corps * 1.6, FOND)
        ends = (*columns[1:], _UTILE)
        for left, end, cell in zip(columns, ends, row, strict=True):
            police = GRAS if rank == 0 else ROMAIN
            feuille.text(MARGE + left + 4, y, cell, police, fit(cell, police, corps, end - left - 8))
        if rank:
            feuille.line(MARGE, y - corps * 0.45, MARGE + _UTILE, y - corps * 0.45, 0.4)
    return y - corps * 0.3
