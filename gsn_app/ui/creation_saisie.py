"""What the creation assistant has gathered; lives in memory only, so an interrupted creation leaves nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gsn_app.actions.creation import Creation, prepare_creation
from gsn_app.actions.epreuve import Gardien
from gsn_app.domain.membre import NouveauMembre, TypeInstance


@dataclass
class Saisie:
    """Filled page after page; ``prepare`` draws the recovery shares once everything before is known."""

    commune: str = ""
    instances: list[tuple[TypeInstance, str]] = field(default_factory=list)
    coordonnateur: NouveauMembre | None = None
    passphrase: str = ""
    auditeur: NouveauMembre | None = None
    passphrase_auditeur: str = ""
    gardiens: list[Gardien] = field(default_factory=list)
    seuil: int = 2
    dossier: Path | None = None
    #: where the first backup goes; None: later
    support: Path | None = None
    creation: Creation | None = None

    def prepare(self) -> Creation:
        """Draw new shares; raises the errors of ``prepare_creation``."""
        if self.coordonnateur is None:
            raise AssertionError("the page of the coordonnateur comes first")
        self.creation = prepare_creation(
            commune=self.commune,
            instances=self.instances,
            coordonnateur=self.coordonnateur,
            passphrase=self.passphrase,
            auditeur=self.auditeur,
            passphrase_auditeur=self.passphrase_auditeur,
            gardiens=self.gardiens,
            seuil=self.seuil,
        )
        return self.creation

    def forget(self) -> None:
        """Drop the passphrases and the shares."""
        self.passphrase = self.passphrase_auditeur = ""
        self.creation = None
