"""The audit's verdict is the true one: every possible world is enumerated beside it, on small cases."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gsn_app.anonymat.audit import audit_component, exact_bounds
from gsn_app.anonymat.modele import Impression, build_components
from gsn_app.domain.edition import (
    TOUS,
    Categorie,
    CellulePubliee,
    Parametres,
    SpecificationTableau,
    TableauPublie,
    Variable,
)

P = Parametres()
#: a youth, as the codes they hold for each attribute
Youth = Mapping[str, frozenset[str]]


def variable(attribut: str, groups: str, *, niveau: str = "detail", multiple: bool = False) -> Variable:
    """``groups`` such as "a b" or "ab c": one category per word, one code per letter."""
    categories = tuple(Categorie(word, word, tuple(word)) for word in groups.split())
    return Variable(attribut, niveau, attribut, categories, multiple, True)


def table(
    code: str, variables: Sequence[Variable], intervals: Mapping[tuple[str, ...], tuple[int, int]]
) -> TableauPublie:
    cells = tuple(CellulePubliee(place, low, high, "") for place, (low, high) in intervals.items())
    return TableauPublie(SpecificationTableau(code, code, tuple(variables)), False, cells)


def places(variables: Sequence[Variable]) -> list[tuple[str, ...]]:
    axes = [[item.code for item in v.categories] for v in variables]
    if len(axes) > 1:
        axes = [[*axis, TOUS] for axis in axes]
    return [place for place in itertools.product(*axes) if any(part != TOUS for part in place)]


def is_in(youth: Youth, variables: Sequence[Variable], place: Sequence[str]) -> bool:
    return all(
        part == TOUS or youth[v.attribut] & set(part) for v, part in zip(variables, place, strict=True)
    )


def worlds(kinds: Sequence[Youth], lots: Mapping[int, int]) -> Iterator[dict[int, Counter[int]]]:
    """Every way to fill the lots with kinds of youths."""
    per_lot = [
        [Counter(chosen) for chosen in itertools.combinations_with_replacement(range(len(kinds)), size)]
        for size in lots.values()
    ]
    for filled in itertools.product(*per_lot):
        yield dict(zip(lots, filled, strict=True))


Question = tuple[tuple[Variable, ...], tuple[str, ...]]


def enumerate_verdict(
    kinds: Sequence[Youth],
    lots: Mapping[int, int],
    printed: Sequence[Impression],
    questions: Sequence[Question],
) -> tuple[bool, dict[tuple[int, Question], tuple[int, int]]]:
    """True when something is disclosed, by definition, and the exact bounds of every question per edition."""
    tables = [(i.edition, i.tableau.specification.variables, i.tableau.cellules) for i in printed]
    last = max(bits.bit_length() for bits in lots)
    groups = {frozenset([bits]) for bits in lots}
    for one in range(last):
        groups.add(frozenset(bits for bits in lots if bits >> one & 1))
        groups |= {frozenset(b for b in lots if b >> one & 1 and not b >> other & 1) for other in range(last)}
    groups -= {frozenset()}

    def count(world: Mapping[int, Counter[int]], group: frozenset[int], asked: Question) -> int:
        return sum(
            number for bits in group for kind, number in world[bits].items() if is_in(kinds[kind], *asked)
        )

    possible = [
        world
        for world in worlds(kinds, lots)
        if all(
            cell.minimum
            <= count(world, frozenset(b for b in lots if b >> edition & 1), (own, cell.coordonnees))
            <= cell.maximum
            for edition, own, cells in tables
            for cell in cells
            if cell.maximum is not None
        )
    ]
    assert possible
    disclosed, bounds = False, {}
    for group in groups:
        size = sum(lots[bits] for bits in group)
        for asked in questions:
            seen = [count(world, group, asked) for world in possible]
            low, top = min(seen), max(seen)
            disclosed |= low >= 1 and top < P.k and top - low < P.w
            disclosed |= len(group) == 1 and low >= 1 and size - low < P.w
            for axis in range(len(asked[1])):
                if asked[1][axis] == TOUS:
                    continue
                line = (asked[0], (*asked[1][:axis], TOUS, *asked[1][axis + 1 :]))
                rest = [count(world, group, line) - n for world, n in zip(possible, seen, strict=True)]
                members = max(count(world, group, line) for world in possible)
                disclosed |= members > P.g and max(rest) <= P.g
            for edition in range(last):
                if group == frozenset(bits for bits in lots if bits >> edition & 1):
                    bounds[edition, asked] = (low, top)
    return disclosed, bounds


def check(
    kinds: Sequence[Youth],
    lots: Mapping[int, int],
    printed: Sequence[Impression],
    questions: Sequence[Question],
) -> bool:
    """Compare with the enumeration; returns the verdict, to make sure that both are met."""
    disclosed, _ = enumerate_verdict(kinds, lots, printed, questions)
    # by programs alone, then with whole points looked for by hand first
    for large in (1 << 30, 0):
        verdicts = [audit_component(c, lots, P, large=large) for c in build_components(printed)]
        assert "indécis" not in [verdict.rule for verdict in verdicts]
        assert any(not verdict.safe for verdict in verdicts) == disclosed
    return disclosed


def drawn_intervals(
    data: st.DataObject,
    truth: Mapping[int, Counter[int]],
    kinds: Sequence[Youth],
    edition: int,
    own: Sequence[Variable],
) -> dict[tuple[str, ...], tuple[int, int]]:
    intervals = {}
    for place in places(own):
        number = sum(
            n
            for bits, c in truth.items()
            if bits >> edition & 1
            for kind, n in c.items()
            if is_in(kinds[kind], own, place)
        )
        below, above = data.draw(st.integers(0, 3)), data.draw(st.integers(0, 3))
        intervals[place] = (max(0, number - below), number + above)
    return intervals


def drawn_truth(
    data: st.DataObject, kinds: Sequence[Youth], lots: Mapping[int, int]
) -> dict[int, Counter[int]]:
    return {
        bits: Counter(data.draw(st.lists(st.integers(0, len(kinds) - 1), min_size=size, max_size=size)))
        for bits, size in lots.items()
    }


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_one_attribute_over_two_editions(data: st.DataObject) -> None:
    kinds = [{"m": frozenset(code)} for code in "abc"]
    lots = {1: data.draw(st.integers(1, 4)), 2: data.draw(st.integers(1, 4)), 3: data.draw(st.integers(1, 5))}
    detail, family = (variable("m", "a b c"),), (variable("m", "ab c", niveau="famille"),)
    truth = drawn_truth(data, kinds, lots)
    printed = [
        Impression(edition, table(code, own, drawn_intervals(data, truth, kinds, edition, own)), {"m": 0}, 8)
        for edition, code, own in ((0, "detail", detail), (1, "famille", family))
    ]
    questions = [(own, place) for own in (detail, family) for place in places(own)]
    check(kinds, lots, printed, questions)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_crossed_tables_that_share_an_attribute(data: st.DataObject) -> None:
    kinds = [
        {"x": frozenset(a), "y": frozenset(b), "z": frozenset(c)}
        for a, b, c in itertools.product("ab", "cd", "ef")
    ]
    lots = {1: data.draw(st.integers(2, 5))}
    x, y, z = variable("x", "a b"), variable("y", "c d"), variable("z", "e f")
    truth = drawn_truth(data, kinds, lots)
    crossings = [(x, y), (y, z), (x, z)] if data.draw(st.booleans()) else [(x, y), (y, z)]
    printed = [
        Impression(
            0, table(str(rank), own, drawn_intervals(data, truth, kinds, 0, own)), {"x": 0, "y": 0, "z": 0}, 8
        )
        for rank, own in enumerate(crossings)
    ]
    check(kinds, lots, printed, [(own, place) for own in crossings for place in places(own)])


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_an_attribute_with_several_values(data: st.DataObject) -> None:
    subsets = [frozenset(s) for size in (1, 2, 3) for s in itertools.combinations("abc", size)]
    kinds = [{"m": held} for held in subsets]
    lots = {1: data.draw(st.integers(1, 3)), 3: data.draw(st.integers(1, 3))}
    detail = (variable("m", "a b c", multiple=True),)
    family = (variable("m", "ab c", niveau="famille", multiple=True),)
    truth = drawn_truth(data, kinds, lots)
    printed = [
        Impression(edition, table(code, own, drawn_intervals(data, truth, kinds, edition, own)), {"m": 0}, 8)
        for edition, code, own in ((0, "detail", detail), (1, "famille", family))
    ]
    questions = [(own, place) for own in (detail, family) for place in places(own)]
    disclosed, _ = enumerate_verdict(kinds, lots, printed, questions)
    several = [c for c in build_components(printed) if not c.supposed]
    for large in (1 << 30, 0):
        assert any(not audit_component(c, lots, P, large=large).safe for c in several) == disclosed


def test_bounds_are_those_of_the_enumeration() -> None:
    kinds = [{"m": frozenset(code)} for code in "abc"]
    own = (variable("m", "a b c"),)
    printed = [
        Impression(0, table("t", own, {("a",): (2, 4), ("b",): (0, 2), ("c",): (1, 2)}), {"m": 0}, 8),
        Impression(1, table("t", own, {("a",): (4, 6), ("b",): (0, 3), ("c",): (0, 1)}), {"m": 0}, 8),
    ]
    lots = {1: 1, 3: 4, 2: 2}
    _, bounds = enumerate_verdict(kinds, lots, printed, [(own, (code,)) for code in "abc"])
    (component,) = build_components(printed)
    for edition, (rank, code) in itertools.product((0, 1), enumerate("abc")):
        vector = np.zeros(3)
        vector[rank] = 1.0
        assert exact_bounds(component, lots, edition, vector) == bounds[edition, (own, (code,))]


def test_figures_that_contradict_each_other_are_never_called_safe() -> None:
    own = (variable("m", "a b"),)
    printed = [Impression(0, table("t", own, {("a",): (9, 9), ("b",): (0, 1)}), {"m": 0}, 8)]
    (component,) = build_components(printed)
    assert audit_component(component, {1: 20}, P).rule == "indécis"


def test_two_versions_of_an_attribute_are_not_added_up() -> None:
    own = (variable("m", "a b"),)
    printed = [
        Impression(0, table("t", own, {("a",): (30, 30), ("b",): (10, 10)}), {"m": 0}, 8),
        Impression(1, table("t", own, {("a",): (10, 10), ("b",): (30, 30)}), {"m": 1}, 8),
    ]
    assert [audit_component(c, {3: 40}, P).safe for c in build_components(printed)] == [True, True]
