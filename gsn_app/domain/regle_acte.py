"""Who may do an act: the rights that a charter's rules give, and those no version of them may give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Role
from gsn_app.domain.parametre import CharteInvalid

#: any enrolled member, even before signing
TOUS = "tous"
#: held on one object: the one who brought it (saisine, apport)
AUTEUR = "auteur"
#: held on one situation: its référent de parcours in office
REFERENT_PARCOURS = "referent_parcours"

_OUVERTS_A_TOUS = frozenset(
    {
        Acte.SESSION_OUVERTE,
        Acte.SESSION_FERMEE,
        Acte.SESSION_VERROUILLEE,
        Acte.ACCES_REFUSE,
        Acte.HORLOGE_SAUT,
        Acte.ENTETE_CHANGE,
        Acte.CHARTE_SIGNEE,
        Acte.EFFACEMENT_REPRIS,
        Acte.RESIDU_CHERCHE,
        Acte.COFFRE_COMPACTE,
        Acte.PHRASE_CHANGEE,
        Acte.CLES_DEMANDEES,
    }
)
_AVANT_SIGNATURE = frozenset({Acte.COFFRE_CREE, Acte.CHARTE_ADOPTEE})
_COORDONNATEUR = frozenset({Role.COORDONNATEUR.value})
#: acts that the law or the charter reserves: no version of the rules may widen them
RESERVES: Mapping[Acte, frozenset[str]] = {
    Acte.RAPPEL_ORDRE_PRONONCE: frozenset({Role.ELU.value}),
    Acte.RAPPEL_ORDRE_NON_PRESENTE: frozenset({Role.ELU.value, Role.COORDONNATEUR.value}),
    Acte.RAPPEL_ORDRE_REPORTE: frozenset({Role.ELU.value, Role.COORDONNATEUR.value}),
    Acte.RAPPEL_ORDRE_PREPARE: frozenset({Role.ELU.value, Role.COORDONNATEUR.value}),
    Acte.RAPPEL_ORDRE_CONSULTE: frozenset({Role.ELU.value, Role.COORDONNATEUR.value}),
    Acte.RAPPEL_ORDRE_PARQUET_CONSULTE: _COORDONNATEUR,
    Acte.RAPPEL_ORDRE_REPONSE_PARQUET: _COORDONNATEUR,
    Acte.RAPPEL_ORDRE_PARTENAIRES_CONSULTES: _COORDONNATEUR,
    Acte.RAPPEL_ORDRE_CONVOQUE: _COORDONNATEUR,
    Acte.RAPPEL_ORDRE_PARQUET_INFORME: _COORDONNATEUR,
    Acte.RAPPEL_ORDRE_ADULTE_PREPARE: _COORDONNATEUR,
    Acte.RAPPEL_ORDRE_REGISTRE: _COORDONNATEUR,
    # the mayor's other acts
    Acte.TRANSACTION_CONSULTEE: frozenset({Role.ELU.value, Role.COORDONNATEUR.value}),
    Acte.TRANSACTION_PREPAREE: _COORDONNATEUR,
    Acte.TRANSACTION_PROPOSEE: frozenset({Role.ELU.value}),
    Acte.TRANSACTION_REPONDUE: _COORDONNATEUR,
    Acte.TRANSACTION_SILENCE: _COORDONNATEUR,
    Acte.TRANSACTION_TRANSMISE: _COORDONNATEUR,
    Acte.TRANSACTION_DECIDEE: _COORDONNATEUR,
    Acte.TRANSACTION_EXECUTEE: _COORDONNATEUR,
    Acte.TRANSACTION_PARQUET_AVISE: _COORDONNATEUR,
    Acte.CDDF_CONSULTE: frozenset({Role.ELU.value, Role.COORDONNATEUR.value}),
    Acte.CDDF_SAISI: frozenset({Role.ELU.value, Role.COORDONNATEUR.value}),
    Acte.CDDF_CONVOQUE: _COORDONNATEUR,
    Acte.CDDF_FAMILLE_ENTENDUE: _COORDONNATEUR,
    Acte.CDDF_FAMILLE_ABSENTE: _COORDONNATEUR,
    Acte.CDDF_RECOMMANDE: _COORDONNATEUR,
    Acte.CDDF_ACCOMPAGNEMENT: frozenset({Role.ELU.value}),
    Acte.CDDF_AESF_DEMANDEE: _COORDONNATEUR,
    Acte.CDDF_ATTESTE: frozenset({Role.ELU.value}),
    Acte.CDDF_CLOS: _COORDONNATEUR,
    Acte.APPORT_RETIRE: frozenset({AUTEUR}),
    Acte.SAISINE_CONSULTEE: frozenset({Role.COORDONNATEUR.value, AUTEUR}),
    Acte.JOURNAL_CONSULTE: frozenset({Role.AUDITEUR.value}),
    Acte.JOURNAL_EXPORTE: frozenset({Role.AUDITEUR.value}),
    Acte.JOURNAL_CLE_EXPORTEE: frozenset({Role.AUDITEUR.value}),
    Acte.JOURNAL_CLE_REMISE: frozenset({Role.AUDITEUR.value}),
    Acte.JOURNAL_PURGE: frozenset({Role.AUDITEUR.value, Role.COORDONNATEUR.value}),
    Acte.POSTE_RENOUVELE: _COORDONNATEUR,
    Acte.CONSERVATION_CONSULTEE: _COORDONNATEUR,
    Acte.SITUATION_EFFACEE: _COORDONNATEUR,
    Acte.SITUATION_ARCHIVEE: _COORDONNATEUR,
    Acte.SITUATION_EFFACEMENT_AVANCE: _COORDONNATEUR,
    Acte.ARCHIVE_CONSULTEE: _COORDONNATEUR,
    # import of an old spreadsheet, identities told apart: whoever compares names learns who is followed
    Acte.IMPORT_PREPARE: _COORDONNATEUR,
    Acte.IMPORT_FAIT: _COORDONNATEUR,
    Acte.IMPORT_ANNULE: _COORDONNATEUR,
    Acte.SITUATION_IMPORTEE: _COORDONNATEUR,
    Acte.SITUATION_IMPORT_ANNULE: _COORDONNATEUR,
    Acte.DOUBLON_ECARTE: _COORDONNATEUR,
    # the séance: its agenda and its presence are a coordonnateur's word
    Acte.SEANCE_PREPAREE: _COORDONNATEUR,
    Acte.SEANCE_OUVERTE: _COORDONNATEUR,
    Acte.SEANCE_PRESENCE: _COORDONNATEUR,
    Acte.SEANCE_SORTIE: _COORDONNATEUR,
    Acte.SEANCE_POINT: _COORDONNATEUR,
    Acte.SEANCE_CLOSE: _COORDONNATEUR,
    Acte.SEANCE_ANNULEE: _COORDONNATEUR,
    Acte.DECISION_NOTEE: _COORDONNATEUR,
    Acte.DEMANDE_DROIT_CONSULTEE: _COORDONNATEUR,
    Acte.DEMANDE_DROIT_RECUE: _COORDONNATEUR,
    Acte.DEMANDE_DROIT_PROLONGEE: _COORDONNATEUR,
    Acte.DEMANDE_DROIT_REPONDUE: _COORDONNATEUR,
    Acte.SITUATION_LIMITEE: _COORDONNATEUR,
    Acte.SITUATION_LIMITATION_LEVEE: _COORDONNATEUR,
    Acte.INSTANCE_CREEE: _COORDONNATEUR,
    Acte.MEMBRE_AFFECTE: _COORDONNATEUR,
    Acte.MEMBRE_DESAFFECTE: _COORDONNATEUR,
    Acte.TRANSFERT_PROPOSE: _COORDONNATEUR,
    Acte.TRANSFERT_CONSULTE: _COORDONNATEUR,
    Acte.TRANSFERT_ACCEPTE: _COORDONNATEUR,
    Acte.TRANSFERT_REFUSE: _COORDONNATEUR,
    Acte.TRANSFERT_REVOQUE: _COORDONNATEUR,
    Acte.FUSION_FAITE: _COORDONNATEUR,
    Acte.FUSION_DEFAITE: _COORDONNATEUR,
}
_DU_SIGNALANT = frozenset({Acte.SAISINE_DEPOSEE})
_DE_L_AUDITEUR = frozenset(
    {
        Acte.JOURNAL_CONSULTE,
        Acte.JOURNAL_VERIFIE,
        Acte.JOURNAL_EXPORTE,
        Acte.JOURNAL_CLE_EXPORTEE,
        Acte.JOURNAL_CLE_REMISE,
        Acte.JOURNAL_PURGE,
    }
)
_CONCEPTS_DE_L_AUTEUR = frozenset({"saisine", "apport", "mesure"})
_CONCEPTS_DU_REFERENT = frozenset(
    {
        *("situation", "information", "apport", "referent_parcours", "mesure"),
        *("contact", "orientation", "mesure_judiciaire"),
    }
)


class CharteActeReserved(CharteInvalid):
    """L’acte « {acte} » ne peut pas être confié à « {role} » : la loi ou la charte le réserve."""

    code = "CHA-07"


@dataclass(frozen=True)
class RegleActe:
    """Who may do one act; ``avant_signature`` when signing the current charter is not needed first."""

    roles: frozenset[str]
    avant_signature: bool


def absent_rule(acte: Acte) -> RegleActe:
    """Rule of an act that an older adopted charter does not know: nobody, the safest reading (C1).

    Except what every member must be able to do whatever the version, and the adoption that gives the others a rule.
    """
    if acte in _OUVERTS_A_TOUS:
        return RegleActe(frozenset({TOUS}), True)
    if acte is Acte.CHARTE_ADOPTEE:
        return RegleActe(_COORDONNATEUR, True)
    return RegleActe(frozenset(), False)


def check_reserves(acte: Acte, regle: RegleActe) -> None:
    """Refuse what no version of the rules may allow (CGCT L2122-18, C1, C5, C11): CharteActeReserved."""
    concept = acte.value.partition(".")[0]
    permis = RESERVES.get(acte)
    for role in sorted(regle.roles):
        if (
            (permis is not None and role not in permis)
            or (role == TOUS and acte not in _OUVERTS_A_TOUS)
            or (role == Role.SIGNALANT and acte not in _DU_SIGNALANT)
            or (role == Role.AUDITEUR and acte not in _DE_L_AUDITEUR)
            or (role == AUTEUR and concept not in _CONCEPTS_DE_L_AUTEUR)
            or (role == REFERENT_PARCOURS and concept not in _CONCEPTS_DU_REFERENT)
        ):
            raise CharteActeReserved(acte=acte.value, role=role)
    if not regle.roles:
        raise CharteActeReserved(acte=acte.value, role="personne")
    if regle.avant_signature and acte not in _AVANT_SIGNATURE | _OUVERTS_A_TOUS:
        raise CharteActeReserved(acte=acte.value, role="un membre qui n’a pas signé")
