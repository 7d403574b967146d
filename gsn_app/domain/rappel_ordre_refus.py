"""Every refusal of the rappel à l'ordre, one class per guard (CSI L132-7, CPP 40, protocol procureur–maire).

The docstring is the French sentence shown; codes are stable. Other modules raise these, none catches them.
"""

# ruff: noqa: E501 - a sentence shown stands on one line

from __future__ import annotations

from gsn_app.errors import Damaged, InvalidInput, Refused, Tampered


class RappelOrdreRoleForbidden(Refused):
    """« {acte} » revient à : {roles}. Votre rôle ne le permet pas."""

    code = "RAO-01"


class RappelOrdreEluOnly(Refused):
    """« {acte} » revient au maire ou à son élu délégué, et à lui seul : le rappel à l’ordre est un acte verbal du maire (CSI L132-7)."""

    code = "RAO-02"


class RappelOrdreNotPrepared(Refused):
    """Ce rappel à l’ordre n’est pas encore préparé : commencez par décrire les faits."""

    code = "RAO-03"


class RappelOrdreAlreadySent(Refused):
    """La fiche-navette est déjà partie au parquet : ses faits ne se modifient plus."""

    code = "RAO-04"


class RappelOrdreFaitUnknown(InvalidInput):
    """Ce fait ne figure pas dans la liste des faits qui permettent un rappel à l’ordre : choisissez dans la liste."""

    code = "RAO-05"


class RappelOrdreDeclarationMissing(InvalidInput):
    """Répondez par oui ou par non à la question « {declaration} » : elle n’a pas de réponse par défaut."""

    code = "RAO-06"


class RappelOrdreCrimeOuDelit(Refused):
    """Ces faits peuvent constituer un crime ou un délit : pas de rappel à l’ordre. Le maire les signale sans délai au procureur de la République (CSI L132-2, CPP art. 40)."""

    code = "RAO-07"


class RappelOrdrePlainteDeposee(Refused):
    """Une plainte est déposée pour ces faits : pas de rappel à l’ordre. La suite appartient au procureur de la République ; transmettez-lui ce que la commune sait (CSI L132-2, CPP art. 40)."""

    code = "RAO-08"


class RappelOrdreEnqueteJudiciaire(Refused):
    """Une enquête judiciaire porte sur ces faits : pas de rappel à l’ordre. Adressez-vous au service enquêteur ou au procureur de la République (CSI L132-2, CPP art. 40)."""

    code = "RAO-09"


class RappelOrdreRepresentantMissing(InvalidInput):
    """La personne est mineure : indiquez au moins un représentant légal."""

    code = "RAO-10"


class RappelOrdreRepresentantTooMany(InvalidInput):
    """La fiche-navette reçoit deux représentants légaux au plus."""

    code = "RAO-11"


class RappelOrdreAbsenteismeMajeur(Refused):
    """Le rappel pour absentéisme scolaire s’adresse aux parents d’un élève mineur ; cet élève est majeur."""

    code = "RAO-12"


class RappelOrdreParquetNotConsulted(Refused):
    """Le parquet n’a pas été consulté : envoyez d’abord la fiche-navette (temps 1). Aucun rappel à l’ordre ne s’en passe."""

    code = "RAO-13"


class RappelOrdreReponseMissing(Refused):
    """Le parquet n’a pas répondu : son silence ne vaut pas accord. Enregistrez sa réponse (temps 2), ou relancez-le."""

    code = "RAO-14"


class RappelOrdreEcarte(Refused):
    """Le parquet traite ces faits judiciairement (réponse A) : le rappel à l’ordre est écarté définitivement."""

    code = "RAO-15"


class RappelOrdreSilenceNotAgreement(Refused):
    """Le silence du parquet ne vaut pas accord : le protocole enregistré lors de l’envoi ne le prévoit pas, ou son délai n’est pas écoulé."""

    code = "RAO-16"


class RappelOrdrePartenairesNotConsulted(Refused):
    """Consultez d’abord les partenaires du groupe : la personne est-elle déjà suivie, l’acte convient-il ?"""

    code = "RAO-17"


class RappelOrdreRepresentantNotConvoque(Refused):
    """La personne sera mineure à la date de l’entretien : convoquez au moins un de ses représentants légaux."""

    code = "RAO-18"


class RappelOrdreEleveConvoque(Refused):
    """Pour l’absentéisme scolaire, les parents sont convoqués sans l’élève : retirez l’élève des destinataires."""

    code = "RAO-19"


class RappelOrdreNotConvoque(Refused):
    """La personne n’est pas convoquée : convoquez-la d’abord, de nouveau si l’entretien a été reporté ou manqué."""

    code = "RAO-20"


class RappelOrdreRepresentantAbsent(Refused):
    """La personne est mineure : indiquez les représentants légaux présents, ou pourquoi leur présence était impossible."""

    code = "RAO-21"


class RappelOrdreAlreadyDelivered(Refused):
    """Ce rappel à l’ordre est déjà prononcé."""

    code = "RAO-22"


class RappelOrdreWithoutIssue(Refused):
    """L’entretien n’a pas encore d’issue : le retour au parquet (temps 3) vient après lui."""

    code = "RAO-23"


class RappelOrdreClosed(Refused):
    """Le parquet est informé : la fiche est close et ne reçoit plus rien."""

    code = "RAO-24"


class RappelOrdreChronologie(InvalidInput):
    """La date « {champ} » ({valeur}) ne peut pas précéder « {avant} » ({valeur_avant}) : vérifiez les deux."""

    code = "RAO-25"


class RappelOrdreDateFuture(InvalidInput):
    """La date « {champ} » ({valeur}) est dans l’avenir : vérifiez-la, ainsi que l’horloge du poste."""

    code = "RAO-26"


class RappelOrdreAlreadyConvoque(Refused):
    """La convocation est en cours : enregistrez d’abord son issue (prononcé, non présenté ou reporté)."""

    code = "RAO-27"


class RappelOrdreFicheMismatch(InvalidInput):
    """Une relance porte le numéro de la fiche déjà envoyée ({numero_fiche}) et un numéro d’exemplaire plus grand."""

    code = "RAO-28"


class RappelOrdreReponseAlreadyGiven(Refused):
    """Le parquet a déjà répondu. Seule une réponse A (traité judiciairement) peut encore revenir sur une réponse B."""

    code = "RAO-29"


class RappelOrdreRemarqueNominative(InvalidInput):
    """La remarque des partenaires nomme la personne ou un proche (« {mot} ») : reformulez-la sans nom."""

    code = "RAO-30"


class RappelOrdreSequenceBroken(Tampered):
    """L’historique de ce rappel à l’ordre est incomplet ou désordonné (événement {numero}, attendu {attendu}) : n’y ajoutez rien et faites vérifier le journal."""

    code = "RAO-31"


class RappelOrdreAuteurMismatch(Tampered):
    """Un événement de ce rappel à l’ordre ne porte pas le nom de celui qui l’a signé : faites vérifier le journal."""

    code = "RAO-32"


class RappelOrdreEvenementIllegible(Damaged):
    """Un événement de ce rappel à l’ordre est illisible, ou vient d’une version plus récente ({detail})."""

    code = "RAO-33"


class RappelOrdreDestinataireUnknown(InvalidInput):
    """Choisissez des destinataires parmi les personnes de la fiche, sans répétition."""

    code = "RAO-34"


class RappelOrdreChoixInvalid(InvalidInput):
    """Le champ « {champ} » n’a pas de réponse valable : choisissez dans la liste proposée."""

    code = "RAO-35"


class RappelOrdreMineurApart(Refused):
    """La personne était mineure au moment des faits : son rappel à l’ordre se prépare depuis sa situation, jamais dans un dossier d’adulte."""

    code = "RAO-36"


class RappelOrdreNotPrononce(Refused):
    """Cette feuille s’imprime une fois l’entretien prévu : la personne n’est pas encore convoquée."""

    code = "RAO-37"


class RelanceNotDue(Refused):
    """Aucune fiche-navette n’attend de réponse au-delà du délai des réglages : rien n’est à relancer."""

    code = "RAO-38"
