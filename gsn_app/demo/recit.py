"""One story in progress: who sits in it, which clock runs, which situations were opened so far."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gsn_app.actions.ouverture import open_session
from gsn_app.actions.session import Session
from gsn_app.config import KdfPolicy
from gsn_app.demo.horloge import Horloge
from gsn_app.demo.membres import PAR_CLE
from gsn_app.demo.noms import Etat
from gsn_app.demo.tableau import Ligne
from gsn_app.domain.situation import Personne

Progress = Callable[[str, int, int], object]


@dataclass
class Dossier:
    """A situation of the story: its row, its person, its circle by short names, the days it was opened."""

    id: str
    ligne: Ligne
    personne: Personne
    cercle: tuple[str, ...]
    ouvert: int
    mesures: dict[str, str] = field(default_factory=dict)


@dataclass
class Recit:
    """What the chapters share."""

    coffre: Path
    poste: Path | None
    kdf: KdfPolicy
    horloge: Horloge
    tirage: random.Random
    etat: Etat
    progress: Progress
    membres: dict[str, str] = field(default_factory=dict)
    dossiers: list[Dossier] = field(default_factory=list)

    @contextmanager
    def session(self, cle: str) -> Iterator[Session]:
        """A session of one member, closed at the end of the block."""
        who = PAR_CLE[cle]
        found = open_session(
            self.coffre, self.poste, self.membres[cle], who.phrase, kdf=self.kdf, clock=self.horloge
        )
        try:
            yield found
        finally:
            found.close()

    def dossier(self, numero: int) -> Dossier | None:
        """The situation of a row, when the story is long enough to hold it."""
        return next((d for d in self.dossiers if d.ligne.numero == numero), None)
