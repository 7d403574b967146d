"""The same data give the same bytes whatever the process; a check that is not finished lets nothing out."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from gsn_app.anonymat.admission import PreparationCancelled
from gsn_app.anonymat.preparation import Preparation, prepare_edition
from gsn_app.anonymat.registre import dump_register
from gsn_app.domain.edition import LigneCodee, Parametres, Registre
from tests.anonymat.donnees import INSTANCE, PERIODE, declared_tables, forty_six, situation

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import hashlib
from tests.anonymat.test_determinisme import two_editions
from gsn_app.anonymat.export_json import write_json
from gsn_app.anonymat.registre import dump_register
done = two_editions()
print([hashlib.sha256(write_json(one.edition)).hexdigest() for one in done])
print(hashlib.sha256(dump_register(done[-1].registre_suivant)).hexdigest())
print([(r.code, r.conseil) for one in done for r in one.refus])
"""


def more() -> list[LigneCodee]:
    return [*forty_six(), *(situation(500 + n, motif="ABS", mesure="SUI", sexe="F") for n in range(9))]


def prepare(lignes: list[LigneCodee], registre: Registre, **options: object) -> Preparation:
    return prepare_edition(
        declared_tables(), Parametres(), lignes, registre, titre="Bilan", instance=INSTANCE, periode=PERIODE,
        date_edition=date(2016, 4, 1), **options,  # type: ignore[arg-type]
    )  # fmt: skip


def two_editions() -> list[Preparation]:
    first = prepare(forty_six(), Registre())
    assert first.registre_suivant is not None
    return [first, prepare(more(), first.registre_suivant)]


def test_the_bytes_are_the_same_whatever_the_seed_of_the_process() -> None:
    told = set()
    for seed in ("0", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        told.add(done.stdout)
    assert len(told) == 1 and len(told.pop()) > 200


def test_a_check_that_is_not_finished_refuses_and_lets_only_what_was_checked_out() -> None:
    first = prepare(forty_six(), Registre())
    assert first.registre_suivant is not None
    whole = prepare(more(), first.registre_suivant)
    stopped = prepare(more(), first.registre_suivant, most=1)
    assert whole.edition is not None and "ANO-14" not in [one.code for one in whole.refus]
    refused = {one.portee for one in stopped.refus if one.code == "ANO-14"}
    assert refused
    assert all("Vérification non terminée" in one.phrase for one in stopped.refus if one.code == "ANO-14")
    out = {t.specification.code for t in stopped.edition.tableaux} if stopped.edition else set()
    assert not out & refused


@pytest.mark.parametrize("when", [2, 12, 30])
def test_cancelling_in_the_middle_leaves_the_register_as_it_was(when: int) -> None:
    first = prepare(forty_six(), Registre())
    registre = first.registre_suivant
    assert registre is not None
    before = dump_register(registre)
    calls: list[float] = []

    def stop(share: float, _words: str) -> bool:
        calls.append(share)
        return len(calls) < when

    with pytest.raises(PreparationCancelled):
        prepare(more(), registre, progress=stop)
    assert len(calls) == when and dump_register(registre) == before
    assert prepare(more(), registre) == prepare(more(), registre)


def test_progress_counts_the_groups_of_tables_and_never_goes_back() -> None:
    told: list[tuple[float, str]] = []
    first = prepare(forty_six(), Registre())
    assert first.registre_suivant is not None
    prepare(more(), first.registre_suivant, progress=lambda share, words: told.append((share, words)) is None)
    shares = [share for share, _ in told]
    assert shares == sorted(shares) and shares[-1] == 1.0 and len({round(s, 2) for s in shares}) > 10
    assert any("groupe de tableaux 3 sur " in words for _, words in told)
