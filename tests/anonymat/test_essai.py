"""A statistician tries the method on their own files; a hostile file gets one French sentence with a code, and no more."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from gsn_app.anonymat.essai import try_method
from gsn_app.anonymat.essai_donnees import DonneesMalformed, read_donnees
from gsn_app.anonymat.essai_tableaux import TableauxMalformed, read_tableaux
from gsn_app.errors import GsnError
from tests.anonymat.attaquant import attack, count_lots, read_crossed

ONE = b"version = 1\n[[tableau]]\ncode = 'motif'\nattribut = 'motif'\nsensible = true\n"
HEAD = b"id,jeune,motif\n"
#: three groupings of one attribute inside each other, then crossed with two others
NESTED = b"""version = 1
[[tableau]]
code = "rue"
attribut = "rue"
[[tableau]]
code = "quartier"
attribut = "rue"
regroupement = "quartier"
groupes = { Nord = ["a", "b"], Sud = ["c", "d"], Est = ["e", "f"] }
[[tableau]]
code = "secteur"
attribut = "rue"
regroupement = "secteur"
groupes = { NordSud = ["a", "b", "c", "d"], Est = ["e", "f"] }
[[tableau]]
code = "croise"
[[tableau.variable]]
attribut = "rue"
regroupement = "secteur"
groupes = { NordSud = ["a", "b", "c", "d"], Est = ["e", "f"] }
[[tableau.variable]]
attribut = "sexe"
[[tableau.variable]]
attribut = "motif"
sensible = true
"""
AXES = {"rue": tuple("abcdef"), "sexe": ("F", "M"), "motif": ("ABS", "CMP")}


def rows(how_many: int) -> bytes:
    return HEAD + b"".join(b"s%d,j%d,%s\n" % (n, n, b"ABC"[n % 3 : n % 3 + 1]) for n in range(how_many))


def filled(value: str, how_many: int = 40) -> bytes:
    return HEAD + "".join(f"s{n},j{n},{value}\n" for n in range(how_many)).encode()


def try_bytes(donnees: list[bytes], tableaux: bytes) -> dict[str, Any]:
    fichiers = [read_donnees(f"t{number}.csv", content) for number, content in enumerate(donnees)]
    specs, parametres = read_tableaux("tables.toml", tableaux, fichiers)
    whole: dict[str, Any] = json.loads(try_method(fichiers, specs, parametres))
    return whole


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "le fichier est vide"),
        (b"\xef\xbb\xbf\n\n", "le fichier est vide"),
        (HEAD, "aucune situation"),
        (rows(20).decode().encode("utf-16"), "UTF-8"),
        (filled("NaN"), "laissez la case vide"),
        (filled("#N/A"), "formule de tableur"),
        (filled("=HYPERLINK(A1)"), "formule de tableur"),
        (filled("+cmd", 1), ""),
        (filled("@SUM(A1)"), "formule de tableur"),
        (filled("a|b"), "signe réservé"),
        (filled("*"), "signe réservé"),
        (filled("a\x00b"), "invisible"),
        (filled("a\u202eb"), "invisible"),
        (filled("x" * 81), "80 caractères"),
        (rows(3) + b"s1,j9,A\n", "déjà rencontré"),
        (b"id,jeune,motif\ns1,j1,A,B\n", "4 valeurs pour 3 colonnes"),
        (b"id,jeune,motif\ns1,j1," + b"x" * 200_000 + b"\n", "ligne 2"),
        (HEAD + b"".join(b"s%d,j%d,c%d\n" % (n, n, n) for n in range(300)), "plus de 200 valeurs"),
    ],
)
def test_hostile_records_get_a_french_sentence_with_a_code(content: bytes, said: str) -> None:
    if not said:  # a plus parts two values: the first one is empty, the second one is a code
        assert try_bytes([content], ONE)["editions"][0]["refus"][0]["code"] == "ANO-10"
        return
    with pytest.raises((DonneesMalformed, TableauxMalformed)) as caught:
        try_bytes([content], ONE)
    sentence = str(caught.value)
    assert said in sentence and "ESS-0" in sentence and "Rien n’a été écrit" in sentence


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        (b"a = " + b"[" * 5000 + b"]" * 5000, "TOML"),
        (b"version = 1\ntableau = 3\n", "«\u00a0tableau\u00a0» doit être".encode().decode()),
        (b"version = 1\ntableau = [3]\n", "section"),
        (b"version = 1\n[[tableau]]\ncode = 3\nattribut = 'motif'\n", "doit être un mot"),
        (b"version = 1\n[[tableau]]\nattribut = 'motif'\n", "il manque"),
        (b"version = 1\n[[tableau]]\ncode = 'a'\nattribut = 'jeune'\n", "ne se compte pas"),
        (b"version = 1\n[[tableau]]\ncode = 'a'\nattribut = 'id'\n", "ne se compte pas"),
        (ONE + b"multiple = 'oui'\n", "true ou false"),
        (ONE + b"absent = 3\n", "absent"),
        (ONE + b"absent = {}\n", "absent"),
        (ONE + b"groupes = { X = 'A' }\n", "liste de codes"),
        (ONE + b"[parametres]\nseuil = 99999999999999999999\n", "seuil"),
        (ONE + b"[[liste]]\ncode = 'motif'\n", "valeurs"),
        (ONE + b"[parametres]\nk = true\n", "seuil connu"),
    ],
)
def test_a_hostile_declaration_gets_a_french_sentence_with_a_code(declared: bytes, said: str) -> None:
    with pytest.raises(TableauxMalformed) as caught:
        try_bytes([rows(30)], declared)
    sentence = str(caught.value)
    assert said.replace("\u00a0", " ") in sentence.replace("\u00a0", " ")
    assert "ESS-02" in sentence and "object" not in sentence


def test_a_mark_at_the_head_of_either_file_is_no_matter() -> None:
    mark = b"\xef\xbb\xbf"
    plain, marked = try_bytes([rows(40)], ONE), try_bytes([mark + rows(40)], mark + ONE)
    assert marked == plain and plain["editions"][0]["remise"]


def test_columns_that_no_table_counts_may_hold_anything() -> None:
    content = b"id,jeune,motif,note\n" + b"".join(b"s%d,j%d,A,=1+1*|\n" % (n, n) for n in range(40))
    assert b"=1+1" not in json.dumps(try_bytes([content], ONE)).encode()


def test_a_hundred_thousand_rows_are_read_and_thousands_counted() -> None:
    assert len(read_donnees("t.csv", rows(100_000)).rangees) == 100_000
    (edition,) = try_bytes([rows(6_000)], ONE)["editions"]
    assert edition["total"] == {"min": 6_000, "max": 6_000}
    printed = {c["coordonnees"][0]: (c["min"], c["max"]) for c in edition["tableaux"][0]["cellules"]}
    assert printed["A"][0] <= 2_000 <= printed["A"][1]


def test_too_many_cells_are_refused_before_they_are_counted() -> None:
    content = b"id,jeune,a,b,c\n" + b"".join(b"s%d,j%d,%d,%d,%d\n" % (n, n, n, n, n) for n in range(60))
    crossed = b"version = 1\n[[tableau]]\ncode = 'x'\n" + b"".join(
        b"[[tableau.variable]]\nattribut = '%s'\n" % name for name in (b"a", b"b", b"c")
    )
    with pytest.raises(TableauxMalformed, match="226981 cases"):
        try_bytes([content], crossed)


def draw_file(youths: range, seed: int = 9) -> bytes:
    draw = random.Random(seed)
    whole = {
        n: (draw.choice("aaabcddeef"), draw.choice("FM"), draw.choice(["ABS", "ABS", "CMP"]))
        for n in range(400)
    }
    lines = [f"s{n};j{n};{';'.join(whole[n])}" for n in youths]
    return ("id;jeune;rue;sexe;motif\n" + "\n".join(lines) + "\n").encode()


def test_nested_groupings_and_a_table_of_three_variables_over_successive_files_betray_nobody() -> None:
    cohorts = [range(150), range(10, 175), range(40, 230)]
    whole = try_bytes([draw_file(youths) for youths in cohorts], NESTED)
    out = [e for e in whole["editions"] if e["remise"]]
    assert len(out) == 3
    assert {"rue", "quartier", "secteur", "croise"} <= {t["code"] for e in out for t in e["tableaux"]}
    released = [json.dumps({"edition": e["edition"]}).encode() for e in out]
    figures = read_crossed(released, AXES)
    lots = count_lots([[str(n) for n in youths] for youths in cohorts])
    assert attack(figures, lots, len(out)) == []


def test_two_groupings_of_the_same_name_must_be_the_same() -> None:
    other = NESTED.replace(b'NordSud = ["a", "b", "c", "d"], Est', b'NordSud = ["a", "b", "c"], Est', 1)
    with pytest.raises(GsnError, match="regroupé de deux façons"):
        try_bytes([draw_file(range(60))], other)
