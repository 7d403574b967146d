"""The sheet of one transaction: its forms, the day that counts, what waits and why (CPP 44-1)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from gsn_app.actions.transaction import (
    inform_parquet,
    print_courrier,
    print_proposition,
    propose_transaction,
    read_transaction,
    record_answer,
    record_execution,
    record_homologation,
    record_silence,
    transmit,
)
from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre_valeur import LIMITE_NOM, LIMITE_QUALITE
from gsn_app.domain.transaction import (
    ACCEPTEE,
    EXECUTEE,
    HOMOLOGUEE,
    NON_EXECUTEE,
    NON_HOMOLOGUEE,
    PREPAREE,
    PROPOSEE,
    REFUSEE,
    TRANSACTION,
    Transaction,
)
from gsn_app.domain.transaction_evenement import Autorite, NatureTransaction, libelle
from gsn_app.domain.transaction_feuille import offer_of
from gsn_app.ui.chemin import OUI_NON, ActeVolet, CheminScreen
from gsn_app.ui.kit.check import RadioField
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import TextField
from gsn_app.ui.kit.paire import pair_rows
from gsn_app.ui.rappel_ordre_etape import show_day
from gsn_app.ui.situation_referentiel import today


class ProposerTransactionVolet(ActeVolet):
    """The mayor's proposal, the day it is handed over."""

    formulaire = "transaction_proposition"
    titre = "Proposer la transaction"
    explication = "Remettez la feuille à la personne, puis notez ici la date de remise\u00a0: les quinze jours courent dès le lendemain."
    action = propose_transaction

    def build(self) -> None:
        """Who, when."""
        self.ask("date_proposition", "Date de la proposition", DateField("gsn_transaction_date_proposition"))
        self.ask("elu_nom", "Nom de l’élu", TextField("gsn_transaction_elu_nom", limite=LIMITE_NOM))
        self.ask(
            "elu_qualite", "Qualité de l’élu", TextField("gsn_transaction_elu_qualite", limite=LIMITE_QUALITE)
        )
        pair_rows(self.form, "elu_nom", "elu_qualite")
        membre = self.context.session.membre
        jour = today().isoformat()
        self.form.set_values(
            {"date_proposition": jour, "elu_nom": membre.nom, "elu_qualite": membre.fonction}
        )


class RepondreVolet(ActeVolet):
    """The person's own answer."""

    formulaire = "transaction_reponse"
    titre = "Enregistrer la réponse"
    explication = "Recopiez la réponse signée par la personne. Un accord donné après le délai ne compte pas."
    action = record_answer

    def build(self) -> None:
        """Yes or no, when."""
        self.ask(
            "acceptee", "La personne accepte-t-elle\u00a0?", RadioField("gsn_transaction_acceptee", OUI_NON)
        )
        self.ask("date_reponse", "Date de la réponse", DateField("gsn_transaction_date_reponse"))


class _JourVolet(ActeVolet):
    """One day, and nothing else."""

    champ = ""
    libelle = ""

    def build(self) -> None:
        """The day, today by default."""
        self.ask(self.champ, self.libelle, DateField(f"gsn_transaction_{self.champ}"))
        self.form.set_values({self.champ: today().isoformat()})


class SilenceVolet(_JourVolet):
    """Nothing came."""

    formulaire = "transaction_silence"
    titre = "Constater le silence"
    explication = "Sans réponse dans les quinze jours, la proposition est refusée\u00a0; le parquet en est avisé ensuite."
    action = record_silence
    champ, libelle = "date_constat", "Date du constat"


class TransmettreVolet(_JourVolet):
    """The accepted proposal leaves."""

    formulaire = "transaction_transmission"
    titre = "Transmettre pour homologation"
    explication = (
        "Envoyez au parquet la proposition acceptée, avec le procès-verbal, puis notez la date d’envoi."
    )
    action = transmit
    champ, libelle = "date_envoi", "Date d’envoi"


class AviserVolet(_JourVolet):
    """The procureur is told what followed."""

    formulaire = "transaction_avis"
    titre = "Aviser le parquet"
    explication = "Imprimez le courrier au parquet, puis notez le jour où il part. Le dossier est alors clos."
    action = inform_parquet
    champ, libelle = "date_avis", "Date de l’avis au parquet"


class HomologationVolet(ActeVolet):
    """The authority's decision, typed in."""

    formulaire = "transaction_homologation"
    titre = "Enregistrer l’homologation"
    explication = (
        "Une réparation revient au procureur, un travail non rémunéré au juge du tribunal de police."
    )
    action = record_homologation

    def build(self) -> None:
        """Yes or no, by whom, when."""
        travail = self.objet is not None and self.objet.preparee.nature is NatureTransaction.TRAVAIL
        self.ask(
            "homologuee",
            "La transaction est-elle homologuée\u00a0?",
            RadioField("gsn_transaction_homologuee", OUI_NON),
        )
        self.ask("date_decision", "Date de la décision", DateField("gsn_transaction_date_decision"))
        choix = [(a.value, libelle(a)) for a in Autorite]
        self.ask("autorite", "Autorité", RadioField("gsn_transaction_autorite", choix))
        self.ask(
            "magistrat_nom", "Nom du magistrat", TextField("gsn_transaction_magistrat_nom", limite=LIMITE_NOM)
        )
        self.ask(
            "magistrat_qualite", "Qualité du magistrat",
            TextField("gsn_transaction_magistrat_qualite", limite=LIMITE_QUALITE),
        )  # fmt: skip
        pair_rows(self.form, "magistrat_nom", "magistrat_qualite")
        self.form.set_values({"autorite": (Autorite.TRIBUNAL if travail else Autorite.PROCUREUR).value})


class ExecutionVolet(ActeVolet):
    """Carried out or not."""

    formulaire = "transaction_execution"
    titre = "Constater l’exécution"
    explication = "Exécutée en entier et à temps, la transaction éteint l’action publique."
    action = record_execution

    def build(self) -> None:
        """Yes or no, when."""
        self.ask("executee", "Exécutée en entier\u00a0?", RadioField("gsn_transaction_executee", OUI_NON))
        self.ask("date_constat", "Date du constat", DateField("gsn_transaction_execution_date"))


class TransactionScreen(CheminScreen):
    """One transaction."""

    titre = "Transaction"
    aide = (
        "La transaction (CPP art. 44-1) répare un dommage causé à un bien de la commune par une contravention que la police "
        "municipale constate. Le maire la propose dans le mois du procès-verbal\u00a0; la personne répond dans les quinze "
        "jours, son silence est un refus. Rien ne commence avant l’homologation\u00a0: par le procureur pour une réparation, "
        "par le juge pour un travail.\n\n"
        "Un délai qui finit un samedi, un dimanche ou un jour férié court jusqu’au premier jour ouvrable (CPP art. 801)."
    )
    prefixe = "gsn_transaction"
    chemin = TRANSACTION
    read = read_transaction
    volets: ClassVar[dict[Acte, type[ActeVolet]]] = {
        Acte.TRANSACTION_PROPOSEE: ProposerTransactionVolet,
        Acte.TRANSACTION_REPONDUE: RepondreVolet,
        Acte.TRANSACTION_SILENCE: SilenceVolet,
        Acte.TRANSACTION_TRANSMISE: TransmettreVolet,
        Acte.TRANSACTION_DECIDEE: HomologationVolet,
        Acte.TRANSACTION_EXECUTEE: ExecutionVolet,
        Acte.TRANSACTION_PARQUET_AVISE: AviserVolet,
    }
    impressions = (
        ("proposition", "Imprimer la proposition…", print_proposition, frozenset({PREPAREE, PROPOSEE})),
        (
            "courrier", "Imprimer le courrier au parquet…", print_courrier,
            frozenset({ACCEPTEE, REFUSEE, EXECUTEE, NON_EXECUTEE}),
        ),
    )  # fmt: skip

    def name_of(self, objet: Transaction) -> str:
        """The person."""
        return f"{objet.preparee.nom} {objet.preparee.prenom}" if objet.preparee else ""

    def facts_of(self, objet: Transaction) -> list[tuple[str, str]]:
        """Facts and offer."""
        p = objet.preparee
        if p is None:
            return []
        offre = offer_of(p)
        return [
            ("Contravention", libelle(p.contravention)),
            ("Bien de la commune", p.bien),
            ("Procès-verbal", " · ".join((f"n°\u00a0{p.reference_pv}", show_day(p.date_pv), p.service))),
            ("Proposition", offre[0].upper() + offre[1:]),
            ("Date de naissance", show_day(p.date_naissance)),
            (
                "Déclarations",
                "Constatable par la police municipale, préjudice de la commune, action publique non engagée",
            ),
        ]

    def steps_of(self, objet: Transaction) -> list[tuple[str, date | None, str]]:
        """The path, refusals said where they stand."""
        refus = objet.silence or (objet.repondue if objet.etat == REFUSEE or _refused(objet) else None)
        prepare = objet.evenements[0].horodatage.astimezone().date() if objet.evenements else None
        steps: list[tuple[str, date | None, str]] = [
            ("Transaction préparée", prepare, ""),
            (
                "Proposée par le maire", objet.proposee.date_proposition if objet.proposee else None,
                f"{objet.proposee.elu_nom}, {objet.proposee.elu_qualite}" if objet.proposee else "",
            ),
        ]  # fmt: skip
        avis = objet.avisee.date_avis if objet.avisee else None
        if refus is not None:
            silence = objet.silence is not None
            jour = (
                objet.silence.date_constat
                if objet.silence
                else objet.repondue.date_reponse
                if objet.repondue
                else None
            )
            return [
                *steps, ("Refusée" + (" par silence" if silence else ""), jour, ""), ("Parquet avisé", avis, ""),
            ]  # fmt: skip
        decidee = objet.decidee
        steps += [
            ("Acceptée", objet.repondue.date_reponse if objet.repondue else None, ""),
            ("Transmise au parquet", objet.transmise.date_envoi if objet.transmise else None, ""),
            (
                "Non homologuée" if decidee and not decidee.homologuee else "Homologuée",
                decidee.date_decision if decidee else None, libelle(decidee.autorite) if decidee else "",
            ),
        ]  # fmt: skip
        if objet.etat == NON_HOMOLOGUEE:
            return steps
        fait = objet.executee
        return [
            *steps,
            (
                "Non exécutée" if fait and not fait.executee else "Exécutée",
                fait.date_constat if fait else None,
                "",
            ),
            ("Parquet avisé", avis, ""),
        ]

    def warn_of(self, objet: Transaction) -> str:
        """The day that counts now."""
        if objet.limite is None:
            return ""
        quoi = {
            PREPAREE: "La proposition peut être faite jusqu’au {jour} inclus.",
            PROPOSEE: "La personne peut répondre jusqu’au {jour} inclus\u00a0; ensuite, son silence est un refus.",
            HOMOLOGUEE: "La transaction doit être exécutée le {jour} au plus tard.",
        }[objet.etat]
        passe = " Ce jour est passé." if today() > objet.limite else ""
        return quoi.format(jour=show_day(objet.limite)) + passe


def _refused(objet: Any) -> bool:
    return objet.repondue is not None and not objet.repondue.acceptee
