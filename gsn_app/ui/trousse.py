"""« Ce poste ne connaît pas ce coffre »: the words of the recovery kit, typed on a new machine."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gsn_app.actions.ouverture import Porte
from gsn_app.actions.trousse import restore_trousse
from gsn_app.config import KdfPolicy
from gsn_app.errors import GsnError
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.dialog import Dialog
from gsn_app.ui.kit.field import LongTextField
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.operation import Operations

EXPLICATION = (
    "Tapez les vingt-quatre mots de la trousse de récupération, dans l’ordre des numéros. Quatre lettres suffisent par "
    "mot, les accents sont facultatifs. Ensuite, chacun ouvre avec sa propre phrase de passe."
)


class TrousseDialog(Dialog):
    """One field; « Vérifier et garder » proves the words on the vault before this machine keeps anything."""

    restored = Signal(object)

    def __init__(
        self, parent: QWidget, operations: Operations, dossier: Path, poste: Path | None, kdf: KdfPolicy
    ) -> None:
        super().__init__(parent, "gsn_trousse", "Ce poste ne connaît pas ce coffre", EXPLICATION, "cle")
        self.operations, self.dossier, self.poste, self.kdf = operations, dossier, poste, kdf
        self.setMinimumWidth(620)
        self.banner = Banner(nom="gsn_trousse_bandeau")
        self.corps.addWidget(self.banner)
        self.form = Form()
        self.words = LongTextField("gsn_trousse_mots", limite=400, lignes=4)
        self.words.counter.hide()
        self.form.add("mots", "Les mots de la &trousse", self.words)
        self.corps.addWidget(self.form)
        self.add_button(Button("&Revenir", "gsn_trousse_revenir", self.reject))
        self.keep = PrimaryButton("&Vérifier et garder", "gsn_trousse_garder", self.restore)
        self.add_button(self.keep)

    def restore(self) -> None:
        """Check on the worker; a wrong sheet is told and nothing is kept."""
        self.banner.clear()
        if not self.form.require("mots"):
            return
        self.operations.run(
            restore_trousse,
            self.dossier,
            self.poste,
            self.words.value(),
            kdf=self.kdf,
            on_success=self._restored,
            on_error=self._refused,
            boutons=(self.keep,),
        )

    def _restored(self, porte: Porte) -> None:
        self.words.set_value("")
        self.restored.emit(porte)
        self.accept()

    def _refused(self, error: GsnError) -> None:
        self.banner.show_error(error)
        self.fit()
