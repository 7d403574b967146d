"""Kinds of anomaly: what is wrong is told entry by entry, what to do is told once for each kind."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, NamedTuple


class Genre(StrEnum):
    """Kinds, by their stored name (the JSON outcome carries it)."""

    ENTREE_MANQUANTE = "entree_manquante"
    ENTREE_DEPLACEE = "entree_deplacee"
    ENTREE_ILLISIBLE = "entree_illisible"
    CHAINE_ROMPUE = "chaine_rompue"
    CONTENU_MODIFIE = "contenu_modifie"
    CONTENU_RETIRE = "contenu_retire"
    CONTENU_REMIS = "contenu_remis"
    EFFACEMENT_FORGE = "effacement_forge"
    SIGNATURE_FAUSSE = "signature_fausse"
    AUTEUR_NON_PROUVE = "auteur_non_prouve"
    ANNUAIRE_FORGE = "annuaire_forge"
    CHARTE_FORGEE = "charte_forgee"
    POINT_FORGE = "point_forge"
    REECRIT = "reecrit"
    FIN_COUPEE = "fin_coupee"
    ANCRE_MAL_TAPEE = "ancre_mal_tapee"


_FERMER = "N’enregistrez plus rien dans ce coffre et gardez-en une copie à part ; "
CONDUITES: Final[dict[Genre, str]] = {
    Genre.ENTREE_MANQUANTE: _FERMER
    + "prévenez le DPO, puis restaurez la dernière sauvegarde vérifiée, qui contient ces entrées.",
    Genre.ENTREE_DEPLACEE: _FERMER + "prévenez le DPO : quelqu’un a touché au fichier hors du programme.",
    Genre.ENTREE_ILLISIBLE: _FERMER
    + "le support est peut-être abîmé : vérifiez une autre copie, puis restaurez la dernière sauvegarde vérifiée.",
    Genre.CHAINE_ROMPUE: _FERMER
    + "prévenez le DPO ; comparez avec les ancres de vos feuilles : la plus récente qui convient dit jusqu’où se fier.",
    Genre.CONTENU_MODIFIE: _FERMER
    + "prévenez le DPO ; l’entrée d’origine se trouve dans la dernière sauvegarde vérifiée.",
    Genre.CONTENU_RETIRE: "Demandez au coordonnateur qui a retiré ce contenu, et retrouvez-le dans une sauvegarde : il "
    "devait être gardé jusqu’à son terme.",
    Genre.CONTENU_REMIS: "Une ancienne copie du journal a été remise par-dessus : prévenez le DPO, puis effacez de nouveau "
    "ce qui a passé son terme.",
    Genre.EFFACEMENT_FORGE: _FERMER
    + "prévenez le DPO : seul un effacement signé par l’auditeur ou un coordonnateur est valable.",
    Genre.SIGNATURE_FAUSSE: _FERMER + "prévenez le DPO : ces entrées n’ont pas été écrites par le programme.",
    Genre.AUTEUR_NON_PROUVE: "Ne vous fiez pas au nom porté par ces entrées : demandez au membre s’il a ouvert le coffre à "
    "cette heure, et prévenez le coordonnateur.",
    Genre.ANNUAIRE_FORGE: _FERMER
    + "n’admettez personne : comparez l’empreinte du coffre avec celle de la trousse de récupération.",
    Genre.CHARTE_FORGEE: "Comparez la charte avec l’exemplaire adopté par la commune, et faites signer de nouveau le membre "
    "concerné.",
    Genre.POINT_FORGE: "La vérification a tout repris depuis le début ; prévenez le DPO : ce repère ne peut être écrit que "
    "par vous.",
    Genre.REECRIT: _FERMER
    + "prévenez le DPO : un ancien coffre a été remis en place, ou son journal réécrit ; cherchez la copie récente.",
    Genre.FIN_COUPEE: _FERMER
    + "cherchez la copie récente du coffre, ou restaurez la dernière sauvegarde vérifiée.",
    Genre.ANCRE_MAL_TAPEE: "Recopiez l’ancre telle qu’elle est imprimée, par exemple 1204·K7QDM2XWPA4RT5BC.",
}


class Anomalie(NamedTuple):
    """One thing wrong. ``n``: entry concerned, 0 when it is none of them."""

    n: int
    phrase: str
    genre: Genre

    @property
    def conduite(self) -> str:
        """What to do."""
        return typeset(CONDUITES[self.genre])


def typeset(text: str) -> str:
    """Printed French spacing: U+00A0 before high punctuation and inside « »."""
    return re.sub(r" (?=[;:!?»])|(?<=«) ", "\u00a0", text)
