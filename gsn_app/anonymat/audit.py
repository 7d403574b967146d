"""R6: the union audit. For every figure, on every lot and difference of editions, what could a reader prove?

A component that several editions print is searched (``recherche``). One printed by a single edition is solved
once, and the interval of any sub-group of d youths out of N is then exactly [max(0, L - (N - d)), min(d, U)].

Later editions will cut today's lots into smaller ones. By the same formula, a lot of s youths can be cut
without exposing anyone exactly when L = 0 or s - L >= W for every figure: that is asked at once (*room*), so
that a table released today never forbids the editions to come (decision 0020).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gsn_app.anonymat.modele import Composante
from gsn_app.anonymat.questions import list_differences
from gsn_app.anonymat.recherche import (
    LARGE,
    MOST_PROGRAMMES,
    Search,
    Tick,
    is_exposed,
    is_refuted,
    make_programme,
)
from gsn_app.anonymat.solveur import NoSolution, Programme, SolverUndecided, Vector
from gsn_app.domain.edition import Parametres


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome of the audit of a component: ``rule`` is empty when safe, else G1, G2 or « indécis »."""

    rule: str = ""

    @property
    def safe(self) -> bool:
        return not self.rule


def audit_component(
    component: Composante,
    lots: Mapping[int, int],
    parametres: Parametres,
    tick: Tick = lambda _: None,
    *,
    large: int = LARGE,
    most: int = MOST_PROGRAMMES,
) -> Verdict:
    """G1 and G2 on one component. ``lots``: youths per pattern over all editions, candidate included.

    From ``large`` unknowns on, whole points are looked for by hand before any program; the verdict is the same.
    After ``most`` programs the component is « indécis »: the table does not leave.
    """
    try:
        if len(component.editions) == 1:
            return _audit_single(component, lots, parametres, tick)
        if component.supposed and is_refuted(component, lots):
            return Verdict()
        return Verdict(Search(component, lots, parametres, tick, large, most).rule())
    except NoSolution:
        # a supposition the figures refute teaches nothing; known facts that clash must stop everything
        return Verdict("" if component.supposed else "indécis")
    except SolverUndecided:
        return Verdict("indécis")


def exact_bounds(
    component: Composante, lots: Mapping[int, int], edition: int, vector: Vector
) -> tuple[int, int]:
    """Exact [L, U] of one published figure of an edition. Raises ``SolverUndecided``."""
    patterns = [bits for bits in lots if any(bits >> number & 1 for number in component.editions)]
    programme = make_programme(component, patterns, [lots[bits] for bits in patterns])
    rows = np.array([float(bits >> edition & 1) for bits in patterns])
    cost = np.outer(rows, vector).ravel()
    return _exact(programme, cost), -_exact(programme, -cost)


def _exact(programme: Programme, cost: Vector) -> int:
    found = programme.minimize(cost)
    if not found.integral:
        found = programme.minimize_whole(cost)
    return round(found.value)


def _audit_single(
    component: Composante, lots: Mapping[int, int], parametres: Parametres, tick: Tick
) -> Verdict:
    edition = component.editions[0]
    total = sum(size for bits, size in lots.items() if bits >> edition & 1)
    programme = make_programme(component, [1 << edition], [total])
    for whole, vector in component.lines:
        tick(0.0)
        line = np.zeros(component.columns) if whole is None else whole
        room = total if whole is None else 0
        if room - _exact(programme, vector - line) <= parametres.g:
            largest = total if whole is None else -_exact(programme, -line)
            if largest > parametres.g:
                return Verdict("G2")
    inside = {total, *(size for bits, size in lots.items() if bits >> edition & 1)}
    inside |= {size for _, size in list_differences(lots, (edition,))}
    for vector in component.counts:
        tick(0.5)
        low = _exact(programme, vector)
        if low == 0:
            continue
        top = -_exact(programme, -vector)
        if total - low < parametres.w:
            return Verdict("G1")
        for size in sorted(inside):
            if is_exposed(max(0, low - (total - size)), min(size, top), parametres):
                return Verdict("G1")
    return Verdict()
