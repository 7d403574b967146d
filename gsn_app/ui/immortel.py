"""Keeps None, True and False from being freed by the Qt bindings, which count on a later Python's promise.

PySide6 6.12 gives back None for a null pointer, True or False for an emitted signal, without taking the
reference it owes: harmless from Python 3.12 on, where these three are immortal; on 3.10 and 3.11 each call
takes one away, and the interpreter aborts when the count reaches zero (« deallocating None »), in the middle
of a session. Decision 0075.
"""

from __future__ import annotations

import ctypes
import sys

#: more references than any session can lose, far below the overflow of the counter
RESERVE = 1 << 40
PREMIERE_VERSION_SURE = (3, 12)


def pin_singletons() -> bool:
    """Give None, True and False a reserve of references; True when it was needed and done.

    Reads the counter at the place CPython keeps it and compares it with what the interpreter says before
    writing: on any other layout nothing is touched.
    """
    if sys.implementation.name != "cpython" or sys.version_info >= PREMIERE_VERSION_SURE:
        return False
    done = False
    for singleton in (None, True, False):
        counter = ctypes.c_ssize_t.from_address(id(singleton))
        told = sys.getrefcount(singleton)
        if abs(counter.value - told) <= 16 and told < RESERVE // 2:
            counter.value += RESERVE
            done = True
    return done
