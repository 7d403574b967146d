"""The walls of the child: bounded memory, processor and files, then a list of the few system calls it may make.

Everything needed is loaded and used once before :func:`lock`; afterwards opening a file, a socket, a program or a
thread is refused by the kernel (seccomp, EPERM). Where the system has no such filter the limits alone remain, and
``docs/MENACES.md`` says so.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: bytes the child may take beyond what its loaded decoders hold (they reserve gigabytes they never touch)
MEMOIRE: Final = 640 * 1024 * 1024
CALCUL_S: Final = 4
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_ALLOW, _EPERM = 0x7FFF0000, 0x00050001
_LD, _JEQ, _JGE, _RET = 0x20, 0x15, 0x35, 0x06


@dataclass(frozen=True)
class Processeur:
    """System call numbers of one architecture (linux/arch/*/include/asm/unistd.h)."""

    audit: int
    seccomp: int
    permis: tuple[int, ...]
    plafond: int


#: allowed: read, write, close, fstat, lseek, poll, mmap, mprotect, munmap, brk, mremap, madvise, rt_sigaction,
#: rt_sigprocmask, rt_sigreturn, sigaltstack, sched_yield, sched_getaffinity, nanosleep, getpid, gettid, futex,
#: clock_gettime, clock_nanosleep, getrandom, restart_syscall, exit, exit_group; no signal to anybody
PROCESSEURS: Final = {
    "x86_64": Processeur(
        0xC000003E, 317,
        (0, 1, 3, 5, 8, 7, 9, 10, 11, 12, 25, 28, 13, 14, 15, 131, 24, 204, 35, 39, 186, 202, 228, 230, 318, 219,
         60, 231), 0x40000000,
    ),
    "aarch64": Processeur(
        0xC00000B7, 277,
        (63, 64, 57, 80, 62, 73, 222, 226, 215, 214, 216, 233, 134, 135, 139, 132, 124, 123, 101, 172, 178, 98, 113,
         115, 278, 128, 93, 94), 0,
    ),
}  # fmt: skip


class _Programme(ctypes.Structure):
    _fields_ = (("longueur", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def limit() -> None:
    """Bound memory, processor, written files and memory images; nothing on systems without these limits."""
    if sys.platform != "linux":
        return
    import resource

    held = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMOIRE, held + MEMOIRE))
    resource.setrlimit(resource.RLIMIT_CPU, (CALCUL_S, CALCUL_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def lock() -> bool:
    """Refuse from now on every system call but those of :data:`PROCESSEURS`; True when the filter is up."""
    if sys.platform != "linux":
        return False
    cpu = PROCESSEURS.get(platform.machine())
    if cpu is None or sys.byteorder != "little" or sys.maxsize <= 2**32:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    code = build_filter(cpu)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Programme(len(code) // 8, ctypes.addressof(buffer))
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    arguments = (ctypes.c_long(1), ctypes.c_long(1), ctypes.byref(program))
    return bool(libc.syscall(ctypes.c_long(cpu.seccomp), *arguments) == 0)


def build_filter(cpu: Processeur) -> bytes:
    """The BPF program, 8 bytes an instruction: a call of the list → allowed, anything else → EPERM."""
    count = len(cpu.permis)
    steps = [(_LD, 0, 0, 4), (_JEQ, 1, 0, cpu.audit), (_RET, 0, 0, _EPERM), (_LD, 0, 0, 0)]
    if cpu.plafond:  # the x32 calls of x86_64 would be other numbers for the same gestures
        steps += [(_JGE, 0, 1, cpu.plafond), (_RET, 0, 0, _EPERM)]
    steps += [(_JEQ, count - rank, 0, number) for rank, number in enumerate(cpu.permis)]
    steps += [(_RET, 0, 0, _EPERM), (_RET, 0, 0, _ALLOW)]
    return b"".join(struct.pack("<HBBI", code, yes, no, value) for code, yes, no, value in steps)
