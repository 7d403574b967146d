"""The ``gsn`` command as a real child process, and a vault made with the real key derivation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gsn_app.actions.charte import sign_charte
from gsn_app.actions.creation import prepare_creation
from gsn_app.actions.demonstration import save_auditeur
from gsn_app.actions.epreuve import Gardien
from gsn_app.actions.membre import list_membres
from gsn_app.actions.ouverture import open_session
from gsn_app.domain.membre import NouveauMembre, TypeInstance

ROOT = Path(__file__).resolve().parents[2]
PHRASES = {
    "coordo": "lanterne cobalt verger tambour coordo",
    "dpo": "lanterne cobalt verger tambour auditeur",
}


@dataclass(frozen=True)
class Sortie:
    """What a command left."""

    code: int
    dit: str
    erreur: str


@dataclass(frozen=True)
class Coffre:
    """A vault, its machine folder and its members."""

    dossier: Path
    poste: Path
    membres: dict[str, str]

    def copy(self, to: Path) -> Coffre:
        """An independent copy."""
        shutil.copytree(self.dossier, to / "coffre")
        shutil.copytree(self.poste, to / "poste")
        return Coffre(to / "coffre", to / "poste", self.membres)


def gsn(
    *arguments: str | Path, secret: bytes | None = None, avant: Callable[[], None] | None = None,
    prefixe: tuple[str, ...] = (), environ: dict[str, str] | None = None,
) -> Sortie:  # fmt: skip
    """Run ``python -m gsn_app``; ``secret`` is given on a descriptor of its own as ``--secret-fd``."""
    argv: list[str] = [*prefixe, sys.executable, "-m", "gsn_app", *map(str, arguments)]
    fds: tuple[int, ...] = ()
    if secret is not None:
        reader, writer = os.pipe()
        os.write(writer, secret)
        os.close(writer)
        argv += ["--secret-fd", str(reader)]
        fds = (reader,)
    try:
        done = subprocess.run(
            argv, cwd=ROOT, capture_output=True, stdin=subprocess.DEVNULL, timeout=120, check=False, pass_fds=fds,
            preexec_fn=avant, env={**os.environ, **(environ or {})},
        )  # fmt: skip
    finally:
        for fd in fds:
            os.close(fd)
    found = Sortie(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in found.erreur + found.dit, found.erreur
    return found


def build(folder: Path, *, demonstration: bool) -> Coffre:
    """A vault of two members through the same actions as a person, four key derivations."""
    creation = prepare_creation(
        commune="Saint-Exemple-sur-Test", instances=[(TypeInstance.GSN, "Groupe de suivi nominatif")],
        coordonnateur=NouveauMembre("Coordo Testard", "Coordonnateur CLSPD", "Commune", {}),
        passphrase=PHRASES["coordo"], auditeur=NouveauMembre("Dpo Testard", "Déléguée", "Commune", {}),
        passphrase_auditeur=PHRASES["dpo"], gardiens=[Gardien("Maire Testard", "maire"), Gardien("Dgs Testard", "DGS")],
        demonstration=demonstration,
    )  # fmt: skip
    for rang, part in enumerate(creation.parts):
        creation.prove(rang, part)
    session = creation.finish(folder / "coffre", folder / "poste")
    ids = {m.nom.split()[0].lower(): m.id for m in list_membres(session)}
    if demonstration:
        save_auditeur(session, ids["dpo"], PHRASES["dpo"])
    session.close()
    auditeur = open_session(folder / "coffre", folder / "poste", ids["dpo"], PHRASES["dpo"])
    sign_charte(auditeur)
    auditeur.close()
    return Coffre(folder / "coffre", folder / "poste", ids)
