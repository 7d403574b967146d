"""A request of a person about their own data: which right, from whom, when an answer is due (RGPD art. 12, 15–21).

The ledger names nobody: it holds the letter's own reference and, while there is one, the link to the situation. The
delay is one month from the receipt, or from the proof of identity when it had to be asked for (art. 12.6); it may be
carried to three months within that first month, the person being told why (art. 12.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from gsn_app.domain.conservation import add_months
from gsn_app.domain.situation import DateImpossible
from gsn_app.errors import InvalidInput, Refused

DELAI_MOIS: Final = 1
DELAI_PROLONGE_MOIS: Final = 3
REFERENCE_MAX: Final = 40
#: days before the answer is due when « À faire » asks for it
RAPPEL_JOURS: Final = 10


class Droit(StrEnum):
    """Which right is claimed."""

    ACCES = "acces"
    RECTIFICATION = "rectification"
    EFFACEMENT = "effacement"
    LIMITATION = "limitation"
    OPPOSITION = "opposition"


#: in one word
LIBELLES_DROIT: Final = {
    Droit.ACCES: "accès",
    Droit.RECTIFICATION: "rectification",
    Droit.EFFACEMENT: "effacement",
    Droit.LIMITATION: "limitation",
    Droit.OPPOSITION: "opposition",
}


class Demandeur(StrEnum):
    """Who claims it."""

    PERSONNE = "personne"
    REPRESENTANT = "representant"
    MANDATAIRE = "mandataire"


class SensReponse(StrEnum):
    """What was answered."""

    ACCORDEE = "accordee"
    PARTIELLE = "partielle"
    REFUSEE = "refusee"
    SANS_OBJET = "sans_objet"


class MotifReponse(StrEnum):
    """Why an answer is not wholly favourable: what the law allows, nothing else."""

    IDENTITE = "identite"
    TIERS = "tiers"
    ABUSIVE = "abusive"
    MISSION = "mission"
    AUCUNE_DONNEE = "aucune_donnee"


class EtatDemande(StrEnum):
    """Where a request stands."""

    RECUE = "recue"
    IDENTITE_ATTENDUE = "identite_attendue"
    PROLONGEE = "prolongee"
    REPONDUE = "repondue"


class DemandeUnknown(Refused):
    """Cette demande n’est pas dans le registre de vos instances."""

    code = "DRO-01"


class DemandeAnswered(Refused):
    """Cette demande a déjà reçu sa réponse : enregistrez une nouvelle demande si la personne écrit de nouveau."""

    code = "DRO-02"


class ProlongationLate(Refused):
    """Le premier mois est passé : le délai ne peut plus être prolongé (RGPD, article 12.3). Répondez."""

    code = "DRO-03"


class ProlongationTwice(Refused):
    """Le délai a déjà été prolongé : répondez avant le {date}."""

    code = "DRO-04"


class MotifReponseMissing(InvalidInput):
    """Dites pourquoi la réponse n’est pas entièrement favorable : le droit et la personne l’exigent."""

    code = "DRO-05"


class MotifReponseUnsuited(InvalidInput):
    """Ce motif ne va pas avec cette réponse : choisissez-en un autre."""

    code = "DRO-06"


class IdentiteUnproven(Refused):
    """L’identité du demandeur n’est pas encore établie : rien ne peut lui être remis ni effacé pour lui."""

    code = "DRO-07"


class DroitUnsuited(Refused):
    """Cette demande ne porte pas sur ce droit, ou n’est liée à aucune situation."""

    code = "DRO-08"


@dataclass(frozen=True)
class DemandeDroit:
    """One line of the ledger. Dates are ISO; ``reference`` is that of the letter (40 characters), never a name."""

    id: str
    numero: str
    instance_id: str
    droit: Droit
    demandeur: Demandeur
    recue_le: str
    reference: str = ""
    situation_id: str = ""
    identite_demandee_le: str = ""
    identite_prouvee_le: str = ""
    prolongee_le: str = ""
    repondue_le: str = ""
    reponse: str = ""
    motif: str = ""
    executee_le: str = ""

    @property
    def etat(self) -> EtatDemande:
        """Where it stands."""
        if self.repondue_le:
            return EtatDemande.REPONDUE
        if self.identite_demandee_le and not self.identite_prouvee_le:
            return EtatDemande.IDENTITE_ATTENDUE
        return EtatDemande.PROLONGEE if self.prolongee_le else EtatDemande.RECUE

    @property
    def granted(self) -> bool:
        """True when the answer gives the right, wholly or in part."""
        return self.reponse in (SensReponse.ACCORDEE, SensReponse.PARTIELLE)


def compute_depart(demande: DemandeDroit) -> date:
    """Day the delay runs from: the receipt, or the proof of identity that had been asked for (art. 12.6)."""
    if demande.identite_demandee_le and demande.identite_prouvee_le:
        return date.fromisoformat(demande.identite_prouvee_le)
    return date.fromisoformat(demande.recue_le)


def compute_echeance_reponse(demande: DemandeDroit) -> date | None:
    """Last day to answer; None while the identity is awaited, and once answered."""
    if demande.etat in (EtatDemande.REPONDUE, EtatDemande.IDENTITE_ATTENDUE):
        return None
    return add_months(compute_depart(demande), DELAI_PROLONGE_MOIS if demande.prolongee_le else DELAI_MOIS)


def require_pending(demande: DemandeDroit) -> None:
    """Raise DemandeAnswered once it has its answer."""
    if demande.etat is EtatDemande.REPONDUE:
        raise DemandeAnswered()


def require_prolongation(demande: DemandeDroit, jour: date) -> None:
    """Raise unless the delay may be carried to three months on that day: once, within the first month."""
    require_pending(demande)
    if demande.prolongee_le:
        echeance = compute_echeance_reponse(demande)
        raise ProlongationTwice(date=f"{echeance:%d/%m/%Y}" if echeance else "")
    if jour > add_months(compute_depart(demande), DELAI_MOIS):
        raise ProlongationLate()


def require_reponse(demande: DemandeDroit, sens: SensReponse, motif: MotifReponse | None, le: date) -> None:
    """Raise unless this answer may be recorded: reason where the law wants one, identity proven before giving.

    Raises DemandeAnswered, DateImpossible before the receipt, MotifReponseMissing, MotifReponseUnsuited,
    IdentiteUnproven.
    """
    require_pending(demande)
    if le < date.fromisoformat(demande.recue_le):
        raise DateImpossible(champ="Date de la réponse", valeur=le.isoformat())
    if sens is SensReponse.ACCORDEE:
        if motif is not None:
            raise MotifReponseUnsuited()
    elif motif is None:
        raise MotifReponseMissing()
    elif (sens is SensReponse.SANS_OBJET) is not (motif is MotifReponse.AUCUNE_DONNEE):
        raise MotifReponseUnsuited()
    gives = sens in (SensReponse.ACCORDEE, SensReponse.PARTIELLE)
    if gives and demande.etat is EtatDemande.IDENTITE_ATTENDUE:
        raise IdentiteUnproven()
