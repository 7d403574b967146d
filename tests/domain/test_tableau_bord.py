"""The figures add up: each series counts every open situation once, whatever they are."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gsn_app.domain.situation import EtatSituation, Personne, SituationResume, Typologie
from gsn_app.domain.tableau_bord import Tranche, build_tableau, count_presences

JOUR = date(2026, 11, 21)
TRANCHES = (Tranche("petits", 0, 11), Tranche("ados", 12, 17), Tranche("grands", 18, None))
DAYS = st.integers(0, 1200)


@st.composite
def resumes(draw: st.DrawFn) -> SituationResume:
    opened = JOUR - timedelta(days=draw(DAYS))
    closed = draw(st.none() | st.dates(opened, JOUR))
    due = draw(st.none() | st.integers(-60, 90))
    born = JOUR - timedelta(days=draw(st.integers(0, 25 * 365)))
    return SituationResume(
        draw(st.uuids()).hex, Personne("Modèle", "Zoé", born.isoformat(), "F"),
        Typologie(
            "motif.ABS", "origine.EN", instance_id=draw(st.sampled_from(["gsn-1", "cve-2"])),
            date_ouverture=opened.isoformat(), referent_id=draw(st.sampled_from(["", "m"])),
            etat=EtatSituation.CLOTUREE if closed else EtatSituation.OUVERTE,
            date_cloture=closed.isoformat() if closed else "",
            sortie_positive=draw(st.sampled_from(["", "sortie_positive.DC"])) if closed else "",
            echeance=(JOUR + timedelta(days=due)).isoformat() if due is not None else "",
        ),
    )  # fmt: skip


@settings(max_examples=60)
@given(st.lists(resumes(), max_size=12))
def test_every_series_counts_each_open_situation_once(found: list[SituationResume]) -> None:
    tables = [build_tableau(body, found, TRANCHES, JOUR) for body in ("gsn-1", "cve-2")]
    opened = [r for r in found if r.typologie.etat is EtatSituation.OUVERTE]
    assert sum(t.ouvertes for t in tables) == len(opened)
    for table in tables:
        for serie in (table.ages, table.durees, table.echeances):
            assert sum(n for _, n in serie) == table.ouvertes
        assert table.avec_referent <= table.ouvertes and table.sorties_positives <= table.cloturees
        assert len(table.mois) == 12 and table.mois[-1][0] == "2026-11" and table.mois[0][0] == "2025-12"
        assert len(table.prochaines) == table.ouvertes - dict(table.echeances)["Sans date"]
        days = [e.jour for e in table.prochaines]
        assert days == sorted(days)
        assert sum(closed for _, _, closed in table.mois) == table.cloturees


def one(echeance: str, opened: str) -> SituationResume:
    quoi = Typologie("m", "o", instance_id="gsn-1", date_ouverture=opened, echeance=echeance)
    return SituationResume("x", Personne("M", "Z", "2010-11-22", "F"), quoi)


def test_the_bounds_fall_on_the_right_side() -> None:
    table = build_tableau(
        "gsn-1",
        [
            one("2026-11-20", "2026-08-22"), one("2026-11-21", "2026-08-21"),
            one("2026-12-21", "2025-11-21"), one("2026-12-22", "2025-11-22"),
        ],
        TRANCHES, JOUR,
    )  # fmt: skip
    assert dict(table.echeances) == {"Dépassée": 1, "Sous 30 jours": 2, "Plus tard": 1, "Sans date": 0}
    assert dict(table.durees) == {
        "Moins de 3 mois": 1, "De 3 à 6 mois": 1, "De 6 à 12 mois": 1, "Plus d’un an": 1,
    }  # fmt: skip
    assert dict(table.ages) == {"petits": 0, "ados": 4, "grands": 0}


def test_presence_counts_institutions_once_a_seance_and_keeps_the_absent() -> None:
    found = count_presences([["Commune", "École", "École"], ["Commune"]], ["Commune", "École", "PJJ"])
    assert [(p.institution, p.presentes, p.seances) for p in found] == [
        ("Commune", 2, 2), ("PJJ", 0, 2), ("École", 1, 2),
    ]  # fmt: skip
    assert count_presences([], ["Commune"]) == ()
