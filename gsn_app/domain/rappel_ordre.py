"""The rappel à l'ordre (CSI L132-7) as a replay of its events: state, ages, guards and permitted acts.

No path skips the parquet (temps 2), an answer A is final, the elu alone delivers. ``apply`` is the one place
where a transition is judged, live and at replay alike; ``permitted`` asks the same guards for the screen.

    à préparer → préparé → parquet consulté ─ A → écarté (final)
                                            └ B → possible ─ partenaires → convoqué ⇄ reporté
                                                  non présenté ←┴→ prononcé → parquet informé (final)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Role
from gsn_app.domain.rappel_ordre_etat import (
    ELU,
    ETATS_FINAUX,
    LIBELLES_ACTE,
    LIBELLES_ETAT,
    ROLES,
    EtatRappel,
    RappelOrdre,
)
from gsn_app.domain.rappel_ordre_evenement import Evenement, ParquetConsulte, Prepare, ReponseParquet
from gsn_app.domain.rappel_ordre_forme import from_dict, to_dict
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
    RappelOrdreSequenceBroken,
    RappelOrdreWithoutIssue,
)
from gsn_app.domain.rappel_ordre_regle import (
    check_chronologie,
    check_convocation,
    check_prepare,
    check_presence,
    check_relance,
    check_remarque,
    check_silence,
)
from gsn_app.domain.rappel_ordre_suite import (
    Convoque,
    NonPresente,
    ParquetInforme,
    PartenairesConsultes,
    Prononce,
    Reporte,
)
from gsn_app.domain.rappel_ordre_valeur import (
    Destinataire,
    Fait,
    MesureRappel,
    MotifReport,
    Protocole,
    QualiteRepresentant,
    Reponse,
    Representant,
    libelle,
)
from gsn_app.errors import Refused

__all__ = [
    "ETATS_FINAUX",
    "LIBELLES_ACTE",
    "LIBELLES_ETAT",
    "ROLES",
    "ActePossible",
    "Convoque",
    "Destinataire",
    "EtatRappel",
    "Evenement",
    "Fait",
    "MesureRappel",
    "MotifReport",
    "NonPresente",
    "ParquetConsulte",
    "ParquetInforme",
    "PartenairesConsultes",
    "Prepare",
    "Prononce",
    "Protocole",
    "QualiteRepresentant",
    "RappelOrdre",
    "Reponse",
    "ReponseParquet",
    "Reporte",
    "Representant",
    "apply",
    "from_dict",
    "libelle",
    "permitted",
    "replay",
    "to_dict",
]


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


def replay(evenements: Iterable[Evenement]) -> RappelOrdre:
    """Return the state after all events, from 1 without gap; raises what ``apply`` raises."""
    rappel = RappelOrdre()
    for evenement in evenements:
        rappel = apply(rappel, evenement)
    return rappel


def apply(rappel: RappelOrdre, evenement: Evenement) -> RappelOrdre:
    """Return the rappel after one more event.

    Raises RappelOrdreSequenceBroken (tampering), or the refusal of the guard concerned: role, state, facts.
    """
    attendu = len(rappel.evenements) + 1
    if evenement.numero != attendu:
        raise RappelOrdreSequenceBroken(numero=evenement.numero, attendu=attendu)
    refus = _role_refusal(evenement.acte, evenement.auteur_roles) or _state_refusal(rappel, evenement.acte)
    if refus is not None:
        raise refus
    check_chronologie(rappel.evenements, evenement)
    suite = _APPLY[type(evenement)](rappel, evenement)
    return replace(suite, evenements=(*rappel.evenements, evenement))


def permitted(rappel: RappelOrdre, roles: frozenset[str]) -> tuple[ActePossible, ...]:
    """Return every act in the path's order: permitted or why not, at most one ``principal``."""
    suivant = _next_acte(rappel)
    possibles = []
    for acte in ROLES:
        refus = _state_refusal(rappel, acte) or _role_refusal(acte, roles)
        motif = refus.sentence if refus else ""
        possibles.append(ActePossible(acte, refus is None, motif, refus is None and acte is suivant))
    return tuple(possibles)


def _next_acte(rappel: RappelOrdre) -> Acte | None:
    if rappel.etat is EtatRappel.POSSIBLE:
        if rappel.partenaires is None:
            return Acte.RAPPEL_ORDRE_PARTENAIRES_CONSULTES
        return Acte.RAPPEL_ORDRE_CONVOQUE
    return _SUIVANT.get(rappel.etat)


def _role_refusal(acte: Acte, roles: frozenset[str]) -> Refused | None:
    if roles & ROLES[acte]:
        return None
    if ROLES[acte] == ELU:
        return RappelOrdreEluOnly(acte=LIBELLES_ACTE[acte])
    noms = {Role.COORDONNATEUR: "coordonnateur", Role.ELU: "maire ou élu délégué"}
    permis = " ou ".join(noms[role] for role in sorted(ROLES[acte]))
    return RappelOrdreRoleForbidden(acte=LIBELLES_ACTE[acte], roles=permis)


def _state_refusal(rappel: RappelOrdre, acte: Acte) -> Refused | None:
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


def _after_prepare(rappel: RappelOrdre, e: Prepare) -> RappelOrdre:
    check_prepare(e)
    return replace(rappel, etat=EtatRappel.PREPARE, prepare=e)


def _after_parquet_consulte(rappel: RappelOrdre, e: ParquetConsulte) -> RappelOrdre:
    check_relance(rappel.envois, e)
    return replace(rappel, etat=EtatRappel.PARQUET_CONSULTE, envois=(*rappel.envois, e))


def _after_reponse(rappel: RappelOrdre, e: ReponseParquet) -> RappelOrdre:
    if e.reponse is Reponse.A:
        return replace(rappel, etat=EtatRappel.ECARTE, reponse=e)
    if rappel.reponse is not None:
        raise RappelOrdreReponseAlreadyGiven()
    check_silence(rappel.envois, e)
    return replace(rappel, etat=EtatRappel.POSSIBLE, reponse=e)


def _after_partenaires(rappel: RappelOrdre, e: PartenairesConsultes) -> RappelOrdre:
    check_remarque(rappel.prepare, e)
    return replace(rappel, partenaires=e)


def _after_convoque(rappel: RappelOrdre, e: Convoque) -> RappelOrdre:
    check_convocation(rappel.prepare, e)
    return replace(rappel, etat=EtatRappel.CONVOQUE, convocations=(*rappel.convocations, e))


def _after_prononce(rappel: RappelOrdre, e: Prononce) -> RappelOrdre:
    check_presence(rappel.prepare, e)
    return replace(rappel, etat=EtatRappel.PRONONCE, prononce=e)


_APPLY: Final[dict[type[Evenement], Callable[..., RappelOrdre]]] = {
    Prepare: _after_prepare,
    ParquetConsulte: _after_parquet_consulte,
    ReponseParquet: _after_reponse,
    PartenairesConsultes: _after_partenaires,
    Convoque: _after_convoque,
    Prononce: _after_prononce,
    NonPresente: lambda r, e: replace(r, etat=EtatRappel.NON_PRESENTE, non_presente=e),
    Reporte: lambda r, e: replace(r, etat=EtatRappel.REPORTE, reports=(*r.reports, e)),
    ParquetInforme: lambda r, e: replace(r, etat=EtatRappel.PARQUET_INFORME, parquet_informe=e),
}
