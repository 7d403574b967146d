"""A spreadsheet somebody hands us, read by a child that holds no key, opens no file and reaches no network.

    parent   file ≤ 20 MB ──stdin──► child (walls, limits, calamine) ──stdout──► JSON, checked again here
    limits   those of ``filtre``: a few seconds of processor, bounded memory, no file, no process; 40 s in all

What comes back is text and nothing else: formulas are never evaluated, dates are ISO, numbers are written out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gsn_app.errors import GsnError, InvalidInput, Refused

OCTETS_MAX: Final = 20 * 1024 * 1024
DEPLIE_MAX: Final = 100 * 1024 * 1024
#: an honest sheet packs 10 to 60 times; beyond, it was made to fill the memory
RAPPORT_MAX: Final = 200
#: whatever its ratio, this much fills nothing
INOFFENSIF: Final = 4 * 1024 * 1024
PARTIES_MAX: Final = 500
FEUILLES_MAX: Final = 20
LIGNES_MAX: Final = 5000
COLONNES_MAX: Final = 64
CELLULE_MAX: Final = 32_768
REPONSE_MAX: Final = 64 * 1024 * 1024
SECONDES: Final = 40


class TableauTooBig(InvalidInput):
    """Ce fichier dépasse {mega} Mo : un tableau de suivi pèse bien moins. Rien n’a été lu."""

    code = "TAB-01"


class TableauProtected(InvalidInput):
    """Ce fichier est protégé par un mot de passe, ou dans un format ancien : ouvrez-le dans le tableur, puis
    enregistrez-le sans mot de passe en .xlsx, .ods ou .csv. Rien n’a été lu."""

    code = "TAB-02"


class TableauUnreadable(InvalidInput):
    """Ce fichier est abîmé ou incomplet : le tableur doit l’ouvrir et l’enregistrer de nouveau. Rien n’a été lu."""

    code = "TAB-03"


class TableauFormatUnknown(InvalidInput):
    """Ce fichier n’est ni un classeur .xlsx ou .ods, ni un tableau .csv : enregistrez-le dans l’un de ces formats."""

    code = "TAB-04"


class TableauInflated(Refused):
    """Ce fichier se déplie bien au-delà de sa taille : il a été fait pour saturer la machine. Rien n’a été lu ;
    signalez qui vous l’a remis."""

    code = "TAB-05"


class TableauExternal(Refused):
    """Ce fichier contient des déclarations qui iraient lire autre chose que lui-même : il est refusé. Rien n’a été
    lu ; signalez qui vous l’a remis."""

    code = "TAB-06"


class TableauTooLong(InvalidInput):
    """Ce tableau a plus de {lignes} lignes, {colonnes} colonnes ou {feuilles} feuilles : coupez-le en plusieurs."""

    code = "TAB-07"


class TableauTooSlow(Refused):
    """La lecture de ce fichier a dépassé le temps ou la mémoire permis et a été arrêtée : coupez le tableau en
    plusieurs, ou enregistrez-le en .csv. Rien n’a été repris."""

    code = "TAB-08"


class TableauMissing(InvalidInput):
    """Ce fichier ne peut pas être ouvert : vérifiez qu’il existe et que vous pouvez le lire."""

    code = "TAB-09"


FAUTES: Final[dict[str, type[GsnError]]] = {
    cls.code: cls
    for cls in (
        TableauProtected, TableauUnreadable, TableauFormatUnknown, TableauInflated, TableauExternal, TableauTooLong,
    )
}  # fmt: skip


@dataclass(frozen=True)
class Feuille:
    """One sheet: ``lignes`` are (line number as the spreadsheet shows it, texts), empty lines left out."""

    nom: str
    lignes: tuple[tuple[int, tuple[str, ...]], ...]


def child_command() -> tuple[list[str], Path]:
    """Command line and working folder of the child, packed or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "lire-tableau"], Path(sys.executable).parent
    return [sys.executable, "-E", "-s", "-m", "gsn_app.bac_a_sable.enfant_tableau"], Path(
        __file__
    ).resolve().parents[2]


def read_tableau(fichier: Path) -> tuple[Feuille, ...]:
    """Sheets of a file, read by the child. Raises one of the errors of this module; leaves nothing behind."""
    return parse_answer(ask_child(read_bytes(fichier)))


def read_bytes(fichier: Path) -> bytes:
    """The file, its size known before it is read; raises TableauMissing, TableauTooBig."""
    try:
        if not fichier.is_file():
            raise TableauMissing()
        if fichier.stat().st_size > OCTETS_MAX:
            raise TableauTooBig(mega=OCTETS_MAX // 1024**2)
        with fichier.open("rb") as source:
            octets = source.read(OCTETS_MAX + 1)
    except (OSError, ValueError):
        raise TableauMissing() from None
    if len(octets) > OCTETS_MAX:
        raise TableauTooBig(mega=OCTETS_MAX // 1024**2)
    return octets


def ask_child(untrusted: bytes) -> bytes:
    """What the child answers; raises TableauTooSlow when it was ended, by us or by its limits."""
    command, cwd = child_command()
    environ = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command, input=untrusted, capture_output=True, cwd=cwd, env=environ, timeout=SECONDES, check=False
        )
    except subprocess.TimeoutExpired:
        raise TableauTooSlow() from None
    except OSError:
        raise TableauUnreadable() from None
    if done.returncode != 0 or len(done.stdout) > REPONSE_MAX:
        raise TableauTooSlow()
    return done.stdout


def parse_answer(untrusted: bytes) -> tuple[Feuille, ...]:
    """Check every type and size of what the child said: it read a hostile file, it may be hostile itself."""
    try:
        answer = json.loads(untrusted)
    except (ValueError, RecursionError):
        raise TableauUnreadable() from None
    if not isinstance(answer, dict):
        raise TableauUnreadable()
    faute = answer.get("faute")
    if faute is not None:
        raise FAUTES.get(str(faute), TableauUnreadable)(
            lignes=LIGNES_MAX, colonnes=COLONNES_MAX, feuilles=FEUILLES_MAX
        )
    feuilles = answer.get("feuilles")
    if not isinstance(feuilles, list) or len(feuilles) > FEUILLES_MAX:
        raise TableauUnreadable()
    return tuple(_sheet(feuille) for feuille in feuilles)


def _sheet(untrusted: object) -> Feuille:
    if not isinstance(untrusted, list) or len(untrusted) != 2:
        raise TableauUnreadable()
    nom, lignes = untrusted
    if not isinstance(nom, str) or not isinstance(lignes, list) or len(lignes) > LIGNES_MAX:
        raise TableauUnreadable()
    return Feuille(nom[:100], tuple(_line(ligne) for ligne in lignes))


def _line(untrusted: object) -> tuple[int, tuple[str, ...]]:
    if not isinstance(untrusted, list) or len(untrusted) != 2:
        raise TableauUnreadable()
    numero, cellules = untrusted
    if type(numero) is not int or not isinstance(cellules, list) or len(cellules) > COLONNES_MAX:
        raise TableauUnreadable()
    if not all(isinstance(cellule, str) and len(cellule) <= CELLULE_MAX for cellule in cellules):
        raise TableauUnreadable()
    return numero, tuple(cellules)
