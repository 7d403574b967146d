"""Constants of the program that no charter changes: key derivation bounds and the names of files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KdfPolicy:
    """Argon2id parameters for new keyslots and the bounds accepted when reading one.

    Memory in KiB. Bounds are checked before any work, so that a hostile header costs nothing.
    Only tests construct another policy, as an argument: nothing on the command line, in the
    environment or in the settings leads here (an architecture test proves it).
    """

    memory_kib: int = 512 * 1024
    passes: int = 3
    lanes: int = 4
    memory_bounds: tuple[int, int] = (256 * 1024, 2 * 1024 * 1024)
    passes_bounds: tuple[int, int] = (2, 10)
    lanes_bounds: tuple[int, int] = (1, 8)


KDF = KdfPolicy()
