"""The guided tour: drives the real windows of a demonstration vault, one picture a screen, and keeps its sheets.

Nothing is drawn for the occasion: the tour presses the same buttons as a person and waits for the same answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLineEdit, QWidget

from gsn_app.config import KDF, KdfPolicy
from gsn_app.errors import GsnError
from gsn_app.ui.application import SessionFlow, make_application
from gsn_app.ui.impression import PrintDialog
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.label import Label
from gsn_app.ui.kit.table import Table
from gsn_app.ui.rapport import RapportScreen
from gsn_app.ui.theme import apply_theme

ATTENTE_S = 90.0
ECRANS = (
    "accueil",
    "situations",
    "saisines",
    "seances",
    "rappels",
    "actes_maire",
    "conservation",
    "droits",
    "rapport",
    "tableau_bord",
    "instances",
    "membres",
    "journal",
    "sauvegarde",
    "reglage",
)
W = TypeVar("W", bound=QWidget)


class TourStopped(GsnError):
    """La visite guidée s’est arrêtée à « {etape} » : l’écran attendu n’est pas venu."""

    code = "IHM-20"
    exit_code = 5


class Tour:
    """One visit. ``membre`` and ``phrase`` open the demonstration vault; pictures and sheets go to ``vers``."""

    def __init__(self, coffre: Path, poste: Path, vers: Path, kdf: KdfPolicy) -> None:
        self.vers = vers
        self.ended: list[int] = []
        self.flow = SessionFlow(coffre, poste, kdf, self.ended.append)
        self.rank = 0

    # -- gestures --------------------------------------------------------------------------------

    def until(self, etape: str, ready: Callable[[], object]) -> None:
        """Let the windows live until ``ready()``; raises TourStopped after a while."""
        end = time.monotonic() + ATTENTE_S
        while not ready():
            if time.monotonic() > end:
                raise TourStopped(etape=etape)
            self.pause(30)

    def pause(self, ms: int) -> None:
        """Let the windows live for a moment, worker included."""
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def settle(self) -> None:
        """Wait for the worker to rest and the windows to be painted."""
        self.until("travail en cours", lambda: not self.flow.operations.busy)
        self.pause(120)

    def find(self, kind: type[W], name: str) -> W:
        """The visible widget of that name, once it is there."""
        found: list[W] = []

        def look() -> bool:
            found[:] = [
                w for top in QApplication.topLevelWidgets() if top.isVisible()
                for w in [top, *top.findChildren(QWidget)]
                if isinstance(w, kind) and w.objectName() == name and w.isVisible()
            ]  # fmt: skip
            return bool(found)

        self.until(name, look)
        return found[0]

    def press(self, name: str) -> None:
        """Press a button with the mouse."""
        button = self.find(QAbstractButton, name)
        self.until(f"{name} (actif)", button.isEnabled)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def type(self, name: str, text: str) -> None:
        """Type in a line."""
        line = self.find(QLineEdit, name)
        line.setFocus()
        line.clear()
        for character in text:
            key = Qt.Key.Key_unknown
            QTest.sendKeyEvent(QTest.KeyAction.Click, line, key, character, Qt.KeyboardModifier.NoModifier)

    def choose(self, name: str, rank: int) -> None:
        """Choose an entry of a list with the keyboard."""
        combo = self.find(QComboBox, name)
        combo.setFocus()
        while combo.currentIndex() < rank:
            before = combo.currentIndex()
            QTest.keyClick(combo, Qt.Key.Key_Down)
            if combo.currentIndex() == before:
                raise TourStopped(etape=name)
        self.settle()

    def picture(self, name: str, window: QWidget | None = None) -> None:
        """Keep a picture of the window."""
        shown = window or self.flow.window or self.flow.accueil
        self.rank += 1
        shown.grab().save(str(self.vers / f"{self.rank:02d}-{name}.png"))

    # -- the visit -------------------------------------------------------------------------------

    def enter(self, membre_id: str, phrase: str) -> None:
        """Opening, passphrase, session code."""
        combo = self.find(QComboBox, "gsn_ouverture_membre")
        self.until("liste des membres", lambda: combo.findData(membre_id) >= 0)
        self.choose("gsn_ouverture_membre", combo.findData(membre_id))
        self.press("gsn_ouverture_recuperer")
        self.picture("gardiens-reunis")
        self.press("gsn_recuperation_revenir")
        self.type("gsn_ouverture_passphrase", phrase)
        self.picture("ouverture")
        QTest.mouseClick(self.find(QAbstractButton, "gsn_ouverture_ouvrir"), Qt.MouseButton.LeftButton)
        self.find(QLineEdit, "gsn_code_chiffres")
        self.type("gsn_code_chiffres", "507138")
        self.picture("code-de-session")
        self.press("gsn_code_valider")
        self.until("fenêtre principale", lambda: self.flow.window is not None)
        window = self.flow.window
        if window is not None:
            window.resize(1366, 900)
        self.settle()

    def visit_screens(self, prefix: str = "") -> None:
        """Every entry of the sidebar."""
        for ecran in ECRANS:
            self.press(f"gsn_aller_{ecran}")
            self.picture(f"{prefix}{ecran}")

    def visit_situation(self, prefix: str = "") -> None:
        """Search as a person does, then open the first line."""
        self.press("gsn_aller_situations")
        self.type("gsn_situations_recherche", "bergeronn")
        self.settle()
        self.picture(f"{prefix}recherche")
        table = self.find(Table, "gsn_situations_table")
        table.setFocus()
        QTest.keyClick(table, Qt.Key.Key_Home)
        QTest.keyClick(table, Qt.Key.Key_Down)
        QTest.keyClick(table, Qt.Key.Key_Return)
        self.settle()
        self.picture(f"{prefix}situation")

    def visit_saisine(self) -> None:
        """The form of a new saisine."""
        self.press("gsn_aller_saisines")
        self.press("gsn_saisines_nouvelle")
        self.picture("nouvelle-saisine")

    def visit_seance(self) -> None:
        """The first séance of the list: to come, or held."""
        self.press("gsn_aller_seances")
        table = self.find(Table, "gsn_seances_table")
        table.setFocus()
        QTest.keyClick(table, Qt.Key.Key_Home)
        QTest.keyClick(table, Qt.Key.Key_Down)
        QTest.keyClick(table, Qt.Key.Key_Return)
        self.settle()
        self.picture("seance")

    def visit_import(self) -> None:
        """Where an old spreadsheet is taken up."""
        self.press("gsn_aller_situations")
        self.press("gsn_situations_import")
        self.picture("reprise-tableau")

    def visit_rappel(self) -> None:
        """Open a prepared rappel, print its fiche-navette, keep the PDF (demonstration only)."""
        self.press("gsn_aller_rappels")
        for button in self._lines("gsn_rappels_"):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            self.settle()
            if self._has("gsn_rappel_acte_parquet_consulte"):
                break
            self.press("gsn_aller_rappels")
        self.picture("rappel-a-l-ordre")
        self.press("gsn_rappel_acte_parquet_consulte")
        dialog = self.find(PrintDialog, "gsn_impression")
        self.pause(600)
        self.picture("impression", dialog)
        dialog.save_to(self.vers / "fiche-navette.pdf")
        self.press("gsn_impression_oui")
        self.until("feuille confirmée", lambda: not self._has("gsn_impression"))
        self.settle()
        self.picture("rappel-envoye")

    def visit_rapport(self) -> None:
        """Prepare the report of the year, look at what leaves and what does not, export it."""
        self.press("gsn_aller_rapport")
        self.choose("gsn_rapport_periode", 1)
        self.type("gsn_rapport_receveur", "CLSPD restreint")
        self.press("gsn_rapport_preparer")
        self.picture("rapport-apercu")
        self.find(QAbstractButton, "gsn_rapport_exporter")
        window = self.flow.window
        for screen in window.findChildren(RapportScreen) if window is not None else []:
            screen.export_to(self.vers)
        self.find(QWidget, "gsn_rapport_ecrits")
        self.settle()
        self.picture("rapport-exporte")

    def visit_journal(self) -> None:
        """Verify the journal and keep what the screen says."""
        self.press("gsn_aller_journal")
        self.press("gsn_journal_verifier")
        outcome = self.find(Banner, "gsn_journal_resultat")
        self.picture("journal-verifie")
        words = [label.text() for label in outcome.findChildren(Label) if label.text()]
        anchor = [self.find(Label, "gsn_entete_ancre").text()]
        (self.vers / "journal.txt").write_text("\n".join([*words, *anchor]) + "\n", encoding="utf-8")

    def visit_lock(self) -> None:
        """Lock: the session ends with the code that brings the login back."""
        self.press("gsn_entete_verrouiller")
        self.until("verrouillage", lambda: bool(self.ended))

    def _lines(self, prefix: str) -> list[QAbstractButton]:
        window = self.flow.window
        if window is None:
            return []
        buttons = window.findChildren(QAbstractButton)
        return [
            b
            for b in buttons
            if b.isVisible() and b.objectName().startswith(prefix) and b.objectName()[-1].isdigit()
        ]

    def _has(self, name: str) -> bool:
        return any(
            w.objectName() == name and w.isVisible()
            for top in QApplication.topLevelWidgets() if top.isVisible()
            for w in [top, *top.findChildren(QWidget)]
        )  # fmt: skip


def play(
    coffre: Path, poste: Path, membre_id: str, phrase: str, vers: Path, *, kdf: KdfPolicy = KDF
) -> list[Path]:
    """Visit a demonstration vault as one coordonnateur; returns the files kept. Raises TourStopped."""
    vers.mkdir(parents=True, exist_ok=True)
    app = make_application(sombre=False)
    app.setQuitOnLastWindowClosed(False)
    tour = Tour(coffre, poste, vers, kdf)
    tour.enter(membre_id, phrase)
    tour.visit_screens()
    tour.visit_situation()
    tour.visit_saisine()
    tour.visit_seance()
    tour.visit_import()
    tour.visit_rappel()
    tour.visit_rapport()
    tour.visit_journal()
    apply_theme(app, sombre=True)
    tour.visit_situation("sombre-")
    tour.visit_screens("sombre-")
    tour.visit_lock()
    for dialog in app.topLevelWidgets():
        if isinstance(dialog, QDialog):
            dialog.close()
    return sorted(vers.iterdir())
