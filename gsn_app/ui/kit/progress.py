"""A progress panel with a real count and, where it is safe, a cancel button."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.label import Label
from gsn_app.ui.kit.visibility import set_shown


class ProgressPanel(QFrame):
    """Hidden at rest; appears 300 ms after the start. ``report`` may be called from any thread."""

    _told = Signal(int, int)

    def __init__(self, nom: str, libelle: str, *, cancellable: bool = False) -> None:
        super().__init__()
        self.setObjectName(nom)
        self.setProperty("gsn", "carte")
        self._cancelled = threading.Event()
        self.libelle = Label(libelle, "etiquette")
        self.compte = Label("", "indication")
        self.compte.setObjectName(f"{nom}_compte")
        self.jauge = QProgressBar()
        self.jauge.setObjectName(f"{nom}_jauge")
        self.jauge.setTextVisible(False)
        self.jauge.setAccessibleName(libelle)
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(18, 14, 18, 16)
        colonne.addWidget(self.libelle)
        colonne.addWidget(self.jauge)
        rangee = QHBoxLayout()
        rangee.addWidget(self.compte, 1)
        self.annuler = Button("&Annuler", f"{nom}_annuler", self.cancel)
        set_shown(self.annuler, cancellable)
        rangee.addWidget(self.annuler)
        colonne.addLayout(rangee)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(300)
        self._delay.timeout.connect(self.show)
        self._told.connect(self._show_count, Qt.ConnectionType.QueuedConnection)
        self.hide()

    def start(self, libelle: str = "") -> None:
        """Begin a count."""
        self._cancelled.clear()
        if libelle:
            self.libelle.setText(libelle)
            self.jauge.setAccessibleName(libelle)
        self.jauge.setRange(0, 0)
        self.compte.setText("")
        self.annuler.setEnabled(True)
        self._delay.start()

    def stop(self) -> None:
        """End and hide."""
        self._delay.stop()
        self.hide()

    def cancel(self) -> None:
        """Ask the action to stop at its next safe point."""
        self._cancelled.set()
        self.annuler.setEnabled(False)
        self.compte.setText("Arrêt demandé…")

    def report(self, fait: int, total: int) -> bool:
        """Called by the action; False asks it to stop."""
        self._told.emit(fait, total)
        return not self._cancelled.is_set()

    @Slot(int, int)
    def _show_count(self, fait: int, total: int) -> None:
        self.jauge.setRange(0, max(total, 0))
        self.jauge.setValue(fait)
        if not self._cancelled.is_set():
            self.compte.setText(f"{fait:,} sur {total:,}".replace(",", "\u202f") if total else "")
