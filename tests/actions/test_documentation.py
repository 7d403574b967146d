"""``docs/actions.md`` says what the code does: signatures, roles and errors are those of today."""

from __future__ import annotations

import inspect

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.rappel_ordre import deliver, prepare_rappel
from gsn_app.actions.situation import read_situation
from tests.actions.list_actes import LIST, RIGHTS, action_modules, codes_of, listing, public_functions
from tests.actions.test_matrice import ACTS

FUNCTIONS = [
    (f"{module.__name__}.{name}", function)
    for module in action_modules()
    for name, function in public_functions(module)
]


def test_the_page_is_what_the_code_says_today() -> None:
    assert LIST.read_text(encoding="utf-8") == listing(), "run: python -m tests.actions.list_actes"


@pytest.mark.parametrize(("place", "function"), FUNCTIONS, ids=[place for place, _ in FUNCTIONS])
def test_a_public_function_is_described_with_every_parameter(place: str, function: object) -> None:
    page = LIST.read_text(encoding="utf-8")
    name = place.rpartition(".")[2]
    line = next(x for x in page.splitlines() if x.startswith(f"### `{name}("))
    for parameter in inspect.signature(inspect.unwrap(function)).parameters:  # type: ignore[arg-type]
        assert parameter in line
    assert inspect.getdoc(function), f"{place} has no sentence"


def test_every_act_is_on_the_page_with_who_may_do_it() -> None:
    page = LIST.read_text(encoding="utf-8")
    for function in ACTS.values():
        acte = str(function.acte)
        assert f"- Act `{acte}` · who: {', '.join(RIGHTS[acte]['roles'])}" in page


def test_the_errors_listed_are_those_the_source_raises() -> None:
    """Controls of the reader of the source: codes known to be raised, and one known not to be."""
    assert {"APP-01", "APP-02", "REF-01", "REF-02", "SAI-02", "SIT-01", "SIT-02"} <= set(codes_of(add_apport))
    assert {"RAO-02", "RAO-13", "RAO-14", "RAO-15", "RAO-21"} <= set(codes_of(deliver))
    assert {"RAO-07", "RAO-08", "RAO-09"} <= set(codes_of(prepare_rappel))
    assert "SIT-02" in codes_of(read_situation) and "APP-01" not in codes_of(read_situation)
