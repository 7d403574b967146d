"""A printed page as a person sees it: its text by position, its pixels, its QR code, its metadata."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

import zxingcpp
from PIL import Image, ImageFilter
from pypdf import PdfReader
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument

ECHELLE = 3


def squeeze(texte: str) -> str:
    """Drop every space, so that a text cut over lines compares with itself."""
    return re.sub(r"\s+", "", texte)


@dataclass
class Page:
    """The single page of a document; drawing with QtPdf needs an application (fixture ``qapp``)."""

    octets: bytes

    @cached_property
    def reader(self) -> PdfReader:
        return PdfReader(BytesIO(self.octets))

    @cached_property
    def texte(self) -> str:
        return squeeze(self.reader.pages[0].extract_text())

    @cached_property
    def morceaux(self) -> list[tuple[float, float, str]]:
        """Each drawn text with its left end and baseline, in points, rotated ones (watermark) left out."""
        trouves: list[tuple[float, float, str]] = []

        def visit(texte: str, cm: list[float], tm: list[float], police: object, corps: float) -> None:
            if texte.strip() and abs(cm[1]) < 0.01:
                trouves.append((tm[4], tm[5], texte.strip()))

        self.reader.pages[0].extract_text(visitor_text=visit)
        return trouves

    @cached_property
    def image(self) -> Image.Image:
        """The page in grey levels, 216 dots per inch."""
        document, tampon = QPdfDocument(), QBuffer()
        tampon.setData(QByteArray(self.octets))
        tampon.open(QIODevice.OpenModeFlag.ReadOnly)
        document.load(tampon)
        taille = document.pagePointSize(0) * ECHELLE
        rendu = document.render(0, taille.toSize())
        blanc = QImage(rendu.size(), QImage.Format.Format_RGB888)
        blanc.fill(0xFFFFFFFF)
        gris = rendu.convertToFormat(QImage.Format.Format_RGBA8888)
        pixels = Image.frombytes(
            "RGBA", (gris.width(), gris.height()), bytes(gris.constBits()), "raw", "RGBA", gris.bytesPerLine()
        )
        fond = Image.new("RGBA", pixels.size, "white")
        return Image.alpha_composite(fond, pixels).convert("L")

    def photocopied(self) -> Page:
        """The same page after a hard black and white photocopier: blurred, then cut at mid grey."""
        copie = Page(self.octets)
        flou = self.image.filter(ImageFilter.GaussianBlur(0.9))
        copie.__dict__["image"] = flou.point(lambda gris: 255 if gris > 150 else 0)
        return copie

    def blackness(self, x: float, y: float) -> float:
        """Share of black in the square of the first letter of a text drawn at this place."""
        return self._darkness(x, y, 5)

    def ticked(self, label: str, rang: int = 0) -> bool:
        """True when the box drawn at the left of the ``rang``-th ``label`` is crossed, from its pixels.

        A label ending in « … » is a beginning.
        """
        debut = label.removesuffix("…")
        trouves = [m for m in self.morceaux if m[2] == label or (debut != label and m[2].startswith(debut))]
        x, y, _ = trouves[rang]
        corps = next(c for c in (9.5 - 0.25 * pas for pas in range(15)) if self._boxed(x, y, c))
        gauche, bas, cote = x - 4 - corps * 0.95, y - corps * 0.14, corps * 0.95
        centre = self._darkness(gauche + cote * 0.4, bas + cote * 0.4, cote * 0.2)
        return centre > 0.5

    def _boxed(self, x: float, y: float, corps: float) -> bool:
        """True when four dark edges stand where a box of this body would be drawn."""
        gauche, bas, cote = x - 4 - corps * 0.95, y - corps * 0.14, corps * 0.95
        milieu = (bas + cote * 0.15, gauche + cote * 0.15)
        cotes = (
            (gauche - 0.5, milieu[0]),
            (gauche + cote - 0.5, milieu[0]),
            (milieu[1], bas - 0.5),
            (milieu[1], bas + cote - 0.5),
        )
        return all(self._darkest(px, py, 1.0) > 0.5 for px, py in cotes)

    def _zone(self, x: float, y: float, cote: float) -> list[int]:
        hauteur = self.image.height
        cadre = (x * ECHELLE, hauteur - (y + cote) * ECHELLE, (x + cote) * ECHELLE, hauteur - y * ECHELLE)
        return list(self.image.crop(tuple(round(v) for v in cadre)).tobytes())  # type: ignore[arg-type]

    def _darkness(self, x: float, y: float, cote: float) -> float:
        pixels = self._zone(x, y, cote)
        return 1 - sum(pixels) / len(pixels) / 255

    def _darkest(self, x: float, y: float, cote: float) -> float:
        return 1 - min(self._zone(x, y, cote)) / 255

    def qr(self) -> str:
        """Text of the only QR code, read from the pixels."""
        codes = zxingcpp.read_barcodes(self.image)
        assert len(codes) == 1
        return str(codes[0].text)
