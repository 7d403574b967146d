"""Who may do what next with a rappel à l'ordre: the guards on roles and states, live, at replay and on screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Role
from gsn_app.domain.rappel_ordre_etat import ELU, LIBELLES_ACTE, ROLES, EtatRappel, RappelOrdre
from gsn_app.domain.rappel_ordre_refus import (
    RappelOrdreAlreadyConvoque,
    RappelOrdreAlreadyDelivered,
    RappelOrdreAlreadySent,
    RappelOrdreClosed,
    RappelOrdreEcarte,
    RappelOrdreEluOnly,
    RappelOrdreNotConvoque,
    RappelOrdreNotPrepared,
    RappelOrdreParquetNotConsulted,
    RappelOrdrePartenairesNotConsulted,
    RappelOrdreReponseAlreadyGiven,
    RappelOrdreReponseMissing,
    RappelOrdreRoleForbidden,
    RappelOrdreWithoutIssue,
)
from gsn_app.errors import Refused

#: the one act proposed first in each state (none in the final ones)
_SUIVANT: Final[dict[EtatRappel, Acte]] = {
    EtatRappel.A_PREPARER: Acte.RAPPEL_ORDRE_PREPARE,
    EtatRappel.PREPARE: Acte.RAPPEL_ORDRE_PARQUET_CONSULTE,
    EtatRappel.PARQUET_CONSULTE: Acte.RAPPEL_ORDRE_REPONSE_PARQUET,
    EtatRappel.CONVOQUE: Acte.RAPPEL_ORDRE_PRONONCE,
    EtatRappel.REPORTE: Acte.RAPPEL_ORDRE_CONVOQUE,
    EtatRappel.NON_PRESENTE: Acte.RAPPEL_ORDRE_PARQUET_INFORME,
    EtatRappel.PRONONCE: Acte.RAPPEL_ORDRE_PARQUET_INFORME,
}


@dataclass(frozen=True)
class ActePossible:
    """One act as the screen shows it; ``motif_refus`` is "" when permitted."""

    acte: Acte
    permis: bool
    motif_refus: str
    principal: bool


def permitted(rappel: RappelOrdre, roles: frozenset[str]) -> tuple[ActePossible, ...]:
    """Return every act in the path's order: permitted or why not, at most one ``principal``."""
    suivant = _next_acte(rappel)
    possibles = []
    for acte in ROLES:
        refus = state_refusal(rappel, acte) or role_refusal(acte, roles)
        motif = refus.sentence if refus else ""
        possibles.append(ActePossible(acte, refus is None, motif, refus is None and acte is suivant))
    return tuple(possibles)


def _next_acte(rappel: RappelOrdre) -> Acte | None:
    if rappel.etat is EtatRappel.POSSIBLE:
        if rappel.partenaires is None:
            return Acte.RAPPEL_ORDRE_PARTENAIRES_CONSULTES
        return Acte.RAPPEL_ORDRE_CONVOQUE
    return _SUIVANT.get(rappel.etat)


def role_refusal(acte: Acte, roles: frozenset[str]) -> Refused | None:
    """Judge an act against the author's verified roles alone."""
    if roles & ROLES[acte]:
        return None
    if ROLES[acte] == ELU:
        return RappelOrdreEluOnly(acte=LIBELLES_ACTE[acte])
    noms = {Role.COORDONNATEUR: "coordonnateur", Role.ELU: "maire ou élu délégué"}
    permis = " ou ".join(noms[role] for role in sorted(ROLES[acte]))
    return RappelOrdreRoleForbidden(acte=LIBELLES_ACTE[acte], roles=permis)


def state_refusal(rappel: RappelOrdre, acte: Acte) -> Refused | None:
    """Judge an act against the state alone; the one table of the path."""
    etat = rappel.etat
    if etat is EtatRappel.ECARTE:
        return RappelOrdreEcarte()
    if etat is EtatRappel.PARQUET_INFORME:
        return RappelOrdreClosed()
    if acte is Acte.RAPPEL_ORDRE_PREPARE:
        return None if etat in {EtatRappel.A_PREPARER, EtatRappel.PREPARE} else RappelOrdreAlreadySent()
    if etat is EtatRappel.A_PREPARER:
        return RappelOrdreNotPrepared()
    if acte is Acte.RAPPEL_ORDRE_PARQUET_CONSULTE:
        libre = etat in {EtatRappel.PREPARE, EtatRappel.PARQUET_CONSULTE}
        return None if libre else RappelOrdreReponseAlreadyGiven()
    if etat is EtatRappel.PREPARE:
        return RappelOrdreParquetNotConsulted()
    if acte is Acte.RAPPEL_ORDRE_PARQUET_INFORME:
        acheve = etat in {EtatRappel.PRONONCE, EtatRappel.NON_PRESENTE}
        return None if acheve else RappelOrdreWithoutIssue()
    if etat is EtatRappel.PRONONCE:
        return RappelOrdreAlreadyDelivered()
    if acte is Acte.RAPPEL_ORDRE_REPONSE_PARQUET:
        return None
    if not rappel.accord:
        return RappelOrdreReponseMissing()
    if acte in {Acte.RAPPEL_ORDRE_PARTENAIRES_CONSULTES, Acte.RAPPEL_ORDRE_CONVOQUE}:
        if etat is EtatRappel.CONVOQUE:
            return RappelOrdreAlreadyConvoque()
        if acte is Acte.RAPPEL_ORDRE_CONVOQUE and rappel.partenaires is None:
            return RappelOrdrePartenairesNotConsulted()
        return None
    return None if etat is EtatRappel.CONVOQUE else RappelOrdreNotConvoque()
