"""The dashboard counts only what the member reads, and every figure drawn is also said in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gsn_app.actions.referent_parcours import designate_referent
from gsn_app.actions.seance import open_seance, prepare_seance, set_presence
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import set_echeance
from gsn_app.actions.tableau_bord import read_tableau
from gsn_app.ui.kit.barres import Barres
from tests.actions.exemples import day
from tests.coffre_prepare import GSN, Prepare
from tests.ui.ecran import LEA, MOUSSA, Ecran, open_for

Sit = Callable[[str], Ecran]
RESUME = f"gsn_tableau_{GSN}_resume"


def test_a_member_s_figures_count_only_what_they_may_read(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    one = ecran.call(open_for, coffre, "coordo", "ecole")
    ecran.call(open_for, coffre, "coordo", "social", personne=MOUSSA)
    ecran.call(open_for, coffre, "coordo", personne=replace(LEA, prenom="Zoé", date_naissance="2006-01-01"))
    ecran.call(set_echeance, one, day(10))
    ecran.call(designate_referent, one, coffre.membres["ecole"], date=day(), accord=True)
    held = ecran.call(prepare_seance, GSN, day())
    ecran.call(set_presence, held, {coffre.membres[m]: "present" for m in ("coordo", "ecole")})
    ecran.call(open_seance, held)
    ecran.go("tableau_bord")
    assert ecran.text(RESUME).startswith("3\u00a0situations ouvertes, dont 1 avec référent.")
    assert "Léa Durand" in ecran.words()
    ecran.click(f"gsn_tableau_{GSN}_lire")
    spoken = ecran.words()
    for nom in ("ages", "echeances", "durees", "ouvertures", "presences"):
        barres = ecran.find(f"gsn_tableau_{GSN}_{nom}", Barres)
        assert barres.accessibleDescription().count("\u00a0: ") == len(barres.barres) > 0
        for barre in barres.barres:
            assert f"{barre.libelle}\u00a0: {barre.minimum}" in spoken, "each bar is also a line of text"
    presences = ecran.find(f"gsn_tableau_{GSN}_presences", Barres).barres
    assert [(b.libelle, b.minimum) for b in presences] == [
        ("Commune", 1), ("Institution ecole", 1), ("Institution social", 0),
    ]  # fmt: skip
    ecran = sit_down("social")
    ecran.go("tableau_bord")
    assert ecran.text(RESUME).startswith("1\u00a0situation ouverte, dont 0 avec référent.")
    assert "Durand" not in ecran.words() and "Aucune date prévue." in ecran.words()


def test_who_reads_no_situation_has_no_dashboard(sit_down: Sit) -> None:
    for nom in ("maire", "police", "dpo"):
        ecran = sit_down(nom)
        assert "tableau_bord" not in ecran.window.entrees
        with pytest.raises(ActeForbidden):
            ecran.call(read_tableau)
