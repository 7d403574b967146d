"""Whole points without a solver: a point built by hand, repaired by small shifts, then looked at from all sides.

A *shift* moves a youth of one lot from a place to another. Every point built here is checked against all that was
printed before it is believed, so that it proves that a figure may be what it shows; not finding one proves
nothing, and the exact programs (``recherche``) then decide.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gsn_app.anonymat.modele import Composante
from gsn_app.anonymat.solveur import Vector, multiply

Whole = NDArray[np.int64]

#: most steps of a repair, from anywhere and from a possible point; a shift just undone is left alone for so many of them
_STEPS, _STEPS_BESIDE, _REST = 600, 120, 5
#: price of a lot's own rows against being near the wanted point
_BROKEN = 8
#: above this number of shifts the neighbourhood is too wide to be looked at
_MAX_SHIFTS = 6000
_FAR = 1 << 40
#: rounds of raking, how far inside the printed intervals it aims, and what stands for zero in a ratio
_RAKES, _MARGIN, _LITTLE = 30, 2.0, 1e-9


@dataclass(slots=True)
class _Edition:
    """Rows of one edition: figures, their printed ends and what each shift does to them."""

    figures: Whole
    low: Whole
    top: Whole
    effect: Whole


@dataclass(slots=True)
class Walk:
    """Where a walk stands: its point, what it shows in each edition, and what each shift would change there."""

    editions: list[_Edition]
    presence: Vector
    point: Whole
    shown: list[Whole]
    weight: list[Vector]
    price: Vector
    change: Vector

    def copy(self) -> Walk:
        """A walk of its own from the same point."""
        return Walk(
            list(self.editions), self.presence, self.point.copy(), list(self.shown), list(self.weight),
            self.price.copy(), self.change.copy(),
        )  # fmt: skip

    def add(self, row: _Edition, lots: Vector) -> None:
        """One more interval to meet, over some lots."""
        self.editions.append(row)
        self.presence = np.column_stack([self.presence, lots])
        self.shown.append(row.figures @ (lots @ self.point).astype(np.int64))
        self.weight.append(np.ones(1))
        priced = _price(row, self.shown[-1], self.weight[-1])
        self.price = np.vstack([self.price, priced])
        self.change += np.outer(lots, priced)

    def drop(self, kept: int) -> None:
        """Forget every interval past the first ``kept``."""
        barred = np.isinf(self.change)
        del self.editions[kept:], self.shown[kept:], self.weight[kept:]
        self.presence, self.price = self.presence[:, :kept], self.price[:kept]
        self.change = multiply(self.presence, self.price)
        self.change[barred] = np.inf


class Voisinage:
    """The shifts of a component over given lots; ``wide``: those of its longer list."""

    def __init__(
        self, component: Composante, patterns: list[int], sizes: list[int], *, wide: bool = False
    ) -> None:
        self._sizes = np.array(sizes, dtype=np.int64)
        self._places = _whole(component.places)
        self._shifts = _whole(component.exchanges if wide else component.shifts)
        self._editions = []
        self._alike = self._shifts @ self._shifts.T if not wide else np.zeros((0, 0), dtype=np.int64)
        for edition in component.editions:
            rows = [row for row in component.per_edition if row[0] == edition]
            figures = _whole([vector for _, vector, _, _ in rows])
            low = np.array([math.ceil(low) for _, _, low, _ in rows], dtype=np.int64)
            top = np.array([_FAR if top is None else int(top) for _, _, _, top in rows], dtype=np.int64)
            self._editions.append(_Edition(figures, low, top, figures @ self._shifts.T))
        self._presence = np.array(
            [[bits >> edition & 1 for edition in component.editions] for bits in patterns], dtype=np.int64
        )
        self._rows = _whole([vector for vector, _, _ in component.per_lot])
        low = np.array([low for _, low, _ in component.per_lot])
        top = np.array([min(top, float(_FAR)) for _, _, top in component.per_lot])
        self._row_low = np.outer(self._sizes, low)
        self._row_top = np.where(np.isinf(top), _FAR, np.outer(self._sizes, top))
        self._row_effect = self._rows @ self._shifts.T
        # rows that some shift changes: the others, true of a lot once, stay true whatever the shifts
        self._moved_rows = np.flatnonzero(self._row_effect.any(axis=1))
        self._moved_effect = self._row_effect[self._moved_rows]

    @staticmethod
    def fits(component: Composante) -> bool:
        """True when the component has few enough shifts to be searched this way."""
        return bool(component.places) and 0 < len(component.shifts) <= _MAX_SHIFTS

    def is_possible(self, point: Whole) -> bool:
        """True when the whole point agrees with every printed figure: nothing else is believed."""
        if (point < 0).any() or (point > self._sizes[:, None]).any():
            return False
        inside = point @ self._rows.T
        if (inside < self._row_low).any() or (inside > self._row_top).any():
            return False
        for number, edition in enumerate(self._editions):
            shown = edition.figures @ (self._presence[:, number] @ point)
            if (shown < edition.low).any() or (shown > edition.top).any():
                return False
        return True

    def rake(self) -> Vector:
        """Real lots that come near the middle of every printed interval, every sum being shared out as its parts are.

        It only says where to look for whole points: nothing is concluded from it.
        """
        sizes = self._sizes[:, None].astype(np.float64)
        point: Vector = np.repeat(sizes, self._shifts.shape[1], axis=1) / self._shifts.shape[1]
        sums = [number for number, row in enumerate(self._rows) if (row >= 0).all()]
        depths = [np.maximum(1, edition.figures.sum(axis=0)) for edition in self._editions]
        for _ in range(_RAKES):
            for number, edition in enumerate(self._editions):
                inside = self._presence[:, number] > 0
                shown = edition.figures @ point[inside].sum(axis=0)
                margin = np.minimum(_MARGIN, (edition.top - edition.low) / 2)
                aimed = np.clip(shown, edition.low + margin, edition.top - margin)
                ratio = np.log(np.maximum(aimed, _LITTLE) / np.maximum(shown, _LITTLE))
                point[inside] *= np.exp((ratio @ edition.figures) / depths[number])
            for number in sums:
                own = self._rows[number] > 0
                inside = point[:, own].sum(axis=1)
                aimed = np.clip(inside, self._row_low[:, number], self._row_top[:, number])
                point[:, own] *= (aimed / np.maximum(inside, _LITTLE))[:, None]
            np.minimum(point, sizes, out=point)
        return point

    def find_point(self, centre: Vector) -> Whole | None:
        """A whole point near ``centre`` (lots x unknowns), inside the printed intervals; ``None``: none was met."""
        walk = self.start(self._round(centre))
        if walk is None or not self._mend(walk, _STEPS) or not self.is_possible(walk.point):
            return None
        return walk.point

    def start(self, point: Whole) -> Walk | None:
        """A walk from a point whose lots obey their own rows; ``None`` when they do not."""
        if (self._room(point) < 0).any():
            return None
        presence = self._presence.astype(np.float64)
        shown = [e.figures @ (self._presence[:, n] @ point) for n, e in enumerate(self._editions)]
        weight = [np.ones(len(e.low)) for e in self._editions]
        price = np.array([_price(e, s, w) for e, s, w in zip(self._editions, shown, weight, strict=True)])
        change = multiply(presence, price)
        for lot in range(len(point)):
            change[lot, self.barred(lot, point[lot])] = np.inf
        return Walk(list(self._editions), presence, point, shown, weight, price, change)

    def find_beside(self, walk: Walk, wishes: Sequence[tuple[Vector, Vector, int, int]]) -> Whole | None:
        """A whole point near a possible one, where most wishes hold: (lots, vector, low, top) each bounds a sum.

        Wishes that cannot be met are dropped; ``None`` when the printed intervals could not be met again.
        """
        own = walk.copy()
        for lots, vector, low, top in wishes:
            figures = _whole([vector])
            row = _Edition(figures, np.array([low]), np.array([top]), figures @ self._shifts.T)
            own.add(row, (lots > 0).astype(np.float64))
        if not self._mend(own, _STEPS_BESIDE):
            own.drop(len(self._editions))
            if not self._mend(own, _STEPS_BESIDE):
                return None
        return own.point if self.is_possible(own.point) else None

    def _mend(self, walk: Walk, steps: int) -> bool:
        """Shift youths, best first, until every interval is met; True when it is.

        When no shift helps, the figures still outside weigh more: a rut is left by making it dear.
        """
        change, price, presence, point = walk.change, walk.price, walk.presence, walk.point
        held = np.zeros(change.shape, dtype=np.int64)
        outside = [_outside(e, s[:, None])[:, 0] for e, s in zip(walk.editions, walk.shown, strict=True)]
        broken = {number for number, out in enumerate(outside) if out.any()}
        for step in range(1, steps):
            if not broken:
                return True
            allowed = np.where(held <= step, change, np.inf)
            best = int(allowed.argmin())
            if allowed.flat[best] >= 0:
                for number in sorted(broken):
                    walk.weight[number] = walk.weight[number] + (outside[number] > 0)
                    fresh = _price(walk.editions[number], walk.shown[number], walk.weight[number])
                    change += np.outer(presence[:, number], fresh - price[number])
                    price[number] = fresh
                allowed = np.where(held <= step, change, np.inf)
                best = int(allowed.argmin())
            if not np.isfinite(allowed.flat[best]):
                return False
            lot, shift = divmod(best, len(self._shifts))
            point[lot] += self._shifts[shift]
            # what was just done is not undone for a while
            held[lot][self._alike[shift] < 0] = step + _REST
            near = presence[lot].nonzero()[0].tolist()
            before = price[near]
            for number in near:
                edition = walk.editions[number]
                walk.shown[number] = walk.shown[number] + edition.effect[:, shift]
                price[number] = _price(edition, walk.shown[number], walk.weight[number])
                outside[number] = _outside(edition, walk.shown[number][:, None])[:, 0]
                (broken.add if outside[number].any() else broken.discard)(number)
            change += multiply(presence[:, near], price[near] - before)
            change[lot] = presence[lot] @ price
            change[lot, self.barred(lot, point[lot])] = np.inf
        return False

    def _round(self, centre: Vector) -> Whole:
        """Whole lots: what rounding costs one lot, the next ones pay back; then each lot's own rows are mended."""
        point = np.zeros(centre.shape, dtype=np.int64)
        owed = np.zeros(centre.shape[1])
        one = np.eye(centre.shape[1], dtype=np.int64)
        steps = np.concatenate([self._shifts, one, -one])
        effects = steps @ self._rows.T
        for lot, size in enumerate(map(int, self._sizes)):
            wanted = centre[lot] + owed
            own = np.clip(np.rint(wanted), 0, size).astype(np.int64)
            for _ in range(4 * len(own)):
                inside = own @ self._rows.T
                low, top = self._row_low[lot], self._row_top[lot]
                broken = np.maximum(low - inside, 0).sum() + np.maximum(inside - top, 0).sum()
                if broken <= 0:
                    break
                after = inside + effects
                bad = np.maximum(low - after, 0).sum(axis=1) + np.maximum(after - top, 0).sum(axis=1)
                away = np.abs(own + steps - wanted).sum(axis=1)
                out = ((own + steps < 0) | (own + steps > size)).any(axis=1)
                own = own + steps[int((_BROKEN * bad + away + _FAR * out).argmin())]
            owed = wanted - own
            point[lot] = own
        return point

    @property
    def presence(self) -> Whole:
        """Lots x editions of the component: 1 where the edition counts the lot."""
        return self._presence

    def count_shown(self, point: Whole) -> list[Whole]:
        """What a point shows in each edition."""
        return [e.figures @ (self._presence[:, n] @ point) for n, e in enumerate(self._editions)]

    def effect(self, edition: int, shift: int) -> Whole:
        """What a shift adds to the figures of an edition."""
        return self._editions[edition].effect[:, shift]

    def leaves(self, edition: int, shown: Whole) -> NDArray[np.bool_]:
        """Shifts that would take a figure of an edition out of what was printed."""
        own = self._editions[edition]
        after = shown[:, None] + own.effect
        return _any((after < own.low[:, None]) | (after > own.top[:, None]), 0)

    def barred(self, lot: int, own: Whole) -> NDArray[np.bool_]:
        """Shifts that a lot's own rows forbid."""
        after = own + self._shifts
        barred = _any((after < 0) | (after > self._sizes[lot]), 1)
        if len(self._moved_rows):
            now = (self._rows[self._moved_rows] @ own)[:, None] + self._moved_effect
            low, top = self._row_low[lot, self._moved_rows, None], self._row_top[lot, self._moved_rows, None]
            barred |= _any((now < low) | (now > top), 0)
        return barred

    def _room(self, point: Whole) -> Whole:
        """How many times each shift may be made in each lot without leaving the lot's own rows."""
        room = np.full((len(point), len(self._shifts)), _FAR, dtype=np.int64)
        _bound(room, point, self._sizes[:, None] - point, self._shifts)
        inside = point @ self._rows.T
        below = np.floor(inside - self._row_low).astype(np.int64)
        above = np.floor(self._row_top - inside).astype(np.int64)
        _bound(room, below, above, self._row_effect.T)
        return room

    def reach(self, point: Whole) -> Whole:
        """How many times each shift may be made in each lot, alone, every printed figure still agreeing."""
        room = self._room(point)
        for number, edition in enumerate(self._editions):
            shown = edition.figures @ (self._presence[:, number] @ point)
            capacity = np.full((1, len(self._shifts)), _FAR, dtype=np.int64)
            _bound(capacity, (shown - edition.low)[None], (edition.top - shown)[None], edition.effect.T)
            here = self._presence[:, number] > 0
            room[here] = np.minimum(room[here], capacity)
        return room

    @property
    def shifts(self) -> Whole:
        """What each shift adds to the unknowns of a lot."""
        return self._shifts


def _any(table: NDArray[np.bool_], axis: int) -> NDArray[np.bool_]:
    return np.asarray(np.logical_or.reduce(table, axis=axis), dtype=bool)


def _whole(vectors: list[Vector]) -> Whole:
    return np.rint(np.array(vectors)).astype(np.int64)


def _bound(room: Whole, below: Whole, above: Whole, effects: Whole) -> None:
    """Lower ``room`` (lots x shifts) to what the slacks (lots x rows) allow to ``effects`` (shifts x rows)."""
    for row in range(effects.shape[1]):
        for sign, slack in ((-1, below), (1, above)):
            used = np.flatnonzero(sign * effects[:, row] > 0)
            if len(used):
                each = slack[:, row, None] // (sign * effects[used, row])[None, :]
                room[:, used] = np.minimum(room[:, used], each)


def _price(edition: _Edition, shown: Whole, weight: Vector) -> Vector:
    """What each shift would cost in an edition."""
    after = _outside(edition, shown[:, None] + edition.effect)
    priced: Vector = weight @ (after - _outside(edition, shown[:, None]))
    return priced


def _outside(edition: _Edition, value: Whole) -> Vector:
    low, top = edition.low[:, None], edition.top[:, None]
    found: Vector = (np.maximum(low - value, 0) + np.maximum(value - top, 0)).astype(np.float64)
    return found
