"""What a screen may reach: the open session, the action queue, navigation and printing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gsn_app.config import KDF, KdfPolicy
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.label import format_count, format_moment
from gsn_app.ui.kit.operation import Operations, Work
from gsn_app.ui.kit.progress import ProgressPanel

if TYPE_CHECKING:
    from gsn_app.actions.impression import Feuille
    from gsn_app.actions.session import Session


@dataclass(frozen=True)
class Etat:
    """What the header shows; read on the worker because it costs a read of the vault."""

    commune: str
    demonstration: bool
    derniere_session: str
    charte_a_signer: bool
    anomalies: tuple[str, ...] = ()
    essais_manques: int = 0


def read_etat(session: Session) -> Etat:
    """The state of a session now."""
    return Etat(
        session.commune,
        session.demonstration,
        session.derniere_session,
        session.charte_a_signer,
        session.anomalies,
        session.essais_manques,
    )


def tell_last_session(etat: Etat) -> str:
    """« Votre dernière session : … », and the failed attempts met before this one; "" at the very first."""
    told = []
    if etat.derniere_session:
        told.append(f"Votre dernière session\u00a0: {format_moment(etat.derniere_session)}.")
    if etat.essais_manques:
        essais = format_count(etat.essais_manques, "essai manqué", "essais manqués")
        told.append(f"Depuis la dernière ouverture de ce coffre sur ce poste\u00a0: {essais}.")
    return " ".join(told)


class Context(QObject):
    """Handed to every screen; one per open session. Built while the worker is at rest."""

    navigated = Signal(str, str)
    told = Signal(str)
    state_changed = Signal()
    sheet_ready = Signal(object, object)
    #: True while a situation is discussed with its identity masked: the idle watch waits thirty minutes
    seance_changed = Signal(bool)

    def __init__(
        self, session: Session, operations: Operations, poste: Path | None, kdf: KdfPolicy = KDF
    ) -> None:
        super().__init__()
        self.session = session
        self.operations = operations
        self.poste = poste
        self.kdf = kdf
        self.etat = read_etat(session)

    def run(
        self,
        action: Callable[..., Any],
        *args: Any,
        on_success: Callable[[Any], object] | None = None,
        on_error: Callable[[Any], object] | None = None,
        boutons: tuple[Button, ...] = (),
        panneau: ProgressPanel | None = None,
        compte: bool = True,
        **mots: Any,
    ) -> Work:
        """Run ``action(session, *args, **mots)`` on the worker (see ``Operations.run``)."""
        return self.operations.run(
            action,
            self.session,
            *args,
            on_success=on_success,
            on_error=on_error,
            boutons=boutons,
            panneau=panneau,
            compte=compte,
            **mots,
        )

    def go(self, ecran: str, objet_id: str = "") -> None:
        """Show a screen by its registered name, on an object if one is given."""
        self.navigated.emit(ecran, objet_id)

    def tell(self, phrase: str) -> None:
        """A short confirmation in the status line (« Enregistré »)."""
        self.told.emit(phrase)

    def refresh_state(self) -> None:
        """Read the state again (after a signature, a change of settings) and show it."""
        self.operations.run(read_etat, self.session, on_success=self._set_etat)

    def _set_etat(self, etat: Etat) -> None:
        self.etat = etat
        self.state_changed.emit()

    def print_sheet(self, feuille: Feuille, on_done: Callable[[bool], object] | None = None) -> None:
        """Preview and print a sheet; ``on_done(True)`` once confirmed out of the printer."""
        self.sheet_ready.emit(feuille, on_done)
