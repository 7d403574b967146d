"""Handing over: promotion, circles passed on, journal's key handed on, enrolment confirmed by its fingerprint."""

from __future__ import annotations

import pytest

from gsn_app.actions.charte import sign_charte
from gsn_app.actions.depart import preview_depart, revoke_membre
from gsn_app.actions.membre import (
    EmpreinteMismatch,
    MembreAlreadyConfirmed,
    auditeur_provisoire,
    confirm_membre,
    enrol_membre,
    membre_of,
)
from gsn_app.actions.passation import (
    PromotionImpossible,
    SuccesseurNotCoordonnateur,
    admit_successeur,
    promote_membre,
)
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import admit_membre, list_situations, read_situation
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.store.annuaire import MembreNotReceivable
from gsn_app.store.creation import open_shared_key
from tests.actions.exemples import expect_refusal, expect_sound, logged, open_one, read_all
from tests.actions.test_retrait import say, texts
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase


def test_a_guided_hand_over_leaves_the_successor_with_everything(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    other = open_one(coffre, "coordo", "social", "ecole")
    say(coffre, "ecole", situation, "Dit au cercle.")
    with logged(coffre, "coordo") as session:
        social = coffre.membres["social"]
        expect_refusal(
            session, SuccesseurNotCoordonnateur, "situation.membre_admis", admit_successeur, social
        )
        promote_membre(session, social, GSN)
        assert admit_successeur(session, social) == 1, "already in the circle of the other one"
        assert admit_successeur(session, social) == 0
    with logged(coffre, "social") as session:
        assert {s.id for s in list_situations(session)} == {situation, other}
        revoke_membre(session, coffre.membres["coordo"])
        assert not read_situation(session, situation).rotations
    assert texts(coffre, "social") == texts(coffre, "ecole") == {"Dit au cercle."}
    acts = [x.acte for x in read_all(coffre)]
    assert acts.count("membre.promu") == acts.count("racine.renouvelee") == 1
    expect_sound(coffre)


def test_who_may_not_be_promoted_and_who_may_not_promote(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        for nom in ("maire", "police", "dpo", "coordo"):
            expect_refusal(
                session, PromotionImpossible, "membre.promu", promote_membre, coffre.membres[nom], GSN
            )
        assert preview_depart(session, coffre.membres["ecole"]).obstacle == ""
    with logged(coffre, "ecole") as session:
        expect_refusal(session, ActeForbidden, "membre.promu", promote_membre, coffre.membres["ecole"], GSN)


def enrol(coffre: Prepare, nom: str, roles: dict[str, Role]) -> str:
    with logged(coffre, "coordo") as session:
        new = NouveauMembre(f"{nom.title()} Testard", "F", "I", roles)
        membre = enrol_membre(session, new, phrase(nom), kdf=BON_MARCHE, a_confirmer=True)
        coffre.membres[nom] = membre.id
        return membre.empreinte


def test_no_key_is_granted_before_the_fingerprint_is_confirmed(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    empreinte = enrol(coffre, "neuve", {GSN: Role.COORDONNATEUR})
    with logged(coffre, "neuve") as session:
        assert session.membre.empreinte == empreinte, "what they read on their own screen"
        sign_charte(session)
        assert open_shared_key(session.coffre, "racine") is None
    with logged(coffre, "coordo") as session:
        new = coffre.membres["neuve"]
        expect_refusal(session, MembreNotReceivable, "situation.membre_admis", admit_membre, situation, new)
        wrong = empreinte[:-1] + ("A" if empreinte[-1] != "A" else "B")
        expect_refusal(session, EmpreinteMismatch, "membre.confirme", confirm_membre, new, wrong)
    with logged(coffre, "neuve") as session:
        assert list_situations(session) == []
    with logged(coffre, "coordo") as session:
        confirm_membre(session, new, empreinte.lower().replace(" ", ""))
        with pytest.raises(MembreAlreadyConfirmed):
            confirm_membre(session, new, empreinte)
        admit_membre(session, situation, new)
    with logged(coffre, "coordo"):
        pass
    with logged(coffre, "neuve") as session:
        assert [s.id for s in list_situations(session)] == [situation]
        assert open_shared_key(session.coffre, "racine") is not None
    expect_sound(coffre)


@pytest.mark.parametrize("nom", ["ecole", "maire", "police", "dpo"])
def test_only_a_coordonnateur_confirms(coffre: Prepare, nom: str) -> None:
    empreinte = enrol(coffre, "neuve", {GSN: Role.MEMBRE})
    with logged(coffre, nom) as session:
        expect_refusal(
            session, ActeForbidden, "membre.confirme", confirm_membre, coffre.membres["neuve"], empreinte
        )
        assert membre_of(session, coffre.membres["neuve"]).a_confirmer
        assert not auditeur_provisoire(session)
