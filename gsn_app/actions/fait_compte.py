"""Acts that the report counts, each on its own day: codes of the report's lists, one small function per source.

A source reads one dossier and says what was done and when; it never says to whom.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gsn_app.actions.session import Session
from gsn_app.domain.cddf import CDDF, Cddf
from gsn_app.domain.cddf_evenement import Recommandation
from gsn_app.domain.rappel_ordre import RappelOrdre
from gsn_app.domain.transaction import TRANSACTION, Transaction
from gsn_app.domain.transaction_evenement import NatureTransaction
from gsn_app.errors import GsnError
from gsn_app.store import chemin as chemins
from gsn_app.store import rappel_ordre as rappels
from gsn_app.store.cle_scellee import Dossier

#: one act: the day it was done, its code
Fait = tuple[date, str]


def list_faits(session: Session, dossier: Dossier) -> tuple[Fait, ...]:
    """Every act of one dossier, by source."""
    return tuple(fait for source in SOURCES for fait in source(session, dossier))


def list_faits_rappel(session: Session, dossier: Dossier) -> list[Fait]:
    """Rappels à l’ordre: asked, answered, held."""
    try:
        found = rappels.read_rappels(session.coffre, dossier).values()
    except GsnError:
        return []
    return [fait for rappel in found for fait in code_rappel(rappel)]


def list_faits_transaction(session: Session, dossier: Dossier) -> list[Fait]:
    """Transactions municipales (CPP 44-1)."""
    found = chemins.read_all(session.coffre, dossier, TRANSACTION).values()
    return [fait for transaction in found for fait in code_transaction(transaction)]


def list_faits_cddf(session: Session, dossier: Dossier) -> list[Fait]:
    """Conseil pour les droits et devoirs des familles (CASF L141-1)."""
    found = chemins.read_all(session.coffre, dossier, CDDF).values()
    return [fait for cddf in found for fait in code_cddf(cddf)]


SOURCES: tuple[Callable[[Session, Dossier], list[Fait]], ...] = (
    list_faits_rappel,
    list_faits_transaction,
    list_faits_cddf,
)


def code_rappel(rappel: RappelOrdre) -> list[Fait]:
    """Asked (with the age and the fact), answered A or B, held, no-show: each on its own day."""
    faits: list[Fait] = []
    if rappel.envois:
        day = rappel.envois[0].date_envoi
        faits.append((day, "DEM"))
        if rappel.prepare is not None:
            faits.append((day, "RMIN" if rappel.mineur else "RMAJ"))
            faits.append((day, "FAIT_" + str(rappel.prepare.fait).rpartition(".")[2]))
    if rappel.reponse is not None:
        faits.append((rappel.reponse.date_reponse, "REPB" if rappel.accord else "REPA"))
    if rappel.prononce is not None:
        faits.append((rappel.prononce.date_prononce, "TENU"))
    elif rappel.non_presente is not None:
        faits.append((rappel.non_presente.date_constat, "NPR"))
    return faits


def code_transaction(transaction: Transaction) -> list[Fait]:
    """Proposed, accepted, homologated, executed; one « TRH » for each hour of unpaid work done."""
    faits: list[Fait] = []
    if transaction.proposee is not None:
        faits.append((transaction.proposee.date_proposition, "TRPRO"))
    if transaction.repondue is not None and transaction.repondue.acceptee:
        faits.append((transaction.repondue.date_reponse, "TRACC"))
    if transaction.decidee is not None and transaction.decidee.homologuee:
        faits.append((transaction.decidee.date_decision, "TRHOM"))
    if transaction.executee is not None and transaction.executee.executee:
        day, offer = transaction.executee.date_constat, transaction.preparee
        faits.append((day, "TREXE"))
        if offer is not None and offer.nature is NatureTransaction.TRAVAIL:
            faits += [(day, "TRH")] * offer.heures
    return faits


def code_cddf(cddf: Cddf) -> list[Fait]:
    """Referred, family heard, recommendations given, accompagnement begun."""
    faits: list[Fait] = []
    if cddf.saisi is not None:
        faits.append((cddf.saisi.date_saisine, "CDSAI"))
    if cddf.entendue is not None:
        faits.append((cddf.entendue.date_audition, "CDENT"))
    if cddf.recommande is not None:
        given = [one for one in cddf.recommande.recommandations if one is not Recommandation.AUCUNE]
        faits += [(cddf.recommande.date_seance, "CDREC")] * len(given)
    if cddf.accompagnement is not None:
        faits.append((cddf.accompagnement.date_debut, "CDACC"))
    return faits
