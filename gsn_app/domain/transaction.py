"""The municipal transaction (CPP 44-1) as a replay of its events: eligibility, delays, homologation, execution.

    à préparer → préparée → proposée ─ acceptée → transmise → homologuée ─ exécutée ──┐
                              │                       └ non homologuée (final)        ├→ parquet avisé (final)
                              └ refusée, ou silence ──────────── non exécutée ────────┘

The elu alone proposes, within one month of the report; the person answers within fifteen days, silence is a refusal;
nothing is carried out before the right authority has homologated. Delays end as CPP art. 801 says (``delai``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from gsn_app.domain.acte import Acte
from gsn_app.domain.chemin import Chemin, Parcouru
from gsn_app.domain.delai import end_of_days, end_of_months
from gsn_app.domain.membre import Role
from gsn_app.domain.rappel_ordre_evenement import Evenement
from gsn_app.domain.situation import age_on
from gsn_app.domain.transaction_evenement import (
    HEURES_LOI,
    Autorite,
    Decidee,
    Executee,
    NatureTransaction,
    ParquetAvise,
    Preparee,
    Proposee,
    Repondue,
    Silence,
    Transmise,
    show,
)
from gsn_app.domain.transaction_refus import (
    TransactionActionPublique,
    TransactionAnswerTooLate,
    TransactionAutoriteWrong,
    TransactionChronologie,
    TransactionDeclarationMissing,
    TransactionDelaiTooLong,
    TransactionExecutionRunning,
    TransactionExecutionTooLate,
    TransactionHeuresTooMany,
    TransactionMineur,
    TransactionMontantMissing,
    TransactionNotConstatable,
    TransactionPrejudiceForeign,
    TransactionProposalTooLate,
    TransactionSilenceTooEarly,
)
from gsn_app.errors import Refused

PROPOSITION_MOIS: Final = 1
REPONSE_JOURS: Final = 15
#: longest time to carry out, in months (three for work: CPP 44-1; six for a repair: decision 0252)
EXECUTION_MOIS: Final = {NatureTransaction.TRAVAIL: 3, NatureTransaction.REPARATION: 6}
#: (field, question, the answer that allows, refusal otherwise)
DECLARATIONS: Final[tuple[tuple[str, str, bool, type[Refused]], ...]] = (
    ("constatable", "La police municipale peut-elle constater cette contravention par procès-verbal ?", True,
     TransactionNotConstatable),
    ("prejudice_commune", "Le préjudice touche-t-il un bien de la commune ?", True, TransactionPrejudiceForeign),
    ("action_publique", "L’action publique est-elle déjà mise en mouvement ?", False, TransactionActionPublique),
)  # fmt: skip
A_PREPARER, PREPAREE, PROPOSEE, ACCEPTEE, REFUSEE = (
    "a_preparer",
    "preparee",
    "proposee",
    "acceptee",
    "refusee",
)
TRANSMISE, HOMOLOGUEE, NON_HOMOLOGUEE = "transmise", "homologuee", "non_homologuee"
EXECUTEE, NON_EXECUTEE, AVISE = "executee", "non_executee", "parquet_avise"
LIBELLES_ETAT: Final = {
    A_PREPARER: "À préparer", PREPAREE: "Préparée", PROPOSEE: "Proposée", ACCEPTEE: "Acceptée", REFUSEE: "Refusée",
    TRANSMISE: "Transmise pour homologation", HOMOLOGUEE: "Homologuée", NON_HOMOLOGUEE: "Non homologuée",
    EXECUTEE: "Exécutée", NON_EXECUTEE: "Non exécutée", AVISE: "Parquet avisé",
}  # fmt: skip
LIBELLES_ACTE: Final = {
    Acte.TRANSACTION_PREPAREE: "Préparer la transaction",
    Acte.TRANSACTION_PROPOSEE: "Proposer la transaction",
    Acte.TRANSACTION_REPONDUE: "Enregistrer la réponse de la personne",
    Acte.TRANSACTION_SILENCE: "Constater le silence",
    Acte.TRANSACTION_TRANSMISE: "Transmettre pour homologation",
    Acte.TRANSACTION_DECIDEE: "Enregistrer l’homologation",
    Acte.TRANSACTION_EXECUTEE: "Constater l’exécution",
    Acte.TRANSACTION_PARQUET_AVISE: "Aviser le parquet",
}
_COORDONNATEUR = frozenset({Role.COORDONNATEUR})
_ELU = frozenset({Role.ELU})


@dataclass(frozen=True, kw_only=True)
class Transaction(Parcouru):
    """Everything the events say."""

    etat: str = A_PREPARER
    preparee: Preparee | None = None
    proposee: Proposee | None = None
    repondue: Repondue | None = None
    silence: Silence | None = None
    transmise: Transmise | None = None
    decidee: Decidee | None = None
    executee: Executee | None = None
    avisee: ParquetAvise | None = None

    @property
    def limite_proposition(self) -> date | None:
        """Last day to propose: one month after the report."""
        return end_of_months(self.preparee.date_pv, PROPOSITION_MOIS) if self.preparee else None

    @property
    def limite_reponse(self) -> date | None:
        """Last day to answer: fifteen days after the proposal."""
        return end_of_days(self.proposee.date_proposition, REPONSE_JOURS) if self.proposee else None

    @property
    def limite_execution(self) -> date | None:
        """Last day to carry out, from the homologation."""
        if self.decidee is None or self.preparee is None or not self.decidee.homologuee:
            return None
        return end_of_months(self.decidee.date_decision, self.preparee.delai_mois)

    @property
    def limite(self) -> date | None:
        """The day that counts now, or None when nothing runs."""
        return {
            PREPAREE: self.limite_proposition, PROPOSEE: self.limite_reponse, HOMOLOGUEE: self.limite_execution,
        }.get(self.etat)  # fmt: skip


def _order(champ: str, jour: date, avant: str, jour_avant: date) -> None:
    if jour < jour_avant:
        raise TransactionChronologie(
            champ=champ, valeur=show(jour), avant=avant, valeur_avant=show(jour_avant)
        )


def check_preparee(e: Preparee) -> None:
    """Refuse what CPP 44-1 leaves out: declarations, minors unless the settings say otherwise, hours, delay."""
    for champ, question, permis, refus in DECLARATIONS:
        if getattr(e, champ) is None:
            raise TransactionDeclarationMissing(declaration=question)
        if getattr(e, champ) is not permis:
            raise refus()
    _order("Date du procès-verbal", e.date_pv, "Date de naissance", e.date_naissance)
    if age_on(e.date_naissance, e.date_pv) < 18 and not e.mineurs_admis:
        raise TransactionMineur()
    plafond = min(e.plafond_heures, HEURES_LOI)
    if e.nature is NatureTransaction.TRAVAIL and not 1 <= e.heures <= plafond:
        raise TransactionHeuresTooMany(plafond=plafond)
    if e.nature is NatureTransaction.REPARATION and e.montant_euros < 1:
        raise TransactionMontantMissing()
    if e.delai_mois > EXECUTION_MOIS[e.nature]:
        raise TransactionDelaiTooLong(plafond=EXECUTION_MOIS[e.nature])


def _after_preparee(t: Transaction, e: Preparee) -> Transaction:
    check_preparee(e)
    return replace(t, etat=PREPAREE, preparee=e)


def _after_proposee(t: Transaction, e: Proposee) -> Transaction:
    if t.preparee is not None:
        _order("Date de la proposition", e.date_proposition, "Date du procès-verbal", t.preparee.date_pv)
    if t.limite_proposition is not None and e.date_proposition > t.limite_proposition:
        raise TransactionProposalTooLate(limite=show(t.limite_proposition))
    return replace(t, etat=PROPOSEE, proposee=e)


def _after_repondue(t: Transaction, e: Repondue) -> Transaction:
    if t.proposee is not None:
        _order("Date de la réponse", e.date_reponse, "Date de la proposition", t.proposee.date_proposition)
    if e.acceptee and t.limite_reponse is not None and e.date_reponse > t.limite_reponse:
        raise TransactionAnswerTooLate(limite=show(t.limite_reponse))
    return replace(t, etat=ACCEPTEE if e.acceptee else REFUSEE, repondue=e)


def _after_silence(t: Transaction, e: Silence) -> Transaction:
    if t.limite_reponse is not None and e.date_constat <= t.limite_reponse:
        raise TransactionSilenceTooEarly(limite=show(t.limite_reponse))
    return replace(t, etat=REFUSEE, silence=e)


def _after_transmise(t: Transaction, e: Transmise) -> Transaction:
    if t.repondue is not None:
        _order("Date d’envoi", e.date_envoi, "Date de la réponse", t.repondue.date_reponse)
    return replace(t, etat=TRANSMISE, transmise=e)


def _after_decidee(t: Transaction, e: Decidee) -> Transaction:
    travail = t.preparee is not None and t.preparee.nature is NatureTransaction.TRAVAIL
    if e.autorite is not (Autorite.TRIBUNAL if travail else Autorite.PROCUREUR):
        raise TransactionAutoriteWrong()
    if t.transmise is not None:
        _order("Date de la décision", e.date_decision, "Date d’envoi", t.transmise.date_envoi)
    return replace(t, etat=HOMOLOGUEE if e.homologuee else NON_HOMOLOGUEE, decidee=e)


def _after_executee(t: Transaction, e: Executee) -> Transaction:
    limite = t.limite_execution
    if t.decidee is not None:
        _order("Date du constat", e.date_constat, "Date de la décision", t.decidee.date_decision)
    if limite is not None and e.executee and e.date_constat > limite:
        raise TransactionExecutionTooLate(limite=show(limite))
    if limite is not None and not e.executee and e.date_constat <= limite:
        raise TransactionExecutionRunning(limite=show(limite))
    return replace(t, etat=EXECUTEE if e.executee else NON_EXECUTEE, executee=e)


_APRES: Final[dict[type[Evenement], Callable[[Transaction, Any], Transaction]]] = {
    Preparee: _after_preparee,
    Proposee: _after_proposee,
    Repondue: _after_repondue,
    Silence: _after_silence,
    Transmise: _after_transmise,
    Decidee: _after_decidee,
    Executee: _after_executee,
    ParquetAvise: lambda t, e: replace(t, etat=AVISE, avisee=e),
}
TRANSACTION: Final[Chemin[Transaction]] = Chemin(
    genre="transaction",
    vide=Transaction(),
    types={str(classe.acte): classe for classe in _APRES},
    roles={
        Acte.TRANSACTION_PREPAREE: _COORDONNATEUR,
        Acte.TRANSACTION_PROPOSEE: _ELU,
        Acte.TRANSACTION_REPONDUE: _COORDONNATEUR,
        Acte.TRANSACTION_SILENCE: _COORDONNATEUR,
        Acte.TRANSACTION_TRANSMISE: _COORDONNATEUR,
        Acte.TRANSACTION_DECIDEE: _COORDONNATEUR,
        Acte.TRANSACTION_EXECUTEE: _COORDONNATEUR,
        Acte.TRANSACTION_PARQUET_AVISE: _COORDONNATEUR,
    },
    depuis={
        Acte.TRANSACTION_PREPAREE: frozenset({A_PREPARER, PREPAREE}),
        Acte.TRANSACTION_PROPOSEE: frozenset({PREPAREE}),
        Acte.TRANSACTION_REPONDUE: frozenset({PROPOSEE}),
        Acte.TRANSACTION_SILENCE: frozenset({PROPOSEE}),
        Acte.TRANSACTION_TRANSMISE: frozenset({ACCEPTEE}),
        Acte.TRANSACTION_DECIDEE: frozenset({TRANSMISE}),
        Acte.TRANSACTION_EXECUTEE: frozenset({HOMOLOGUEE}),
        Acte.TRANSACTION_PARQUET_AVISE: frozenset({REFUSEE, EXECUTEE, NON_EXECUTEE}),
    },
    finaux=frozenset({NON_HOMOLOGUEE, AVISE}),
    suivant={
        A_PREPARER: Acte.TRANSACTION_PREPAREE, PREPAREE: Acte.TRANSACTION_PROPOSEE,
        PROPOSEE: Acte.TRANSACTION_REPONDUE, ACCEPTEE: Acte.TRANSACTION_TRANSMISE,
        TRANSMISE: Acte.TRANSACTION_DECIDEE, HOMOLOGUEE: Acte.TRANSACTION_EXECUTEE,
        REFUSEE: Acte.TRANSACTION_PARQUET_AVISE, EXECUTEE: Acte.TRANSACTION_PARQUET_AVISE,
        NON_EXECUTEE: Acte.TRANSACTION_PARQUET_AVISE,
    },
    libelles_acte=LIBELLES_ACTE,
    libelles_etat=LIBELLES_ETAT,
    apres=_APRES,
)  # fmt: skip
