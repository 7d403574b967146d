"""A transfer by its screens: nothing ticked in advance, accepted or refused by the receiver, taken back by the sender."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractButton

from gsn_app.actions.apport import add_apport
from gsn_app.actions.instance import create_instance
from gsn_app.actions.mesure import propose_mesure
from gsn_app.domain.membre import TypeInstance
from tests.actions.exemples import day
from tests.coffre_prepare import Prepare
from tests.ui.ecran import Ecran, open_for

Sit = Callable[[str], Ecran]


@pytest.fixture
def envoi(sit_down: Sit, coffre: Prepare) -> tuple[Ecran, str]:
    """The sender on the page of a situation, a second body coordinated by « social »."""
    ecran = sit_down("coordo")
    ecran.call(
        create_instance, TypeInstance.CVE, "Veille éducative", adoptee_le=day(),
        coordonnateur_id=coffre.membres["social"],
    )  # fmt: skip
    one = ecran.call(open_for, coffre, "coordo", "ecole")
    ecran.call(add_apport, one, "Ce que je partage.")
    ecran.call(propose_mesure, one, "mesure.MSC", date=day())
    ecran.call(propose_mesure, one, "mesure.CHA", date=day())
    ecran.go("situation", one)
    return ecran, one


def send(ecran: Ecran) -> None:
    """Tick the apport and the first measure, and propose."""
    ecran.click("gsn_liens_transferer")
    found = ecran.screen.findChildren(QAbstractButton)
    boxes = [b for b in found if b.objectName().startswith("gsn_transfert_") and b.isCheckable()]
    assert boxes and not any(b.isChecked() for b in boxes), "nothing leaves unless it is ticked"
    ecran.choose("gsn_transfert_instance", "cve-2")
    for wanted in ("Ce que je partage.", "Médiation"):
        box = next(b for b in boxes if wanted in b.text())
        box.click()
    ecran.click("gsn_transfert_enregistrer")


def test_a_transfer_is_proposed_accepted_and_told_on_both_sides(
    sit_down: Sit, envoi: tuple[Ecran, str], coffre: Prepare
) -> None:
    ecran, one = envoi
    send(ecran)
    assert "en attente de réponse" in ecran.text("gsn_liens_transfert_0")
    ecran = sit_down("social")
    assert "Transfert à examiner\u00a0: Léa Durand" in ecran.words()
    ecran.go("transferts")
    words = ecran.words()
    assert "Ce que je partage." in words and "Médiation" in words and "Chantier" not in words
    ecran.click("gsn_transfert_accepter_0")
    ecran.click("gsn_transfert_accepte_enregistrer")
    page = ecran.words()
    assert "Durand Léa" in page and "Reçue de «\u00a0Groupe de suivi nominatif\u00a0»" in page
    assert "Ce que je partage." in page and "Chantier" not in page
    ecran = sit_down("coordo")
    ecran.go("accueil")
    ecran.go("situation", one)
    assert ecran.text("gsn_liens_transfert_0").endswith("accepté.")
    assert "Chantier" in ecran.words(), "the first situation is whole"


def test_a_refusal_gives_its_reason_and_a_member_sees_no_transfer(
    sit_down: Sit, envoi: tuple[Ecran, str]
) -> None:
    ecran, one = envoi
    send(ecran)
    ecran = sit_down("ecole")
    ecran.go("situation", one)
    assert ecran.shown("gsn_liens_transfert_0") and not ecran.shown("gsn_liens_transferer")
    ecran.go("instances")
    assert not ecran.shown("gsn_instances_transferts")
    ecran.go("transferts")
    assert "Durand" not in ecran.words() and not ecran.shown("gsn_transfert_0")
    ecran = sit_down("social")
    ecran.go("instances")
    ecran.click("gsn_instances_transferts")
    assert not ecran.shown("gsn_transfert_reprendre_0")
    ecran.click("gsn_transfert_refuser_0")
    ecran.choose("gsn_transfert_motif", "transfert_refus.INS")
    ecran.click("gsn_transfert_refus_enregistrer")
    assert "refusé" in ecran.words() and "Durand" not in ecran.words()
    ecran = sit_down("coordo")
    ecran.go("transferts")
    assert "Éléments insuffisants" in ecran.words()


def test_the_sender_takes_it_back_before_any_answer(envoi: tuple[Ecran, str], sit_down: Sit) -> None:
    ecran, _ = envoi
    send(ecran)
    ecran.go("transferts")
    assert not ecran.shown("gsn_transfert_accepter_0")
    ecran.click("gsn_transfert_reprendre_0")
    assert "repris" in ecran.words()
    ecran = sit_down("social")
    ecran.go("transferts")
    assert "Durand" not in ecran.words() and not ecran.shown("gsn_transfert_accepter_0")
