"""Every act the journal knows, by its stored name; the roles allowed stand in ``charter/regles.toml``.

A stored name is for ever. Names are ``concept.participe``; a refused attempt is journaled as
``acces.refuse`` with the refused act in its motive.
"""

from __future__ import annotations

from enum import StrEnum


class Acte(StrEnum):
    """The closed list of acts (charter rule C6: every act leaves its trace)."""

    COFFRE_CREE = "coffre.cree"
    SESSION_OUVERTE = "session.ouverte"
    SESSION_FERMEE = "session.fermee"
    SESSION_VERROUILLEE = "session.verrouillee"
    ACCES_REFUSE = "acces.refuse"
    HORLOGE_SAUT = "horloge.saut"
    ENTETE_CHANGE = "entete.change"

    MEMBRE_ENROLE = "membre.enrole"
    MEMBRE_REVOQUE = "membre.revoque"
    MEMBRE_CONFIRME = "membre.confirme"
    MEMBRE_PROMU = "membre.promu"
    MEMBRE_SUSPENDU = "membre.suspendu"
    MEMBRE_REACTIVE = "membre.reactive"
    PHRASE_CHANGEE = "phrase_passe.changee"
    CLES_DEMANDEES = "cles.demandees"
    CLES_RENOUVELEES = "cles.renouvelees"
    CLE_FICHIER_RENOUVELEE = "cle_fichier.renouvelee"
    RACINE_RENOUVELEE = "racine.renouvelee"
    ROTATION_FAITE = "rotation.faite"
    INSTANCE_CREEE = "instance.creee"
    MEMBRE_REENROLE = "membre.reenrole"
    CLES_REMISES = "situation.cles_remises"
    COFFRE_RECUPERE = "coffre.recupere"
    SITUATIONS_RECUPEREES = "situation.recuperee"
    RECUPERATION_ESSAYEE = "recuperation.essayee"
    SEQUESTRE_RENOUVELE = "sequestre.renouvele"
    PART_MONTREE = "sequestre.part_montree"
    PART_PROUVEE = "sequestre.part_prouvee"
    PART_EXPIREE = "sequestre.part_expiree"
    CHARTE_ADOPTEE = "charte.adoptee"
    CHARTE_SIGNEE = "charte.signee"
    REGLAGES_MODIFIES = "reglages.modifies"

    SAISINE_DEPOSEE = "saisine.deposee"
    SAISINE_CONSULTEE = "saisine.consultee"
    SAISINE_ECARTEE = "saisine.ecartee"

    # import of an old spreadsheet, identities told apart
    IMPORT_PREPARE = "import_tableau.prepare"
    IMPORT_FAIT = "import_tableau.fait"
    IMPORT_ANNULE = "import_tableau.annule"
    SITUATION_IMPORTEE = "situation.importee"
    SITUATION_IMPORT_ANNULE = "situation.import_annule"
    DOUBLON_ECARTE = "doublon.ecarte"

    SITUATION_OUVERTE = "situation.ouverte"
    SITUATION_CONSULTEE = "situation.consultee"
    SITUATION_MODIFIEE = "situation.modifiee"
    SITUATION_CLOTUREE = "situation.cloturee"
    MEMBRE_ADMIS = "situation.membre_admis"
    MEMBRE_RETIRE = "situation.membre_retire"
    INFORMATION_DONNEE = "information.donnee"
    INFORMATION_DIFFEREE = "information.differee"

    APPORT_AJOUTE = "apport.ajoute"
    APPORT_RETIRE = "apport.retire"
    APPORT_SANS_INFORMATION = "apport.sans_information"
    REFERENT_DESIGNE = "referent_parcours.designe"
    REFERENT_FIN = "referent_parcours.fin"
    MESURE_PROPOSEE = "mesure.proposee"
    MESURE_PRISE_EN_CHARGE = "mesure.prise_en_charge"
    MESURE_TERMINEE = "mesure.terminee"

    RAPPEL_ORDRE_CONSULTE = "rappel_ordre.consulte"
    RAPPEL_ORDRE_PREPARE = "rappel_ordre.prepare"
    RAPPEL_ORDRE_PARQUET_CONSULTE = "rappel_ordre.parquet_consulte"
    RAPPEL_ORDRE_REPONSE_PARQUET = "rappel_ordre.reponse_parquet"
    RAPPEL_ORDRE_PARTENAIRES_CONSULTES = "rappel_ordre.partenaires_consultes"
    RAPPEL_ORDRE_CONVOQUE = "rappel_ordre.convoque"
    RAPPEL_ORDRE_PRONONCE = "rappel_ordre.prononce"
    RAPPEL_ORDRE_NON_PRESENTE = "rappel_ordre.non_presente"
    RAPPEL_ORDRE_REPORTE = "rappel_ordre.reporte"
    RAPPEL_ORDRE_PARQUET_INFORME = "rappel_ordre.parquet_informe"

    IMPRESSION_DEMANDEE = "impression.demandee"
    IMPRESSION_FAITE = "impression.faite"
    IMPRESSION_ECHOUEE = "impression.echouee"

    RAPPORT_PREPARE = "rapport.prepare"
    RAPPORT_EXPORTE = "rapport.exporte"
    RAPPORT_REFUSE = "rapport.refuse"

    CONSERVATION_CONSULTEE = "conservation.consultee"
    SITUATION_EFFACEE = "situation.effacee"
    SITUATION_ARCHIVEE = "situation.archivee"
    SITUATION_EFFACEMENT_AVANCE = "situation.effacement_avance"
    ARCHIVE_CONSULTEE = "archive.consultee"
    EFFACEMENT_REPRIS = "effacement.repris"
    RESIDU_CHERCHE = "effacement.verifie"
    COFFRE_COMPACTE = "coffre.compacte"

    JOURNAL_CONSULTE = "journal.consulte"
    JOURNAL_VERIFIE = "journal.verifie"

    SAUVEGARDE_FAITE = "sauvegarde.faite"
    SAUVEGARDE_ECHOUEE = "sauvegarde.echouee"
    SAUVEGARDE_VERIFIEE = "sauvegarde.verifiee"
    SAUVEGARDE_ESSAYEE = "sauvegarde.essayee"
    SAUVEGARDE_RESTAUREE = "sauvegarde.restauree"
    JOURNAL_EXPORTE = "journal.exporte"
    JOURNAL_CLE_EXPORTEE = "journal.cle_exportee"
    JOURNAL_PURGE = "journal.purge"
