"""Delays and answers of a person's request: each at its day and the day after (RGPD art. 12 and 15–21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsn_app.domain.demande_droit import (
    DemandeAnswered,
    DemandeDroit,
    Demandeur,
    Droit,
    EtatDemande,
    IdentiteUnproven,
    MotifReponse,
    MotifReponseMissing,
    MotifReponseUnsuited,
    ProlongationLate,
    ProlongationTwice,
    SensReponse,
    compute_echeance_reponse,
    require_prolongation,
    require_reponse,
)
from gsn_app.domain.dossier_acces import MASQUE, PassageInvalid, mask_texte, merge_passages
from gsn_app.domain.situation import DateImpossible

DEMANDE = DemandeDroit("", "D-2026-001", "gsn-1", Droit.ACCES, Demandeur.PERSONNE, "2026-01-31")


@pytest.mark.parametrize(
    ("recue", "prolongee", "attendue"),
    [
        ("2026-01-31", "", "2026-02-28"),
        ("2028-01-31", "", "2028-02-29"),
        ("2026-11-30", "", "2026-12-30"),
        ("2026-12-31", "", "2027-01-31"),
        ("2026-11-30", "2026-12-01", "2027-02-28"),
        ("2027-11-30", "2027-12-30", "2028-02-29"),
    ],
)
def test_an_answer_is_due_in_one_month_and_three_when_prolonged(
    recue: str, prolongee: str, attendue: str
) -> None:
    demande = replace(DEMANDE, recue_le=recue, prolongee_le=prolongee)
    assert compute_echeance_reponse(demande) == date.fromisoformat(attendue)


def test_the_delay_waits_for_an_identity_that_was_asked_for() -> None:
    awaited = replace(DEMANDE, identite_demandee_le="2026-02-02")
    assert awaited.etat is EtatDemande.IDENTITE_ATTENDUE and compute_echeance_reponse(awaited) is None
    proven = replace(awaited, identite_prouvee_le="2026-03-15")
    assert compute_echeance_reponse(proven) == date(2026, 4, 15)


def test_the_delay_is_prolonged_once_and_within_the_first_month() -> None:
    require_prolongation(DEMANDE, date(2026, 2, 28))
    with pytest.raises(ProlongationLate):
        require_prolongation(DEMANDE, date(2026, 3, 1))
    with pytest.raises(ProlongationTwice, match="30/04/2026"):
        require_prolongation(replace(DEMANDE, prolongee_le="2026-02-01"), date(2026, 2, 2))
    with pytest.raises(DemandeAnswered):
        require_prolongation(replace(DEMANDE, repondue_le="2026-02-01"), date(2026, 2, 2))


@pytest.mark.parametrize("sens", [SensReponse.PARTIELLE, SensReponse.REFUSEE, SensReponse.SANS_OBJET])
def test_an_answer_that_is_not_wholly_favourable_says_why(sens: SensReponse) -> None:
    le = date(2026, 2, 1)
    with pytest.raises(MotifReponseMissing):
        require_reponse(DEMANDE, sens, None, le)
    empty = sens is SensReponse.SANS_OBJET
    require_reponse(DEMANDE, sens, MotifReponse.AUCUNE_DONNEE if empty else MotifReponse.TIERS, le)
    with pytest.raises(MotifReponseUnsuited):
        require_reponse(DEMANDE, sens, MotifReponse.TIERS if empty else MotifReponse.AUCUNE_DONNEE, le)


def test_nothing_is_granted_before_the_identity_is_proven_nor_before_the_request() -> None:
    awaited = replace(DEMANDE, identite_demandee_le="2026-02-02")
    with pytest.raises(IdentiteUnproven):
        require_reponse(awaited, SensReponse.ACCORDEE, None, date(2026, 2, 3))
    require_reponse(awaited, SensReponse.REFUSEE, MotifReponse.IDENTITE, date(2026, 2, 3))
    with pytest.raises(DateImpossible):
        require_reponse(DEMANDE, SensReponse.ACCORDEE, None, date(2026, 1, 30))
    with pytest.raises(MotifReponseUnsuited):
        require_reponse(DEMANDE, SensReponse.ACCORDEE, MotifReponse.TIERS, date(2026, 2, 3))


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.booleans())
def test_a_delay_is_never_longer_than_the_law_allows(recue: date, prolongee: bool) -> None:
    jour = recue.isoformat()
    due = compute_echeance_reponse(replace(DEMANDE, recue_le=jour, prolongee_le=jour if prolongee else ""))
    assert due is not None
    assert due - recue <= timedelta(days=92 if prolongee else 31)


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=5),
)
def test_masking_changes_nothing_but_what_is_masked(texte: str, places: list[tuple[int, int]]) -> None:
    passages = [(a, min(a + n, len(texte))) for a, n in places if a < len(texte)]
    hidden = {i for a, b in passages for i in range(a, b)}
    masked = mask_texte(texte, passages)
    kept = "".join(c for i, c in enumerate(texte) if i not in hidden)
    merged = merge_passages(texte, passages)
    assert len(masked) == len(kept) + len(merged) * len(MASQUE)
    rest = masked
    for _ in merged:
        before, _, after = rest.partition(MASQUE) if MASQUE not in texte else ("", "", rest)
        rest = before + after
    if MASQUE not in texte:
        assert rest == kept


@pytest.mark.parametrize("passage", [(-1, 2), (2, 2), (3, 1), (0, 99)])
def test_a_passage_out_of_the_text_is_refused(passage: tuple[int, int]) -> None:
    with pytest.raises(PassageInvalid):
        mask_texte("abcdef", [passage])
