"""The references are what they say: the fewest cells left out, and none of the small ones known within W."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.anonymat.references import P, choose_hidden, follow_nhs, round_plainly, round_together

Cell = tuple[str, tuple[str, ...]]


def is_safe(counts: dict[Cell, int], hidden: set[Cell], total: int) -> bool:
    """One table of one level, its total known: what is left out is only known by its sum."""
    left = sum(counts[cell] for cell in hidden)
    return all(
        cell in hidden and (left if len(hidden) > 1 else 0) >= P.w
        for cell, count in counts.items()
        if count < P.seuil
    )


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=2, max_size=6))
def test_the_fewest_cells_are_left_out(numbers: list[int]) -> None:
    counts: dict[Cell, int] = {("t", (str(rank),)): number for rank, number in enumerate(numbers)}
    total = sum(numbers)
    hidden = choose_hidden(counts, [(list(counts), [])], total)
    ways = [
        set(some) for size in range(len(counts) + 1) for some in itertools.combinations(counts, size)
        if is_safe(counts, set(some), total)
    ]  # fmt: skip
    if ways:
        assert is_safe(counts, hidden, total) and len(hidden) == min(map(len, ways))
    else:
        assert hidden == set(counts)


def test_a_family_protects_its_detail() -> None:
    detail: dict[Cell, int] = {("d", ("a",)): 20, ("d", ("b",)): 3, ("d", ("c",)): 30}
    family: dict[Cell, int] = {("f", ("x",)): 23, ("f", ("y",)): 30}
    sums = [
        (list(detail), []),
        (list(family), []),
        ([("d", ("a",)), ("d", ("b",))], [("f", ("x",))]),
        ([("d", ("c",))], [("f", ("y",))]),
    ]
    hidden = choose_hidden({**detail, **family}, sums, 53)  # type: ignore[arg-type]
    assert {("d", ("a",)), ("d", ("b",))} == hidden


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_every_printed_interval_holds_the_count(numbers: list[int]) -> None:
    counts = {(str(rank),): number for rank, number in enumerate(numbers)}
    for method in (round_plainly, follow_nhs, round_together):
        for place, (low, top) in method(counts).items():
            assert low <= counts[place] <= top
