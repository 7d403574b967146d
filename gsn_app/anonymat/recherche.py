"""The search for a provable figure in a component that several editions print (R6).

Whole points found by the solver (*witnesses*) show that a figure may be zero, large or wide open, and clear most
questions at once; the others get linear bounds, then integer programs where a linear bound is not reached.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from gsn_app.anonymat.modele import Composante
from gsn_app.anonymat.solveur import Optimum, Programme, Vector
from gsn_app.anonymat.voisinage import Voisinage
from gsn_app.domain.edition import Parametres

_EPSILON = 1e-6
#: how far from the middle the figures of a lot are pushed, in youths
_PUSH = 1.0
#: most rounds of looking around
_TURNS = 12
_MANY = 1 << 40
#: figures emptied together
_TOGETHER = 8
#: after so many failures in a row, the exact programs are quicker
_FAILURES = 4
#: with fewer unknowns, the exact programs are quicker from the start
_LARGE = 1000
#: called before each program; may raise to cancel
Tick = Callable[[], None]


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


def is_exposed(low: int, top: int, parametres: Parametres) -> bool:
    return low >= 1 and top < parametres.k and top - low < parametres.w


def list_differences(lots: Mapping[int, int], editions: tuple[int, ...]) -> list[tuple[frozenset[int], int]]:
    """Differences: the patterns in one of ``editions`` and not in another edition, and their size."""
    last = max((bits.bit_length() for bits in lots), default=0)
    found = []
    for first in editions:
        for second in range(last):
            own = frozenset(bits for bits in lots if bits >> first & 1 and not bits >> second & 1)
            if own:
                found.append((own, sum(lots[bits] for bits in own)))
    return found


class Search:
    """Audit of a component that several editions print: witnesses first, then exact programs."""

    def __init__(
        self, component: Composante, lots: Mapping[int, int], parametres: Parametres, tick: Tick
    ) -> None:
        self._component, self._parametres, self._tick = component, parametres, tick
        self._patterns = [b for b in lots if any(b >> number & 1 for number in component.editions)]
        sizes = [lots[bits] for bits in self._patterns]
        self._lot_sizes = sizes
        self._programme = make_programme(component, self._patterns, sizes)
        at = {bits: number for number, bits in enumerate(self._patterns)}
        groups: dict[frozenset[int], int] = {frozenset([bits]): lots[bits] for bits in self._patterns}
        for edition in component.editions:
            own = frozenset(bits for bits in self._patterns if bits >> edition & 1)
            groups[own] = sum(lots[bits] for bits in own)
        groups.update(dict(list_differences(lots, component.editions)))
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

    def rule(self) -> str:
        """G1 or G2 when something is exposed, else empty. Raises ``SolverUndecided``."""
        if not self._look_around():
            self._sweep_halves()
        for column in range(self._low.shape[1]):
            if self._settle_count(column):
                return "G1"
        for column in range(self._rest.shape[1]):
            if self._settle_line(column):
                return "G2"
        return ""

    def _open_counts(self, column: int) -> NDArray[np.intp]:
        low, top, rule = self._low[:, column], self._top[:, column], self._parametres
        hidden = (low <= 0) | (top >= rule.k) | (top - low >= rule.w)
        return np.flatnonzero(~(hidden & (low <= self._room)))

    def _open_lines(self, column: int) -> NDArray[np.intp]:
        return np.flatnonzero(self._rest[:, column] <= self._parametres.g)

    def _look_around(self) -> bool:
        """Whole points built without the solver around the middle of the polytope; False when none was met.

        From the middle, half of the figures of every lot are pushed down and the other half up, in turn; then
        what is left open is looked at figure by figure, beside the last point.
        """
        small = len(self._patterns) * self._component.columns < _LARGE
        if small or not Voisinage.fits(self._component):
            return False
        middle = self._programme.find_middle()
        if middle is None:
            return False
        around = Voisinage(self._component, self._patterns, self._lot_sizes)
        middle = middle.reshape(len(self._patterns), -1)
        sides = np.where(np.add.outer(np.arange(middle.shape[0]), np.arange(middle.shape[1])) & 1, 1.0, -1.0)
        last, left = None, self._low.size
        for turn in range(_TURNS):
            self._tick()
            sides = -sides
            push = _PUSH * sides * (self._wanted() if turn > 1 else 1.0)
            point = around.find_point(middle + push)
            if point is not None:
                last = point
                self._show_around(around, point)
            if turn & 1:
                before, left = left, self._count_open()
                if last is None or left > 0.7 * before or not left:
                    break
        if last is not None:
            self._look_beside(around, last)
        return last is not None

    def _look_beside(self, around: Voisinage, point: NDArray[np.int64]) -> None:
        """Try to empty each figure still open, or to fill it, several together and then one by one."""
        walk = around.start(point)
        if walk is None:
            return
        for together, low, top in ((_TOGETHER, 0, 0), (1, 0, 0), (1, self._parametres.k, _MANY)):
            asked: set[tuple[int, int]] = set()
            failed = 0
            while failed < _FAILURES:
                pending = [
                    (row, column)
                    for column in range(self._low.shape[1])
                    for row in self._open_counts(column)
                    if (row, column) not in asked
                ][:: 1 if together == 1 else -1]
                if not pending:
                    break
                # far apart in the list: other figures, other lots
                taken = pending[:: max(1, len(pending) // together)][:together]
                asked.update(taken)
                self._tick()
                moved = around.find_beside(
                    walk, [(self._groups[row], self._counts[:, column], low, top) for row, column in taken]
                )
                if moved is not None:
                    self._show(moved.astype(np.float64))
                row, column = taken[0]
                failed = 0 if row not in self._open_counts(column) else failed + 1

    def _show_around(self, around: Voisinage, point: NDArray[np.int64]) -> None:
        self._show(point.astype(np.float64))
        self._show_near(around.reach(point), around.shifts, point)

    def _count_open(self) -> int:
        return sum(len(self._open_counts(column)) for column in range(self._low.shape[1]))

    def _wanted(self) -> NDArray[np.bool_]:
        """The unknowns (lots x columns) that a figure still open is made of."""
        wanted = np.zeros((self._groups.shape[1], self._counts.shape[0]))
        for column in range(self._counts.shape[1]):
            lots = self._groups[self._open_counts(column)].sum(axis=0)
            wanted += np.outer(lots, self._counts[:, column])
        return wanted > 0

    def _show_near(
        self, reach: NDArray[np.int64], shifts: NDArray[np.int64], point: NDArray[np.int64]
    ) -> None:
        """Record the points one kind of shift away, in one lot at a time."""
        effects = shifts @ self._counts
        inside = self._groups > 0
        for column in range(effects.shape[1]):
            here = self._groups @ (point @ self._counts[:, column])
            for sign, bound, better in ((-1, self._low, np.minimum), (1, self._top, np.maximum)):
                steps = np.where(sign * effects[:, column] > 0, reach * np.abs(effects[:, column]), 0).max(
                    axis=1
                )
                most = np.where(inside, steps, 0).max(axis=1)
                bound[:, column] = better(bound[:, column], here + sign * most)

    def _see(self, found: Optimum) -> None:
        """Record a whole point met by the solver."""
        if found.integral:
            self._show(found.point.reshape(len(self._patterns), -1))

    def _show(self, point: Vector) -> None:
        """Every figure a whole point shows is possible."""
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
