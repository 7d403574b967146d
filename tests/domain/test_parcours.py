"""The PJJ/SPIP rule and its six months, the closed table of orientation, the bilan gathered without a narrative."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsn_app.domain.bilan_parcours import (
    ActionBilan,
    BilanParcours,
    ReferentBilan,
    RelaisBilan,
    build_bilan,
    codes_of,
)
from gsn_app.domain.liste import parse_liste
from gsn_app.domain.orientation import TableOrientationInvalid, parse_orientation
from gsn_app.domain.parcours import (
    Contact,
    MesureJudiciaire,
    Orientation,
    Parcours,
    ReferentJusticeEnded,
    ReferentNotJustice,
    check_referent,
    last_day_justice,
    service_of,
)
from gsn_app.domain.situation import (
    Apport,
    DesignationReferent,
    Mesure,
    Personne,
    SituationComplete,
    SituationUnknown,
    Typologie,
)
from gsn_app.ressources import read_ressource

TABLE = parse_orientation(read_ressource("orientation.toml"))
DISPOSITIFS = parse_liste(read_ressource("listes/dispositif.toml"))
BESOINS = parse_liste(read_ressource("listes/besoin.toml"))
JOURS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("institution", "fonction", "service"),
    [
        ("PJJ de Valfictif", "", "service_justice.PJJ"),
        ("Ministère", "Éducatrice de la Protection judiciaire de la jeunesse", "service_justice.PJJ"),
        ("S.P.I.P.", "", ""),
        ("SPIP", "Conseiller", "service_justice.SPIP"),
        ("Service pénitentiaire d’insertion et de probation", "", "service_justice.SPIP"),
        ("Éducation nationale", "Principale", ""),
        ("Espip", "", ""),
    ],
)
def test_a_judicial_service_is_read_in_an_institution(institution: str, fonction: str, service: str) -> None:
    assert service_of(institution, fonction) == service


@given(debut=JOURS, duree=st.integers(0, 800), jour=JOURS)
def test_under_a_judicial_measure_the_referent_is_of_the_pjj_or_spip_and_for_six_months_after(
    debut: date, duree: int, jour: date
) -> None:
    running = Parcours(judiciaires=(MesureJudiciaire("", "service_justice.PJJ", debut.isoformat()),))
    with pytest.raises(ReferentNotJustice):
        check_referent(running, "Mission locale", "", jour, 6)
    check_referent(running, "PJJ", "", jour, 6)
    fin = debut + timedelta(days=duree)
    ended = Parcours(
        judiciaires=(MesureJudiciaire("", "service_justice.PJJ", debut.isoformat(), fin.isoformat()),)
    )
    check_referent(ended, "Mission locale", "", jour, 6)
    last = last_day_justice(ended.judiciaires, 6)
    assert last is not None and 180 <= (last - fin).days <= 184
    if jour > last:
        with pytest.raises(ReferentJusticeEnded):
            check_referent(ended, "SPIP", "", jour, 6)
    else:
        check_referent(ended, "SPIP", "", jour, 6)


def test_the_table_speaks_of_the_closed_lists_and_serves_every_need_at_every_age() -> None:
    known = {v.code for v in DISPOSITIFS.valeurs}
    assert {d for ds in TABLE.besoins.values() for d in ds} | set(TABLE.ages) <= known
    assert set(TABLE.besoins) == {v.code for v in BESOINS.valeurs} - {"AUT"}
    assert known - {"AUT"} == {d for ds in TABLE.besoins.values() for d in ds}, "none is out of reach"
    for besoin in BESOINS.actives:
        for age in range(3, 26):
            proposed = TABLE.propose(f"besoin.{besoin.code}", age)
            assert proposed[-1] == "dispositif.AUT" and len(set(proposed)) == len(proposed)
            for code in proposed:
                low, high = TABLE.ages.get(code.partition(".")[2], (0, 200))
                assert low <= age <= high


def test_the_right_dispositif_follows_the_age() -> None:
    assert TABLE.propose("besoin.EMP", 17)[0] == "dispositif.ML"
    assert TABLE.propose("besoin.EMP", 15) == ("dispositif.PSP", "dispositif.AUT")
    assert "dispositif.DRE" in TABLE.propose("besoin.ASS", 16)
    assert "dispositif.DRE" not in TABLE.propose("besoin.ASS", 17)


@pytest.mark.parametrize("wrong", [b"besoins = 3", b"\xff", b"", b'[[besoins]]\nbesoin = "ASS"\n'])
def test_a_table_that_lacks_something_is_refused(wrong: bytes) -> None:
    with pytest.raises(TableOrientationInvalid):
        parse_orientation(wrong)


def whole() -> SituationComplete:
    """A situation with a text to be kept out of the bilan."""
    return SituationComplete(
        "s", Personne("Modèle", "Zoé", "2010-01-01", "F", adresse="CANARI rue"),
        Typologie("motif.ABS", "origine.EN", date_ouverture="2026-01-10"),
        apports=(Apport("a", "m", "2026-02-01", "CANARI texte"),),
        referents=(
            DesignationReferent("2", "m2", "2026-05-01", True, "2026-04-30"),
            DesignationReferent("1", "m1", "2026-02-01", True, "2026-01-31", "2026-05-01", "CANARI motif"),
        ),
        mesures=(Mesure("x", "mesure.SUI", "2026-02-02", "m1", "m1", "2026-02-03", "2026-06-01", "suite.AME"),),
        parcours=Parcours(
            (Contact("c", "m1", "2026-03-01", "moyen_information.ENT", "contact_personne.JEU"),
             Contact("d", "m1", "2026-02-15", "moyen_information.TEL", "contact_personne.REP")),
            (Orientation("o", "besoin.EMP", "dispositif.ML", "2026-05-02", "m1", "2026-05-20", "orientation_suite.PRI"),),
            (MesureJudiciaire("j", "service_justice.PJJ", "2026-01-01"),),
        ),
    )  # fmt: skip


def test_the_bilan_holds_dates_actions_and_relais_and_has_no_field_for_a_text() -> None:
    bilan = build_bilan(whole())
    assert [r.membre_id for r in bilan.referents] == ["m1", "m2"]
    assert (bilan.contacts, bilan.premier_contact, bilan.dernier_contact) == (2, "2026-02-15", "2026-03-01")
    assert (bilan.actions_abouties, bilan.relais_pris) == (1, 1)
    assert "CANARI" not in repr(bilan)
    names = {f.name for cls in (BilanParcours, ReferentBilan, ActionBilan, RelaisBilan) for f in fields(cls)}
    assert not {
        n for n in names if any(mot in n for mot in ("texte", "motif", "description", "apport", "adresse"))
    }
    assert codes_of(bilan) == {
        "mesure.SUI", "suite.AME", "besoin.EMP", "dispositif.ML", "orientation_suite.PRI",
    }  # fmt: skip
    with pytest.raises(SituationUnknown):
        build_bilan(SituationComplete("s", None, None))
