"""The tests keep rules of their own: nothing of ours is mocked, journeys use windows, locks are hashed."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.arbre import ROOT, Module, modules
from tests.sauts import allowed_reasons

TESTS = modules("tests")
ALL = pytest.mark.parametrize("module", TESTS, ids=lambda module: module.place)


@ALL
def test_no_test_mocks(module: Module) -> None:
    wrong = [
        f"{module.place}:{line} {name}" for line, name in module.imports() if re.search(r"\bmock\b", name)
    ]
    wrong += [
        f"{module.place}:{node.lineno} patches {ast.unparse(node.args[0])}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "monkeypatch.setattr"
        and node.args
        and re.match(r"['\"]?gsn_app\b", ast.unparse(node.args[0]))
    ]
    assert not wrong, "\n".join(wrong)


def test_journeys_go_through_windows_not_through_actions_or_store() -> None:
    wrong = [
        f"{module.place}:{line} {name}"
        for module in modules("tests/parcours")
        for line, name in module.imports()
        if re.match(r"gsn_app\.(actions|store|crypto)\b", name)
    ]
    assert not wrong, "\n".join(wrong)


@ALL
def test_a_test_module_tests_something(module: Module) -> None:
    """Each ``test_*`` function asserts, expects an error or calls a function of the module that does."""
    if not module.path.name.startswith("test_"):
        return
    proving = {
        node.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("test_") and _proves(node, set())
    }
    empty = [
        f"{module.place}:{node.lineno} {node.name}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not _proves(node, proving)
    ]
    assert not empty, "\n".join(empty)


def _proves(function: ast.FunctionDef, proving: set[str]) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            last = called.split(".")[-1]
            if called in {"pytest.raises", "pytest.fail", "pytest.warns"} or last in proving:
                return True
            if re.match(r"(assert|expect|check|prove|verify|wait)", last):
                return True
    return False


@ALL
def test_every_skip_is_worded_as_listed(module: Module) -> None:
    """A skip that this machine never takes is checked too."""
    listed = allowed_reasons()
    wrong = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"pytest.skip", "pytest.mark.skipif"}:
            reasons = [k.value for k in node.keywords if k.arg == "reason"] or node.args[-1:]
            wrong += [
                f"{module.place}:{node.lineno} {ast.unparse(reason)}"
                for reason in reasons
                if not (isinstance(reason, ast.Constant) and reason.value in listed)
            ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "lock",
    ["requirements.lock", "requirements-dev.lock", "packaging/requirements.lock", "packaging/outils.lock"],
)
def test_a_lock_is_hashed_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links)", text, re.M)
    pinned = re.split(r"\n(?=\S)", text.strip())
    assert all(re.match(r"[a-z0-9-]+==\S+", entry) and "--hash=sha256:" in entry for entry in pinned)


def test_the_run_lock_holds_no_test_tool() -> None:
    names = set(
        re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M)
    )
    assert not names & {"pytest", "hypothesis", "ruff", "mypy", "import-linter", "ortools", "pypdf"}
