"""This machine: secret de poste, head files, recent vaults, failed attempts, and the lock of an open vault.

The folder stands outside every vault and every backup: a stolen stick is then uncrackable whatever the
passphrase. A head file remembers the last entry written, so that an older vault put back is seen.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import platformdirs

from gsn_app.errors import Damaged, GsnError

#: secrets of one vault kept at most: those before open nothing but very old backups
SECRETS_MAX = 8


class PosteUnusable(Damaged):
    """Le dossier de ce poste ({dossier}) ne peut être ni lu ni écrit : vérifiez ses droits."""

    code = "POS-01"


class VaultHeld(GsnError):
    """Le coffre est déjà ouvert{par}. Attendez sa fermeture : deux sessions ne peuvent pas écrire ensemble."""

    code = "OUV-02"
    exit_code = 3


class FolderReadOnly(GsnError):
    """Le dossier du coffre n’accepte pas l’écriture : rien n’a été lu ni modifié.

    Vérifiez vos droits, le support, ou la place qui reste.
    """

    code = "POS-02"
    exit_code = 5


@dataclass(frozen=True)
class Tete:
    """Last known state of a vault: entry number, chain value and root fingerprint, hexadecimal."""

    n: int
    chaine: str
    racine: str


class Poste:
    """The machine's data folder; created on first use, readable by its owner only."""

    def __init__(self, dossier: Path | None = None) -> None:
        self.dossier = dossier or Path(platformdirs.user_data_dir("suivi-nominatif", appauthor=False))

    def read_secret(self, *, create: bool = False) -> bytes:
        """The 32-byte secret of this machine; raises PosteUnusable when absent and not to be created."""
        path = self.dossier / "secret_de_poste"
        try:
            if not path.exists() and create:
                self._write(path, os.urandom(32))
            secret = path.read_bytes()
        except OSError:
            raise PosteUnusable(dossier=self.dossier) from None
        if len(secret) != 32:
            raise PosteUnusable(dossier=self.dossier)
        return secret

    def read_secrets(self, vault_id: bytes) -> tuple[bytes, ...]:
        """Secrets that may be a vault's: its own, newest first, then this machine's; raises PosteUnusable when none."""
        try:
            raw = (self.dossier / "secrets" / vault_id.hex()).read_bytes()
        except FileNotFoundError:
            return (self.read_secret(),)
        except OSError:
            raise PosteUnusable(dossier=self.dossier) from None
        own = tuple(raw[start : start + 32] for start in range(0, len(raw), 32))
        if not own or len(own[-1]) != 32:
            raise PosteUnusable(dossier=self.dossier)
        with contextlib.suppress(PosteUnusable):
            return tuple(dict.fromkeys((*own, self.read_secret())))
        return own

    def save_secrets(self, vault_id: bytes, secrets: Iterable[bytes]) -> None:
        """Keep the secrets of a vault, newest first, durably; this machine's own file stays as it is."""
        kept = list(dict.fromkeys(secrets))[:SECRETS_MAX]
        self._write(self.dossier / "secrets" / vault_id.hex(), b"".join(kept))

    def read_tete(self, vault_id: bytes) -> Tete | None:
        """The head file of a vault, or None when this machine never saw it or lost what it knew."""
        try:
            found = json.loads((self.dossier / "tetes" / vault_id.hex()).read_text())
            return Tete(int(found["n"]), str(found["chaine"]), str(found["racine"]))
        except FileNotFoundError:
            return None
        except OSError:
            raise PosteUnusable(dossier=self.dossier) from None
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
            return None

    def has_tete(self, vault_id: bytes) -> bool:
        """True when a head file is there, readable or not."""
        try:
            return (self.dossier / "tetes" / vault_id.hex()).exists()
        except OSError:
            raise PosteUnusable(dossier=self.dossier) from None

    def save_closed(self, vault_id: bytes, empreinte: str) -> None:
        """Remember that the vault was closed cleanly, its file in this very state."""
        with contextlib.suppress(PosteUnusable):
            self._write(self.dossier / "fermetures" / vault_id.hex(), empreinte.encode())

    def read_closed(self, vault_id: bytes) -> str:
        """Fingerprint of the file at its last clean close here, or ""."""
        try:
            return (self.dossier / "fermetures" / vault_id.hex()).read_text()
        except (OSError, ValueError):
            return ""

    def clear_closed(self, vault_id: bytes) -> None:
        """The vault is open again; durable at once, or a power cut would have a journal still needed moved aside."""
        with contextlib.suppress(OSError):
            path = self.dossier / "fermetures" / vault_id.hex()
            path.unlink()
            sync_folder(path.parent)

    def save_tete(self, vault_id: bytes, tete: Tete) -> None:
        """Replace the head file; a kill before this leaves it behind the vault, which is normal."""
        self._write(self.dossier / "tetes" / vault_id.hex(), json.dumps(tete.__dict__).encode(), sync=False)

    def read_effacements(self, vault_id: bytes) -> frozenset[str]:
        """Tombstones of what was erased from a vault, hexadecimal; what an older copy brings back is known by them."""
        return frozenset(read_lines(self.dossier / "effacements" / vault_id.hex()))

    def add_effacements(self, vault_id: bytes, tombes: Iterable[str]) -> None:
        """Remember more tombstones; raises PosteUnusable."""
        try:
            merge_lines(self.dossier / "effacements" / vault_id.hex(), tombes)
        except OSError:
            raise PosteUnusable(dossier=self.dossier) from None

    def list_recents(self) -> list[tuple[str, Path]]:
        """Recent vaults, newest first: folder name and folder."""
        try:
            found = json.loads((self.dossier / "recents.json").read_text())
            return [(Path(x).name, Path(x)) for x in found if isinstance(x, str)]
        except (OSError, ValueError):
            return []

    def remember(self, coffre: Path) -> None:
        """Put a vault first among the recent ones."""
        folders = [str(coffre.resolve())] + [str(x) for _, x in self.list_recents()]
        kept = list(dict.fromkeys(folders))[:8]
        self._write(self.dossier / "recents.json", json.dumps(kept).encode())

    def save_creation(self, coffre: Path | None) -> None:
        """Remember where a vault is being made; None once it is whole or given up."""
        path = self.dossier / "creation"
        if coffre is not None:
            self._write(path, str(coffre.resolve()).encode())
        else:
            with contextlib.suppress(OSError):
                path.unlink()

    def read_creation(self) -> Path | None:
        """Where a creation was interrupted, or None."""
        try:
            return Path((self.dossier / "creation").read_text())
        except (OSError, ValueError):
            return None

    def count_failure(self, vault_id: bytes) -> None:
        """Count a failed opening; absorbed into the journal at the next login (not tamper-proof)."""
        with contextlib.suppress(OSError, PosteUnusable):
            path = self.dossier / "essais" / vault_id.hex()
            self._write(path, str(self.read_failures(vault_id) + 1).encode())

    def read_failures(self, vault_id: bytes) -> int:
        """Failed openings since the last login."""
        try:
            return int((self.dossier / "essais" / vault_id.hex()).read_text())
        except (OSError, ValueError):
            return 0

    def clear_failures(self, vault_id: bytes) -> None:
        """The count stands in the journal now."""
        with contextlib.suppress(OSError):
            (self.dossier / "essais" / vault_id.hex()).unlink()

    def read_sauvegarde(self, vault_id: bytes) -> str:
        """ISO instant of the last verified backup made from this machine, or ""; shown before login."""
        try:
            return (self.dossier / "sauvegardes" / vault_id.hex()).read_text()[:40]
        except (OSError, ValueError):
            return ""

    def save_sauvegarde(self, vault_id: bytes, instant: str) -> None:
        """A backup was verified at that instant."""
        self._write(self.dossier / "sauvegardes" / vault_id.hex(), instant.encode(), sync=False)

    def read_occupant(self, vault_id: bytes) -> str:
        """« Nom, depuis 14:02 » of whoever holds the vault on this machine, or ""."""
        try:
            return (self.dossier / "occupants" / vault_id.hex()).read_text()
        except OSError:
            return ""

    def save_occupant(self, vault_id: bytes, nom: str) -> None:
        """Say who opened the vault and since when; an empty name clears it."""
        path = self.dossier / "occupants" / vault_id.hex()
        if nom:
            self._write(path, f"{nom}, depuis {time.strftime('%H:%M')}".encode(), sync=False)
        else:
            with contextlib.suppress(OSError):
                path.unlink()

    def _write(self, path: Path, content: bytes, *, sync: bool = True) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_atomically(path, content, sync=sync)
        except OSError:
            raise PosteUnusable(dossier=self.dossier) from None


def read_lines(path: Path) -> list[str]:
    """Lines of a small file of ours; none when it is not there or not readable."""
    try:
        return path.read_text(encoding="ascii").split("\n")[:-1]
    except (OSError, ValueError):
        return []


def merge_lines(path: Path, lines: Iterable[str]) -> None:
    """Add lines to a small sorted file, durably; written only when something is new. Raises OSError."""
    known = set(read_lines(path))
    wanted = known | set(lines)
    if wanted != known:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(path, "".join(f"{line}\n" for line in sorted(wanted)).encode("ascii"))


def end_within(seconds: float, code: int) -> None:
    """End this process after that long, whatever it is doing then; call it from the main thread.

    A thread ends it with ``code``. Where the system has timers, the kernel ends it (signal SIGALRM) a moment later,
    should the interpreter itself be stuck: nothing but the end of the process wipes keys from memory.
    """
    timer = threading.Timer(seconds, os._exit, (code,))
    timer.daemon = True
    timer.start()
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds + 0.2)


def end_now(code: int) -> None:
    """End this process without letting anything of it be put away: after a lock every millisecond holds keys."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def write_atomically(path: Path, content: bytes, *, sync: bool = True) -> None:
    """Temp, fsync, rename, fsync of the folder: the file is the old one or the new one, never between."""
    temporary = path.with_name(path.name + ".tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        if sync:
            os.fsync(stream.fileno())
    temporary.replace(path)
    if sync:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names of a folder durable, where the system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Verrou:
    """Operating-system lock beside the vault: two sessions never write together."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream: IO[Any] | None = None

    def take(self, occupant: str = "") -> None:
        """Take the lock or raise VaultHeld, FolderReadOnly; the system drops it when the process dies."""
        try:
            stream = self._path.open("a+b")
        except OSError:
            raise FolderReadOnly() from None
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            stream.close()
            raise VaultHeld(par=f" par {occupant}" if occupant else "") from None
        self._stream = stream

    def release(self) -> None:
        """Give the lock back."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
