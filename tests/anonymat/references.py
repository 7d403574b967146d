"""Published methods, as references: each prints tables of one edition alone and knows nothing of the others.

- *Plain rounding to 5*: the nearest multiple of 5, every cell and margin alone.
- *NHS rule* (HES analysis guide of NHS England): zero is printed, 1 to 7 is a mask, the rest the nearest multiple of 5.
- *Controlled rounding to 5* (zero-restricted; the « rounder » of τ-ARGUS): floors and ceilings that add up.
- *Optimal cell suppression* (model of Fischetti and Salazar-González, 2001, that of τ-ARGUS): the fewest cells to leave
  out so that no reader knows a small one within W from all the levels of the attribute and the exact total. Solved to
  optimality by HiGHS; attributes with several values add up to nothing, and only their small cells are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import highspy
import numpy as np

from gsn_app.anonymat.cohorte import count_cells, merge_youths
from gsn_app.domain.edition import LigneCodee, Parametres, SpecificationTableau

Place = tuple[str, ...]
Cells = dict[Place, tuple[int, int]]
Method = Callable[[Sequence[Sequence[LigneCodee]], Sequence[SpecificationTableau]], list[dict[str, Cells]]]
P = Parametres()
_INFINITE = highspy.kHighsInf


def round_plainly(counts: Mapping[Place, int]) -> Cells:
    """Nearest multiple of the base, whatever the count."""
    return {place: _nearest(count) for place, count in counts.items()}


def _nearest(count: int) -> tuple[int, int]:
    value = P.base * ((count + P.base // 2) // P.base)
    return max(0, value - P.base // 2), value + P.base // 2


def follow_nhs(counts: Mapping[Place, int]) -> Cells:
    """Zero as it is, a mask from 1 to 7, nearest multiple of 5 above."""
    return {
        place: (0, 0) if count == 0 else (1, P.seuil - 1) if count < P.seuil else _nearest(count)
        for place, count in counts.items()
    }


def round_together(counts: Mapping[Place, int]) -> Cells:
    """Zero-restricted controlled rounding of one table: floors and ceilings that add up to the rounded total."""
    base = P.base
    low = {place: base * (count // base) for place, count in counts.items()}
    target = base * round(sum(counts.values()) / base)
    missing = (target - sum(low.values())) // base
    by_rest = sorted(counts, key=lambda place: (-(counts[place] % base), place))
    up = [place for place in by_rest if counts[place] % base][: max(0, missing)]
    printed = {place: low[place] + (base if place in up else 0) for place in counts}
    return {p: (max(0, value - base + 1), value + base - 1) for p, value in printed.items()}


def print_each(method: Callable[[Mapping[Place, int]], Cells]) -> Method:
    """A reference, table by table and edition by edition."""

    def printed(
        cohorts: Sequence[Sequence[LigneCodee]], specs: Sequence[SpecificationTableau]
    ) -> list[dict[str, Cells]]:
        return [
            {spec.code: method(count_cells(spec, merge_youths(lignes, specs))) for spec in specs}
            for lignes in cohorts
        ]

    return printed


def suppress_optimally(
    cohorts: Sequence[Sequence[LigneCodee]], specs: Sequence[SpecificationTableau]
) -> list[dict[str, Cells]]:
    """Optimal suppression of the tables of each attribute together; what is left out has the interval (0, total)."""
    told = []
    for lignes in cohorts:
        members = merge_youths(lignes, specs)
        tables: dict[str, Cells] = {}
        for name in dict.fromkeys(spec.variables[0].attribut for spec in specs):
            own = [spec for spec in specs if spec.variables[0].attribut == name]
            counts = {(s.code, place): n for s in own for place, n in count_cells(s, members).items()}
            hidden = {cell for cell, count in counts.items() if count < P.seuil}
            if not own[0].variables[0].multiple:
                hidden = choose_hidden(counts, list_sums(own), len(members))
            for (code, place), count in counts.items():
                interval = (0, len(members)) if (code, place) in hidden else (count, count)
                tables.setdefault(code, {})[place] = interval
        told.append({spec.code: tables[spec.code] for spec in specs})
    return told


Cell = tuple[str, Place]


def list_sums(specs: Sequence[SpecificationTableau]) -> list[tuple[list[Cell], list[Cell]]]:
    """What adds up: the cells of a sum and its result (none: the exact total)."""
    sums: list[tuple[list[Cell], list[Cell]]] = [
        ([(spec.code, (item.code,)) for item in spec.variables[0].categories], []) for spec in specs
    ]
    for outer in specs:
        for inner in specs:
            for item in outer.variables[0].categories if inner is not outer else ():
                parts = [c for c in inner.variables[0].categories if set(c.codes) <= set(item.codes)]
                if parts and {code for c in parts for code in c.codes} == set(item.codes):
                    sums.append(([(inner.code, (c.code,)) for c in parts], [(outer.code, (item.code,))]))
    return sums


def choose_hidden(
    counts: Mapping[Cell, int], sums: Sequence[tuple[list[Cell], list[Cell]]], total: int
) -> set[Cell]:
    """The fewest cells to leave out (largest counts kept first) so that each small one ranges over W at least.

    For each small cell, two tables that agree with what stays printed, at least W apart in that cell.
    """
    cells = list(counts)
    at = {cell: number for number, cell in enumerate(cells)}
    small = [cell for cell in cells if counts[cell] < P.seuil]
    width, solver = len(cells), highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    for cell in cells:
        solver.addVar(1.0 if cell in small else 0.0, 1.0)
    for _ in range(2 * len(small) * width):
        solver.addVar(0.0, float(total))
    for number, cell in enumerate(cells):
        solver.changeColCost(number, 1.0 + counts[cell] / (10.0 * max(1, total)))
        solver.changeColIntegrality(number, highspy.HighsVarType.kInteger)

    def row(low: float, top: float, index: list[int], value: list[float]) -> None:
        solver.addRow(low, top, len(index), np.array(index, dtype=np.int32), np.array(value))

    for rank, cell in enumerate(small):
        starts = [width * (1 + 2 * rank), width * (2 + 2 * rank)]
        for start in starts:
            for number, own in enumerate(cells):
                count = float(counts[own])
                row(count, _INFINITE, [start + number, number], [1.0, count])
                row(-_INFINITE, count, [start + number, number], [1.0, count - total])
            for parts, whole in sums:
                index = [start + at[c] for c in (*parts, *whole)]
                right = 0.0 if whole else float(total)
                row(right, right, index, [1.0] * len(parts) + [-1.0] * len(whole))
        row(float(P.w), _INFINITE, [starts[1] + at[cell], starts[0] + at[cell]], [1.0, -1.0])
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return set(cells)
    point = solver.getSolution().col_value
    return {cell for number, cell in enumerate(cells) if point[number] > 0.5}
