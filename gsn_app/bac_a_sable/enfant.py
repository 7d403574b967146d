"""The child: reads one file from its standard input, answers one page of pixels, and can do nothing else.

Decoders are loaded and tried on a page of our own before the walls go up (``filtre``); only then is the first byte
of the file read. Whatever goes wrong is a reason of one byte, or silence.
"""

from __future__ import annotations

import io
import sys
import warnings
from typing import BinaryIO, Final

from gsn_app.bac_a_sable import DEMANDE, PIXELS_MAX, REPONSE, GenreFichier, filtre

ILLISIBLE: Final = 1
PAGES: Final = 2
POINTS: Final = 3
_TEMOIN: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F<</Type/Font/Subtype/Type1"
    b"/BaseFont/Helvetica>>>>>>/Contents 4 0 R>>endobj 4 0 obj<</Length 28>>stream\nBT /F 9 Tf (Ab) Tj ET       "
    b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n"
)


class DecodageRefused(Exception):
    """A reason of one byte."""

    def __init__(self, raison: int) -> None:
        super().__init__(raison)
        self.raison = raison


def run() -> int:
    """Answer one question, read from standard input; the exit code says nothing."""
    _warm_up()
    filtre.limit()
    filtre.lock()
    answer = _answer(sys.stdin.buffer)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


def _warm_up() -> None:
    """Use every decoder once, so that nothing is opened later: modules, fonts, tables."""
    from PIL import Image

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    for kind in ("PNG", "JPEG"):
        sample = io.BytesIO()
        Image.new("RGB", (8, 8), "white").save(sample, kind)
        _decode_image(sample.getvalue(), 4, 4, kind)
    _decode_pdf(_TEMOIN, 0, 4, 4, 1)


def _answer(source: BinaryIO) -> bytes:
    head = source.read(DEMANDE.size)
    try:
        kind, page, width, height, most = DEMANDE.unpack(head)
        octets = source.read()
        if kind == GenreFichier.PDF:
            found = _decode_pdf(octets, page, width, height, most)
        else:
            found = (1, *_decode_image(octets, width, height, GenreFichier(kind).name))
    except DecodageRefused as refusal:
        return bytes([refusal.raison])
    except MemoryError:
        return b""
    except Exception:  # whatever a decoder raises on a hostile file is one and the same answer
        return bytes([ILLISIBLE])
    pages, wide, high, pixels = found
    return b"\0" + REPONSE.pack(pages, wide, high) + pixels


def _decode_image(octets: bytes, width: int, height: int, kind: str) -> tuple[int, int, bytes]:
    """A picture, upright, on white, scaled down to fit; only its declared kind is tried."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    try:
        opened = Image.open(io.BytesIO(octets), formats=(kind,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DecodageRefused(POINTS) from None
    with opened:
        opened.draft("RGB", (width, height))
        upright = ImageOps.exif_transpose(opened)
        shown = upright.convert("RGBA")
    shown.thumbnail((width, height))
    paper = Image.new("RGB", shown.size, "white")
    paper.paste(shown, mask=shown.getchannel("A"))
    return paper.width, paper.height, paper.tobytes()


def _decode_pdf(octets: bytes, page: int, width: int, height: int, most: int) -> tuple[int, int, int, bytes]:
    """One page on white, fitted; a document that asks for a password is unreadable."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
    from PySide6.QtGui import QImage
    from PySide6.QtPdf import QPdfDocument

    document, buffer = QPdfDocument(), QBuffer()
    buffer.setData(QByteArray(octets))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    if document.status() != QPdfDocument.Status.Ready:
        raise DecodageRefused(ILLISIBLE)
    pages = document.pageCount()
    if pages > most:
        raise DecodageRefused(PAGES)
    points = document.pagePointSize(page)
    if page >= pages or not (1 <= points.width() <= 14_400 and 1 <= points.height() <= 14_400):
        raise DecodageRefused(ILLISIBLE)
    size = points.scaled(width, height, Qt.AspectRatioMode.KeepAspectRatio).toSize().expandedTo(QSize(1, 1))
    drawn = document.render(page, size.boundedTo(QSize(width, height)))
    argb = drawn.convertToFormat(QImage.Format.Format_RGBA8888)
    from PIL import Image

    shown = Image.frombytes(
        "RGBA", (argb.width(), argb.height()), bytes(argb.constBits()), "raw", "RGBA", argb.bytesPerLine()
    )
    paper = Image.new("RGB", shown.size, "white")
    paper.paste(shown, mask=shown.getchannel("A"))
    return pages, paper.width, paper.height, paper.tobytes()
