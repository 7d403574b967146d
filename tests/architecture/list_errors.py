"""Writes ``docs/erreurs.md``, the list of every error a user may meet: ``make docs``.

The list is made from the classes themselves; ``test_errors.py`` proves it up to date.
"""

from __future__ import annotations

import importlib
import sys

from gsn_app.errors import GsnError
from tests.architecture.arbre import ROOT, modules

LIST = ROOT / "docs" / "erreurs.md"

HEADING = """# Liste des erreurs

Écrite par `make docs` à partir du programme ; ne pas la modifier à la main.
Le mot entre accolades est remplacé au moment où la phrase est montrée.
Sortie : code rendu par la commande `gsn` (2 usage ou saisie, 3 refus, 4 altération, 5 coffre endommagé).

| code | phrase montrée | sortie | erreur |
|---|---|---|---|
"""


def every_error() -> list[type[GsnError]]:
    """Every concrete error of the package, sorted by code; imports all modules."""
    for module in modules():
        if module.path.stem != "__main__":
            importlib.import_module(module.name)
    found: set[type[GsnError]] = {GsnError}
    fresh = [GsnError]
    while fresh:
        fresh = [child for parent in fresh for child in parent.__subclasses__() if child not in found]
        found.update(fresh)
    ours = [error for error in found if error.__module__.startswith("gsn_app.")]
    return sorted(ours, key=lambda error: (error.code, error.__qualname__))


def sentence_of(error: type[GsnError]) -> str:
    """The sentence as shown, its fields left in braces."""
    return error.template().replace("|", "\\|")


def listing() -> str:
    """The whole text of ``docs/erreurs.md``."""
    rows = [
        (error.code, sentence_of(error), str(error.exit_code), f"`{error.__module__}.{error.__qualname__}`")
        for error in every_error()
    ]
    return HEADING + "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    LIST.parent.mkdir(exist_ok=True)
    LIST.write_text(listing(), encoding="utf-8")
    sys.stdout.write(f"{LIST.relative_to(ROOT)}: {len(every_error())} errors\n")
