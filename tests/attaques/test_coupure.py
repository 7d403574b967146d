"""kill -9 at named points and at any instant: everything acknowledged is there, the journal verifies, the vault opens at once.

The full counts are those of ``make attaques``; here, a part of them.
"""

from __future__ import annotations

from pathlib import Path

from tests.attaques.compte import Compte
from tests.attaques.conftest import Modele
from tests.attaques.mise_a_mort import POINTS, Dit, examine, kill_at_points, kill_at_random, kill_once


def test_kills_at_every_named_point_lose_nothing_acknowledged(modele: Modele, tmp_path: Path) -> None:
    compte = kill_at_points(modele, tmp_path, 5 * len(POINTS))
    compte.check(5 * len(POINTS))
    assert set(compte.issues) == set(POINTS)


def test_kills_at_any_instant_lose_nothing_acknowledged(modele: Modele, tmp_path: Path) -> None:
    compte = kill_at_random(modele, tmp_path, 40)
    compte.check(40)
    assert len(compte.issues) >= 3  # they did fall at different moments of the work


def test_a_victim_left_alone_acknowledges_each_kind_of_work(modele: Modele, tmp_path: Path) -> None:
    """The witness of the harness: what it looks for is really said."""
    dit = Dit()
    dit.read(kill_once(modele.copy(tmp_path), 0, wait=1.0))
    assert dit.apports and dit.membres and dit.situations and dit.frappe


def test_the_examination_sees_a_loss(coffre: Modele) -> None:
    compte = Compte("témoin")
    examine(coffre, Dit(apports={"Jamais écrit."}), compte, "témoin")
    assert (compte.perdu, compte.trace) == (1, 0)
    assert "Jamais écrit." in compte.details[0]
