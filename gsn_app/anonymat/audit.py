"""R6: the union audit. For every figure, on every lot and difference of editions, what could a reader prove?

Whole points found by the solver (*witnesses*) show that a figure may be zero, large or wide open, and clear
most questions at once; the others get their exact interval [L, U], by linear bounds first, integer programs
only where a linear bound is not reached. A component touched by a single edition is solved once, and the
interval of any sub-group of d youths out of N is then exactly [max(0, L - (N - d)), min(d, U)].

Later editions will cut today's lots into smaller ones. By the same formula, a lot of s youths can be cut
without exposing anyone exactly when L = 0 or s - L >= W for every figure: that is asked at once (*room*), so
that a table released today never forbids the editions to come (decision 0020).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gsn_app.anonymat.modele import Composante
from gsn_app.anonymat.solveur import NoSolution, Optimum, Programme, SolverUndecided, Vector
from gsn_app.domain.edition import Parametres

_EPSILON = 1e-6
#: called before each program; may raise to cancel
Tick = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome of the audit of a component: ``rule`` is empty when safe, else G1, G2 or « indécis »."""

    rule: str = ""

    @property
    def safe(self) -> bool:
        return not self.rule


def audit_component(
    component: Composante, lots: Mapping[int, int], parametres: Parametres, tick: Tick = lambda: None
) -> Verdict:
    """G1 and G2 on one component. ``lots``: youths per pattern over all editions, candidate included."""
    try:
        if len(component.editions) == 1:
            return _audit_single(component, lots, parametres, tick)
        return _Search(component, lots, parametres, tick).verdict()
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
    programme = _programme(component, patterns, [lots[bits] for bits in patterns])
    rows = np.array([float(bits >> edition & 1) for bits in patterns])
    cost = np.outer(rows, vector).ravel()
    return _exact(programme, cost), -_exact(programme, -cost)


def _exact(programme: Programme, cost: Vector) -> int:
    found = programme.minimize(cost)
    if not found.integral:
        found = programme.minimize_whole(cost)
    return round(found.value)


def _programme(component: Composante, patterns: list[int], sizes: list[int]) -> Programme:
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


def _audit_single(
    component: Composante, lots: Mapping[int, int], parametres: Parametres, tick: Tick
) -> Verdict:
    edition = component.editions[0]
    total = sum(size for bits, size in lots.items() if bits >> edition & 1)
    programme = _programme(component, [1 << edition], [total])
    for whole, vector in component.lines:
        tick()
        line = np.zeros(component.columns) if whole is None else whole
        room = total if whole is None else 0
        if room - _exact(programme, vector - line) <= parametres.g:
            largest = total if whole is None else -_exact(programme, -line)
            if largest > parametres.g:
                return Verdict("G2")
    inside = {total, *(size for bits, size in lots.items() if bits >> edition & 1)}
    inside |= {size for _, size in _groups(lots, (edition,))}
    for vector in component.counts:
        tick()
        low = _exact(programme, vector)
        if low == 0:
            continue
        top = -_exact(programme, -vector)
        if total - low < parametres.w:
            return Verdict("G1")
        for size in sorted(inside):
            if _is_exposed(max(0, low - (total - size)), min(size, top), parametres):
                return Verdict("G1")
    return Verdict()


def _is_exposed(low: int, top: int, parametres: Parametres) -> bool:
    return low >= 1 and top < parametres.k and top - low < parametres.w


def _groups(lots: Mapping[int, int], editions: tuple[int, ...]) -> list[tuple[frozenset[int], int]]:
    """Differences: the patterns in one of ``editions`` and not in another edition, and their size."""
    last = max((bits.bit_length() for bits in lots), default=0)
    found = []
    for first in editions:
        for second in range(last):
            own = frozenset(bits for bits in lots if bits >> first & 1 and not bits >> second & 1)
            if own:
                found.append((own, sum(lots[bits] for bits in own)))
    return found


class _Search:
    """Audit of a component that several editions print: witnesses first, then exact programs."""

    def __init__(
        self, component: Composante, lots: Mapping[int, int], parametres: Parametres, tick: Tick
    ) -> None:
        self._component, self._parametres, self._tick = component, parametres, tick
        self._patterns = [b for b in lots if any(b >> number & 1 for number in component.editions)]
        sizes = [lots[bits] for bits in self._patterns]
        self._programme = _programme(component, self._patterns, sizes)
        at = {bits: number for number, bits in enumerate(self._patterns)}
        groups: dict[frozenset[int], int] = {frozenset([bits]): lots[bits] for bits in self._patterns}
        for edition in component.editions:
            own = frozenset(bits for bits in self._patterns if bits >> edition & 1)
            groups[own] = sum(lots[bits] for bits in own)
        groups.update(dict(_groups(lots, component.editions)))
        groups = {own: size for own, size in groups.items() if own and size}
        self._groups = np.zeros((len(groups), len(self._patterns)))
        for row, own in enumerate(groups):
            self._groups[row, [at[bits] for bits in own]] = 1.0
        self._sizes = np.array(list(groups.values()), dtype=np.float64)
        self._counts = np.array(component.counts).T
        self._low = np.full((len(groups), len(component.counts)), np.inf)
        self._top = np.full_like(self._low, -np.inf)
        self._rest = np.full((len(groups), len(component.lines)), -np.inf)
        # room: the largest minimum a lot may have and still be cut safely; other groups are never cut
        single = self._groups.sum(axis=1) == 1
        self._room = np.where(single, np.maximum(0, self._sizes - parametres.w), np.inf)
        if component.lines:
            self._line = np.array(
                [np.zeros(component.columns) if w is None else w for w, _ in component.lines]
            ).T
            self._whole = np.array([1.0 if w is None else 0.0 for w, _ in component.lines])
            self._category = np.array([vector for _, vector in component.lines]).T
            # a group of g youths or fewer is not a line (U(M) > g fails)
            self._rest[self._sizes <= parametres.g, :] = np.inf

    def verdict(self) -> Verdict:
        self._sweep_halves()
        for column in range(self._low.shape[1]):
            if self._settle_count(column):
                return Verdict("G1")
        for column in range(self._rest.shape[1]):
            if self._settle_line(column):
                return Verdict("G2")
        return Verdict()

    def _open_counts(self, column: int) -> NDArray[np.intp]:
        low, top, rule = self._low[:, column], self._top[:, column], self._parametres
        hidden = (low <= 0) | (top >= rule.k) | (top - low >= rule.w)
        return np.flatnonzero(~(hidden & (low <= self._room)))

    def _open_lines(self, column: int) -> NDArray[np.intp]:
        return np.flatnonzero(self._rest[:, column] <= self._parametres.g)

    def _see(self, found: Optimum) -> None:
        """Record a whole point: every figure it shows is possible."""
        if not found.integral:
            return
        point = found.point.reshape(len(self._patterns), -1)
        shown = np.rint(self._groups @ (point @ self._counts))
        np.minimum(self._low, shown, out=self._low)
        np.maximum(self._top, shown, out=self._top)
        if self._rest.shape[1]:
            inside = self._groups @ (point @ (self._line - self._category))
            np.maximum(self._rest, np.rint(inside + np.outer(self._sizes, self._whole)), out=self._rest)

    def _look(self, weights: Vector, vector: Vector, *, whole: bool = False) -> Optimum:
        return self._look_at(np.outer(weights, vector).ravel(), whole=whole)

    def _look_at(self, cost: Vector, *, whole: bool = False) -> Optimum:
        self._tick()
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
            self._look(self._groups[left].sum(axis=0), vector)
            after = still_open()
            if len(after) == len(left):
                return
            left = after

    def _sweep_halves(self) -> None:
        """First look: empty one half of the figures into the other, every way two can be told apart."""
        width = self._counts.shape[1]
        for bit in range((width - 1).bit_length()):
            for side in (0, 1):
                cost = np.zeros((len(self._patterns), self._component.columns))
                for column in range(width):
                    if column >> bit & 1 == side:
                        weights = self._groups[self._open_counts(column)].sum(axis=0)
                        cost += np.outer(weights, self._counts[:, column])
                if cost.any():
                    self._look_at(cost.ravel())

    def _settle_count(self, column: int) -> bool:
        """True when some group surely exposes this figure (G1)."""
        vector = self._counts[:, column]
        self._sweep(lambda: self._open_counts(column), vector)
        self._sweep(lambda: self._open_counts(column), -vector)
        for row in self._open_counts(column):
            if row not in self._open_counts(column):
                continue
            weights = self._groups[row]
            if self._exposed(row, column, weights, vector):
                return True
        return False

    def _exposed(self, row: np.intp, column: int, weights: Vector, vector: Vector) -> bool:
        def cleared() -> bool:
            return row not in self._open_counts(column)

        room = self._room[row]
        least = math.ceil(self._look(weights, vector).value - _EPSILON)
        if cleared():
            return False
        if least > room:
            return True
        most = math.floor(-self._look(weights, -vector).value + _EPSILON)
        if cleared():
            return False
        if _is_exposed(least, most, self._parametres):
            return True
        least = round(self._look(weights, vector, whole=True).value)
        if cleared():
            return False
        if least > room:
            return True
        most = round(-self._look(weights, -vector, whole=True).value)
        return _is_exposed(least, most, self._parametres)

    def _settle_line(self, column: int) -> bool:
        """True when some group has surely all its members, but at most g, in this category (G2)."""
        vector = self._category[:, column] - self._line[:, column]
        self._sweep(lambda: self._open_lines(column), vector)
        limit = self._parametres.g
        for row in self._open_lines(column):
            weights = self._groups[row]
            base = self._sizes[row] * self._whole[column]
            for whole in (False, True):
                found = self._look(weights, vector, whole=whole)
                if self._rest[row, column] > limit:
                    break
                if math.floor(base - found.value + _EPSILON) <= limit:
                    if self._whole[column]:
                        return True
                    members = self._look(weights, -self._line[:, column], whole=True)
                    if round(-members.value) > limit:
                        return True
                    break
        return False
