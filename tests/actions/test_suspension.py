"""Suspension: who may, who cannot be suspended, what is refused at once, what comes back after."""

from __future__ import annotations

import pytest

from gsn_app.actions.ouverture import MemberSuspended
from gsn_app.actions.retrait import withdraw_membre
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import admit_membre, list_situations, open_situation, read_situation
from gsn_app.actions.suspension import (
    AuditeurNotSuspended,
    SuspensionOfOneself,
    SuspensionUnchanged,
    reactivate_membre,
    suspend_membre,
)
from gsn_app.domain.texte import TexteEmpty
from gsn_app.store.annuaire import MembreNotReceivable
from gsn_app.store.creation import open_shared_key
from tests.actions.exemples import PERSONNE, expect_refusal, expect_sound, logged, open_one, read_all
from tests.actions.test_depart import adjointe
from tests.actions.test_retrait import say, texts
from tests.coffre_prepare import GSN, Prepare


def suspend(coffre: Prepare, nom: str) -> None:
    with logged(coffre, "coordo") as session:
        suspend_membre(session, coffre.membres[nom], "enquête interne")


def test_a_suspended_member_is_refused_at_the_door_and_the_attempt_is_journaled(coffre: Prepare) -> None:
    suspend(coffre, "social")
    with pytest.raises(MemberSuspended) as caught:
        coffre.open("social")
    assert "suspendu" in caught.value.sentence
    entries = read_all(coffre)
    assert [x.motif for x in entries if x.acte == "membre.suspendu"] == [
        f"membre {coffre.membres['social']} enquête interne"
    ]
    tried = [x for x in entries if x.acte == "acces.refuse"]
    assert len(tried) == 1 and tried[0].membre.startswith("Social")
    expect_sound(coffre)


@pytest.mark.parametrize("nom", ["ecole", "maire", "police", "dpo"])
def test_only_a_coordonnateur_suspends_or_reactivates(coffre: Prepare, nom: str) -> None:
    with logged(coffre, nom) as session:
        member = coffre.membres["social"]
        expect_refusal(session, ActeForbidden, "membre.suspendu", suspend_membre, member, "x")
        expect_refusal(session, ActeForbidden, "membre.reactive", reactivate_membre, member)


def test_neither_oneself_nor_the_auditeur_nor_without_a_reason(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        me, dpo, social = (coffre.membres[x] for x in ("coordo", "dpo", "social"))
        expect_refusal(session, SuspensionOfOneself, "membre.suspendu", suspend_membre, me, "x")
        expect_refusal(session, AuditeurNotSuspended, "membre.suspendu", suspend_membre, dpo, "x")
        with pytest.raises(TexteEmpty):
            suspend_membre(session, social, " ")
        with pytest.raises(SuspensionUnchanged):
            reactivate_membre(session, social)
        suspend_membre(session, social, "x")
        with pytest.raises(SuspensionUnchanged):
            suspend_membre(session, social, "x")


def test_no_key_is_sealed_to_a_suspended_member(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    suspend(coffre, "social")
    with logged(coffre, "coordo") as session:
        social = coffre.membres["social"]
        expect_refusal(
            session, MembreNotReceivable, "situation.membre_admis", admit_membre, situation, social
        )
        expect_refusal(
            session, MembreNotReceivable, "situation.ouverte", open_situation, GSN, personne=PERSONNE,
            origine="origine.EN", motif="motif.ABS", cercle=[social],
        )  # fmt: skip


def test_a_reactivated_member_gets_back_what_was_rotated_meanwhile(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    say(coffre, "social", situation, "Avant la suspension.", "ecole")
    suspend(coffre, "social")
    with logged(coffre, "coordo") as session:
        withdraw_membre(session, situation, coffre.membres["ecole"])
    say(coffre, "coordo", situation, "Pendant la suspension.")
    assert texts(coffre, "social") == {"Avant la suspension."}, (
        "what they read alone waits for their own session"
    )
    with logged(coffre, "coordo") as session:
        reactivate_membre(session, coffre.membres["social"], "retour")
    with logged(coffre, "social") as session:
        assert [s.id for s in list_situations(session)] == [situation]
        complete = read_situation(session, situation)
        assert {a.texte for a in complete.apports} == {"Avant la suspension.", "Pendant la suspension."}
        assert not complete.anomalies and not complete.rotations
    expect_sound(coffre)


def test_a_suspended_coordonnateur_comes_back_with_the_root_of_the_day(coffre: Prepare) -> None:
    adjointe(coffre)
    suspend(coffre, "adjointe")
    with logged(coffre, "coordo") as session:
        reactivate_membre(session, coffre.membres["adjointe"])
    with logged(coffre, "adjointe") as session:
        assert open_shared_key(session.coffre, "racine") is not None
