"""The child that reads spreadsheets: what it reads, what it refuses in a French sentence, and the walls it works behind."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from gsn_app.bac_a_sable import tableau as sas
from gsn_app.errors import GsnError
from tests.tableaux.generateur import archive, write_csv, write_ods, write_xlsx

ROOT = Path(__file__).resolve().parents[1]
ODS = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = "".join(
    f' xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "table", "text")
)


def ask(octets: bytes) -> tuple[sas.Feuille, ...]:
    """What the child answers, checked."""
    return sas.parse_answer(sas.ask_child(octets))


def ods(lignes: str, avant: str = "") -> bytes:
    """A workbook of one sheet whose rows are given as XML."""
    content = (
        f'<?xml version="1.0"?>{avant}<office:document-content{SPACES}><office:body><office:spreadsheet><table:table '
        f'table:name="F">{lignes}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    return archive({"mimetype": ODS, "content.xml": content, "META-INF/manifest.xml": "<m/>"})


CELL = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'


def bomb() -> bytes:
    """Fifty megabytes of spaces in fifty kilobytes."""
    return ods(" " * 50_000_000)


def claimed() -> bytes:
    """A part said to weigh two gigabytes in the table of contents of the archive."""
    made = bytearray(ods(f"<table:table-row>{CELL}</table:table-row>"))
    at = made.index(b"PK\x01\x02")
    made[at + 24 : at + 28] = struct.pack("<I", 2_000_000_000)
    return bytes(made)


def lying() -> bytes:
    """A part that unpacks to far more than the archive says."""
    made = bytearray(bomb())
    at = made.index(b"content.xml", made.index(b"PK\x01\x02")) - 46
    made[at + 24 : at + 28] = struct.pack("<I", 2_000)
    return bytes(made)


def wide() -> bytes:
    """Two cells, the first and the very last of a sheet: seventeen billion between them."""
    whole = write_xlsx([])
    assert whole
    return archive_with(whole, "xl/worksheets/sheet1.xml",
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v>'
        '</c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>')  # fmt: skip


def archive_with(octets: bytes, nom: str, contenu: str) -> bytes:
    """The same archive, one part replaced."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(octets)) as read:
        parts: dict[str, str | bytes] = {n: read.read(n) for n in read.namelist()}
    return archive({**parts, nom: contenu})


def flagged() -> bytes:
    """An archive whose parts are said to be encrypted."""
    made = bytearray(write_ods([]))
    at = made.index(b"PK\x01\x02")
    made[at + 8] |= 1
    return bytes(made)


HOSTILE = {
    "zip bomb": (bomb, "TAB-05"),
    "claimed size of 2 GB": (claimed, "TAB-05"),
    "size that lies": (lying, "TAB-03"),
    "entity (XXE)": (lambda: ods("", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), "TAB-06"),
    "doctype behind a megabyte": (lambda: ods("", f"<!--{'-=' * 500_000}--><!DOCTYPE x>"), "TAB-06"),
    "truncated workbook": (lambda: write_xlsx([])[:-200], "TAB-03"),
    "truncated archive head": (lambda: write_ods([])[:40], "TAB-03"),
    "password of Excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "TAB-02"),
    "password of LibreOffice": (
        lambda: archive({"mimetype": ODS, "content.xml": "x" * 64,
                         "META-INF/manifest.xml": "<manifest:encryption-data/>"}), "TAB-02"),
    "encrypted archive": (flagged, "TAB-02"),
    "another archive": (lambda: archive({"word/document.xml": "<x/>"}), "TAB-04"),
    "a program": (lambda: b"\x7fELF" + bytes(range(256)) * 20, "TAB-04"),
    "nothing": (lambda: b"  \r\n ", "TAB-03"),
    "a billion repeated lines": (
        lambda: ods(f'<table:table-row table:number-rows-repeated="1000000000">{CELL}</table:table-row>'), "TAB-"),
    "first and last cell": (wide, "TAB-"),
    "too many lines": (lambda: b"a;b\n" * 6000, "TAB-07"),
    "too many columns": (lambda: b"a;" * 70 + b"a\n", "TAB-07"),
}  # fmt: skip


@pytest.mark.parametrize("nom", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence_with_a_code(nom: str) -> None:
    make, code = HOSTILE[nom]
    with pytest.raises(GsnError) as caught:
        ask(make())
    assert caught.value.code.startswith(code), caught.value
    assert caught.value.sentence.endswith((".", "!"))


def test_a_file_too_big_or_absent_is_not_even_read(tmp_path: Path) -> None:
    sparse = tmp_path / "enorme.csv"
    with sparse.open("wb") as out:
        os.truncate(out.fileno(), 2 * 1024**3)
    with pytest.raises(sas.TableauTooBig):
        sas.read_tableau(sparse)
    for absent in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(sas.TableauMissing):
            sas.read_tableau(absent)


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separateur", [";", ",", "\t"])
def test_encoding_and_separator_of_a_table_are_found(encodage: str, separateur: str) -> None:
    texte = (
        separateur.join(("Nom", "Prénom", "Né le")) + "\r\n" + separateur.join(("Œuvré", "Zoé", "1/2/2012"))
    )
    (feuille,) = ask(texte.encode(encodage))
    assert feuille.lignes == ((1, ("Nom", "Prénom", "Né le")), (2, ("Œuvré", "Zoé", "1/2/2012")))


def test_line_numbers_are_those_of_the_spreadsheet() -> None:
    (table,) = ask(b'a;b\n\n"c\nd";e\nf;g\n')
    assert [n for n, _ in table.lignes] == [1, 3, 5]
    (workbook,) = ask(write_xlsx([]))
    assert [n for n, _ in workbook.lignes] == [1, 3]


def test_a_formula_is_never_computed() -> None:
    cells = (
        '<table:table-cell table:formula="of:=1+1"/>'
        '<table:table-cell table:formula="of:=2+2" office:value-type="float" office:value="9"/>'
    )
    row = f"<table:table-row>{cells}</table:table-row>"
    (feuille,) = ask(ods(row))
    assert feuille.lignes == ((1, ("", "9")),), "what was stored is read, nothing is worked out"
    (texte,) = ask(b"=1+1;b\n")
    assert texte.lignes[0][1] == ("=1+1", "b")


def test_the_walls_refuse_files_network_processes_and_signals() -> None:
    tries = {
        "file": "open('/etc/hostname')", "write": "open('/tmp/x', 'w')", "folder": "os.listdir('/')",
        "network": "socket.socket()", "local": "socket.socket(socket.AF_UNIX)", "fork": "os.fork()",
        "exec": "os.execv('/bin/true', ['true'])", "signal": "os.kill(os.getppid(), 9)", "unlink": "os.unlink('/tmp/x')",
    }  # fmt: skip
    code = f"""import os, socket
from gsn_app.bac_a_sable import filtre
filtre.limit()
assert filtre.lock()
for nom, quoi in {tries!r}.items():
    try:
        exec(quoi)
        os.write(1, (nom + " passed ").encode())
    except PermissionError:
        pass
try:
    bytearray(2 * 1024**3)
    os.write(1, b"memory")
except MemoryError:
    pass
os.write(1, b"end")
os._exit(0)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, cwd=ROOT, timeout=60, check=False
    )
    assert (done.stdout, done.returncode) == (b"end", 0), done


@pytest.mark.parametrize("answer", [
    b"", b"[]", b'{"feuilles": 3}', b'{"feuilles": [["a", [[1, [2]]]]]}', b'{"feuilles": [["a", [["1", ["b"]]]]]}',
    b'{"feuilles": [["a", [[true, ["b"]]]]]}', b'{"feuilles": [[7, []]]}', b'{"faute": "OUV-01"}', b"[" * 100_000,
    b'{"feuilles": [["a", [[1, ["' + b"x" * 40_000 + b'"]]]]]}',
])  # fmt: skip
def test_the_answer_of_a_child_gone_hostile_is_not_believed(answer: bytes) -> None:
    with pytest.raises(sas.TableauUnreadable):
        sas.parse_answer(answer)


def test_the_same_sheet_is_the_same_in_the_three_formats() -> None:
    plain = [ask(write([]))[0].lignes[-1] for write in (write_csv, write_xlsx, write_ods)]
    assert plain[0] == plain[1] == plain[2]


def test_the_packed_program_reads_by_the_same_child() -> None:
    octets = write_ods([])
    command = [sys.executable, "-m", "gsn_app", "lire-tableau"]
    done = subprocess.run(command, input=octets, capture_output=True, cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0 and sas.parse_answer(done.stdout) == ask(octets)
