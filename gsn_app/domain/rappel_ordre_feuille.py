"""The sheets around a rappel à l'ordre: engagement of the family, note of a summons handed over, reminder (CSI L132-7).

Each says what the step needs and nothing more: the fact by its label, never its description; the reminder to the
parquet names nobody, the numbers of the sheets are enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gsn_app.domain.feuille_maire import FeuilleMaire, Paragraphe
from gsn_app.domain.fiche_navette import ReglagesRappel, Tirage
from gsn_app.domain.rappel_ordre import Fait, MesureRappel, RappelOrdre, libelle
from gsn_app.domain.rappel_ordre_refus import RappelOrdreNotConvoque, RappelOrdreNotPrononce

REFERENCE = "Article L132-7 du code de la sécurité intérieure"


@dataclass(frozen=True)
class EnAttente:
    """One sheet without an answer: its number, the day it first left, how many days ago, copies sent."""

    numero: str
    date_envoi: date
    jours: int
    envois: int


def engagement_of(rappel: RappelOrdre, reglages: ReglagesRappel, tirage: Tirage) -> FeuilleMaire:
    """The written engagement a family may sign at the interview; raises RappelOrdreNotPrononce before a summons.

    It is free: refusing it has no consequence, and the sheet says so.
    """
    prepare = rappel.prepare
    if prepare is None or not rappel.convocations:
        raise RappelOrdreNotPrononce()
    personne = f"{prepare.prenom} {prepare.nom}"
    parents = " et ".join(f"{r.prenom} {r.nom}" for r in prepare.representants)
    sujet = parents if rappel.absenteisme else personne
    mesure = rappel.prononce.mesure if rappel.prononce else prepare.acte_envisage
    textes = [
        Paragraphe(
            f"À la suite de l’entretien avec le maire au sujet des faits suivants : « {libelle(prepare.fait)} », "
            f"le {prepare.date_fait:%d/%m/%Y}, {sujet} prend librement l’engagement écrit ci-dessous."
        ),
        Paragraphe("Je m’engage à :"),
        Paragraphe("respecter les règles qui m’ont été rappelées de vive voix ;", case=True),
    ]
    if prepare.fait is Fait.ABSENT:
        textes.append(Paragraphe("veiller à l’assiduité scolaire de l’enfant ;", case=True))
    if mesure is MesureRappel.AIDE_PARENTALE or parents:
        textes.append(
            Paragraphe("rencontrer le service qui peut nous aider dans notre rôle de parents ;", case=True)
        )
    textes += [
        Paragraphe("autre engagement, écrit de ma main : " + "." * 60, case=True),
        Paragraphe(
            "Cet engagement est libre. Le refuser, ou ne pas le tenir, n’entraîne aucune sanction et ne figure dans "
            "aucun casier.",
            gras=True,
        ),
    ]
    signataires: tuple[str, ...] = ("La personne",) if not rappel.absenteisme else ()
    signataires += tuple(f"{r.prenom} {r.nom}" for r in prepare.representants)
    return FeuilleMaire(
        reglages.commune, "Engagement", REFERENCE, (), tuple(textes),
        (("Fait à, le", *signataires, "Le maire ou son représentant"),), "Engagement – fiche", tirage,
    )  # fmt: skip


def remise_of(rappel: RappelOrdre, reglages: ReglagesRappel, tirage: Tirage) -> FeuilleMaire:
    """The note for the agent who hands the summons over; raises RappelOrdreNotConvoque."""
    prepare = rappel.prepare
    if prepare is None or not rappel.convocations:
        raise RappelOrdreNotConvoque()
    seance = rappel.convocations[-1]
    mineur = bool(prepare.representants) and rappel.mineur
    qui = " ou ".join(f"{r.prenom} {r.nom}" for r in prepare.representants) if mineur else ""
    a_qui = qui or f"{prepare.prenom} {prepare.nom}"
    textes = (
        Paragraphe(f"Convocation à remettre en main propre à : {a_qui}", gras=True),
        Paragraphe(
            f"Entretien du {seance.date_convocation:%d/%m/%Y} à {seance.heure.replace(':', ' h ')}, {seance.lieu}."
        ),
        Paragraphe("Adresse : " + (_adresse(rappel, mineur) or "." * 60)),
        Paragraphe("À l’agent chargé de la remise :"),
        Paragraphe(
            "– remettre l’enveloppe fermée à la personne désignée, contre signature ; ne la laisser à personne d’autre, "
            "ni à un voisin, ni à un enfant ;"
        ),
        Paragraphe("– ne rien dire des faits ; renvoyer toute question vers la mairie ;"),
        Paragraphe("– rapporter ce bordereau signé, ou la mention du motif, le jour même."),
        Paragraphe("remise faite", case=True),
        Paragraphe("personne absente : avis de passage laissé, sans motif", case=True),
        Paragraphe("refus de recevoir", case=True),
    )
    return FeuilleMaire(
        reglages.commune, "Remise en main propre d’une convocation", REFERENCE, (), textes,
        (("Remise le, à", "Par (nom de l’agent)", "Signature de la personne"),), "Bordereau de remise – fiche", tirage,
    )  # fmt: skip


def _adresse(rappel: RappelOrdre, mineur: bool) -> str:
    prepare = rappel.prepare
    if prepare is None:
        return ""
    texte = (prepare.representants[0].adresse if mineur else "") or prepare.adresse
    return texte.replace("\n", ", ")


def relance_of(
    attentes: Sequence[EnAttente], reglages: ReglagesRappel, tirage: Tirage, delai_jours: int
) -> FeuilleMaire:
    """The reminder to the parquet: numbers and dates of the sheets without an answer, no name."""
    lignes = tuple(
        Paragraphe(
            f"Fiche-navette n° {a.numero}, envoyée le {a.date_envoi:%d/%m/%Y} : {a.jours} jours sans réponse"
            + (f", {a.envois} envois" if a.envois > 1 else "")
        )
        for a in attentes
    )
    silence = reglages.protocole.silence_jours if reglages.protocole else None
    dit = (
        f"Le protocole du {reglages.protocole.date:%d/%m/%Y} prévoit qu’un silence de {silence} jours vaut accord."
        if reglages.protocole and silence
        else "Sans réponse, aucun rappel à l’ordre n’est prononcé : le silence ne vaut pas accord."
    )
    textes = (
        Paragraphe("Madame, Monsieur le Procureur de la République,"),
        Paragraphe(
            f"Les fiches-navettes suivantes attendent une réponse depuis plus de {delai_jours} jours :"
        ),
        *lignes,
        Paragraphe(dit, gras=True),
        Paragraphe(
            "Je vous serais obligé de bien vouloir retourner chaque fiche complétée, réponse A ou réponse B"
            + (f", à l’adresse suivante : {reglages.retour}." if reglages.retour else ".")
        ),
    )
    return FeuilleMaire(
        reglages.commune, "Fiches-navettes sans réponse", REFERENCE,
        ("Tribunal judiciaire", reglages.tribunal, "Parquet"), textes, (), "Relance", tirage,
        signature="Le maire ou son représentant",
    )  # fmt: skip
