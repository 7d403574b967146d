"""The secret de poste is renewed: each access follows at the member's next login, a kill leaves the vault openable."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gsn_app.actions.accueil import list_taches
from gsn_app.actions.creation import spell_secret
from gsn_app.actions.ouverture import PosteForeign, open_session, read_porte
from gsn_app.actions.phrase_passe import change_phrase
from gsn_app.actions.restauration import restore
from gsn_app.actions.sauvegarde import make_sauvegarde
from gsn_app.actions.secret_poste import read_etat_secret, renew_secret_poste
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.trousse import TrousseForeign, print_trousse, restore_trousse, trousse_printed
from gsn_app.crypto.entete import PassphraseWrong
from gsn_app.poste import Poste
from tests.actions.exemples import expect_refusal, expect_sound, logged, open_one, read_all
from tests.attaques.test_creation_interrompue import kill_in
from tests.coffre_prepare import BON_MARCHE, Prepare, phrase

ACTE = "secret_poste.renouvele"
AUTRES = ["Dpo Testard", "Ecole Testard", "Maire Testard", "Police Testard", "Social Testard"]


def vault_id(coffre: Prepare) -> bytes:
    with logged(coffre, "coordo") as session:
        return bytes.fromhex(session.vault_id)


def renew(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        renew_secret_poste(session, phrase("coordo"), "poste volé", kdf=BON_MARCHE)


def thief(coffre: Prepare, folder: Path) -> Prepare:
    """The vault as it is now, on a machine that knows the stolen secret alone."""
    shutil.copytree(coffre.coffre, folder / "coffre")
    (folder / "poste").mkdir()
    shutil.copy(coffre.poste / "secret_de_poste", folder / "poste")
    return Prepare(folder / "coffre", folder / "poste", coffre.membres)


def test_each_access_follows_at_the_next_login_and_the_stolen_secret_opens_it_no_more(
    coffre: Prepare, tmp_path: Path
) -> None:
    with logged(coffre, "coordo") as session:
        assert read_etat_secret(session).renouvele_le == ""
        etat = renew_secret_poste(session, phrase("coordo"), "poste volé", kdf=BON_MARCHE)
        assert etat.renouvele_le == session.today() and list(etat.attendent) == AUTRES
    before = thief(coffre, tmp_path / "avant")
    with pytest.raises(PosteForeign):
        read_porte(before.coffre, before.poste, kdf=BON_MARCHE)
    with pytest.raises(PassphraseWrong):
        before.open("coordo")
    before.open("ecole").close()  # not followed yet: what the screen says
    with logged(coffre, "ecole") as session:
        assert list(read_etat_secret(session).attendent) == [n for n in AUTRES if n != "Ecole Testard"]
    after = thief(coffre, tmp_path / "apres")
    with pytest.raises(PassphraseWrong):
        after.open("ecole")
    for nom in coffre.membres:
        coffre.open(nom).close()
    with logged(coffre, "coordo") as session:
        assert read_etat_secret(session).attendent == ()
        sequence = session.coffre.header.sequence
    with logged(coffre, "coordo") as session:
        assert session.coffre.header.sequence == sequence, "nothing is sealed again without need"
        change_phrase(session, phrase("coordo"), "marais sifflet ardoise pivoine grelot", kdf=BON_MARCHE)
    told = [(x.acte, x.membre, x.motif) for x in read_all(coffre) if x.acte == ACTE]
    assert told == [(ACTE, "Coordo Testard", "poste volé")]
    expect_sound(coffre)


@pytest.mark.parametrize("nom", ["ecole", "maire", "police", "dpo"])
def test_only_a_coordonnateur_renews_it(coffre: Prepare, nom: str) -> None:
    with logged(coffre, nom) as session:
        expect_refusal(session, ActeForbidden, ACTE, renew_secret_poste, phrase(nom), kdf=BON_MARCHE)
    assert not (coffre.poste / "secrets").exists()


def test_a_wrong_passphrase_changes_nothing(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        with pytest.raises(PassphraseWrong):
            renew_secret_poste(session, "pas la bonne", kdf=BON_MARCHE)
        assert read_etat_secret(session).renouvele_le == ""
    assert not (coffre.poste / "secrets").exists()


def test_the_kit_is_to_print_again_and_both_kits_serve_until_everybody_followed(
    coffre: Prepare, tmp_path: Path
) -> None:
    with logged(coffre, "coordo") as session:
        print_trousse(session)
        assert trousse_printed(session)
    renew(coffre)
    with logged(coffre, "coordo") as session:
        assert not trousse_printed(session)
        assert "Imprimez la trousse de récupération" in [t.libelle for t in list_taches(session)]
    ident = vault_id(coffre)
    new, old = Poste(coffre.poste).read_secrets(ident)
    neuf = tmp_path / "poste-neuf"
    with pytest.raises(TrousseForeign):  # it serves members who wait, once the new one is known
        restore_trousse(coffre.coffre, neuf, " ".join(spell_secret(old)), kdf=BON_MARCHE)
    porte = restore_trousse(coffre.coffre, neuf, " ".join(spell_secret(new)), kdf=BON_MARCHE)
    assert [m.nom for m in porte.membres] == ["Coordo Testard"]
    porte = restore_trousse(coffre.coffre, neuf, " ".join(spell_secret(old)), kdf=BON_MARCHE)
    assert {m.id for m in porte.membres} == set(coffre.membres.values())
    for nom in ("coordo", "ecole"):
        session = open_session(coffre.coffre, neuf, coffre.membres[nom], phrase(nom), kdf=BON_MARCHE)
        assert nom != "ecole" or "Ecole Testard" not in read_etat_secret(session).attendent
        session.close()


def test_a_passphrase_is_changed_on_a_machine_that_learned_the_vault_by_its_kit(
    coffre: Prepare, tmp_path: Path
) -> None:
    neuf = tmp_path / "poste-neuf"
    Poste(neuf).read_secret(create=True)  # of another vault
    words = " ".join(spell_secret(Poste(coffre.poste).read_secret()))
    restore_trousse(coffre.coffre, neuf, words, kdf=BON_MARCHE)
    moved = Prepare(coffre.coffre, neuf, coffre.membres)
    with logged(moved, "ecole") as session:
        change_phrase(session, phrase("ecole"), "marais sifflet ardoise pivoine grelot", kdf=BON_MARCHE)
    with pytest.raises(PassphraseWrong):
        moved.open("ecole")


def test_a_backup_made_before_the_renewal_still_restores_here(coffre: Prepare, tmp_path: Path) -> None:
    support = tmp_path / "support"
    support.mkdir()
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        make_sauvegarde(session, support)
    (fichier,) = support.glob("*.sauv")
    renew(coffre)
    with logged(coffre, "coordo"):
        pass
    restore(
        fichier, tmp_path / "rendu", coffre.poste, coffre.membres["coordo"], phrase("coordo"),
        motif="disque remplacé", kdf=BON_MARCHE,
    )  # fmt: skip
    rendu = Prepare(tmp_path / "rendu", coffre.poste, coffre.membres)
    with logged(rendu, "coordo") as session:
        assert bytes.fromhex(situation) in session.coffre.dossiers


@pytest.mark.parametrize("rank", [1, 2])
@pytest.mark.parametrize(
    "name",
    ["draw_secret", "_write", "seal_own", "announce_change", "save_tete", "write_copies", "settle_header"],
)
def test_a_renewal_killed_at_any_step_leaves_every_access_open(coffre: Prepare, name: str, rank: int) -> None:
    kill_in(lambda: renew(coffre), name, rank)
    for nom in ("coordo", "ecole"):
        with logged(coffre, nom) as session:
            assert not session.anomalies
            assert session.membre.nom not in read_etat_secret(session).attendent
    renew(coffre)
    kill_in(lambda: coffre.open("ecole").close(), name, rank)
    with logged(coffre, "ecole") as session:
        assert not session.anomalies
        assert read_etat_secret(session).attendent[0] == "Dpo Testard"
    expect_sound(coffre)
