"""The program as the supervisor runs it: opened, ended by a lock (75) or a closing (0), opened again.

The journeys run it inside the test's process, with the cheapest key derivation that the program itself accepts, so
that the ``gsn`` command opens the same vaults; the tests of a killed process start the very same class in a child.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gsn_app.config import KdfPolicy
from gsn_app.ui.application import SessionFlow, make_application
from gsn_app.ui.verrou import boot_seconds
from tests.parcours import mains

#: inside the bounds of production: any other program of ours reads these vaults
MINIMALE = KdfPolicy(memory_kib=256 * 1024, passes=2)
CODE = "417208"


class Programme:
    """One machine: its folder, and the program open on it or not. ``fin`` is the last exit code."""

    def __init__(self, poste: Path, coffre: Path | None = None) -> None:
        make_application(sombre=False)
        self.poste = poste
        #: as ``gsn ouvrir --coffre``; None = the latest opened on this machine
        self.coffre = coffre
        self._retard = 0.0
        self.flow: SessionFlow | None = None
        self.fin: int | None = None

    def start(self) -> None:
        """Open the program, as the supervisor does at the start and after a lock."""
        self.stop()
        self.fin = None
        self.flow = SessionFlow(self.coffre, self.poste, MINIMALE, self._ended, clock=self._clock)
        mains.wait_for(QApplication.activeWindow, "the opening never came")

    def _clock(self) -> float:
        return boot_seconds() + self._retard

    def leave_alone(self, minutes: float) -> None:
        """Nobody touches the keyboard nor the mouse for that long."""
        self._retard += minutes * 60

    def _ended(self, code: int) -> None:
        self.fin = code

    def wait_end(self) -> int:
        """Wait for the end of the session, then take its windows away as the end of the process would."""
        code = mains.wait_for(
            lambda: (self.fin,) if self.fin is not None else (), "the program does not end"
        )[0]
        self.stop()
        return code

    def stop(self) -> None:
        """Take away what is left of an ended or abandoned program."""
        if self.flow is None:
            return
        flow, self.flow = self.flow, None
        if self.fin is None and flow.window is not None:
            flow.window.close()
            mains.wait_for(lambda: self.fin is not None, "the session does not close")
        flow.operations.close(wait=True)
        for top in QApplication.topLevelWidgets():
            top.hide()
            top.deleteLater()
        flow.deleteLater()
        mains.at_rest()
        QApplication.sendPostedEvents(None, 52)  # DeferredDelete
        mains.at_rest()

    # -- a person at the keyboard ----------------------------------------------------------------

    def enter(self, nom: str, phrase: str) -> None:
        """Choose one's name, type the passphrase, choose the code of the session."""
        if self.flow is None:
            self.start()
        mains.wait_for(lambda: mains.seen("gsn_ouverture_membre"), "no opening screen")
        mains.choose("gsn_ouverture_membre", nom)
        mains.fill("gsn_ouverture_passphrase", phrase)
        mains.key(Qt.Key.Key_Return)
        self.choose_code()

    def choose_code(self) -> None:
        """Six digits, typed as the screen asks for them."""
        mains.find("gsn_code_chiffres")
        mains.fill("gsn_code_chiffres", CODE)
        mains.key(Qt.Key.Key_Return)
        mains.wait_text("gsn_entete_membre", ",")
        mains.find("gsn_aller_accueil")

    def lock(self) -> int:
        """Ctrl+L, then the exit code."""
        mains.ctrl(Qt.Key.Key_L)
        return self.wait_end()

    def switch(self, nom: str, phrase: str) -> None:
        """Lock, and let somebody else in."""
        assert self.lock() == 75
        self.enter(nom, phrase)
