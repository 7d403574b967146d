"""An attacker who keeps every edition finds nothing in ours, and finds people in naive methods."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest

from gsn_app.actions.ligne_codee import list_tableaux
from gsn_app.anonymat.export_json import write_json
from gsn_app.anonymat.preparation import Preparation, prepare_edition
from gsn_app.domain.edition import LigneCodee, Parametres, Registre, SpecificationTableau
from tests.anonymat.attaquant import Figure, attack, count_lots, read_figures
from tests.anonymat.donnees import INSTANCE, PERIODE, declared_tables, forty_six, situation

PARAMETRES = Parametres()
FAMILIES = ("motif_famille", "origine_famille", "mesure_famille")
_CHOICES = {
    "motif": ["ABS", "ABS", "DEC", "CMP", "CMP", "DSC", "HAR", "INC"],
    "origine": ["EN", "EN", "DEP", "PM", "PJJ", "FAM"],
    "mesure": ["SUI", "SUI", "MSC", "IP", "AUC", "RAO"],
    "cloture": ["SOL", "REL", "", ""],
    "tranche_age": ["moins de 12", "12-15", "12-15", "16-17", "18-20"],
    "sexe": ["M", "M", "M", "F"],
    "quartier": ["Centre", "Quartier A-Nord", "Quartier A-Sud", "Quartier B", "Hameau"],
}


def newcomers(start: int, how_many: int, draw: random.Random) -> list[LigneCodee]:
    return [
        situation(number, **{name: draw.choice(values) for name, values in _CHOICES.items()})
        for number in range(start, start + how_many)
    ]


def prepare(
    lignes: Sequence[LigneCodee],
    registre: Registre,
    when: date,
    specs: Sequence[SpecificationTableau] | None = None,
) -> Preparation:
    return prepare_edition(
        specs or declared_tables(),
        PARAMETRES,
        lignes,
        registre,
        titre=f"Bilan du {when:%d/%m/%Y}",
        instance=INSTANCE,
        periode=PERIODE,
        date_edition=when,
    )


def youths(lignes: Sequence[LigneCodee]) -> list[str]:
    return [ligne.jeune for ligne in lignes]


def released_share(content: bytes, code: str) -> float:
    """Share of the cells of a released table printed above « moins de 8 »; fails when not released."""
    (table,) = [
        table
        for table in json.loads(content)["edition"]["tableaux"]
        if table["specification"]["code"] == code
    ]
    return sum(cell["minimum"] >= 8 for cell in table["cellules"]) / len(table["cellules"])


@pytest.fixture(scope="module")
def first() -> Preparation:
    return prepare(forty_six(), Registre(), date(2016, 4, 1))


def test_the_46_situations_disclose_nobody_and_the_families_are_useful(first: Preparation) -> None:
    assert first.edition is not None
    content = write_json(first.edition)
    figures, totals = read_figures([content])
    assert totals == [46]
    assert attack(figures, count_lots([youths(forty_six())]), 1) == []
    for code in FAMILIES:
        assert released_share(content, code) >= 0.5


def test_three_editions_disclose_nobody_and_a_single_entrant_is_refused(first: Preparation) -> None:
    assert first.edition is not None and first.registre_suivant is not None
    draw = random.Random(7)
    one_more = [*forty_six(), *newcomers(100, 1, draw)]
    refused = prepare(one_more, first.registre_suivant, date(2016, 7, 1))
    assert refused.edition is None and refused.registre_suivant is None
    assert [item.code for item in refused.refus] == ["ANO-11"]
    assert "1 entrée" in refused.refus[0].phrase and "regroupez" in refused.refus[0].conseil

    third = prepare([*one_more, *newcomers(200, 8, draw)], first.registre_suivant, date(2016, 10, 1))
    assert third.edition is not None
    released = [write_json(first.edition), write_json(third.edition)]
    figures, totals = read_figures(released)
    assert totals == [46, 55]
    lots = count_lots([youths(forty_six()), [*youths(one_more), *(f"j{n}" for n in range(200, 208))]])
    assert attack(figures, lots, 2) == []
    for code in FAMILIES:
        assert released_share(released[1], code) >= 0.5


@pytest.mark.parametrize("seed", range(1, 5))
def test_a_year_of_arrivals_and_departures_discloses_nobody(seed: int) -> None:
    draw = random.Random(seed)
    lignes, registre = newcomers(0, draw.randint(20, 60), draw), Registre()
    released, cohorts = [], []
    for quarter in range(4):
        outcome = prepare(lignes, registre, date(2016, 1 + 3 * quarter, 1))
        if outcome.edition is not None and outcome.registre_suivant is not None:
            registre = outcome.registre_suivant
            released.append(write_json(outcome.edition))
            cohorts.append(youths(lignes))
        draw.shuffle(lignes)
        lignes = lignes[draw.choice([0, 1, 5, 9]) :]
        lignes += newcomers(1000 * (quarter + 1), draw.choice([0, 2, 6, 12]), draw)
    assert released
    figures, _ = read_figures(released)
    assert attack(figures, count_lots(cohorts), len(released)) == []


def _masked_under_5(nombre: int) -> tuple[int, int]:
    return (1, 4) if 0 < nombre < 5 else (nombre, nombre)


def _nearest_5(nombre: int) -> tuple[int, int]:
    middle = 5 * ((nombre + 2) // 5)
    return max(0, middle - 2), middle + 2


def naive_figures(
    cohorts: Sequence[Sequence[LigneCodee]], printed: Callable[[int], tuple[int, int]]
) -> list[Figure]:
    """Detailed motif, origine and mesure printed with a naive method in every edition."""
    figures = []
    for number, cohort in enumerate(cohorts):
        for attribute in ("motif", "origine", "mesure"):
            counted = Counter(ligne.attributs[attribute][0] for ligne in cohort)
            for code in sorted(set(_CHOICES[attribute]) | set(counted)):
                figures.append(Figure(number, attribute, frozenset([code]), *printed(counted[code]), True))
    return figures


@pytest.mark.parametrize("printed", [_masked_under_5, _nearest_5])
def test_the_attacker_finds_people_in_naive_methods(printed: Callable[[int], tuple[int, int]]) -> None:
    cohorts = [forty_six(), [*forty_six(), *newcomers(100, 1, random.Random(7))]]
    found = attack(naive_figures(cohorts, printed), count_lots([youths(c) for c in cohorts]), 2)
    assert any(item.kind == "seul" for item in found)


def test_masking_under_5_is_undone_on_the_46_situations_alone() -> None:
    found = attack(naive_figures([forty_six()], _masked_under_5), count_lots([youths(forty_six())]), 1)
    assert ("motif", ("EXC",)) in {(item.attribute, item.codes) for item in found}


def test_with_the_shipped_lists_the_families_of_the_46_situations_are_useful() -> None:
    specs = tuple(spec for spec in list_tableaux() if spec.code in FAMILIES)
    outcome = prepare(forty_six(), Registre(), date(2016, 4, 1), specs)
    assert outcome.edition is not None
    content = write_json(outcome.edition)
    for code in FAMILIES:
        assert released_share(content, code) >= 0.5
    figures, _ = read_figures([content])
    assert attack(figures, count_lots([youths(forty_six())]), 1) == []


def test_editions_where_attributes_change_disclose_nobody() -> None:
    draw = random.Random(3)
    before = forty_six()
    moved = {ligne.jeune: draw.choice(_CHOICES["mesure"]) for ligne in before[:20]}
    after = [
        replace(ligne, attributs={**ligne.attributs, "mesure": (moved[ligne.jeune],)})
        if ligne.jeune in moved
        else ligne
        for ligne in before
    ]
    first = prepare(before, Registre(), date(2016, 4, 1))
    assert first.edition is not None and first.registre_suivant is not None
    second = prepare([*after, *newcomers(300, 7, draw)], first.registre_suivant, date(2016, 7, 1))
    assert second.edition is not None and second.registre_suivant is not None
    figures, _ = read_figures([write_json(first.edition), write_json(second.edition)])
    lots = count_lots([youths(before), [*youths(before), *(f"j{n}" for n in range(300, 307))]])
    assert second.registre_suivant.editions[1].epoques["mesure"] == 1
    assert attack(figures, lots, 2, {"mesure": [0, 1]}) == []
