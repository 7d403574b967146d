"""The source tree as the architecture tests read it: modules, their syntax trees, their imports."""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "gsn_app"


@dataclass(frozen=True)
class Module:
    """One Python file, read once."""

    path: Path

    @cached_property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source, str(self.path))

    @property
    def place(self) -> str:
        """Path from the root of the project, for messages."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        """Dotted name: ``gsn_app.store.connection``."""
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")

    @property
    def folder(self) -> str:
        """First name under the package: ``store``; the package itself is ``gsn_app``."""
        return self.name.split(".")[1] if "." in self.name else "gsn_app"

    def imports(self) -> list[tuple[int, str]]:
        """Line and absolute dotted name of everything imported, ``from x import y`` giving ``x.y``."""
        return self._imports

    @cached_property
    def _imports(self) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(node.lineno, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                found += [(node.lineno, f"{base}.{alias.name}") for alias in node.names]
        return found

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        kept = len(parts) - node.level + (1 if self.path.name == "__init__.py" else 0)
        return ".".join(parts[:kept] + ([node.module] if node.module else []))

    def calls(self) -> list[tuple[int, str]]:
        """Line and dotted text of every called expression: ``os.environ.get``."""
        return self._calls

    @cached_property
    def _calls(self) -> list[tuple[int, str]]:
        return [
            (node.lineno, ast.unparse(node.func))
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call)
        ]


def modules(*under: str) -> list[Module]:
    """Every Python file below the given folders of the project (default: the package)."""
    folders = [ROOT / folder for folder in under or ("gsn_app",)]
    return [_read(path) for folder in folders for path in sorted(folder.rglob("*.py"))]


@functools.cache
def _read(path: Path) -> Module:
    """One module for all the tests of a run: its syntax tree is built and walked once."""
    return Module(path)
