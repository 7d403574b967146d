"""Files made to hurt a reader: bombs, lies about sizes, loops, foreign formats. All are built here, byte by byte."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(largeur: int, hauteur: int, lignes: bytes) -> bytes:
    """A grey PNG whose header says these sizes, whatever its data."""
    head = struct.pack(">IIBBBBB", largeur, hauteur, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lignes) + chunk(b"IEND", b"")


def png_bomb() -> bytes:
    """30,000 × 30,000 grey points in under a megabyte: 2.7 GB once opened."""
    reader = zlib.compressobj(9)
    row = b"\0" * 30_001
    return png(30_000, 30_000, b"".join(reader.compress(row) for _ in range(3_000)) + reader.flush())


def picture(kind: str, largeur: int = 60, hauteur: int = 40) -> bytes:
    """A sound picture: white, a red corner at the top left."""
    image = Image.new("RGB", (largeur, hauteur), "white")
    image.paste((200, 0, 0), (0, 0, largeur // 4, hauteur // 4))
    tampon = io.BytesIO()
    image.save(tampon, kind)
    return tampon.getvalue()


def pdf(pages: int = 1, mot: str = "scan") -> bytes:
    """A sound document."""
    tampon = io.BytesIO()
    canvas = Canvas(tampon)
    for rang in range(pages):
        canvas.setFont("Helvetica", 40)
        canvas.drawString(80, 700, f"{mot} {rang + 1}")
        canvas.showPage()
    canvas.save()
    return tampon.getvalue()


def pdf_locked() -> bytes:
    """A document that asks for a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    tampon = io.BytesIO()
    writer.write(tampon)
    return tampon.getvalue()


def pdf_with(contents: bytes, extra: bytes = b"") -> bytes:
    """A one-page document with this drawing program, its cross-reference left to be rebuilt by the reader."""
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>"
        b"endobj\n4 0 obj<</Length " + str(len(contents)).encode() + b"/Filter/FlateDecode>>stream\n" + contents
        + b"\nendstream endobj\n" + extra + b"trailer<</Root 1 0 R>>\n"
    )  # fmt: skip


def pdf_bomb(etages: int = 7) -> bytes:
    """A page that draws a form, which draws sixty others sixty times, and so on: 60⁷ drawings in two kilobytes."""
    body = zlib.compress(b"/X Do " * 60)
    forms = [
        b"%d 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X %d 0 R>>>>/Length %d"
        b"/Filter/FlateDecode>>stream\n%s\nendstream endobj\n" % (5 + n, 6 + n, len(body), body)
        for n in range(etages)
    ]
    ink = b"0 0 m 600 800 l S"
    last = b"%d 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Length %d>>stream\n%s\nendstream endobj\n"
    return pdf_with(body, b"".join(forms) + last % (5 + etages, len(ink), ink))


FOREIGN: dict[str, bytes] = {
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>",
    "gif": picture("GIF"),
    "tiff": picture("TIFF"),
    "bmp": picture("BMP"),
    "tga": b"\0\0\2" + bytes(40),
    "html": b"<html><script>1</script></html>",
    "zip": b"PK\3\4" + bytes(40),
    "vide": b"",
    "espace avant": b" " + picture("PNG"),
}
