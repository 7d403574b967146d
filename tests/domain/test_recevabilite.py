"""Receivability while typing: age, commune, and a sentence that says where to go."""

from __future__ import annotations

from datetime import date

import pytest

from gsn_app.domain.recevabilite import Verdict, judge

JOUR = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("naissance", "commune", "verdict", "mots"),
    [
        (date(2010, 5, 1), "", Verdict.RECEVABLE, "16 ans, mineure"),
        (date(2008, 11, 21), "oui", Verdict.RECEVABLE, "18 ans, majeure"),
        (date(2001, 11, 21), "", Verdict.RECEVABLE, "25 ans"),
        (date(2001, 11, 20), "oui", Verdict.HORS_CHAMP, "25 ans"),
        (date(2010, 5, 1), "non", Verdict.HORS_CHAMP, "sa commune"),
        (None, "non", Verdict.HORS_CHAMP, "sa commune"),
        (date(2024, 5, 1), "oui", Verdict.A_VERIFIER, "119"),
        (date(2027, 1, 1), "", Verdict.A_VERIFIER, "impossible"),
        (date(1812, 1, 1), "", Verdict.A_VERIFIER, "impossible"),
    ],
)
def test_what_is_known_is_judged(naissance: date | None, commune: str, verdict: Verdict, mots: str) -> None:
    found = judge(naissance, JOUR, commune)
    assert found is not None and found.verdict is verdict and mots in found.phrase
    assert found.orienter is (verdict is Verdict.HORS_CHAMP)


def test_nothing_is_said_before_anything_is_known() -> None:
    assert judge(None, JOUR, "") is None
    assert judge(None, JOUR, "oui") is None
