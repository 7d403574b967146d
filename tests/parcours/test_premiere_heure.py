"""The first hour, from an empty folder to the decisions of a first séance, by the windows alone."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.parcours.premiere_heure import live_the_hour


def test_a_coordonnateur_creates_takes_over_meets_and_decides_in_one_sitting(
    qtbot: QtBot, tmp_path: Path
) -> None:
    steps: list[str] = []
    lu = live_the_hour(tmp_path, steps.append)
    assert steps[0] == "ouverture" and steps[-1] == "a-faire-apres"
    reprises, ecartees = (int(word) for word in lu["import"].split() if word.isdecimal())
    assert reprises > 20 and ecartees > 0, "the old sheet is dirty: some lines are set aside"
    assert "Médiation scolaire" in lu["seance"]
    assert "Mesure prise en charge\u00a0: Médiation scolaire" in lu["accueil"]
    assert "Prochaine séance" not in lu["accueil"], "the séance of the day was held"
