"""P7: the yearly report on 2,000 situations, every shipped table with its whole lists, checked against 20 earlier releases.

Run: ``python -m tests.bench.bench_rapport [n [repeats [earlier releases]]]``. Each line gives the whole preparation, the time spent inside
the solver alone (measured in the same run) and their ratio, for n/4, n/2 and n, then the growth exponent.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
import time
from datetime import date, timedelta

from gsn_app.actions.ligne_codee import list_tableaux
from gsn_app.anonymat import solveur
from gsn_app.anonymat.preparation import prepare_edition
from gsn_app.domain.edition import LigneCodee, Parametres, Periode, Registre
from tests.anonymat.donnees import INSTANCE

EARLIER = 20
_QUARTER = timedelta(days=91)
_START = date(2020, 1, 1)


class SolverClock:
    """Wraps the solver's own run, and nothing else, in a stopwatch."""

    def __init__(self) -> None:
        self.seconds, self.runs = 0.0, 0
        inner = solveur.Programme._solve

        def timed(programme: solveur.Programme, solver: object, cost: solveur.Vector) -> solveur.Optimum:
            start = time.perf_counter()
            try:
                return inner(programme, solver, cost)
            finally:
                self.seconds += time.perf_counter() - start
                self.runs += 1

        solveur.Programme._solve = timed  # type: ignore[method-assign, assignment]


def list_codes() -> dict[str, list[str]]:
    """Elementary codes of every attribute, of youths and of acts, that the shipped tables count."""
    codes: dict[str, list[str]] = {}
    for spec in list_tableaux():
        for variable in spec.variables:
            held = [code for item in variable.categories for code in item.codes if code]
            if len(held) > len(codes.get(variable.attribut, [])):
                codes[variable.attribut] = held
    return codes


def draw_situations(number: int, seed: int, quarters: int = EARLIER + 1) -> list[LigneCodee]:
    """``number`` youths followed two quarters to two years each, over the quarters."""
    draw = random.Random(seed)
    lists = list_codes()
    acts = [name for name in lists if name.startswith("acte")]
    lignes = []
    for rank in range(number):
        debut = _START + timedelta(days=draw.randrange(quarters * 91))
        coded = {}
        for name, values in lists.items():
            if name not in acts:
                weights = [1 / (1 + position % 7) for position in range(len(values))]
                coded[name] = tuple(draw.choices(values, weights))
        coded["mesure"] = tuple(sorted({*coded["mesure"], *draw.choices(["SUI", "MSC", "RAO"], k=1)}))
        if draw.random() < 0.7:
            coded["sortie"] = ()
        made = {draw.choice(lists[name]): rank % 3 for name in acts}
        fin = debut + timedelta(days=draw.randrange(180, 730))
        lignes.append(LigneCodee(f"s{rank}", f"j{rank}", INSTANCE, debut, fin, coded, made))
    return lignes


def quarter(number: int) -> Periode:
    debut = _START + number * _QUARTER
    return Periode(f"trimestre {number}", debut, debut + _QUARTER - timedelta(days=1))


def prepare(lignes: list[LigneCodee], registre: Registre, periode: Periode) -> Registre:
    outcome = prepare_edition(
        list_tableaux(),
        Parametres(),
        lignes,
        registre,
        titre=periode.libelle,
        instance=INSTANCE,
        periode=periode,
        date_edition=periode.fin,
    )
    if outcome.registre_suivant is None:
        print("   refus :", [item.code for item in outcome.refus])
        return registre
    return outcome.registre_suivant


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    earlier = int(sys.argv[3]) if len(sys.argv) > 3 else EARLIER
    clock = SolverClock()
    print(
        f"{'n':>6} {'éditions':>8} {'tableaux':>8} {'médiane s':>10} {'max s':>7} "
        f"{'solveur s':>10} {'ratio':>6} programmes"
    )
    seen: list[tuple[int, float]] = []
    for number in (size // 4, size // 2, size):
        lignes = draw_situations(number, seed=5, quarters=earlier + 1)
        registre = Registre()
        for past in range(earlier):
            registre = prepare(lignes, registre, quarter(past))
        whole = Periode("toutes les années", _START, quarter(earlier).fin)
        times, inside = [], []
        tables = 0
        for _ in range(repeats):
            clock.seconds, clock.runs = 0.0, 0
            start = time.perf_counter()
            after = prepare(lignes, registre, whole)
            times.append(time.perf_counter() - start)
            inside.append(clock.seconds)
            tables = (
                len(after.editions[-1].edition.tableaux)
                if len(after.editions) > len(registre.editions)
                else 0
            )
        median, alone = statistics.median(times), max(1e-9, statistics.median(inside))
        print(
            f"{number:>6} {len(registre.editions):>8} {tables:>8} {median:>10.2f} {max(times):>7.2f} "
            f"{alone:>10.2f} {median / alone:>6.2f} {clock.runs}",
            flush=True,
        )
        seen.append((number, median))
    exponent = math.log(seen[-1][1] / seen[0][1]) / math.log(seen[-1][0] / seen[0][0])
    print(f"croissance : n^{exponent:.2f} ; budget P7 : 10 s")


if __name__ == "__main__":
    main()
