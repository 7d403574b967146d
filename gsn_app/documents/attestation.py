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
    wrap,
)
from gsn_app.domain.logo import EnTetePapier

_UTILE: Final = LARGEUR - 2 * MARGE
_HAUT: Final = HAUTEUR - MARGE
CORPS: Final = 9.0
#: lines of the table that fit on the first page with its paragraphs
PAR_PAGE: Final = 32
#: backups that fit on a page with the signature
COPIES_MAX: Final = 32
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
    entete: EnTetePapier | None = None


def render_attestation(attestation: Attestation) -> bytes:
    """As many A4 pages as the batch needs, each with number, page n/N, anchor and QR at its foot."""
    feuille = Feuille("Attestation d’effacement")
    parts = [
        attestation.lignes[n : n + PAR_PAGE] for n in range(0, max(len(attestation.lignes), 1), PAR_PAGE)
    ]
    if len(parts[-1]) + len(attestation.copies) > PAR_PAGE - 6:
        parts.append(())  # the backups and the signature get a page of their own
    for rank, part in enumerate(parts):
        if rank:
            feuille.canvas.showPage()
        _draw_page(feuille, attestation, part, rank, len(parts))
    return feuille.close()


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


def _draw_page(
    feuille: Feuille, a: Attestation, lignes: Sequence[LigneAttestee], rank: int, total: int
) -> None:
    feuille.watermark(f"{a.lecteur} – {a.date}")
    y = _HAUT - 12
    y = feuille.letterhead(a.commune, a.entete, MARGE, y, _UTILE, corps=10, adresse=False, logo=(70, 30))
    y -= 18
    feuille.text(MARGE, y, "Attestation d’effacement", GRAS, 19)
    feuille.text_right(MARGE + _UTILE, y, f"n° {a.numero}", GRAS, 12)
    y -= 16
    base = "Article 5.1 e) du RGPD ; article 21 de la charte ; autorisation unique AU-038, article 5"
    feuille.text(MARGE, y, base, ROMAIN, 8.5, DISCRET)
    y -= 10
    if rank == 0:
        y = _draw_texts(feuille, _paragraphs(a), y, CORPS + 1)
    if lignes:
        rows = [(ligne.le, ligne.regle, ligne.repere) for ligne in lignes]
        head = ("Détruit le", "Règle appliquée", "Repère")
        y = _draw_table(feuille, "Éléments détruits", _COLONNES_LIGNE, [head, *rows], y, CORPS)
    if rank == total - 1:
        _draw_end(feuille, a, y)
    feuille.foot(
        f"Attestation d’effacement {a.numero}",
        f"page {rank + 1}/{total}",
        a.ancre,
        f"Exemplaire {a.exemplaire} – tiré par {a.lecteur} le {a.date}",
        "Cette feuille ne nomme aucune personne suivie ; le repère la relie au coffre.",
    )


def _draw_end(feuille: Feuille, a: Attestation, y: float) -> None:
    """Backups that still hold it, then the signature; refused when even a page of its own is too short for them."""
    if len(a.copies) > COPIES_MAX:
        raise DocumentTooLong()
    if a.copies:
        head = ("Sauvegarde", "Faite le", "Conservée au plus tard jusqu’au")
        rows = [(copie.nom, copie.faite_le, copie.jusqu_au) for copie in a.copies]
        titre = "Sauvegardes qui les contiennent encore"
        y = _draw_table(feuille, titre, _COLONNES_COPIE, [head, *rows], y, CORPS)
    y = _draw_texts(feuille, _closing(a), y - 4, CORPS + 1)
    y -= 26
    feuille.text(MARGE, y, f"Fait le {a.date}", ROMAIN, 10)
    feuille.text(MARGE + _UTILE / 2, y, "Signature :", ROMAIN, 10)


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
