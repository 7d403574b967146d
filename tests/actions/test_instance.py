"""Several bodies in one vault: each its members and keys, seats given and ended, a CMER alone, the usual circle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gsn_app.actions.accueil import list_taches
from gsn_app.actions.apport import add_apport
from gsn_app.actions.creation import prepare_creation
from gsn_app.actions.epreuve import Gardien
from gsn_app.actions.instance import (
    assign_membre,
    create_instance,
    list_instances,
    read_cercle,
    read_rythme,
    save_instance,
    unseat_membre,
)
from gsn_app.actions.membre import list_membres
from gsn_app.actions.passation import promote_membre
from gsn_app.actions.session import ActeForbidden, InstanceForeign
from gsn_app.actions.situation import (
    MembreNotInInstance,
    list_situations,
    open_situation,
    read_situation,
)
from gsn_app.domain.instance import (
    CercleForeign,
    CoordonnateurImpossible,
    RoleAlreadyHeld,
    RoleLast,
    RythmeInvalid,
    VieInstance,
    is_near,
    is_unplanned,
    propose_seance,
)
from gsn_app.domain.membre import CmerNotAlone, NouveauMembre, Role, TypeInstance
from gsn_app.domain.situation import SituationUnknown
from gsn_app.store.cle_scellee import Compartiment
from tests.actions.exemples import AUTRE, PERSONNE, day, expect_refusal, expect_sound, logged, open_one
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase

OUVERTURE = {"origine": "origine.EN", "motif": "motif.ABS"}


def add_cve(coffre: Prepare, *membres: str) -> str:
    """A second body whose members are those named; returns its id."""
    with logged(coffre, "coordo") as session:
        cve = create_instance(session, TypeInstance.CVE, "Cellule de veille", adoptee_le=day()).id
        for nom in membres:
            assign_membre(session, coffre.membres[nom], cve, Role.MEMBRE)
    return cve


def test_the_next_meeting_follows_the_rhythm_and_is_told_two_weeks_before() -> None:
    vie = VieInstance(3, "2026-11-20")
    assert propose_seance(vie, date(2026, 11, 30)) == date(2027, 2, 28)
    assert propose_seance(VieInstance(0), date(2026, 11, 30)) is None and propose_seance(vie, None) is None
    near = [is_near(vie.prochaine, date(2026, 11, d)) for d in (5, 6, 20, 21)]
    assert near == [False, True, True, False] and not is_near("", date(2026, 11, 5))
    unplanned = [is_unplanned(v, date(2026, 11, 21)) for v in (vie, VieInstance(3), VieInstance(0))]
    assert unplanned == [True, True, False]


def test_a_second_body_has_its_own_members_situations_and_keys(coffre: Prepare) -> None:
    cve = add_cve(coffre, "ecole")
    with logged(coffre, "coordo") as session:
        found = {r.instance.id: r for r in list_instances(session)}
        assert set(found) == {GSN, cve} and found[cve].vie.adoptee_le == day()
        assert [(s.membre.id, s.role) for s in found[cve].sieges] == [
            (coffre.membres["coordo"], Role.COORDONNATEUR), (coffre.membres["ecole"], Role.MEMBRE),
        ]  # fmt: skip
        with pytest.raises(MembreNotInInstance):
            open_situation(session, cve, personne=AUTRE, cercle=[coffre.membres["social"]], **OUVERTURE)
        there = open_situation(
            session, cve, personne=AUTRE, cercle=[coffre.membres["coordo"], coffre.membres["ecole"]], **OUVERTURE
        )  # fmt: skip
    with logged(coffre, "social") as session:
        assert {r.instance.id for r in list_instances(session)} == {GSN}
        assert there not in {r.id for r in list_situations(session)}
        expect_refusal(session, SituationUnknown, "situation.consultee", read_situation, there)
        expect_refusal(
            session,
            ActeForbidden,
            "membre.affecte",
            assign_membre,
            coffre.membres["social"],
            cve,
            Role.MEMBRE,
        )
    expect_sound(coffre)


def test_a_seat_opens_nothing_and_its_end_closes_that_body_alone(coffre: Prepare) -> None:
    cve = add_cve(coffre, "ecole", "social")
    gsn = open_one(coffre, "coordo", "ecole", "social")
    with logged(coffre, "coordo") as session:
        cercle = [coffre.membres[m] for m in ("coordo", "ecole", "social")]
        veille = open_situation(session, cve, personne=AUTRE, cercle=cercle, **OUVERTURE)
        save_instance(session, cve, rythme_mois=2, cercle=cercle)
    with logged(coffre, "social") as session:
        held = session.coffre.dossiers[bytes.fromhex(veille)]
        old = {comp: dek for comp, (_, dek) in held.cles.items()}
    with logged(coffre, "coordo") as session:
        assert unseat_membre(session, coffre.membres["social"], cve) == 1
        add_apport(session, veille, "Canari écrit après le retrait.")
        now = session.coffre.dossiers[bytes.fromhex(veille)]
        assert not {dek for _, dek in now.cles.values()} & set(old.values()), "every key was renewed"
        assert coffre.membres["social"] not in read_cercle(session, cve)
        with pytest.raises(RoleLast):
            unseat_membre(session, coffre.membres["social"], GSN)
    with logged(coffre, "social") as session:
        assert {r.id for r in list_situations(session)} == {gsn}
        expect_refusal(session, SituationUnknown, "situation.consultee", read_situation, veille)
        assert read_situation(session, gsn).personne is not None
    with logged(coffre, "ecole") as session:
        assert any(a.texte.startswith("Canari") for a in read_situation(session, veille).apports)
    expect_sound(coffre)


def test_a_seat_ended_by_who_does_not_read_the_exchanges_is_closed_by_who_does(coffre: Prepare) -> None:
    """The coordonnateur outside the circle marks; the next coordonnateur of the circle renews, without who left."""
    cve = add_cve(coffre, "ecole", "social")
    with logged(coffre, "coordo") as session:
        veille = open_situation(
            session, cve, personne=AUTRE, cercle=[coffre.membres["ecole"], coffre.membres["social"]], **OUVERTURE
        )  # fmt: skip
        assert session.coffre.dossiers[bytes.fromhex(veille)].compartment(2) is None
        unseat_membre(session, coffre.membres["social"], cve)
        assert session.coffre.read_valeur(f"rotation_due.{veille}") is not None
    with logged(coffre, "coordo") as session:
        promote_membre(session, coffre.membres["ecole"], cve)
    with logged(coffre, "ecole") as session:
        acces = read_situation(session, veille).acces
        ended = [a for a in acces if a.membre_id == coffre.membres["social"]]
        assert ended and all(a.jusqu_au for a in ended)
        assert session.coffre.read_valeur(f"rotation_due.{veille}") is None
    with logged(coffre, "social") as session:
        expect_refusal(session, SituationUnknown, "situation.consultee", read_situation, veille)


def test_a_cmer_shares_no_vault_in_either_direction(coffre: Prepare, tmp_path: Path) -> None:
    with logged(coffre, "coordo") as session, pytest.raises(CmerNotAlone) as caught:
        create_instance(session, TypeInstance.CMER, "Cellule", adoptee_le=day())
    assert "opinions" in caught.value.sentence
    made = prepare_creation(
        commune="Saint-Exemple", instances=[(TypeInstance.CMER, "Cellule")],
        coordonnateur=NouveauMembre("Coordo Testard", "Coordonnateur", "Commune", {}), passphrase=phrase("coordo"),
        auditeur=None, gardiens=[Gardien("A Testard", "maire"), Gardien("B Testard", "DPO")],
    )  # fmt: skip
    for rang, part in enumerate(made.parts):
        made.prove(rang, part)
    session = made.finish(tmp_path / "cmer", tmp_path / "poste-cmer", kdf=BON_MARCHE)
    try:
        with pytest.raises(CmerNotAlone):
            create_instance(session, TypeInstance.GSN, "Groupe", adoptee_le=day())
        assert [i.type for i in session.coffre.annuaire.instances] == [TypeInstance.CMER]
    finally:
        session.close()


def test_a_body_may_be_given_to_another_coordonnateur_and_its_maker_then_reads_none_of_it(
    coffre: Prepare,
) -> None:
    with logged(coffre, "coordo") as session:
        cddf = create_instance(
            session, TypeInstance.CDDF, "Conseil", adoptee_le=day(), coordonnateur_id=coffre.membres["social"]
        ).id
        expect_refusal(
            session,
            ActeForbidden,
            "membre.affecte",
            assign_membre,
            coffre.membres["ecole"],
            cddf,
            Role.MEMBRE,
        )
        with pytest.raises(CoordonnateurImpossible):
            create_instance(
                session, TypeInstance.CVE, "x", adoptee_le=day(), coordonnateur_id=coffre.membres["dpo"]
            )
        with pytest.raises(InstanceForeign):
            save_instance(session, "cve-9", rythme_mois=3)
    with logged(coffre, "social") as session:
        assign_membre(session, coffre.membres["ecole"], cddf, Role.MEMBRE)
        with pytest.raises(RoleAlreadyHeld):
            assign_membre(session, coffre.membres["ecole"], cddf, Role.ELU)
        theirs = open_situation(
            session, cddf, personne=PERSONNE, cercle=[coffre.membres["social"]], **OUVERTURE
        )
    with logged(coffre, "coordo") as session:
        expect_refusal(session, SituationUnknown, "situation.consultee", read_situation, theirs)
        chief = next(m for m in list_membres(session) if m.id == coffre.membres["social"])
        assert chief.roles == {GSN: Role.MEMBRE, cddf: Role.COORDONNATEUR}


def test_the_rhythm_and_the_usual_circle_are_the_coordonnateur_s(coffre: Prepare) -> None:
    chosen = [coffre.membres["coordo"], coffre.membres["ecole"]]
    with logged(coffre, "coordo") as session:
        save_instance(session, GSN, rythme_mois=2, prochaine=day(7), cercle=chosen)
        assert read_rythme(session, GSN) == 2 and read_cercle(session, GSN) == tuple(chosen)
        with pytest.raises(RythmeInvalid):
            save_instance(session, GSN, rythme_mois=13)
        with pytest.raises(CercleForeign):
            save_instance(session, GSN, rythme_mois=2, cercle=[coffre.membres["police"]])
    with logged(coffre, "ecole") as session:
        told = [t for t in list_taches(session) if t.genre == "seance"]
        assert [(t.echeance, t.ecran, t.urgence) for t in told] == [(day(7), "instances", 1)]
        expect_refusal(session, ActeForbidden, "reglages.modifies", save_instance, GSN, rythme_mois=1)
    with logged(coffre, "coordo") as session:
        save_instance(session, GSN, rythme_mois=2, prochaine=day(-1), cercle=chosen)
        asked = next(t for t in list_taches(session) if t.genre == "seance")
        assert asked.libelle.startswith("Fixez") and asked.echeance > day()
        vie = list_instances(session)[0].vie
        assert replace(vie, prochaine="") == VieInstance(2, "", "", tuple(chosen))
    with logged(coffre, "ecole") as session:
        assert not [t for t in list_taches(session) if t.genre == "seance"], (
            "a date passed is the coordonnateur's"
        )


def test_a_coordonnateur_of_one_body_who_is_a_member_in_another_neither_blocks_nor_hands_on(
    coffre: Prepare,
) -> None:
    """« ecole » coordinates the CVE and reads a circle of the GSN: promotions, logins and handings go on."""
    gsn = open_one(coffre, "coordo", "ecole")
    with logged(coffre, "coordo") as session:
        cve = create_instance(
            session, TypeInstance.CVE, "Veille", adoptee_le=day(), coordonnateur_id=coffre.membres["ecole"]
        ).id
    with logged(coffre, "ecole") as session:
        assign_membre(session, coffre.membres["social"], cve, Role.MEMBRE)
        there = open_situation(session, cve, personne=AUTRE, cercle=[coffre.membres["ecole"]], **OUVERTURE)
        promote_membre(session, coffre.membres["social"], cve)
    with logged(coffre, "coordo") as session:
        promote_membre(session, coffre.membres["social"], GSN)
    with logged(coffre, "ecole") as session:
        assert read_situation(session, gsn).personne is not None
    with logged(coffre, "social") as session:
        for one in (gsn, there):
            held = session.coffre.dossiers[bytes.fromhex(one)]
            kinds = {code for code, _ in held.cles.values()}
            assert kinds == {Compartiment.IDENTITE, Compartiment.TYPOLOGIE, Compartiment.RAPPEL}
    expect_sound(coffre)
