"""The retention clock applied to what a member's keys open: dates, and the guard that an overdue thing refuses.

An overdue situation is not read any more by anyone and shows only « effacer »; an archive intermédiaire leaves the
lists and is opened with a typed reason (AU-038 art. 5; ``gsn_app.actions.effacement``).
"""

from __future__ import annotations

from datetime import date

from gsn_app.actions.session import Session
from gsn_app.domain.conservation import (
    Echeance,
    FaitsConservation,
    absence_echeance,
    compute_echeance,
    is_overdue,
    rappel_adulte_echeance,
    rappel_adulte_sans_suite,
    saisine_echeance,
)
from gsn_app.domain.lien import EN_ATTENTE, REFUSE, REVOQUE
from gsn_app.domain.parametre import Conservation
from gsn_app.domain.rappel_ordre import EtatRappel, Fait, RappelOrdre
from gsn_app.domain.situation import Personne, Saisine, SituationResume, Typologie
from gsn_app.errors import Refused
from gsn_app.store import conservation as termes
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Dossier

#: motifs that rest on school absence facts alone (domain 7)
MOTIFS_ABSENCE = frozenset({"motif.ABS"})


class ConservationExpired(Refused):
    """La durée de conservation est dépassée depuis le {date} : rien ne se lit plus, il reste à effacer."""

    code = "EFF-01"


class SituationArchived(Refused):
    """Cette situation est en archive intermédiaire : elle s’ouvre depuis l’écran « Conservation », avec un motif."""

    code = "EFF-02"


#: saisines whose retention runs from their answer, or from their day while nobody answers (a transfer that waits)
MISES_DE_COTE = ("ecartee", EN_ATTENTE, REFUSE, REVOQUE)


def today_of(session: Session) -> date:
    """Today on this machine."""
    return session.now().astimezone().date()


def faits_of(personne: Personne, typologie: Typologie) -> FaitsConservation:
    """What the clock reads of a situation's heads."""
    motifs = {typologie.motif, *typologie.motifs_secondaires}
    return FaitsConservation(
        _day(personne.date_naissance), _day(typologie.date_cloture), _day(typologie.archive_jusqu_au),
        _day(typologie.effacement_avance), motifs <= MOTIFS_ABSENCE,
    )  # fmt: skip


def echeance_of(session: Session, resume: SituationResume) -> Echeance | None:
    """Date of one situation, under the charter in force."""
    return compute_echeance(session.charte.conservation, faits_of(resume.personne, resume.typologie))


def saisine_echeance_of(session: Session, saisine: Saisine) -> Echeance | None:
    """Date of one saisine; one that opened a situation goes with it."""
    suite = saisine.date_suite or saisine.date if saisine.etat in MISES_DE_COTE else ""
    return saisine_echeance(session.charte.conservation, _day(suite), _day(saisine.personne.date_naissance))


def rappel_echeance_of(session: Session, rappel: RappelOrdre, *, apart: bool = False) -> Echeance | None:
    """Date of a rappel of its own: an adult's (``apart``), or one that rests on school absences; None for others.

    Absences: the end of the school year of the facts. An adult: months after the return to the parquet, or after
    its answer A; a year after the last act when nobody brought it to its end.
    """
    if apart:
        return _adulte_echeance(session.charte.conservation, rappel)
    if rappel.prepare is None or rappel.prepare.fait is not Fait.ABSENT:
        return None
    return absence_echeance(session.charte.conservation, rappel.prepare.date_fait)


def _adulte_echeance(rules: Conservation, rappel: RappelOrdre) -> Echeance | None:
    if rappel.parquet_informe is not None:
        return rappel_adulte_echeance(rules, rappel.parquet_informe.date_retour)
    if rappel.etat is EtatRappel.ECARTE and rappel.reponse is not None:
        return rappel_adulte_echeance(rules, rappel.reponse.date_reponse)
    if not rappel.evenements:
        return None
    return rappel_adulte_sans_suite(rappel.evenements[-1].horodatage.astimezone().date())


def is_archived(typologie: Typologie) -> bool:
    """True from the archiving to the erasure."""
    return bool(typologie.archive_jusqu_au)


def is_listed(session: Session, resume: SituationResume) -> bool:
    """True when a situation may stand in an ordinary list: neither archived nor overdue."""
    return not is_archived(resume.typologie) and not is_overdue(
        echeance_of(session, resume), today_of(session)
    )


def list_listed(session: Session) -> list[SituationResume]:
    """Situations of the ordinary lists."""
    return [r for r in situations.list_resumes(session.coffre) if is_listed(session, r)]


def require_in_time(session: Session, echeance: Echeance | None) -> None:
    """Raise ConservationExpired from the day after the date."""
    if echeance is not None and is_overdue(echeance, today_of(session)):
        raise ConservationExpired(date=f"{echeance.jour:%d/%m/%Y}")


def require_readable(session: Session, dossier: Dossier) -> None:
    """Raise ConservationExpired or SituationArchived; an elu's key alone follows the date the situation's rappel bears."""
    resume = situations.read_resume(session.coffre, dossier)
    if resume is not None:
        require_in_time(session, echeance_of(session, resume))
        if is_archived(resume.typologie):
            raise SituationArchived()
        return
    terme = termes.read_terme(session.coffre, dossier)
    if terme is not None:
        require_in_time(session, terme.echeance)
        if terme.archive:
            raise SituationArchived()


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None
