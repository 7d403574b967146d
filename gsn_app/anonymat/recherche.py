"""The search for a provable figure in a component that several editions print (R6).

Whole points found by the solver (*witnesses*) show that a figure may be zero, large or wide open, and clear most
questions at once; the others get linear bounds, then integer programs where a linear bound is not reached.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gsn_app.anonymat.modele import Composante
from gsn_app.anonymat.questions import Questions
from gsn_app.anonymat.regard import Regard
from gsn_app.anonymat.solveur import NoSolution, Optimum, Programme, SolverUndecided, Vector
from gsn_app.anonymat.voisinage import Voisinage
from gsn_app.domain.edition import Parametres

_EPSILON = 1e-6
#: with fewer unknowns, the exact programs are quicker from the start
LARGE = 200
#: most programs for one component; a count, never seconds: the verdict is the same on every machine
MOST_PROGRAMMES = 4_000
#: called before each program with the share done of the component, from 0 to 1; may raise to cancel
Tick = Callable[[float], None]


def make_programme(component: Composante, patterns: list[int], sizes: list[int]) -> Programme:
    width = component.columns
    rows: list[tuple[NDArray[np.int32], Vector, float, float]] = []
    for number, size in enumerate(sizes):
        for vector, low, high in component.per_lot:
            used = np.flatnonzero(vector)
            rows.append(
                (
                    (used + number * width).astype(np.int32),
                    vector[used],
                    low * size,
                    high * size if size else 0.0,
                )
            )
    for edition, vector, low, top in component.per_edition:
        used = np.flatnonzero(vector)
        inside = [number for number, bits in enumerate(patterns) if bits >> edition & 1]
        index = np.concatenate([used + number * width for number in inside]) if inside else used[:0]
        values = np.tile(vector[used], len(inside))
        rows.append((index.astype(np.int32), values, low, math.inf if top is None else float(top)))
    afresh = len(component.per_lot) > component.columns
    return Programme(np.repeat(np.array(sizes, dtype=np.float64), width), rows, afresh=afresh)


def is_refuted(component: Composante, lots: Mapping[int, int]) -> bool:
    """True when what one edition prints contradicts itself, the youths it counted being taken as one lot.

    The rows of a lot are kept by sums of lots, and a part of the rows leaves more points than all of them: no point
    here means no point at all. The converse does not hold.
    """
    for edition in component.editions:
        size = sum(size for bits, size in lots.items() if bits >> edition & 1)
        own = replace(
            component,
            editions=(edition,),
            per_edition=[row for row in component.per_edition if row[0] == edition],
        )
        try:
            make_programme(own, [1 << edition], [size]).minimize(np.zeros(component.columns))
        except NoSolution:
            return True
    return False


def is_exposed(low: int, top: int, parametres: Parametres) -> bool:
    return low >= 1 and top < parametres.k and top - low < parametres.w


class Search:
    """Audit of a component that several editions print: witnesses first, then exact programs."""

    def __init__(
        self,
        component: Composante,
        lots: Mapping[int, int],
        parametres: Parametres,
        tick: Tick,
        large: int = LARGE,
        most: int = MOST_PROGRAMMES,
    ) -> None:
        self._large, self._most, self._share = large, most, 0.0
        self._component, self._parametres, self._tick = component, parametres, tick
        self._patterns = [b for b in lots if any(b >> number & 1 for number in component.editions)]
        sizes = [lots[bits] for bits in self._patterns]
        self._lot_sizes = sizes
        self._programme = make_programme(component, self._patterns, sizes)
        self._questions = Questions(component, self._patterns, lots, parametres)

    def rule(self) -> str:
        """G1 or G2 when something is exposed, else empty. Raises ``SolverUndecided``, also when it takes too long."""
        if not self._look_around():
            self._sweep_halves()
        counts, lines = self._questions.low.shape[1], self._questions.rest.shape[1]
        for column in range(counts):
            self._share = 0.5 + 0.5 * column / (counts + lines)
            if self._settle_count(column):
                return "G1"
        for column in range(lines):
            self._share = 0.5 + 0.5 * (counts + column) / (counts + lines)
            if self._settle_line(column):
                return "G2"
        return ""

    def _look_around(self) -> bool:
        """Whole points built without the solver (``regard``); False when none was met."""
        small = len(self._patterns) * self._component.columns < self._large
        if small or not Voisinage.fits(self._component):
            return False
        regard = Regard(
            self._component, self._patterns, self._lot_sizes, self._questions, self._tick, self._parametres.k
        )
        return regard.look()

    def _see(self, found: Optimum) -> None:
        """Record a whole point met by the solver."""
        if found.integral:
            self._questions.show(found.point.reshape(len(self._patterns), -1))

    def _look(self, weights: Vector, vector: Vector, *, whole: bool = False) -> Optimum:
        return self._look_at(np.outer(weights, vector).ravel(), whole=whole)

    def _look_at(self, cost: Vector, *, whole: bool = False) -> Optimum:
        self._tick(self._share)
        if self._programme.solved >= self._most:
            raise SolverUndecided("programmes")
        if whole:
            found = self._programme.minimize_whole(cost)
        else:
            found = self._programme.minimize(cost)
            if not found.integral:
                near = self._programme.round_near(cost, found.point)
                if near is not None:
                    self._see(near)
        self._see(found)
        return found

    def _sweep(self, still_open: Callable[[], NDArray[np.intp]], vector: Vector) -> None:
        """Push all open groups together while that clears some of them."""
        left = still_open()
        while len(left):
            self._look(self._questions.groups[left].sum(axis=0), vector)
            after = still_open()
            if len(after) == len(left):
                return
            left = after

    def _sweep_halves(self) -> None:
        """First look: empty one half of the figures into the other, every way two can be told apart."""
        width = self._questions.counts.shape[1]
        for bit in range((width - 1).bit_length()):
            for side in (0, 1):
                cost = np.zeros((len(self._patterns), self._component.columns))
                for column in range(width):
                    if column >> bit & 1 == side:
                        weights = self._questions.groups[self._questions.open_counts(column)].sum(axis=0)
                        cost += np.outer(weights, self._questions.counts[:, column])
                if cost.any():
                    self._look_at(cost.ravel())

    def _settle_count(self, column: int) -> bool:
        """True when some group surely exposes this figure (G1)."""
        vector = self._questions.counts[:, column]
        self._sweep(lambda: self._questions.open_counts(column), vector)
        self._sweep(lambda: self._questions.open_counts(column), -vector)
        for row in self._questions.open_counts(column):
            if row not in self._questions.open_counts(column):
                continue
            weights = self._questions.groups[row]
            if self._exposed(row, column, weights, vector):
                return True
        return False

    def _exposed(self, row: np.intp, column: int, weights: Vector, vector: Vector) -> bool:
        def cleared() -> bool:
            return row not in self._questions.open_counts(column)

        room = self._questions.room[row]
        least = math.ceil(self._look(weights, vector).value - _EPSILON)
        if cleared():
            return False
        if least > room:
            return True
        most = math.floor(-self._look(weights, -vector).value + _EPSILON)
        if cleared():
            return False
        if is_exposed(least, most, self._parametres):
            return True
        least = round(self._look(weights, vector, whole=True).value)
        if cleared():
            return False
        if least > room:
            return True
        most = round(-self._look(weights, -vector, whole=True).value)
        return is_exposed(least, most, self._parametres)

    def _settle_line(self, column: int) -> bool:
        """True when some group has surely all its members, but at most g, in this category (G2)."""
        vector = self._questions.category[:, column] - self._questions.line[:, column]
        self._sweep(lambda: self._questions.open_lines(column), vector)
        limit = self._parametres.g
        for row in self._questions.open_lines(column):
            weights = self._questions.groups[row]
            base = self._questions.sizes[row] * self._questions.whole[column]
            for whole in (False, True):
                found = self._look(weights, vector, whole=whole)
                if self._questions.rest[row, column] > limit:
                    break
                if math.floor(base - found.value + _EPSILON) <= limit:
                    if self._questions.whole[column]:
                        return True
                    members = self._look(weights, -self._questions.line[:, column], whole=True)
                    if round(-members.value) > limit:
                        return True
                    break
        return False
