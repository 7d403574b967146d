"""Vaults of the measured sizes: the demonstration's people and bulk path, a cheap key derivation told apart."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gsn_app.actions.apport import add_apport
from gsn_app.actions.ouverture import open_session
from gsn_app.actions.session import Session
from gsn_app.demo.generation import DEPART, found_vault, sign_all
from gsn_app.demo.horloge import Horloge
from gsn_app.demo.masse import fill_journal, fill_situations
from gsn_app.demo.membres import PAR_CLE
from gsn_app.demo.noms import Etat
from gsn_app.demo.recit import Recit
from gsn_app.demo.tableau import draw_lignes
from tests.coffre_prepare import BON_MARCHE

APPORTS = 50


@dataclass(frozen=True)
class Taille:
    """A vault of ``n`` situations; ``pleine`` is the one that holds fifty apports."""

    n: int
    dossier: Path
    poste: Path
    membres: dict[str, str]
    pleine: str

    def open(self, cle: str = "coordo") -> Session:
        """Open it as one member."""
        return open_session(self.dossier, self.poste, self.membres[cle], PAR_CLE[cle].phrase, kdf=BON_MARCHE)


def build(folder: Path, n: int, entrees: int = 0) -> Taille:
    """Create a vault; the last situation receives its apports by the ordinary action."""
    tirage = random.Random(1)
    horloge = Horloge(datetime.now(UTC), DEPART)
    recit = Recit(
        folder / "coffre", folder / "poste", BON_MARCHE, horloge, tirage, Etat(tirage), lambda *_: None
    )
    found_vault(recit)
    sign_all(recit)
    with recit.session("coordo") as session:
        ids = fill_situations(recit, session, draw_lignes(n, tirage), 330)
        fill_journal(recit, session, ids, entrees, 0)
    with recit.session("prevention") as session:
        pleine = next(i for i in reversed(ids) if bytes.fromhex(i) in session.coffre.dossiers)
        for rank in range(APPORTS):
            add_apport(
                session, pleine, f"Vu à l’atelier, échange calme. Point numéro {rank + 1} de la mesure."
            )
    return Taille(n, recit.coffre, recit.poste or folder, recit.membres, pleine)
