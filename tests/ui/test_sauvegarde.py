"""The screen « Sauvegardes » and the backups that make themselves, through real windows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gsn_app.actions.sauvegarde import (
    ReglageSauvegarde,
    list_sauvegardes,
    make_sauvegarde,
    save_reglage_sauvegarde,
)
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button
from gsn_app.ui.sauvegarde import describe_age, describe_minute
from tests.coffre_prepare import Prepare, phrase
from tests.ui.ecran import Ecran
from tests.ui.socle import check_controls

Sit = Callable[[str], Ecran]


@pytest.fixture
def support(tmp_path: Path) -> Path:
    (tmp_path / "cle").mkdir()
    return tmp_path / "cle"


def choose(ecran: Ecran, support: Path) -> None:
    """Type the folder and keep it."""
    ecran.go("sauvegarde")
    ecran.type("gsn_sauvegarde_premier", str(support))
    ecran.click("gsn_sauvegarde_enregistrer")


def says(ecran: Ecran, nom: str = "gsn_sauvegarde_etat") -> str:
    return ecran.find(nom, Banner).texte.text()


def test_from_no_medium_to_a_verified_backup_in_the_list(sit_down: Sit, support: Path) -> None:
    ecran = sit_down("coordo")
    ecran.go("accueil")
    assert "Choisissez où sauvegarder" in ecran.words()
    ecran.go("sauvegarde")
    assert says(ecran) == "Aucun dossier de sauvegarde n’est choisi."
    assert not ecran.find("gsn_sauvegarde_faire", Button).isEnabled()
    choose(ecran, support)
    assert "en retard" in says(ecran)
    ecran.click("gsn_sauvegarde_faire")
    assert says(ecran, "gsn_ecran_bandeau").startswith("Sauvegarde vérifiée")
    assert "aujourd’hui" in says(ecran)
    assert len(list(support.glob("*.sauv"))) == 1
    assert ecran.find("gsn_sauvegarde_table").model().rowCount() == 1  # type: ignore[attr-defined]
    ecran.click("gsn_sauvegarde_verifier")
    assert "entière et authentique" in says(ecran, "gsn_ecran_bandeau")
    ecran.go("accueil")
    assert "sauvegard" not in ecran.words().lower()


def test_a_trial_asks_the_passphrase_and_leaves_its_minute(sit_down: Sit, support: Path) -> None:
    ecran = sit_down("coordo")
    ecran.context.kdf = cheap()
    choose(ecran, support)
    ecran.click("gsn_sauvegarde_faire")
    assert "Aucun essai" in ecran.text("gsn_sauvegarde_minute")
    ecran.type("gsn_sauvegarde_phrase", "fausse phrase de passe")
    ecran.click("gsn_sauvegarde_essayer")
    assert "(OUV-01)" in ecran.words() or "phrase de passe n’est pas la bonne" in ecran.words()
    ecran.type("gsn_sauvegarde_phrase", phrase("coordo"))
    ecran.click("gsn_sauvegarde_essayer")
    assert says(ecran, "gsn_ecran_bandeau").startswith("Essai réussi")
    assert ecran.text("gsn_sauvegarde_minute").startswith("Récupérable, essayé le ")
    assert len(list(support.iterdir())) == 1


def test_a_member_makes_one_but_neither_chooses_nor_tries(sit_down: Sit, support: Path) -> None:
    choose(sit_down("coordo"), support)
    ecran = sit_down("ecole")
    ecran.go("sauvegarde")
    for nom in ("gsn_sauvegarde_premier", "gsn_sauvegarde_essayer", "gsn_sauvegarde_verifier"):
        assert not ecran.shown(nom)
    ecran.click("gsn_sauvegarde_faire")
    assert says(ecran, "gsn_ecran_bandeau").startswith("Sauvegarde vérifiée")


def test_a_signalant_and_an_auditeur_have_no_such_screen(sit_down: Sit) -> None:
    for nom in ("police", "dpo"):
        assert "sauvegarde" not in sit_down(nom).window.entrees


def test_a_due_backup_is_made_after_the_login_and_another_when_leaving_after_a_change(
    sit_down: Sit, support: Path, coffre: Prepare
) -> None:
    session = coffre.open("coordo")
    save_reglage_sauvegarde(session, ReglageSauvegarde((str(support),)))
    session.close()
    ecran = sit_down("coordo")
    first = [x.n for x in ecran.call(list_sauvegardes)]
    assert len(first) == 1
    assert "vérifiée" in ecran.window.notice.text()
    ecran.leave()
    ecran = sit_down("ecole")
    assert [x.n for x in ecran.call(list_sauvegardes)] == first
    from tests.ui.ecran import deposit

    ecran.call(deposit)
    ecran.leave()
    ecran = sit_down("coordo")
    assert [x.n for x in ecran.call(list_sauvegardes)] > first


def test_locking_waits_for_no_backup(sit_down: Sit, support: Path) -> None:
    ecran = sit_down("coordo")
    ecran.call(save_reglage_sauvegarde, ReglageSauvegarde((str(support),)))
    ecran.leave(verrouillage=True)
    assert list(support.iterdir()) == []


def test_a_medium_taken_away_is_said_and_keeps_nobody_from_leaving(sit_down: Sit, support: Path) -> None:
    ecran = sit_down("coordo")
    choose(ecran, support)
    ecran.click("gsn_sauvegarde_faire")
    for path in support.iterdir():
        path.unlink()
    support.rmdir()
    ecran.click("gsn_sauvegarde_faire")
    assert "absent" in says(ecran, "gsn_ecran_bandeau")
    assert "absent, à brancher" in ecran.text("gsn_sauvegarde_supports")
    ecran.leave()
    assert ecran.session.closed


def test_a_damaged_file_says_so_in_the_list(sit_down: Sit, support: Path) -> None:
    ecran = sit_down("coordo")
    choose(ecran, support)
    made = ecran.call(make_sauvegarde)
    made.fichier.write_bytes(made.fichier.read_bytes()[:-1])
    ecran.go("sauvegarde")
    table = ecran.find("gsn_sauvegarde_table").model()  # type: ignore[attr-defined]
    assert table.index(0, 2).data() == "inutilisable"


def test_every_control_is_named_and_large_enough(sit_down: Sit, support: Path) -> None:
    ecran = sit_down("coordo")
    choose(ecran, support)
    ecran.click("gsn_sauvegarde_faire")
    check_controls(ecran.screen)


def test_ages_and_minutes_read_as_french() -> None:
    assert [describe_age(x) for x in (None, -1, 0, 1, 2)] == [
        "jamais", "aujourd’hui", "aujourd’hui", "hier", "il y a 2\u00a0jours",
    ]  # fmt: skip
    assert describe_minute(None).startswith("Aucun essai")


def cheap() -> object:
    from tests.coffre_prepare import BON_MARCHE

    return BON_MARCHE
