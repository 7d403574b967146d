"""How long a thing is kept: the retention clock of the charter (article 21), pure, dates in and dates out.

``echeance`` is the last day of keeping: that day everything is still readable and may be erased; the day after it is
overdue, refuses reading and can only be erased. The earliest of the dates that apply wins, so that nothing pushes a
cap back (CNIL 7 January 2020; AU-038 art. 5; domain 7).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gsn_app.domain.parametre import Conservation
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import Refused

JUSTIFICATION_MIN = 10
#: months after the last act of an adult's rappel that nobody brought to its end
SANS_SUITE_MOIS = 12


class RegleConservation(StrEnum):
    """Which rule sets a date; stored with each erasure, in the nameless line that remains."""

    AVANCE = "avance"
    CLOTURE = "cloture"
    ARCHIVE = "archive"
    ABSENCE = "absence"
    RAPPEL_ADULTE = "rappel_adulte"
    SAISINE = "saisine"
    AGE = "age"
    DEMANDE = "demande"


class EtatConservation(StrEnum):
    """Where a thing stands before its date."""

    GARDEE = "gardee"
    AVERTIE = "avertie"
    IMMINENTE = "imminente"
    ECHUE = "echue"
    DEPASSEE = "depassee"


class ArchiveTooLong(Refused):
    """L’archive intermédiaire peut durer jusqu’au {plafond}, pas davantage : choisissez une date plus proche."""

    code = "CNS-01"


class ArchiveNotClosed(Refused):
    """Seule une situation clôturée, dont l’échéance n’est pas passée, peut être mise en archive."""

    code = "CNS-02"


class JustificationTooShort(Refused):
    """Écrivez la nécessité en dix caractères au moins : elle est conservée et contrôlée."""

    code = "CNS-03"


class AvanceNotEarlier(Refused):
    """L’effacement s’avance, il ne se recule pas : choisissez une date d’aujourd’hui au {echeance}."""

    code = "CNS-04"


@dataclass(frozen=True, order=True)
class Echeance:
    """Last day of keeping, and the rule that sets it."""

    jour: date
    regle: RegleConservation


@dataclass(frozen=True)
class FaitsConservation:
    """What the clock reads of a situation. ``absence``: it rests on school absence facts alone.

    ``archive_jusqu_au`` and ``avance`` are what coordonnateurs decided; neither goes past a cap.
    """

    naissance: date | None = None
    cloture: date | None = None
    archive_jusqu_au: date | None = None
    avance: date | None = None
    absence: bool = False


def add_months(day: date, months: int) -> date:
    """Same day ``months`` later, or the last day of that month when it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def end_of_school_year(day: date, fin: tuple[int, int]) -> date:
    """The first end of a school year, (month, day), on or after a day."""
    this = date(day.year, *fin)
    return this if day <= this else date(day.year + 1, *fin)


def age_cap(rules: Conservation, naissance: date) -> date:
    """Birthday after which nothing is kept; 28 February for those born on a 29th when the year has none."""
    return add_months(naissance, 12 * rules.age_maximum)


def compute_echeance(rules: Conservation, faits: FaitsConservation) -> Echeance | None:
    """The date of a situation and its rule; None while it is open and no birth is known."""
    found = []
    if faits.naissance is not None:
        found.append(Echeance(age_cap(rules, faits.naissance), RegleConservation.AGE))
    if faits.cloture is not None:
        found.append(_after_closure(rules, faits.cloture, faits.archive_jusqu_au))
        if faits.avance is not None:
            found.append(Echeance(faits.avance, RegleConservation.AVANCE))
        if faits.absence:
            found.append(absence_echeance(rules, faits.cloture))
    return min(found, default=None)


def _after_closure(rules: Conservation, cloture: date, archive: date | None) -> Echeance:
    ordinary = add_months(cloture, rules.apres_cloture_mois)
    if archive is None or archive <= ordinary:
        return Echeance(ordinary, RegleConservation.CLOTURE)
    return Echeance(min(archive, archive_cap(rules, cloture)), RegleConservation.ARCHIVE)


def archive_cap(rules: Conservation, cloture: date) -> date:
    """Last day an archive intermédiaire may reach after a closure, the other caps left aside."""
    return add_months(cloture, max(rules.archive_mois, rules.apres_cloture_mois))


def absence_echeance(rules: Conservation, fait: date) -> Echeance:
    """School absence facts end with the school year in which they fell."""
    return Echeance(end_of_school_year(fait, rules.absence_fin_annee_scolaire), RegleConservation.ABSENCE)


def rappel_adulte_echeance(rules: Conservation, parquet_informe: date) -> Echeance:
    """A rappel of an adult (separate dossier): months after the return to the parquet."""
    return Echeance(add_months(parquet_informe, rules.rappel_adulte_mois), RegleConservation.RAPPEL_ADULTE)


def rappel_adulte_sans_suite(dernier_acte: date) -> Echeance:
    """A rappel of an adult left without return to the parquet: a year after the last act (decision 0250)."""
    return Echeance(add_months(dernier_acte, SANS_SUITE_MOIS), RegleConservation.RAPPEL_ADULTE)


def saisine_echeance(rules: Conservation, suite: date | None, naissance: date | None) -> Echeance | None:
    """A saisine: as a situation is kept after closure, from the day it was set aside; the age cap holds for all."""
    found = [] if naissance is None else [Echeance(age_cap(rules, naissance), RegleConservation.AGE)]
    if suite is not None:
        found.append(Echeance(add_months(suite, rules.apres_cloture_mois), RegleConservation.SAISINE))
    return min(found, default=None)


def brouillon_echeance(rules: Conservation, modifie: date) -> date:
    """Last day of a draft nobody touched since ``modifie``."""
    return modifie + timedelta(days=rules.brouillon_jours)


def state_of(rules: Conservation, echeance: Echeance | None, jour: date) -> EtatConservation:
    """Where a thing stands on a day: the widest warning announces, the narrowest one is imminent."""
    if echeance is None:
        return EtatConservation.GARDEE
    left = (echeance.jour - jour).days
    if left < 0:
        return EtatConservation.DEPASSEE
    if left == 0:
        return EtatConservation.ECHUE
    if left <= min(rules.avertissements_jours):
        return EtatConservation.IMMINENTE
    return EtatConservation.AVERTIE if left <= max(rules.avertissements_jours) else EtatConservation.GARDEE


def is_overdue(echeance: Echeance | None, jour: date) -> bool:
    """True from the day after the date: reading is refused."""
    return echeance is not None and jour > echeance.jour


def is_erasable(echeance: Echeance | None, jour: date) -> bool:
    """True on the date itself and after: before it, the date must be brought forward first."""
    return echeance is not None and jour >= echeance.jour


def require_archive(
    rules: Conservation, faits: FaitsConservation, jusqu_au: date, motif: str, jour: date
) -> str:
    """Check an archive intermédiaire (AU-038 art. 5) and return its trimmed justification.

    Raises ArchiveNotClosed, JustificationTooShort, ArchiveTooLong (which names the last day possible).
    """
    if faits.cloture is None or is_overdue(compute_echeance(rules, faits), jour):
        raise ArchiveNotClosed()
    why = validate_texte("Nécessité", motif, 300)
    if len(why) < JUSTIFICATION_MIN:
        raise JustificationTooShort()
    longest = FaitsConservation(
        faits.naissance, faits.cloture, archive_cap(rules, faits.cloture), None, faits.absence
    )
    cap = compute_echeance(rules, longest)
    if cap is None or not jour <= jusqu_au <= cap.jour:
        raise ArchiveTooLong(plafond=f"{cap.jour:%d/%m/%Y}" if cap else "")
    return why


def require_avance(rules: Conservation, faits: FaitsConservation, avance: date, jour: date) -> None:
    """A date brought forward lies from today to the date in force; raises AvanceNotEarlier, ArchiveNotClosed."""
    if faits.cloture is None:
        raise ArchiveNotClosed()
    now = compute_echeance(rules, faits)
    if now is None or not jour <= avance <= now.jour:
        raise AvanceNotEarlier(echeance=f"{now.jour:%d/%m/%Y}" if now else "")
