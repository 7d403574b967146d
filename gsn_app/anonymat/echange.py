"""Walks between whole points without a solver: two lots exchange youths, and the printed figures hardly move.

A youth of lot *a* makes a shift and one of lot *b* makes the reverse: only the editions that counted one lot and not
the other can see it. *Soundness*: the start is a possible point. A move is made only when (1) each of the two lots
still obeys its own rows, and (2) in every edition of the symmetric difference the shift, or its reverse, leaves every
figure inside what was printed; in an edition of both lots the sum does not change, in an edition of neither nothing
does. All of it is whole arithmetic, so that every point walked through is possible: by induction, each is a proof
that its figures may be what they show. Not finding a move proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gsn_app.anonymat.voisinage import Voisinage, Whole

Mask = NDArray[np.uint64]
#: most exchanges weighed before a move is chosen
_WEIGHED = 60_000
_WORD = 64
_NEVER = 1 << 20


@dataclass(frozen=True, slots=True)
class Move:
    """Shift number ``shift`` made in lot ``giver`` and its reverse in lot ``taker`` (``None``: in no lot)."""

    giver: int
    taker: int | None
    shift: int


class Echanges:
    """A walk over the possible points of a component, from ``start`` on."""

    def __init__(self, around: Voisinage, start: Whole) -> None:
        if not around.is_possible(start):
            raise ValueError("start")
        self._around, self._start = around, start
        self._shifts = around.shifts
        rank = {shift.tobytes(): number for number, shift in enumerate(self._shifts)}
        self._reverse = np.array([rank.get((-shift).tobytes(), -1) for shift in self._shifts])
        # one more lot, in no edition, where anything goes: a shift that nobody gives back
        present = np.vstack([around.presence, np.zeros((1, around.presence.shape[1]), dtype=np.int64)])
        self._distance = (present[:, None, :] != present[None, :, :]).sum(axis=2)
        words = -(-present.shape[1] // _WORD)
        own = np.zeros((words, len(present)), dtype=np.uint64)
        for edition in range(present.shape[1]):
            own[edition // _WORD] |= present[:, edition].astype(np.uint64) << np.uint64(edition % _WORD)
        #: editions that count the first lot and not the second
        self._only = own[:, :, None] & ~own[:, None, :]
        self._point = start.copy()
        self._free = np.ones((len(start) + 1, len(self._shifts)), dtype=bool)
        for lot in range(len(start)):
            self._free[lot] = ~around.barred(lot, start[lot])
        self._shown = around.count_shown(start)
        self._refused = np.zeros((words, len(self._shifts)), dtype=np.uint64)
        for edition in range(len(self._shown)):
            self._weigh(edition)
        self._first = self._free.copy(), list(self._shown), self._refused.copy()

    @property
    def point(self) -> Whole:
        """Where the walk stands: a possible point."""
        return self._point

    @property
    def shifts(self) -> Whole:
        """What each shift adds to the unknowns of a lot."""
        return self._shifts

    def restart(self) -> None:
        """Back to the start."""
        self._point = self._start.copy()
        free, shown, refused = self._first
        self._free, self._shown, self._refused = free.copy(), list(shown), refused.copy()

    def _weigh(self, edition: int) -> None:
        """Which shifts, made once, would leave the printed figures of an edition."""
        word, bit = edition // _WORD, np.uint64(1 << edition % _WORD)
        out = self._around.leaves(edition, self._shown[edition])
        self._refused[word] = np.where(out, self._refused[word] | bit, self._refused[word] & ~bit)

    def find_move(self, inside: NDArray[np.bool_], wanted: NDArray[np.intp]) -> Move | None:
        """A possible move that makes one of the shifts ``wanted`` in a lot ``inside``, given back outside.

        The one that the fewest editions can see; the first of these. ``None``: there is none.
        """
        givers = np.flatnonzero(inside & self._free[:-1, wanted].any(axis=1))
        if not len(givers):
            return None
        takers = np.append(np.flatnonzero(~inside), len(inside))
        givers = givers[: max(1, _WEIGHED // (len(takers) * len(wanted)))]
        back = self._reverse[wanted]
        returned = self._free[np.ix_(takers, np.maximum(back, 0))] & (back >= 0)
        returned[-1] = True
        possible = self._free[np.ix_(givers, wanted)][:, :, None] & returned.T[None]
        for only, refused in zip(self._only, self._refused, strict=True):
            gone, come = only[np.ix_(givers, takers)], only[np.ix_(takers, givers)].T
            possible &= (gone[:, None, :] & refused[wanted][None, :, None]) == 0
            possible &= (come[:, None, :] & refused[np.maximum(back, 0)][None, :, None]) == 0
        if not possible.any():
            return None
        seen = np.where(possible, self._distance[np.ix_(givers, takers)][:, None, :], _NEVER)
        giver, shift, taker = np.unravel_index(int(seen.argmin()), seen.shape)
        other = int(takers[taker])
        return Move(int(givers[giver]), other if other < len(inside) else None, int(wanted[shift]))

    def make(self, move: Move) -> None:
        """Make a move found here."""
        step = self._shifts[move.shift]
        moved = [(move.giver, 1)] + ([] if move.taker is None else [(move.taker, -1)])
        for lot, sign in moved:
            self._point[lot] += sign * step
            self._free[lot] = ~self._around.barred(lot, self._point[lot])
        taker = len(self._point) if move.taker is None else move.taker
        for first, second, sign in ((move.giver, taker, 1), (taker, move.giver, -1)):
            for word, only in enumerate(self._only):
                bits = int(only[first, second])
                while bits:
                    low = bits & -bits
                    edition = word * _WORD + low.bit_length() - 1
                    self._shown[edition] = self._shown[edition] + sign * self._around.effect(
                        edition, move.shift
                    )
                    self._weigh(edition)
                    bits ^= low
