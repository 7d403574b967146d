"""docs/MENACES.md keeps its word: each guarantee cites tests that exist, each adversary meets guarantees that exist."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.arbre import ROOT

DOCUMENT = (ROOT / "docs" / "MENACES.md").read_text(encoding="utf-8").replace("\u00a0", " ")
CITED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT)
SECTIONS = dict(re.findall(r"^## (\d)\. (?:.|\n)*?\n((?:.|\n)*?)(?=^## |\Z)", DOCUMENT, re.M))
GUARANTEES = dict(re.findall(r"^### (G\d+)\n((?:.|\n)*?)(?=^### |^## |\Z)", DOCUMENT, re.M))


def _rows(section: str) -> list[list[str]]:
    lines = [line for line in SECTIONS[section].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


ADVERSARIES = _rows("1")


def names_in(path: str) -> set[str]:
    """Names of the test functions of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")}


@pytest.mark.parametrize(("path", "name"), sorted(set(CITED)))
def test_a_cited_test_exists(path: str, name: str) -> None:
    assert (ROOT / path).is_file(), path
    assert name in names_in(path)


def test_nothing_that_looks_like_a_test_escapes_the_reading() -> None:
    assert DOCUMENT.count("::test_") == len(CITED) > 60


def test_guarantees_and_non_guarantees_are_numbered_without_a_gap() -> None:
    assert list(GUARANTEES) == [f"G{n}" for n in range(1, len(GUARANTEES) + 1)]
    absent = re.findall(r"^- \*\*(N\d+)\*\*", SECTIONS["3"], re.M)
    assert absent == [f"N{n}" for n in range(1, len(absent) + 1)]
    assert len(absent) >= 10


@pytest.mark.parametrize("number", GUARANTEES)
def test_a_guarantee_cites_a_test(number: str) -> None:
    assert re.search(r"`tests/[\w/]+\.py::test_\w+`", GUARANTEES[number])


@pytest.mark.parametrize("row", ADVERSARIES, ids=lambda row: row[0])
def test_an_adversary_meets_guarantees_that_exist(row: list[str]) -> None:
    named = re.findall(r"G\d+", row[3])
    assert named and set(named) <= set(GUARANTEES)


def test_every_adversary_of_the_design_has_its_line() -> None:
    assert len(ADVERSARIES) == 9
    told = " ".join(row[0] for row in ADVERSARIES)
    for who in (
        "voleur",
        "administrateur",
        "sans accès",
        "avec accès",
        "retiré",
        "gardiens",
        "auditeur",
        "rapports",
        "hostile",
    ):
        assert who in told, who


@pytest.mark.parametrize("row", _rows("5"), ids=lambda row: row[0])
def test_each_attack_listed_can_be_run(row: list[str]) -> None:
    command = row[2].strip("`").split()
    assert command[0] == "pytest" and len(command) > 1
    assert all((ROOT / path).is_file() for path in command[1:])


def test_the_table_of_attacks_leaves_no_file_of_the_folder_out() -> None:
    """Every test file of tests/attaques stands in a guarantee or in the table."""
    missing = [
        path.name
        for path in (ROOT / "tests" / "attaques").glob("test_*.py")
        if f"tests/attaques/{path.name}" not in DOCUMENT
    ]
    assert missing == []
