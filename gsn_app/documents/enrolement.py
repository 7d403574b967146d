"""The enrolment sheet on one page: identity in the group, fingerprint in large letters, both signatures.

The member keeps a copy: their own screen must show the same fingerprint at their first opening. The coordonnateur
reads it here before confirming, and no key is granted before.
"""

from __future__ import annotations

from typing import Final

from gsn_app.documents.mise_en_page import (
    DISCRET,
    GRAS,
    HAUTEUR,
    LARGEUR,
    MARGE,
    ROMAIN,
    DocumentTooLong,
    Feuille,
    fit,
    french_date,
    wrap,
)
from gsn_app.domain.enrolement import FeuilleEnrolement

_MM: Final = 72 / 25.4
_UTILE: Final[float] = LARGEUR - 2 * MARGE
_BAS: Final = 34 * _MM
_CADRE: Final = 78.0
_SIGNATURES: Final = 130.0


def render_enrolement(feuille_de: FeuilleEnrolement) -> bytes:
    """Return the PDF, exactly one page; raises DocumentTooLong or CaractereNotPrintable."""
    feuille, tirage, membre = Feuille("Enrôlement"), feuille_de.tirage, feuille_de.membre
    feuille.watermark(f"{tirage.lecteur} – {french_date(tirage.imprime_le)}")
    y: float = HAUTEUR - 20 * _MM
    y = feuille.letterhead(feuille_de.commune, tirage.entete, MARGE, y, _UTILE)
    y -= 24
    feuille.text(MARGE, y, "Feuille d’enrôlement", GRAS, 20)
    y -= 30
    lignes = [
        ("Nom", membre.nom), ("Fonction", membre.fonction), ("Institution", membre.institution),
        *(("Rôle", role) for role in feuille_de.roles),
        ("Charte en vigueur", f"version {feuille_de.charte_version}, empreinte {feuille_de.charte_empreinte[:16]}"),
    ]  # fmt: skip
    for libelle, valeur in lignes:
        feuille.text(MARGE, y, libelle, ROMAIN, 10, DISCRET)
        for ligne in wrap(valeur, ROMAIN, 11, _UTILE - 110):
            feuille.text(MARGE + 110, y, ligne, ROMAIN, 11)
            y -= 15
        y -= 3
    y = _draw_fingerprint(feuille, membre.empreinte, y - 12)
    for paragraphe in _TEXTES:
        for ligne in wrap(paragraphe, ROMAIN, 10, _UTILE):
            feuille.text(MARGE, y, ligne, ROMAIN, 10)
            y -= 14
        y -= 6
    if y - _SIGNATURES < _BAS:
        raise DocumentTooLong()
    _draw_signatures(feuille, y - 8)
    feuille.foot(
        f"Enrôlement – feuille n° {tirage.numero} – exemplaire {tirage.exemplaire}", "page 1/1", tirage.ancre,
        f"Imprimé par {tirage.lecteur} le {french_date(tirage.imprime_le)}",
        "Aucune information sur une situation ne figure sur cette feuille.",
    )  # fmt: skip
    return feuille.close()


_TEXTES: Final = (
    "J’ai choisi seul ma phrase de passe et je l’ai tapée moi-même sur ce poste. Personne d’autre ne la connaît ; "
    "personne ne pourra la retrouver à ma place.",
    "À ma première ouverture du coffre, je compare l’empreinte affichée sur mon écran avec celle de cette feuille. Si "
    "elles diffèrent, je n’ouvre rien et je préviens le coordonnateur.",
    "Le coordonnateur confirme l’empreinte lue sur cette feuille : aucune clé ne m’est remise avant.",
)


def _draw_fingerprint(feuille: Feuille, empreinte: str, haut: float) -> float:
    """The fingerprint framed, read aloud group by group; returns where the text goes on."""
    feuille.frame(MARGE, haut - _CADRE, _UTILE, _CADRE)
    feuille.text(MARGE + 14, haut - 22, "Empreinte des clés de ce membre", GRAS, 11)
    corps = fit(empreinte, GRAS, 26, _UTILE - 28)
    feuille.text(MARGE + 14, haut - 58, empreinte, GRAS, corps)
    return haut - _CADRE - 24


def _draw_signatures(feuille: Feuille, haut: float) -> None:
    largeur = (_UTILE - 18) / 2
    for rang, qui in enumerate(("Le membre", "Le coordonnateur")):
        x = MARGE + rang * (largeur + 18)
        feuille.frame(x, haut - 104, largeur, 104, 0.6)
        feuille.text(x + 10, haut - 18, qui, GRAS, 10)
        feuille.text(x + 10, haut - 34, "Date et signature", ROMAIN, 9, DISCRET)
