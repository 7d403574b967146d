"""The home and what every screen promises: named controls, one primary act, the keyboard all the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from gsn_app.ui.kit.button import PrimaryButton
from tests.coffre_prepare import Prepare
from tests.ui.ecran import LEA, Ecran, deposit, open_for

Sit = Callable[[str], Ecran]
CONTROLES = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)
ECRANS = (
    "accueil",
    "situations",
    "situation",
    "saisines",
    "saisine",
    "rappels",
    "rappel_preparation",
    "rapport",
)


def controls(ecran: Ecran) -> list[QWidget]:
    """What can take a click or a key on the screen in front."""
    kit = [w for w in ecran.screen.findChildren(QWidget) if w.isVisible() and isinstance(w, CONTROLES)]
    # a header speaks as a part of its table; what Qt names « qt_ » is inside a control of ours
    return [w for w in kit if not w.objectName().startswith("qt_") and not isinstance(w, QHeaderView)]


def show(ecran: Ecran, coffre: Prepare, nom: str) -> None:
    """Bring a screen to the front with something on it."""
    ecran.call(deposit)
    situation_id = ecran.call(open_for, coffre, "coordo", "ecole")
    ecran.go(nom, situation_id if nom in {"situation", "rappel_preparation"} else "")


def test_nothing_waiting_explains_the_next_step(sit_down: Sit) -> None:
    ecran = sit_down("ecole")
    ecran.go("accueil")
    assert "Rien ne vous attend" in ecran.words()
    ecran.click("gsn_accueil_situations")
    assert ecran.screen.titre == "Situations"


def test_a_saisine_waits_for_the_coordonnateur_and_opens_on_it(sit_down: Sit) -> None:
    ecran = sit_down("ecole")
    ecran.call(deposit)
    ecran.go("accueil")
    assert LEA.nom not in ecran.words(), "examining is not the member's to do"
    ecran = sit_down("coordo")
    ecran.go("accueil")
    rang = next(
        n
        for n in range(20)
        if ecran.shown(f"gsn_accueil_tache_{n}") and LEA.nom in ecran.text(f"gsn_accueil_tache_{n}")
    )
    ecran.click(f"gsn_accueil_ouvrir_{rang}")
    assert ecran.screen.titre == "Saisines"
    assert ecran.shown("gsn_saisines_ouvrir")


def test_an_unsigned_member_is_led_to_the_charter_alone(sit_down: Sit, coffre: Prepare) -> None:
    from gsn_app.actions.membre import enrol_membre
    from gsn_app.domain.membre import NouveauMembre, Role
    from tests.coffre_prepare import BON_MARCHE, GSN, phrase

    ecran = sit_down("coordo")
    nouveau = ecran.call(
        enrol_membre,
        NouveauMembre("Neuf Testard", "Éducateur", "Prévention", {GSN: Role.MEMBRE}),
        phrase("neuf"),
        kdf=BON_MARCHE,
    )
    coffre.membres["neuf"] = nouveau.id
    ecran = sit_down("neuf")
    ecran.go("accueil")
    assert "charte" in ecran.text("gsn_accueil_tache_0")
    assert not ecran.shown("gsn_accueil_tache_1")


def test_every_control_has_a_name_to_read_and_a_name_to_find(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    muets = []
    for nom in ECRANS:
        show(ecran, coffre, nom)
        for controle in controls(ecran):
            if not controle.accessibleName() and not (
                isinstance(controle, QAbstractButton) and controle.text()
            ):
                muets.append(f"{nom}: {controle.objectName()} has no accessible name")
            if not controle.objectName().startswith("gsn_"):
                muets.append(
                    f"{nom}: {type(controle).__name__} {controle.objectName()!r} has no name of ours"
                )
    assert not muets, "\n".join(muets)


def test_each_screen_has_at_most_one_primary_act(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    for nom in ECRANS:
        show(ecran, coffre, nom)
        principaux = [b.objectName() for b in ecran.screen.findChildren(PrimaryButton) if b.isVisible()]
        assert len(principaux) <= 1, f"{nom}: {principaux}"


def test_every_control_is_reached_with_the_tab_key(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    for nom in ("accueil", "situations", "situation", "saisine"):
        show(ecran, coffre, nom)
        voulus = {c for c in controls(ecran) if c.focusPolicy() & Qt.FocusPolicy.TabFocus and c.isEnabled()}
        vus: set[QWidget] = set()
        for _ in range(3 * len(voulus) + 60):
            QTest.keyClick(ecran.window.focusWidget() or ecran.window, Qt.Key.Key_Tab)
            if (place := ecran.window.focusWidget()) is not None:
                vus.add(place)
        groupes = {b for b in voulus if (isinstance(b, QAbstractButton) and b.autoExclusive()) or _grouped(b)}
        assert not {c.objectName() for c in voulus - vus - groupes}, nom


def _grouped(controle: QWidget) -> bool:
    """Radio buttons of one question share one stop; the arrows move inside it."""
    return isinstance(controle, QAbstractButton) and controle.group() is not None


def test_targets_are_at_least_24_pixels(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    for nom in ECRANS:
        show(ecran, coffre, nom)
        petits = [f"{c.objectName()} {c.height()}" for c in controls(ecran) if c.height() < 24]
        assert not petits, f"{nom}: {petits}"


def test_each_screen_has_its_help(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    for nom in ECRANS:
        show(ecran, coffre, nom)
        assert len(ecran.screen.aide) > 80, nom
