"""Hands a PDF to the system's printers from memory: no clear file is written by the program.

On Linux ``QPrinter`` writes a clear file in the temporary folder; the bytes go to ``lp`` through a pipe
instead, under a neutral job title. The spooler keeps its own copy until the sheet is out: the guide says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

from gsn_app.errors import GsnError

DELAI_S = 60


class PrintSystemMissing(GsnError):
    """Aucun système d’impression n’est installé sur ce poste. Rien n’a été imprimé et rien n’est perdu :
    demandez à l’administrateur d’installer CUPS (commande lp), puis imprimez de nouveau."""

    code = "IHM-04"


class PrinterMissing(GsnError):
    """Ce poste n’a pas d’imprimante. Rien n’a été imprimé et rien n’est perdu : demandez à l’administrateur
    d’en ajouter une, puis imprimez de nouveau."""

    code = "IHM-05"


class PrintRefused(GsnError):
    """Le système d’impression a refusé la feuille ({raison}). Vérifiez l’imprimante, puis imprimez de
    nouveau : une nouvelle copie sera numérotée."""

    code = "IHM-06"


@dataclass(frozen=True)
class Imprimante:
    """One print queue of the system."""

    nom: str
    defaut: bool


def uses_pipe() -> bool:
    """True where sheets go to ``lp`` (Linux, macOS); elsewhere Qt's own printing renders from memory."""
    return sys.platform != "win32"


def _command(nom: str) -> str:
    found = shutil.which(nom)
    if found is None:
        raise PrintSystemMissing()
    return found


def _ask(*argv: str) -> str:
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(argv, capture_output=True, env=environment, timeout=15, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace")


def list_imprimantes() -> list[Imprimante]:
    """The print queues, the default first; raises PrintSystemMissing or PrinterMissing."""
    _command("lp")
    lpstat = _command("lpstat")
    noms = [ligne.strip() for ligne in _ask(lpstat, "-e").splitlines() if ligne.strip()]
    if not noms:
        raise PrinterMissing()
    defaut = _ask(lpstat, "-d").rpartition(":")[2].strip()
    found = [Imprimante(nom, nom == defaut) for nom in noms]
    return sorted(found, key=lambda imprimante: not imprimante.defaut)


def send_pdf(pdf: bytes, imprimante: str, titre: str) -> None:
    """Send the bytes through a pipe; raises PrintSystemMissing or PrintRefused. ``titre`` is a neutral one."""
    lp = _command("lp")
    argv = [lp, *(["-d", imprimante] if imprimante else []), "-t", titre, "--", "-"]
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603
            argv, input=pdf, capture_output=True, env=environment, timeout=DELAI_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise PrintRefused(raison="pas de réponse") from None
    except OSError as error:
        raise PrintRefused(raison=error.strerror or "commande impossible") from None
    if done.returncode != 0:
        dernier = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["sans explication"]
        raise PrintRefused(raison=dernier[0][:120])
