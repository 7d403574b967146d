"""The edition as an OpenDocument spreadsheet: texts are texts and figures figures, never a formula; no metadata.

Bytes: a ZIP of ``mimetype`` (first, stored), ``META-INF/manifest.xml`` and ``content.xml``, dated 1980-01-01: the same
edition gives the same bytes. One sheet; one row per published figure, as in the CSV.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from gsn_app.anonymat.export_csv import HEADER, list_rows
from gsn_app.domain.edition import Edition

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_SPACE = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{_SPACE}:manifest:1.0" '
    f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:version="1.2" '
    f'manifest:media-type="{_TYPE}"/><manifest:file-entry manifest:full-path="content.xml" '
    'manifest:media-type="text/xml"/></manifest:manifest>\n'
)


def write_ods(edition: Edition) -> bytes:
    """The spreadsheet; deterministic."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in (
            ("mimetype", _TYPE),
            ("META-INF/manifest.xml", _MANIFEST),
            ("content.xml", _content(edition)),
        ):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content.encode("utf-8"))
    return whole.getvalue()


def _content(edition: Edition) -> str:
    rows = "".join(_row(row) for row in (HEADER, *list_rows(edition)))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content xmlns:office="{_SPACE}:office:1.0" '
        f'xmlns:table="{_SPACE}:table:1.0" xmlns:text="{_SPACE}:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Rapport"><table:table-column '
        f'table:number-columns-repeated="{len(HEADER)}"/>{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>\n"
    )


def _row(parts: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(_cells(parts))}</table:table-row>"


def _cells(parts: Iterable[str]) -> Iterator[str]:
    for position, part in enumerate(parts):
        lines = ["".join(c for c in line if c >= " ") for line in part.split("\n")]
        clean = lines[0] if len(lines) == 1 else ""
        text = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines) if any(lines) else ""
        if position in (5, 6) and clean.isascii() and clean.isdecimal():
            yield f'<table:table-cell office:value-type="float" office:value={quoteattr(clean)}>{text}</table:table-cell>'
        else:
            yield f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
