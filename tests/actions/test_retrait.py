"""Withdrawing a member from a situation (C9): who may, who still reads, who no longer, and by whom each text stays signed."""

from __future__ import annotations

from typing import Any

import pytest

from gsn_app.actions.apport import add_apport, withdraw_apport
from gsn_app.actions.charte import sign_charte
from gsn_app.actions.membre import enrol_membre
from gsn_app.actions.rappel_ordre import list_rappels
from gsn_app.actions.referent_parcours import designate_referent, end_referent
from gsn_app.actions.retrait import (
    CircleWithoutCoordonnateur,
    MembreNotAdmitted,
    ReferentInOffice,
    complete_rotations,
    withdraw_membre,
)
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import (
    admit_membre,
    change_personne,
    close_situation,
    list_situations,
    read_situation,
)
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.domain.situation import SituationUnknown
from gsn_app.store.coffre import Coffre
from gsn_app.store.rotation_due import list_dues
from tests.actions.exemples import (
    AUTRE,
    day,
    expect_refusal,
    expect_sound,
    logged,
    open_one,
    prepare_one,
    read_all,
)
from tests.attaques.dump_independant import dump
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase


def dumped(coffre: Prepare, nom: str) -> dict[str, Any]:
    """Everything a member's keys open, read by the independent script."""
    return dump(coffre.coffre, coffre.poste, coffre.membres[nom], phrase(nom))


def texts(coffre: Prepare, nom: str) -> set[str]:
    """Texts of the apports a member opens with the independent script."""
    return {
        x["contenu"].get("texte", "") for x in dumped(coffre, nom)["pieces"] if x["contenu"]["t"] == "apport"
    }


def say(coffre: Prepare, nom: str, situation: str, texte: str, *lecteurs: str) -> str:
    """An apport of a member, for the readers named or the whole circle."""
    with logged(coffre, nom) as session:
        return add_apport(session, situation, texte, lecteurs=[coffre.membres[x] for x in lecteurs])


def withdraw(coffre: Prepare, situation: str, nom: str, by: str = "coordo") -> None:
    """Withdraw a member from a circle."""
    with logged(coffre, by) as session:
        withdraw_membre(session, situation, coffre.membres[nom], "a changé de secteur")


def rows(coffre: Coffre, member: str) -> int:
    """Sealed keys of one member."""
    found = coffre.conn.execute(
        "SELECT count(*) FROM cle_scellee WHERE membre_id = ?", (bytes.fromhex(member),)
    ).fetchone()
    return int(found[0])


def test_who_is_withdrawn_reads_nothing_more_and_who_remains_reads_all(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    autre = open_one(coffre, "coordo", "social", personne=AUTRE)
    say(coffre, "social", situation, "Apport de l’assistante sociale.")
    say(coffre, "ecole", situation, "Apport du collège.")
    withdraw(coffre, situation, "social")
    say(coffre, "ecole", situation, "Écrit après le retrait.")
    with logged(coffre, "social") as session:
        assert [s.id for s in list_situations(session)] == [autre], "the other situation stays"
        expect_refusal(session, SituationUnknown, "situation.consultee", read_situation, situation)
        expect_refusal(session, SituationUnknown, "apport.ajoute", add_apport, situation, "Encore moi.")
        assert not session.anomalies
    assert texts(coffre, "social") == set()
    everything = {"Apport de l’assistante sociale.", "Apport du collège.", "Écrit après le retrait."}
    assert texts(coffre, "ecole") == texts(coffre, "coordo") == everything
    with logged(coffre, "ecole") as session:
        complete = read_situation(session, situation)
        authors = {a.texte: a.auteur_id for a in complete.apports}
        assert authors["Apport de l’assistante sociale."] == coffre.membres["social"], (
            "still their own signature"
        )
        ended = [a for a in complete.acces if a.membre_id == coffre.membres["social"]]
        assert len(ended) == 1 and ended[0].jusqu_au
        assert [x.acte for x in complete.historique][-2:] == ["situation.membre_retire", "apport.ajoute"]
        assert "situation.ouverte" in {x.acte for x in complete.historique}, "the past history is still read"
        assert not complete.anomalies and not complete.rotations
    motives = [x.motif for x in read_all(coffre) if x.acte == "situation.membre_retire"]
    assert motives == [f"membre {coffre.membres['social']} a changé de secteur"]
    expect_sound(coffre)


@pytest.mark.parametrize("nom", ["ecole", "social", "maire", "police", "dpo"])
def test_only_a_coordonnateur_withdraws(coffre: Prepare, nom: str) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    with logged(coffre, nom) as session:
        expect_refusal(
            session,
            ActeForbidden,
            "situation.membre_retire",
            withdraw_membre,
            situation,
            coffre.membres["ecole"],
        )
    assert len(dumped(coffre, "ecole")["dossiers"]) == 1


def test_who_is_not_in_the_circle_cannot_be_withdrawn_nor_a_referent_in_office(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    with logged(coffre, "coordo") as session:
        with pytest.raises(MembreNotAdmitted):
            withdraw_membre(session, situation, coffre.membres["social"])
        ecole = coffre.membres["ecole"]
        designate_referent(session, situation, ecole, date=day(), accord=True)
        expect_refusal(
            session, ReferentInOffice, "situation.membre_retire", withdraw_membre, situation, ecole
        )
        end_referent(session, situation, date=day())
        withdraw_membre(session, situation, ecole)
        with pytest.raises(MembreNotAdmitted):
            withdraw_membre(session, situation, ecole)


def test_a_closed_situation_is_rotated_too_and_the_withdrawn_may_come_back(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    texte = "Avant la clôture."
    say(coffre, "ecole", situation, texte)
    withdraw(coffre, situation, "ecole")
    with logged(coffre, "coordo") as session:
        admit_membre(session, situation, coffre.membres["ecole"], "de retour")
    assert texts(coffre, "ecole") == {texte}
    with logged(coffre, "coordo") as session:
        close_situation(session, situation, "cloture.SOL")
        withdraw_membre(session, situation, coffre.membres["ecole"])
    assert texts(coffre, "ecole") == set() and texts(coffre, "coordo") == {texte}
    expect_sound(coffre)


def test_the_only_coordonnateur_of_a_circle_does_not_leave_it(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    with logged(coffre, "coordo") as session:
        me = coffre.membres["coordo"]
        expect_refusal(
            session, CircleWithoutCoordonnateur, "situation.membre_retire", withdraw_membre, situation, me
        )
        other = NouveauMembre("Adjointe Testard", "Adjointe", "Commune", {GSN: Role.COORDONNATEUR})
        coffre.membres["adjointe"] = enrol_membre(session, other, phrase("adjointe"), kdf=BON_MARCHE).id
    with logged(coffre, "adjointe") as session:
        sign_charte(session)
    with logged(coffre, "coordo") as session:
        admit_membre(session, situation, coffre.membres["adjointe"])
        withdraw_membre(session, situation, me)
        assert read_situation(session, situation).acces == ()
    say(coffre, "ecole", situation, "Écrit sans le premier coordonnateur.")
    assert texts(coffre, "coordo") == set() and len(texts(coffre, "adjointe")) == 1
    with logged(coffre, "coordo") as session:
        assert [s.id for s in list_situations(session)] == [situation], (
            "identity stays with each coordonnateur"
        )
        change_personne(session, situation, AUTRE)
    expect_sound(coffre)


def test_the_elu_keeps_the_rappels_of_a_rotated_situation_and_no_more(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    with logged(coffre, "coordo") as session:
        prepare_one(session, situation)
    withdraw(coffre, situation, "social")
    with logged(coffre, "maire") as session:
        assert len(list_rappels(session)) == 1
    assert {x["contenu"]["t"] for x in dumped(coffre, "maire")["pieces"]} == {"rappel"}


def test_a_restricted_apport_is_cut_at_once_and_renewed_by_the_next_reader(coffre: Prepare) -> None:
    """The coordonnateur reads neither before nor after; the withdrawn reader's key is gone before the rotation."""
    situation = open_one(coffre, "coordo", "ecole", "social")
    secret = "Réservé à deux lecteurs."
    say(coffre, "ecole", situation, secret, "social")
    assert texts(coffre, "social") == texts(coffre, "ecole") == {secret} and texts(coffre, "coordo") == set()
    withdraw(coffre, situation, "social")
    assert texts(coffre, "social") == set() and texts(coffre, "coordo") == set()
    with logged(coffre, "coordo") as session:
        assert rows(session.coffre, coffre.membres["social"]) == 0
        assert len(read_situation(session, situation).rotations) == 1, "shown until it is done"
        assert complete_rotations(session) == 0, "who does not read it renews nothing"
    with logged(coffre, "ecole") as session:
        assert list_dues(session.coffre) == [], "done at the reader's login"
        complete = read_situation(session, situation)
        assert [a.texte for a in complete.apports] == [secret] and not complete.rotations
        withdraw_apport(session, situation, complete.apports[0].id)
    assert [x.acte for x in read_all(coffre)].count("rotation.faite") == 1
    expect_sound(coffre)


def test_a_restricted_apport_without_any_reader_left_stays_with_escrow_alone(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    say(coffre, "ecole", situation, "Pour moi et les gardiens.", "ecole")
    withdraw(coffre, situation, "ecole")
    for nom in ("ecole", "social", "coordo"):
        assert texts(coffre, nom) == set()
    with logged(coffre, "coordo") as session:
        assert "gardiens" in read_situation(session, situation).rotations[0]
    with logged(coffre, "social") as session:
        assert len(list_dues(session.coffre)) == 1, "nobody can renew it"


def test_a_restricted_apport_of_others_is_left_alone(coffre: Prepare) -> None:
    """Who leaves did not read it: nothing to renew, its readers keep it."""
    situation = open_one(coffre, "coordo", "ecole", "social")
    say(coffre, "ecole", situation, "Entre le collège et le coordonnateur.", "coordo")
    withdraw(coffre, situation, "social")
    assert len(texts(coffre, "ecole")) == len(texts(coffre, "coordo")) == 1
    with logged(coffre, "coordo") as session:
        assert list_dues(session.coffre) == []


def test_a_rotation_that_fails_leaves_everything_as_it_was(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    say(coffre, "ecole", situation, "Toujours lisible.")
    with logged(coffre, "coordo") as session:
        session.coffre.conn.execute("PRAGMA user_version")  # the connection is sound
        session.coffre.conn.set_authorizer(
            lambda action, table, *_: 1 if (action, table) == (18, "journal") else 0
        )
        with pytest.raises(Exception, match=r"."):
            withdraw_membre(session, situation, coffre.membres["social"])
        session.coffre.conn.set_authorizer(None)
        assert [a.texte for a in read_situation(session, situation).apports] == ["Toujours lisible."]
        add_apport(session, situation, "Écrit sous les mêmes clés.")
    assert texts(coffre, "social") == {"Toujours lisible.", "Écrit sous les mêmes clés."}
    expect_sound(coffre)
