"""Withdrawing a member by the page of the situation: who is offered it, who reads nothing more."""

from __future__ import annotations

from collections.abc import Callable

from tests.coffre_prepare import Prepare
from tests.ui.ecran import Ecran, open_for

Sit = Callable[[str], Ecran]


def test_a_withdrawn_member_is_named_as_gone_and_reads_nothing_more(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo", "ecole", "social")
    ecran.go("situation", situation_id)
    ecran.click("gsn_acces_retirer")
    ecran.choose("gsn_retrait_membre", coffre.membres["social"])
    ecran.type("gsn_retrait_motif", "a changé de secteur")
    ecran.click("gsn_retrait_enregistrer")
    assert "Membre retiré" in ecran.words()
    ecran = sit_down("ecole")
    ecran.go("situation", situation_id)
    assert "Durand Léa" in ecran.words() and not ecran.shown("gsn_acces_retirer")
    ecran = sit_down("social")
    ecran.go("situation", situation_id)
    assert "Durand Léa" not in ecran.words()
