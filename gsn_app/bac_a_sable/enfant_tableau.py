"""The child itself: bytes on its standard input, behind walls put up before the first one is read, JSON out.

Everything it needs is imported first: behind the walls no file opens, not even a module of Python.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import json
import os
import sys
import zipfile
from collections.abc import Iterable, Iterator

import python_calamine

from gsn_app.bac_a_sable import filtre
from gsn_app.bac_a_sable.tableau import (
    CELLULE_MAX,
    COLONNES_MAX,
    DEPLIE_MAX,
    FEUILLES_MAX,
    INOFFENSIF,
    LIGNES_MAX,
    OCTETS_MAX,
    PARTIES_MAX,
    RAPPORT_MAX,
    TableauExternal,
    TableauFormatUnknown,
    TableauInflated,
    TableauProtected,
    TableauTooLong,
    TableauUnreadable,
)
from gsn_app.errors import GsnError

ENCODAGES = ("utf-8", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "cp437")
SEPARATEURS = ";\t,|"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARQUES = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MORCEAU = 1 << 16
Ligne = tuple[int, list[str]]


def main() -> int:
    """Read, answer, leave at once: nothing is written on the way out."""
    for encodage in ENCODAGES:
        codecs.lookup(encodage)
    filtre.limit()
    filtre.lock()
    try:
        octets = sys.stdin.buffer.read(OCTETS_MAX + 1)
        answer: dict[str, object] = {"feuilles": read_sheets(octets)}
    except GsnError as error:
        answer = {"faute": error.code}
    except MemoryError:
        os._exit(9)
    except BaseException:  # whatever a hostile file makes a library raise: the parent says it in French
        answer = {"faute": TableauUnreadable.code}
    said = memoryview(json.dumps(answer, ensure_ascii=True).encode("ascii"))
    while said:
        said = said[os.write(1, said) :]
    os._exit(0)


def read_sheets(untrusted: bytes) -> list[tuple[str, list[Ligne]]]:
    """Sheets of a workbook or of a CSV table; raises one of the errors of the parent's module."""
    if untrusted.startswith(_OLE):
        raise TableauProtected()
    if untrusted.startswith(b"PK\x03\x04"):
        check_archive(untrusted)
        return list(_workbook(untrusted))
    if untrusted[:2] == b"PK" or not untrusted.strip():
        raise TableauUnreadable()
    return [("", list(_bounded(read_csv(untrusted))))]


def check_archive(untrusted: bytes) -> None:
    """Unpack every part with a ceiling before any library does; nothing is kept but « sound »."""
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
            parties = archive.infolist()
            noms = {partie.filename for partie in parties}
            if not noms & {"xl/workbook.xml", "content.xml"}:
                raise TableauFormatUnknown()
            total = sum(partie.file_size for partie in parties)
            ceiling = min(DEPLIE_MAX, max(INOFFENSIF, RAPPORT_MAX * len(untrusted)))
            if len(parties) > PARTIES_MAX or total > ceiling:
                raise TableauInflated()
            if any(partie.flag_bits & 0x1 for partie in parties):
                raise TableauProtected()
            left = ceiling
            for partie in parties:
                left = _check_part(archive, partie, left)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise TableauUnreadable() from None


def _check_part(archive: zipfile.ZipFile, partie: zipfile.ZipInfo, left: int) -> int:
    """Read one part whole; raises TableauInflated, TableauExternal, TableauProtected. Returns what is left to read."""
    xml = partie.filename.lower().endswith((".xml", ".rels"))
    before = b""
    with archive.open(partie) as source:
        while morceau := source.read(_MORCEAU):
            left -= len(morceau)
            if left < 0:
                raise TableauInflated()
            if not before and morceau[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) and xml:
                raise TableauExternal()  # no spreadsheet writes its parts so: it would hide what follows from us
            seen = before + morceau
            if xml and (b"<!DOCTYPE" in seen or b"<!ENTITY" in seen):
                raise TableauExternal()
            if partie.filename == "META-INF/manifest.xml" and b"encryption-data" in seen:
                raise TableauProtected()
            before = seen[-32:]
    return left


def _workbook(untrusted: bytes) -> Iterator[tuple[str, list[Ligne]]]:
    try:
        book = python_calamine.load_workbook(io.BytesIO(untrusted))
        metas = list(book.sheets_metadata)
    except python_calamine.PasswordError:
        raise TableauProtected() from None
    if len(metas) > FEUILLES_MAX:
        raise TableauTooLong()
    for meta in metas:
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        if sheet.total_height > LIGNES_MAX or sheet.total_width > COLONNES_MAX:
            raise TableauTooLong()
        rows = sheet.to_python(skip_empty_area=False)
        yield meta.name, list(_bounded(enumerate(([write_cell(c) for c in row] for row in rows), 1)))


def write_cell(cell: object) -> str:
    """The value as text: ISO dates, whole numbers without a dot; never a formula."""
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return str(cell)


def read_csv(untrusted: bytes) -> Iterator[Ligne]:
    """Records with the number of the line they start on; encoding and separator found out."""
    texte = decode(untrusted)
    csv.field_size_limit(len(texte) + 1)
    reader = csv.reader(io.StringIO(texte, newline=""), delimiter=find_separator(texte))
    last = 0
    try:
        for record in reader:
            yield last + 1, record
            last = reader.line_num
    except csv.Error:
        raise TableauUnreadable() from None


def decode(untrusted: bytes) -> str:
    """A byte-order mark decides; else UTF-8 when it is, else what French spreadsheets write (cp1252)."""
    for marque, encodage in _MARQUES:
        if untrusted.startswith(marque):
            return untrusted[len(marque) :].decode(encodage, "replace")
    if b"\0" in untrusted:
        raise TableauFormatUnknown()
    try:
        return untrusted.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return untrusted.decode("cp1252")
    except UnicodeDecodeError:
        return untrusted.decode("latin-1")


def find_separator(texte: str) -> str:
    """The sign that cuts the first lines in the same number of cells, the most numerous."""
    debut = texte[:20_000]

    def score(signe: str) -> tuple[int, int]:
        try:
            tailles = [
                len(r)
                for _, r in zip(range(12), csv.reader(io.StringIO(debut), delimiter=signe), strict=False)
            ]
        except csv.Error:
            return (0, 0)
        large = [t for t in tailles if t > 1]
        return (max((large.count(t) for t in large), default=0), max(large, default=0))

    return max(SEPARATEURS, key=score)


def _bounded(lignes: Iterable[Ligne]) -> Iterator[Ligne]:
    """Lines that hold something, trimmed at the right; raises TableauTooLong."""
    for rang, (numero, cellules) in enumerate(lignes):
        if rang >= LIGNES_MAX:
            raise TableauTooLong()
        propres = [cellule[:CELLULE_MAX].strip() for cellule in cellules]
        while propres and not propres[-1]:
            propres.pop()
        if len(propres) > COLONNES_MAX:
            raise TableauTooLong()
        if propres:
            yield numero, propres


if __name__ == "__main__":
    main()
