"""The arrows of the house, folder by folder: what import-linter's layers and contracts leave unsaid."""

from __future__ import annotations

import ast
import sys

import pytest

from tests.architecture.arbre import Module, modules

BOTTOM = {"errors", "config"}

#: folder → folders of ours it may import directly (ARCHITECTURE.md). Its own folder goes without saying.
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "config": set(),
    "ressources": BOTTOM,
    "poste": BOTTOM,
    "domain": BOTTOM,
    "crypto": BOTTOM,
    "documents": BOTTOM | {"domain"},
    "anonymat": BOTTOM | {"domain"},
    "verificateur": BOTTOM | {"crypto", "domain"},
    "bac_a_sable": BOTTOM,
    "store": BOTTOM | {"crypto", "domain", "poste"},
    "actions": BOTTOM
    | {"store", "documents", "anonymat", "domain", "ressources", "poste", "bac_a_sable", "verificateur"},
    "ui": BOTTOM | {"actions", "domain", "poste", "ressources"},
    "demo": BOTTOM | {"actions", "domain", "poste", "ressources"},
    "tour": BOTTOM | {"actions", "domain", "poste", "ressources", "ui", "demo"},
    "lanceur": BOTTOM | {"poste", "ui"},
    "cli": BOTTOM
    | {"actions", "domain", "poste", "ui", "demo", "tour", "lanceur", "verificateur"}
    | {"cli_analyse", "cli_rapport", "cli_poste", "cli_sauvegarde", "cli_secret", "bac_a_sable"},
    "cli_analyse": BOTTOM,
    "cli_rapport": BOTTOM | {"actions"},
    "cli_poste": BOTTOM | {"actions", "cli_analyse", "cli_secret"},
    "cli_sauvegarde": BOTTOM | {"actions", "cli_analyse", "cli_secret"},
    "cli_secret": BOTTOM | {"actions", "domain"},
    "__main__": {"cli"},
    "gsn_app": set(),
}

#: third-party library → the only module or folder that may name it
HOMES: dict[str, tuple[str, ...]] = {
    "sqlcipher3": ("gsn_app.store.connection",),
    "cryptography": ("gsn_app.crypto",),
    "argon2": ("gsn_app.crypto",),
    "shamir_mnemonic": ("gsn_app.crypto",),
    "mnemonic": ("gsn_app.actions.creation",),  # a list of French words, no cipher
    "PySide6": (
        "gsn_app.ui",
        "gsn_app.bac_a_sable.enfant",
    ),  # the child draws PDF pages with QtPdf, no window
    "shiboken6": ("gsn_app.ui",),
    "reportlab": ("gsn_app.documents", "gsn_app.anonymat"),
    "PIL": ("gsn_app.documents", "gsn_app.bac_a_sable.enfant"),
    "highspy": ("gsn_app.anonymat",),
    "numpy": ("gsn_app.anonymat",),
    "platformdirs": ("gsn_app.poste",),
    "python_calamine": ("gsn_app.bac_a_sable.enfant_tableau",),
}

NETWORK = {
    *("socket", "socketserver", "ssl", "asyncio", "http", "urllib", "ftplib", "smtplib", "poplib", "imaplib"),
    *("nntplib", "telnetlib", "xmlrpc", "wsgiref", "webbrowser", "requests", "httpx", "aiohttp", "urllib3"),
    *("PySide6.QtNetwork", "PySide6.QtNetworkAuth", "PySide6.QtWebSockets", "PySide6.QtWebEngineCore"),
}

#: what lets a module be reached without an import statement that these tests can read
HIDDEN_DOORS = {"__import__", "eval", "exec", "compile", "builtins.eval", "builtins.exec", "runpy.run_module"}

IO_MODULES = {
    *("os", "io", "pathlib", "shutil", "tempfile", "subprocess", "multiprocessing", "threading", "signal"),
    *("sqlite3", "logging", "time", "glob", "mmap", "fcntl", "ctypes", "random", "secrets", "locale", "sys"),
}
CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}

ALL = pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)


def _within(name: str, places: set[str] | tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(place + ".") for place in places)


@ALL
def test_each_folder_imports_only_what_its_arrow_allows(module: Module) -> None:
    assert module.folder in ALLOWED, f"{module.place}: draw its arrows in ARCHITECTURE.md and here first"
    allowed = ALLOWED[module.folder] | {module.folder}
    wrong = [
        f"{module.place}:{line} imports {name}"
        for line, name in module.imports()
        if name.startswith("gsn_app.") and name.split(".")[1] not in allowed
    ]
    assert not wrong, "\n".join(wrong)


@ALL
def test_each_library_is_named_in_its_home_only_and_every_library_has_one(module: Module) -> None:
    wrong = []
    for line, name in module.imports():
        library = name.split(".")[0]
        if library == "gsn_app" or library in sys.stdlib_module_names:
            continue
        if library not in HOMES or not _within(module.name, HOMES[library]):
            wrong.append(f"{module.place}:{line} imports {name}")
    assert not wrong, "\n".join(wrong)


@ALL
def test_nothing_names_the_network(module: Module) -> None:
    wrong = [f"{module.place}:{line} {name}" for line, name in module.imports() if _within(name, NETWORK)]
    assert not wrong, "\n".join(wrong)


@ALL
def test_no_module_is_reached_by_a_hidden_door(module: Module) -> None:
    wrong = [f"{module.place}:{line} calls {name}" for line, name in module.calls() if name in HIDDEN_DOORS]
    wrong += [
        f"{module.place}:{line} imports {name}"
        for line, name in module.imports()
        if _within(name, {"importlib", "runpy", "imp", "pkgutil"})
        and not _within(name, {"importlib.resources"})
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "module",
    modules("gsn_app/domain", "gsn_app/documents", "gsn_app/anonymat"),
    ids=lambda module: module.name,
)
def test_pure_folders_neither_read_nor_write_nor_look_at_the_clock(module: Module) -> None:
    wrong = [
        f"{module.place}:{n} imports {name}"
        for n, name in module.imports()
        if _within(name, IO_MODULES - {"io"})
    ]
    wrong += [
        f"{module.place}:{line} calls {name}"
        for line, name in module.calls()
        if name == "open" or any(name == clock or name.endswith("." + clock) for clock in CLOCK)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("module", modules("gsn_app/domain"), ids=lambda module: module.name)
def test_domain_uses_the_standard_library_only(module: Module) -> None:
    wrong = [
        f"{module.place}:{line} imports {name}"
        for line, name in module.imports()
        if name.split(".")[0] not in sys.stdlib_module_names | {"gsn_app"}
    ]
    assert not wrong, "\n".join(wrong)


@ALL
def test_no_import_hides_behind_a_swallowed_failure(module: Module) -> None:
    """An import may be late (cost), never optional: what is missing must be said."""
    wrong = [
        f"{module.place}:{node.lineno}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler)
        and node.type is not None
        and ast.unparse(node.type) in {"ImportError", "ModuleNotFoundError"}
    ]
    assert not wrong, "\n".join(wrong)
