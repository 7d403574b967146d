"""The keyless supervisor of the session process, and the walls put around whatever will hold keys.

    supervise   starts ``gsn session``; exit code 75 (locked) starts it again, at the login
    protect     no core dump, not dumpable, then seccomp: AF_UNIX sockets only, no io_uring, no ptrace; before Qt
    scrub       PYTHON*, LD_* and QT_* leave the environment, but for the four that are allowed (security 6)

The filter is inherited by every child. ``sys.addaudithook`` alone is not a wall: ctypes, a child process and
QtNetwork go round it. On other systems, and on other processors, the walls that miss are told by ``describe``.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import signal
import struct
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SORTIE_VERROU: Final = 75
_FORBIDDEN: Final = re.compile(r"(PYTHON|LD_|QT_|QML|QSG_|DYLD_)")
_ALLOWED: Final[dict[str, re.Pattern[str]]] = {
    "QT_QPA_PLATFORM": re.compile(r"offscreen|xcb|wayland|windows"),
    "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": re.compile(r"[01]"),
    "QT_SCALE_FACTOR": re.compile(r"[12](\.\d{1,3})?|3(\.0{1,3})?"),
}

_PR_SET_PDEATHSIG, _PR_GET_DUMPABLE, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 3, 4, 38
_SET_MODE_FILTER, _TSYNC = 1, 1
_AF_UNIX, _AF_INET = 1, 2
_EPERM, _EACCES = 1, 13
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
#: BPF: load a word of seccomp_data, jump if equal, jump if greater or equal, return
_LD, _JEQ, _JGE, _RET = 0x20, 0x15, 0x35, 0x06
_NR_AT, _ARCH_AT, _ARG0_AT = 0, 4, 16


@dataclass(frozen=True)
class Processeur:
    """System call numbers of one architecture (linux/arch/*/include/asm/unistd.h)."""

    audit: int
    seccomp: int
    sockets: tuple[int, ...]
    refuses: tuple[int, ...]
    plafond: int


#: sockets: socket, socketpair; refused: io_uring_setup/enter/register, ptrace, process_vm_readv/writev
PROCESSEURS: Final = {
    "x86_64": Processeur(0xC000003E, 317, (41, 53), (425, 426, 427, 101, 310, 311), 0x40000000),
    "aarch64": Processeur(0xC00000B7, 277, (198, 199), (425, 426, 427, 117, 270, 271), 0),
}


class _Programme(ctypes.Structure):
    _fields_ = (("longueur", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


@dataclass(frozen=True)
class Protection:
    """One wall: is it up in this process, and what it means, in French."""

    nom: str
    active: bool
    sens: str


def scrub(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a session process: nothing in it may load code or change Qt's platform freely."""
    return {
        name: value
        for name, value in environ.items()
        if not _FORBIDDEN.match(name) or (name in _ALLOWED and _ALLOWED[name].fullmatch(value))
    }


def supervise(command: list[str], cwd: Path) -> int:
    """Run the session process until it ends otherwise than by a lock; returns its exit code, -n for a signal.

    A session that was locked and did not end in time was ended by its timer: it was locked all the same.
    """
    locked = {SORTIE_VERROU, -getattr(signal, "SIGALRM", 0)} - {0}
    while True:
        done = subprocess.run(command, env=scrub(os.environ), cwd=cwd, check=False)  # noqa: S603 - our own program
        if done.returncode not in locked:
            return done.returncode


def session_command(arguments: list[str]) -> tuple[list[str], Path]:
    """Command line and working folder of the session process, packed or not."""
    root = Path(__file__).resolve().parents[1]
    if getattr(sys, "frozen", False):
        return [sys.executable, "session", *arguments], Path(sys.executable).parent
    return [sys.executable, "-E", "-s", "-m", "gsn_app", "session", *arguments], root


def protect() -> None:
    """Put up every wall this system has; what misses is told by :func:`describe`, never fatal."""
    clean = scrub(os.environ)
    for name in set(os.environ) - set(clean):
        del os.environ[name]
    if sys.platform != "linux":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    cpu = PROCESSEURS.get(platform.machine())
    if cpu is not None and sys.byteorder == "little" and sys.maxsize > 2**32:
        _install(libc, cpu)


def follow_supervisor() -> None:
    """End with the supervisor: a session never outlives it (Linux; elsewhere the window's own end does)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def _install(libc: ctypes.CDLL, cpu: Processeur) -> bool:
    code = build_filter(cpu)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Programme(len(code) // 8, ctypes.addressof(buffer))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    libc.syscall.restype = ctypes.c_long
    done = libc.syscall(
        ctypes.c_long(cpu.seccomp), ctypes.c_long(_SET_MODE_FILTER), ctypes.c_long(_TSYNC), ctypes.byref(program)
    )  # fmt: skip
    return bool(done == 0)


def build_filter(cpu: Processeur) -> bytes:
    """The BPF program, 8 bytes an instruction: foreign calls and refused calls → EPERM, other families → EACCES."""
    refused, family, allowed = "refused", "family", "allowed"
    plan: list[tuple[int, int, str, str]] = [(_LD, _ARCH_AT, "", ""), (_JEQ, cpu.audit, "", refused)]
    plan.append((_LD, _NR_AT, "", ""))
    if cpu.plafond:  # the x32 calls of x86_64 would be other numbers for the same gestures
        plan.append((_JGE, cpu.plafond, refused, ""))
    plan += [(_JEQ, number, family, "") for number in cpu.sockets]
    plan += [(_JEQ, number, refused, "") for number in cpu.refuses]
    ends = len(plan)
    labels = {family: ends + 1, "other": ends + 3, refused: ends + 4, allowed: ends + 5}
    plan += [
        (_RET, _ALLOW, "", ""),
        (_LD, _ARG0_AT, "", ""),
        (_JEQ, _AF_UNIX, allowed, "other"),
        (_RET, _ERRNO | _EACCES, "", ""),
        (_RET, _ERRNO | _EPERM, "", ""),
        (_RET, _ALLOW, "", ""),
    ]
    return b"".join(_instruction(at, step, labels) for at, step in enumerate(plan))


def _instruction(at: int, step: tuple[int, int, str, str], labels: dict[str, int]) -> bytes:
    code, value, yes, no = step
    jumps = [labels[name] - at - 1 if name else 0 for name in (yes, no)]
    return struct.pack("<HBBI", code, *jumps, value)


def describe() -> tuple[Protection, ...]:
    """Every wall as it stands in this process, tried and not supposed; each with what it means."""
    if sys.platform != "linux":
        text = "non disponible sur ce système : installez le programme avec sa règle de pare-feu, chiffrez le disque"
        return (Protection("Réseau et mémoire de la session", False, text),)
    import resource

    libc = ctypes.CDLL(None, use_errno=True)
    dumpable = libc.prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) == 0
    core = resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
    network = _refuses_network(libc)
    clean = scrub(os.environ) == dict(os.environ) and not scrub({"QT_QPA_PLATFORM": "vnc"})
    uring = _refuses_uring(libc)
    return (
        Protection("Mémoire de la session", dumpable, "un autre programme du même compte ne peut pas la lire"),
        Protection("Image mémoire en cas de panne", core, "une panne n’écrit aucune clé sur le disque"),
        Protection(
            "Réseau", network,
            "la session ne peut ouvrir aucune connexion" if network
            else f"le noyau ou le processeur ({platform.machine()}) n’offre pas ce filtre : coupez le réseau du poste",
        ),
        Protection("Appels détournés", uring, "io_uring est refusé : il contournerait le filtre"),
        Protection("Environnement", clean, "aucune variable ne charge de code ni n’ouvre l’écran à distance (VNC)"),
    )  # fmt: skip


def _refuses_network(libc: ctypes.CDLL) -> bool:
    found = libc.socket(_AF_INET, 1, 0)
    if found < 0:
        return ctypes.get_errno() == _EACCES
    os.close(found)
    return False


def _refuses_uring(libc: ctypes.CDLL) -> bool:
    libc.syscall.restype = ctypes.c_long
    found = libc.syscall(ctypes.c_long(425), ctypes.c_long(0), ctypes.c_void_p(None))
    if found >= 0:
        os.close(int(found))
    return bool(found < 0 and ctypes.get_errno() == _EPERM)
