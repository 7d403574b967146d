"""Arguments for the matrix of rights: import of an old sheet, identities told apart, representatives and siblings."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from gsn_app.actions.import_tableau import Apercu, Tableau
from gsn_app.bac_a_sable.tableau import Feuille as Sheet
from gsn_app.domain.import_tableau import Audit, Choix
from gsn_app.domain.representant_legal import RepresentantLegal
from tests.actions.exemples import PERSONNE
from tests.coffre_prepare import GSN

Call = Callable[[SimpleNamespace], tuple[tuple[Any, ...], dict[str, Any]]]
REPRISE: dict[str, Call] = {
    # import of an old spreadsheet, identities told apart
    "import_tableau.read_tableau": lambda w: ((GSN, w.folder / "absent.csv"), {}),
    "import_tableau.propose_import": lambda w: ((GSN, Sheet("", ())), {}),
    "import_tableau.preview_import": lambda w: ((GSN, Tableau("", "", (Sheet("", ()),)), 0, Choix(())), {}),
    "import_tableau.import_lignes": lambda w: (
        (Apercu(GSN, Tableau("", "", ()), Choix(()), Audit((), (), ()), 0), [w.membres["coordo"]]), {}
    ),
    "import_tableau.list_lots": lambda w: ((), {}),
    "import_tableau.undo_lot": lambda w: (("x",), {}),
    "import_certificat.print_certificat": lambda w: (("x",), {}),
    "doublon.compare_personne": lambda w: ((PERSONNE,), {}),
    "famille.save_representants": lambda w: ((w.situation, [RepresentantLegal("x", "y")]), {}),
    "famille.link_fratrie": lambda w: ((w.situation, w.situation), {}),
    "famille.unlink_fratrie": lambda w: ((w.situation, w.situation), {}),
    "doublon.tell_apart": lambda w: ((w.situation, PERSONNE), {}),
}  # fmt: skip
