"""The reader who keeps everything: integer feasibility (CP-SAT) over the released JSON files alone.

Written apart from the product: it imports nothing of ``gsn_app``. It knows every printed interval of every
edition, every exact total, and how many youths share each pattern of presence (the lots); it supposes that a
youth has one value of each attribute and keeps it, save in the versions it is told about.

It works in a process of its own: OR-tools and highspy carry two copies of the same C++ symbols and cannot be
loaded together.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

#: what "disclosed" means: surely somebody, surely fewer than FEW, known within NARROW
FEW, NARROW = 5, 3
#: a group is disclosed when all its members, or all but one, surely share a sensitive value
ALL_BUT = 1


@dataclass(frozen=True)
class Figure:
    """One printed figure: its elementary codes and what the print says of it."""

    edition: int
    attribute: str
    codes: frozenset[str]
    low: int
    high: int
    sensitive: bool


@dataclass(frozen=True)
class Disclosure:
    kind: str
    attribute: str
    codes: tuple[str, ...]
    group: tuple[str, ...]
    low: int
    high: int


def read_figures(released: Sequence[bytes]) -> tuple[list[Figure], list[int]]:
    """Figures and exact totals of the released files, in their order."""
    figures, totals = [], []
    for number, content in enumerate(released):
        edition = json.loads(content)["edition"]
        totals.append(edition["total"]["minimum"])
        assert edition["total"]["minimum"] == edition["total"]["maximum"]
        for table in edition["tableaux"]:
            variables = table["specification"]["variables"]
            if len(variables) != 1 or table["specification"]["unite"] != "jeunes":
                continue
            codes = {item["code"]: frozenset(item["codes"]) for item in variables[0]["categories"]}
            for cell in table["cellules"]:
                figures.append(
                    Figure(
                        number,
                        variables[0]["attribut"],
                        codes[cell["coordonnees"][0]],
                        cell["minimum"],
                        cell["maximum"],
                        variables[0]["sensible"],
                    )
                )
    return figures, totals


def join_codes(axes: Mapping[str, Sequence[str]], wanted: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Joint codes (« M|Centre ») of the youths whose attributes are among the wanted codes."""
    held = [sorted(set(wanted.get(name, codes)) & set(codes)) for name, codes in axes.items()]
    return frozenset("|".join(place) for place in itertools.product(*held))


def read_crossed(released: Sequence[bytes], axes: Mapping[str, Sequence[str]]) -> list[Figure]:
    """Every figure on these single-valued attributes, crossed or not, as figures on their joint codes."""
    figures = []
    for number, content in enumerate(released):
        for table in json.loads(content)["edition"]["tableaux"]:
            variables = table["specification"]["variables"]
            if not all(variable["attribut"] in axes and not variable["multiple"] for variable in variables):
                continue
            codes = [
                {item["code"]: item["codes"] for item in variable["categories"]} for variable in variables
            ]
            for cell in table["cellules"]:
                wanted = {
                    variable["attribut"]: held[part]
                    for variable, held, part in zip(variables, codes, cell["coordonnees"], strict=True)
                    if part != "*"
                }
                sensitive = any(v["sensible"] and v["attribut"] in wanted for v in variables)
                figures.append(
                    Figure(
                        number,
                        "×".join(axes),
                        join_codes(axes, wanted),
                        cell["minimum"],
                        cell["maximum"],
                        sensitive,
                    )
                )
    return figures


def count_lots(cohorts: Sequence[Iterable[str]]) -> dict[tuple[int, ...], int]:
    """How many youths were in exactly these editions."""
    presence: dict[str, list[int]] = defaultdict(list)
    for number, cohort in enumerate(cohorts):
        for youth in sorted(set(cohort)):
            presence[youth].append(number)
    lots: dict[tuple[int, ...], int] = defaultdict(int)
    for pattern in presence.values():
        lots[tuple(pattern)] += 1
    return dict(lots)


def attack(
    figures: Sequence[Figure],
    lots: Mapping[tuple[int, ...], int],
    editions: int,
    versions: Mapping[str, Sequence[int]] | None = None,
    lines: Sequence[tuple[frozenset[str], frozenset[str]]] = (),
) -> list[Disclosure]:
    """Every disclosure of a printed category on an edition, a lot or a difference of editions.

    ``lines``: (members, category among them) of a sensitive variable: do nearly all members share the category?
    """
    return _worker().submit(_attack, figures, lots, editions, versions, lines).result()


@cache
def _worker() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


def _attack(
    figures: Sequence[Figure],
    lots: Mapping[tuple[int, ...], int],
    editions: int,
    versions: Mapping[str, Sequence[int]] | None,
    lines: Sequence[tuple[frozenset[str], frozenset[str]]],
) -> list[Disclosure]:
    found = []
    for attribute in sorted({figure.attribute for figure in figures}):
        version = (versions or {}).get(attribute, [0] * editions)
        for which in sorted(set(version)):
            own = [f for f in figures if f.attribute == attribute and version[f.edition] == which]
            if own:
                found += _attack_attribute(attribute, own, lots, editions, lines)
    return found


def _attack_attribute(
    attribute: str,
    figures: Sequence[Figure],
    lots: Mapping[tuple[int, ...], int],
    editions: int,
    lines: Sequence[tuple[frozenset[str], frozenset[str]]],
) -> list[Disclosure]:
    from ortools.sat.python import cp_model

    codes = sorted(set().union(*(figure.codes for figure in figures)))
    model = cp_model.CpModel()
    count = {
        (lot, code): model.new_int_var(0, size, f"{lot}{code}")
        for lot, size in lots.items()
        for code in codes
    }
    for lot, size in lots.items():
        model.add(sum(count[lot, code] for code in codes) == size)
    for figure in figures:
        inside = [count[lot, code] for lot in lots if figure.edition in lot for code in sorted(figure.codes)]
        model.add_linear_constraint(sum(inside), figure.low, figure.high)
    groups: dict[frozenset[tuple[int, ...]], str] = {frozenset([lot]): f"lot {lot}" for lot in lots}
    for one in range(editions):
        groups.setdefault(frozenset(lot for lot in lots if one in lot), f"édition {one}")
        for other in range(editions):
            gap = frozenset(lot for lot in lots if one in lot and other not in lot)
            if gap:
                groups.setdefault(gap, f"{one} sans {other}")
    kinds: dict[frozenset[str], bool] = defaultdict(bool)
    for figure in figures:
        kinds[figure.codes] |= figure.sensitive
    for code in codes:
        kinds[frozenset([code])] |= any(f.sensitive and code in f.codes for f in figures)
    found = []
    lot_order, code_order = list(lots), {code: rank for rank, code in enumerate(codes)}
    seen: list[Any] = []
    for group, name in groups.items():
        size = sum(lots[lot] for lot in group)
        inside = [rank for rank, lot in enumerate(lot_order) if lot in group]
        for wanted, sensitive in kinds.items():
            columns = [code_order[code] for code in wanted]
            shown = [int(point[np.ix_(inside, columns)].sum()) for point in seen]
            hidden = shown and (min(shown) == 0 or max(shown) >= FEW or max(shown) - min(shown) >= NARROW)
            if hidden and (not sensitive or size <= ALL_BUT or size - min(shown) > ALL_BUT):
                continue  # what this reader saw already leaves the question open
            value = sum(count[lot, code] for lot in sorted(group) for code in sorted(wanted))
            low = _least(model, value, count, seen)
            if low == 0:
                continue
            high = -_least(model, -value, count, seen)
            label = (name, str(size))
            if high < FEW and high - low < NARROW:
                found.append(Disclosure("seul", attribute, tuple(sorted(wanted)), label, low, high))
            if sensitive and size > ALL_BUT and size - low <= ALL_BUT:
                found.append(Disclosure("groupe", attribute, tuple(sorted(wanted)), label, low, high))
        for members, category in lines:

            def total(wanted: frozenset[str], own: frozenset[tuple[int, ...]] = group) -> Any:
                return sum(count[lot, code] for lot in sorted(own) for code in sorted(wanted))

            if -_least(model, -total(members - category), count, seen) <= ALL_BUT:
                most = -_least(model, -total(members), count, seen)
                if most > ALL_BUT:
                    found.append(
                        Disclosure("groupe", attribute, tuple(sorted(category)), (name, "ligne"), 0, most)
                    )
    return found


def _least(model: Any, value: Any, count: Mapping[Any, Any], seen: list[Any]) -> int:
    """Least value of a sum; the whole point that shows it joins ``seen``, lots by codes."""
    from ortools.sat.python import cp_model

    model.minimize(value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    assert solver.solve(model) == cp_model.OPTIMAL, "what was printed contradicts itself"
    codes = len({code for _, code in count})
    seen.append(np.array([solver.value(one) for one in count.values()]).reshape(-1, codes))
    return round(solver.objective_value)
