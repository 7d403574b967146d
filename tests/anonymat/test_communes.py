"""Generated communes over eight quarters: the reader of every file finds nobody in ours, and people in naive methods."""

from __future__ import annotations

import pytest

from tests.anonymat.communes import NAIVE, Commune, attack_naive, attack_ours, live_two_years

#: the whole proof, on 200 communes and more, is ``make anonymat-preuve``
SEEDS = range(1, 7)


@pytest.fixture(scope="module")
def communes() -> list[Commune]:
    return [live_two_years(seed) for seed in SEEDS]


def test_two_years_of_arrivals_departures_corrections_and_purges_disclose_nobody(
    communes: list[Commune],
) -> None:
    for commune in communes:
        assert attack_ours(commune) == [], f"commune {commune.seed}"


def test_the_communes_do_release_editions_and_count_erased_youths(communes: list[Commune]) -> None:
    assert sum(len(commune.released) for commune in communes) >= 2 * len(communes)
    assert sum(len(commune.released) > 1 for commune in communes) >= len(communes) // 2
    assert any(commune.erased for commune in communes)
    assert any(version for c in communes for p in c.registre.editions for version in p.epoques.values())


@pytest.mark.parametrize("method", NAIVE)
def test_the_same_reader_finds_people_in_a_naive_method(method: str, communes: list[Commune]) -> None:
    assert any(attack_naive(commune, method) for commune in communes), method
