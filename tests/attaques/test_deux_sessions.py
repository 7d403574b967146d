"""Two processes at the same instant on one vault: one at most works, and nothing of its work is lost."""

from __future__ import annotations

from pathlib import Path

from tests.attaques.conftest import Modele
from tests.attaques.deux_sessions import race


def test_two_openings_at_the_same_instant_never_work_together(modele: Modele, tmp_path: Path) -> None:
    compte = race(modele, tmp_path, 8)
    compte.check(16)
    assert compte.issues["OK"] >= 8 and "OUV-02" in compte.issues
