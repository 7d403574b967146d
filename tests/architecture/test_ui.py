"""Windows: text is plain text, built by the kit alone."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.arbre import Module, modules

WINDOWS = modules("gsn_app/ui")
#: Qt classes that guess rich text from what they are given; only the kit builds or inherits them
RICH_TEXT_CLASSES = {"QLabel", "QMessageBox", "QTextBrowser", "QErrorMessage", "QSplashScreen"}
RICH_TEXT_CALLS = re.compile(r"\.(setHtml|insertHtml|appendHtml|setMarkdown|setOpenExternalLinks)$")


@pytest.mark.parametrize("module", WINDOWS, ids=lambda module: module.name)
def test_labels_are_built_by_the_kit_alone(module: Module) -> None:
    if module.name.startswith("gsn_app.ui.kit"):
        return
    wrong = [
        f"{module.place}:{line} {name}"
        for line, name in module.calls()
        if any(part in RICH_TEXT_CLASSES for part in name.split("."))
    ]
    wrong += [
        f"{module.place}:{node.lineno} inherits {ast.unparse(base)}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if ast.unparse(base).split(".")[-1] in RICH_TEXT_CLASSES
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("module", WINDOWS, ids=lambda module: module.name)
def test_no_window_shows_rich_text(module: Module) -> None:
    wrong = [
        f"{module.place}:{line} {name}" for line, name in module.calls() if RICH_TEXT_CALLS.search("." + name)
    ]
    wrong += [
        f"{module.place}:{node.lineno} {ast.unparse(node)}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"RichText", "AutoText", "MarkdownText"}
    ]
    assert not wrong, "\n".join(wrong)
