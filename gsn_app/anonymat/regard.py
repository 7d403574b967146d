"""Closing the questions of a component by whole points alone, before any exact program (decisions 0161 and 0200).

From the middle of what is printed, half of the figures of every lot are pushed down and the other half up; from the
whole points met there, lots exchange youths (``echange``) until each figure still open was seen empty, large or wide.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gsn_app.anonymat.echange import Echanges, Move
from gsn_app.anonymat.modele import Composante
from gsn_app.anonymat.questions import Questions
from gsn_app.anonymat.solveur import Vector
from gsn_app.anonymat.voisinage import Voisinage, Whole

#: how far from the middle the figures of a lot are pushed, in youths
_PUSH = 1.0
#: most rounds of looking from the middle
_TURNS = 4
#: most moves for one question
_MOVES = 40
_MANY = 1 << 40
#: with fewer unknowns, the exact programs are quicker than repairs
_LONG = 2000
#: figures emptied together by repairs
_TOGETHER = 8
#: after so many failures in a row, the exact programs are quicker
_FAILURES = 4
#: share of the component done, from 0 to 1; may raise to cancel
Tick = Callable[[float], None]


class Regard:
    """Looks at a component from whole points built by hand."""

    def __init__(
        self,
        component: Composante,
        patterns: list[int],
        sizes: list[int],
        questions: Questions,
        tick: Tick,
        few: int,
    ) -> None:
        self._around = Voisinage(component, patterns, sizes)
        self._wide = Voisinage(component, patterns, sizes, wide=True)
        self._questions, self._tick, self._few = questions, tick, few
        self._effects = self._around.shifts @ questions.counts
        self._wide_effects = self._wide.shifts @ questions.counts
        self._line_effects = self._wide.shifts @ (questions.line - questions.category)

    def look(self) -> bool:
        """Close what can be; False when no whole point was met."""
        middle = self._around.rake()
        sides = np.where(np.add.outer(np.arange(middle.shape[0]), np.arange(middle.shape[1])) & 1, 1.0, -1.0)
        met: list[Whole] = []
        for turn in range(_TURNS):
            self._tick(0.1 * turn / _TURNS)
            sides = -sides
            point = self._around.find_point(middle + _PUSH * sides)
            if point is not None:
                met.append(point)
                self._questions.show(point.astype(np.float64))
                self._show_near(point)
            if len(met) == 2:
                break
        for point in met:
            self._walk(point)
        if met and middle.size >= _LONG:
            self._look_beside(met[-1])
        return bool(met)

    def _show_near(self, point: Whole) -> None:
        """Record the points one kind of shift away, in one lot at a time."""
        questions, reach = self._questions, self._around.reach(point)
        inside = questions.groups > 0
        for column in range(self._effects.shape[1]):
            here = questions.groups @ (point @ questions.counts[:, column])
            effects = self._effects[:, column]
            for sign, bound, better in ((-1, questions.low, np.minimum), (1, questions.top, np.maximum)):
                steps = np.where(sign * effects > 0, reach * np.abs(effects), 0).max(axis=1)
                most = np.where(inside, steps, 0).max(axis=1)
                bound[:, column] = better(bound[:, column], here + sign * most)

    def _walk(self, start: Whole) -> None:
        """Exchange youths between lots for one open question after the other; once more from the start if stuck."""
        questions = self._questions
        if not questions.list_open() and not questions.list_open_lines():
            return
        walk = _Walk(Echanges(self._wide, start), questions, self._wide_effects, self._line_effects)
        for again in (False, True):
            asked = questions.list_open()
            for number, (row, column) in enumerate(asked):
                if not questions.is_open(row, column):
                    continue
                self._tick(0.1 + 0.3 * number / len(asked))
                if again:
                    walk.restart()
                for sign in (-1, 1):
                    wanted = np.flatnonzero(sign * self._wide_effects[:, column] > 0)
                    walk.push(row, wanted, partial(questions.is_open, row, column))
            for row, column in questions.list_open_lines():
                if questions.is_line_open(row, column):
                    self._tick(0.4)
                    if again:
                        walk.restart()
                    wanted = np.flatnonzero(self._line_effects[:, column] > 0)
                    walk.push(row, wanted, partial(questions.is_line_open, row, column))

    def _look_beside(self, point: Whole) -> None:
        """Try to empty each figure still open, or to fill it, several together and then one by one."""
        questions, around = self._questions, self._around
        walk = around.start(point)
        if walk is None:
            return
        for together, low, top in ((_TOGETHER, 0, 0), (1, 0, 0), (1, self._few, _MANY)):
            asked: set[tuple[int, int]] = set()
            failed = 0
            while failed < _FAILURES:
                pending = [pair for pair in questions.list_open() if pair not in asked]
                if not pending:
                    break
                # far apart in the list: other figures, other lots
                pending = pending[:: 1 if together == 1 else -1]
                taken = pending[:: max(1, len(pending) // together)][:together]
                asked.update(taken)
                self._tick(0.4)
                moved = around.find_beside(
                    walk,
                    [(questions.groups[row], questions.counts[:, column], low, top) for row, column in taken],
                )
                if moved is not None:
                    questions.show(moved.astype(np.float64))
                failed = failed + 1 if questions.is_open(*taken[0]) else 0


class _Walk:
    """A walk, with what every question shows where it stands."""

    def __init__(self, moves: Echanges, questions: Questions, effects: Vector, line_effects: Vector) -> None:
        self._moves, self._questions = moves, questions
        self._effects, self._line_effects = effects, line_effects
        # the last column is the lot that a shift given back nowhere is given back in
        self._inside = np.column_stack([questions.groups, np.zeros(len(questions.groups))])
        self._first = questions.values(moves.point.astype(np.float64))
        self._shown, self._rest = self._first[0].copy(), self._first[1].copy()

    def restart(self) -> None:
        """Back to the start."""
        self._moves.restart()
        self._shown, self._rest = self._first[0].copy(), self._first[1].copy()

    def push(self, row: int, wanted: NDArray[np.intp], is_open: Callable[[], bool]) -> None:
        """Make wanted shifts inside a group, given back outside, as long as the question is open."""
        inside = self._questions.groups[row] > 0
        for _ in range(_MOVES):
            if not is_open():
                return
            move = self._moves.find_move(inside, wanted) if len(wanted) else None
            if move is None:
                return
            self._moves.make(move)
            self._see(move)

    def _see(self, move: Move) -> None:
        gained = self._inside[:, move.giver] - self._inside[:, -1 if move.taker is None else move.taker]
        rows = np.flatnonzero(gained)
        self._shown[rows] += np.outer(gained[rows], self._effects[move.shift])
        self._rest[rows] += np.outer(gained[rows], self._line_effects[move.shift])
        self._questions.record(self._shown, self._rest)
