"""``gsn rapport``: a statistician's own files, every refusal told, anyone's audit, each bad file in a French sentence."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commande import Sortie, gsn

TABLES = """
version = 1
[[tableau]]
code = "motif"
titre = "Typologie"
attribut = "motif"
sensible = true
[[tableau]]
code = "motif_groupe"
attribut = "motif"
groupes = { SCOL = ["ABS", "DEC"], AUTRE = ["CMP", "DSC"] }
[[tableau]]
code = "mesure"
attribut = "mesure"
multiple = true
[[tableau]]
code = "croise"
[[tableau.variable]]
attribut = "quartier"
[[tableau.variable]]
attribut = "motif"
groupes = { SCOL = ["ABS", "DEC"], AUTRE = ["CMP", "DSC"] }
"""
Rows = list[tuple[str, str, str, str, str]]


def draw_rows(first: int, how_many: int) -> Rows:
    draw = random.Random(first)
    motifs, mesures = ["ABS", "DEC", "CMP", "DSC"], ["SUI", "SUI+MSC", "", "RAO"]
    return [
        (f"s{n}", f"j{n}", draw.choice(motifs), draw.choice("ABC"), draw.choice(mesures))
        for n in range(first, first + how_many)
    ]


def write_rows(path: Path, rows: Rows, separator: str = ",") -> Path:
    lines = [("id", "jeune", "motif", "quartier", "mesure"), *rows]
    path.write_text("\n".join(separator.join(row) for row in lines) + "\n", encoding="utf-8")
    return path


def try_files(folder: Path, *files: Path, tables: str = TABLES) -> Sortie:
    (folder / "tables.toml").write_text(tables, encoding="utf-8")
    return gsn(
        "rapport",
        "essai",
        "--donnees",
        *files,
        "--tables",
        folder / "tables.toml",
        "--vers",
        folder / "s.json",
    )


@pytest.fixture
def three(tmp_path: Path) -> tuple[Path, Path, Path]:
    """60 youths; then 6 leave and 9 arrive; then one more arrives."""
    first = draw_rows(0, 60)
    second = [*first[6:], *draw_rows(100, 9)]
    return (
        write_rows(tmp_path / "t1.csv", first),
        write_rows(tmp_path / "t2.csv", second, ";"),
        write_rows(tmp_path / "t3.csv", [*second, *draw_rows(200, 1)]),
    )


def load(folder: Path) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads((folder / "s.json").read_bytes())
    return whole


def test_successive_files_are_successive_editions_and_one_arrival_is_refused(
    tmp_path: Path, three: tuple[Path, Path, Path]
) -> None:
    done = try_files(tmp_path, *three)
    assert (done.code, done.erreur) == (0, "")
    first, second, third = load(tmp_path)["editions"]
    assert first["remise"] and first["total"] == {"min": 60, "max": 60}
    assert second["total"] == {"min": 63, "max": 63}
    assert not third["remise"] and third["tableaux"] == [] and third["total"] is None
    (refusal,) = third["refus"]
    assert refusal["code"] == "ANO-11" and "1\u00a0entrée" in refusal["raison"].replace(" ", "\u00a0")
    assert refusal["conseil"]


def test_every_printed_interval_holds_the_true_count(tmp_path: Path, three: tuple[Path, Path, Path]) -> None:
    try_files(tmp_path, three[0])
    rows = draw_rows(0, 60)
    (edition,) = load(tmp_path)["editions"]
    printed = {t["code"]: {tuple(c["coordonnees"]): c for c in t["cellules"]} for t in edition["tableaux"]}
    assert printed
    for code in ("ABS", "DEC", "CMP", "DSC"):
        cell = printed["motif"][code,]
        assert cell["min"] <= sum(row[2] == code for row in rows) <= cell["max"]
    school = sum(row[2] in ("ABS", "DEC") and row[3] == "A" for row in rows)
    cell = printed["croise"]["A", "SCOL"]
    assert cell["min"] <= school <= cell["max"] and (cell["min"] == 0 or cell["min"] >= 8)
    for code in ("SUI", "MSC", "RAO"):
        cell = printed["mesure"][code,]
        assert cell["min"] <= sum(code in row[4].split("+") for row in rows) <= cell["max"]


def test_a_trial_gives_the_same_bytes_twice_whatever_the_order_of_the_rows(
    tmp_path: Path, three: tuple[Path, Path, Path]
) -> None:
    try_files(tmp_path, *three)
    first = (tmp_path / "s.json").read_bytes()
    write_rows(three[0], list(reversed(draw_rows(0, 60))))
    try_files(tmp_path, *three)
    assert (tmp_path / "s.json").read_bytes() == first


def test_no_row_identifier_reaches_the_result(tmp_path: Path, three: tuple[Path, Path, Path]) -> None:
    try_files(tmp_path, *three)
    text = (tmp_path / "s.json").read_text(encoding="utf-8")
    assert '"j5"' not in text and '"s5"' not in text and "j100" not in text


def test_anyone_checks_the_result_again(tmp_path: Path, three: tuple[Path, Path, Path]) -> None:
    try_files(tmp_path, *three)
    done = gsn("rapport", "verifier", tmp_path / "s.json")
    assert done.code == 0 and "aucune déduction" in done.dit and "2 édition(s)" in done.dit


@pytest.mark.parametrize("where", ["cellule", "total", "temoin", "lot"])
def test_a_figure_made_finer_afterwards_is_found(
    where: str, tmp_path: Path, three: tuple[Path, Path, Path]
) -> None:
    try_files(tmp_path, *three)
    whole = load(tmp_path)
    part = whole["editions"][0]
    if where == "cellule":
        for told in (part["edition"]["tableaux"][0]["cellules"][0],):
            told.update(minimum=3, maximum=4, libelle="3 ou 4")
        part["tableaux"][0]["cellules"][0].update(min=3, max=4, publie="3 ou 4")
    elif where == "total":
        part["edition"]["total"].update(minimum=61, maximum=61)
    elif where == "temoin":
        part["preuve"][0][0][0] = 10_000
    else:
        whole["lots"]["1"] = 2
    (tmp_path / "s.json").write_text(json.dumps(whole), encoding="utf-8")
    done = gsn("rapport", "verifier", tmp_path / "s.json")
    assert done.code == 4 and done.dit.count("\n") >= 2


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"format": "gsn-edition"}', b"[" * 100_000]
)
def test_a_file_that_is_no_report_is_said_damaged(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_bytes(content)
    done = gsn("rapport", "verifier", tmp_path / "r.json")
    assert (done.code, "ESS-05" in done.erreur, done.dit) == (5, True, "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "le fichier est vide"),
        (b"jeune,motif,quartier,mesure\nj,ABS,A,SUI\n", "la colonne «\u00a0id\u00a0»"),
        (b"id,motif,quartier,mesure\ns,ABS,A,SUI\n", "la colonne «\u00a0jeune\u00a0»"),
        (b"id,jeune,motif,motif,quartier,mesure\n", "le même nom"),
        (b"id,jeune,motif,quartier,mesure\ns1,j1,ABS\n", "3 valeurs pour 5 colonnes"),
        (b"id,jeune,motif,quartier,mesure\ns1,j1,ABS,A,\ns1,j2,ABS,A,\n", "ligne 3"),
        (b"id,jeune,motif,quartier,mesure\n,j1,ABS,A,\n", "ne peuvent être vides"),
        (b"id,jeune,motif,quartier,mesure\ns1,j1,ABS,A+B,\n", "n’est pas une valeur"),
        (b"id,jeune,motif,quartier,mesure\ns1,j1,ZZ,A,\n", "«\u00a0ZZ\u00a0»"),
        (b"id,jeune,motif,quartier\ns1,j1,ABS,A\n", "la colonne «\u00a0mesure\u00a0»"),
        (b"id,jeune,motif,quartier,mesure\n\xff,j1,ABS,A,\n", "UTF-8"),
        (b'id,jeune,motif,quartier,mesure\n"s1,j1,ABS,A,\n', "guillemets"),
    ],
)
def test_bad_records_say_the_line_and_write_nothing(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    closed = TABLES + '[[liste]]\ncode = "motif"\nvaleurs = ["ABS", "DEC", "CMP", "DSC"]\n'
    done = try_files(tmp_path, tmp_path / "t.csv", tables=closed)
    assert done.code == 2 and said in done.erreur and "ESS-0" in done.erreur
    assert not (tmp_path / "s.json").exists()


@pytest.mark.parametrize(
    "tables",
    [
        "",
        "version = 2",
        "[[tableau",
        "[[tableau]]\ncode = 'a'",
        "[[tableau]]\ncode = 'a'\nattribut = 'nulle_part'",
        "[[tableau]]\ncode = 'a'\nattribut = 'motif'\nunite = 'actes'\nmultiple = true",
        "[[tableau]]\ncode = 'a'\nattribut = 'motif'\ngroupes = 3",
        "[[tableau]]\ncode = 'a'\nattribut = 'motif'\n[parametres]\nk = 0",
        "[[tableau]]\ncode = 'a'\nattribut = 'motif'\n[parametres]\nautre = 3",
        "[[tableau]]\ncode = 'a'\nattribut = 'motif'\n" * 2,
        "[[tableau]]\ncode='a'\nattribut='motif'\ngroupes={X=['ABS']}\n"
        "[[tableau]]\ncode='b'\nattribut='motif'\ngroupes={X=['DEC'],Y=['ABS']}",
    ],
)
def test_a_bad_declaration_is_named(tables: str, tmp_path: Path, three: tuple[Path, Path, Path]) -> None:
    done = try_files(tmp_path, three[0], tables=tables)
    assert done.code == 2 and "ESS-02" in done.erreur and "tables.toml" in done.erreur
    assert not (tmp_path / "s.json").exists()


def test_missing_files_and_folders_are_named(tmp_path: Path, three: tuple[Path, Path, Path]) -> None:
    assert "ESS-03" in try_files(tmp_path, tmp_path / "absent.csv").erreur
    assert "ESS-03" in gsn("rapport", "verifier", tmp_path / "absent.json").erreur
    done = gsn(
        "rapport", "essai", "--donnees", three[0], "--tables", tmp_path / "tables.toml", "--vers",
        tmp_path / "nulle" / "part" / "s.json",
    )  # fmt: skip
    assert done.code == 2 and "ESS-04" in done.erreur


def test_the_result_of_a_trial_is_checked_alone(tmp_path: Path, three: tuple[Path, Path, Path]) -> None:
    try_files(tmp_path, *three)
    done = gsn("rapport", "verifier", tmp_path / "s.json", tmp_path / "s.json")
    assert done.code == 2 and "ESS-06" in done.erreur
