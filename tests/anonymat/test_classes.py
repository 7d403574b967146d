"""A printed figure always holds the truth, never tells small counts apart, never runs as a formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsn_app.anonymat.classes import publish_acts, publish_count, publish_total
from gsn_app.domain.edition import Parametres

P = Parametres()


@given(st.integers(0, 5000), st.booleans())
def test_the_interval_holds_the_truth_and_the_words_say_the_interval(nombre: int, large: bool) -> None:
    cell = publish_count(nombre, P, ("X",), large=large)
    assert cell.maximum is not None and cell.minimum <= nombre <= cell.maximum
    seuil = 15 if large else 8
    if nombre < seuil:
        assert (cell.minimum, cell.maximum, cell.libelle) == (0, seuil - 1, f"moins de\u00a0{seuil}")
    else:
        assert cell.minimum >= seuil
        assert cell.maximum - cell.minimum == (9 if large else 4)
        middle = int(cell.libelle.removeprefix("environ\u00a0"))
        assert middle % (10 if large else 5) == 0 and cell.minimum <= middle <= cell.maximum


@given(st.integers(0, 500), st.booleans())
def test_classes_never_overlap(nombre: int, large: bool) -> None:
    here, after = (publish_count(n, P, ("X",), large=large) for n in (nombre, nombre + 1))
    assert here == after or here.maximum == nombre == after.minimum - 1


def test_the_classes_are_those_of_the_method() -> None:
    words = [publish_count(n, P, ()).libelle.replace("\u00a0", " ") for n in (0, 7, 8, 12, 13, 17, 18, 46)]
    assert words == [
        "moins de 8", "moins de 8", "environ 10", "environ 10", "environ 15", "environ 15", "environ 20",
        "environ 45",
    ]  # fmt: skip
    coarse = [publish_count(n, P, (), large=True).libelle.replace("\u00a0", " ") for n in (14, 15, 24, 25)]
    assert coarse == ["moins de 15", "environ 20", "environ 20", "environ 30"]


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        publish_count(-1, P, ())


def test_a_total_under_8_is_never_printed() -> None:
    assert [publish_total(n, P).libelle.replace("\u00a0", " ") for n in (0, 7, 8)] == [
        "moins de 8 situations",
        "moins de 8 situations",
        "8",
    ]


@given(st.lists(st.integers(1, 30), max_size=40))
def test_acts_of_few_youths_or_of_one_who_dominates_are_masked(par_jeune: list[int]) -> None:
    cell = publish_acts(par_jeune, P, ("X",))
    few = len(par_jeune) <= 7
    dominated = bool(par_jeune) and max(par_jeune) > sum(par_jeune) / 2
    if few or dominated:
        assert (cell.minimum, cell.maximum) == (0, None)
        assert cell.libelle.replace("\u00a0", " ") == "moins de 8 jeunes"
    else:
        assert cell.maximum is not None and cell.minimum <= sum(par_jeune) <= cell.maximum
