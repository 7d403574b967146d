"""What the audit asks of a component over several lots, and what the whole points met so far have answered.

A question is a figure on a group of lots. *Soundness*: an answer is recorded from a whole point that agrees with all
that was printed (the caller's duty), so ``low`` is never under what is possible, nor ``top`` above, nor ``rest``: a
question closed here is closed for the full audit, which knows the least and the most over all such points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gsn_app.anonymat.modele import Composante
from gsn_app.anonymat.solveur import Vector, multiply
from gsn_app.domain.edition import Parametres


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


class Questions:
    """Figures (``counts``, G1) and lines (G2) on every lot, edition and difference of editions."""

    def __init__(
        self,
        component: Composante,
        patterns: Sequence[int],
        lots: Mapping[int, int],
        parametres: Parametres,
    ) -> None:
        self._parametres = parametres
        at = {bits: number for number, bits in enumerate(patterns)}
        groups: dict[frozenset[int], int] = {frozenset([bits]): lots[bits] for bits in patterns}
        for edition in component.editions:
            own = frozenset(bits for bits in patterns if bits >> edition & 1)
            groups[own] = sum(lots[bits] for bits in own)
        groups.update(dict(list_differences(lots, component.editions)))
        groups = {own: size for own, size in groups.items() if own and size}
        #: groups x lots
        self.groups = np.zeros((len(groups), len(patterns)))
        for row, own in enumerate(groups):
            self.groups[row, [at[bits] for bits in own]] = 1.0
        self.sizes = np.array(list(groups.values()), dtype=np.float64)
        #: unknowns x figures
        self.counts = np.array(component.counts).T
        self.low = np.full((len(groups), len(component.counts)), np.inf)
        self.top = np.full_like(self.low, -np.inf)
        self.rest = np.full((len(groups), len(component.lines)), -np.inf)
        # room: the largest minimum a lot may have and still be cut safely; other groups are never cut
        single = self.groups.sum(axis=1) == 1
        self.room = np.where(single, np.maximum(0, self.sizes - parametres.w), np.inf)
        lines = [np.zeros(component.columns) if w is None else w for w, _ in component.lines]
        #: unknowns x lines; 1 where the line is the whole lot; unknowns x lines
        self.line = np.array(lines).reshape(-1, component.columns).T
        self.whole = np.array([1.0 if w is None else 0.0 for w, _ in component.lines])
        categories = [vector for _, vector in component.lines]
        self.category = np.array(categories).reshape(-1, component.columns).T
        # a group of g youths or fewer is not a line (U(M) > g fails)
        self.rest[self.sizes <= parametres.g, :] = np.inf

    def open_counts(self, column: int) -> NDArray[np.intp]:
        """Groups where nothing shows yet that the figure is hidden."""
        low, top, rule = self.low[:, column], self.top[:, column], self._parametres
        hidden = (low <= 0) | (top >= rule.k) | (top - low >= rule.w)
        return np.flatnonzero(~(hidden & (low <= self.room)))

    def is_open(self, row: int, column: int) -> bool:
        """The same, for one group."""
        low, top, rule = self.low[row, column], self.top[row, column], self._parametres
        hidden = low <= 0 or top >= rule.k or top - low >= rule.w
        return not (hidden and low <= self.room[row])

    def open_lines(self, column: int) -> NDArray[np.intp]:
        """Groups where nothing shows yet that two members of the line may be elsewhere."""
        return np.flatnonzero(self.rest[:, column] <= self._parametres.g)

    def is_line_open(self, row: int, column: int) -> bool:
        """The same, for one group."""
        return bool(self.rest[row, column] <= self._parametres.g)

    def list_open(self) -> list[tuple[int, int]]:
        """Figures still open, as (group, figure)."""
        return [(int(row), column) for column in range(self.low.shape[1]) for row in self.open_counts(column)]

    def list_open_lines(self) -> list[tuple[int, int]]:
        """Lines still open, as (group, line)."""
        return [(int(row), column) for column in range(self.rest.shape[1]) for row in self.open_lines(column)]

    def values(self, point: Vector) -> tuple[Vector, Vector]:
        """What a whole point (lots x unknowns) shows: figures, and members of the lines out of the category."""
        shown: Vector = np.rint(multiply(self.groups, multiply(point, self.counts)))
        inside = multiply(self.groups, multiply(point, self.line - self.category))
        return shown, np.rint(inside + np.outer(self.sizes, self.whole))

    def show(self, point: Vector) -> None:
        """Every figure a whole point shows is possible."""
        self.record(*self.values(point))

    def record(self, shown: Vector, rest: Vector) -> None:
        """Record what a possible whole point shows."""
        np.minimum(self.low, shown, out=self.low)
        np.maximum(self.top, shown, out=self.top)
        np.maximum(self.rest, rest, out=self.rest)
