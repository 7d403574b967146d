"""R4: an edition that differs from an earlier one by one to four youths never leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsn_app.anonymat.cohorte import merge_youths
from gsn_app.anonymat.compteur import erase_by_retention, erase_on_request
from gsn_app.anonymat.ecarts import compare_editions, next_epochs
from gsn_app.anonymat.preparation import Preparation, prepare_edition
from gsn_app.domain.edition import LigneCodee, Parametres, Registre
from tests.anonymat.donnees import INSTANCE, PERIODE, forty_six, situation, tables

SPECS = tables("motif_famille", "sexe")
P = Parametres()


def prepare(lignes: list[LigneCodee], registre: Registre) -> Preparation:
    return prepare_edition(
        SPECS,
        P,
        lignes,
        registre,
        titre="Bilan",
        instance=INSTANCE,
        periode=PERIODE,
        date_edition=date(2016, 4, 1),
    )


def released() -> Registre:
    registre = prepare(forty_six(), Registre()).registre_suivant
    assert registre is not None
    return registre


def entrants(how_many: int) -> list[LigneCodee]:
    return [situation(900 + n, motif="ABS", sexe="M") for n in range(how_many)]


def changed(lignes: list[LigneCodee], how_many: int) -> list[LigneCodee]:
    other = {"F": ("M",), "M": ("F",)}
    return [
        replace(ligne, attributs={**ligne.attributs, "sexe": other[ligne.attributs["sexe"][0]]})
        if rank < how_many
        else ligne
        for rank, ligne in enumerate(lignes)
    ]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 7), st.integers(0, 7), st.integers(0, 7))
def test_the_gap_is_counted_and_refused_exactly_as_the_rule_says(e: int, s: int, c: int) -> None:
    registre = released()
    lignes = changed(forty_six()[s:], c) + entrants(e)
    (gap,) = compare_editions(registre, merge_youths(lignes, SPECS), (), SPECS)
    assert (gap.entrants, gap.sortants, gap.modifies) == (e, s, c)
    assert gap.is_too_close(P) == (0 < e < 5 or 0 < s < 5 or 0 < e + s + c < 5)


@pytest.mark.parametrize("e,s,c", [(1, 0, 0), (4, 6, 0), (0, 3, 9), (0, 0, 4), (6, 1, 0)])
def test_an_edition_too_close_is_refused_with_its_figures_and_a_way_out(e: int, s: int, c: int) -> None:
    outcome = prepare(changed(forty_six()[s:], c) + entrants(e), released())
    assert outcome.edition is None and outcome.registre_suivant is None
    (refusal,) = outcome.refus
    assert refusal.code == "ANO-11" and refusal.portee == "edition"
    assert f"{e} entrée" in refusal.phrase and f"{s} sortie" in refusal.phrase
    assert f"{c} modification" in refusal.phrase and refusal.conseil


def test_nothing_changed_reprints_the_same_tables() -> None:
    first, again = prepare(forty_six(), Registre()), prepare(forty_six(), released())
    assert first.edition is not None and again.edition is not None
    assert again.edition.tableaux == first.edition.tableaux
    assert again.edition.total == first.edition.total


def test_a_change_inside_a_printed_family_is_not_a_change() -> None:
    lignes = forty_six()
    absent = next(n for n, ligne in enumerate(lignes) if ligne.attributs["motif"] == ("ABS",))
    lignes[absent] = replace(lignes[absent], attributs={**lignes[absent].attributs, "motif": ("DEC",)})
    (gap,) = compare_editions(released(), merge_youths(lignes, SPECS), (), SPECS)
    assert gap.is_identical()


def test_an_erasure_on_request_is_a_leaver() -> None:
    registre = erase_on_request(released(), "j1")
    assert "j1" not in registre.suivis
    (gap,) = compare_editions(registre, merge_youths(forty_six()[1:], SPECS), (), SPECS)
    assert (gap.entrants, gap.sortants, gap.modifies) == (0, 1, 0)


def test_an_erasure_by_retention_is_counted_and_is_not_a_leaver() -> None:
    registre = released()
    for ligne in forty_six()[:3]:
        registre = erase_by_retention(registre, [ligne], SPECS, INSTANCE, "2015-2016")
    assert not {"j1", "j2", "j3"} & set(registre.suivis)
    whole, rest = prepare(forty_six(), released()), prepare(forty_six()[3:], registre)
    assert whole.edition is not None and rest.edition is not None and rest.registre_suivant is not None
    assert rest.edition.tableaux == whole.edition.tableaux
    assert rest.edition.total == whole.edition.total
    assert rest.registre_suivant.compteurs == ()
    assert sum(lot.jeunes for lot in rest.registre_suivant.disparus) == 3


def test_an_attribute_keeps_its_version_until_somebody_counted_again_changes() -> None:
    registre = released()
    same = merge_youths(forty_six() + entrants(6), SPECS)
    assert next_epochs(registre, same, (), SPECS) == {"motif": 0, "sexe": 0}
    moved = merge_youths(changed(forty_six(), 5), SPECS)
    assert next_epochs(registre, moved, (), SPECS) == {"motif": 0, "sexe": 1}
