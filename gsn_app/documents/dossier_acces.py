"""The access pack as A4 pages: what is held on the person, in plain order, masked passages said as such.

Pages are filled line by line: a text may run on the next page, nothing is cut.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    long_date,
    wrap,
)
from gsn_app.domain.dossier_acces import DossierAcces, RubriqueAcces

_UTILE: Final = LARGEUR - 2 * MARGE
_LIBELLE: Final = 150.0
_BAS: Final = 100.0
_HAUT: Final = HAUTEUR - MARGE - 52
CORPS: Final = 10.0
PAGES_MAX: Final = 60


@dataclass(frozen=True)
class _Ligne:
    """One drawn line: left offset, text, font, size, grey, and its height; ``fond`` draws a band under it."""

    x: float
    texte: str
    police: str = ROMAIN
    corps: float = CORPS
    gris: float = 0.0
    hauteur: float = CORPS * 1.4
    fond: bool = False
    #: a heading stays with at least two lines of what it heads
    suite: float = 0.0
    #: drawn at the left of the same line
    label: str = ""


def render_dossier_acces(dossier: DossierAcces) -> bytes:
    """Return the PDF; raises DocumentTooLong past 60 pages, CaractereNotPrintable."""
    feuille = Feuille("Réponse à une demande d’accès")
    pages = _paginate(_lines(dossier))
    if len(pages) > PAGES_MAX:
        raise DocumentTooLong()
    for rang, lignes in enumerate(pages):
        if rang:
            feuille.canvas.showPage()
        _draw_page(feuille, dossier, lignes, rang, len(pages))
    return feuille.close()


def _lines(d: DossierAcces) -> list[_Ligne]:
    found: list[_Ligne] = []
    qui = f"Le représentant légal de {d.personne}" if d.representant else d.personne
    objet = f"au sujet de {d.personne}" if d.representant else "à son sujet"
    found += _paragraph(
        f"{qui} a demandé le {long_date(d.recue_le)} à lire ce que le groupe «\u00a0{d.instance}\u00a0» de la commune de "
        f"{d.commune} conserve {objet}. Voici l’ensemble de ce que le coordonnateur de ce groupe peut lire, à la date "
        "de cette feuille (article 15 du RGPD)."
    )
    for rubrique in d.rubriques:
        found += _rubrique(rubrique)
    found += _heading("À savoir")
    if d.masques == 1:
        found += _paragraph(
            "Un passage a été masqué : il concerne une autre personne (article 15.4 du RGPD)."
        )
    elif d.masques:
        found += _paragraph(
            f"{d.masques} passages ont été masqués : ils concernent d’autres personnes (article 15.4 du RGPD)."
        )
    if d.jointes:
        nombre = (
            "Une pièce numérisée est conservée"
            if d.jointes == 1
            else f"{d.jointes} pièces numérisées sont conservées"
        )
        found += _paragraph(
            f"{nombre} avec ces informations : une copie vous en est remise avec cette feuille."
        )
    if d.reserves:
        nombre = "Un texte est tenu" if d.reserves == 1 else f"{d.reserves} textes sont tenus"
        found += _paragraph(
            f"{nombre} par d’autres professionnels du groupe, que le coordonnateur ne lit pas : ils répondent "
            "eux-mêmes de ce qu’ils ont écrit. Écrivez au délégué à la protection des données pour les obtenir."
        )
    found += _paragraph(
        "Vous pouvez demander que ces informations soient corrigées, effacées, que leur usage soit limité, ou vous "
        "opposer au suivi. Elles n’ont été communiquées à personne d’autre que les institutions nommées ci-dessus, et "
        "aucune décision automatique n’est prise."
    )
    ou = d.adresse.replace("\n", ", ") or f"à la mairie de {d.commune}"
    comment = f" ({d.contact})" if d.contact else ""
    found += _paragraph(f"Délégué à la protection des données de la commune : {ou}{comment}.")
    found += _paragraph(
        "Si la réponse ne vous convient pas, vous pouvez saisir la Commission nationale de l’informatique et des "
        "libertés (CNIL), 3 place de Fontenoy, TSA 80715, 75334 Paris cedex 07, ou sur cnil.fr."
    )
    return found


def _rubrique(rubrique: RubriqueAcces) -> list[_Ligne]:
    if not rubrique.faits and not rubrique.textes:
        return []
    found = _heading(rubrique.titre)
    for label, valeur in rubrique.faits:
        first = True
        for paragraphe in valeur.split("\n"):
            for texte in wrap(paragraphe, ROMAIN, CORPS, _UTILE - _LIBELLE):
                found.append(_Ligne(_LIBELLE, texte, label=label if first else ""))
                first = False
    for titre, texte in rubrique.textes:
        found.append(_Ligne(0, "", hauteur=5, suite=CORPS * 4))
        found += [_Ligne(0, t, GRAS, CORPS, suite=CORPS * 2.8) for t in wrap(titre, GRAS, CORPS, _UTILE)]
        for paragraphe in texte.split("\n"):
            found += [_Ligne(0, t) for t in wrap(paragraphe, ROMAIN, CORPS, _UTILE)]
    return found


def _heading(titre: str) -> list[_Ligne]:
    return [
        _Ligne(0, "", hauteur=12, suite=CORPS * 6),
        _Ligne(6, titre, GRAS, CORPS + 1, hauteur=19, fond=True, suite=CORPS * 3),
        _Ligne(0, "", hauteur=4, suite=CORPS * 2),
    ]


def _paragraph(texte: str) -> list[_Ligne]:
    lines = [_Ligne(0, t) for t in wrap(texte, ROMAIN, CORPS, _UTILE)]
    return [*lines, _Ligne(0, "", hauteur=5)]


def _paginate(lines: list[_Ligne]) -> list[list[_Ligne]]:
    pages: list[list[_Ligne]] = [[]]
    room = _HAUT - _BAS - 46
    left = room
    for line in lines:
        if line.hauteur + line.suite > left and pages[-1]:
            pages.append([])
            left = room
        if not pages[-1] and not line.texte:
            continue  # no blank at the top of a page
        pages[-1].append(line)
        left -= line.hauteur
    return pages


def _draw_page(feuille: Feuille, d: DossierAcces, lignes: list[_Ligne], rang: int, total: int) -> None:
    tirage = d.tirage
    feuille.watermark(f"{tirage.lecteur} – {french_date(tirage.imprime_le)}")
    y = HAUTEUR - MARGE - 12
    if rang == 0 and tirage.entete and tirage.entete.logo:
        feuille.letterhead(
            d.commune,
            tirage.entete,
            MARGE,
            y,
            _UTILE * 0.55,
            corps=10,
            adresse=False,
            logo=(60, 22),
            hauteur=25,
        )
    else:
        commune = f"Commune de {d.commune}"
        feuille.text(MARGE, y, commune, GRAS, fit(commune, GRAS, 10, _UTILE * 0.55))
    feuille.text_right(MARGE + _UTILE, y, f"Le {long_date(tirage.imprime_le)}", ROMAIN, 9)
    titre = "Réponse à votre demande d’accès"
    feuille.text(MARGE, y - 38, titre, GRAS, 17 if rang == 0 else 12)
    feuille.text_right(MARGE + _UTILE, y - 38, f"demande n° {d.numero_demande}", ROMAIN, 9, DISCRET)
    y = _HAUT - 22
    for ligne in lignes:
        y -= ligne.hauteur
        if ligne.fond:
            feuille.band(MARGE, y - 1, _UTILE, ligne.hauteur)
        base = y + (5 if ligne.fond else 3)
        if ligne.label:
            feuille.text(MARGE, base, ligne.label, GRAS, fit(ligne.label, GRAS, CORPS, _LIBELLE - 8))
        if ligne.texte:
            feuille.text(MARGE + ligne.x, base, ligne.texte, ligne.police, ligne.corps, ligne.gris)
    feuille.foot(
        f"Dossier d’accès n° {tirage.numero} – exemplaire {tirage.exemplaire}",
        f"page {rang + 1}/{total}",
        tirage.ancre,
        f"Imprimé par {tirage.lecteur} le {french_date(tirage.imprime_le)}",
        "À remettre en main propre contre signature, ou sous pli recommandé.",
    )
