"""Chapters of the mayor's other acts: an adult's rappel, two transactions, one referral to the CDDF, each half-way."""

from __future__ import annotations

from gsn_app.actions import cddf, transaction
from gsn_app.actions.impression import confirm_impression
from gsn_app.actions.rappel_adulte import prepare_rappel_adulte
from gsn_app.actions.rappel_ordre import confirm_fiche_navette, print_fiche_navette
from gsn_app.actions.session import Session
from gsn_app.actions.situation import list_situations
from gsn_app.demo.membres import INSTANCE, PAR_CLE
from gsn_app.demo.rappels import LIEU
from gsn_app.demo.recit import Recit
from gsn_app.domain.rappel_ordre_valeur import QualiteRepresentant, Representant
from gsn_app.domain.situation import EtatSituation

PERSONNE = {
    "nom": "Fictif-Voisinage",
    "prenom": "Adultin",
    "date_naissance": "1974-02-03",
    "adresse": "4 rue des Maquettes",
}
REPARER = {
    "nom": "Fictif-Dépôt", "prenom": "Majorine", "date_naissance": "1981-06-09", "contravention": "contravention.ORD",
    "bien": "Square des Maquettes", "reference_pv": "PV-F-031", "service": "Police municipale", "constatable": True,
    "prejudice_commune": True, "action_publique": False, "nature": "nature_transaction.REP", "montant_euros": 90,
    "delai_mois": 2, "adresse": "9 rue des Maquettes",
}  # fmt: skip
TRAVAILLER = {
    **REPARER, "nom": "Fictif-Graffiti", "prenom": "Tagin", "date_naissance": "1999-01-20", "contravention": "contravention.DEG",
    "bien": "Mur du gymnase", "reference_pv": "PV-F-032", "nature": "nature_transaction.TNR", "montant_euros": 0, "heures": 12,
}  # fmt: skip
MERE = Representant("Fictif-Exemple", "Parentine", QualiteRepresentant.MERE, "2 rue des Maquettes")


def begin_actes(recit: Recit, session: Session) -> list[str]:
    """The coordonnateur's part, three weeks before the end; returns the transactions the elu will propose."""
    recit.horloge.go(20)
    fait = recit.horloge.jour(24)
    adulte = prepare_rappel_adulte(
        session, INSTANCE, **PERSONNE, fait="fait.VOISIN", description="Musique forte chaque soir, malgré deux demandes.",
        date_fait=fait, lieu="4 rue des Maquettes", service="Police municipale", commune_victime=False,
        crime_ou_delit=False, plainte_deposee=False, enquete_judiciaire=False,
    )  # fmt: skip
    sheet = print_fiche_navette(session, adulte)
    confirm_impression(session, sheet, reussie=True)
    confirm_fiche_navette(session, adulte, sheet)
    offers = [
        transaction.prepare_transaction_adulte(session, INSTANCE, **offer, date_pv=fait)
        for offer in (REPARER, TRAVAILLER)
    ]
    ouvertes = {s.id for s in list_situations(session) if s.typologie.etat is EtatSituation.OUVERTE}
    dossier = next((d for d in recit.dossiers if d.ligne.mineur and d.id in ouvertes), None)
    if dossier is not None:
        referral = cddf.refer_cddf(
            session, dossier.id, enfant_nom=dossier.personne.nom, enfant_prenom=dossier.personne.prenom,
            date_naissance=dossier.personne.date_naissance, representants=(MERE,), saisi_par="saisi_par.EN",
            motif="motif_cddf.ASS", date_saisine=recit.horloge.jour(20),
        )  # fmt: skip
        seance = recit.horloge.jour(20)
        cddf.invite_family(session, referral, date_convocation=seance, heure="17:30", lieu=LIEU)
        cddf.record_hearing(
            session, referral, date_audition=seance, parents_presents=("destinataire.REPRESENTANT_1",)
        )
        cddf.record_recommandations(
            session, referral, date_seance=seance, recommandations=("recommandation.SER",)
        )
    return offers


def propose_actes(recit: Recit, session: Session, offers: list[str]) -> None:
    """The elu proposes both."""
    today, elu = recit.horloge.go(6), PAR_CLE["maire"]
    for offer in offers:
        transaction.propose_transaction(
            session, offer, date_proposition=today, elu_nom=elu.nom, elu_qualite=elu.fonction
        )


def follow_actes(recit: Recit, session: Session, offers: list[str]) -> None:
    """One accepts and is sent for homologation; the other has not answered yet."""
    today = recit.horloge.go(1)
    transaction.record_answer(session, offers[0], acceptee=True, date_reponse=today)
    transaction.transmit(session, offers[0], date_envoi=today)
