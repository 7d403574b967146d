"""Short cuts of the audit are believed only where the plain audit agrees: walks, groups of questions, refutations."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsn_app.anonymat.audit import audit_component
from gsn_app.anonymat.classes import publish_count
from gsn_app.anonymat.echange import Echanges
from gsn_app.anonymat.modele import Composante, Impression, build_components
from gsn_app.anonymat.questions import Questions
from gsn_app.anonymat.recherche import is_refuted, make_programme
from gsn_app.anonymat.regard import Regard
from gsn_app.anonymat.solveur import NoSolution
from gsn_app.anonymat.voisinage import Voisinage
from gsn_app.domain.edition import SpecificationTableau, TableauPublie, Variable
from tests.anonymat.test_audit import P, Youth, drawn_truth, is_in, places, variable

_SINGLE = [{"m": frozenset(code)} for code in "abcd"]
_SEVERAL = [{"m": frozenset(s)} for n in (1, 2) for s in itertools.combinations("abcd", n)]


def print_classes(
    code: str,
    own: Sequence[Variable],
    edition: int,
    truth: Mapping[int, Counter[int]],
    kinds: Sequence[Youth],
) -> Impression:
    """A table of true counts, printed by the method's own classes."""
    cells = []
    for place in places(own):
        number = sum(
            count
            for bits, held in truth.items()
            if bits >> edition & 1
            for kind, count in held.items()
            if is_in(kinds[kind], own, place)
        )
        cells.append(publish_count(number, P, place))
    table = TableauPublie(SpecificationTableau(code, code, tuple(own)), False, tuple(cells))
    return Impression(edition, table, {"m": 0}, 8)


@st.composite
def registers(draw: st.DrawFn, several: bool) -> tuple[Composante, dict[int, int]]:
    """Three editions of a detailed and a grouped table, by the method's classes, on a drawn truth."""
    kinds = _SEVERAL if several else _SINGLE
    lots = {
        bits: draw(st.integers(1, 12))
        for bits in draw(st.lists(st.integers(1, 7), min_size=3, max_size=6, unique=True))
    }
    lots[7] = lots.get(7, 0) + draw(st.integers(8, 30))
    weights = draw(st.sampled_from([[0, 1, 2, 3], [0, 0, 0, 1], [0, 0, 0, 0, 0, 1, 2]]))
    truth = {
        bits: Counter(
            draw(st.sampled_from(weights)) if not several else draw(st.integers(0, len(kinds) - 1))
            for _ in range(size)
        )
        for bits, size in lots.items()
    }
    detail = (variable("m", "a b c d", multiple=several),)
    family = (variable("m", "ab cd", niveau="famille", multiple=several),)
    printed = []
    for edition in range(3):
        printed.append(print_classes("famille", family, edition, truth, kinds))
        if edition != 1:
            printed.append(print_classes("detail", detail, edition, truth, kinds))
    components = [c for c in build_components(printed) if not c.supposed]
    return components[0], lots


@settings(max_examples=12, deadline=None)
@given(st.data())
@pytest.mark.parametrize("several", [False, True])
def test_the_verdict_is_that_of_the_programs_alone(several: bool, data: st.DataObject) -> None:
    component, lots = data.draw(registers(several))
    plain = audit_component(component, lots, P, large=1 << 30)
    assert audit_component(component, lots, P, large=0).safe == plain.safe


@settings(max_examples=12, deadline=None)
@given(st.data())
@pytest.mark.parametrize("several", [False, True])
def test_what_was_seen_by_hand_is_inside_the_exact_bounds(several: bool, data: st.DataObject) -> None:
    component, lots = data.draw(registers(several))
    patterns, sizes = list(lots), list(lots.values())
    questions = Questions(component, patterns, lots, P)
    Regard(component, patterns, sizes, questions, lambda _: None, P.k).look()
    programme = make_programme(component, patterns, sizes)
    for row, column in [(0, 0), (len(questions.groups) - 1, -1), (len(questions.groups) // 2, 1)]:
        cost = np.outer(questions.groups[row], questions.counts[:, column]).ravel()
        least = round(programme.minimize_whole(cost).value)
        most = -round(programme.minimize_whole(-cost).value)
        assert questions.low[row, column] >= least and questions.top[row, column] <= most


@settings(max_examples=12, deadline=None)
@given(st.data())
@pytest.mark.parametrize("several", [False, True])
def test_every_point_of_a_walk_agrees_with_all_that_was_printed(several: bool, data: st.DataObject) -> None:
    component, lots = data.draw(registers(several))
    around = Voisinage(component, list(lots), list(lots.values()))
    start = around.find_point(around.rake())
    if start is None:
        return
    walk = Echanges(around, start)
    for _ in range(6):
        inside = np.array(data.draw(st.lists(st.booleans(), min_size=len(lots), max_size=len(lots))))
        drawn = data.draw(st.sets(st.integers(0, len(walk.shifts) - 1), min_size=1))
        wanted = np.array(sorted(drawn), dtype=np.intp)
        before = walk.point.copy()
        move = walk.find_move(inside, wanted)
        if move is not None:
            assert inside[move.giver] and move.shift in wanted
            assert move.taker is None or not inside[move.taker]
            walk.make(move)
            assert around.is_possible(walk.point) and (walk.point != before).any()
    walk.restart()
    assert (walk.point == start).all()


def test_a_walk_never_starts_from_a_point_that_the_figures_refute() -> None:
    own = (variable("m", "a b c d"),)
    truth = {1: Counter({0: 20, 1: 12, 2: 9, 3: 9})}
    (component,) = build_components([print_classes("detail", own, 0, truth, _SINGLE)])
    around = Voisinage(component, [1], [50])
    with pytest.raises(ValueError, match="start"):
        Echanges(around, np.array([[50, 0, 0, 0]]))


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_guess_refuted_by_one_edition_is_refuted_by_all(data: st.DataObject) -> None:
    lots = {
        1: data.draw(st.integers(1, 9)),
        2: data.draw(st.integers(1, 9)),
        3: data.draw(st.integers(8, 20)),
    }
    truth = drawn_truth(data, _SEVERAL, lots)
    own = (variable("m", "a b c d", multiple=True),)
    printed = [print_classes("detail", own, edition, truth, _SEVERAL) for edition in (0, 1)]
    (component,) = [c for c in build_components(printed) if c.supposed]
    if is_refuted(component, lots):
        programme = make_programme(component, list(lots), list(lots.values()))
        with pytest.raises(NoSolution):
            programme.minimize(np.zeros(component.columns * len(lots)))


def test_a_guess_is_refuted_and_another_is_not() -> None:
    own = (variable("m", "a b c d", multiple=True),)
    everything = {3: Counter({9: 40})}
    alone = {3: Counter({0: 20, 1: 20})}
    for truth, refuted in ((everything, True), (alone, False)):
        printed = [print_classes("detail", own, edition, truth, _SEVERAL) for edition in (0, 1)]
        (component,) = [c for c in build_components(printed) if c.supposed]
        assert is_refuted(component, {3: 40}) == refuted
