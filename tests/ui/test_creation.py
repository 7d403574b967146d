"""The creation assistant, driven page after page on a real disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsn_app.actions.gardien import list_parts
from gsn_app.actions.membre import list_membres
from gsn_app.actions.ouverture import open_session, read_porte
from gsn_app.actions.sauvegarde import list_sauvegardes
from gsn_app.actions.session import Session
from gsn_app.domain.membre import Role
from gsn_app.ui.creation import CreationPage
from gsn_app.ui.kit.operation import Operations
from tests.coffre_prepare import BON_MARCHE
from tests.ui.socle import check_controls, click, find, qapp, settle, shown_text, type_text

__all__ = ["qapp"]
PHRASE = "lanterne cobalt verger tambour hibou"
PHRASE_DPO = "marais sifflet ardoise pivoine grelot"
GARDIENS = (("Claire Dupont", "Maire"), ("Yann Le Goff", "DPO"), ("Inès Bâ", "DGS"))


@dataclass
class Atelier:
    """The assistant and what it made."""

    page: CreationPage
    operations: Operations
    dossier: Path
    poste: Path
    made: list[Session] = field(default_factory=list)

    def go_on(self) -> None:
        click(self.page, "gsn_creation_continuer")
        settle(self.operations)

    @property
    def etape(self) -> int:
        return self.page.pile.currentIndex() + 1

    def fill(self, nom: str, texte: str) -> None:
        widget = find(self.page, nom)
        widget.setFocus()
        type_text(widget, texte)

    def reach(self, etape: int) -> None:
        """Fill the pages before ``etape`` (1 to 7)."""
        steps = (
            self._commune,
            self._charte,
            self._coordonnateur,
            self._auditeur,
            self._gardiens,
            self._parts,
        )
        for step in steps[: etape - 1]:
            step()
            self.go_on()
        assert self.etape == etape

    def _commune(self) -> None:
        self.fill("gsn_creation_commune", "Saint-Étienne-du-Test")

    def _charte(self) -> None:
        click(self.page, "gsn_creation_charte_adoptee")

    def _person(self, prefixe: str, nom: str, phrase: str) -> None:
        self.fill(f"{prefixe}_nom", nom)
        self.fill(f"{prefixe}_fonction", "Fonction")
        self.fill(f"{prefixe}_institution", "Commune")
        self.fill(f"{prefixe}_phrase", phrase)
        self.fill(f"{prefixe}_confirmation", phrase)

    def _coordonnateur(self) -> None:
        self._person("gsn_creation_coordonnateur", "Hélène Marchand", PHRASE)

    def _auditeur(self) -> None:
        click(self.page, "gsn_creation_auditeur_quand_plus_tard")

    def _gardiens(self) -> None:
        for rang, (nom, qualite) in enumerate(GARDIENS):
            self.fill(f"gsn_creation_gardien_{rang}_nom", nom)
            self.fill(f"gsn_creation_gardien_{rang}_qualite", qualite)

    def _parts(self) -> None:
        for rang in range(len(GARDIENS)):
            mots = self.show_words(rang)
            click(self.page, f"gsn_creation_part_{rang}_cacher")
            self.fill(f"gsn_creation_part_{rang}_saisie", mots)
            click(self.page, f"gsn_creation_part_{rang}_verifier")

    def show_words(self, rang: int) -> str:
        """The words as a custodian reads them on the screen."""
        click(self.page, f"gsn_creation_part_{rang}_montrer")
        shown = shown_text(find(self.page, f"gsn_creation_part_{rang}_mots")).splitlines()
        return " ".join(ligne.split("\u00a0")[1] for ligne in shown)


@pytest.fixture
def atelier(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Atelier]:
    operations = Operations()
    page = CreationPage(operations, tmp_path / "poste", BON_MARCHE)
    qtbot.addWidget(page)
    page.resize(900, 760)
    page.show()
    found = Atelier(page, operations, tmp_path / "neuf", tmp_path / "poste")
    page.created.connect(found.made.append)
    yield found
    for session in found.made:
        operations.run(session.close)
    settle(operations)
    operations.close()


def test_the_whole_assistant_makes_a_vault_that_reopens(atelier: Atelier) -> None:
    atelier.reach(7)
    assert not atelier.dossier.exists(), "nothing is written before the end"
    assert not atelier.poste.exists()
    atelier.fill("gsn_creation_dossier", str(atelier.dossier))
    atelier.go_on()
    assert len(atelier.made) == 1
    assert atelier.page.saisie.passphrase == ""
    assert atelier.page.saisie.creation is None
    atelier.made.pop().close()
    porte = read_porte(atelier.dossier, atelier.poste, kdf=BON_MARCHE)
    assert [m.nom for m in porte.membres] == ["Hélène Marchand"]
    session = open_session(atelier.dossier, atelier.poste, porte.membres[0].id, PHRASE, kdf=BON_MARCHE)
    assert session.commune == "Saint-Étienne-du-Test"
    assert session.has_role(Role.COORDONNATEUR)
    session.close()


def test_an_auditeur_present_that_day_is_enrolled_with_their_own_passphrase(atelier: Atelier) -> None:
    atelier.reach(4)
    click(atelier.page, "gsn_creation_auditeur_quand_maintenant")
    atelier._person("gsn_creation_auditeur", "Noé DPO", PHRASE_DPO)
    atelier.go_on()
    atelier._gardiens()
    atelier.go_on()
    atelier._parts()
    atelier.go_on()
    atelier.fill("gsn_creation_dossier", str(atelier.dossier))
    atelier.go_on()
    membres = list_membres(atelier.made[0])
    assert [(m.nom, m.roles.get("*")) for m in membres] == [
        ("Hélène Marchand", None),
        ("Noé DPO", Role.AUDITEUR),
    ]


def test_a_share_badly_typed_is_refused_and_stops_the_creation(atelier: Atelier) -> None:
    atelier.reach(6)
    mots = atelier.show_words(0)
    click(atelier.page, "gsn_creation_part_0_cacher")
    atelier.fill("gsn_creation_part_0_saisie", mots.rpartition(" ")[0] + " zone")
    click(atelier.page, "gsn_creation_part_0_verifier")
    assert "relisez-les un à un" in shown_text(find(atelier.page, "gsn_creation_part_0"))
    atelier.go_on()
    assert atelier.etape == 6
    assert not atelier.dossier.exists()


def test_words_are_shown_once_and_one_custodian_at_a_time(atelier: Atelier) -> None:
    atelier.reach(6)
    premier = atelier.show_words(0)
    second = atelier.show_words(1)
    assert premier != second
    assert premier.split()[-1] not in shown_text(find(atelier.page, "gsn_creation_part_0")), (
        "hidden by the next"
    )
    assert find(atelier.page, "gsn_creation_part_0_montrer").isHidden(), "never again"


def test_new_custodians_make_new_shares(atelier: Atelier) -> None:
    atelier.reach(6)
    before = atelier.show_words(0)
    click(atelier.page, "gsn_creation_revenir")
    click(atelier.page, "gsn_creation_gardien_retirer")
    atelier.go_on()
    assert len(atelier.page.steps[5].cards) == 2  # type: ignore[attr-defined]
    assert atelier.show_words(0) != before


@pytest.mark.parametrize(
    ("phrase", "confirmation", "fault"),
    [
        ("court", "court", "trop faible"),
        (PHRASE, PHRASE + "x", "ne sont pas les mêmes"),
        ("", "", "à remplir"),
    ],
)
def test_a_weak_or_mistyped_passphrase_stops_at_its_field(
    atelier: Atelier, phrase: str, confirmation: str, fault: str
) -> None:
    atelier.reach(3)
    atelier.fill("gsn_creation_coordonnateur_nom", "Hélène")
    atelier.fill("gsn_creation_coordonnateur_fonction", "Coordonnatrice")
    atelier.fill("gsn_creation_coordonnateur_institution", "Commune")
    atelier.fill("gsn_creation_coordonnateur_phrase", phrase)
    atelier.fill("gsn_creation_coordonnateur_confirmation", confirmation)
    atelier.go_on()
    assert atelier.etape == 3
    assert fault in shown_text(atelier.page)


def test_offered_words_are_never_typed_for_the_member(atelier: Atelier) -> None:
    atelier.reach(3)
    click(atelier.page, "gsn_creation_coordonnateur_proposition")
    offer = find(atelier.page, "gsn_creation_coordonnateur_proposition_mots").text()  # type: ignore[attr-defined]
    assert len(offer.split()) >= 7
    assert find(atelier.page, "gsn_creation_coordonnateur_phrase").text() == ""  # type: ignore[attr-defined]


def test_a_cmer_never_shares_its_vault(atelier: Atelier) -> None:
    atelier.fill("gsn_creation_commune", "Saint-Test")
    click(atelier.page, "gsn_creation_instances_CMER")
    atelier.go_on()
    assert atelier.etape == 1
    assert "ne partage son coffre" in shown_text(atelier.page)


def test_no_creation_without_an_adopted_charter(atelier: Atelier) -> None:
    atelier.reach(2)
    atelier.go_on()
    assert atelier.etape == 2


def test_the_same_person_keeps_one_share_only(atelier: Atelier) -> None:
    atelier.reach(5)
    for rang in range(3):
        atelier.fill(f"gsn_creation_gardien_{rang}_nom", "Claire Dupont")
        atelier.fill(f"gsn_creation_gardien_{rang}_qualite", "Maire")
    atelier.go_on()
    assert atelier.etape == 5
    assert "garde déjà une part" in shown_text(atelier.page)


def test_a_folder_in_use_is_refused_and_left_as_it_was(atelier: Atelier) -> None:
    atelier.dossier.mkdir()
    (atelier.dossier / "lettre.txt").write_text("à garder")
    atelier.reach(7)
    atelier.fill("gsn_creation_dossier", str(atelier.dossier))
    atelier.go_on()
    assert atelier.made == []
    assert [p.name for p in atelier.dossier.iterdir()] == ["lettre.txt"]


def test_abandoning_leaves_nothing(atelier: Atelier, tmp_path: Path) -> None:
    atelier.reach(6)
    left: list[bool] = []
    atelier.page.abandoned.connect(lambda: left.append(True))

    def answer() -> None:
        dialogue = QApplication.activeModalWidget()
        assert dialogue is not None
        QTest.mouseClick(find(dialogue, "gsn_creation_abandon_oui"), Qt.MouseButton.LeftButton)

    QTimer.singleShot(100, answer)
    click(atelier.page, "gsn_creation_abandonner")
    assert left == [True]
    assert list(tmp_path.iterdir()) == []
    assert atelier.page.saisie.passphrase == ""


@pytest.mark.parametrize("etape", range(1, 8))
def test_every_control_of_every_page_is_named_and_large_enough(atelier: Atelier, etape: int) -> None:
    atelier.reach(etape)
    check_controls(atelier.page)


def test_a_custodian_who_is_not_there_leaves_a_share_that_waits_thirty_days(atelier: Atelier) -> None:
    atelier.reach(6)
    for rang in (0, 1):
        mots = atelier.show_words(rang)
        click(atelier.page, f"gsn_creation_part_{rang}_cacher")
        atelier.fill(f"gsn_creation_part_{rang}_saisie", mots)
        click(atelier.page, f"gsn_creation_part_{rang}_verifier")
    atelier.go_on()
    assert atelier.etape == 6, "the third is neither proved nor said to be away"
    click(atelier.page, "gsn_creation_part_2_absent")
    assert "trente jours au plus" in shown_text(find(atelier.page, "gsn_creation_part_2"))
    check_controls(atelier.page)
    atelier.go_on()
    assert atelier.etape == 7
    atelier.fill("gsn_creation_dossier", str(atelier.dossier))
    atelier.go_on()
    (attente,) = list_parts(atelier.made[0])
    assert (attente.rang, attente.ici, attente.jours) == (2, True, 30)


def test_the_first_backup_is_made_and_reopened_before_the_assistant_ends(
    atelier: Atelier, tmp_path: Path
) -> None:
    support = tmp_path / "cle-usb"
    support.mkdir()
    atelier.reach(7)
    atelier.fill("gsn_creation_dossier", str(atelier.dossier))
    atelier.fill("gsn_creation_support", str(tmp_path / "absent"))
    atelier.go_on()
    assert "n’est pas là" in shown_text(atelier.page) and not atelier.dossier.exists()
    find(atelier.page, "gsn_creation_support").clear()  # type: ignore[attr-defined]
    atelier.fill("gsn_creation_support", str(support))

    def understood() -> None:
        dialogue = QApplication.activeModalWidget()
        if dialogue is None:
            QTimer.singleShot(50, understood)
            return
        assert "relue en entier" in shown_text(dialogue)
        QTest.mouseClick(find(dialogue, "gsn_creation_sauvegardee_compris"), Qt.MouseButton.LeftButton)

    QTimer.singleShot(50, understood)
    atelier.go_on()
    (session,) = atelier.made
    (made,) = list_sauvegardes(session)
    assert made.verifiee_le and made.fichier.parent == support and made.fichier.suffix == ".sauv"
