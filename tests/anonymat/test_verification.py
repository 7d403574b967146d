"""Whoever holds released files finds any change of a figure, a table or an edition, without any secret."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gsn_app.actions.essai import Controle, verify_rapports
from gsn_app.anonymat.classes import publish_count
from gsn_app.anonymat.empreinte import digest, is_intact
from gsn_app.anonymat.export_json import write_json
from gsn_app.anonymat.preparation import prepare_edition
from gsn_app.domain.edition import LigneCodee, Parametres, Registre
from tests.anonymat.donnees import INSTANCE, PERIODE, forty_six, situation, tables

P = Parametres()
Whole = dict[str, Any]


@pytest.fixture(scope="module")
def released() -> list[Whole]:
    """Two editions of the 46 situations, nine more in the second."""
    draw = random.Random(2)
    specs = tables("motif_famille", "mesure_famille", "sexe", "tranche_age")
    more: list[LigneCodee] = [
        situation(900 + n, motif=draw.choice(["ABS", "CMP"]), sexe=draw.choice("FM"), mesure="SUI")
        for n in range(9)
    ]
    registre, found = Registre(), []
    for lignes, when in ((forty_six(), date(2016, 4, 1)), ([*forty_six(), *more], date(2016, 7, 1))):
        outcome = prepare_edition(
            specs, P, lignes, registre, titre=f"Bilan {when.month}", instance=INSTANCE, periode=PERIODE,
            date_edition=when,
        )  # fmt: skip
        assert outcome.edition is not None and outcome.registre_suivant is not None
        registre = outcome.registre_suivant
        found.append(json.loads(write_json(outcome.edition)))
    return found


def check(folder: Path, wholes: list[Whole]) -> Controle:
    paths = []
    for number, whole in enumerate(wholes):
        paths.append(folder / f"r{number}.json")
        paths[-1].write_text(json.dumps(whole), encoding="utf-8")
    return verify_rapports(paths)


def copy(wholes: list[Whole]) -> list[Whole]:
    again: list[Whole] = json.loads(json.dumps(wholes))
    return again


def shift(cell: dict[str, Any], by: int, large: bool) -> bool:
    """The same cell, ``by`` youths away, in words the method could have printed; False when it prints alike."""
    before = dict(cell)
    moved = publish_count(max(0, cell["minimum"] + 2 + by), P, (), large=large)
    cell.update(minimum=moved.minimum, maximum=moved.maximum, libelle=moved.libelle)
    return cell != before


def test_what_was_released_is_found_whole(released: list[Whole], tmp_path: Path) -> None:
    assert check(tmp_path, released).defauts == ()
    assert check(tmp_path, list(reversed(copy(released)))).defauts == ()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_figure_changed_by_five_is_found_even_when_the_digest_is_worked_out_again(
    released: list[Whole], tmp_path: Path, data: st.DataObject
) -> None:
    wholes = copy(released)
    whole = data.draw(st.sampled_from(wholes))
    table = data.draw(st.sampled_from(whole["edition"]["tableaux"]))
    cell = data.draw(st.sampled_from(table["cellules"]))
    if not shift(cell, data.draw(st.sampled_from([-5, 5])), table["large"]):
        return
    assert not is_intact(whole)
    if data.draw(st.booleans()):
        whole["empreinte"] = digest(whole)
    assert check(tmp_path, wholes).defauts


def _drop_table(wholes: list[Whole]) -> None:
    del wholes[0]["edition"]["tableaux"][1]


def _swap_tables(wholes: list[Whole]) -> None:
    first, second = wholes[0]["edition"], wholes[1]["edition"]
    first["tableaux"], second["tableaux"] = second["tableaux"], first["tableaux"]


def _swap_numbers(wholes: list[Whole]) -> None:
    first, second = wholes[0]["edition"], wholes[1]["edition"]
    first["numero"], second["numero"] = second["numero"], first["numero"]


def _change_total(wholes: list[Whole]) -> None:
    wholes[0]["edition"]["total"].update(minimum=51, maximum=51, libelle="51")


def _change_threshold(wholes: list[Whole]) -> None:
    wholes[0]["edition"]["parametres"]["k"] = 1


def _change_title(wholes: list[Whole]) -> None:
    wholes[0]["edition"]["tableaux"][0]["specification"]["titre"] = "Autre"


def _change_note(wholes: list[Whole]) -> None:
    wholes[0]["notes"][0] = "Les nombres sont exacts."


def _remove_digest(wholes: list[Whole]) -> None:
    del wholes[0]["empreinte"]


ALL = [
    _drop_table,
    _swap_tables,
    _swap_numbers,
    _change_total,
    _change_threshold,
    _change_title,
    _change_note,
    _remove_digest,
]


@pytest.mark.parametrize("change", ALL)
def test_any_other_change_is_found(
    change: Callable[[list[Whole]], None], released: list[Whole], tmp_path: Path
) -> None:
    wholes = copy(released)
    change(wholes)
    found = " ".join(check(tmp_path, wholes).defauts)
    assert "n’est plus celui qui a été produit" in found


@pytest.mark.parametrize("change", [_drop_table, _swap_tables, _swap_numbers, _change_total])
def test_a_forger_who_works_the_digest_out_again_is_betrayed_by_the_proof_or_the_order(
    change: Callable[[list[Whole]], None], released: list[Whole], tmp_path: Path
) -> None:
    wholes = copy(released)
    change(wholes)
    for whole in wholes:
        whole["empreinte"] = digest(whole)
    defauts = check(tmp_path, wholes).defauts
    assert defauts and "n’est plus celui" not in " ".join(defauts)
