"""Ties a form to its encrypted draft: nothing typed is lost to a lock, a crash or a power cut.

The first change starts a one-second timer that further typing does not push back, so that every key
is in the vault less than two seconds later.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from gsn_app.actions.brouillon import erase_brouillon, read_brouillon, save_brouillon
from gsn_app.errors import GsnError
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.form import Form

DELAI_MS = 1000


class Draft(QObject):
    """The draft of one form on one object; ``restored`` tells that typing was brought back."""

    restored = Signal()

    def __init__(self, form: Form, context: Context, formulaire: str, objet_id: str) -> None:
        super().__init__(form)
        self.form = form
        self.context = context
        self.formulaire = formulaire
        self.objet_id = objet_id
        self._restoring = False
        self._touched = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAI_MS)
        self._timer.timeout.connect(self.flush)
        form.modified.connect(self._on_modified)
        context.run(read_brouillon, formulaire, objet_id, on_success=self._restore)

    def _on_modified(self) -> None:
        if self._restoring:
            return
        self._touched = True
        if not self._timer.isActive():
            self._timer.start()

    def _restore(self, donnees: dict[str, str]) -> None:
        if not donnees or self._touched:
            return
        self._restoring = True
        self.form.set_values(donnees)
        self._restoring = False
        self.restored.emit()

    def flush(self) -> None:
        """Save now what waits; called at lock and at closing."""
        if not self._touched:
            return
        self._timer.stop()
        self._touched = False
        self.context.run(
            save_brouillon, self.formulaire, self.objet_id, self.form.values(), on_error=self._not_saved
        )

    def _not_saved(self, error: GsnError) -> None:
        """A full disk, say: the typing stays on screen and the next key tries again."""
        self._touched = True
        self.context.operations.failed.emit(error)

    def erase(self) -> None:
        """Forget the draft: its form became a fact, or was given up on purpose."""
        self._timer.stop()
        self._touched = False
        self.context.run(erase_brouillon, self.formulaire, self.objet_id)


def bind_brouillon(form: Form, context: Context, formulaire: str, objet_id: str = "") -> Draft:
    """Restore the draft of ``formulaire`` on ``objet_id`` into ``form``, then keep it as it is typed."""
    return Draft(form, context, formulaire, objet_id)
