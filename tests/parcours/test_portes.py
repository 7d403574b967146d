"""The journeys go through the windows alone: what they import, and what they may do to a widget."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
#: what a journey may know of the program: how to start it, and the cheap key derivation
PERMIS = {"gsn_app.ui.application", "gsn_app.ui.verrou", "gsn_app.config"}
#: what it may share with other tests: the surroundings given by the system and files made by the standard library
#: alone, nothing that knows the program
VOISINS = {"tests.parcours", "tests.conftest", "tests.tableaux.generateur"}
#: calls that act on a widget otherwise than by a click or a key
GESTES_INTERDITS = {
    "animateClick", "toggle", "setText", "setPlainText", "setCurrentIndex", "setCurrentText", "setChecked",
    "setFocus", "setEnabled", "setVisible", "selectRow", "setCurrentCell", "trigger", "emit", "insertPlainText",
    "insert", "setValue", "set_value", "set_values", "submit", "accept", "show_screen", "open_objet",
}  # fmt: skip


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Every imported module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.name)
def test_a_journey_knows_nothing_of_the_program_but_its_door(module: Path) -> None:
    names = list(imports_of(ast.parse(module.read_text("utf-8"))))
    wrong = [n for n in names if n.split(".")[0] == "gsn_app" and not _under(n, PERMIS)]
    assert not wrong, f"{module.name} imports {wrong}"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.name)
def test_a_journey_leans_on_no_test_that_goes_through_another_door(module: Path) -> None:
    names = list(imports_of(ast.parse(module.read_text("utf-8"))))
    wrong = [n for n in names if n.split(".")[0] == "tests" and not _under(n, VOISINS)]
    assert not wrong, f"{module.name} imports {wrong}"


def test_the_sheets_given_to_a_journey_are_made_without_the_program() -> None:
    tree = ast.parse((FOLDER.parent / "tableaux" / "generateur.py").read_text("utf-8"))
    assert not [n for n in imports_of(tree) if n.split(".")[0] in {"gsn_app", "tests"}]


def _under(name: str, roots: set[str]) -> bool:
    return any(name == root or name.startswith(root + ".") or root.startswith(name + ".") for root in roots)


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.name)
def test_a_journey_acts_with_clicks_and_keys_alone(module: Path) -> None:
    calls = [
        f"{node.lineno} {node.func.attr}"
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in GESTES_INTERDITS
        and ast.unparse(node.func.value) != "QGuiApplication.clipboard()"  # what another program copied
    ]
    assert not calls, f"{module.name}: {calls}"


def test_the_wall_sees_an_import_of_the_actions() -> None:
    tree = ast.parse(
        "from gsn_app import actions\nimport gsn_app.store.coffre\nfrom gsn_app.actions.x import y"
    )
    assert {"gsn_app.actions", "gsn_app.store.coffre", "gsn_app.actions.x"} <= set(imports_of(tree))
