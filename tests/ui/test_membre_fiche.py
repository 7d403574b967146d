"""The member chosen in the table: what is said of them, what each role is offered, each act through its own question."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsn_app.actions.membre import enrol_membre
from gsn_app.actions.ouverture import MemberSuspended, open_session, read_porte
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.ui.kit.context import Context
from gsn_app.ui.membre import MembreScreen
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase
from tests.ui.socle import (
    check_controls,
    click,
    coffre,
    coffre_modele,
    enter,
    find,
    qapp,
    settle,
    shown_text,
    type_text,
)

__all__ = ["coffre", "coffre_modele", "enter", "qapp"]
Enter = Callable[[str], Context]
ACTES = {"confirmer", "imprimer", "phrase", "nommer", "transmettre", "suspendre", "reactiver", "depart"}


def _screen(qtbot: QtBot, context: Context, membre_id: str) -> MembreScreen:
    screen = MembreScreen(context)
    qtbot.addWidget(screen)
    screen.resize(1100, 1200)
    screen.show()
    screen.refresh()
    settle(context.operations)
    screen.choose(membre_id)
    return screen


def _offered(screen: MembreScreen) -> set[str]:
    return {acte for acte in ACTES if not find(screen, f"gsn_membre_{acte}").isHidden()}


def _answer(typed: dict[str, str], *clicked: str) -> None:
    """Answer the modal question that the next click opens."""

    def act() -> None:
        dialogue = QApplication.activeModalWidget()
        assert dialogue is not None
        for nom, texte in typed.items():
            type_text(find(dialogue, nom), texte)
        for nom in clicked:
            QTest.mouseClick(find(dialogue, nom), Qt.MouseButton.LeftButton)

    QTimer.singleShot(200, act)


@pytest.mark.parametrize(
    ("who", "whom", "offered"),
    [
        ("coordo", "ecole", {"imprimer", "nommer", "suspendre", "depart"}),
        ("coordo", "maire", {"imprimer", "suspendre", "depart"}),
        ("coordo", "dpo", {"imprimer", "depart"}),
        ("coordo", "coordo", {"imprimer", "phrase"}),
        ("ecole", "ecole", {"phrase"}),
        ("ecole", "coordo", set()),
        ("dpo", "ecole", set()),
        ("police", "police", {"phrase"}),
    ],
)
def test_each_role_is_offered_what_it_may_do(
    qtbot: QtBot, enter: Enter, coffre: Prepare, who: str, whom: str, offered: set[str]
) -> None:
    screen = _screen(qtbot, enter(who), coffre.membres[whom])
    assert _offered(screen) == offered
    assert "En fonction depuis le" in screen.fiche.etat.text()
    assert len(screen.fiche.empreinte.text().split(":")[1].split()) == 5
    check_controls(screen)


def test_nobody_chosen_is_an_invitation_and_no_act(qtbot: QtBot, enter: Enter) -> None:
    screen = _screen(qtbot, enter("coordo"), "")
    assert _offered(screen) == set()
    assert "Choisissez une personne" in screen.fiche.etat.text()


def test_a_suspension_asks_its_reason_closes_the_door_and_is_undone(
    qtbot: QtBot, enter: Enter, coffre: Prepare
) -> None:
    context = enter("coordo")
    screen = _screen(qtbot, context, coffre.membres["social"])
    _answer({}, "gsn_membre_suspendre_question_oui", "gsn_membre_suspendre_question_non")
    click(screen, "gsn_membre_suspendre")
    settle(context.operations)
    assert "suspendre" in _offered(screen), "without a reason nothing happens"
    _answer({"gsn_membre_suspendre_question_reponse": "absence"}, "gsn_membre_suspendre_question_oui")
    click(screen, "gsn_membre_suspendre")
    settle(context.operations)
    assert "est suspendu" in screen.banner.texte.text()
    assert "Accès suspendu depuis" in screen.fiche.etat.text()
    assert _offered(screen) == {"imprimer", "reactiver", "depart"}
    rows = {r.membre.id: r.etat for r in screen.table.source.rows}
    assert rows[coffre.membres["social"]].startswith("suspendu le")
    click(screen, "gsn_membre_reactiver")
    settle(context.operations)
    assert "suspendre" in _offered(screen)
    assert MemberSuspended.code == "OUV-20"


def test_a_departure_asks_for_its_word_and_renews_everything(
    qtbot: QtBot, enter: Enter, coffre: Prepare
) -> None:
    context = enter("coordo")
    screen = _screen(qtbot, context, coffre.membres["social"])
    _answer({}, "gsn_membre_depart_question_non")
    click(screen, "gsn_membre_depart")
    settle(context.operations)
    assert "depart" in _offered(screen)
    _answer({"gsn_membre_depart_question_mot": "départ"}, "gsn_membre_depart_question_oui")
    click(screen, "gsn_membre_depart")
    settle(context.operations)
    assert "est prononcé" in screen.banner.texte.text()
    assert _offered(screen) == set() and "A quitté le groupe" in screen.fiche.etat.text()
    porte = read_porte(coffre.coffre, coffre.poste, kdf=BON_MARCHE)
    assert coffre.membres["social"] not in {m.id for m in porte.membres}


def test_a_departure_that_cannot_be_says_why_and_asks_nothing(
    qtbot: QtBot, enter: Enter, coffre: Prepare
) -> None:
    context = enter("coordo")
    screen = _screen(qtbot, context, coffre.membres["dpo"])
    seen: list[str] = []

    def read() -> None:
        dialogue = QApplication.activeModalWidget()
        assert dialogue is not None
        seen.append(shown_text(dialogue))
        QTest.mouseClick(find(dialogue, "gsn_membre_depart_obstacle_compris"), Qt.MouseButton.LeftButton)

    QTimer.singleShot(400, read)
    click(screen, "gsn_membre_depart")
    settle(context.operations)
    assert "clé du journal" in seen[0]


def test_the_fingerprint_is_typed_from_the_sheet_and_a_wrong_one_is_refused(
    qtbot: QtBot, enter: Enter, coffre: Prepare
) -> None:
    context = enter("coordo")
    found: list[object] = []
    nouveau = NouveauMembre("Neuve Testard", "F", "I", {GSN: Role.MEMBRE})
    context.run(
        enrol_membre, nouveau, phrase("neuve"), kdf=BON_MARCHE, a_confirmer=True, on_success=found.append
    )
    settle(context.operations)
    screen = _screen(qtbot, context, found[0].id)  # type: ignore[attr-defined]
    assert _offered(screen) == {"imprimer", "confirmer", "suspendre", "depart"}
    assert "Empreinte à confirmer" in screen.fiche.etat.text()
    _answer({"gsn_membre_confirmer_question_reponse": "AAAA AAAA"}, "gsn_membre_confirmer_question_oui")
    click(screen, "gsn_membre_confirmer")
    settle(context.operations)
    assert "MEM-22" in screen.fiche.banner.detail.text()
    bonne = screen.fiche.empreinte.text().partition(":")[2].strip()
    _answer({"gsn_membre_confirmer_question_reponse": bonne}, "gsn_membre_confirmer_question_oui")
    click(screen, "gsn_membre_confirmer")
    settle(context.operations)
    assert "confirmée" in screen.banner.texte.text() and "confirmer" not in _offered(screen)


def test_a_member_changes_their_own_passphrase_told_of_old_copies(
    qtbot: QtBot, enter: Enter, coffre: Prepare
) -> None:
    context = enter("ecole")
    screen = _screen(qtbot, context, coffre.membres["ecole"])
    neuve = "marais sifflet ardoise pivoine grelot"
    seen: list[str] = []

    def change() -> None:
        dialogue = QApplication.activeModalWidget()
        assert dialogue is not None
        seen.append(shown_text(dialogue))
        type_text(find(dialogue, "gsn_phrase_actuelle"), phrase("ecole"))
        for suffixe in ("phrase", "confirmation"):
            type_text(find(dialogue, f"gsn_phrase_nouvelle_{suffixe}"), neuve)
        QTest.mouseClick(find(dialogue, "gsn_phrase_oui"), Qt.MouseButton.LeftButton)

    QTimer.singleShot(200, change)
    click(screen, "gsn_membre_phrase")
    settle(context.operations)
    assert "les anciennes copies du coffre" in seen[0]
    assert "est changée" in screen.banner.texte.text()
    context.operations.run(context.session.close)
    settle(context.operations)
    open_session(coffre.coffre, coffre.poste, coffre.membres["ecole"], neuve, kdf=BON_MARCHE).close()
