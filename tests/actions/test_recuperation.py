"""Recovery: who may, what comes back and what does not; nothing is written before the shares are proved."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.gardien import (
    show_part,
    try_parts,
)
from gsn_app.actions.journal import read_journal, verify_journal
from gsn_app.actions.membre import enrol_membre
from gsn_app.actions.ouverture import open_session
from gsn_app.actions.rappel_adulte import prepare_rappel_adulte
from gsn_app.actions.rappel_ordre import list_rappels, read_rappel
from gsn_app.actions.recuperation import (
    CoordonnateurRequired,
    examine_parts,
    recover_coffre,
    recover_situations,
)
from gsn_app.actions.reenrolement import (
    MembreGone,
    MembreSelf,
    NothingDue,
    list_annonces,
    list_fragiles,
    list_remises,
    read_essai,
    reenrol_membre,
    return_keys,
    try_membre,
)
from gsn_app.actions.saisine import list_saisines, submit_saisine
from gsn_app.actions.session import ActeForbidden, CharteUnsigned
from gsn_app.actions.situation import MembreUnsigned, list_situations, read_situation
from gsn_app.crypto.entete import PassphraseWrong
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.errors import GsnError
from tests.actions.exemples import AUTRE, expect_refusal, expect_sound, facts, logged, open_one, read_all
from tests.actions.gardiens import NEUVE, Papier, coffre, dump_rows, open_new, original, recover, reenrol
from tests.coffre_prepare import BON_MARCHE, GSN, phrase

__all__ = ["coffre", "original"]


# -- a member who forgot --------------------------------------------------------------------------


def test_a_member_who_forgot_reads_again_what_the_holders_hand_back(coffre: Papier) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    with logged(coffre, "ecole") as session:
        saisine = submit_saisine(session, GSN, origine="origine.EN", motif="motif.ABS", personne=AUTRE)
        add_apport(session, situation, "Écrit avant l’oubli.")
    reenrol(coffre, "ecole")
    with pytest.raises(PassphraseWrong):
        coffre.open("ecole")
    session = open_new(coffre, "ecole", sign=False)
    assert session.charte_a_signer and not session.anomalies
    with pytest.raises(CharteUnsigned):
        list_situations(session)
    session.close()
    with logged(coffre, "coordo") as session:
        assert list_remises(session) == [], "nothing is proposed before they sign (C1)"
        with pytest.raises(MembreUnsigned):
            return_keys(session, coffre.membres["ecole"])
    session = open_new(coffre, "ecole")
    assert list_situations(session) == []
    session.close()
    with logged(coffre, "coordo") as session:
        (remise,) = list_remises(session)
        assert (remise.nom, remise.situations, remise.saisines) == ("Ecole Testard", 1, 1)
        assert return_keys(session, coffre.membres["ecole"]) == 2
        assert list_remises(session) == []
        with pytest.raises(NothingDue):
            return_keys(session, coffre.membres["ecole"])
    session = open_new(coffre, "ecole", sign=False)
    assert [a.texte for a in read_situation(session, situation).apports] == ["Écrit avant l’oubli."]
    assert [s.id for s in list_saisines(session)] == [saisine]
    assert not session.anomalies and not read_situation(session, situation).anomalies
    session.close()
    expect_sound(coffre)


def test_an_adult_s_rappel_comes_back_to_the_elu_enrolled_again_and_through_the_custodians(
    coffre: Papier,
) -> None:
    adulte = facts(date_naissance="1970-02-03", representants=(), fait="fait.VOISIN")
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_rappel_adulte(session, GSN, **adulte)
    reenrol(coffre, "maire")
    session = open_new(coffre, "maire")
    assert list_rappels(session) == []
    session.close()
    with logged(coffre, "coordo") as session:
        assert return_keys(session, coffre.membres["maire"]) == 1
    session = open_new(coffre, "maire", sign=False)
    assert [r.id for r in list_rappels(session)] == [rappel_id] and not session.anomalies
    session.close()
    session = recover(coffre)
    assert read_rappel(session, rappel_id).prepare is not None
    session.close()


def test_every_member_sees_who_was_enrolled_again_and_who_handed_what_back(coffre: Papier) -> None:
    open_one(coffre, "coordo", "ecole")
    reenrol(coffre, "ecole")
    open_new(coffre, "ecole").close()
    with logged(coffre, "coordo") as session:
        return_keys(session, coffre.membres["ecole"])
    for nom in ("social", "maire", "police", "dpo"):
        with logged(coffre, nom) as session:
            told = list_annonces(session)
            assert [(a.acte, a.membre_id, a.par) for a in told] == [
                ("situation.cles_remises", coffre.membres["ecole"], coffre.membres["coordo"]),
                ("membre.reenrole", coffre.membres["ecole"], coffre.membres["coordo"]),
            ]
    acts = [x.acte for x in read_all(coffre)]
    assert "membre.reenrole" in acts and "situation.cles_remises" in acts


@pytest.mark.parametrize("nom", ["ecole", "maire", "police", "dpo"])
def test_nobody_but_a_coordonnateur_enrols_again_or_tries(coffre: Papier, nom: str) -> None:
    with logged(coffre, nom) as session:
        for acte, function in (("membre.reenrole", reenrol_membre), ("recuperation.essayee", try_membre)):
            more = {"kdf": BON_MARCHE}
            args = [coffre.membres["social"], NEUVE.format("x")][: 2 if function is reenrol_membre else 1]
            expect_refusal(session, ActeForbidden, acte, function, *args, **more)
        for function in (recover_situations, try_parts):
            with pytest.raises(ActeForbidden):
                function(session, coffre.parts[:2])
        with pytest.raises(ActeForbidden):
            show_part(session, 0)


def test_nobody_enrols_themselves_again(coffre: Papier) -> None:
    with logged(coffre, "coordo") as session, pytest.raises(MembreSelf):
        reenrol_membre(session, session.membre.id, NEUVE.format("moi"), kdf=BON_MARCHE)


def test_only_a_circle_a_coordonnateur_holds_comes_back_and_the_others_are_shown_beforehand(
    coffre: Papier,
) -> None:
    shared = open_one(coffre, "coordo", "ecole")
    open_one(coffre, "ecole", personne=AUTRE)
    with logged(coffre, "coordo") as session:
        assert list_fragiles(session) == [], (
            "two hold the one seen here; the other is not this member’s to see"
        )
    reenrol(coffre, "ecole")
    open_new(coffre, "ecole").close()
    with logged(coffre, "coordo") as session:
        (fragile,) = list_fragiles(session)
        assert (fragile.situation_id, fragile.detenteur) == (shared, "Coordo Testard")
        return_keys(session, coffre.membres["ecole"])
        assert list_fragiles(session) == []
    session = open_new(coffre, "ecole", sign=False)
    assert [s.id for s in list_situations(session)] == [shared], "the other waits for the custodians"
    session.close()
    with logged(coffre, "coordo") as session:
        assert recover_situations(session, coffre.parts[:2]).orphelines == 1
    session = open_new(coffre, "ecole", sign=False)
    assert len(list_situations(session)) == 2
    session.close()
    expect_sound(coffre)


def test_a_restricted_apport_goes_back_to_its_readers_by_its_author_and_to_nobody_else(
    coffre: Papier,
) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    with logged(coffre, "social") as session:
        add_apport(session, situation, "Pour l’école seule.", lecteurs=[coffre.membres["ecole"]])
    reenrol(coffre, "ecole")
    open_new(coffre, "ecole").close()
    with logged(coffre, "coordo") as session:
        return_keys(session, coffre.membres["ecole"])
        assert read_situation(session, situation).apports == (), "the coordonnateur was never a reader"
    session = open_new(coffre, "ecole", sign=False)
    assert read_situation(session, situation).apports == ()
    session.close()
    with logged(coffre, "social") as session:
        (remise,) = list_remises(session)
        assert (remise.situations, remise.apports) == (0, 1)
        return_keys(session, coffre.membres["ecole"])
        assert list_remises(session) == []
    session = open_new(coffre, "ecole", sign=False)
    assert [a.texte for a in read_situation(session, situation).apports] == ["Pour l’école seule."]
    session.close()


def test_a_member_enrolled_again_gains_nothing_they_did_not_have(coffre: Papier) -> None:
    open_one(coffre, "coordo", "social")
    reenrol(coffre, "ecole")
    open_new(coffre, "ecole").close()
    with logged(coffre, "coordo") as session:
        assert list_remises(session) == []
        with pytest.raises(NothingDue):
            return_keys(session, coffre.membres["ecole"])
    session = open_new(coffre, "ecole", sign=False)
    assert session.coffre.dossiers == {}
    session.close()


# -- trials ---------------------------------------------------------------------------------------


def test_a_trial_proves_the_way_back_and_writes_nothing_but_its_dated_line(coffre: Papier) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    with logged(coffre, "coordo") as session:
        before, header = session.coffre.tail.n, session.coffre.header
        rows = dump_rows(session)
        essai = try_membre(session, coffre.membres["ecole"], kdf=BON_MARCHE)
        assert essai.reussi and essai.le == session.today() and "1 dossiers rendus sur 1" in essai.detail
        assert session.coffre.tail.n == before + 1 and session.coffre.header == header
        after = dump_rows(session)
        assert after.keys() - rows.keys() == {("coffre", f"essai.{coffre.membres['ecole']}")}
        assert all(after[key] == value for key, value in rows.items())
        assert session.coffre.annuaire.epoque == max(session.coffre.annuaires)
    with logged(coffre, "ecole") as session:
        assert read_essai(session, session.membre.id) == essai
        assert [s.id for s in list_situations(session)] == [situation], "their own passphrase still opens"
    expect_sound(coffre)


# -- a coordonnateur lost -------------------------------------------------------------------------


def test_the_custodians_give_the_vault_back_to_its_coordonnateur_under_new_keys(coffre: Papier) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    with logged(coffre, "ecole") as session:
        add_apport(session, situation, "Du cercle.")
        add_apport(session, situation, "Pour moi seul.", lecteurs=[session.membre.id])
    session = recover(coffre)
    assert not session.charte_a_signer and session.has_role(Role.COORDONNATEUR)
    assert [a.texte for a in read_situation(session, situation).apports] == ["Du cercle."]
    enrol_membre(
        session, NouveauMembre("Suite", "F", "I", {GSN: Role.MEMBRE}), phrase("suite"), kdf=BON_MARCHE
    )
    assert list_annonces(session)[0].acte == "coffre.recupere"
    session.close()
    with pytest.raises(PassphraseWrong):
        coffre.open("coordo")
    with logged(coffre, "ecole") as session:
        assert len(read_situation(session, situation).apports) == 2, "nobody else lost anything"
        assert list_annonces(session)[0].membre_id == coffre.membres["coordo"]
    entry = next(x for x in read_all(coffre) if x.acte == "coffre.recupere")
    assert entry.membre == "Coordo Testard" and entry.motif == "2 parts, 1 dossiers"
    expect_sound(coffre)


def test_a_new_coordonnateur_receives_the_place_and_not_the_exchanges_others_hold(coffre: Papier) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    with logged(coffre, "ecole") as session:
        add_apport(session, situation, "Du cercle.")
    session, rendu = recover_coffre(
        coffre.coffre, coffre.poste, coffre.parts[1:], nouveau=NouveauMembre("Relève", "Coordonnatrice", "Commune", {}),
        passphrase=NEUVE.format("releve"), kdf=BON_MARCHE,
    )  # fmt: skip
    assert (rendu.dossiers, rendu.orphelines, rendu.a_reenroler) == (1, 0, ())
    assert [s.id for s in list_situations(session)] == [situation]
    assert read_situation(session, situation).apports == ()
    session.close()
    expect_sound(coffre)


def test_a_situation_nobody_holds_any_more_comes_back_with_its_exchanges(coffre: Papier) -> None:
    situation = open_one(coffre, "coordo")
    with logged(coffre, "coordo") as session:
        add_apport(session, situation, "Tout ce qui reste.")
    session = recover(coffre)
    assert [a.texte for a in read_situation(session, situation).apports] == ["Tout ce qui reste."]
    session.close()
    expect_sound(coffre)


def test_on_a_new_machine_the_shares_alone_open_and_the_others_are_named_to_be_enrolled_again(
    coffre: Papier, tmp_path: Path
) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    with logged(coffre, "ecole") as session:
        add_apport(session, situation, "Écrit sur l’ancienne machine.")
    neuf = replace(coffre, poste=tmp_path / "poste-neuf")
    session, rendu = recover_coffre(
        neuf.coffre, neuf.poste, coffre.parts[:2], membre_id=coffre.membres["coordo"],
        passphrase=NEUVE.format("coordo"), kdf=BON_MARCHE,
    )  # fmt: skip
    assert "Ecole Testard" in rendu.a_reenroler and "Coordo Testard" not in rendu.a_reenroler
    reenrol_membre(session, coffre.membres["ecole"], NEUVE.format("ecole"), kdf=BON_MARCHE)
    session.close()
    open_new(neuf, "ecole").close()
    session = open_session(
        neuf.coffre, neuf.poste, neuf.membres["coordo"], NEUVE.format("coordo"), kdf=BON_MARCHE
    )
    return_keys(session, coffre.membres["ecole"])
    session.close()
    session = open_new(neuf, "ecole", sign=False)
    assert [a.texte for a in read_situation(session, situation).apports] == ["Écrit sur l’ancienne machine."]
    session.close()


def test_the_journal_key_returns_to_the_auditeur_by_the_shares_only(coffre: Papier) -> None:
    reenrol(coffre, "dpo")
    session = open_new(coffre, "dpo")
    with pytest.raises(GsnError) as caught:
        read_journal(session)
    assert caught.value.code == "JOU-02"
    session.close()
    with logged(coffre, "coordo") as session:
        recover_situations(session, coffre.parts[:2])
        assert verify_journal(session).niveau == 0, "the coordonnateur never receives it"
    session = open_new(coffre, "dpo", sign=False)
    assert read_journal(session)[0].acte == "coffre.cree"
    assert verify_journal(session).integre and verify_journal(session).niveau == 1
    session.close()


def test_the_vault_is_given_back_to_a_coordonnateur_and_to_nobody_else(coffre: Papier) -> None:
    for who in ({"membre_id": coffre.membres["ecole"]}, {"membre_id": coffre.membres["dpo"]}, {}):
        with pytest.raises(CoordonnateurRequired):
            recover_coffre(
                coffre.coffre,
                coffre.poste,
                coffre.parts[:2],
                passphrase=NEUVE.format("x"),
                kdf=BON_MARCHE,
                **who,
            )  # type: ignore[arg-type]
    seen = examine_parts(coffre.coffre, coffre.poste, coffre.parts[:2], kdf=BON_MARCHE)
    assert [m.nom for m in seen.coordonnateurs] == ["Coordo Testard"]
    expect_sound(coffre)


def test_a_vault_put_back_to_an_older_state_is_not_recovered(coffre: Papier, tmp_path: Path) -> None:
    shutil.copytree(coffre.coffre, tmp_path / "ancien")
    open_one(coffre, "coordo", "ecole")
    with pytest.raises(GsnError) as caught:
        recover_coffre(
            tmp_path / "ancien", coffre.poste, coffre.parts[:2], membre_id=coffre.membres["coordo"],
            passphrase=NEUVE.format("x"), kdf=BON_MARCHE,
        )  # fmt: skip
    assert caught.value.code == "ALT-04"


def test_a_member_who_left_is_not_enrolled_again(coffre: Papier) -> None:
    with logged(coffre, "coordo") as session:
        annuaire = session.coffre.annuaire
        gone = replace(annuaire.membre(coffre.membres["ecole"]), revoque_le="2026-01-01")
        session.coffre.annuaires[annuaire.epoque] = replace(
            annuaire, membres=tuple(gone if m.id == gone.id else m for m in annuaire.membres)
        )
        with pytest.raises(MembreGone):
            reenrol_membre(session, gone.id, NEUVE.format("x"), kdf=BON_MARCHE)
