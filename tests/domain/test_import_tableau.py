"""The audit of an old sheet: columns, cells, and what becomes of each of five hundred dirty lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from gsn_app.bac_a_sable.tableau import ask_child, parse_answer
from gsn_app.domain.charte import parse
from gsn_app.domain.doublon import Voisinage
from gsn_app.domain.import_colonne import (
    INTERDITES,
    SYNONYMES,
    Cible,
    Colonne,
    find_entete,
    propose_colonnes,
    remember,
)
from gsn_app.domain.import_tableau import CODES, Audit, Choix, Connue, Regles, audit
from gsn_app.domain.import_valeur import (
    clean_telephone,
    is_formula,
    match_code,
    nearest,
    parse_jour,
    parse_sexe,
    split_nom,
)
from gsn_app.domain.liste import parse_liste
from gsn_app.domain.situation import Personne
from gsn_app.ressources import read_ressource
from tests.tableaux.generateur import ENTETE, NOMBRE, generate, write_csv, write_ods, write_xlsx

JOUR = date(2026, 11, 21)
CHARTE = parse(read_ressource("charte.md"), read_ressource("regles.toml"))
LISTES = {nom: parse_liste(read_ressource(f"listes/{nom}.toml")) for nom in CODES.values()}
REGLES = Regles(JOUR, CHARTE.conservation, CHARTE.limites.apport, LISTES, CHARTE.find_vigilance)
WRITERS: dict[str, Callable[..., bytes]] = {"csv": write_csv, "xlsx": write_xlsx, "ods": write_ods}
LIBREOFFICE = Path(__file__).resolve().parents[1] / "tableaux" / "libreoffice"


def judge(octets: bytes, connues: Voisinage[Connue] | None = None, **choix: object) -> Audit:
    """The audit of the first sheet of a file, columns as proposed."""
    lignes = parse_answer(ask_child(octets))[0].lignes
    rang = find_entete(lignes)
    colonnes = propose_colonnes(lignes[rang][1], [c for _, c in lignes[rang + 1 :]], {})
    known = connues or Voisinage()
    return audit(lignes[rang + 1 :], Choix(colonnes, **choix), REGLES, known, lambda _p, _s: False)  # type: ignore[arg-type]


@pytest.mark.parametrize("genre", WRITERS)
def test_five_hundred_dirty_lines_each_become_what_they_must(genre: str) -> None:
    sales = generate(JOUR)
    found = judge(WRITERS[genre](sales))
    assert len(found.lignes) == NOMBRE == len(found.reprises) + len(found.refusees)
    for n, sale in enumerate(sales, ENTETE + 1):
        ligne = found.lignes[n - ENTETE - 1]
        assert ligne.numero == n, "each reason bears the number that the spreadsheet shows"
        refus, attendu = " ; ".join(ligne.refus), sale.expected(genre)
        assert bool(refus) == bool(attendu) and attendu in refus, (n, attendu, refus)
        assert sale.avis in " ; ".join(ligne.avis), (n, ligne.avis)
        assert all(0 < len(mots) < 300 for mots in ligne.refus)
    assert {c.titre for c in found.interdites} == {"Nationalité", "N° sécu"}
    assert [(r.valeur, r.code) for r in found.rapprochements] == [
        ("absenteisme scolair", "motif.ABS"),
        ("qzxwv", ""),
    ]
    told = str([(x.personne, x.typologie, x.observation) for x in found.reprises])
    assert "inventée" not in told and "1 11 11" not in told, "a forbidden column came in"


@pytest.mark.parametrize("genre", ["ods", "xlsx"])
def test_a_sheet_that_libreoffice_saved_reads_the_same(genre: str) -> None:
    sales = generate(JOUR, 75)
    found = judge((LIBREOFFICE / f"ancien-tableau.{genre}").read_bytes())
    assert len(found.lignes) == 75
    for sale, ligne in zip(sales, found.lignes, strict=True):
        assert sale.expected(genre) in " ; ".join(ligne.refus)
        assert bool(ligne.refus) == bool(sale.expected(genre))


def test_a_hostile_text_is_only_text() -> None:
    found = judge(write_csv(generate(JOUR, 60)))
    prenoms = [x.personne.prenom for x in found.reprises if x.personne]
    assert "<img src=x onerror=alert(1)>{{7*7}}" in prenoms


def test_an_approximation_accepted_takes_its_lines_up() -> None:
    octets = write_csv(generate(JOUR, 60))
    before = judge(octets)
    after = judge(octets, valeurs={("motif", "absenteisme scolair"): "motif.ABS"})
    wrong = [x.numero for x in before.refusees if "absenteisme" in str(x.refus)]
    assert wrong and {x.numero for x in after.reprises} == {x.numero for x in before.reprises} | set(wrong)


def test_a_double_told_apart_is_taken_up_and_nobody_else() -> None:
    octets = write_csv(generate(JOUR, 60))
    double = next(x for x in judge(octets).refusees if x.doublon)
    after = judge(octets, distinctes=frozenset({double.numero}))
    assert next(x for x in after.lignes if x.numero == double.numero).reprise
    assert len(after.reprises) == len(judge(octets).reprises) + 1


def test_somebody_of_the_vault_is_refused_by_name_until_decided() -> None:
    sales = generate(JOUR, 20)
    first = judge(write_csv(sales)).lignes[0].personne
    assert first is not None
    connues: Voisinage[Connue] = Voisinage()
    connues.add(first, Connue("s1", "Quelqu’un"))
    ligne = judge(write_csv(sales), connues).lignes[0]
    assert ligne.doublon and ligne.doublon_de == "s1" and "déjà dans le coffre, Quelqu’un" in ligne.refus[0]
    octets = write_csv(sales)
    lignes = parse_answer(ask_child(octets))[0].lignes
    colonnes = propose_colonnes(lignes[1][1], [c for _, c in lignes[2:]], {})
    decided = audit(lignes[2:], Choix(colonnes), REGLES, connues, lambda p, s: (p, s) == (first, "s1"))
    assert decided.lignes[0].reprise


# -- columns -------------------------------------------------------------------------------------


def test_every_synonym_proposes_its_target_and_every_forbidden_word_refuses_its_column() -> None:
    for cible, mots in SYNONYMES.items():
        for mot in mots:
            (colonne,) = propose_colonnes([mot.upper()], [], {})
            assert colonne.cible is cible and not colonne.interdite, mot
    for quoi, mots in INTERDITES.items():
        for mot in mots:
            (colonne,) = propose_colonnes([mot.title()], [], {"nom": "nom"})
            assert colonne.interdite, (quoi, mot)
            assert colonne.cible is Cible.IGNOREE


def test_numbers_that_have_no_field_refuse_a_column_whatever_its_title() -> None:
    for number in ("1 85 05 78 006 084 36", "FR76 3000 6000 0112 3456 7890 189", "AB-123-CD"):
        (colonne,) = propose_colonnes(["Observations"], [(number,)], {})
        assert colonne.interdite and colonne.cible is Cible.IGNOREE


def test_the_columns_chosen_are_proposed_again_and_a_target_serves_once() -> None:
    first = propose_colonnes(["Nom", "Nom", "Truc"], [], {})
    assert [c.cible for c in first] == [Cible.NOM, Cible.IGNOREE, Cible.IGNOREE]
    chosen = [Colonne(0, "Nom", Cible.NOM), Colonne(2, "TRÙC", Cible.QUARTIER)]
    again = propose_colonnes(["truc", "Nom"], [], remember(chosen))
    assert [c.cible for c in again] == [Cible.QUARTIER, Cible.NOM]
    assert remember([Colonne(0, "Religion", Cible.IGNOREE, "religion")]) == {}


# -- cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("12/03/2011", "2011-03-12"), ("12-3-11", "2011-03-12"), ("12.03.2011", "2011-03-12"), ("2011-03-12", "2011-03-12"),
        ("2011/03/12 00:00:00", "2011-03-12"), ("12 mars 2011", "2011-03-12"), ("le 1er août 2010", "2010-08-01"),
        ("40614", "2011-03-12"), ("12032011", "2011-03-12"), ("3 févr. 99", None), ("3 févr. 1999", "1999-02-03"),
        ("12/03/98", "1998-03-12"),        ("31/02/2011", None), ("03/25/2011", None), ("juin 2011", None),
        ("2011", None), ("123456", None), ("", None), ("12 ju 2011", None),
    ],
)  # fmt: skip
def test_days_are_read_as_hands_and_spreadsheets_write_them(texte: str, attendu: str | None) -> None:
    found = parse_jour(texte, JOUR)
    assert (found.isoformat() if found else None) == attendu


def test_sexes_names_telephones_and_formulas() -> None:
    assert [parse_sexe(x) for x in ("F", "Fille", "Mme", "H", "garçon", "", "X")] == [
        "F",
        "F",
        "F",
        "M",
        "M",
        "",
        "",
    ]
    assert split_nom("DE LA TOUR Éloïse", prenom_first=False) == ("DE LA TOUR", "Éloïse")
    assert split_nom("Éloïse DURAND", prenom_first=False) == ("DURAND", "Éloïse")
    assert split_nom("Durand, Éloïse", prenom_first=False) == ("Durand", "Éloïse")
    assert split_nom("Éloïse Durand", prenom_first=True) == ("Durand", "Éloïse")
    assert split_nom("Durand Martin Éloïse", prenom_first=False) == ("", "")
    assert clean_telephone("612345678") == "0612345678" and clean_telephone("06 12") == "06 12"
    assert is_formula("=A1") and is_formula("+cmd|' /C calc'!A0") and not is_formula("+33 6 12 34 56 78")


def test_codes_are_matched_exactly_and_approximations_only_proposed() -> None:
    motif = LISTES["motif"]
    assert match_code(motif, "ABSENTÉISME") == "motif.ABS" == match_code(motif, "abs")
    assert match_code(motif, "Primo-délinquant") == "", "a value that is switched off is not taken"
    assert match_code(motif, "absentéism") == ""
    assert nearest(motif, "motif", "absentéism").code == "motif.ABS"
    assert nearest(motif, "motif", "qzxwv").code == ""


def test_two_columns_of_one_line_and_a_formula_say_why() -> None:
    lignes = [(1, ("Nom", "Prénom", "Né le", "Sexe")), (2, ("=A1", "Zoé", "1/1/2012", "F"))]
    colonnes = propose_colonnes(lignes[0][1], [lignes[1][1]], {})
    found = audit(
        lignes[1:],
        Choix(colonnes, {"motif": "motif.ABS", "origine": "origine.EN"}),
        REGLES,
        Voisinage(),
        lambda _p, _s: False,
    )
    assert "formule" in found.lignes[0].refus[0]
    personne = Personne("Zed", "Zoé", "2012-01-01", "F")
    assert personne.validated(JOUR)
