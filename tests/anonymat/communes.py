"""Generated communes over two years of quarters, our editions of them, and those of three naive methods."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from gsn_app.anonymat.cohorte import select_cohort
from gsn_app.anonymat.compteur import count_erased, erase_on_request, select_counters
from gsn_app.anonymat.export_json import write_json
from gsn_app.anonymat.preparation import prepare_edition
from gsn_app.domain.edition import LigneCodee, Parametres, Periode, Registre
from tests.anonymat.attaquant import Disclosure, Figure, attack, count_lots, read_figures
from tests.anonymat.donnees import INSTANCE, declared_tables

QUARTERS = 8
_CHOICES = {
    "motif": ["ABS", "ABS", "DEC", "CMP", "CMP", "DSC", "HAR", "INC"],
    "origine": ["EN", "EN", "DEP", "PM", "PJJ", "FAM"],
    "mesure": ["SUI", "SUI", "MSC", "IP", "AUC", "RAO"],
    "suite": ["REA", "COU", "COU", "REF"],
    "tranche_age": ["moins de 12", "12-15", "12-15", "16-17", "18-20"],
    "sexe": ["M", "M", "M", "F"],
    "quartier": ["Centre", "Quartier A-Nord", "Quartier A-Sud", "Quartier B", "Hameau"],
    "cloture": ["SOL", "REL", "DEM", "", "", ""],
    "sortie": ["EMP", "FOR", "", "", ""],
    "suivi": ["OUI", "NON", "NON"],
}
#: what a later quarter may correct or bring
_MOVING = ("mesure", "suite", "motif", "cloture", "suivi")


@dataclass
class Commune:
    """Its live situations quarter after quarter, its register, and what left with who was counted."""

    seed: int
    draw: random.Random
    lignes: list[LigneCodee] = field(default_factory=list)
    registre: Registre = field(default_factory=Registre)
    released: list[bytes] = field(default_factory=list)
    cohorts: list[list[LigneCodee]] = field(default_factory=list)
    #: erased by retention, still counted by the edition of these years
    erased: dict[str, tuple[LigneCodee, set[str]]] = field(default_factory=dict)
    seen: list[list[LigneCodee]] = field(default_factory=list)
    editions: int = 0


def quarter_days(number: int) -> tuple[date, date]:
    """First and last day of the quarter, from 2016 on."""
    first = date(2016 + number // 4, 1 + 3 * (number % 4), 1)
    after = date(2016 + (number + 1) // 4, 1 + 3 * ((number + 1) % 4), 1)
    return first, after - timedelta(days=1)


def live_two_years(seed: int) -> Commune:
    """Arrivals, departures, corrections and purges over eight quarters; an edition is asked at each end."""
    commune = Commune(seed, random.Random(seed))
    draw = commune.draw
    arrive(commune, draw.randint(15, 80), quarter_days(0)[0])
    for number in range(QUARTERS):
        first, last = quarter_days(number)
        if number:
            arrive(commune, draw.choice([0, 1, 3, 6, 12]), first)
            leave(commune, draw.choice([0, 1, 4, 7]), first)
            correct(commune, draw.choice([0, 0, 1, 6, 10]))
            purge(commune, first)
        ask_edition(commune, number, last)
    return commune


def arrive(commune: Commune, how_many: int, day: date) -> None:
    for _ in range(how_many):
        coded = {name: (commune.draw.choice(values),) for name, values in _CHOICES.items()}
        key = f"{commune.seed}-{commune.editions}-{len(commune.lignes)}-{commune.draw.random():.9f}"
        commune.lignes.append(LigneCodee(f"s{key}", f"j{key}", INSTANCE, day, None, coded))


def leave(commune: Commune, how_many: int, day: date) -> None:
    opened = [rank for rank, ligne in enumerate(commune.lignes) if ligne.fin is None]
    for rank in commune.draw.sample(opened, min(how_many, len(opened))):
        commune.lignes[rank] = replace(commune.lignes[rank], fin=day)


def correct(commune: Commune, how_many: int) -> None:
    for rank in commune.draw.sample(range(len(commune.lignes)), min(how_many, len(commune.lignes))):
        name = commune.draw.choice(_MOVING)
        coded = {**commune.lignes[rank].attributs, name: (commune.draw.choice(_CHOICES[name]),)}
        commune.lignes[rank] = replace(commune.lignes[rank], attributs=coded)


def purge(commune: Commune, today: date) -> None:
    """Closed for three months: erased by retention; now and then one asks to be erased."""
    for ligne in [one for one in commune.lignes if one.fin and one.fin < today - timedelta(days=85)]:
        before = {id(c) for c in commune.registre.compteurs}
        commune.registre = count_erased(commune.registre, [ligne], declared_tables(), fin_annee=today.year)
        if {id(c) for c in commune.registre.compteurs} != before:
            done = {y for e in commune.registre.editions for y in e.edition.periode.exercices}
            end = ligne.fin.year if ligne.fin else today.year
            years = {str(y) for y in range(ligne.debut.year, end + 1)} - done
            commune.erased[ligne.jeune] = (ligne, years)
        commune.lignes.remove(ligne)
    if commune.lignes and commune.draw.random() < 0.3:
        gone = commune.draw.choice(commune.lignes)
        commune.registre = erase_on_request(commune.registre, gone.jeune)
        commune.lignes.remove(gone)


def ask_edition(commune: Commune, number: int, last: date) -> None:
    """A quarter's edition, or the year's at its end."""
    year = str(last.year)
    periode = Periode(f"trimestre {number}", quarter_days(number)[0], last)
    if number % 4 == 3:
        periode = Periode(f"année {year}", date(last.year, 1, 1), last, (year,))
    counted = select_counters(commune.registre, INSTANCE, periode)
    outcome = prepare_edition(
        declared_tables(),
        Parametres(),
        commune.lignes,
        commune.registre,
        titre=periode.libelle,
        instance=INSTANCE,
        periode=periode,
        date_edition=last,
    )
    cohort = list(select_cohort(commune.lignes, INSTANCE, periode))
    if counted:
        cohort += [ligne for ligne, years in commune.erased.values() if year in years]
    commune.seen.append(cohort)
    commune.editions += 1
    if outcome.edition is not None and outcome.registre_suivant is not None:
        commune.registre = outcome.registre_suivant
        commune.released.append(write_json(outcome.edition))
        commune.cohorts.append(cohort)


def attack_ours(commune: Commune) -> list[Disclosure]:
    """What the reader of every released file of the commune can prove."""
    if not commune.released:
        return []
    figures, totals = read_figures(commune.released)
    assert totals == [len({ligne.jeune for ligne in cohort}) for cohort in commune.cohorts]
    names = sorted({name for past in commune.registre.editions for name in past.epoques})
    versions = {name: [p.epoques.get(name, 0) for p in commune.registre.editions] for name in names}
    lots = count_lots([[ligne.jeune for ligne in cohort] for cohort in commune.cohorts])
    return attack(figures, lots, len(totals), versions)


def mask_nothing(counts: dict[str, int], _draw: random.Random) -> dict[str, tuple[int, int]]:
    """Plain counts."""
    return {code: (count, count) for code, count in counts.items()}


def suppress_small(counts: dict[str, int], _draw: random.Random) -> dict[str, tuple[int, int]]:
    """Counts of 1 to 4 left out, and nothing else: the total gives them back."""
    return {code: (1, 4) if 0 < count < 5 else (count, count) for code, count in counts.items()}


def round_naively(counts: dict[str, int], _draw: random.Random) -> dict[str, tuple[int, int]]:
    """Nearest multiple of 5, whatever the count, in every edition."""
    return {c: (max(0, 5 * ((n + 2) // 5) - 2), 5 * ((n + 2) // 5) + 2) for c, n in counts.items()}


NAIVE: dict[str, Callable[[dict[str, int], random.Random], dict[str, tuple[int, int]]]] = {
    "comptes nus": mask_nothing,
    "petites cases retirées": suppress_small,
    "arrondi à 5": round_naively,
}


def attack_naive(commune: Commune, method: str, editions: int = 2) -> list[Disclosure]:
    """The same reader against a naive method on the first quarters, corrections left out."""
    latest = {ligne.jeune: ligne for cohort in commune.seen[:editions] for ligne in cohort}
    figures = []
    cohorts = [sorted({ligne.jeune for ligne in cohort}) for cohort in commune.seen[:editions]]
    for number, cohort in enumerate(cohorts):
        for attribute in ("motif", "origine", "mesure"):
            counted = Counter(latest[jeune].attributs[attribute][0] for jeune in cohort)
            counts = {code: counted[code] for code in sorted(set(_CHOICES[attribute]))}
            printed = NAIVE[method](counts, commune.draw)
            figures += [Figure(number, attribute, frozenset([c]), *ends, True) for c, ends in printed.items()]
    return attack(figures, count_lots(cohorts), editions)


def count_refused(communes: Sequence[Commune]) -> int:
    """Editions asked for that did not leave."""
    return sum(commune.editions - len(commune.released) for commune in communes)
