"""The vaults of one run of the measures, made when first asked for."""

from __future__ import annotations

import time
from pathlib import Path

from tests.bench import coffres


class Chantier:
    """``folder`` is thrown away at the end; ``situations`` and ``entrees`` are the largest sizes of the run."""

    def __init__(self, folder: Path, situations: int, entrees: int) -> None:
        self.folder = folder
        self.situations = situations
        self.entrees = entrees
        self._tailles: list[coffres.Taille] = []
        self._journal: coffres.Taille | None = None

    def tailles(self) -> list[coffres.Taille]:
        """Vaults of n/4, n/2 and n situations."""
        if not self._tailles:
            start = time.perf_counter()
            n = self.situations
            self._tailles = [coffres.build(self.folder / str(size), size) for size in (n // 4, n // 2, n)]
            print(
                f"\ncoffres de {n // 4}, {n // 2} et {n} situations faits en "
                f"{time.perf_counter() - start:.0f} s",
                flush=True,
            )
        return self._tailles

    def journal(self) -> coffres.Taille:
        """A small vault with a long journal."""
        if self._journal is None:
            self._journal = coffres.build(self.folder / "journal", 40, self.entrees)
        return self._journal
