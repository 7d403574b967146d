"""Members: enrolment at the workstation, who may, the DPO's key, a second coordonnateur."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.charte import sign_charte
from gsn_app.actions.creation import prepare_creation
from gsn_app.actions.epreuve import Gardien, PartMismatch, PartsUnproved, PartUnknown
from gsn_app.actions.journal import read_journal, verify_journal
from gsn_app.actions.membre import (
    AuditeurAlreadyEnrolled,
    MembreAlreadyEnrolled,
    RoleInvalid,
    RoleMissing,
    auditeur_provisoire,
    enrol_membre,
    list_membres,
    membre_signe,
)
from gsn_app.actions.ouverture import read_porte
from gsn_app.actions.saisine import list_saisines, submit_saisine
from gsn_app.actions.session import ActeForbidden, Session
from gsn_app.actions.situation import (
    admit_membre,
    change_personne,
    list_situations,
    read_situation,
)
from gsn_app.domain.membre import Membre, NouveauMembre, Role, TypeInstance
from gsn_app.domain.phrase_passe import PassphraseWeak
from gsn_app.domain.situation import SituationUnknown
from gsn_app.errors import InvalidInput
from gsn_app.store.creation import open_shared_key
from tests.actions.exemples import (
    AUTRE,
    PERSONNE,
    expect_refusal,
    expect_sound,
    logged,
    open_one,
    read_all,
)
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase


def enrol(
    session: Session, nom: str, role: Role = Role.MEMBRE, where: str = GSN, fonction: str = "Fonction"
) -> Membre:
    who = NouveauMembre(nom, fonction, "Institution", {where: role})
    return enrol_membre(session, who, phrase(nom.lower()), kdf=BON_MARCHE)


def test_a_new_member_stands_in_the_directory_and_opens_the_vault(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        nouveau = enrol(session, "Nouvel")
        assert nouveau in list_membres(session)
        assert membre_signe(session, nouveau.id) == ""
        assert membre_signe(session, session.membre.id) != ""
    assert "Nouvel" in {m.nom for m in read_porte(coffre.coffre, coffre.poste, kdf=BON_MARCHE).membres}
    coffre.membres["nouvel"] = nouveau.id
    with logged(coffre, "nouvel") as session:
        assert session.charte_a_signer
        assert [i.id for i in session.instances] == [GSN]
    told = [x for x in read_all(coffre) if x.acte in {"membre.enrole", "entete.change"}][-2:]
    assert [x.acte for x in told] == ["membre.enrole", "entete.change"] and told[0].motif == "membre"
    expect_sound(coffre)


@pytest.mark.parametrize(
    ("nom", "fonction", "refused"),
    [
        ("Ecole Testard", "Fonction ecole", True),
        ("ÉCOLE  TESTARD", "fonction École", True),
        ("Ecole Testard", "Autre fonction", False),
        ("Ecole Testarde", "Fonction ecole", False),
    ],
)
def test_a_duplicated_name_is_refused_whatever_its_case_and_accents(
    coffre: Prepare, nom: str, fonction: str, refused: bool
) -> None:
    with logged(coffre, "coordo") as session:
        before = len(list_membres(session))
        if refused:
            with pytest.raises(MembreAlreadyEnrolled):
                enrol(session, nom, fonction=fonction)
        else:
            enrol(session, nom, fonction=fonction)
        assert len(list_membres(session)) == before + (not refused)


def test_a_weak_passphrase_or_an_impossible_role_enrols_nobody(coffre: Prepare) -> None:
    bad_roles: list[tuple[dict[str, Any], type[InvalidInput]]] = [
        ({}, RoleMissing),
        ({"cve-9": Role.MEMBRE}, RoleInvalid),
        ({"*": Role.COORDONNATEUR}, RoleInvalid),
        ({GSN: Role.AUDITEUR}, RoleInvalid),
        ({"*": Role.AUDITEUR, GSN: Role.MEMBRE}, RoleInvalid),
        ({GSN: "directeur"}, RoleInvalid),
    ]
    with logged(coffre, "coordo") as session:
        before, header = len(list_membres(session)), session.coffre.header.sequence
        for roles, error in bad_roles:
            with pytest.raises(error):
                enrol_membre(session, NouveauMembre("Nom", "F", "I", roles), phrase("x"), kdf=BON_MARCHE)
        with pytest.raises(PassphraseWeak) as caught:
            enrol_membre(
                session, NouveauMembre("Nom", "F", "I", {GSN: Role.MEMBRE}), "soleil", kdf=BON_MARCHE
            )
        assert "soleil" not in caught.value.sentence
        assert len(list_membres(session)) == before and session.coffre.header.sequence == header
    expect_sound(coffre)


@pytest.mark.parametrize("nom", ["ecole", "maire", "police", "dpo"])
def test_only_a_coordonnateur_enrols(coffre: Prepare, nom: str) -> None:
    with logged(coffre, nom) as session:
        expect_refusal(
            session, ActeForbidden, "membre.enrole", enrol_membre,
            NouveauMembre("Nom", "F", "I", {GSN: Role.MEMBRE}), phrase("x"), kdf=BON_MARCHE,
        )  # fmt: skip


def create(folder: Path, instances: list[tuple[TypeInstance, str]]) -> tuple[Session, Prepare]:
    """A vault without an auditeur, open as its coordonnateur."""
    creation = prepare_creation(
        commune="Saint-Exemple", instances=instances, coordonnateur=NouveauMembre("Coordo", "C", "Commune", {}),
        passphrase=phrase("coordo"), auditeur=None, gardiens=[Gardien("A", "maire"), Gardien("B", "DPO")],
    )  # fmt: skip
    for rang, part in enumerate(creation.parts):
        creation.prove(rang, part)
    session = creation.finish(folder / "coffre", folder / "poste", kdf=BON_MARCHE)
    return session, Prepare(folder / "coffre", folder / "poste", {"coordo": session.membre.id})


def test_the_dpo_takes_the_audit_key_over_from_the_provisional_holder(tmp_path: Path) -> None:
    session, coffre = create(tmp_path, [(TypeInstance.GSN, "Groupe")])
    try:
        assert auditeur_provisoire(session)
        assert read_journal(session)[0].acte == "coffre.cree"
        assert verify_journal(session).niveau == 1
        coffre.membres["dpo"] = enrol(session, "Dpo", Role.AUDITEUR, "*").id
        assert not auditeur_provisoire(session)
        assert open_shared_key(session.coffre, "audit") is None
        assert verify_journal(session).niveau == 0
        expect_refusal(session, ActeForbidden, "journal.consulte", read_journal)
        with pytest.raises(AuditeurAlreadyEnrolled):
            enrol(session, "Autre", Role.AUDITEUR, "*")
    finally:
        session.close()
    with logged(coffre, "dpo") as session:
        sign_charte(session)
        assert verify_journal(session).niveau == 1
        acts = [x.acte for x in read_journal(session)]
        assert acts[0] == "coffre.cree" and "acces.refuse" in acts


def test_a_second_coordonnateur_receives_the_heads_once_signed_and_not_the_exchanges(coffre: Prepare) -> None:
    with logged(coffre, "ecole") as session:
        saisine = submit_saisine(session, GSN, origine="origine.EN", motif="motif.ABS", personne=AUTRE)
    situation = open_one(coffre, "coordo", "ecole")
    with logged(coffre, "ecole") as session:
        add_apport(session, situation, "Réservé au cercle.")
    with logged(coffre, "coordo") as session:
        coffre.membres["adjointe"] = enrol(session, "Adjointe", Role.COORDONNATEUR).id
    with logged(coffre, "adjointe") as session:
        assert session.coffre.dossiers == {}, "no key before the charter is signed"
        sign_charte(session)
        assert list_situations(session) == []
    with logged(coffre, "coordo"):
        pass  # the hand-over happens at the next login of who holds the keys
    with logged(coffre, "adjointe") as session:
        assert [s.id for s in list_situations(session)] == [situation]
        assert [s.id for s in list_saisines(session)] == [saisine]
        complete = read_situation(session, situation)
        assert complete.personne is not None and complete.personne.nom == PERSONNE.nom
        assert complete.apports == () and complete.historique == () and complete.acces == ()
        assert "Réservé" not in repr(complete)
        kinds = {k for k, _ in session.coffre.dossiers[bytes.fromhex(situation)].cles.values()}
        assert kinds == {1, 3, 4}, "identity, coded attributes and rappels, never the exchanges"
        expect_refusal(session, SituationUnknown, "apport.ajoute", add_apport, situation, "Hors cercle.")
        change_personne(session, situation, PERSONNE)
    with logged(coffre, "coordo") as session:
        admit_membre(session, situation, coffre.membres["adjointe"], "remplacement")
    with logged(coffre, "adjointe") as session:
        assert [a.texte for a in read_situation(session, situation).apports] == ["Réservé au cercle."]
    expect_sound(coffre)


def test_a_coordonnateur_of_one_body_enrols_nobody_in_another(tmp_path: Path) -> None:
    session, coffre = create(tmp_path, [(TypeInstance.GSN, "Groupe"), (TypeInstance.CVE, "Cellule")])
    try:
        coffre.membres["cve"] = enrol(session, "Cve", Role.COORDONNATEUR, "cve-2").id
    finally:
        session.close()
    with logged(coffre, "cve") as session:
        sign_charte(session)
        enrol(session, "Permis", Role.MEMBRE, "cve-2")
        expect_refusal(
            session, ActeForbidden, "membre.enrole", enrol_membre,
            NouveauMembre("Interdit", "F", "I", {GSN: Role.MEMBRE}), phrase("interdit"), kdf=BON_MARCHE,
        )  # fmt: skip


def test_a_vault_is_written_only_once_every_share_was_typed_again(tmp_path: Path) -> None:
    creation = prepare_creation(
        commune="Saint-Exemple", instances=[(TypeInstance.GSN, "Groupe")],
        coordonnateur=NouveauMembre("Coordo", "C", "Commune", {}), passphrase=phrase("coordo"), auditeur=None,
        gardiens=[Gardien("A", "maire"), Gardien("B", "DPO")],
    )  # fmt: skip
    with pytest.raises(PartsUnproved):
        creation.finish(tmp_path / "coffre", tmp_path / "poste", kdf=BON_MARCHE)
    for rang, mots in ((0, creation.parts[1]), (0, ""), (0, "x" * 10_000), (1, creation.parts[0])):
        with pytest.raises(PartMismatch):
            creation.prove(rang, mots)
    for rang in (-1, 2, 99):
        with pytest.raises(PartUnknown):
            creation.prove(rang, creation.parts[0])
    assert creation.prouvees == (False, False)
    assert not (tmp_path / "coffre").exists() and not (tmp_path / "poste").exists()
