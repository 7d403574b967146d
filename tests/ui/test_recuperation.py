"""Recovery through its screens: shares typed by custodians, a member enrolled again, keys handed back, the kit."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from gsn_app.actions.charte import sign_charte
from gsn_app.actions.creation import spell_secret
from gsn_app.actions.ouverture import open_session
from gsn_app.actions.session import Session
from gsn_app.actions.situation import list_situations, open_situation
from gsn_app.domain.situation import Personne
from gsn_app.poste import Poste
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.operation import Operations
from gsn_app.ui.membre import MembreScreen
from gsn_app.ui.ouverture import OuverturePage
from gsn_app.ui.recuperation import RecuperationPage
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, build
from tests.ui.socle import check_controls, click, enter, find, qapp, settle, shown_text, type_text

__all__ = ["enter", "qapp"]
Enter = Callable[[str], Context]
PHRASE = "marais sifflet ardoise pivoine grelot"
LEA = Personne("Durand", "Léa", "2011-03-12", "F")


@dataclass(frozen=True)
class Papier(Prepare):
    """The prepared vault and its shares on paper."""

    parts: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Papier:
    papier: list[str] = []
    made = build(tmp_path_factory.mktemp("papier"), papier)
    return Papier(made.coffre, made.poste, made.membres, tuple(papier))


@pytest.fixture
def coffre(original: Papier, tmp_path: Path) -> Papier:
    made = original.copy(tmp_path)
    return Papier(made.coffre, made.poste, dict(made.membres), original.parts)


@dataclass
class Guichet:
    """The recovery page and the session it gave back."""

    page: RecuperationPage
    operations: Operations
    rendues: list[Session]

    def type_parts(self, *parts: str) -> None:
        for rang, part in enumerate(parts):
            type_text(find(self.page, f"gsn_recuperation_part_{rang}"), part)
        click(self.page, "gsn_recuperation_verifier")
        settle(self.operations)

    def choose(self, rang: int) -> None:
        combo = find(self.page, "gsn_recuperation_qui")
        assert isinstance(combo, QComboBox)
        combo.setCurrentIndex(rang)

    def give(self) -> None:
        click(self.page, "gsn_recuperation_rendre")
        settle(self.operations)


@pytest.fixture
def guichet(qtbot: QtBot, qapp: QApplication, coffre: Papier) -> Iterator[Guichet]:
    operations = Operations()
    page = RecuperationPage(operations, coffre.coffre, coffre.poste, BON_MARCHE)
    qtbot.addWidget(page)
    page.resize(900, 1400)
    page.show()
    found = Guichet(page, operations, [])
    page.recovered.connect(found.rendues.append)
    yield found
    for session in found.rendues:
        operations.run(session.close)
    settle(operations)
    operations.close()


def answer(*noms: str) -> None:
    """Press these buttons of the dialog about to open."""

    def press() -> None:
        dialogue = QApplication.activeModalWidget()
        if dialogue is None:
            QTimer.singleShot(50, press)
            return
        for nom in noms:
            QTest.mouseClick(find(dialogue, nom), Qt.MouseButton.LeftButton)

    QTimer.singleShot(50, press)


def dialog_of(nom: str) -> QWidget:
    """The dialog of this name, open over a screen."""
    found = [w for w in QApplication.topLevelWidgets() if w.objectName() == nom and w.isVisible()]
    assert len(found) == 1, f"{len(found)} dialogs named {nom}"
    return found[0]


def test_two_custodians_give_the_vault_back_and_the_words_are_forgotten(
    guichet: Guichet, coffre: Papier
) -> None:
    guichet.type_parts(coffre.parts[2], coffre.parts[0].upper())
    assert "ouvrent le coffre de Saint-Exemple-sur-Test" in shown_text(guichet.page)
    guichet.choose(1)
    for nom in ("phrase", "confirmation"):
        type_text(find(guichet.page, f"gsn_recuperation_{nom}"), PHRASE)
    guichet.give()
    assert guichet.rendues == [] and "lisez-la, puis cochez" in shown_text(guichet.page)
    click(guichet.page, "gsn_recuperation_charte")
    check_controls(guichet.page)
    answer("gsn_recuperation_rendu_compris")
    guichet.give()
    (session,) = guichet.rendues
    assert session.membre.nom == "Coordo Testard" and not session.charte_a_signer
    assert guichet.page.entry.parts() == [] and guichet.page.passphrase.first.value() == ""


def test_a_wrong_word_is_shown_under_its_own_field_by_its_rank(guichet: Guichet, coffre: Papier) -> None:
    words = coffre.parts[1].split()
    words[8] = "zero" if words[8] != "zero" else "yoga"
    guichet.type_parts(coffre.parts[0], " ".join(words))
    assert "Part 2\u00a0: le mot 9 n’est pas celui du papier" in shown_text(guichet.page)
    assert guichet.page.who_card.isHidden()
    check_controls(guichet.page)


def test_a_single_custodian_goes_no_further(guichet: Guichet, coffre: Papier) -> None:
    guichet.type_parts(coffre.parts[0])
    assert "réunissez un gardien de plus" in shown_text(guichet.page)
    assert guichet.page.who_card.isHidden()


def test_leaving_forgets_every_word(guichet: Guichet, coffre: Papier) -> None:
    left: list[bool] = []
    guichet.page.abandoned.connect(lambda: left.append(True))
    guichet.type_parts(coffre.parts[0], coffre.parts[1])
    click(guichet.page, "gsn_recuperation_revenir")
    assert left == [True] and guichet.page._parts == []


def _screen(qtbot: QtBot, context: Context) -> MembreScreen:
    screen = MembreScreen(context)
    qtbot.addWidget(screen)
    screen.resize(1300, 1500)
    screen.show()
    screen.refresh()
    settle(context.operations)
    return screen


def _select(screen: MembreScreen, nom: str) -> None:
    source = screen.table.source
    rang = next(n for n in range(source.rowCount()) if source.row_at(source.index(n, 0)).membre.nom == nom)
    screen.table.setCurrentIndex(source.index(rang, 0))


def _leave(context: Context) -> None:
    context.operations.run(context.session.close)
    settle(context.operations)


def _admit(context: Context, coffre: Prepare) -> None:
    cercle = [coffre.membres["coordo"], coffre.membres["ecole"]]
    context.run(open_situation, GSN, personne=LEA, origine="origine.EN", motif="motif.ABS", cercle=cercle)
    settle(context.operations)


def test_a_member_who_forgot_is_enrolled_again_then_handed_their_keys_in_view_of_all(
    qtbot: QtBot, enter: Enter, coffre: Papier
) -> None:
    context = enter("coordo")
    _admit(context, coffre)
    screen = _screen(qtbot, context)
    _select(screen, "Ecole Testard")
    click(screen, "gsn_recup_reenroler")
    dialogue = dialog_of("gsn_reenrolement")
    for nom in ("phrase", "confirmation"):
        type_text(find(dialogue, f"gsn_reenrolement_{nom}"), PHRASE)
    check_controls(dialogue)
    click(dialogue, "gsn_reenrolement_valider")
    settle(context.operations)
    assert "Ecole Testard a de nouvelles clés" in shown_text(screen)
    assert screen.recuperation.remises.isHidden(), "nothing to hand back before they sign"
    _leave(context)
    session = open_session(coffre.coffre, coffre.poste, coffre.membres["ecole"], PHRASE, kdf=BON_MARCHE)
    sign_charte(session)
    session.close()
    context = enter("coordo")
    screen = _screen(qtbot, context)
    assert "Vous pouvez lui remettre\u00a0: 1\u00a0situation" in shown_text(screen)
    click(screen, "gsn_remise_0")
    settle(context.operations)
    assert screen.recuperation.remises.isHidden()
    check_controls(screen)
    _leave(context)
    session = open_session(coffre.coffre, coffre.poste, coffre.membres["ecole"], PHRASE, kdf=BON_MARCHE)
    assert len(list_situations(session)) == 1
    session.close()
    seen = _screen(qtbot, enter("social"))
    assert "Coordo Testard a remis ses clés à Ecole Testard" in shown_text(seen)
    assert "Ecole Testard a de nouvelles clés, enrôlé par Coordo Testard" in shown_text(seen)


@pytest.mark.parametrize("who", ["ecole", "maire", "police", "dpo"])
def test_nobody_but_a_coordonnateur_is_offered_to_recover(qtbot: QtBot, enter: Enter, who: str) -> None:
    screen = _screen(qtbot, enter(who))
    assert screen.recuperation.section.isHidden()
    assert "Événements vus de tous" in shown_text(screen)


def test_a_trial_is_dated_beside_the_member(qtbot: QtBot, enter: Enter, coffre: Papier) -> None:
    context = enter("coordo")
    screen = _screen(qtbot, context)
    assert {ligne.recuperable for ligne in screen.table.source.rows} == {"jamais essayé"}
    _select(screen, "Ecole Testard")
    click(screen, "gsn_recup_essayer")
    settle(context.operations)
    told = {ligne.membre.nom: ligne.recuperable for ligne in screen.table.source.rows}
    assert told["Ecole Testard"].startswith("oui, essayé le") and told["Maire Testard"] == "jamais essayé"


def test_the_custodians_try_then_renew_their_shares(qtbot: QtBot, enter: Enter, coffre: Papier) -> None:
    context = enter("coordo")
    screen = _screen(qtbot, context)
    click(screen, "gsn_recup_essayer_parts")
    dialogue = dialog_of("gsn_essai_parts")
    for rang in (0, 1):
        type_text(find(dialogue, f"gsn_essai_parts_part_{rang}"), coffre.parts[rang])
    check_controls(dialogue)
    click(dialogue, "gsn_essai_parts_valider")
    settle(context.operations)
    assert "essayées le" in shown_text(screen.recuperation.facts)
    click(screen, "gsn_recup_renouveler")
    dialogue = dialog_of("gsn_renouvellement")
    for rang in (0, 1):
        type_text(find(dialogue, f"gsn_renouvellement_part_{rang}"), coffre.parts[rang])
    for rang, nom in enumerate(("Une", "Deux", "Trois")):
        type_text(find(dialogue, f"gsn_creation_gardien_{rang}_nom"), nom)
        type_text(find(dialogue, f"gsn_creation_gardien_{rang}_qualite"), "Élue")
    click(dialogue, "gsn_renouvellement_tirer")
    settle(context.operations)
    for rang in range(3):
        click(dialogue, f"gsn_creation_part_{rang}_montrer")
        shown = shown_text(find(dialogue, f"gsn_creation_part_{rang}_mots")).splitlines()
        click(dialogue, f"gsn_creation_part_{rang}_cacher")
        typed = " ".join(ligne.split("\u00a0")[1] for ligne in shown)
        type_text(find(dialogue, f"gsn_creation_part_{rang}_saisie"), typed)
        click(dialogue, f"gsn_creation_part_{rang}_verifier")
    click(dialogue, "gsn_renouvellement_finir")
    settle(context.operations)
    assert "Coordo Testard a renouvelé les parts" in shown_text(screen)
    assert context.session.coffre.annuaire.gardiens[0] == "Une, Élue"


def test_a_new_machine_learns_the_vault_from_the_kit_and_refuses_another_sheet(
    qtbot: QtBot, qapp: QApplication, coffre: Papier, tmp_path: Path
) -> None:
    words = spell_secret(Poste(coffre.poste).read_secret())
    shutil.rmtree(coffre.poste)
    operations = Operations()
    page = OuverturePage(operations, coffre.coffre, tmp_path / "neuf", BON_MARCHE)
    qtbot.addWidget(page)
    page.show()
    settle(operations)
    assert "Ce poste ne connaît pas ce coffre" in shown_text(page.banner)
    click(page, "gsn_ouverture_trousse")
    dialogue = dialog_of("gsn_trousse")
    type_text(find(dialogue, "gsn_trousse_mots"), " ".join(spell_secret(b"\x01" * 32)))
    click(dialogue, "gsn_trousse_garder")
    settle(operations)
    assert "autre coffre" in shown_text(dialogue) and not (tmp_path / "neuf" / "secrets").exists()
    find(dialogue, "gsn_trousse_mots").clear()  # type: ignore[attr-defined]
    type_text(find(dialogue, "gsn_trousse_mots"), " ".join(words))
    check_controls(dialogue)
    click(dialogue, "gsn_trousse_garder")
    settle(operations)
    assert page.membre.control.count() == 7, "six members and the empty choice"
    asked: list[Path] = []
    page.recuperation_asked.connect(asked.append)
    click(page, "gsn_ouverture_recuperer")
    assert asked == [coffre.coffre]
    operations.close()
