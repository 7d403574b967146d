"""Bytes of the data shipped with the program: the charter's template, its lists, the fonts.

In a checkout ``charter/`` stands at the root of the repository; once installed (wheel or frozen
program) it stands inside the package. What a commune *adopted* lives in its vault, never here.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from gsn_app.errors import Damaged

_PAQUET = Path(__file__).resolve().parent


class RessourceMissing(Damaged):
    """Le fichier livré « {nom} » manque. Vos données ne sont pas touchées : réinstallez le programme."""

    code = "RES-01"


def read_ressource(nom: str) -> bytes:
    """Bytes of one file of ``charter/``, named relative to it (``"listes/motif.toml"``).

    Raises RessourceMissing when the file is absent, unreadable, or named outside the folder.
    """
    return _read(_charter_root(), nom)


def list_ressources(dossier: str = "") -> list[str]:
    """Sorted names of the files directly in a folder of ``charter/``, as ``read_ressource`` takes them.

    Hidden files are left out. Raises RessourceMissing when the folder is absent.
    """
    folder = _charter_root() / _checked(dossier)
    try:
        noms = [p.name for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")]
    except OSError:
        raise RessourceMissing(nom=dossier or "charter") from None
    return sorted(f"{dossier}/{nom}" if dossier else nom for nom in noms)


def read_police(nom: str) -> bytes:
    """Bytes of one shipped font (``"NotoSans-Regular.ttf"``); raises RessourceMissing."""
    return _read(_PAQUET / "polices", nom)


def _charter_root() -> Path:
    installed = _PAQUET / "charter"
    return installed if installed.is_dir() else _PAQUET.parent / "charter"


def _read(folder: Path, nom: str) -> bytes:
    try:
        return (folder / _checked(nom)).read_bytes()
    except OSError:
        raise RessourceMissing(nom=nom) from None


def _checked(nom: str) -> PurePosixPath:
    """Refuse a name that could leave the shipped folder."""
    chemin = PurePosixPath(nom)
    if chemin.is_absolute() or ".." in chemin.parts or "\\" in nom or ":" in nom or "\0" in nom:
        raise RessourceMissing(nom=nom)
    return chemin
