"""A clock that jumps is journaled, back and forth, at login and within a session; it breaks nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.journal import verify_journal
from gsn_app.actions.session import AVANCE_MS, RECUL_MS
from gsn_app.actions.situation import list_situations
from tests.actions.exemples import Horloge, expect_sound, logged, open_one, read_all
from tests.coffre_prepare import Prepare

NOW = datetime.now(UTC)
BACK = timedelta(milliseconds=RECUL_MS + 1_000)
FORTH = timedelta(milliseconds=AVANCE_MS + 1_000)


def jumps(coffre: Prepare) -> list[str]:
    """Motives of the clock entries written by the coordonnateur."""
    return [x.motif for x in read_all(coffre) if x.acte == "horloge.saut" and x.membre == "Coordo Testard"]


@pytest.mark.parametrize(
    ("shift", "told"),
    [(-BACK, 1), (-timedelta(days=30), 1), (FORTH, 1), (timedelta(hours=3), 0), (timedelta(0), 0)],
)
def test_a_jump_within_a_session_leaves_an_entry_of_its_own(
    coffre: Prepare, shift: timedelta, told: int
) -> None:
    clock = Horloge(NOW + timedelta(minutes=1))
    with logged(coffre, "coordo", clock) as session:
        list_situations(session)
        clock.now += shift
        list_situations(session)
        list_situations(session)
        assert verify_journal(session).integre
    assert len(jumps(coffre)) == told
    expect_sound(coffre)


@pytest.mark.parametrize(("days", "told"), [(-1, 1), (-4000, 1), (500, 1), (30, 0)])
def test_a_jump_between_two_sessions_is_noted_at_login(coffre: Prepare, days: int, told: int) -> None:
    with logged(coffre, "coordo", Horloge(NOW + timedelta(days=days))) as session:
        assert verify_journal(session).integre
    assert len(jumps(coffre)) == told


def test_the_jump_comes_before_the_act_and_says_its_length(coffre: Prepare) -> None:
    situation = open_one(coffre)
    clock = Horloge(NOW + timedelta(minutes=1))
    with logged(coffre, "coordo", clock) as session:
        clock.now -= timedelta(hours=2)
        add_apport(session, situation, "Écrit à la mauvaise heure.")
    entries = [x for x in read_all(coffre) if x.membre == "Coordo Testard"]
    place = next(i for i, x in enumerate(entries) if x.acte == "apport.ajoute")
    assert entries[place - 1].acte == "horloge.saut"
    seconds = int(entries[place - 1].motif.split()[0])
    assert -7_201 <= seconds <= -7_190
