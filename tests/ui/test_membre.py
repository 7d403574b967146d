"""Members and charter, by its screen: who may enrol, what is refused, what a signature opens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsn_app.actions.membre import list_membres
from gsn_app.actions.ouverture import open_session, read_porte
from gsn_app.domain.membre import Membre, Role
from gsn_app.ui.kit.context import Context
from gsn_app.ui.membre import MembreScreen
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare
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
PHRASE = "marais sifflet ardoise pivoine grelot"


def _screen(qtbot: QtBot, context: Context) -> MembreScreen:
    screen = MembreScreen(context)
    qtbot.addWidget(screen)
    screen.resize(1100, 900)
    screen.show()
    screen.refresh()
    settle(context.operations)
    return screen


def _names(screen: MembreScreen) -> list[str]:
    source = screen.table.source
    return [source.row_at(source.index(n, 0)).membre.nom for n in range(source.rowCount())]


def _membres(context: Context) -> list[Membre]:
    found: list[list[Membre]] = []
    context.run(list_membres, on_success=found.append)
    settle(context.operations)
    return found[0]


def _fill(screen: MembreScreen, nom: str, phrase: str, confirmation: str = "") -> None:
    """Both steps: the coordonnateur's line, then the member's own passphrase."""
    for suffixe, texte in (("nom", nom), ("fonction", "Éducatrice"), ("institution", "Club de prévention")):
        type_text(find(screen, f"gsn_enrolement_{suffixe}"), texte)
    click(screen, "gsn_enrolement_preparer")
    assert screen.enrolment.form.isHidden() and f"{nom}, à vous" in screen.enrolment.place.text()
    for suffixe, texte in (("phrase", phrase), ("confirmation", confirmation or phrase)):
        type_text(find(screen, f"gsn_enrolement_{suffixe}"), texte)


def test_the_directory_lists_everyone_with_roles_and_signature(qtbot: QtBot, enter: Enter) -> None:
    screen = _screen(qtbot, enter("ecole"))
    assert _names(screen) == sorted(_names(screen))
    assert len(_names(screen)) == 6
    rows = {r.membre.nom: r for r in screen.table.source.rows}
    assert rows["Dpo Testard"].roles == "auditeur (DPO)"
    assert rows["Maire Testard"].roles == "élu"
    assert rows["Ecole Testard"].etat == "en fonction"
    assert "6\u00a0membres en fonction" in screen.count.text()


def test_a_coordonnateur_enrols_a_member_who_types_their_own_passphrase(
    qtbot: QtBot, enter: Enter, coffre: Prepare
) -> None:
    context = enter("coordo")
    screen = _screen(qtbot, context)
    click(screen, "gsn_membre_enroler")
    settle(context.operations)
    _fill(screen, "Zoé Œuvré", PHRASE)
    screen.enrolment.form.rows[f"role_{GSN}"].field.set_value(Role.MEMBRE.value)
    click(screen, "gsn_enrolement_valider")
    settle(context.operations)
    assert "Zoé Œuvré est enrôlé" in screen.banner.texte.text()
    assert "Zoé Œuvré" in _names(screen)
    assert screen.enrolment.isHidden()
    assert find(screen, "gsn_enrolement_phrase").text() == ""  # type: ignore[attr-defined]
    assert screen.enrolment.form.value("nom") == ""
    context.operations.run(context.session.close)
    settle(context.operations)
    porte = read_porte(coffre.coffre, coffre.poste, kdf=BON_MARCHE)
    membre_id = next(m.id for m in porte.membres if m.nom == "Zoé Œuvré")
    session = open_session(coffre.coffre, coffre.poste, membre_id, PHRASE, kdf=BON_MARCHE)
    assert session.charte_a_signer, "nothing is open before they sign"
    session.close()


@pytest.mark.parametrize("who", ["ecole", "maire", "police", "dpo"])
def test_nobody_else_is_offered_to_enrol(qtbot: QtBot, enter: Enter, who: str) -> None:
    screen = _screen(qtbot, enter(who))
    assert screen.enrol.isHidden()


def test_the_action_refuses_a_member_who_reached_the_form_anyway(qtbot: QtBot, enter: Enter) -> None:
    context = enter("ecole")
    screen = _screen(qtbot, context)
    screen.enrolment.begin()
    settle(context.operations)
    _fill(screen, "Intrus", PHRASE)
    screen.enrolment.form.rows[f"role_{GSN}"].field.set_value(Role.MEMBRE.value)
    click(screen, "gsn_enrolement_valider")
    settle(context.operations)
    assert "REF-01" in screen.enrolment.banner.detail.text()
    assert "Intrus" not in [m.nom for m in _membres(context)]


@pytest.mark.parametrize(
    ("phrase", "confirmation", "fault"),
    [("court", "court", "trop faible"), (PHRASE, PHRASE + "s", "ne sont pas les mêmes")],
)
def test_a_weak_or_mistyped_passphrase_enrols_nobody(
    qtbot: QtBot, enter: Enter, phrase: str, confirmation: str, fault: str
) -> None:
    context = enter("coordo")
    screen = _screen(qtbot, context)
    click(screen, "gsn_membre_enroler")
    settle(context.operations)
    _fill(screen, "Zoé", phrase, confirmation)
    click(screen, "gsn_enrolement_valider")
    settle(context.operations)
    assert fault in shown_text(screen.enrolment)
    assert len(_membres(context)) == 6


def test_a_member_without_any_role_is_refused_with_its_code(qtbot: QtBot, enter: Enter) -> None:
    context = enter("coordo")
    screen = _screen(qtbot, context)
    click(screen, "gsn_membre_enroler")
    settle(context.operations)
    _fill(screen, "Zoé", PHRASE)
    click(screen, "gsn_enrolement_valider")
    settle(context.operations)
    assert "MEM-03" in screen.enrolment.banner.detail.text()
    assert screen.enrolment.form.value("nom") == "Zoé", "nothing typed is lost"


def test_the_passphrase_never_enters_the_draft(qtbot: QtBot, enter: Enter) -> None:
    from gsn_app.actions.brouillon import read_brouillon

    context = enter("coordo")
    screen = _screen(qtbot, context)
    click(screen, "gsn_membre_enroler")
    settle(context.operations)
    _fill(screen, "Zoé", PHRASE)
    screen.flush()
    settle(context.operations)
    found: list[dict[str, str]] = []
    context.run(read_brouillon, "enrolement", "", on_success=found.append)
    settle(context.operations)
    assert found[0]["nom"] == "Zoé"
    assert not any("marais" in valeur for valeur in found[0].values())


def test_an_auditeur_holds_no_other_role(qtbot: QtBot, enter: Enter) -> None:
    context = enter("coordo")
    screen = _screen(qtbot, context)
    click(screen, "gsn_membre_enroler")
    settle(context.operations)
    screen.enrolment.form.rows[f"role_{GSN}"].field.set_value(Role.MEMBRE.value)
    click(screen, "gsn_enrolement_auditeur")
    assert screen.enrolment.form.rows[f"role_{GSN}"].isHidden()
    assert screen.enrolment._roles() == {"*": Role.AUDITEUR}


def _answer(*noms: str) -> None:
    def act() -> None:
        dialogue = QApplication.activeModalWidget()
        assert dialogue is not None
        for nom in noms:
            QTest.mouseClick(find(dialogue, nom), Qt.MouseButton.LeftButton)

    QTimer.singleShot(150, act)


def _newcomer(qtbot: QtBot, enter: Enter) -> MembreScreen:
    """Enrol someone through the screen, then open their own session."""
    context = enter("coordo")
    screen = _screen(qtbot, context)
    click(screen, "gsn_membre_enroler")
    settle(context.operations)
    _fill(screen, "Nouvelle Venue", PHRASE)
    screen.enrolment.form.rows[f"role_{GSN}"].field.set_value(Role.MEMBRE.value)
    click(screen, "gsn_enrolement_valider")
    settle(context.operations)
    found: list[object] = []
    identifiant = next(m.id for m in _membres(context) if m.nom == "Nouvelle Venue")
    context.operations.run(context.session.close)
    dossier = context.session.coffre.dossier if hasattr(context.session.coffre, "dossier") else None
    assert dossier is not None
    context.operations.run(
        open_session, dossier, context.poste, identifiant, PHRASE, kdf=BON_MARCHE, on_success=found.append
    )
    settle(context.operations)
    return _screen(qtbot, Context(found[0], context.operations, context.poste, BON_MARCHE))  # type: ignore[arg-type]


def test_a_newcomer_reads_ticks_and_signs_the_charter(qtbot: QtBot, enter: Enter) -> None:
    screen = _newcomer(qtbot, enter)
    context = screen.context
    assert context.etat.charte_a_signer
    assert "pas encore signée" in screen.charte_state.text()
    _answer("gsn_charte_signer", "gsn_charte_fermer")
    click(screen, "gsn_membre_signer")
    settle(context.operations)
    assert screen.context.etat.charte_a_signer, "the box was not ticked: nothing is signed"
    _answer("gsn_charte_lu", "gsn_charte_signer")
    click(screen, "gsn_membre_signer")
    settle(context.operations)
    assert not context.etat.charte_a_signer
    assert "Vous l’avez signée le" in screen.charte_state.text()
    assert screen.sign.isHidden()
    context.operations.run(context.session.close)
    settle(context.operations)


def test_every_control_is_named_and_large_enough(qtbot: QtBot, enter: Enter) -> None:
    context = enter("coordo")
    screen = _screen(qtbot, context)
    click(screen, "gsn_membre_enroler")
    settle(context.operations)
    check_controls(screen)
