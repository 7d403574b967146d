"""State of a vault's files and of this machine, without any key: what may be told to whoever repairs the computer."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from pathlib import Path

from gsn_app.actions.ouverture import read_porte
from gsn_app.errors import GsnError
from gsn_app.poste import Poste
from gsn_app.store import entete
from gsn_app.store.coffre import BASE
from gsn_app.store.connection import read_cipher_version
from gsn_app.store.schema import VERSION

NBSP = "\u00a0"


def inspect(dossier: Path | None, poste: Path | None = None) -> tuple[list[str], bool]:
    """French lines, and False when something is missing, unreadable or damaged. Names nobody, writes nothing."""
    lines = [
        "Programme",
        f"  Python {platform.python_version()}, SQLCipher {read_cipher_version()}",
        f"  système {platform.system()} {platform.release()}, processeur {platform.machine()}",
        f"  format de coffre écrit par ce programme{NBSP}: {VERSION}",
        "",
        "Poste",
    ]
    healthy = _machine(Poste(poste), lines)
    if dossier is not None:
        lines += ["", f"Coffre {Path(dossier)}"]
        healthy = _vault(Path(dossier), poste, lines) and healthy
    return lines, healthy


def _machine(machine: Poste, lines: list[str]) -> bool:
    lines.append(f"  dossier{NBSP}: {machine.dossier}")
    if not (machine.dossier / "secret_de_poste").exists():
        lines.append("  secret de poste absent : aucun coffre n’a encore été créé ou ouvert sur ce poste")
        return True
    try:
        machine.read_secret()
    except GsnError as error:
        lines.append(f"  {error}")
        return False
    mode = (machine.dossier / "secret_de_poste").stat().st_mode & 0o077
    if mode and sys.platform != "win32":
        lines.append("  secret de poste lisible par d’autres comptes : corrigez ses droits")
    else:
        lines.append("  secret de poste présent, réservé à ce compte")
    return not mode or sys.platform == "win32"


def _vault(dossier: Path, poste: Path | None, lines: list[str]) -> bool:
    healthy = True
    for name in (*entete.COPIES, BASE):
        try:
            with (dossier / name).open("rb") as stream:
                size = os.fstat(stream.fileno()).st_size
            lines.append(f"  {name}{NBSP}: {size} octets")
            healthy = healthy and size > 0
        except FileNotFoundError:
            lines.append(f"  {name}{NBSP}: absent")
            healthy = False
        except OSError:
            lines.append(f"  {name}{NBSP}: illisible, vérifiez vos droits ou le support")
            healthy = False
    for name in (f"{BASE}-journal", f"{BASE}-wal"):
        if (dossier / name).exists() and (dossier / name).stat().st_size:
            lines.append(
                f"  {name}{NBSP}: présent, une écriture a été interrompue ; la prochaine ouverture la défait"
            )
    try:
        header = entete.read_copies(dossier)[0][0]
        lines.append(f"  en-tête lisible, séquence {header.sequence}, {entete.count_acces(header)} accès")
        if entete.is_demonstration(header):
            lines.append("  coffre de démonstration : rien de réel ne doit y entrer")
        free = shutil.disk_usage(dossier).free // 1_000_000
        lines.append(f"  place libre{NBSP}: {free} Mo")
    except GsnError as error:
        lines.append(f"  {error}")
        return False
    try:
        read_porte(dossier, poste)
        lines.append("  noms lisibles sur ce poste")
    except GsnError as error:
        lines.append(f"  {error}")
    return healthy
