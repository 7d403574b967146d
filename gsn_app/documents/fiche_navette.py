"""The fiche-navette on one A4 page: request, answer and return, readable on a black and white photocopy.

The body is shrunk by quarter points until everything fits; under the smallest size the sheet is refused,
never truncated. Room left over goes to the places written by hand.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from gsn_app.documents.fiche_parts import Blancs, Temps, times_of
from gsn_app.documents.grille import draw_grid, grid_height
from gsn_app.documents.mise_en_page import (
    DISCRET,
    GRAS,
    HAUTEUR,
    ITALIQUE,
    LARGEUR,
    MARGE,
    NOIR,
    ROMAIN,
    DocumentTooLong,
    Feuille,
    fit,
    french_date,
    wrap,
)
from gsn_app.domain.fiche_navette import FicheNavette

_UTILE: Final[float] = LARGEUR - 2 * MARGE
_HAUT: Final[float] = HAUTEUR - 11 * 72 / 25.4
_BAS: Final[float] = 33 * 72 / 25.4
_BANDE: Final = 17.0
_ECART: Final = 7.0
_CORPS: Final = tuple(9.5 - 0.25 * pas for pas in range(15))
_BASE_LEGALE: Final = "Code de la sécurité intérieure, art. L132-7"


def render_fiche_navette(fiche: FicheNavette) -> bytes:
    """Return the PDF, exactly one page.

    Raises DocumentTooLong when even the smallest body does not fit, CaractereNotPrintable for a character
    the font lacks.
    """
    feuille = Feuille("Fiche-navette")
    tirage = fiche.tirage
    feuille.watermark(f"{tirage.lecteur} – {french_date(tirage.imprime_le)}")
    haut = _draw_header(feuille, fiche)
    corps, temps = _fitted(fiche, haut - _BAS)
    y = haut
    for rang, partie in enumerate(temps, start=1):
        y = _draw_time(feuille, rang, partie, y, corps) - _ECART
    feuille.foot(
        f"Fiche-navette n° {tirage.numero} – exemplaire {tirage.exemplaire}",
        "page 1/1",
        tirage.ancre,
        f"Imprimé par {tirage.lecteur} le {french_date(tirage.imprime_le)}",
        "Document nominatif : à conserver sous clé, ni copie ni diffusion hors de ses destinataires.",
    )
    return feuille.close()


def _fitted(fiche: FicheNavette, disponible: float) -> tuple[float, tuple[Temps, Temps, Temps]]:
    blancs = Blancs()
    for corps in _CORPS:
        reste = disponible - _height(times_of(fiche, blancs), corps)
        if reste >= 0:
            return corps, _filling(fiche, corps, blancs, disponible)
    raise DocumentTooLong()


def _filling(
    fiche: FicheNavette, corps: float, blancs: Blancs, disponible: float
) -> tuple[Temps, Temps, Temps]:
    """Widen the blanks until the page is full: a blank already hidden by a text takes no room."""
    for _ in range(6):
        blancs = blancs.widened(disponible - _height(times_of(fiche, blancs), corps))
    return times_of(fiche, blancs)


def _height(temps: tuple[Temps, ...], corps: float) -> float:
    return sum(_BANDE + grid_height(t.rangees, _UTILE, corps) + _ECART for t in temps)


def _draw_time(feuille: Feuille, rang: int, temps: Temps, haut: float, corps: float) -> float:
    feuille.band(MARGE, haut - _BANDE, _UTILE, _BANDE)
    feuille.band(MARGE, haut - _BANDE, _BANDE, _BANDE, NOIR)
    feuille.text(MARGE + 5.2, haut - 12.3, str(rang), GRAS, 11, 1.0)
    feuille.text(MARGE + _BANDE + 7, haut - 12.2, temps.titre, GRAS, 10.5)
    feuille.text_right(MARGE + _UTILE - 6, haut - 12, temps.par, ITALIQUE, 8, DISCRET)
    bas = draw_grid(feuille, temps.rangees, MARGE, haut - _BANDE, _UTILE, corps)
    feuille.frame(MARGE, bas, _UTILE, haut - bas)
    return bas


def _draw_header(feuille: Feuille, fiche: FicheNavette) -> float:
    """Draw title, commune, tribunal, number box, legal and protocol lines; return where part one starts."""
    tirage = fiche.tirage
    boite = 150.0
    largeur = _UTILE - boite - 12
    y: float = _HAUT
    y = feuille.letterhead(
        fiche.commune, tirage.entete, MARGE, y - 12, largeur, corps=10, adresse=False, logo=(70, 30)
    )
    y -= 9.5
    feuille.text(MARGE, y, "Fiche-navette", GRAS, 19)
    feuille.text(MARGE + 140, y, "rappel à l’ordre du maire", ROMAIN, 12, DISCRET)
    y -= 5
    destinataire = f"À l’attention du procureur de la République près le {word_tribunal(fiche.tribunal)}"
    for ligne in wrap(destinataire, ROMAIN, 9, largeur):
        y -= 11.5
        feuille.text(MARGE, y, ligne, ROMAIN, 9)
    gauche = MARGE + _UTILE - boite
    lignes = (
        ("Numéro", tirage.numero),
        ("Exemplaire", str(tirage.exemplaire)),
        ("Envoyée le", french_date(fiche.demande.date_envoi)),
    )
    feuille.frame(gauche, _HAUT - 56, boite, 56)
    for rang, (label, valeur) in enumerate(lignes):
        base = _HAUT - 15 - 17 * rang
        feuille.text(gauche + 7, base, label, ROMAIN, 7.5, DISCRET)
        place = boite - 62
        feuille.text(gauche + 55, base - 0.5, valeur, GRAS, fit(valeur, GRAS, 11, place))
        if rang:
            feuille.line(gauche, base + 12.5, gauche + boite, base + 12.5)
    y = min(y, _HAUT - 56) - 5
    for phrase in _notice(fiche):
        for ligne in wrap(phrase, ROMAIN, 8, _UTILE):
            y -= 10.5
            feuille.text(MARGE, y, ligne, ROMAIN, 8, DISCRET)
    return y - 7


def _notice(fiche: FicheNavette) -> tuple[str, ...]:
    if fiche.protocole_date:
        protocole = f"Protocole procureur–maire du {french_date(fiche.protocole_date)}"
    else:
        protocole = "Attention : aucun protocole procureur–maire enregistré"
    phrases = (f"{_BASE_LEGALE}  –  {protocole}",)
    return (*phrases, f"Réponse à adresser à : {fiche.retour}") if fiche.retour else phrases


def word_tribunal(tribunal: str) -> str:
    """« Arras » → « tribunal judiciaire d’Arras »; what the town hall typed in full is not said twice."""
    ville = re.sub(r"^(le\s+)?tribunal\s+judiciaire\s+(de\s+|d[’'])?", "", tribunal.strip(), flags=re.I)
    article, _, reste = ville.partition(" ")
    if article in {"Le", "Les"} and reste:
        return f"tribunal judiciaire {'du' if article == 'Le' else 'des'} {reste}"
    premiere = unicodedata.normalize("NFD", ville[:1]).casefold()[:1]
    return "tribunal judiciaire " + (f"d’{ville}" if premiere in set("aeiouy") else f"de {ville}")
