"""A real print queue of the tests' own: cupsd on a private socket, cups-pdf behind it. Needs root and Debian's packages."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NOM = "Essai"
MODELE = Path("/usr/share/ppd/cups-pdf/CUPS-PDF_noopt.ppd")
FICHIERS = """ServerRoot {d}/etc
RequestRoot {d}/spool
CacheDir {d}/cache
StateDir {d}/etat
TempDir {d}/tmp
ServerBin /usr/lib/cups
DataDir /usr/share/cups
AccessLog {d}/acces
ErrorLog {d}/erreurs
PageLog {d}/pages
SystemGroup root
"""
SERVEUR = """Listen {d}/prise
Browsing No
DefaultAuthType None
PreserveJobFiles No
PreserveJobHistory No
<Location />
  Order allow,deny
  Allow all
</Location>
<Location /admin>
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""


@dataclass(frozen=True)
class File:
    """The queue: ``prise`` is what ``CUPS_SERVER`` must say, ``spool`` where jobs wait."""

    dossier: Path
    sorties: Path

    @property
    def prise(self) -> str:
        """Path of the socket."""
        return str(self.dossier / "prise")

    def run(self, *argv: str) -> None:
        """A command of CUPS on this queue."""
        environ = {**os.environ, "CUPS_SERVER": self.prise}
        subprocess.run(argv, env=environ, check=True, capture_output=True, timeout=20)

    def take(self, seconds: float = 40) -> bytes:
        """The next sheet out of the printer, taken out of the tray; fails when none comes."""
        end = time.monotonic() + seconds
        size = -1
        while time.monotonic() < end:
            found = sorted(self.sorties.glob("*.pdf"))
            if found and found[0].stat().st_size == size:
                octets = found[0].read_bytes()
                found[0].unlink()
                return octets
            size = found[0].stat().st_size if found else -1
            time.sleep(0.4)
        raise AssertionError((self.dossier / "erreurs").read_text()[-2000:])

    def waiting(self) -> list[str]:
        """Files of jobs still in the spooler."""
        return sorted(f.name for f in (self.dossier / "spool").iterdir() if f.name.startswith("d"))


@contextlib.contextmanager
def open_queue() -> Iterator[File | None]:
    """Start the queue, or give None where it cannot be had; the system's own printers are never touched."""
    parts = (
        shutil.which("cupsd", path="/usr/sbin:/sbin"),
        shutil.which("lpadmin", path="/usr/sbin:/usr/bin"),
    )
    if (
        os.geteuid() != 0
        or not all(parts)
        or not MODELE.is_file()
        or not Path("/usr/lib/cups/backend/cups-pdf").is_file()
    ):
        yield None
        return
    dossier = Path(tempfile.mkdtemp(prefix="gsn-cups-"))
    dossier.chmod(0o755)
    for nom in ("etc", "spool", "cache", "etat", "tmp"):
        (dossier / nom).mkdir()
    (dossier / "tmp").chmod(0o1777)
    (dossier / "etc" / "cups-files.conf").write_text(FICHIERS.format(d=dossier))
    (dossier / "etc" / "cupsd.conf").write_text(SERVEUR.format(d=dossier))
    sorties = Path(pwd.getpwuid(0).pw_dir) / "PDF"
    had = sorties.is_dir()
    before = set(sorties.glob("*")) if had else set()
    command = [str(parts[0]), "-f", "-c", f"{dossier}/etc/cupsd.conf", "-s", f"{dossier}/etc/cups-files.conf"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    queue = File(dossier, sorties)
    try:
        yield queue if _answers(queue, server) else None
    finally:
        server.terminate()
        server.wait(20)
        for left in set(sorties.glob("*")) - before if sorties.is_dir() else ():
            left.unlink()
        if not had and sorties.is_dir():
            sorties.rmdir()
        shutil.rmtree(dossier, ignore_errors=True)


def _answers(queue: File, server: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + 20
    while time.monotonic() < end and server.poll() is None:
        if Path(queue.prise).exists():
            try:
                queue.run("lpadmin", "-p", NOM, "-E", "-v", "cups-pdf:/", "-P", str(MODELE))
                queue.run("lpadmin", "-d", NOM)
            except (OSError, subprocess.SubprocessError):
                return False
            return True
        time.sleep(0.1)
    return False
