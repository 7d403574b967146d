"""The events of a municipal transaction (CPP 44-1): frozen, validated at birth, replayed by ``transaction``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre_evenement import Evenement
from gsn_app.domain.rappel_ordre_valeur import (
    LIMITE_LIEU,
    LIMITE_NOM,
    LIMITE_QUALITE,
    LIMITE_REFERENCE,
    LIMITE_SERVICE,
    validate_adresse,
    validate_choix,
    validate_compte,
    validate_date,
    validate_oui_non,
    validate_phrase,
)
from gsn_app.domain.texte import validate_texte

#: legal cap of unpaid work, in hours (CPP 44-1)
HEURES_LOI: Final = 30
MONTANT_MAX: Final = 10_000


class Contravention(StrEnum):
    """Contraventions that harm the commune's property; a closed list, never a free qualification."""

    DEGRADATION = "contravention.DEG"
    ORDURES = "contravention.ORD"
    EPAVE = "contravention.EPA"
    AUTRE = "contravention.AUT"


class NatureTransaction(StrEnum):
    """Repair of the harm, or unpaid work for the commune."""

    REPARATION = "nature_transaction.REP"
    TRAVAIL = "nature_transaction.TNR"


class Autorite(StrEnum):
    """Who homologates: the procureur a repair, the judge of the tribunal de police some work (R15-33-63)."""

    PROCUREUR = "autorite.PRO"
    TRIBUNAL = "autorite.JUG"


LIBELLES: Final[dict[StrEnum, str]] = {
    Contravention.DEGRADATION: "Dégradation légère d’un bien de la commune",
    Contravention.ORDURES: "Abandon d’ordures ou de déchets, enlevés par la commune",
    Contravention.EPAVE: "Abandon d’épave ou de déchets transportés, enlevés par la commune",
    Contravention.AUTRE: "Autre contravention constatée par la police municipale",
    NatureTransaction.REPARATION: "Réparation du préjudice",
    NatureTransaction.TRAVAIL: "Travail non rémunéré au profit de la commune",
    Autorite.PROCUREUR: "Procureur de la République",
    Autorite.TRIBUNAL: "Juge du tribunal de police",
}


def libelle(valeur: StrEnum) -> str:
    """French label of a coded value of this module."""
    return LIBELLES[valeur]


@dataclass(frozen=True, kw_only=True)
class Preparee(Evenement):
    """Identity, report and three declarations (None = not answered yet: refused); what is proposed.

    ``plafond_heures`` and ``mineurs_admis`` are the commune's settings on that day; the legal cap holds whatever
    they say. ``montant_euros`` serves a repair, ``heures`` some work. ``delai_mois``: time to carry it out.
    """

    acte = Acte.TRANSACTION_PREPAREE

    nom: str
    prenom: str
    date_naissance: date
    contravention: Contravention
    bien: str
    date_pv: date
    reference_pv: str
    service: str
    constatable: bool | None
    prejudice_commune: bool | None
    action_publique: bool | None
    nature: NatureTransaction
    montant_euros: int = 0
    heures: int = 0
    delai_mois: int = 3
    plafond_heures: int = HEURES_LOI
    mineurs_admis: bool = False
    adresse: str = ""

    def _check(self) -> None:
        self._keep("nom", validate_texte("Nom", self.nom, LIMITE_NOM))
        self._keep("prenom", validate_texte("Prénom", self.prenom, LIMITE_NOM))
        self._past("Date de naissance", "date_naissance")
        self._keep("contravention", validate_choix("Contravention", self.contravention, Contravention))
        self._keep("bien", validate_phrase("Bien de la commune", self.bien, LIMITE_LIEU))
        self._past("Date du procès-verbal", "date_pv")
        self._keep("reference_pv", validate_phrase("Référence", self.reference_pv, LIMITE_REFERENCE))
        self._keep("service", validate_phrase("Service qui a constaté", self.service, LIMITE_SERVICE))
        for declaration in ("constatable", "prejudice_commune", "action_publique"):
            if getattr(self, declaration) is not None:
                validate_oui_non("Déclaration", getattr(self, declaration))
        self._keep("nature", validate_choix("Nature", self.nature, NatureTransaction))
        validate_compte("Montant", self.montant_euros, 0, MONTANT_MAX)
        validate_compte("Heures", self.heures, 0, 999)
        validate_compte("Délai d’exécution", self.delai_mois, 1, 99)
        validate_compte("Plafond local", self.plafond_heures, 0, 999)
        validate_oui_non("Mineurs admis", self.mineurs_admis)
        self._keep("adresse", validate_adresse("Adresse", self.adresse))


@dataclass(frozen=True, kw_only=True)
class Proposee(Evenement):
    """The mayor's proposal, handed over that day (elu only): the fifteen days run from the next."""

    acte = Acte.TRANSACTION_PROPOSEE

    date_proposition: date
    elu_nom: str
    elu_qualite: str

    def _check(self) -> None:
        self._past("Date de la proposition", "date_proposition")
        self._keep("elu_nom", validate_texte("Nom de l’élu", self.elu_nom, LIMITE_NOM))
        self._keep("elu_qualite", validate_texte("Qualité de l’élu", self.elu_qualite, LIMITE_QUALITE))


@dataclass(frozen=True, kw_only=True)
class Repondue(Evenement):
    """The person's own answer, dated by them."""

    acte = Acte.TRANSACTION_REPONDUE

    acceptee: bool
    date_reponse: date

    def _check(self) -> None:
        validate_oui_non("Réponse", self.acceptee)
        self._past("Date de la réponse", "date_reponse")


@dataclass(frozen=True, kw_only=True)
class Silence(Evenement):
    """Nothing came within the fifteen days: a refusal (R15-33-66)."""

    acte = Acte.TRANSACTION_SILENCE

    date_constat: date

    def _check(self) -> None:
        self._past("Date du constat", "date_constat")


@dataclass(frozen=True, kw_only=True)
class Transmise(Evenement):
    """The accepted proposal left for the parquet, with the report (R15-33-63)."""

    acte = Acte.TRANSACTION_TRANSMISE

    date_envoi: date

    def _check(self) -> None:
        self._past("Date d’envoi", "date_envoi")


@dataclass(frozen=True, kw_only=True)
class Decidee(Evenement):
    """The homologation, or its refusal, as the authority wrote it."""

    acte = Acte.TRANSACTION_DECIDEE

    homologuee: bool
    date_decision: date
    autorite: Autorite
    magistrat_nom: str
    magistrat_qualite: str

    def _check(self) -> None:
        validate_oui_non("Homologation", self.homologuee)
        self._past("Date de la décision", "date_decision")
        self._keep("autorite", validate_choix("Autorité", self.autorite, Autorite))
        self._keep("magistrat_nom", validate_texte("Nom du magistrat", self.magistrat_nom, LIMITE_NOM))
        qualite = validate_texte("Qualité du magistrat", self.magistrat_qualite, LIMITE_QUALITE)
        self._keep("magistrat_qualite", qualite)


@dataclass(frozen=True, kw_only=True)
class Executee(Evenement):
    """Carried out in full and in time, or not."""

    acte = Acte.TRANSACTION_EXECUTEE

    executee: bool
    date_constat: date

    def _check(self) -> None:
        validate_oui_non("Exécution", self.executee)
        self._past("Date du constat", "date_constat")


@dataclass(frozen=True, kw_only=True)
class ParquetAvise(Evenement):
    """The mayor told the procureur what followed: refusal, silence, execution or none (R15-33-66)."""

    acte = Acte.TRANSACTION_PARQUET_AVISE

    date_avis: date

    def _check(self) -> None:
        self._past("Date de l’avis au parquet", "date_avis")


def show(jour: date) -> str:
    """« 31/12/2026 », as the sentences of refusal write a day."""
    return f"{validate_date('Date', jour):%d/%m/%Y}"
