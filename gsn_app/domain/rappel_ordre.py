"""The rappel à l'ordre (CSI L132-7) as a replay of its events: state, ages, guards and permitted acts.

No path skips the parquet (temps 2), an answer A is final, the elu alone delivers. ``apply`` is the one place
where a transition is judged, live and at replay alike; ``permitted`` asks the same guards for the screen.

    à préparer → préparé → parquet consulté ─ A → écarté (final)
                                            └ B → possible ─ partenaires → convoqué ⇄ reporté
                                                  non présenté ←┴→ prononcé → parquet informé (final)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from gsn_app.domain.rappel_ordre_etat import (
    ETATS_FINAUX,
    LIBELLES_ACTE,
    LIBELLES_ETAT,
    ROLES,
    EtatRappel,
    RappelOrdre,
)
from gsn_app.domain.rappel_ordre_evenement import Evenement, ParquetConsulte, Prepare, ReponseParquet
from gsn_app.domain.rappel_ordre_forme import from_dict, to_dict
from gsn_app.domain.rappel_ordre_garde import ActePossible, permitted, role_refusal, state_refusal
from gsn_app.domain.rappel_ordre_refus import RappelOrdreReponseAlreadyGiven, RappelOrdreSequenceBroken
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
    FormeEntretien,
    MesureRappel,
    MotifImpossibilite,
    MotifReport,
    Protocole,
    QualiteRepresentant,
    Reponse,
    Representant,
    libelle,
)

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
    "FormeEntretien",
    "MesureRappel",
    "MotifImpossibilite",
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
    refus = role_refusal(evenement.acte, evenement.auteur_roles) or state_refusal(rappel, evenement.acte)
    if refus is not None:
        raise refus
    check_chronologie(rappel.evenements, evenement)
    suite = _APPLY[type(evenement)](rappel, evenement)
    return replace(suite, evenements=(*rappel.evenements, evenement))


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
