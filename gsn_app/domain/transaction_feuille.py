"""The sheets of a transaction: the proposal handed to the person, the letter that sends it or tells what followed.

The proposal says the facts by their label, what is proposed, the delay to answer, that silence is a refusal and that
nothing is due before the homologation (CPP R15-33-61 and following).
"""

from __future__ import annotations

from gsn_app.domain.feuille_maire import FeuilleMaire, Paragraphe
from gsn_app.domain.fiche_navette import ReglagesRappel, Tirage
from gsn_app.domain.transaction import ACCEPTEE, EXECUTEE, NON_EXECUTEE, PREPAREE, REFUSEE, Transaction
from gsn_app.domain.transaction_evenement import NatureTransaction, Preparee, libelle
from gsn_app.errors import Refused

REFERENCE = "Article 44-1 et articles R15-33-61 et suivants du code de procédure pénale"


class TransactionSheetUntimely(Refused):
    """Cette feuille ne s’imprime pas à cette étape de la transaction."""

    code = "TRA-16"


def offer_of(e: Preparee) -> str:
    """What is proposed, in words."""
    if e.nature is NatureTransaction.TRAVAIL:
        return f"{e.heures} heures de travail non rémunéré au profit de la commune, dans un délai de {e.delai_mois} mois"
    return f"la réparation du préjudice, soit {e.montant_euros} euros, dans un délai de {e.delai_mois} mois"


def proposition_of(t: Transaction, reglages: ReglagesRappel, tirage: Tirage) -> FeuilleMaire:
    """The proposal; raises TransactionSheetUntimely once it was answered."""
    e = t.preparee
    if e is None or t.etat not in {PREPAREE, "proposee"}:
        raise TransactionSheetUntimely()
    magistrat = (
        "le juge du tribunal de police"
        if e.nature is NatureTransaction.TRAVAIL
        else "le procureur de la République"
    )
    textes = (
        Paragraphe(
            f"Un procès-verbal du {e.date_pv:%d/%m/%Y} (n° {e.reference_pv}, {e.service}) constate à votre égard : "
            f"« {libelle(e.contravention)} ». Bien de la commune concerné : {e.bien}."
        ),
        Paragraphe(f"Le maire vous propose : {offer_of(e)}.", gras=True),
        Paragraphe(
            "Vous avez quinze jours à compter de la remise de cette proposition pour répondre. Sans réponse dans ce "
            "délai, la proposition est refusée. Un délai qui finit un samedi, un dimanche ou un jour férié court "
            "jusqu’au premier jour ouvrable suivant. Vous pouvez vous faire assister d’un avocat."
        ),
        Paragraphe(
            f"Si vous acceptez, la transaction est soumise à {magistrat}. Rien n’est dû et rien ne commence avant son "
            "homologation. Exécutée en entier et à temps, elle éteint l’action publique."
        ),
        Paragraphe(
            "Si vous refusez, si vous ne répondez pas ou si la transaction n’est pas exécutée, le procureur de la "
            "République en est informé et décide de la suite."
        ),
        Paragraphe("J’accepte la proposition", case=True),
        Paragraphe("Je refuse la proposition", case=True),
    )
    return FeuilleMaire(
        reglages.commune, "Proposition de transaction", REFERENCE,
        (f"{e.prenom} {e.nom}", *(ligne for ligne in e.adresse.split("\n") if ligne)), textes,
        (("Remise le", "Réponse le", "Signature de la personne", "Le maire ou son délégué"),),
        "Proposition de transaction", tirage,
    )  # fmt: skip


def courrier_of(t: Transaction, reglages: ReglagesRappel, tirage: Tirage) -> FeuilleMaire:
    """The letter to the parquet: the accepted proposal to homologate, or what followed (R15-33-63, R15-33-66)."""
    e = t.preparee
    if e is None or t.etat not in {ACCEPTEE, REFUSEE, EXECUTEE, NON_EXECUTEE}:
        raise TransactionSheetUntimely()
    silence = t.silence is not None
    quoi = {
        ACCEPTEE: "La personne a accepté la proposition. Je vous la transmets pour homologation, avec le procès-verbal.",
        REFUSEE: "La personne n’a pas répondu dans le délai de quinze jours : la proposition est refusée."
        if silence
        else "La personne a refusé la proposition.",
        EXECUTEE: "La transaction homologuée a été exécutée en entier et dans le délai.",
        NON_EXECUTEE: "La transaction homologuée n’a pas été exécutée dans le délai.",
    }[t.etat]
    titre = "Transaction à homologuer" if t.etat == ACCEPTEE else "Suite d’une proposition de transaction"
    textes = (
        Paragraphe("Madame, Monsieur le Procureur de la République,"),
        Paragraphe(
            f"Personne concernée : {e.prenom} {e.nom}, né(e) le {e.date_naissance:%d/%m/%Y}. Procès-verbal n° "
            f"{e.reference_pv} du {e.date_pv:%d/%m/%Y} ({e.service}) : « {libelle(e.contravention)} »."
        ),
        Paragraphe(f"Proposition : {offer_of(e)}."),
        Paragraphe(quoi, gras=True),
        Paragraphe(
            "L’homologation revient au juge du tribunal de police : je vous demande de lui transmettre la proposition "
            "avec vos réquisitions."
            if t.etat == ACCEPTEE and e.nature is NatureTransaction.TRAVAIL
            else "Je vous prie d’agréer l’expression de ma considération distinguée."
        ),
    )
    return FeuilleMaire(
        reglages.commune, titre, REFERENCE, ("Tribunal judiciaire", reglages.tribunal, "Parquet"), textes, (),
        "Transaction", tirage, signature="Le maire ou son délégué",
    )  # fmt: skip
