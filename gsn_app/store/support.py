"""A backup medium: a folder of « .sauv » files, what each says without a key, rotation, room, erased dossiers.

Everything here works on a medium alone: an administrateur who moves files needs no key for that. Files that are not
this vault's backups are never touched.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from gsn_app.crypto import sauvegarde as layout
from gsn_app.errors import Damaged, GsnError, InvalidInput
from gsn_app.poste import write_atomically

SUFFIXE = ".sauv"
EFFACEMENTS = "effacements"
JOURS, SEMAINES = 5, 4
#: left free on a medium beyond the file itself, bytes
MARGE = 1024 * 1024
_TOMBE = re.compile(r"([0-9a-f]{32}) ([0-9a-f]{32})")


class SupportMissing(Damaged):
    """Le dossier de sauvegarde « {dossier} » est absent : branchez le support, ou choisissez-en un autre."""

    code = "SAV-05"


class SupportFull(Damaged):
    """Il manque de la place dans « {dossier} » : rien n’y a changé, les sauvegardes précédentes restent bonnes."""

    code = "SAV-06"


class SupportFailed(Damaged):
    """Le support « {dossier} » a refusé l’écriture ou a été retiré : rien n’y a changé, branchez-le et recommencez."""

    code = "SAV-07"


class SupportInside(InvalidInput):
    """Une sauvegarde se garde hors du dossier du coffre : choisissez un autre dossier, sur un autre support."""

    code = "SAV-08"


class SauvegardeUnreadable(Damaged):
    """Le fichier « {fichier} » ne peut pas être lu : vérifiez le support et vos droits."""

    code = "SAV-09"


@dataclass(frozen=True)
class Fiche:
    """What a file says of itself without a key. ``defaut``: "" or why it cannot be a whole backup."""

    chemin: Path
    vault_id: bytes = b""
    n: int = 0
    time_ms: int = 0
    ancre: str = ""
    taille: int = 0
    defaut: str = ""

    @property
    def jour(self) -> date:
        """Day it was made, on this machine."""
        return datetime.fromtimestamp(self.time_ms / 1000, UTC).astimezone().date()


def require_support(coffre: Path, support: Path) -> None:
    """Raise SupportMissing, SupportInside: a medium is a folder that is there, apart from the vault's own."""
    try:
        if not support.is_dir():
            raise SupportMissing(dossier=support)
        inside = support.resolve().is_relative_to(coffre.resolve())
    except OSError:
        raise SupportMissing(dossier=support) from None
    if inside:
        raise SupportInside()


def require_room(support: Path, size: int) -> None:
    """Raise SupportFull before writing when the file cannot fit."""
    with on_support(support):
        if shutil.disk_usage(support).free < size + MARGE:
            raise SupportFull(dossier=support)


@contextlib.contextmanager
def on_support(support: Path) -> Iterator[None]:
    """What the system refuses on a medium, in French: SupportFull or SupportFailed."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise SupportFull(dossier=support) from None
        raise SupportFailed(dossier=support) from None


def read_head(chemin: Path) -> layout.Head:
    """The head of one file, its size compared; raises SauvegardeUnreadable, SauvegardeDamaged, SauvegardeNewer."""
    try:
        with chemin.open("rb") as stream:
            prefix = stream.read(layout.PREFIX)
            raw = prefix + stream.read(layout.read_length(prefix))
            size = os.fstat(stream.fileno()).st_size
    except OSError:
        raise SauvegardeUnreadable(fichier=chemin.name) from None
    head = layout.parse(raw)
    if size != head.offset + head.taille:
        raise layout.SauvegardeDamaged(cause="fichier tronqué ou rallongé")
    return head


def read_fiche(chemin: Path) -> Fiche:
    """What one file says; an unreadable one says why."""
    try:
        head = read_head(chemin)
    except GsnError as error:
        return Fiche(chemin, defaut=error.sentence)
    return Fiche(
        chemin, head.vault_id, head.n, head.time_ms, f"{head.n}·{head.ancre}", head.offset + head.taille
    )


def list_fiches(support: Path, vault_id: bytes) -> list[Fiche]:
    """Backups of one vault on a medium, newest first, then the files that cannot be read."""
    try:
        found = [read_fiche(x) for x in sorted(support.iterdir()) if _is_sauvegarde(x)]
    except OSError:
        raise SupportMissing(dossier=support) from None
    good = [x for x in found if not x.defaut and x.vault_id == vault_id]
    return sorted(good, key=lambda x: (-x.time_ms, -x.n)) + [x for x in found if x.defaut]


def name_file(support: Path, head: layout.Head) -> Path:
    """A free name that sorts by date and says nothing of the commune."""
    made = datetime.fromtimestamp(head.time_ms / 1000, UTC).astimezone()
    stem = f"gsn-{made:%Y-%m-%d-%H%M%S}-n{head.n}"
    names = [support / f"{stem}{SUFFIXE}", *(support / f"{stem}-{k}{SUFFIXE}" for k in range(2, 1000))]
    return next(name for name in names if not name.exists())


def choose_kept(fiches: Iterable[Fiche], verified: Collection[str]) -> set[Path]:
    """The newest of each of the last five days and four weeks that have one; a verified one wins its day.

    Counted over the days that hold a backup, not from today: a clock gone wrong throws nothing away.
    """
    order = sorted(fiches, key=lambda x: (x.chemin.name in verified, x.time_ms, x.n), reverse=True)
    days: dict[date, Path] = {}
    weeks: dict[tuple[int, int], Path] = {}
    for fiche in order:
        days.setdefault(fiche.jour, fiche.chemin)
        weeks.setdefault(fiche.jour.isocalendar()[:2], fiche.chemin)
    kept = {days[day] for day in sorted(days, reverse=True)[:JOURS]}
    return kept | {weeks[week] for week in sorted(weeks, reverse=True)[:SEMAINES]}


def rotate(support: Path, vault_id: bytes, verified: Collection[str], newest: Path) -> list[str]:
    """Drop this vault's older backups beyond the kept ones; never the newest. Returns the names dropped."""
    fiches = [x for x in list_fiches(support, vault_id) if not x.defaut]
    kept = choose_kept(fiches, verified) | {newest}
    dropped = []
    for fiche in fiches:
        if fiche.chemin not in kept:
            with contextlib.suppress(OSError):
                fiche.chemin.unlink()
                dropped.append(fiche.chemin.name)
    return dropped


def read_effacements(support: Path, vault_id: bytes) -> frozenset[str]:
    """Tombstones of this vault kept beside its backups: lines « vault tombstone », hexadecimal; others are left out."""
    try:
        lines = (support / EFFACEMENTS).read_text(encoding="ascii", errors="replace").split("\n")
    except OSError:
        return frozenset()
    found = [match for line in lines if (match := _TOMBE.fullmatch(line))]
    return frozenset(match[2] for match in found if match[1] == vault_id.hex())


def add_effacements(support: Path, vault_id: bytes, tombes: Iterable[str]) -> None:
    """Note what was erased beside the backups, so that a restore does not bring it back; durable, other lines kept."""
    new = set(tombes) - read_effacements(support, vault_id)
    if not new:
        return
    with on_support(support):
        path = support / EFFACEMENTS
        lines = path.read_text(encoding="ascii", errors="replace").split("\n") if path.exists() else []
        wanted = {*filter(None, lines), *(f"{vault_id.hex()} {tombe}" for tombe in new)}
        write_atomically(path, "".join(f"{line}\n" for line in sorted(wanted)).encode("ascii", "replace"))


def _is_sauvegarde(path: Path) -> bool:
    return path.suffix == SUFFIXE and not path.name.startswith(".") and path.is_file()
