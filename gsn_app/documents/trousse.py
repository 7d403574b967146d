"""The recovery kit as one printed page: the secret de poste in words and as a QR code, and what to do with it.

No person is named: custodians by function only, the vault by a mark. The page is to be kept under seal, away from the
machine and from the backups.
"""

from __future__ import annotations

from typing import Final

from gsn_app.documents.mise_en_page import (
    DISCRET,
    GRAS,
    HAUTEUR,
    LARGEUR,
    ROMAIN,
    Feuille,
    french_date,
    wrap,
)
from gsn_app.domain.trousse import Trousse

_MM: Final = 72 / 25.4
_GAUCHE: Final[float] = 20 * _MM
_UTILE: Final[float] = LARGEUR - 2 * _GAUCHE
_COLONNES: Final = 4
_QR: Final = 44 * _MM

_POURQUOI: Final = (
    "Ces mots remplacent le poste, pas une phrase de passe : seuls, ils n’ouvrent rien. Avec eux, le coffre s’ouvre "
    "sur une autre machine, par la phrase de chacun. À garder sous enveloppe fermée, loin du poste et des sauvegardes."
)
_GESTES: Final = (
    "Machine morte ou remplacée : installez le logiciel, désignez le dossier du coffre (ou restaurez sa dernière "
    "sauvegarde), choisissez « Ce poste ne connaît pas ce coffre », tapez les vingt-quatre mots. Chacun ouvre ensuite avec sa phrase.",
    "Plus personne n’ouvre : réunissez le nombre de gardiens indiqué, avec leurs mots à eux, et choisissez « Personne ne "
    "peut plus ouvrir ? » à l’ouverture.",
    "Feuille perdue ou vue : elle ne sert à rien sans une phrase de passe. Dites-le au coordonnateur.",
)


def render_trousse(trousse: Trousse) -> bytes:
    """Return the PDF, exactly one page; raises CaractereNotPrintable."""
    feuille = Feuille("Trousse de récupération")
    feuille.watermark(f"{trousse.par or 'Trousse de récupération'} – {french_date(trousse.imprime_le)}")
    y = HAUTEUR - 22 * _MM
    feuille.text(_GAUCHE, y, "Trousse de récupération", GRAS, 20)
    feuille.text_right(LARGEUR - _GAUCHE, y, f"Coffre {trousse.repere}", GRAS, 11)
    y = _draw_text(feuille, _POURQUOI, y - 24, _UTILE) - 10
    y = _draw_words(feuille, trousse.mots, y)
    y = _draw_gardiens(feuille, trousse, y - 26)
    for rang, geste in enumerate(_GESTES, 1):
        feuille.text(_GAUCHE, y - 10.5, f"{rang}.", GRAS, 10.5)
        y = _draw_text(feuille, geste, y, _UTILE - 16, _GAUCHE + 16) - 7
    feuille.foot(
        f"Trousse n° {trousse.numero} – exemplaire {trousse.exemplaire}",
        "page 1/1",
        trousse.ancre,
        f"Imprimé {f'par {trousse.par} ' if trousse.par else ''}le {french_date(trousse.imprime_le)}",
        "À détruire quand une nouvelle trousse est imprimée pour ce coffre.",
    )
    return feuille.close()


def _draw_words(feuille: Feuille, mots: tuple[str, ...], y: float) -> float:
    """Numbered words, read by rows; return the foot of the grid."""
    largeur, hauteur = _UTILE / _COLONNES, 10.5 * _MM
    rangs = -(-len(mots) // _COLONNES)
    feuille.frame(_GAUCHE, y - rangs * hauteur, _UTILE, rangs * hauteur)
    for place, mot in enumerate(mots):
        rang, colonne = divmod(place, _COLONNES)
        x, bas = _GAUCHE + colonne * largeur, y - (rang + 1) * hauteur
        if colonne == 0 and rang:
            feuille.line(_GAUCHE, bas + hauteur, _GAUCHE + _UTILE, bas + hauteur)
        feuille.text_right(x + 22, bas + 11, str(place + 1), ROMAIN, 9, DISCRET)
        feuille.text(x + 28, bas + 10, mot, GRAS, 14)
    return y - rangs * hauteur


def _draw_gardiens(feuille: Feuille, trousse: Trousse, y: float) -> float:
    """QR code at the right, custodians at the left; return the lower foot of both."""
    feuille.qr(LARGEUR - _GAUCHE - _QR, y - _QR + 12, _QR, " ".join(trousse.mots))
    feuille.text(_GAUCHE, y, "Gardiens de récupération, par fonction", GRAS, 12)
    bas = y - 6
    for gardien in trousse.gardiens:
        bas = _draw_text(feuille, f"–\u00a0{gardien}", bas - 3, _UTILE - _QR - 20)
    regle = f"Il en faut {trousse.seuil} réunis, sur {len(trousse.gardiens)}. Un seul ne peut rien."
    bas = _draw_text(feuille, regle, bas - 6, _UTILE - _QR - 20)
    return min(bas, y - _QR + 12) - 12


def _draw_text(feuille: Feuille, texte: str, y: float, largeur: float, x: float = _GAUCHE) -> float:
    """Draw a paragraph from its top; return its foot."""
    for ligne in wrap(
        texte.replace(" :", "\u00a0:").replace("« ", "«\u00a0").replace(" »", "\u00a0»"),
        ROMAIN,
        10.5,
        largeur,
    ):
        y -= 14.5
        feuille.text(x, y + 4, ligne, ROMAIN, 10.5)
    return y
