"""Séances beside the other acts: a withdrawal, a limitation, a fusion, a second body, a seat that ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gsn_app.actions.accueil import list_taches
from gsn_app.actions.demande_droit import limit_situation, record_demande
from gsn_app.actions.dossier_acces import read_dossier_acces
from gsn_app.actions.fusion import merge_situations, split_situations
from gsn_app.actions.instance import assign_membre, create_instance, list_instances, unseat_membre
from gsn_app.actions.retrait import withdraw_membre
from gsn_app.actions.seance import (
    add_point,
    cancel_seance,
    close_seance,
    list_seances,
    open_seance,
    prepare_seance,
    read_seance,
    set_presence,
)
from gsn_app.actions.seance_point import (
    list_confirmations,
    list_non_admis,
    note_apport,
    open_point,
    record_decision,
)
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import close_situation
from gsn_app.domain.demande_droit import Demandeur, Droit
from gsn_app.domain.membre import MembreUnknown, Role, TypeInstance
from gsn_app.domain.seance import PointUnknown, PresentsNotAdmitted
from gsn_app.domain.situation import SituationClosed, SituationLimited
from tests.actions.exemples import AUTRE, day, expect_refusal, logged, open_one
from tests.actions.test_seance import hold
from tests.coffre_prepare import GSN, Prepare


def test_a_member_withdrawn_after_the_seance_is_asked_nothing_and_named_at_the_next(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    seance_id = hold(coffre, "ecole", points=(situation,))
    ecole = coffre.membres["ecole"]
    with logged(coffre, "coordo") as session:
        open_point(session, seance_id, situation)
        note_apport(session, seance_id, situation, "Dit en séance.", dit_par=ecole)
    with logged(coffre, "ecole") as session:
        assert len(list_confirmations(session)) == 1, "control"
    with logged(coffre, "coordo") as session:
        withdraw_membre(session, situation, ecole)
        assert [n.membre_id for n in list_non_admis(session, seance_id, situation)] == [ecole]
        expect_refusal(session, PresentsNotAdmitted, "seance.point_ouvert", open_point, seance_id, situation)
    with logged(coffre, "ecole") as session:
        assert list_confirmations(session) == []
        assert not any(t.genre == "confirmation" for t in list_taches(session))
        assert read_seance(session, seance_id).seance.points == ()


def test_a_limited_or_closed_situation_is_not_discussed(coffre: Prepare) -> None:
    limited, closed = open_one(coffre), open_one(coffre, personne=AUTRE)
    seance_id = hold(coffre, "ecole", points=(limited, closed))
    with logged(coffre, "coordo") as session:
        limit_situation(session, limited)
        close_situation(session, closed, "cloture.SOL")
        expect_refusal(session, SituationLimited, "seance.point_ouvert", open_point, seance_id, limited)
        expect_refusal(session, SituationClosed, "seance.point_ouvert", open_point, seance_id, closed)
        with pytest.raises(PointUnknown):
            add_point(session, prepare_seance(session, GSN, day(3)), closed)


def test_a_fusion_and_its_undoing_leave_the_agenda_as_it_was(coffre: Prepare) -> None:
    first, second = open_one(coffre), open_one(coffre, personne=AUTRE)
    seance_id = hold(coffre, "ecole", points=(first, second))
    with logged(coffre, "coordo") as session:
        before = read_seance(session, seance_id).seance.points
        merge_situations(session, first, second)
        assert read_seance(session, seance_id).seance.points == before
        assert {open_point(session, seance_id, one).id for one in (first, second)} == {first, second}
        split_situations(session, first)
        assert [p.objet_id for p in read_seance(session, seance_id).seance.points] == [first, second]


def test_bodies_hold_their_own_seances_and_a_seat_that_ends_closes_them(coffre: Prepare) -> None:
    situation = open_one(coffre)
    social, ecole = coffre.membres["social"], coffre.membres["ecole"]
    with logged(coffre, "coordo") as session:
        cve = create_instance(
            session, TypeInstance.CVE, "Veille", adoptee_le=day(), coordonnateur_id=ecole
        ).id
    with logged(coffre, "ecole") as session:
        assign_membre(session, social, cve, Role.MEMBRE)
        held = prepare_seance(session, cve, day(), "10:00")
        with pytest.raises(PointUnknown):
            add_point(session, held, situation)
        with pytest.raises(MembreUnknown):
            set_presence(session, held, {coffre.membres["coordo"]: "present"})
        set_presence(session, held, {social: "present", ecole: "present"})
        open_seance(session, held)
        close_seance(session, held, prochaine=day(30))
        (body,) = [r for r in list_instances(session) if r.instance.id == cve]
        assert body.vie.prochaine == day(30), "the body recalls it to everybody"
        expect_refusal(session, ActeForbidden, "seance.preparee", prepare_seance, GSN, day(1))
    with logged(coffre, "coordo") as session:
        assert list_seances(session) == [], "a coordonnateur of another body reads nothing of it"
    with logged(coffre, "social") as session:
        assert len(list_seances(session)) == 2
    with logged(coffre, "ecole") as session:
        unseat_membre(session, social, cve)
    with logged(coffre, "social") as session:
        assert list_seances(session) == []
        assert bytes.fromhex(held) not in session.coffre.dossiers


def test_the_person_is_told_what_the_group_decided(coffre: Prepare) -> None:
    situation = open_one(coffre)
    seance_id = hold(coffre, "ecole", points=(situation,))
    with logged(coffre, "coordo") as session:
        open_point(session, seance_id, situation)
        record_decision(session, seance_id, situation, "decision.CLO")
        asked = record_demande(
            session, GSN, Droit.ACCES, Demandeur.PERSONNE, recue_le=day(), situation_id=situation
        )
        told = dict(read_dossier_acces(session, asked).faits[1].faits)
        assert told["Décisions du groupe"].startswith("Clôture envisagée, le ")


def test_a_cancelled_day_is_recalled_to_nobody_and_a_year_ends_the_asking(coffre: Prepare) -> None:
    situation = open_one(coffre)
    seance_id = hold(coffre, "ecole", points=(situation,))
    with logged(coffre, "coordo") as session:
        open_point(session, seance_id, situation)
        note_apport(session, seance_id, situation, "Dit en séance.", dit_par=coffre.membres["ecole"])
        planned = prepare_seance(session, GSN, day(5))
        assert any(t.echeance == day(5) for t in list_taches(session)), "control"
        cancel_seance(session, planned)
        assert not any(t.echeance == day(5) for t in list_taches(session))
    with logged(coffre, "ecole") as session:
        assert not any(t.echeance == day(5) for t in list_taches(session))
        assert len(list_confirmations(session)) == 1
    later = datetime.now(UTC) + timedelta(days=370)
    with logged(coffre, "ecole", lambda: later) as session:
        assert list_confirmations(session) == []
