"""Backups that make themselves: after the login, and before leaving, with their count and a way to go on without."""

from __future__ import annotations

from collections.abc import Callable

from gsn_app.actions.sauvegarde import Bilan, count_due, make_due_sauvegardes
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.label import format_count
from gsn_app.ui.kit.progress import ProgressPanel


class SauvegardeDue:
    """One per window; ``panneau`` stands above the screens."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._after: Callable[[], object] = lambda: None
        self.panneau = ProgressPanel("gsn_sauvegarde_due", "Sauvegarde", cancellable=True)

    def start(self, after: Callable[[], object]) -> None:
        """After the login: make what is due, say so in the status line, then show the screen anew by ``after``."""
        self._after = after
        self._context.run(count_due, on_success=self._make)

    def _make(self, due: int) -> None:
        if due:
            self._begin("Sauvegarde du coffre", "&Plus tard")
            self._context.run(
                make_due_sauvegardes,
                panneau=self.panneau,
                on_success=self._tell,
                on_error=lambda _error: None,
            )

    def before_leaving(self, then: Callable[[], object]) -> None:
        """Before « Quitter »: make what is due, then leave whatever came of it (a failure is journaled)."""
        self._begin("Sauvegarde avant de quitter", "&Quitter sans sauvegarder")
        self._context.run(
            make_due_sauvegardes, quitting=True, panneau=self.panneau, on_success=lambda _bilan: then(),
            on_error=lambda _error: then(),
        )  # fmt: skip

    def _begin(self, libelle: str, sans: str) -> None:
        self.panneau.libelle.setText(libelle)
        self.panneau.jauge.setAccessibleName(libelle)
        self.panneau.annuler.setText(sans)
        self.panneau.annuler.setAccessibleName(sans.replace("&", ""))

    def _tell(self, bilan: Bilan) -> None:
        if bilan.echecs:
            self._context.tell(bilan.echecs[0])
        elif bilan.faites:
            done = format_count(len(bilan.faites), "sauvegarde vérifiée", "sauvegardes vérifiées")
            self._context.tell(f"{done}, ancre {bilan.faites[0].ancre}.")
            self._after()
