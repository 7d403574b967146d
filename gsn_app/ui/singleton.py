"""Keeps None, True and False alive under Python 3.11, where PySide6 6.12.0 gives back references it never took.

Its wheels are built with headers in which these three are immortal, as they are from Python 3.12 on: each
callback that returns None takes one reference away, and after some thousand events the process dies with
« none_dealloc ». Python 3.12's own remedy is a reference count that never reaches zero: the same is done here, once,
before the first event. Decision 0080 tells how it was measured and when to remove it.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_ENOUGH: Final = 1 << 48
_done = False


def keep_singletons() -> None:
    """Raise the three reference counts out of reach; does nothing from Python 3.12 on, nor twice."""
    global _done
    if _done or sys.version_info >= (3, 12):
        return
    _done = True
    for singleton in (None, True, False):
        ctypes.c_ssize_t.from_address(id(singleton)).value += _ENOUGH
