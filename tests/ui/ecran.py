"""A real window on a real vault, driven by keys and clicks: what the tests of the screens share.

Nothing of ours is replaced. The only stand-in is the person at the printer: ``confirm_impression`` is called
as the print dialog calls it, the sheet having come out or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gsn_app.actions.impression import Feuille, confirm_impression
from gsn_app.actions.saisine import submit_saisine
from gsn_app.actions.session import Session
from gsn_app.actions.situation import open_situation
from gsn_app.domain.situation import Personne
from gsn_app.ui.application import make_application
from gsn_app.ui.fenetre import MainWindow
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.operation import Operations
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.registre import list_screens
from tests.coffre_prepare import GSN, Prepare, build

W = TypeVar("W", bound=QWidget)
S = TypeVar("S", bound=Screen)

LEA = Personne("Durand", "Léa", "2011-03-12", "F")
ELOISE = Personne("de La Tour", "Éloïse", "2009-07-02", "F")
MOUSSA = Personne("N’Diaye", "Moussa", "2010-01-30", "M")


class Ecran:
    """One member at the window."""

    def __init__(self, qtbot: QtBot, coffre: Prepare, nom: str) -> None:
        self.qtbot = qtbot
        self.operations = Operations()
        self.session: Session = self.operations._pool.submit(coffre.open, nom).result(60)
        self.context = Context(self.session, self.operations, coffre.poste)
        self.feuilles: list[Feuille] = []
        self.imprime = True
        self.context.sheet_ready.connect(self._print)
        self.window = MainWindow(self.context, list_screens())
        self.window.resize(1240, 860)
        self.window.show()
        self.settle()

    def _print(self, feuille: Feuille, done: Callable[[bool], object] | None) -> None:
        self.feuilles.append(feuille)
        self.context.run(
            confirm_impression,
            feuille,
            reussie=self.imprime,
            on_success=lambda _none: done(self.imprime) if done else None,
        )

    def settle(self) -> None:
        """Wait until nothing runs or waits."""
        self.qtbot.wait(5)
        self.qtbot.waitUntil(lambda: not self.operations.busy, timeout=30_000)
        self.qtbot.wait(5)

    def call(self, action: Callable[..., Any], *args: Any, **mots: Any) -> Any:
        """Run an action on the session's own thread and give back its result."""
        return self.operations._pool.submit(action, self.session, *args, **mots).result(60)

    def go(self, ecran: str, objet_id: str = "") -> Screen:
        """Show a screen and wait for what it reads."""
        self.window.show_screen(ecran, objet_id)
        self.settle()
        return self.screen

    @property
    def screen(self) -> Screen:
        """The screen in front."""
        found = self.window.pile.currentWidget()
        assert isinstance(found, Screen)
        return found

    def find(self, nom: str, kind: type[W] = QWidget) -> W:  # type: ignore[assignment]
        """The control of this name on the screen in front, shown or not."""
        found = [w for w in self.screen.findChildren(kind, nom) if not _doomed(w, self.screen)]
        assert found, f"{nom} is not on the screen"
        return found[-1]

    def shown(self, nom: str) -> bool:
        """True when the control of this name can be seen on the screen in front."""
        return any(w.isVisible() for w in self.screen.findChildren(QWidget, nom))

    def text(self, nom: str) -> str:
        """The words of a label."""
        return str(self.find(nom).property("text"))

    def click(self, nom: str) -> None:
        """Click a control with the mouse, then wait."""
        widget = self.find(nom)
        assert widget.isVisible(), f"{nom} is hidden"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def type(self, nom: str, texte: str) -> None:
        """Type in a field, accents included (``keyClicks`` aborts on them)."""
        widget = self.find(nom)
        widget.setFocus()
        type_text(widget, texte)

    def choose(self, nom: str, code: str) -> None:
        """Choose a code of a closed list with the keyboard's arrows."""
        combo = self.find(nom)
        rang = combo.findData(code)  # type: ignore[attr-defined]
        assert rang >= 0, f"{code} is not offered"
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Home)
        for _ in range(rang):
            QTest.keyClick(combo, Qt.Key.Key_Down)
        assert combo.currentData() == code  # type: ignore[attr-defined]

    def words(self) -> str:
        """Every word that can be read on the screen in front."""
        return "\n".join(
            str(w.property("text"))
            for w in self.screen.findChildren(QWidget)
            if w.isVisible() and w.property("text")
        )

    def leave(self, *, verrouillage: bool = False) -> None:
        """Leave as a person does: drafts are flushed, the session closes."""
        with self.qtbot.waitSignal(self.window.left, timeout=30_000):
            self.window.leave(verrouillage=verrouillage)
        self.operations.close()
        self.window.hide()
        self.window.deleteLater()
        self.qtbot.wait(5)


def _doomed(widget: QWidget, screen: Screen) -> bool:
    """True for what was taken off the screen and waits for its deletion."""
    return widget.window() is not screen.window()


def type_text(widget: QWidget, texte: str) -> None:
    """One key event a character."""
    for caractere in texte:
        if caractere.isascii() and caractere != "\n":
            QTest.keyClicks(widget, caractere)
        else:
            QTest.sendKeyEvent(
                QTest.KeyAction.Click, widget, Qt.Key.Key_unknown, caractere, Qt.KeyboardModifier.NoModifier
            )


@pytest.fixture(scope="session")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Prepare:
    """The prepared vault, built once."""
    return build(tmp_path_factory.mktemp("modele"))


@pytest.fixture
def coffre(modele: Prepare, tmp_path: Path) -> Prepare:
    """A vault of one's own."""
    return modele.copy(tmp_path)


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> QApplication:
    """The application with our palette, once: applying it again would repaint windows already gone."""
    return make_application(sombre=False)


@pytest.fixture
def sit_down(qtbot: QtBot, themed: QApplication, coffre: Prepare) -> Iterator[Callable[..., Ecran]]:
    """« S’asseoir » at the workstation as a member: ``sit_down("coordo")``; whoever sat before leaves first.

    A second argument is the same vault opened otherwise (at another date).
    """
    seated: list[Ecran] = []

    def sit(nom: str, autre: Prepare | None = None) -> Ecran:
        leave()
        seated.append(Ecran(qtbot, autre or coffre, nom))
        return seated[-1]

    def leave() -> None:
        if seated and not seated[-1].session.closed:
            seated[-1].leave()

    yield sit
    leave()


def deposit(session: Session, personne: Personne = LEA, motif: str = "motif.ABS") -> str:
    """A saisine, deposited through its action."""
    return submit_saisine(session, GSN, origine="origine.EN", motif=motif, personne=personne)


def open_for(
    session: Session, coffre: Prepare, *noms: str, personne: Personne = LEA, motif: str = "motif.ABS"
) -> str:
    """A situation whose circle is the members named, opened through its action."""
    return open_situation(
        session,
        GSN,
        personne=personne,
        origine="origine.EN",
        motif=motif,
        cercle=[coffre.membres[nom] for nom in noms],
    )
