"""An empty machine, a backup, and the custodians: k shares give the vault back, k−1 give nothing."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from gsn_app.actions.journal import verify_journal
from gsn_app.actions.ouverture import open_session, read_porte
from gsn_app.actions.recuperation import CoordonnateurRequired
from gsn_app.actions.restauration_parts import examine_sauvegarde, restore_with_parts
from gsn_app.actions.sauvegarde import make_sauvegarde
from gsn_app.actions.situation import list_situations, read_situation
from gsn_app.crypto.sequestre import SharesForeign, SharesTooFew
from gsn_app.domain.membre import NouveauMembre
from gsn_app.store import sequestre
from tests.actions.exemples import logged, open_one
from tests.coffre_prepare import BON_MARCHE, Prepare, build, phrase

NEUVE = "grelot pivoine ardoise sifflet marais hibou"


@pytest.fixture(scope="module")
def papier() -> list[str]:
    return []


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory, papier: list[str]) -> Prepare:
    return build(tmp_path_factory.mktemp("parts"), papier)


@pytest.fixture
def sauvee(coffre: Prepare, tmp_path: Path) -> tuple[Path, str]:
    """A backup and the situation it holds; the vault and its machine are gone."""
    situation = open_one(coffre, "coordo", "ecole")
    support = tmp_path / "support"
    support.mkdir()
    with logged(coffre, "coordo") as session:
        fichier = make_sauvegarde(session, support).fichier
    coffre.coffre.rename(tmp_path / "mort")
    return fichier, situation


def test_two_shares_of_three_give_the_vault_back_to_a_coordonnateur_on_an_empty_machine(
    coffre: Prepare, sauvee: tuple[Path, str], papier: list[str], tmp_path: Path
) -> None:
    fichier, situation = sauvee
    for rang, pair in enumerate(itertools.combinations(papier, 2)):
        neuf, machine = tmp_path / f"neuf-{rang}", tmp_path / f"machine-{rang}"
        seen = examine_sauvegarde(fichier, neuf, machine, pair)
        assert [m.nom for m in seen.coordonnateurs] == ["Coordo Testard"]
        assert seen.commune == "Saint-Exemple-sur-Test"
        assert not neuf.exists()
        who = coffre.membres["coordo"]
        done, given = restore_with_parts(
            fichier, neuf, machine, pair, membre_id=who, passphrase=NEUVE, kdf=BON_MARCHE
        )
        assert (given.dossiers, given.fermees, done.connue) == (1, 0, 0)
        assert "Ecole Testard" in given.a_reenroler
        assert [m.nom for m in read_porte(neuf, machine, kdf=BON_MARCHE).membres] == ["Coordo Testard"]
        session = open_session(neuf, machine, who, NEUVE, kdf=BON_MARCHE)
        assert [x.id for x in list_situations(session)] == [situation]
        assert read_situation(session, situation).personne.nom
        assert verify_journal(session).integre
        assert session.coffre.read_valeur("epoque") == b"2"
        session.close()


def test_on_the_machine_of_the_backup_the_others_keep_their_passphrase(
    coffre: Prepare, sauvee: tuple[Path, str], papier: list[str], tmp_path: Path
) -> None:
    fichier, situation = sauvee
    new = NouveauMembre("Relève Testard", "Coordonnatrice", "Commune", {})
    _, given = restore_with_parts(
        fichier, tmp_path / "neuf", coffre.poste, papier[:2], nouveau=new, passphrase=NEUVE, motif="coffre perdu",
        kdf=BON_MARCHE,
    )  # fmt: skip
    assert given.a_reenroler == ()
    there = replace(coffre, coffre=tmp_path / "neuf")
    with logged(there, "ecole") as session:
        assert read_situation(session, situation)
    with logged(there, "dpo") as session:
        etat = verify_journal(session)
        assert etat.integre and etat.niveau == 1, etat.anomalies


@pytest.mark.parametrize("rang", [0, 1, 2])
def test_one_share_gives_nothing_and_leaves_nothing(
    sauvee: tuple[Path, str], papier: list[str], tmp_path: Path, rang: int
) -> None:
    fichier, _ = sauvee
    before = {x.name for x in tmp_path.iterdir()}
    with pytest.raises(SharesTooFew):
        restore_with_parts(
            fichier, tmp_path / "neuf", tmp_path / "machine", [papier[rang]], passphrase=NEUVE, kdf=BON_MARCHE
        )
    assert {x.name for x in tmp_path.iterdir()} == before


def test_shares_of_another_vault_and_a_nobody_are_refused_before_anything_is_written(
    coffre: Prepare, sauvee: tuple[Path, str], papier: list[str], tmp_path: Path
) -> None:
    fichier, _ = sauvee
    neuf, machine = tmp_path / "neuf", tmp_path / "machine"
    with pytest.raises(SharesForeign):
        examine_sauvegarde(fichier, neuf, machine, sequestre.split(3, 2).parts[:2])
    for who in ({"membre_id": coffre.membres["ecole"]}, {}):
        with pytest.raises(CoordonnateurRequired):
            restore_with_parts(
                fichier, neuf, machine, papier[:2], passphrase=phrase("coordo"), kdf=BON_MARCHE, **who
            )
    assert not neuf.exists()
    assert not list(tmp_path.glob(".*"))
