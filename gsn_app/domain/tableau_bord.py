"""The figures a member sees of what they may read: open, ages, durations, échéances, référents, months; body by body.

Exact numbers, for inside only: nothing of it leaves (the report has rules of its own, C7).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from gsn_app.domain.conservation import add_months
from gsn_app.domain.situation import EtatSituation, SituationResume, age_on

MOIS = 12
TRENTE_JOURS = 30
#: durations of an open follow-up, in months, upper bound excluded
DUREES = (
    (3, "Moins de 3 mois"),
    (6, "De 3 à 6 mois"),
    (12, "De 6 à 12 mois"),
    (10_000, "Plus d’un an"),
)
ECHEANCES = ("Dépassée", "Sous 30 jours", "Plus tard", "Sans date")


@dataclass(frozen=True)
class Tranche:
    """One age band, completed years, both bounds included; ``age_max`` None = and more."""

    libelle: str
    age_min: int
    age_max: int | None


@dataclass(frozen=True)
class Echeance:
    """One date to come or passed of an open situation."""

    situation_id: str
    nom: str
    jour: str
    instance_id: str


@dataclass(frozen=True)
class Presence:
    """At how many of the séances held over twelve months somebody of an institution was present."""

    institution: str
    presentes: int
    seances: int


@dataclass(frozen=True)
class TableauInstance:
    """Figures of one body. Each series is (label, number), in the order it is read, zeros kept."""

    instance_id: str
    ouvertes: int
    cloturees: int
    sorties_positives: int
    avec_referent: int
    ages: tuple[tuple[str, int], ...]
    durees: tuple[tuple[str, int], ...]
    echeances: tuple[tuple[str, int], ...]
    #: ("2026-11", opened, closed), oldest first, twelve months
    mois: tuple[tuple[str, int, int], ...]
    prochaines: tuple[Echeance, ...] = ()
    presences: tuple[Presence, ...] = field(default=())


def build_tableau(
    instance_id: str, resumes: Iterable[SituationResume], tranches: Sequence[Tranche], jour: date,
    presences: Sequence[Presence] = (),
) -> TableauInstance:  # fmt: skip
    """Count the situations of one body that the reader's keys opened; closures over twelve months."""
    mine = [r for r in resumes if r.typologie.instance_id == instance_id]
    debut = first_day(jour).isoformat()
    ouvertes = [r for r in mine if r.typologie.etat is EtatSituation.OUVERTE]
    closes = [
        r for r in mine
        if r.typologie.etat is EtatSituation.CLOTUREE and r.typologie.date_cloture >= debut
    ]  # fmt: skip
    return TableauInstance(
        instance_id, len(ouvertes), len(closes), sum(bool(r.typologie.sortie_positive) for r in closes),
        sum(bool(r.typologie.referent_id) for r in ouvertes),
        tuple((t.libelle, sum(_in_band(r, t, jour) for r in ouvertes)) for t in tranches),
        _count_durees(ouvertes, jour), _count_echeances(ouvertes, jour), _count_months(mine, jour),
        tuple(
            Echeance(r.id, f"{r.personne.prenom} {r.personne.nom}", r.typologie.echeance, instance_id)
            for r in sorted(ouvertes, key=lambda r: r.typologie.echeance) if r.typologie.echeance
        ),
        tuple(presences),
    )  # fmt: skip


def _in_band(resume: SituationResume, tranche: Tranche, jour: date) -> bool:
    age = age_on(date.fromisoformat(resume.personne.date_naissance), jour)
    return tranche.age_min <= age and (tranche.age_max is None or age <= tranche.age_max)


def _count_durees(ouvertes: Sequence[SituationResume], jour: date) -> tuple[tuple[str, int], ...]:
    counts = dict.fromkeys((label for _, label in DUREES), 0)
    for resume in ouvertes:
        debut = date.fromisoformat(resume.typologie.date_ouverture)
        counts[next(label for mois, label in DUREES if mois > 9_999 or add_months(debut, mois) > jour)] += 1
    return tuple(counts.items())


def _count_echeances(ouvertes: Sequence[SituationResume], jour: date) -> tuple[tuple[str, int], ...]:
    counts = dict.fromkeys(ECHEANCES, 0)
    today, soon = jour.isoformat(), (jour + timedelta(days=TRENTE_JOURS)).isoformat()
    for resume in ouvertes:
        day = resume.typologie.echeance
        late, near, later, never = ECHEANCES
        counts[never if not day else late if day < today else near if day <= soon else later] += 1
    return tuple(counts.items())


def _count_months(mine: Sequence[SituationResume], jour: date) -> tuple[tuple[str, int, int], ...]:
    found = []
    for shift in range(MOIS - 1, -1, -1):
        month = add_months(jour.replace(day=1), -shift).isoformat()[:7]
        opened = sum(r.typologie.date_ouverture.startswith(month) for r in mine)
        closed = sum(r.typologie.date_cloture.startswith(month) for r in mine)
        found.append((month, opened, closed))
    return tuple(found)


def count_presences(seances: Iterable[Sequence[str]], institutions: Iterable[str]) -> tuple[Presence, ...]:
    """From the institutions present at each séance; ``institutions``: those of the body, absent ones kept at zero."""
    held = [set(there) for there in seances]
    names = sorted({*institutions, *(name for there in held for name in there)}, key=str.casefold)
    return (
        tuple(Presence(name, sum(name in there for there in held), len(held)) for name in names)
        if held
        else ()
    )


def first_day(jour: date) -> date:
    """First day of the twelve months counted."""
    return add_months(jour.replace(day=1), 1 - MOIS)
