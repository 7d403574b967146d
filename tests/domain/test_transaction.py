"""The transaction judged on its facts: who may be proposed one, which day is too late, who homologates, what never happens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsn_app.domain.chemin import CheminClosed, CheminNotNow, CheminRoleForbidden, CheminSequenceBroken
from gsn_app.domain.delai import end_of_days, end_of_months
from gsn_app.domain.rappel_ordre_evenement import Evenement
from gsn_app.domain.rappel_ordre_forme import from_dict, to_dict
from gsn_app.domain.transaction import TRANSACTION, Transaction
from gsn_app.domain.transaction_evenement import (
    Decidee,
    Executee,
    ParquetAvise,
    Preparee,
    Proposee,
    Repondue,
    Silence,
    Transmise,
)
from gsn_app.domain.transaction_refus import (
    TransactionActionPublique,
    TransactionAnswerTooLate,
    TransactionAutoriteWrong,
    TransactionChronologie,
    TransactionDeclarationMissing,
    TransactionDelaiTooLong,
    TransactionExecutionRunning,
    TransactionExecutionTooLate,
    TransactionHeuresTooMany,
    TransactionMineur,
    TransactionMontantMissing,
    TransactionNotConstatable,
    TransactionPrejudiceForeign,
    TransactionProposalTooLate,
    TransactionSilenceTooEarly,
)
from gsn_app.errors import GsnError

PV = date(2026, 1, 12)
NOW = datetime(2030, 1, 1, tzinfo=UTC)
ELU, COORDO = frozenset({"elu"}), frozenset({"coordonnateur"})
FACTS: dict[str, Any] = {
    "nom": "Exemple", "prenom": "Zoé", "date_naissance": "1990-05-03", "contravention": "contravention.DEG",
    "bien": "Banc du square", "date_pv": PV, "reference_pv": "PV-12", "service": "Police municipale",
    "constatable": True, "prejudice_commune": True, "action_publique": False, "nature": "nature_transaction.TNR",
    "heures": 15, "delai_mois": 3,
}  # fmt: skip
SIGNED = {"elu_nom": "Maire Fictif", "elu_qualite": "Maire"}
BY_JUDGE = {"autorite": "autorite.JUG", "magistrat_nom": "Aude Imaginaire", "magistrat_qualite": "Juge"}


def event(kind: type[Evenement], numero: int, roles: frozenset[str] = COORDO, **data: Any) -> Any:
    return kind(numero=numero, auteur_id="m", auteur_roles=roles, horodatage=NOW, **data)


def walk(*steps: tuple[type[Evenement], dict[str, Any]]) -> Transaction:
    t = TRANSACTION.vide
    for numero, (kind, data) in enumerate(steps, 1):
        t = TRANSACTION.apply(t, event(kind, numero, ELU if kind is Proposee else COORDO, **data))
    return t


def prepared(**changes: Any) -> tuple[type[Evenement], dict[str, Any]]:
    return Preparee, {**FACTS, **changes}


def proposed(day: date) -> tuple[type[Evenement], dict[str, Any]]:
    return Proposee, {"date_proposition": day, **SIGNED}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"constatable": None}, TransactionDeclarationMissing),
        ({"prejudice_commune": None}, TransactionDeclarationMissing),
        ({"action_publique": None}, TransactionDeclarationMissing),
        ({"constatable": False}, TransactionNotConstatable),
        ({"prejudice_commune": False}, TransactionPrejudiceForeign),
        ({"action_publique": True}, TransactionActionPublique),
        ({"date_naissance": "2008-01-13"}, TransactionMineur),
        ({"heures": 0}, TransactionHeuresTooMany),
        ({"heures": 31}, TransactionHeuresTooMany),
        ({"heures": 16, "plafond_heures": 15}, TransactionHeuresTooMany),
        ({"heures": 31, "plafond_heures": 99}, TransactionHeuresTooMany),
        ({"delai_mois": 4}, TransactionDelaiTooLong),
        ({"nature": "nature_transaction.REP"}, TransactionMontantMissing),
        ({"nature": "nature_transaction.REP", "montant_euros": 80, "delai_mois": 7}, TransactionDelaiTooLong),
        ({"date_naissance": "2026-01-13"}, TransactionChronologie),
    ],
)  # fmt: skip
def test_what_the_law_or_the_settings_leave_out_is_refused(
    changes: dict[str, Any], refusal: type[GsnError]
) -> None:
    with pytest.raises(refusal):
        walk(prepared(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"heures": 30}, {"heures": 15, "plafond_heures": 15}, {"date_naissance": "2008-01-12"},
        {"date_naissance": "2010-01-12", "mineurs_admis": True},
        {"nature": "nature_transaction.REP", "montant_euros": 80, "heures": 0, "delai_mois": 6},
    ],
)  # fmt: skip
def test_what_the_law_allows_is_prepared(changes: dict[str, Any]) -> None:
    assert walk(prepared(**changes)).etat == "preparee"


@given(st.dates(date(2010, 1, 1), date(2029, 6, 1)))
@settings(max_examples=120, deadline=None)
def test_each_delay_holds_to_its_last_day_and_not_one_more(pv: date) -> None:
    """One month to propose, fifteen days to answer, silence from the day after: whatever the month, leap year, holiday."""
    first, one = prepared(date_pv=pv, date_naissance="1970-01-01"), timedelta(days=1)
    last = end_of_months(pv, 1)
    assert walk(first, proposed(last)).etat == "proposee"
    with pytest.raises(TransactionProposalTooLate):
        walk(first, proposed(last + one))
    given_on = proposed(last)
    answer = end_of_days(last, 15)
    yes = (Repondue, {"acceptee": True, "date_reponse": answer})
    assert walk(first, given_on, yes).etat == "acceptee"
    with pytest.raises(TransactionAnswerTooLate):
        walk(first, given_on, (Repondue, {"acceptee": True, "date_reponse": answer + one}))
    with pytest.raises(TransactionSilenceTooEarly):
        walk(first, given_on, (Silence, {"date_constat": answer}))
    assert walk(first, given_on, (Silence, {"date_constat": answer + one})).etat == "refusee"


def homologated(day: date = date(2026, 3, 2), **changes: Any) -> list[tuple[type[Evenement], dict[str, Any]]]:
    return [
        prepared(**changes), proposed(date(2026, 1, 20)),
        (Repondue, {"acceptee": True, "date_reponse": date(2026, 1, 28)}), (Transmise, {"date_envoi": date(2026, 1, 29)}),
        (Decidee, {"homologuee": True, "date_decision": day, **BY_JUDGE}),
    ]  # fmt: skip


def test_the_execution_holds_to_its_last_day_from_the_homologation() -> None:
    steps, last = homologated(), end_of_months(date(2026, 3, 2), 3)
    assert last == date(2026, 6, 2)
    done = walk(*steps, (Executee, {"executee": True, "date_constat": last}))
    assert done.etat == "executee"
    with pytest.raises(TransactionExecutionTooLate):
        walk(*steps, (Executee, {"executee": True, "date_constat": last + timedelta(days=1)}))
    with pytest.raises(TransactionExecutionRunning):
        walk(*steps, (Executee, {"executee": False, "date_constat": last}))
    none = walk(*steps, (Executee, {"executee": False, "date_constat": last + timedelta(days=1)}))
    assert none.etat == "non_executee"


@pytest.mark.parametrize(
    ("nature", "autorite", "allowed"),
    [("TNR", "JUG", True), ("TNR", "PRO", False), ("REP", "PRO", True), ("REP", "JUG", False)],
)
def test_the_right_authority_homologates(nature: str, autorite: str, allowed: bool) -> None:
    steps = homologated(nature=f"nature_transaction.{nature}", montant_euros=50)
    steps[-1] = (Decidee, {**steps[-1][1], "autorite": f"autorite.{autorite}"})
    if allowed:
        assert walk(*steps).etat == "homologuee"
    else:
        with pytest.raises(TransactionAutoriteWrong):
            walk(*steps)


def test_nothing_is_executed_before_the_homologation_nor_after_its_refusal() -> None:
    done = (Executee, {"executee": True, "date_constat": date(2026, 3, 3)})
    steps = homologated()
    for cut in range(1, len(steps)):
        with pytest.raises(CheminNotNow):
            walk(*steps[:cut], done)
    steps[-1] = (Decidee, {**steps[-1][1], "homologuee": False})
    with pytest.raises(CheminClosed):
        walk(*steps, done)


@pytest.mark.parametrize("numero", range(1, 8))
def test_each_act_is_refused_to_who_may_not(numero: int) -> None:
    steps = [*homologated(), (Executee, {"executee": True, "date_constat": date(2026, 3, 3)}),
             (ParquetAvise, {"date_avis": date(2026, 3, 4)})]  # fmt: skip
    before = walk(*steps[: numero - 1])
    kind, data = steps[numero - 1]
    for roles in (
        frozenset({"membre"}),
        frozenset({"signalant"}),
        frozenset(),
        COORDO if kind is Proposee else ELU,
    ):
        with pytest.raises(CheminRoleForbidden):
            TRANSACTION.apply(before, event(kind, numero, roles, **data))


def test_a_gap_in_the_events_is_tampering_and_the_stored_form_comes_back() -> None:
    steps = homologated()
    t = walk(*steps)
    assert TRANSACTION.replay(
        from_dict(to_dict(e), auteur_id="m", auteur_roles=e.auteur_roles, types=TRANSACTION.types) for e in t.evenements
    ) == t  # fmt: skip
    with pytest.raises(CheminSequenceBroken):
        TRANSACTION.replay((*t.evenements[:2], *t.evenements[3:]))
