"""Keeps ``None`` alive under Python 3.11: PySide 6.12.0 takes one reference to it at each call returning nothing.

Measured: every void method of the 6.12.0 wheel lowers the count of ``None`` by one; after a few thousand
calls the interpreter ends with « deallocating None ». From Python 3.12 on ``None`` is immortal and nothing is
needed. See ``docs/decisions/0040-pyside-612-python-311.md``.
"""

from __future__ import annotations

import ctypes
import sys

#: references added: a thousand void calls a second would take thirty-five years to use them up
MARGE = 1 << 40


def protect_none() -> None:
    """Add a margin of references to ``None`` once, where it is not immortal."""
    if sys.version_info >= (3, 12) or sys.getrefcount(None) >= MARGE // 2:
        return
    ctypes.c_ssize_t.from_address(id(None)).value += MARGE
