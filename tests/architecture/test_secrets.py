"""No back door to the keys: no cheaper derivation, no environment, no secret printed or logged."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.arbre import Module, modules

ALL = pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)

#: the only modules that may construct a key-derivation policy; tests pass theirs as an argument
KDF_HOMES = ("gsn_app.config", "gsn_app.crypto")
#: the only folders that may read the environment: the machine, the launcher, the windows' platform choice
ENVIRONMENT_HOMES = {"poste", "lanceur", "cli", "tour", "ui", "bac_a_sable"}
PRINTING_HOMES = {
    "cli",
    "cli_rapport",
    "cli_poste",
    "cli_sauvegarde",
    "tour",
    "demo",
    "verificateur",
    "__main__",
}
SECRET_WORDS = re.compile(
    r"(?:^|_)(secret|passphrase|phrase|key|cle|clef|password|mot_de_passe|share|part)s?(?:$|_)"
)


@ALL
def test_only_config_and_crypto_construct_a_derivation_policy(module: Module) -> None:
    if module.name == KDF_HOMES[0] or module.name.startswith(KDF_HOMES[1]):
        return
    wrong = [
        f"{module.place}:{line} calls {name}"
        for line, name in module.calls()
        if name.split(".")[-1] == "KdfPolicy"
        or (name.split(".")[-1] == "replace" and _about_kdf(module, line))
    ]
    assert not wrong, "\n".join(wrong)


def _about_kdf(module: Module, line: int) -> bool:
    return "kdf" in module.source.splitlines()[line - 1].lower()


@ALL
def test_the_environment_is_not_read_where_keys_and_rights_are_decided(module: Module) -> None:
    if module.folder in ENVIRONMENT_HOMES:
        return
    wrong = [
        f"{module.place}:{node.lineno} {ast.unparse(node)}"
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"})
        or (isinstance(node, ast.alias) and node.name in {"environ", "environb", "getenv"})
    ]
    assert not wrong, "\n".join(wrong)


def _names_a_secret(node: ast.AST) -> bool:
    return any(
        (isinstance(inner, ast.Name) and SECRET_WORDS.search(inner.id.lower()))
        or (isinstance(inner, ast.Attribute) and SECRET_WORDS.search(inner.attr.lower()))
        for inner in ast.walk(node)
    )


@ALL
def test_nothing_prints_or_logs_a_secret(module: Module) -> None:
    wrong = []
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        prints = called == "print" or re.search(r"\blog(ger|ging)?\.\w+$", called)
        if called == "print" and module.folder not in PRINTING_HOMES:
            wrong.append(f"{module.place}:{node.lineno} prints")
        if prints and any(
            _names_a_secret(argument) for argument in [*node.args, *(k.value for k in node.keywords)]
        ):
            wrong.append(f"{module.place}:{node.lineno} {ast.unparse(node)}")
    assert not wrong, "\n".join(wrong)


@ALL
def test_randomness_comes_from_the_system(module: Module) -> None:
    """The ``random`` module is for the demonstration commune alone."""
    if module.folder in {"demo"}:
        return
    wrong = [f"{module.place}:{line}" for line, name in module.imports() if name.split(".")[0] == "random"]
    assert not wrong, "\n".join(wrong)


@ALL
def test_no_assert_guards_anything(module: Module) -> None:
    """``python -O`` removes assertions: a rule is an ``if`` and an error of ours."""
    wrong = [
        f"{module.place}:{node.lineno}" for node in ast.walk(module.tree) if isinstance(node, ast.Assert)
    ]
    assert not wrong, "\n".join(wrong)
