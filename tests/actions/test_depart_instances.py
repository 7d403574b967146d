"""Departure of a member of two bodies, pronounced by who runs one of them: the other body's dossiers wait, then follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.charte import sign_charte
from gsn_app.actions.creation import prepare_creation
from gsn_app.actions.depart import revoke_membre
from gsn_app.actions.epreuve import Gardien
from gsn_app.actions.membre import enrol_membre
from gsn_app.actions.saisine import list_saisines, submit_saisine
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import open_situation, read_situation
from gsn_app.domain.membre import NouveauMembre, Role, TypeInstance
from gsn_app.store.rotation_due import list_dues
from tests.actions.exemples import AUTRE, PERSONNE, expect_refusal, expect_sound, logged, read_all
from tests.coffre_prepare import BON_MARCHE, Prepare, phrase

CVE = "cve-2"
ROLES = {
    "dpo": {"*": Role.AUDITEUR},
    "lise": {"gsn-1": Role.COORDONNATEUR},
    "ecole": {"gsn-1": Role.MEMBRE, CVE: Role.MEMBRE},
    "social": {CVE: Role.MEMBRE},
    "maire": {CVE: Role.COORDONNATEUR},
}


@pytest.fixture(scope="module")
def deux(tmp_path_factory: pytest.TempPathFactory) -> Prepare:
    """Two bodies: Coordo runs both, Lise the first alone, the mayor the second alone."""
    folder = tmp_path_factory.mktemp("deux")
    creation = prepare_creation(
        commune="Saint-Exemple", instances=[(TypeInstance.GSN, "GSN"), (TypeInstance.CVE, "CVE")],
        coordonnateur=NouveauMembre("Coordo Testard", "Coordonnateur", "Commune", {}), passphrase=phrase("coordo"),
        auditeur=None, gardiens=[Gardien("Maire", "maire"), Gardien("Dgs", "DGS")],
    )  # fmt: skip
    for rang, part in enumerate(creation.parts):
        creation.prove(rang, part)
    session = creation.finish(folder / "coffre", folder / "poste", kdf=BON_MARCHE)
    ids = {"coordo": session.membre.id}
    for nom, roles in ROLES.items():
        who = NouveauMembre(f"{nom.title()} Testard", f"Fonction {nom}", "Institution", roles)
        ids[nom] = enrol_membre(session, who, phrase(nom), kdf=BON_MARCHE).id
    session.close()
    prepared = Prepare(folder / "coffre", folder / "poste", ids)
    for nom in ROLES:
        with logged(prepared, nom) as member:
            sign_charte(member)
    return prepared


@pytest.fixture
def coffre(deux: Prepare, tmp_path: Path) -> Prepare:
    """A copy for one test."""
    return deux.copy(tmp_path)


def open_in(coffre: Prepare, instance_id: str, *cercle: str, **more: object) -> str:
    with logged(coffre, "coordo") as session:
        return open_situation(
            session, instance_id, personne=more.get("personne", PERSONNE), origine="origine.EN", motif="motif.ABS",
            cercle=[coffre.membres[nom] for nom in cercle],
        )  # fmt: skip


def keys_of(coffre: Prepare, nom: str, situation: str) -> set[bytes]:
    with logged(coffre, nom) as session:
        return {dek for _, dek in session.coffre.dossiers[bytes.fromhex(situation)].cles.values()}


def test_the_other_bodys_dossiers_are_marked_shown_then_renewed_by_who_opens_them(coffre: Prepare) -> None:
    suivie = open_in(coffre, CVE, "coordo", "ecole", "social")
    sans_elle = open_in(coffre, CVE, "coordo", "social", personne=AUTRE)
    with logged(coffre, "ecole") as session:
        saisine = submit_saisine(session, CVE, personne=AUTRE, origine="origine.EN", motif="motif.ABS")
        reserve = add_apport(session, suivie, "Réservé.", lecteurs=[coffre.membres["social"]])
    before = keys_of(coffre, "social", suivie)
    untouched = keys_of(coffre, "social", sans_elle)
    with logged(coffre, "lise") as session:
        assert bytes.fromhex(suivie) not in session.coffre.dossiers
        assert revoke_membre(session, coffre.membres["ecole"], "mutation") == 0
    with logged(coffre, "social") as session:
        assert {d.hex() for d, _, _ in list_dues(session.coffre)} == {suivie, sans_elle, saisine}
        assert any("Un membre est parti" in one for one in read_situation(session, suivie).rotations)
    with logged(coffre, "coordo") as session:
        assert {comp for _, comp, _ in list_dues(session.coffre)} - {b""} and len(
            list_dues(session.coffre)
        ) == 1
        complete = read_situation(session, suivie)
        assert not any("Un membre est parti" in one for one in complete.rotations)
        assert [a.membre_id for a in complete.acces if a.jusqu_au] == [coffre.membres["ecole"]]
        assert not read_situation(session, sans_elle).rotations
        assert [s.id for s in list_saisines(session)] == [saisine]
    with logged(coffre, "social") as session:  # the reader who remains renews the restricted apport
        complete = read_situation(session, suivie)
        assert not complete.rotations and not complete.anomalies
        assert [a.id for a in complete.apports] == [reserve]
    assert not before & keys_of(coffre, "social", suivie), "a key that who left held still seals something"
    assert keys_of(coffre, "social", sans_elle) == untouched, "nobody left this circle"
    with logged(coffre, "dpo") as session:
        assert list_dues(session.coffre) == []
    told = [(x.membre, x.reference, x.motif) for x in read_all(coffre) if x.acte == "rotation.faite"]
    assert ("Coordo Testard", suivie, "") in told and ("Coordo Testard", saisine, "") in told
    assert [m for _, ref, m in told if not ref] == ["aucune clé à renouveler après un départ"]
    expect_sound(coffre)


def test_a_coordonnateur_of_none_of_their_bodies_or_not_of_one_they_lead_may_not(coffre: Prepare) -> None:
    with logged(coffre, "lise") as session:
        for nom in ("social", "maire", "coordo"):
            expect_refusal(session, ActeForbidden, "membre.revoque", revoke_membre, coffre.membres[nom])
    with logged(coffre, "social") as session:
        expect_refusal(session, ActeForbidden, "membre.revoque", revoke_membre, coffre.membres["ecole"])
