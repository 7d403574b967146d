"""The commune's letterhead: its name, its service, its address, and a logo kept as plain pixels.

    logo in the vault   u8 version=1 | u16 width | u16 height | zlib(RGB, rows from the top)

The picture a coordonnateur chose was decoded once, in the sandboxed child; nothing ever decodes an image format again.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Final

from gsn_app.errors import Damaged

LARGEUR_MAX: Final = 640
HAUTEUR_MAX: Final = 320
#: size of the file chosen, in bytes
LOGO_OCTETS: Final = 300 * 1024
LIMITE_SERVICE: Final = 100
_TETE: Final = struct.Struct(">BHH")


class LogoDamaged(Damaged):
    """Le logo enregistré est abîmé : choisissez-le de nouveau dans les réglages."""

    code = "LOG-01"


@dataclass(frozen=True)
class Logo:
    """Pixels of three bytes, rows from the top."""

    largeur: int
    hauteur: int
    pixels: bytes


@dataclass(frozen=True)
class EnTetePapier:
    """What stands at the head of a sheet; ``adresse`` may hold several lines."""

    commune: str
    service: str = ""
    adresse: str = ""
    contact: str = ""
    logo: Logo | None = None

    @property
    def lignes(self) -> tuple[str, ...]:
        """The small lines under the commune's name."""
        return tuple(filter(None, (self.service, *self.adresse.split("\n"), self.contact)))


def pack_logo(logo: Logo) -> bytes:
    """Bytes kept in the vault."""
    return _TETE.pack(1, logo.largeur, logo.hauteur) + zlib.compress(logo.pixels, 9)


def unpack_logo(octets: bytes) -> Logo:
    """The logo kept; raises LogoDamaged for anything else, however large it would become."""
    try:
        version, largeur, hauteur = _TETE.unpack_from(octets)
        taille = largeur * hauteur * 3
        if version != 1 or not (0 < largeur <= LARGEUR_MAX and 0 < hauteur <= HAUTEUR_MAX):
            raise LogoDamaged()
        reader = zlib.decompressobj()
        pixels = reader.decompress(octets[_TETE.size :], taille + 1)
        if len(pixels) != taille or not reader.eof or reader.unused_data:
            raise LogoDamaged()
    except (struct.error, zlib.error):
        raise LogoDamaged() from None
    return Logo(largeur, hauteur, pixels)
