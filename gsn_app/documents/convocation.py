"""The summons to the mayor's interview as a one-page letter, with its receipt for delivery by hand.

The address stands where a window envelope shows it. The text is adoptable as it is and names the law it
rests on (CSI L132-7); the interview is never called a punishment, for it is none.
"""

from __future__ import annotations

from typing import Final

from gsn_app.documents.grille import Cellule, draw_grid
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
    french_heure,
    long_date,
    wrap,
)
from gsn_app.domain.modele_texte import NOYAU, Paragraphe, fill_modele
from gsn_app.domain.rappel_ordre import Fait, FormeEntretien, libelle
from gsn_app.domain.rappel_ordre_convocation import Convocation

_MM: Final = 72 / 25.4
_GAUCHE: Final[float] = 22 * _MM
_UTILE: Final[float] = LARGEUR - 2 * _GAUCHE
_BAS: Final = 34 * _MM
_RECU: Final = 62.0
_CORPS: Final = tuple(10.5 - 0.25 * pas for pas in range(15))


def render_convocation(lettre: Convocation) -> bytes:
    """Return the PDF, exactly one page; raises DocumentTooLong or CaractereNotPrintable."""
    feuille = Feuille("Convocation")
    tirage = lettre.tirage
    feuille.watermark(f"{tirage.lecteur} – {french_date(tirage.imprime_le)}")
    haut = _draw_head(feuille, lettre)
    paragraphes = _paragraphs(lettre)
    place = haut - _BAS - _RECU - 56
    for corps in _CORPS:
        if _body_height(paragraphes, corps) <= place:
            break
    else:
        raise DocumentTooLong()
    y = haut
    for rang, (texte, police) in enumerate(paragraphes):
        if police == GRAS and paragraphes[rang - 1][1] == ROMAIN:
            y -= corps * 0.5
        y = _draw_paragraph(feuille, texte, police, corps, y) - corps * 0.75
    feuille.text_right(LARGEUR - _GAUCHE, y - corps, "Le maire ou son représentant", ROMAIN, corps)
    _draw_receipt(feuille)
    feuille.foot(
        f"Convocation – fiche n° {tirage.numero} – exemplaire {tirage.exemplaire}",
        "page 1/1",
        tirage.ancre,
        f"Imprimé par {tirage.lecteur} le {french_date(tirage.imprime_le)}",
        "",
    )
    return feuille.close()


def _draw_head(feuille: Feuille, lettre: Convocation) -> float:
    """Draw commune, recipient, date and subject; return where the text starts."""
    y: float = HAUTEUR - 16 * _MM
    y = feuille.letterhead(lettre.commune, lettre.tirage.entete, _GAUCHE, y, _UTILE * 0.48, hauteur=120)
    y -= 4
    feuille.text(_GAUCHE, y, "Le maire", ROMAIN, 10)
    sous_entete = y - 24
    x, largeur = 108 * _MM, LARGEUR - 108 * _MM - MARGE
    lignes = [(ligne, GRAS) for ligne in wrap(lettre.destinataire_nom, GRAS, 10.5, largeur)]
    for adresse in lettre.destinataire_adresse.split("\n"):
        lignes += [(ligne, ROMAIN) for ligne in wrap(adresse, ROMAIN, 10.5, largeur) if ligne]
    y = HAUTEUR - 48 * _MM
    for ligne, police in lignes:
        feuille.text(x, y, ligne, police, 10.5)
        y -= 13.5
    y = min(y, HAUTEUR - 82 * _MM, sous_entete)
    ville = f"Le {long_date(lettre.date_lettre)}"
    feuille.text_right(LARGEUR - _GAUCHE, y, ville, ROMAIN, 10)
    y -= 24
    objet = "Objet : convocation à un entretien avec le maire (rappel à l’ordre)"
    feuille.text(_GAUCHE, y, objet, GRAS, fit(objet, GRAS, 11, _UTILE))
    y -= 14
    reference = "Article L132-7 du code de la sécurité intérieure"
    feuille.text(_GAUCHE, y, reference, ROMAIN, 9, DISCRET)
    return y - 18


def _paragraphs(lettre: Convocation) -> list[tuple[str, str]]:
    """Return the letter's paragraphs with their font; the appointment alone is bold."""
    quand = f"{long_date(lettre.date_convocation)} à {french_heure(lettre.heure)}"
    absent = lettre.fait is Fait.ABSENT
    jour = french_date(lettre.date_fait)
    if absent:
        faits = f"Vous assurez la représentation légale de {lettre.personne}. Ses absences scolaires, "
        faits += f"relevées le {jour}, me conduisent à vous recevoir."
    else:
        qui = f"sont attribués à {lettre.personne}, dont vous assurez la représentation légale"
        qui = qui if lettre.representant else "vous sont attribués"
        faits = f"Des faits {qui} : « {libelle(lettre.fait)} », le {jour} ({lettre.lieu_fait})."
    invite = "Je vous demande de vous présenter"
    if lettre.representant:
        invite += f", avec {lettre.personne}," if lettre.avec_personne else ", sans l’élève,"
    valeurs = {
        "faits": faits,
        "invitation": f"{invite} à l’entretien suivant :",
        "rendez_vous": f"{quand[0].upper()}{quand[1:]}\n\nLieu : {lettre.lieu}",
        "empechement": _contact(lettre),
        NOYAU: "\n\n".join(_core(lettre)),
        "prenom": lettre.prenom,
        "nom": lettre.nom,
        "destinataire": lettre.destinataire_nom,
        "date_convocation": long_date(lettre.date_convocation),
        "heure": french_heure(lettre.heure),
        "lieu": lettre.lieu,
        "commune": lettre.commune,
        "contact": lettre.contact,
    }
    if lettre.modele is None:
        ordre = ("faits", "invitation", "rendez_vous", "empechement", NOYAU)
        blocs = [
            Paragraphe("Madame, Monsieur,"),
            *(Paragraphe(valeurs[champ], bloc=champ) for champ in ordre),
        ]
    else:
        blocs = list(fill_modele(lettre.modele, lettre.modele.texte, valeurs))
    return [
        (texte, GRAS if bloc.titre or bloc.bloc == "rendez_vous" else ROMAIN)
        for bloc in blocs
        for texte in bloc.texte.split("\n\n")
    ]


def _core(lettre: Convocation) -> tuple[str, ...]:
    """What no wording may take away: the law (CSI L132-7), what the interview is not, the rights over one's data."""
    mineur = (
        " Pour un mineur, ce rappel se fait, sauf impossibilité, en présence de ses parents, de ses "
        "représentants légaux ou d’une personne exerçant une responsabilité éducative à son égard."
        if lettre.representant and lettre.fait is not Fait.ABSENT
        else ""
    )
    cellule = (
        (
            "Vous serez reçu par le maire ou son délégué devant la cellule de citoyenneté et de tranquillité publique.",
        )
        if lettre.forme is FormeEntretien.CCTP
        else ()
    )
    return (
        *cellule,
        "Lorsque des faits portent atteinte au bon ordre, à la sûreté, à la sécurité ou à la salubrité "
        "publiques, la loi permet au maire, ou à son représentant désigné, de rappeler verbalement les "
        f"règles à respecter.{mineur}",
        "Cet entretien n’est ni une sanction ni une mesure judiciaire : il n’est pas inscrit au "
        "casier judiciaire. Le procureur de la République en a été informé au préalable.",
        "Les informations qui vous concernent sont traitées par la commune pour le suivi de ce rappel à "
        "l’ordre. Vous pouvez demander à y accéder, à les rectifier ou à les effacer en écrivant à "
        "la mairie, à l’attention du délégué à la protection des données.",
    )


def _contact(lettre: Convocation) -> str:
    comment = f" : {lettre.contact}" if lettre.contact else ""
    return (
        "Si vous ne pouvez pas venir à cette date, prévenez la mairie afin qu’un autre rendez-vous vous soit "
        f"proposé{comment}."
    )


def _body_height(paragraphes: list[tuple[str, str]], corps: float) -> float:
    return sum(
        len(wrap(texte, police, corps, _UTILE)) * corps * 1.38 + corps * 0.75 for texte, police in paragraphes
    )


def _draw_paragraph(feuille: Feuille, texte: str, police: str, corps: float, y: float) -> float:
    lignes = wrap(texte, police, corps, _UTILE)
    if police == GRAS:
        hauteur = len(lignes) * corps * 1.38
        feuille.band(_GAUCHE - 6, y - hauteur - 3, _UTILE + 12, hauteur + corps * 0.75 + 1, FOND)
    for ligne in lignes:
        y -= corps * 1.38
        feuille.text(_GAUCHE, y + corps * 0.2, ligne, police, corps)
    return y


def _draw_receipt(feuille: Feuille) -> None:
    haut = _BAS + _RECU
    cellules = (
        Cellule("Remise en main propre le", part=1.1),
        Cellule("Remise par (nom)", part=1.5),
        Cellule("Reçue par (nom)", part=1.5),
        Cellule("Signature", part=1.5, blanc=36),
    )
    feuille.text(_GAUCHE, haut - 4, "Reçu, à remplir en cas de remise en main propre", GRAS, 8.5, DISCRET)
    bas = draw_grid(feuille, (cellules,), _GAUCHE, haut - 9, _UTILE, 9)
    feuille.frame(_GAUCHE, bas, _UTILE, haut - 9 - bas, 0.7)
