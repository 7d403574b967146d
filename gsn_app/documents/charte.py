"""The charter for signature: the text in force as A4 pages, then a box to sign for each member.

Of the text's markup only headings, lists, quotations and bold are drawn; anything else is letters. What members sign by hand is what
they sign with their key: the fingerprint stands beside the boxes.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Final

from gsn_app.documents.mise_en_page import (
    DISCRET,
    FOND,
    GRAS,
    HAUTEUR,
    ITALIQUE,
    LARGEUR,
    ROMAIN,
    DocumentTooLong,
    Feuille,
    fit,
    french_date,
    hold,
    width_of,
    wrap,
)
from gsn_app.domain.charte_feuille import CharteFeuille, Signataire

_MM: Final = 72 / 25.4
_GAUCHE: Final[float] = 20 * _MM
_UTILE: Final[float] = LARGEUR - 2 * _GAUCHE
_HAUT: Final[float] = HAUTEUR - 18 * _MM
_BAS: Final[float] = 35 * _MM
_BOITE: Final = 50.0
PAGES_MAX: Final = 60
#: mark of a line → (its mark, font, size, space above, left offset)
_GENRES: Final = (
    ("# ", GRAS, 17.0, 0.0, 0.0),
    ("## ", GRAS, 13.0, 16.0, 0.0),
    ("### ", GRAS, 10.5, 11.0, 0.0),
    ("- ", ROMAIN, 9.5, 2.0, 12.0),
    ("> ", ITALIQUE, 9.5, 5.0, 12.0),
    ("", ROMAIN, 9.5, 5.0, 0.0),
)


@dataclass(frozen=True)
class _Ligne:
    """One printed line: words with their fonts, where it starts, its height."""

    mots: tuple[tuple[str, str], ...]
    corps: float
    retrait: float
    hauteur: float
    puce: bool = False
    titre: bool = False


def render_charte(charte: CharteFeuille) -> bytes:
    """Return the PDF; raises CaractereNotPrintable, or DocumentTooLong for a text of more than :data:`PAGES_MAX` pages."""
    feuille = Feuille("Charte déontologique")
    pages = _paginate(_lines(charte.texte), _HAUT - _letterhead_height(charte) - _BAS)
    boites = _groups(charte.signataires)
    total = len(pages) + len(boites)
    if total > PAGES_MAX:
        raise DocumentTooLong()
    for rang, lignes in enumerate(pages):
        y = _start(feuille, charte, rang)
        for ligne in lignes:
            y -= ligne.hauteur
            _draw_line(feuille, ligne, y)
        _foot(feuille, charte, rang + 1, total)
    for rang, groupe in enumerate(boites):
        y = _start(feuille, charte, len(pages) + rang)
        _draw_boxes(feuille, charte, groupe, y, suite=rang > 0)
        _foot(feuille, charte, len(pages) + rang + 1, total)
    return feuille.close()


def _letterhead_height(charte: CharteFeuille) -> float:
    """Room that the letterhead takes on the first page."""
    return -Feuille("").letterhead(charte.commune, charte.tirage.entete, _GAUCHE, 0, _UTILE) + 6


def _start(feuille: Feuille, charte: CharteFeuille, rang: int) -> float:
    """Begin a page; return where the text starts."""
    if rang:
        feuille.canvas.showPage()
    feuille.watermark(f"{charte.tirage.lecteur} – {french_date(charte.tirage.imprime_le)}")
    if rang == 0:
        return feuille.letterhead(charte.commune, charte.tirage.entete, _GAUCHE, _HAUT - 10, _UTILE)
    courant = f"Commune de {charte.commune} – charte déontologique, version {charte.version}"
    feuille.text(_GAUCHE, _HAUT, courant, ROMAIN, fit(courant, ROMAIN, 8.5, _UTILE), DISCRET)
    return _HAUT - 8


def _lines(texte: str) -> list[_Ligne]:
    """Every printed line of the text, paragraphs wrapped."""
    found: list[_Ligne] = []
    for brute in texte.split("\n"):
        if not brute.strip():
            continue
        marque, police, corps, avant, retrait = next(g for g in _GENRES if brute.startswith(g[0]))
        titre = marque.startswith("#")
        for rang, mots in enumerate(
            _wrap_runs(_runs(brute.removeprefix(marque), police), corps, _UTILE - retrait)
        ):
            hauteur = corps * 1.36 + (avant if rang == 0 else 0)
            found.append(_Ligne(mots, corps, retrait, hauteur, marque == "- " and rang == 0, titre))
    return found


def _runs(texte: str, police: str) -> list[tuple[str, str]]:
    """Pieces with their fonts: what stands between ** and ** is bold; each but the last of a word ends with a space."""
    found = []
    for rang, morceau in enumerate(hold(texte).split("**")):
        fonte = GRAS if rang % 2 else police
        found += [(mot, fonte) for mot in re.findall(r"[^ ]+ ?| ", morceau)]
    return found


def _wrap_runs(
    mots: list[tuple[str, str]], corps: float, largeur: float
) -> list[tuple[tuple[str, str], ...]]:
    lignes: list[list[tuple[str, str]]] = [[]]
    pris = 0.0
    for mot, police in mots:
        morceaux = wrap(mot.rstrip(" "), police, corps, largeur)
        for rang, morceau in enumerate(morceaux):
            texte = morceau + (" " if rang == len(morceaux) - 1 and mot.endswith(" ") else "")
            if lignes[-1] and pris + width_of(morceau, police, corps) > largeur:
                lignes.append([])
                pris = 0.0
            lignes[-1].append((texte, police))
            pris += width_of(texte, police, corps)
    return [tuple(ligne) for ligne in lignes]


def _paginate(lignes: list[_Ligne], premiere: float) -> list[list[_Ligne]]:
    """Lines by page; a heading never stands at the foot of one."""
    pages: list[list[_Ligne]] = [[]]
    reste = premiere
    for rang, ligne in enumerate(lignes):
        besoin = ligne.hauteur
        if ligne.titre:
            besoin += sum(suivante.hauteur for suivante in lignes[rang + 1 : rang + 3])
        if besoin > reste and pages[-1]:
            pages.append([])
            reste = _HAUT - 8 - _BAS
        pages[-1].append(ligne)
        reste -= ligne.hauteur
    return pages


def _draw_line(feuille: Feuille, ligne: _Ligne, y: float) -> None:
    x = _GAUCHE + ligne.retrait
    if ligne.puce:
        feuille.text(_GAUCHE + 3, y, "–", ROMAIN, ligne.corps)
    for police, groupe in itertools.groupby(ligne.mots, key=lambda mot: mot[1]):
        texte = "".join(mot for mot, _ in groupe)
        feuille.text(x, y, texte, police, ligne.corps)
        x += width_of(texte, police, ligne.corps)


def _groups(signataires: tuple[Signataire, ...]) -> list[tuple[Signataire, ...]]:
    """Members by page of boxes."""
    nombre = int((_HAUT - 8 - 78 - _BAS) // _BOITE)
    return [signataires[n : n + nombre] for n in range(0, len(signataires), nombre)]


def _draw_boxes(
    feuille: Feuille, charte: CharteFeuille, groupe: tuple[Signataire, ...], y: float, *, suite: bool
) -> None:
    y -= 22
    feuille.text(_GAUCHE, y, "Les signataires" + (" (suite)" if suite else ""), GRAS, 14)
    y -= 14
    phrase = (
        f"Charte version {charte.version}, empreinte {charte.empreinte[:16]}. Chacun signe pour soi ; la signature ne se "
        "délègue pas (article C1)."
    )
    for ligne in wrap(phrase, ROMAIN, 8.5, _UTILE):
        feuille.text(_GAUCHE, y, ligne, ROMAIN, 8.5, DISCRET)
        y -= 11
    y -= 4
    colonnes = (0.0, _UTILE * 0.5, _UTILE * 0.68, _UTILE)
    feuille.band(_GAUCHE, y - 16, _UTILE, 16, FOND)
    for gauche, titre in zip(colonnes, ("Membre", "Date", "Signature"), strict=False):
        feuille.text(_GAUCHE + gauche + 6, y - 11.5, titre, GRAS, 8.5)
    y -= 16
    for signataire in groupe:
        _draw_box(feuille, signataire, y, colonnes)
        y -= _BOITE


def _draw_box(feuille: Feuille, signataire: Signataire, haut: float, colonnes: tuple[float, ...]) -> None:
    """Name, office and roles at the left; date and signature left free."""
    for gauche, droite in itertools.pairwise(colonnes):
        feuille.frame(_GAUCHE + gauche, haut - _BOITE, droite - gauche, _BOITE, 0.6)
    place = colonnes[1] - 12
    office = ", ".join(filter(None, (signataire.fonction, signataire.institution)))
    lignes = [
        (signataire.nom, GRAS, 10.0),
        (office, ROMAIN, 8.0),
        (" ; ".join(signataire.roles), ROMAIN, 7.5),
    ]
    if signataire.signe_le:
        lignes.append((f"signée par clé le {signataire.signe_le}", ROMAIN, 7.0))
    y = haut - 2
    for texte, police, corps in lignes:
        y -= 11
        feuille.text(_GAUCHE + 6, y, texte, police, fit(texte, police, corps, place, 3.0))


def _foot(feuille: Feuille, charte: CharteFeuille, page: int, total: int) -> None:
    tirage = charte.tirage
    feuille.foot(
        f"Charte déontologique – feuille n° {tirage.numero} – exemplaire {tirage.exemplaire}",
        f"page {page}/{total}",
        tirage.ancre,
        f"Imprimé par {tirage.lecteur} le {french_date(tirage.imprime_le)}",
        "Aucune information sur une situation ne figure sur ces feuilles.",
    )
