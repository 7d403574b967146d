"""Hostile files decoded in a child that can only compute: bytes in by a pipe, pixels out by another.

    parent   checks size and magic, starts the child, hands the bytes over, reads at most what a page may weigh
    child    loads its decoders, then locks itself (``filtre``): no file, no network, no program, bounded memory and
             processor; a bomb meets the limits of the child, never those of the session
    asked    u8 kind | u16 page | u16 width | u16 height | u16 pages | bytes of the file, to the end
    answered u8 0 | u16 pages | u16 width | u16 height | RGB pixels; or u8 reason (:data:`RAISONS`) alone

Formats are told by their first bytes, never by a name: PDF, PNG, JPEG. Nothing else is ever decoded (security 6).
"""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final

from gsn_app.errors import InvalidInput

DELAI_S: Final = 20
#: a picture may hold this many pixels before it is scaled down
PIXELS_MAX: Final = 40_000_000
DEMANDE: Final = struct.Struct(">BHHHH")
REPONSE: Final = struct.Struct(">HHH")


class FichierKindRefused(InvalidInput):
    """Ce fichier n’est ni un PDF, ni une image PNG ou JPEG : numérisez la feuille dans l’un de ces formats."""

    code = "BAS-01"


class FichierTooHeavy(InvalidInput):
    """Ce fichier pèse {taille} ko ; la limite est de {limite} ko. Numérisez-le en gris, à 150 points par pouce."""

    code = "BAS-02"


class FichierUnreadable(InvalidInput):
    """Ce fichier est abîmé ou protégé par un mot de passe : il n’a pas pu être lu. Rien n’a été enregistré."""

    code = "BAS-03"


class FichierTooManyPages(InvalidInput):
    """Ce fichier compte trop de pages : la limite est de {pages}. Gardez celles qui servent."""

    code = "BAS-04"


class FichierTooManyPixels(InvalidInput):
    """Cette image est démesurée : la limite est de 40 millions de points. Numérisez-la moins finement."""

    code = "BAS-05"


class FichierTooCostly(InvalidInput):
    """Ce fichier demande trop de temps ou de mémoire pour être lu sans risque : il a été refusé. Rien n’a été enregistré."""

    code = "BAS-06"


class GenreFichier(IntEnum):
    """What the first bytes say."""

    PDF = 1
    PNG = 2
    JPEG = 3


#: reason given by the child → error; anything else is FichierTooCostly
RAISONS: Final[dict[int, type[InvalidInput]]] = {
    1: FichierUnreadable,
    2: FichierTooManyPages,
    3: FichierTooManyPixels,
}
_MAGIES: Final = (
    (b"%PDF-", GenreFichier.PDF),
    (b"\x89PNG\r\n\x1a\n", GenreFichier.PNG),
    (b"\xff\xd8\xff", GenreFichier.JPEG),
)


@dataclass(frozen=True)
class PageRendue:
    """One page as pixels, three bytes each, rows from the top; ``pages``: how many the file holds."""

    largeur: int
    hauteur: int
    pixels: bytes
    pages: int


def recognize(octets: bytes) -> GenreFichier:
    """Kind of a file, by its first bytes; raises FichierKindRefused."""
    for magie, genre in _MAGIES:
        if octets.startswith(magie):
            return genre
    raise FichierKindRefused()


def render_page(
    octets: bytes,
    *,
    page: int = 0,
    largeur: int = 1240,
    hauteur: int = 1754,
    pages_max: int = 1,
    octets_max: int,
) -> PageRendue:
    """One page, scaled to fit ``largeur`` × ``hauteur`` pixels, decoded in the child.

    Raises FichierTooHeavy and FichierKindRefused before any child, then FichierUnreadable, FichierTooManyPages,
    FichierTooManyPixels or FichierTooCostly.
    """
    if len(octets) > octets_max:
        raise FichierTooHeavy(taille=-(-len(octets) // 1024), limite=octets_max // 1024)
    genre = recognize(octets)
    head = DEMANDE.pack(genre, page, largeur, hauteur, pages_max)
    answer = _exchange(head + octets, 1 + REPONSE.size + largeur * hauteur * 3)
    if answer[:1] != b"\0":
        reason = RAISONS.get(answer[0], FichierTooCostly) if len(answer) == 1 else FichierTooCostly
        raise reason(pages=pages_max)
    if len(answer) < 1 + REPONSE.size:
        raise FichierTooCostly()
    pages, width, height = REPONSE.unpack_from(answer, 1)
    pixels = answer[1 + REPONSE.size :]
    if (
        not (0 < width <= largeur and 0 < height <= hauteur and 0 < pages <= pages_max)
        or len(pixels) != width * height * 3
    ):
        raise FichierTooCostly()
    return PageRendue(width, height, pixels, pages)


def child_command() -> tuple[list[str], Path]:
    """Command line and working folder of the child, packed or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "rendu"], Path(sys.executable).parent
    return [sys.executable, "-E", "-s", "-m", "gsn_app.bac_a_sable"], Path(__file__).resolve().parents[2]


def _exchange(question: bytes, limit: int) -> bytes:
    """What the child answers, cut one byte over ``limit``; killed after :data:`DELAI_S` seconds."""
    command, cwd = child_command()
    child = subprocess.Popen(  # noqa: S603 - our own program
        command, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )  # fmt: skip
    timer = threading.Timer(DELAI_S, child.kill)
    writer = threading.Thread(target=_hand_over, args=(child, question), name="gsn-bac-a-sable", daemon=True)
    timer.start()
    writer.start()
    try:
        if child.stdout is None:
            return b""
        return child.stdout.read(limit + 1)
    finally:
        child.kill()
        child.wait()
        timer.cancel()
        writer.join()
        if child.stdout is not None:
            child.stdout.close()


def _hand_over(child: subprocess.Popen[bytes], question: bytes) -> None:
    """Write everything and close; a child that died first is told by its missing answer."""
    if child.stdin is None:
        return
    try:
        child.stdin.write(question)
    except OSError:
        return
    finally:
        _close_quietly(child)


def _close_quietly(child: subprocess.Popen[bytes]) -> None:
    try:
        if child.stdin is not None:
            child.stdin.close()
    except OSError:
        return
