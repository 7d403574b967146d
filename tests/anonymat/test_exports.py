"""The files that leave hold the printed figures, nothing else, and never a formula."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from gsn_app.anonymat.export_csv import neutralize, write_csv
from gsn_app.anonymat.export_json import read_json, write_json
from gsn_app.anonymat.export_ods import write_ods
from gsn_app.anonymat.preparation import prepare_edition
from gsn_app.anonymat.preuve import check_proof, prove_edition
from gsn_app.domain.edition import Compte, Edition, EditionUnreadable, Parametres, Registre
from tests.anonymat.donnees import INSTANCE, PERIODE, declared_tables, forty_six


@pytest.fixture(scope="module")
def edition() -> Edition:
    outcome = prepare_edition(
        declared_tables(),
        Parametres(),
        forty_six(),
        Registre(),
        titre="Bilan annuel",
        instance=INSTANCE,
        periode=PERIODE,
        date_edition=date(2016, 4, 1),
        comptes=[Compte("seance", "Réunions tenues", 6)],
        ancre="abcd-efgh",
    )
    assert outcome.edition is not None
    return outcome.edition


def rows(edition: Edition) -> list[dict[str, str]]:
    content = write_csv(edition)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_csv_holds_every_printed_figure_as_min_max_and_words(edition: Edition) -> None:
    read = rows(edition)
    assert sum(len(table.cellules) for table in edition.tableaux) + 1 + 1 + 2 + 1 == len(read)
    (line,) = [r for r in read if r["tableau"] == "Situations par typologie" and r["ligne"] == "Assiduité"]
    assert (line["minimum"], line["maximum"], line["publié"]) == ("18", "22", "environ\u00a020")
    assert read[0]["publié"] == "46" and any(r["ligne"] == "Réunions tenues" for r in read)
    assert any("environ" in r["ligne"] for r in read if r["tableau"] == "Note")


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_can_run_as_a_formula(edition: Edition, text: str) -> None:
    assert neutralize(text) == "'" + text
    hostile = replace(
        edition,
        titre=text,
        ancre=text,
        comptes=(Compte("x", text, 1),),
        tableaux=tuple(
            replace(
                table,
                specification=replace(
                    table.specification,
                    titre=text,
                    variables=tuple(
                        replace(v, categories=tuple(replace(c, libelle=text) for c in v.categories))
                        for v in table.specification.variables
                    ),
                ),
            )
            for table in edition.tableaux
        ),
    )
    for line in rows(hostile):
        assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in line.values())


def sheet(content: bytes) -> list[list[tuple[str, str]]]:
    """(type, text) of every cell, read with the standard library alone."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.infolist()[0].filename == "mimetype" and archive.infolist()[0].compress_type == 0
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
        assert sorted(archive.namelist()) == ["META-INF/manifest.xml", "content.xml", "mimetype"]
        root = ElementTree.fromstring(archive.read("content.xml"))
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    return [
        [
            (cell.get(f"{office}value-type", ""), "".join(cell.itertext()))
            for cell in row.iter(f"{table}table-cell")
        ]
        for row in root.iter(f"{table}table-row")
    ]


def test_the_spreadsheet_holds_what_the_csv_holds_as_texts_and_figures(edition: Edition) -> None:
    content = write_ods(edition)
    assert content == write_ods(edition)
    read = sheet(content)
    assert [text for _, text in read[0]] == list(rows(edition)[0])
    assert [[text for _, text in row] for row in read[1:]] == [list(row.values()) for row in rows(edition)]
    kinds = {
        (position in (5, 6), kind) for row in read[1:] for position, (kind, text) in enumerate(row) if text
    }
    assert kinds == {(True, "float"), (False, "string")}


def test_no_text_of_the_spreadsheet_is_a_formula(edition: Edition) -> None:
    hostile = replace(edition, titre="=1+1 <b> & \x00", ancre='=cmd|"x"!A1')
    content = write_ods(hostile)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"formula" not in archive.read("content.xml")
    assert ("string", '=cmd|"x"!A1') in [cell for row in sheet(content) for cell in row]


def test_the_proof_is_checked_by_adding_and_a_false_one_is_seen(edition: Edition) -> None:
    proof = prove_edition(edition)
    assert check_proof(edition, proof) == []
    assert check_proof(edition, proof[1:]) and check_proof(edition, [[] for _ in proof])
    assert check_proof(edition, [[point[:-1] for point in part] for part in proof])
    # one witness alone never shows that a small figure may be something else
    assert check_proof(edition, [part[:1] for part in proof])


def test_the_json_is_read_back_as_it_was(edition: Edition) -> None:
    content = write_json(edition)
    assert read_json(content) == edition and write_json(edition) == content
    assert json.loads(content)["edition"]["parametres"]["seuil"] == 8


def test_no_file_names_a_youth_a_situation_or_a_refused_table(edition: Edition) -> None:
    for content in (write_csv(edition).decode(), write_json(edition).decode()):
        for number in range(1, 47):
            assert f'"j{number}"' not in content and f'"s{number}"' not in content
        assert "motif_detail" not in content and "typologie détaillée" not in content


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b'{"format": "gsn-edition"}', b"\xff", b"[" * 100_000]
)
def test_a_file_of_another_shape_is_refused(content: bytes) -> None:
    with pytest.raises(EditionUnreadable):
        read_json(content)
