"""Departure of a member: who may pronounce it, who cannot leave yet, what those who remain keep, what the journal says."""

from __future__ import annotations

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.charte import sign_charte
from gsn_app.actions.depart import (
    AuditeurLast,
    CoordonnateurLast,
    DepartInterrupted,
    DepartOfOneself,
    MembreAlreadyGone,
    preview_depart,
    renew_cle_fichier,
    revoke_membre,
)
from gsn_app.actions.membre import enrol_membre, list_membres
from gsn_app.actions.referent_parcours import designate_referent
from gsn_app.actions.saisine import list_saisines, submit_saisine
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import admit_membre, list_situations, read_situation
from gsn_app.crypto.entete import PassphraseWrong
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.store.creation import open_shared_key
from tests.actions.exemples import AUTRE, day, expect_refusal, expect_sound, logged, open_one, read_all
from tests.actions.test_retrait import dumped, say, texts
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase


def adjointe(coffre: Prepare, *, signed: bool = True) -> None:
    """A second coordonnateur."""
    with logged(coffre, "coordo") as session:
        other = NouveauMembre("Adjointe Testard", "Adjointe", "Commune", {GSN: Role.COORDONNATEUR})
        coffre.membres["adjointe"] = enrol_membre(session, other, phrase("adjointe"), kdf=BON_MARCHE).id
    if signed:
        with logged(coffre, "adjointe") as session:
            sign_charte(session)
        with logged(coffre, "coordo"):
            pass


def revoke(coffre: Prepare, nom: str, by: str = "coordo") -> int:
    """The departure of a member."""
    with logged(coffre, by) as session:
        return revoke_membre(session, coffre.membres[nom], "mutation")


def test_who_left_opens_nothing_and_who_remains_keeps_everything(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    autre = open_one(coffre, "coordo", "ecole", personne=AUTRE)
    say(coffre, "social", situation, "Apport de qui va partir.")
    with logged(coffre, "social") as session:
        saisine = submit_saisine(session, GSN, origine="origine.EN", motif="motif.ABS", personne=AUTRE)
    with logged(coffre, "coordo") as session:
        designate_referent(session, situation, coffre.membres["social"], date=day(), accord=True)
    before = (coffre.coffre / "coffre.db").read_bytes()[:4096]
    assert revoke(coffre, "social") == 2, "their situation and their saisine, not the other situation"
    with pytest.raises(PassphraseWrong):
        coffre.open("social")
    assert (coffre.coffre / "coffre.db").read_bytes()[:4096] != before
    assert not list(coffre.coffre.glob("*.neuf*"))
    with logged(coffre, "ecole") as session:
        assert {s.id for s in list_situations(session)} == {situation, autre}
        complete = read_situation(session, situation)
        assert [a.auteur_id for a in complete.apports] == [coffre.membres["social"]]
        assert complete.typologie is not None and complete.typologie.referent_id == ""
        assert [r.motif_fin for r in complete.referents] == ["départ"]
        assert not complete.anomalies
    with logged(coffre, "coordo") as session:
        assert [s.id for s in list_saisines(session)] == [saisine]
        gone = next(m for m in list_membres(session) if m.id == coffre.membres["social"])
        assert not gone.actif and gone.revoque_le
    for nom in ("ecole", "coordo", "maire", "police", "dpo"):
        dumped(coffre, nom)  # each opens the new file with their own passphrase, absent that day or not
    acts = [x.acte for x in read_all(coffre)]
    assert acts.count("membre.revoque") == acts.count("cle_fichier.renouvelee") == 1
    assert "racine.renouvelee" not in acts, "the root changes when a coordonnateur leaves"
    expect_sound(coffre)


@pytest.mark.parametrize("nom", ["ecole", "maire", "police", "dpo"])
def test_only_a_coordonnateur_pronounces_a_departure(coffre: Prepare, nom: str) -> None:
    with logged(coffre, nom) as session:
        expect_refusal(session, ActeForbidden, "membre.revoque", revoke_membre, coffre.membres["social"])
    coffre.open("social").close()


def test_nobody_leaves_whom_the_vault_cannot_do_without(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        me, dpo = coffre.membres["coordo"], coffre.membres["dpo"]
        expect_refusal(session, DepartOfOneself, "membre.revoque", revoke_membre, me)
        expect_refusal(session, AuditeurLast, "membre.revoque", revoke_membre, dpo)
        assert "clé du journal" in preview_depart(session, dpo).obstacle
        assert preview_depart(session, coffre.membres["ecole"]).obstacle == ""
    adjointe(coffre, signed=False)
    with logged(coffre, "adjointe") as session:
        sign_charte(session)
    with logged(coffre, "coordo") as session:
        revoke_membre(session, coffre.membres["adjointe"])
        with pytest.raises(MembreAlreadyGone):
            revoke_membre(session, coffre.membres["adjointe"])
    expect_sound(coffre)


def test_the_last_coordonnateur_who_signed_does_not_leave(coffre: Prepare) -> None:
    """Two coordonnateurs, one of whom has not signed the charter in force: the other cannot be let go."""
    adjointe(coffre, signed=False)
    with logged(coffre, "coordo") as session:
        apercu = preview_depart(session, coffre.membres["adjointe"])
        assert apercu.obstacle == "" and apercu.racine
    with logged(coffre, "adjointe") as session:
        assert session.charte_a_signer
        sign_charte(session)
        assert preview_depart(session, coffre.membres["coordo"]).obstacle == ""
        revoke_membre(session, coffre.membres["coordo"])
        assert isinstance(CoordonnateurLast(nom="x").sentence, str)
    expect_sound(coffre)


def test_a_coordonnateur_who_leaves_renews_the_root_and_their_successor_rules(coffre: Prepare) -> None:
    adjointe(coffre)
    situation = open_one(coffre, "coordo", "ecole")
    say(coffre, "ecole", situation, "Avant la passation.")
    with logged(coffre, "coordo") as session:
        admit_membre(session, situation, coffre.membres["adjointe"], "passation")
        old_root, paper = session.coffre.root_public, session.ancre
    revoke(coffre, "coordo", by="adjointe")
    with pytest.raises(PassphraseWrong):
        coffre.open("coordo")
    with logged(coffre, "adjointe") as session:
        assert session.coffre.root_public != old_root
        assert open_shared_key(session.coffre, "racine") is not None
        added = NouveauMembre("Nouveau Testard", "F", "I", {GSN: Role.MEMBRE})
        coffre.membres["nouveau"] = enrol_membre(session, added, phrase("nouveau"), kdf=BON_MARCHE).id
        add_apport(session, situation, "Après la passation.")
        from gsn_app.actions.journal import verify_journal

        assert verify_journal(session, ancres=[paper]).integre, (
            "an anchor printed under the old root still holds"
        )
    coffre.open("nouveau").close()
    assert texts(coffre, "ecole") == {"Avant la passation.", "Après la passation."}
    acts = [x.acte for x in read_all(coffre)]
    assert acts.count("racine.renouvelee") == 1
    expect_sound(coffre)


def test_a_departure_interrupted_before_it_is_pronounced_changes_nothing(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    say(coffre, "social", situation, "Toujours là.")
    with logged(coffre, "coordo") as session:
        root = session.coffre.racine.root()
        with pytest.raises(DepartInterrupted):
            revoke_membre(session, coffre.membres["social"], progress=lambda *_: False)
        assert session.coffre.racine.root() == root
        add_apport(session, situation, "Après l’interruption.")
    assert texts(coffre, "social") == {"Toujours là.", "Après l’interruption."}
    expect_sound(coffre)


def test_the_progress_counts_dossiers_then_the_file(coffre: Prepare) -> None:
    for _ in range(3):
        open_one(coffre, "coordo", "social")
    seen: list[tuple[int, int]] = []
    with logged(coffre, "coordo") as session:
        revoke_membre(session, coffre.membres["social"], progress=lambda a, b: seen.append((a, b)))
    assert {total for _, total in seen} == {13}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen) and seen[-1] == (13, 13)


def test_a_situation_whose_exchanges_the_coordonnateur_does_not_read_waits_for_one_who_does(
    coffre: Prepare,
) -> None:
    adjointe(coffre)
    situation = open_one(coffre, "coordo", "ecole", "social")
    say(coffre, "ecole", situation, "Échange du cercle.")
    revoke(coffre, "social", by="adjointe")
    with logged(coffre, "ecole") as session:
        assert len(read_situation(session, situation).rotations) == 1
    with logged(coffre, "coordo") as session:
        complete = read_situation(session, situation)
        assert not complete.rotations
        ended = [a.membre_id for a in complete.acces if a.jusqu_au]
        assert ended == [coffre.membres["social"]]
    assert texts(coffre, "ecole") == {"Échange du cercle."}
    assert [x.acte for x in read_all(coffre)].count("rotation.faite") == 1
    expect_sound(coffre)


def test_the_file_key_alone_is_renewed_for_the_same_members_by_a_coordonnateur_only(coffre: Prepare) -> None:
    with logged(coffre, "ecole") as session:
        expect_refusal(session, ActeForbidden, "cle_fichier.renouvelee", renew_cle_fichier)
        before = session.coffre.file_key
    with logged(coffre, "coordo") as session:
        renew_cle_fichier(session, "clé USB perdue")
    for nom in ("coordo", "ecole", "social", "maire", "police", "dpo"):
        with logged(coffre, nom) as session:
            assert session.coffre.file_key != before and not session.anomalies
    assert [x.motif for x in read_all(coffre) if x.acte == "cle_fichier.renouvelee"] == ["clé USB perdue"]
    expect_sound(coffre)
