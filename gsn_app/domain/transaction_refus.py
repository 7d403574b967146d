"""Why a transaction is refused: one sentence each, with the article it rests on (CPP 44-1, R15-33-61 and following)."""

from __future__ import annotations

from gsn_app.errors import InvalidInput, Refused


class TransactionDeclarationMissing(InvalidInput):
    """Répondez par oui ou par non à la question « {declaration} » : elle n’a pas de réponse par défaut."""

    code = "TRA-01"


class TransactionNotConstatable(Refused):
    """La police municipale ne peut pas constater cette contravention par procès-verbal : pas de transaction (CPP art. 44-1)."""

    code = "TRA-02"


class TransactionPrejudiceForeign(Refused):
    """Le préjudice ne touche pas un bien de la commune : pas de transaction (CPP art. 44-1)."""

    code = "TRA-03"


class TransactionActionPublique(Refused):
    """L’action publique est déjà mise en mouvement : pas de transaction. La suite appartient au parquet (CPP art. 44-1)."""

    code = "TRA-04"


class TransactionMineur(Refused):
    """La personne était mineure le jour du procès-verbal : les réglages de la commune réservent la transaction aux majeurs."""

    code = "TRA-05"


class TransactionHeuresTooMany(Refused):
    """Un travail non rémunéré dure de 1 à {plafond} heures : c’est le plafond de la commune, que la loi limite à 30 (CPP art. 44-1)."""

    code = "TRA-06"


class TransactionDelaiTooLong(Refused):
    """Le délai d’exécution va de 1 à {plafond} mois pour cette transaction."""

    code = "TRA-07"


class TransactionProposalTooLate(Refused):
    """Un mois après le procès-verbal, le {limite} était le dernier jour pour proposer : transmettez-le au parquet (R15-33-61)."""

    code = "TRA-08"


class TransactionAnswerTooLate(Refused):
    """Le délai de quinze jours est passé depuis le {limite} : le silence vaut refus, notez-le ainsi."""

    code = "TRA-09"


class TransactionSilenceTooEarly(Refused):
    """La personne peut encore répondre jusqu’au {limite} inclus : le silence ne vaut refus que le lendemain."""

    code = "TRA-10"


class TransactionAutoriteWrong(Refused):
    """Une réparation est homologuée par le procureur, un travail non rémunéré par le juge du tribunal de police : corrigez l’autorité."""

    code = "TRA-11"


class TransactionExecutionTooLate(Refused):
    """Le délai d’exécution est passé depuis le {limite} : notez que la transaction n’a pas été exécutée."""

    code = "TRA-12"


class TransactionExecutionRunning(Refused):
    """La personne peut encore exécuter la transaction jusqu’au {limite} inclus."""

    code = "TRA-13"


class TransactionChronologie(InvalidInput):
    """« {champ} » ({valeur}) ne peut pas précéder « {avant} » ({valeur_avant})."""

    code = "TRA-14"


class TransactionMontantMissing(InvalidInput):
    """Indiquez le montant de la réparation, en euros, de 1 à 10 000."""

    code = "TRA-15"
