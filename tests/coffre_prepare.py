"""One prepared vault, made once with a cheap key derivation and copied for each test.

The cheap policy is a constructor argument, as in production code paths: nothing else differs.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gsn_app.actions.charte import sign_charte
from gsn_app.actions.creation import prepare_creation
from gsn_app.actions.epreuve import Gardien
from gsn_app.actions.membre import enrol_membre
from gsn_app.actions.ouverture import open_session, read_porte
from gsn_app.actions.session import Session
from gsn_app.config import KdfPolicy
from gsn_app.domain.membre import NouveauMembre, Role, TypeInstance

BON_MARCHE = KdfPolicy(
    memory_kib=64, passes=1, lanes=1, memory_bounds=(8, 1024), passes_bounds=(1, 10), lanes_bounds=(1, 8)
)
PHRASE = "lanterne cobalt verger tambour {}"
GSN = "gsn-1"
ROLES = {
    "coordo": Role.COORDONNATEUR,
    "ecole": Role.MEMBRE,
    "social": Role.MEMBRE,
    "maire": Role.ELU,
    "police": Role.SIGNALANT,
}


def phrase(nom: str) -> str:
    """Passphrase of a member of the prepared vault."""
    return PHRASE.format(nom * 2)


@dataclass(frozen=True)
class Prepare:
    """A vault on disk, its machine folder and its members by short name."""

    coffre: Path
    poste: Path
    membres: dict[str, str]

    def open(self, nom: str, clock: Callable[[], datetime] | None = None) -> Session:
        """Open it as one member."""
        more = {"clock": clock} if clock else {}
        return open_session(self.coffre, self.poste, self.membres[nom], phrase(nom), kdf=BON_MARCHE, **more)

    def copy(self, to: Path) -> Prepare:
        """An independent copy."""
        shutil.copytree(self.coffre, to / "coffre")
        shutil.copytree(self.poste, to / "poste")
        return Prepare(to / "coffre", to / "poste", self.membres)


def build(folder: Path, papier: list[str] | None = None) -> Prepare:
    """Create the vault through the same actions as a person, charter signed by all but the police.

    ``papier`` receives the custodians' shares, as they copy them on paper.
    """
    creation = prepare_creation(
        commune="Saint-Exemple-sur-Test",
        instances=[(TypeInstance.GSN, "Groupe de suivi nominatif")],
        coordonnateur=NouveauMembre("Coordo Testard", "Coordonnateur CLSPD", "Commune", {}),
        passphrase=phrase("coordo"),
        auditeur=NouveauMembre("Dpo Testard", "Délégué à la protection des données", "Commune", {}),
        passphrase_auditeur=phrase("dpo"),
        gardiens=[
            Gardien("Maire Testard", "maire"),
            Gardien("Dpo Testard", "DPO"),
            Gardien("Dgs Testard", "DGS"),
        ],
    )
    for rang, part in enumerate(creation.parts):
        creation.prove(rang, part.upper())
    if papier is not None:
        papier.extend(creation.parts)
    coffre, poste = folder / "coffre", folder / "poste"
    session = creation.finish(coffre, poste, kdf=BON_MARCHE)
    for nom, role in ROLES.items():
        if nom != "coordo":
            who = NouveauMembre(
                f"{nom.title()} Testard", f"Fonction {nom}", f"Institution {nom}", {GSN: role}
            )
            enrol_membre(session, who, phrase(nom), kdf=BON_MARCHE)
    session.close()
    ids = {m.nom.split()[0].lower(): m.id for m in read_porte(coffre, poste, kdf=BON_MARCHE).membres}
    prepared = Prepare(coffre, poste, ids)
    for nom in ("ecole", "social", "maire", "dpo", "police"):
        member = prepared.open(nom)
        sign_charte(member)
        member.close()
    return prepared


def ticking(start: datetime) -> Callable[[], datetime]:
    """A clock that moves one second at each look."""
    counter = itertools.count()
    return lambda: (start + timedelta(seconds=next(counter))).astimezone(UTC)
