"""What this machine does for the vault, or does not: the conditions that no program can put up by itself, and how to meet them.

Each is looked at, never supposed; what this system cannot tell is said to be unknown. No key, no name, nothing written.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from gsn_app.poste import Poste

_RACINE = Path("/")
_PROGRAMME = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Condition:
    """One condition: met, not met, or unknown (None), with what it means and what to do, in French."""

    nom: str
    remplie: bool | None
    sens: str


def examine_machine(
    dossier: Path | None, poste: Path | None = None, *, systeme: Path = _RACINE
) -> tuple[Condition, ...]:
    """The conditions of docs/MENACES.md (4) as they stand here. ``systeme``: where ``/proc`` and ``/sys`` are read."""
    machine = Poste(poste).dossier
    folder = Path(dossier) if dossier is not None and Path(dossier).is_dir() else machine
    return (
        _account(),
        _program(),
        _private("Dossier du poste", machine, 0o077, "il contient le secret de poste"),
        _private("Dossier du coffre", folder, 0o007, "d’autres comptes pourraient le remplacer ou l’effacer"),
        _disk(folder, systeme),
        _swap(systeme),
    )


def _account() -> Condition:
    nom = "Compte ordinaire"
    if sys.platform == "win32":
        return Condition(
            nom, None, "vérifiez que chaque personne a son propre compte, sans droits d’administrateur"
        )
    if os.geteuid() == 0:
        return Condition(
            nom, False, "ce compte administre le poste ; ouvrez le coffre depuis un compte ordinaire"
        )
    return Condition(nom, True, "une erreur dans la session ne touche que ce compte")


def _program() -> Condition:
    nom = "Programme protégé"
    if os.access(_PROGRAMME, os.W_OK):
        text = "ce compte peut modifier le programme ; faites-le installer par l’administrateur du poste"
        return Condition(nom, False, text)
    return Condition(nom, True, "ce compte ne peut pas le remplacer par un programme piégé")


def _private(nom: str, folder: Path, refused: int, risk: str) -> Condition:
    if sys.platform == "win32":
        return Condition(nom, None, f"vérifiez ses droits dans ses propriétés ; {risk}")
    try:
        mode = folder.stat().st_mode
    except OSError:
        return Condition(nom, None, "absent ou illisible")
    if mode & refused:
        return Condition(nom, False, f"ouvert à d’autres comptes ; corrigez ses droits, {risk}")
    return Condition(nom, True, "fermé aux autres comptes")


def _disk(folder: Path, systeme: Path) -> Condition:
    nom = "Disque chiffré"
    found = _is_encrypted_device(folder, systeme)
    if found:
        return Condition(nom, True, "un poste volé éteint ne montre même pas les fichiers")
    if found is None:
        return Condition(nom, None, "ce système ne le dit pas ; vérifiez-le auprès de l’administrateur")
    text = "le coffre reste chiffré, mais pas le reste du poste ; demandez le chiffrement du disque entier"
    return Condition(nom, False, text)


def _is_encrypted_device(folder: Path, systeme: Path) -> bool | None:
    """True when a dm-crypt volume stands under the folder; None when the system shows no block device."""
    try:
        number = folder.stat().st_dev
    except OSError:
        return None
    device = systeme / "sys" / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}"
    return _crypt_below(device) if sys.platform == "linux" and device.exists() else None


def _crypt_below(device: Path) -> bool:
    try:
        if (device / "dm" / "uuid").read_text().startswith("CRYPT-"):
            return True
    except OSError:
        pass
    try:
        return any(_crypt_below(slave) for slave in (device / "slaves").iterdir())
    except OSError:
        return False


def _swap(systeme: Path) -> Condition:
    nom = "Mémoire d’échange"
    if sys.platform != "linux":
        return Condition(nom, None, "vérifiez que le fichier d’échange est sur un disque chiffré")
    try:
        lines = (systeme / "proc" / "swaps").read_text().splitlines()[1:]
    except OSError:
        return Condition(nom, None, "ce système ne la montre pas")
    clear = [
        area for area in (line.split()[0] for line in lines if line.strip()) if not _is_safe(area, systeme)
    ]
    if clear:
        text = "la mémoire de la session peut être écrite en clair sur le disque ; chiffrez-la ou retirez-la"
        return Condition(nom, False, text)
    return Condition(nom, True, "absente, chiffrée ou en mémoire ; rien de la session n’y reste en clair")


def _is_safe(area: str, systeme: Path) -> bool:
    """A compressed area in memory, or a volume under dm-crypt; a swap file is judged by what lies under it."""
    name = Path(area).name
    if name.startswith("zram"):
        return True
    device = systeme / "sys" / "class" / "block" / name
    if device.exists():
        return _crypt_below(device)
    return _is_encrypted_device(Path(area), systeme) is True
