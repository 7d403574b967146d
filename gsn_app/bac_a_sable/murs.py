"""The walls of a child: it may compute, read what it was given and write its answer; nothing else.

An allow list of system calls (all others answer EPERM), and limits that hold where there is no such filter.
Windows and macOS have neither: there the child still holds no key, and is ended after its time.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys
from dataclasses import dataclass
from typing import Final

MEMOIRE: Final = 1024**3
PROCESSEUR_S: Final = 20
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_SET_MODE_FILTER, _TSYNC = 1, 1
_EPERM: Final = 1
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LD, _JEQ, _RET = 0x20, 0x15, 0x06
_NR_AT, _ARCH_AT = 0, 4


@dataclass(frozen=True)
class Appels:
    """What one architecture calls what we allow (linux/arch/*/include/asm/unistd.h)."""

    audit: int
    seccomp: int
    permis: tuple[int, ...]


#: read write close fstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn mremap madvise
#: nanosleep getpid exit futex clock_gettime exit_group gettid sigaltstack getrandom sched_yield clock_nanosleep
APPELS: Final = {
    "x86_64": Appels(0xC000003E, 317, (
        0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 25, 28, 35, 39, 60, 202, 228, 231, 186, 131, 318, 24, 230,
    )),
    "aarch64": Appels(0xC00000B7, 277, (
        63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 216, 233, 101, 172, 93, 98, 113, 94, 178, 132, 278,
        124, 115,
    )),
}  # fmt: skip


class _Programme(ctypes.Structure):
    _fields_ = (("longueur", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def raise_walls() -> bool:
    """Put them up, for good; True when the filter of system calls holds."""
    if sys.platform != "linux":
        return False
    import resource

    for quoi, combien in (
        (resource.RLIMIT_AS, MEMOIRE), (resource.RLIMIT_CPU, PROCESSEUR_S), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NPROC, 0), (resource.RLIMIT_NOFILE, 8),
    ):  # fmt: skip
        resource.setrlimit(quoi, (combien, combien))
    appels = APPELS.get(platform.machine())
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if appels is None or sys.byteorder != "little" or sys.maxsize <= 2**32:
        return False
    code = build_filter(appels)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Programme(len(code) // 8, ctypes.addressof(buffer))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    libc.syscall.restype = ctypes.c_long
    done = libc.syscall(
        ctypes.c_long(appels.seccomp), ctypes.c_long(_SET_MODE_FILTER), ctypes.c_long(_TSYNC), ctypes.byref(program)
    )  # fmt: skip
    return bool(done == 0)


def build_filter(appels: Appels) -> bytes:
    """The BPF program, 8 bytes an instruction: another architecture or a call that is not listed → EPERM."""
    n = len(appels.permis)
    plan = [(_LD, 0, 0, _ARCH_AT), (_JEQ, 0, n + 1, appels.audit), (_LD, 0, 0, _NR_AT)]
    plan += [(_JEQ, n - rank, 0, number) for rank, number in enumerate(appels.permis)]
    plan += [(_RET, 0, 0, _ERRNO | _EPERM), (_RET, 0, 0, _ALLOW)]
    return b"".join(struct.pack("<HBBI", code, yes, no, value) for code, yes, no, value in plan)
