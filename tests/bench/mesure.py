"""How a measure is taken and told: median, 95th percentile, ratio to a peer of the same run, growth."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mesure:
    """Durations of one gesture at one size, in seconds."""

    quoi: str
    n: int
    durees: tuple[float, ...]

    @property
    def median(self) -> float:
        """Middle of the durations."""
        return statistics.median(self.durees)

    @property
    def p95(self) -> float:
        """The duration that 95 in 100 do not exceed; the longest when there are fewer than twenty."""
        return sorted(self.durees)[max(0, math.ceil(0.95 * len(self.durees)) - 1)]


def take(quoi: str, n: int, gesture: Callable[[], object], times: int) -> Mesure:
    """Run a gesture several times."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        gesture()
        found.append(time.perf_counter() - start)
    return Mesure(quoi, n, tuple(found))


def head(budget: str) -> None:
    """Title of a table."""
    print(f"\n{budget}")
    print(f"  {'quoi':<44} {'n':>9} {'médiane':>10} {'p95':>10} {'rapport':>8}  à quoi")


def tell(mesure: Mesure, peer: float, what: str) -> None:
    """One line; the ratio is the median over the peer's."""
    ratio = mesure.median / peer if peer else math.nan
    print(
        f"  {mesure.quoi:<44} {mesure.n:>9} {_show(mesure.median):>10} {_show(mesure.p95):>10} {ratio:>8.2f}  {what}",
        flush=True,
    )


def grow(mesures: Sequence[Mesure]) -> None:
    """The exponent between the smallest and the largest size: 1 is linear."""
    first, last = mesures[0], mesures[-1]
    exponent = math.log(last.median / first.median) / math.log(last.n / first.n)
    print(f"  croissance de n/4 à n : n^{exponent:.2f}", flush=True)


def _show(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
