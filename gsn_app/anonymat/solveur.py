"""The linear and integer programs of the audit: one polytope, many objectives, deterministic (HiGHS).

Limits are counts of iterations and nodes, never seconds, so that a verdict is the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

_EPSILON = 1e-6
_MAX_ITERATIONS = 400_000
_MAX_NODES = 20_000
_MAX_DIVES = 60
#: multiplications under which OpenBLAS does not share a product out
_ONE_THREAD = 1 << 18


def multiply(left: Vector, right: Vector) -> Vector:
    """Product of matrices by blocks of rows, each small enough for the linear algebra library to stay in one thread.

    Its second thread costs more here than it brings, and waits for the whole machine when others work.
    """
    block = max(1, _ONE_THREAD // max(1, right.size))
    if len(left) <= block:
        whole: Vector = left @ right
        return whole
    return np.concatenate([left[start : start + block] @ right for start in range(0, len(left), block)])


class SolverUndecided(Exception):
    """The solver stopped without a proof: the caller must refuse (R6, G3)."""


class NoSolution(SolverUndecided):
    """No whole or real point satisfies what was printed."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """Value and point of an optimum; ``integral`` when the point has whole coordinates."""

    value: float
    point: Vector
    integral: bool


class Programme:
    """A bounded polytope ``row_low <= A x <= row_high``, ``0 <= x <= high``, searched again and again."""

    def __init__(
        self,
        high: Vector,
        rows: list[tuple[NDArray[np.int32], Vector, float, float]],
        *,
        afresh: bool = False,
    ) -> None:
        self._size = len(high)
        self._afresh = afresh
        self._high = high
        model = highspy.HighsLp()
        model.num_col_ = self._size
        model.num_row_ = len(rows)
        model.col_cost_ = np.zeros(self._size)
        model.col_lower_ = np.zeros(self._size)
        model.col_upper_ = high
        model.row_lower_ = np.array([low for _, _, low, _ in rows], dtype=np.float64)
        model.row_upper_ = np.array([top for _, _, _, top in rows], dtype=np.float64)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0] + [len(index) for index, _, _, _ in rows]).astype(np.int32)
        model.a_matrix_.index_ = np.concatenate([index for index, _, _, _ in rows])
        model.a_matrix_.value_ = np.concatenate([value for _, value, _, _ in rows])
        self._model = model
        self._columns = np.arange(self._size, dtype=np.int32)
        self._linear = self._new_solver()
        self._integer: highspy.Highs | None = None
        self._nearby: highspy.Highs | None = None
        self.solved = 0

    def minimize(self, cost: Vector) -> Optimum:
        """Least value over the real polytope. Raises ``SolverUndecided`` or ``NoSolution``."""
        if self._afresh:
            self._linear.clearSolver()
        return self._solve(self._linear, cost)

    def minimize_whole(self, cost: Vector) -> Optimum:
        """Least value over whole points. Raises ``SolverUndecided``."""
        if self._integer is None:
            self._integer = self._new_solver(whole=True)
        return self._solve(self._integer, cost)

    def round_near(self, cost: Vector, point: Vector) -> Optimum | None:
        """A whole point near a real one, good for ``cost`` if not the best; ``None`` when none was met."""
        return self._search_box(cost, point) if self._afresh else self._dive(cost, point)

    def _search_box(self, cost: Vector, point: Vector) -> Optimum | None:
        """An integer program on the unit cube around the point, then on a larger box."""
        if self._nearby is None:
            self._nearby = self._new_solver(whole=True)
            self._nearby.setOptionValue("mip_rel_gap", 0.2)
            self._nearby.setOptionValue("mip_max_nodes", 50)
        for reach in (0, 1):
            moving = np.abs(point - np.rint(point)) > _EPSILON if reach == 0 else point > _EPSILON
            low = np.where(moving, np.floor(point + _EPSILON) - reach, np.rint(point))
            top = np.where(moving, np.ceil(point - _EPSILON) + reach, np.rint(point))
            low, top = np.clip(low, 0, self._high), np.clip(top, 0, self._high)
            self._nearby.changeColsBounds(self._size, self._columns, low, top)
            try:
                found = self._solve(self._nearby, cost)
            except SolverUndecided:
                continue
            if found.integral:
                return found
        return None

    def _dive(self, cost: Vector, point: Vector) -> Optimum | None:
        """Fix the coordinates nearest to whole numbers, half at a time, and solve for the others again.

        A batch that leaves no room is taken back and halved.
        """
        if self._nearby is None:
            self._nearby = self._new_solver()
            self._nearby.setOptionValue("simplex_strategy", 1)
        low, top = np.zeros(self._size), self._high.copy()
        share = 0.5
        for _ in range(_MAX_DIVES):
            gap = np.abs(point - np.rint(point))
            broken = np.flatnonzero(gap > _EPSILON)
            batch = broken[np.argsort(gap[broken], kind="stable")][: max(1, int(share * len(broken)))]
            new_low, new_top = low.copy(), top.copy()
            new_low[batch] = new_top[batch] = np.clip(np.rint(point[batch]), low[batch], top[batch])
            self._nearby.changeColsBounds(self._size, self._columns, new_low, new_top)
            try:
                found = self._solve(self._nearby, cost)
            except SolverUndecided:
                if len(batch) == 1:
                    return None
                share /= 2
                continue
            if found.integral:
                return found
            low, top, point = new_low, new_top, found.point
        return None

    def _solve(self, solver: highspy.Highs, cost: Vector) -> Optimum:
        solver.changeColsCost(self._size, self._columns, np.ascontiguousarray(cost, dtype=np.float64))
        solver.run()
        self.solved += 1
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise NoSolution()
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverUndecided(str(status))
        point = np.array(solver.getSolution().col_value, dtype=np.float64)
        whole = np.rint(point)
        integral = bool(np.all(np.abs(point - whole) < _EPSILON))
        return Optimum(
            float(solver.getInfo().objective_function_value), whole if integral else point, integral
        )

    def _new_solver(self, *, whole: bool = False) -> highspy.Highs:
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 1),
            # a new objective leaves the last point feasible: the primal simplex goes on from there;
            # with many inequalities, presolving again and the dual simplex are quicker
            ("simplex_strategy", 1 if self._afresh else 4),
            ("simplex_iteration_limit", _MAX_ITERATIONS),
            ("mip_max_nodes", _MAX_NODES),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.5),
        ):
            solver.setOptionValue(option, value)
        solver.passModel(self._model)
        if whole:
            kinds = np.full(self._size, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
            solver.changeColsIntegrality(self._size, self._columns, kinds)
        return solver
