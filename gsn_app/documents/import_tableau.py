"""The certificate of an import and the guidance to destroy the old file: one page, no name of anyone followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gsn_app.documents.mise_en_page import (
    DISCRET,
    GRAS,
    HAUTEUR,
    LARGEUR,
    NOIR,
    ROMAIN,
    Feuille,
    french_date,
    wrap,
)
from gsn_app.domain.fiche_navette import Tirage
from gsn_app.domain.import_destruction import GESTES

_MM: Final = 72 / 25.4
_GAUCHE: Final[float] = 20 * _MM
_UTILE: Final = LARGEUR - 2 * _GAUCHE
_CORPS: Final = 10.0


@dataclass(frozen=True)
class CertificatImport:
    """What the sheet says. ``le``: French date of the import; ``empreinte``: SHA-256 of the file, hexadecimal."""

    commune: str
    instance: str
    le: str
    par: str
    lot: str
    empreinte: str
    lues: int
    reprises: int
    refusees: int
    tirage: Tirage


def render_certificat(c: CertificatImport) -> bytes:
    """Return the PDF, exactly one page; raises CaractereNotPrintable."""
    feuille = Feuille("Certificat de reprise d’un tableau")
    feuille.watermark(f"{c.tirage.lecteur} – {french_date(c.tirage.imprime_le)}")
    y = HAUTEUR - 20 * _MM
    y = feuille.letterhead(
        c.commune, c.tirage.entete, _GAUCHE, y, _UTILE, corps=10, adresse=False, logo=(70, 30), hauteur=30
    )
    y -= 18
    feuille.text(_GAUCHE, y, "Reprise d’un ancien tableau", GRAS, 19)
    feuille.text_right(LARGEUR - _GAUCHE, y, f"n° {c.tirage.numero}", GRAS, 12)
    y = _paragraph(
        feuille,
        "Article 5.1 e) du RGPD ; articles 5 et 21 de la charte ; AU-038, articles 3 et 5",
        y - 4,
        8.5,
    )
    y = _paragraph(
        feuille,
        f"Le {c.le}, {c.par} a repris dans le coffre chiffré de l’instance « {c.instance} » les lignes utiles d’un ancien "
        f"tableau. Sur {c.lues} lignes lues, {c.reprises} personnes ont été reprises et {c.refusees} lignes écartées : "
        "personnes hors d’âge, durées de conservation dépassées, doublons, données incomplètes ou interdites.",
        y - 12,
    )
    for mots, valeur in (
        ("Lot", c.lot),
        ("Empreinte du fichier lu (SHA-256)", f"{c.empreinte[:32]} {c.empreinte[32:]}"),
    ):
        y = _paragraph(feuille, f"{mots} : {valeur}", y - 4, 9)
    y -= 22
    feuille.text(
        _GAUCHE, y, "L’ancien fichier n’a plus de raison d’être : détruisez-en toutes les copies", GRAS, 12
    )
    for geste in GESTES:
        y -= 20
        feuille.frame(_GAUCHE, y - 1, 9, 9)
        y = _paragraph(feuille, geste, y + 12, x=_GAUCHE + 18)
    y = _paragraph(
        feuille,
        "Ce qui a été écarté ne se garde pas ailleurs. Une situation écartée à tort se saisit de nouveau dans le coffre ; "
        "le lot entier peut être annulé tant qu’aucune de ses situations n’a été modifiée.",
        y - 14,
    )
    y = _paragraph(
        feuille,
        "J’atteste que toutes les copies de ce fichier dont j’ai connaissance ont été détruites.",
        y - 16,
    )
    feuille.text(_GAUCHE, y - 26, "Le :", ROMAIN, _CORPS)
    feuille.text(_GAUCHE + 130, y - 26, "Nom et qualité :", ROMAIN, _CORPS)
    feuille.text(_GAUCHE + 340, y - 26, "Signature :", ROMAIN, _CORPS)
    feuille.foot(
        f"Certificat de reprise {c.tirage.numero}",
        "page 1/1",
        c.tirage.ancre,
        f"Exemplaire {c.tirage.exemplaire} – tiré par {c.tirage.lecteur} le {french_date(c.tirage.imprime_le)}",
        "Cette feuille ne nomme aucune personne suivie ; le lot la relie au coffre.",
    )
    return feuille.close()


def _paragraph(feuille: Feuille, texte: str, y: float, corps: float = _CORPS, x: float = _GAUCHE) -> float:
    """Draw a text from its top; return its foot."""
    nette = texte
    for signe in ":;":
        nette = nette.replace(f" {signe}", f"\u00a0{signe}")
    nette = nette.replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    gris = DISCRET if corps < 9 else NOIR
    for ligne in wrap(nette, ROMAIN, corps, _UTILE - (x - _GAUCHE)):
        y -= corps * 1.4
        feuille.text(x, y, ligne, ROMAIN, corps, gris)
    return y
