"""Where a rappel à l'ordre stands once its events are replayed: state, facts, ages, warnings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Role
from gsn_app.domain.rappel_ordre_evenement import Evenement, ParquetConsulte, Prepare, ReponseParquet
from gsn_app.domain.rappel_ordre_suite import (
    Convoque,
    NonPresente,
    ParquetInforme,
    PartenairesConsultes,
    Prononce,
    Reporte,
)
from gsn_app.domain.rappel_ordre_valeur import Fait, Reponse
from gsn_app.domain.situation import age_on


class EtatRappel(StrEnum):
    """Where a rappel à l'ordre stands; ``ECARTE`` and ``PARQUET_INFORME`` are final."""

    A_PREPARER = "a_preparer"
    PREPARE = "prepare"
    PARQUET_CONSULTE = "parquet_consulte"
    ECARTE = "ecarte"
    POSSIBLE = "possible"
    CONVOQUE = "convoque"
    PRONONCE = "prononce"
    NON_PRESENTE = "non_presente"
    REPORTE = "reporte"
    PARQUET_INFORME = "parquet_informe"


ETATS_FINAUX: Final = frozenset({EtatRappel.ECARTE, EtatRappel.PARQUET_INFORME})
LIBELLES_ETAT: Final[dict[EtatRappel, str]] = {
    EtatRappel.A_PREPARER: "À préparer",
    EtatRappel.PREPARE: "Préparé",
    EtatRappel.PARQUET_CONSULTE: "Parquet consulté",
    EtatRappel.ECARTE: "Écarté par le parquet",
    EtatRappel.POSSIBLE: "Possible",
    EtatRappel.CONVOQUE: "Convoqué",
    EtatRappel.PRONONCE: "Prononcé",
    EtatRappel.NON_PRESENTE: "Non présenté",
    EtatRappel.REPORTE: "Reporté",
    EtatRappel.PARQUET_INFORME: "Parquet informé",
}

_COORDONNATEUR = frozenset({Role.COORDONNATEUR})
ELU = frozenset({Role.ELU})
#: roles per act (domain 4); the path's order is also the order in which the next act is proposed
ROLES: Final[dict[Acte, frozenset[Role]]] = {
    Acte.RAPPEL_ORDRE_PREPARE: _COORDONNATEUR | ELU,
    Acte.RAPPEL_ORDRE_PARQUET_CONSULTE: _COORDONNATEUR,
    Acte.RAPPEL_ORDRE_REPONSE_PARQUET: _COORDONNATEUR,
    Acte.RAPPEL_ORDRE_PARTENAIRES_CONSULTES: _COORDONNATEUR,
    Acte.RAPPEL_ORDRE_CONVOQUE: _COORDONNATEUR,
    Acte.RAPPEL_ORDRE_PRONONCE: ELU,
    Acte.RAPPEL_ORDRE_NON_PRESENTE: _COORDONNATEUR | ELU,
    Acte.RAPPEL_ORDRE_REPORTE: _COORDONNATEUR | ELU,
    Acte.RAPPEL_ORDRE_PARQUET_INFORME: _COORDONNATEUR,
}
LIBELLES_ACTE: Final[dict[Acte, str]] = {
    Acte.RAPPEL_ORDRE_PREPARE: "Préparer la fiche",
    Acte.RAPPEL_ORDRE_PARQUET_CONSULTE: "Envoyer au parquet",
    Acte.RAPPEL_ORDRE_REPONSE_PARQUET: "Enregistrer la réponse du parquet",
    Acte.RAPPEL_ORDRE_PARTENAIRES_CONSULTES: "Consulter les partenaires",
    Acte.RAPPEL_ORDRE_CONVOQUE: "Convoquer",
    Acte.RAPPEL_ORDRE_PRONONCE: "Prononcer le rappel à l’ordre",
    Acte.RAPPEL_ORDRE_NON_PRESENTE: "Constater la non-présentation",
    Acte.RAPPEL_ORDRE_REPORTE: "Reporter l’entretien",
    Acte.RAPPEL_ORDRE_PARQUET_INFORME: "Informer le parquet",
}


@dataclass(frozen=True)
class RappelOrdre:
    """Everything the events say. ``envois`` and ``convocations`` are in order; the last one is current."""

    etat: EtatRappel = EtatRappel.A_PREPARER
    evenements: tuple[Evenement, ...] = ()
    prepare: Prepare | None = None
    envois: tuple[ParquetConsulte, ...] = ()
    reponse: ReponseParquet | None = None
    partenaires: PartenairesConsultes | None = None
    convocations: tuple[Convoque, ...] = ()
    prononce: Prononce | None = None
    non_presente: NonPresente | None = None
    reports: tuple[Reporte, ...] = ()
    parquet_informe: ParquetInforme | None = None

    @property
    def numero_fiche(self) -> str:
        """Number of the fiche-navette, "" before temps 1."""
        return self.envois[0].numero_fiche if self.envois else ""

    @property
    def mineur(self) -> bool:
        """True when the person was under 18 on the day of the facts."""
        return self.prepare is not None and age_on(self.prepare.date_naissance, self.prepare.date_fait) < 18

    @property
    def absenteisme(self) -> bool:
        """True when the rappel is addressed to the parents without the pupil."""
        return self.prepare is not None and self.prepare.fait is Fait.ABSENT

    @property
    def final(self) -> bool:
        """True when no act can follow."""
        return self.etat in ETATS_FINAUX

    @property
    def accord(self) -> bool:
        """True when the parquet leaves the mayor free to act (B, or the protocol's silence)."""
        return self.reponse is not None and self.reponse.reponse is not Reponse.A

    @property
    def awaiting_interview(self) -> bool:
        """True while a summons is out or due again after a postponement."""
        return self.etat in {EtatRappel.CONVOQUE, EtatRappel.REPORTE}

    def days_waiting(self, aujourdhui: date) -> int | None:
        """Days since the sheet first left, while the parquet's answer is awaited; else None."""
        if self.etat is not EtatRappel.PARQUET_CONSULTE:
            return None
        return max(0, (aujourdhui - self.envois[0].date_envoi).days)

    def reminder_due(self, aujourdhui: date, delai_jours: int) -> bool:
        """True when no answer came ``delai_jours`` days after the last copy sent."""
        if self.etat is not EtatRappel.PARQUET_CONSULTE:
            return False
        return (aujourdhui - self.envois[-1].date_envoi).days >= delai_jours

    @property
    def avertissements(self) -> tuple[str, ...]:
        """French sentences shown on the sheet; they warn and never block."""
        phrases = []
        if self.envois and self.envois[-1].protocole is None:
            phrases.append("Aucun protocole entre le procureur et le maire n’est enregistré.")
        if self.partenaires is not None and not self.partenaires.compatible:
            phrases.append("Les partenaires consultés estiment que l’acte ne convient pas au suivi en cours.")
        return tuple(phrases)
