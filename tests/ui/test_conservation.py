"""« Conservation »: overdue things nameless, a preview before any erasure, the typed word, archives for a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from gsn_app.actions.archive import archive_situation
from gsn_app.actions.effacement import list_effacements
from gsn_app.actions.session import Session
from gsn_app.actions.situation import close_situation, list_situations, open_situation
from gsn_app.domain.situation import Personne
from gsn_app.ui.conservation import ConservationScreen
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.check import TickBox
from gsn_app.ui.kit.field import TextField
from tests.actions.exemples import logged
from tests.actions.exemples_effacement import ECHEANCE, at
from tests.coffre_prepare import GSN, Prepare
from tests.ui.ecran import Ecran

AINE = Personne("Exemple-Passé", "Aline", "2012-05-03", "F")
CADET = Personne("Exemple-Proche", "Basile", "2011-02-09", "M")


@dataclass(frozen=True)
class PlusTard(Prepare):
    """The same vault, opened at another date."""

    horloge: Callable[[], datetime] | None = None

    def open(self, nom: str, clock: Callable[[], datetime] | None = None) -> Session:
        """Open it as one member, on its own day unless told otherwise."""
        return super().open(nom, clock or self.horloge)


def close_at(coffre: Prepare, personne: Personne, days: int) -> str:
    with logged(coffre, "coordo", at(days)) as session:
        found = open_situation(
            session, GSN, personne=personne, origine="origine.EN", motif="motif.INC",
            cercle=[coffre.membres["coordo"], coffre.membres["ecole"]],
        )  # fmt: skip
        close_situation(session, found, "cloture.SOL")
    return found


def later(coffre: Prepare, days: int) -> PlusTard:
    return PlusTard(coffre.coffre, coffre.poste, coffre.membres, at(days))


@pytest.fixture
def deux(coffre: Prepare) -> tuple[str, str]:
    """One situation overdue the day after its date, another due in four days."""
    return close_at(coffre, AINE, 0), close_at(coffre, CADET, 5)


@pytest.fixture
def ecran(coffre: Prepare, deux: tuple[str, str], sit_down: Callable[..., Ecran]) -> Ecran:
    """The coordonnateur, the day after the first date."""
    found: Ecran = sit_down("coordo", later(coffre, ECHEANCE + 1))
    found.go("conservation")
    return found


def answer(word: str, *, yes: bool = True) -> list[bool]:
    """Type in the confirmation that will open, and press; what the button's state was before and after the word."""
    told: list[bool] = []

    def press() -> None:
        dialogue = QApplication.activeModalWidget()
        assert isinstance(dialogue, QDialog)
        oui = dialogue.findChild(Button, "gsn_effacement_oui")
        champ = next(f for f in dialogue.findChildren(TextField))
        assert oui is not None
        told.append(oui.isEnabled())
        champ.set_value(word)
        told.append(oui.isEnabled())
        if yes and oui.isEnabled():
            oui.click()
        else:
            dialogue.reject()

    QTimer.singleShot(150, press)
    return told


def all_words(ecran: Ecran) -> str:
    return " ".join(
        str(w.property("text") or "") for w in ecran.screen.findChildren(object) if w.property("text")
    )


def test_what_is_overdue_has_no_name_and_what_comes_has_one(ecran: Ecran) -> None:
    words = all_words(ecran)
    assert "Aline" not in words and "Exemple-Passé" not in words
    assert "clôturée le 30/11/2026" in ecran.find("gsn_conservation_choix_0", TickBox).text()
    assert ecran.text("gsn_conservation_nom_0") == "Basile Exemple-Proche"


def test_nothing_is_erased_without_preview_nor_without_the_word(ecran: Ecran, deux: tuple[str, str]) -> None:
    screen = ecran.screen
    assert isinstance(screen, ConservationScreen)
    assert not screen.effacer.isEnabled()
    screen.apercu_bouton.click()
    ecran.settle()
    assert "1\u00a0situation" in ecran.text("gsn_conservation_phrase") and screen.effacer.isEnabled()
    told = answer("éffacer")
    screen.effacer.click()
    ecran.settle()
    assert told == [False, False] and ecran.call(list_effacements) == []
    told = answer("effacer", yes=False)
    screen.effacer.click()
    ecran.settle()
    assert told == [False, True] and ecran.call(list_effacements) == []


def test_the_word_typed_erases_and_offers_the_attestation(ecran: Ecran, deux: tuple[str, str]) -> None:
    screen = ecran.screen
    assert isinstance(screen, ConservationScreen)
    screen.apercu_bouton.click()
    ecran.settle()
    answer("Effacer")
    screen.effacer.click()
    ecran.settle()
    (line,) = ecran.call(list_effacements)
    assert line.regle == "cloture" and "1\u00a0élément effacé" in ecran.text("gsn_ecran_bandeau_texte")
    assert not screen.boxes
    screen.attester.click()
    ecran.settle()
    (feuille,) = ecran.feuilles
    assert feuille.genre == "attestation_effacement" and feuille.pdf.startswith(b"%PDF")
    assert [s.id for s in ecran.call(list_situations)] == [deux[1]]


def test_unticking_after_the_preview_asks_for_another(ecran: Ecran) -> None:
    screen = ecran.screen
    assert isinstance(screen, ConservationScreen)
    screen.apercu_bouton.click()
    ecran.settle()
    ecran.find("gsn_conservation_choix_0", TickBox).setChecked(False)
    assert not screen.effacer.isEnabled()
    screen.apercu_bouton.click()
    ecran.settle()
    assert "Choisissez" in ecran.text("gsn_ecran_bandeau_texte")


def test_an_overdue_situation_shows_nothing_but_erase(ecran: Ecran, deux: tuple[str, str]) -> None:
    ecran.go("situation", deux[0])
    assert "dépassée" in ecran.text("gsn_ecran_bandeau_texte")
    assert ecran.shown("gsn_situation_effacer") and not ecran.shown("gsn_identite_nom")
    ecran.find("gsn_situation_effacer", Button).click()
    ecran.settle()
    assert ecran.find("gsn_conservation_choix_0", TickBox).isChecked()
    ecran.go("situation", deux[1])
    assert not ecran.shown("gsn_situation_effacer") and ecran.shown("gsn_conservation_avancer")


def test_a_member_who_does_not_coordinate_has_no_such_screen_nor_button(
    coffre: Prepare, deux: tuple[str, str], sit_down: Callable[..., Ecran]
) -> None:
    ecran: Ecran = sit_down("ecole", later(coffre, ECHEANCE + 1))
    assert "conservation" not in ecran.window.navigation and "conservation" not in ecran.window.entrees
    ecran.go("situation", deux[0])
    assert "dépassée" in ecran.text("gsn_ecran_bandeau_texte") and not ecran.shown("gsn_situation_effacer")
    ecran.go("situation", deux[1])
    assert ecran.shown("gsn_conservation") and not ecran.shown("gsn_conservation_avancer")
    assert not ecran.shown("gsn_conservation_archiver")


def test_an_archive_opens_only_with_a_reason_typed_each_time(
    coffre: Prepare, deux: tuple[str, str], sit_down: Callable[..., Ecran], qtbot: QtBot
) -> None:
    with logged(coffre, "coordo", at(6)) as session:
        archive_situation(
            session, deux[1], jusqu_au="2028-01-31", motif="Contentieux en cours, délibéré attendu."
        )
    ecran: Ecran = sit_down("coordo", later(coffre, ECHEANCE))
    screen = ecran.go("conservation")
    assert isinstance(screen, ConservationScreen)
    assert "Basile" not in all_words(ecran)
    archives = screen.archives
    archives.voir.click()
    ecran.settle()
    assert not ecran.shown("gsn_archives_nom_0")
    archives.motif.field.set_value("Réquisition du 3 mars.")
    archives.voir.click()
    ecran.settle()
    assert ecran.text("gsn_archives_nom_0") == "Exemple-Proche Basile" and archives.motif.field.value() == ""
    ecran.find("gsn_archives_ouvrir_0", Button).click()
    ecran.settle()
    assert not ecran.shown("gsn_archive_nom")
    archives.motif.field.set_value("Réquisition du 3 mars.")
    ecran.find("gsn_archives_ouvrir_0", Button).click()
    ecran.settle()
    assert ecran.text("gsn_archive_nom") == "Exemple-Proche Basile"
    ecran.go("accueil")
    ecran.go("conservation")
    assert not ecran.shown("gsn_archive_nom")
