"""Typing shares back: one field per custodian, two to five; each is checked by its own words before being sent."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.actions.recuperation import check_part
from gsn_app.errors import GsnError
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.field import LongTextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import hint

MINIMUM, MAXIMUM = 2, 5


class PartsEntry(QWidget):
    """The fields; ``parts`` gives what was typed once every field holds a share, else an empty list, faults written."""

    def __init__(self, prefixe: str) -> None:
        super().__init__()
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(0, 0, 0, 0)
        colonne.setSpacing(12)
        colonne.addWidget(
            hint(
                "Chaque gardien tape lui-même ses vingt mots, dans l’ordre du papier\u00a0; l’ordre des gardiens "
                "est sans importance."
            )
        )
        self.form = Form()
        for rang in range(MAXIMUM):
            champ = LongTextField(f"{prefixe}_part_{rang}", limite=400, lignes=2)
            champ.counter.hide()
            self.form.add(f"part_{rang}", f"Mots du gardien {rang + 1}", champ)
        colonne.addWidget(self.form)
        self.more = Button("&Ajouter un gardien", f"{prefixe}_ajouter", self.add_row, icone="plus")
        colonne.addWidget(FlowRow(self.more))
        self.shown = MINIMUM
        self._renew()

    def add_row(self) -> None:
        """One more custodian."""
        self.shown = min(self.shown + 1, MAXIMUM)
        self._renew()
        self.form.rows[f"part_{self.shown - 1}"].field.control.setFocus()

    def _renew(self) -> None:
        for rang in range(MAXIMUM):
            self.form.rows[f"part_{rang}"].setVisible(rang < self.shown)
        self.more.setVisible(self.shown < MAXIMUM)

    def parts(self) -> list[str]:
        """Shares typed, in the order of the fields; a fault stands under the field it is about."""
        self.form.clear_faults()
        noms = [f"part_{rang}" for rang in range(self.shown)]
        filled = [nom for nom in noms if self.form.value(nom)]
        if not filled and not self.form.require(noms[0]):
            return []
        sound = True
        for nom in filled:
            try:
                check_part(int(nom[-1]) + 1, self.form.value(nom))
            except GsnError as error:
                self.form.set_fault(nom, error.sentence)
                sound = False
        return [self.form.value(nom) for nom in filled] if sound else []

    def erase(self) -> None:
        """Forget every word."""
        self.form.set_values(dict.fromkeys(self.form.rows, ""))
        self.form.clear_faults()
        self.shown = MINIMUM
        self._renew()
