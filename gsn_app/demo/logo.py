"""A logo for the fictitious commune: a hill, a river and a sun, drawn here point by point."""

from __future__ import annotations

import struct
import tempfile
import zlib
from math import sin
from pathlib import Path

from gsn_app.actions.logo import save_logo
from gsn_app.actions.session import Session

_LARGEUR, _HAUTEUR = 360, 200
_PAPIER, _COLLINE, _RIVIERE, _SOLEIL = (255, 255, 255), (43, 95, 82), (70, 130, 180), (226, 160, 52)


def give_logo(session: Session) -> None:
    """Choose it as a coordonnateur would: from a PNG file, deleted at once."""
    with tempfile.TemporaryDirectory() as dossier:
        fichier = Path(dossier) / "logo.png"
        fichier.write_bytes(draw_png())
        save_logo(session, fichier)


def draw_png() -> bytes:
    """The picture as a PNG file, written with the standard library."""
    rows = b"".join(b"\0" + b"".join(bytes(_colour(x, y)) for x in range(_LARGEUR)) for y in range(_HAUTEUR))
    head = struct.pack(">IIBBBBB", _LARGEUR, _HAUTEUR, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def _colour(x: int, y: int) -> tuple[int, int, int]:
    if y > 168 + 6 * sin(x / 22):
        return _RIVIERE if y < 186 + 6 * sin(x / 22) else _PAPIER
    if y > 150 - 92 * sin(max(0.0, min(1.0, x / _LARGEUR)) * 3.14159) ** 2:
        return _COLLINE
    return _SOLEIL if (x - 286) ** 2 + (y - 52) ** 2 < 34**2 else _PAPIER
