"""A child that opens a vault, previews a fiche-navette and prints it through the window: traced by its parent."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from gsn_app.actions.impression import Feuille
from gsn_app.actions.ouverture import open_session
from gsn_app.actions.rappel_ordre import print_fiche_navette
from gsn_app.ui.application import make_application
from gsn_app.ui.impression import PrintDialog
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.operation import Operations
from tests.coffre_prepare import BON_MARCHE, phrase
from tests.ui.socle import settle


def print_one(coffre: Path, poste: Path, membre: str, rappel_id: str) -> None:
    """The gestures of a coordonnateur, and nothing more."""
    app = make_application(sombre=False)
    operations = Operations()
    found: list[object] = []
    operations.run(
        open_session, coffre, poste, membre, phrase("coordo"), kdf=BON_MARCHE, on_success=found.append
    )
    settle(operations)
    context = Context(found[0], operations, poste, BON_MARCHE)  # type: ignore[arg-type]
    sheets: list[Feuille] = []
    context.run(print_fiche_navette, rappel_id, on_success=sheets.append)
    settle(operations)
    dialogue = PrintDialog(None, context, sheets[0])
    dialogue.show()
    settle(operations)
    app.processEvents()
    for nom in ("gsn_impression_imprimer", "gsn_impression_oui"):
        button = dialogue.findChild(QPushButton, nom)
        assert isinstance(button, QPushButton)
        button.click()
        settle(operations)
    operations.run(context.session.close)
    settle(operations)
    operations.close()


if __name__ == "__main__":
    print_one(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4])
    sys.stdout.flush()
    os._exit(0)
