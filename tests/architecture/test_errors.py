"""Every error has its own stable code and a French sentence that reads as printed French."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from gsn_app.errors import GsnError
from tests.architecture.list_errors import LIST, every_error, listing

ERRORS = every_error()
ALL = pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__qualname__)
NBSP = "\u00a0"


@ALL
def test_an_error_has_a_code_of_its_own_shape(error: type[GsnError]) -> None:
    assert "code" in vars(error), f"{error.__qualname__} borrows the code of its parent"
    assert re.fullmatch(r"[A-Z]{3}-\d{2}", error.code)


def test_no_two_errors_share_a_code() -> None:
    holders: dict[str, list[str]] = defaultdict(list)
    for error in ERRORS:
        holders[error.code].append(error.__qualname__)
    assert not {code: names for code, names in holders.items() if len(names) > 1}


@ALL
def test_an_error_says_a_sentence_of_its_own(error: type[GsnError]) -> None:
    assert vars(error).get("__doc__"), f"{error.__qualname__} has no sentence"
    assert error.template().endswith((".", "!", "?", "»", "}"))
    assert error.template()[0].isupper() or error.template()[0] in "«{"


@ALL
def test_a_sentence_keeps_french_typography(error: type[GsnError]) -> None:
    sentence = error.template()
    assert not re.search(r"(?<![\u00a0\u202f])[;!?»]", sentence), sentence
    assert not re.search(r"«(?!\u00a0)", sentence), sentence
    assert not re.search(r"[\w»] :|\w:\s", sentence), sentence
    assert "'" not in sentence, sentence
    assert '"' not in sentence, sentence


@ALL
def test_a_sentence_is_shown_whatever_its_details(error: type[GsnError]) -> None:
    """A missing detail never hides the sentence, and a detail is never reworked."""
    fields = re.findall(r"{(\w+)", error.template())
    assert error.template().split("{")[0] in GsnError.sentence.fget(_bare(error))  # type: ignore[attr-defined]
    hostile = _bare(error, **dict.fromkeys(fields, "l'a : « b » ; {c}"))
    assert not fields or "l'a : « b » ; {c}" in hostile.sentence


def _bare(error: type[GsnError], **details: object) -> GsnError:
    """An instance made without the constructor of the subclass, whose arguments are its own affair."""
    made = error.__new__(error)
    made.details = details
    return made


def test_the_list_of_errors_is_up_to_date() -> None:
    assert LIST.read_text(encoding="utf-8") == listing(), "run make docs"
