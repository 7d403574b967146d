"""Nothing typed is ever lost: every form of the program keeps a draft, or is listed with the reason why it may not."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from pathlib import Path

from tests.architecture.arbre import Module, modules

EXEMPTED = tomllib.loads((Path(__file__).parent / "sans_brouillon.toml").read_text(encoding="utf-8"))
REASONS = {"coffre fermé", "secret", "geste"}
WINDOWS = [m for m in modules("gsn_app/ui") if not m.name.startswith("gsn_app.ui.kit")]


def makes_a_form(module: Module) -> bool:
    return any(name == "Form" for _, name in module.calls())


def binds_a_draft(module: Module) -> bool:
    return any(name == "bind_brouillon" for _, name in module.calls())


def formulaires() -> list[tuple[str, str]]:
    """``(class, name of its draft)`` of every form opened over a page; a base leaves the name to its subclasses."""
    bases = {
        ast.unparse(base)
        for module in WINDOWS
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    }
    found = [
        (f"{module.name}.{node.name}", str(ast.literal_eval(line.value)))
        for module in WINDOWS
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for line in node.body
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "formulaire"
    ]
    return [(place, name) for place, name in found if name or place.rpartition(".")[2] not in bases]


def test_every_form_keeps_a_draft_or_says_why_it_does_not() -> None:
    bare = {m.name for m in WINDOWS if makes_a_form(m) and not binds_a_draft(m)}
    assert bare == set(EXEMPTED)
    assert set(EXEMPTED.values()) <= REASONS


def test_no_two_forms_share_a_draft() -> None:
    names = Counter(name for _, name in formulaires())
    assert len(names) > 40, "the volets were not found"
    assert "" not in names
    shared = {name: [place for place, n in formulaires() if n == name] for name, n in names.items() if n > 1}
    assert not shared


def test_a_form_opened_over_a_page_is_bound_by_its_base() -> None:
    """The base class binds; a subclass that built its own form would escape."""
    own = [
        f"{module.name}.{node.name}"
        for module in WINDOWS
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and any(ast.unparse(b).endswith("Volet") for b in node.bases)
        for call in ast.walk(node)
        if isinstance(call, ast.Assign) and ast.unparse(call.targets[0]) in {"self.form", "self.draft"}
    ]
    assert not own
