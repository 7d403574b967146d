"""How a module is written: its length, its opening sentence, its words, its place among the layers."""

from __future__ import annotations

import ast
import re
import warnings
from collections import defaultdict

import pytest

from tests.architecture.arbre import Module, modules

SOFT_LIMIT = 250
HARD_LIMIT = 400
FORBIDDEN_WORDS = {
    *("util", "utils", "helper", "helpers", "common", "manager", "managers", "process", "processes"),
    *("handle", "handles", "handler", "handlers", "misc"),
}
#: words of the libraries, not ours: a class or method that overrides one keeps its name
LAYERS = ("domain", "store", "actions", "documents", "ui")

EVERYTHING = modules("gsn_app", "tests")
OURS = modules("gsn_app")


def _name(module: Module) -> str:
    return module.name


@pytest.mark.parametrize("module", EVERYTHING, ids=_name)
def test_a_module_stays_under_the_hard_limit(module: Module) -> None:
    assert len(module.source.splitlines()) <= HARD_LIMIT, f"{module.place}: split it"


def test_modules_over_the_soft_limit_are_listed() -> None:
    """Prints the list as a warning; grows silently for nobody."""
    long = {m.place: n for m in EVERYTHING if (n := len(m.source.splitlines())) > SOFT_LIMIT}
    if long:
        listed = ", ".join(f"{place} ({lines})" for place, lines in sorted(long.items()))
        warnings.warn(f"over the soft limit of {SOFT_LIMIT} lines: {listed}", stacklevel=1)
    assert all(lines <= HARD_LIMIT for lines in long.values())


@pytest.mark.parametrize("module", EVERYTHING, ids=_name)
def test_a_module_opens_with_a_sentence(module: Module) -> None:
    text = ast.get_docstring(module.tree)
    assert text, f"{module.place} has no docstring"
    first = re.split(r"\n\s*\n", text)[0].rstrip()
    assert first.endswith((".", "!", "?", ":", "»")), f"{module.place}: « {first} » is not a sentence"


def _defined_names(module: Module) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.append((node.lineno, node.name))
        elif isinstance(node, ast.arg):
            found.append((node.lineno, node.arg))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.append((node.lineno, node.id))
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.append((node.lineno, node.attr))
    return found


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


@pytest.mark.parametrize("module", OURS, ids=_name)
def test_no_name_is_a_catch_all_word(module: Module) -> None:
    names = [(0, part) for part in module.name.split(".")] + _defined_names(module)
    wrong = [f"{module.place}:{line} {name}" for line, name in names if _words(name) & FORBIDDEN_WORDS]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("module", OURS, ids=_name)
def test_names_are_ascii(module: Module) -> None:
    wrong = [f"{module.place}:{line} {name}" for line, name in _defined_names(module) if not name.isascii()]
    assert not wrong, "\n".join(wrong)


def test_modules_of_one_stem_are_one_feature() -> None:
    """``find . -name 'rappel_ordre.py'`` is the feature: the same stem never means two things in a layer."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for module in OURS:
        if module.folder in LAYERS and module.path.stem != "__init__":
            places[module.folder, module.path.stem].append(module.place)
    features = {stem for layer, stem in places if layer == "actions"}
    twice = [
        f"{layer}/{stem}: {', '.join(found)}"
        for (layer, stem), found in places.items()
        if len(found) > 1 and stem in features
    ]
    assert not twice, "\n".join(twice)
