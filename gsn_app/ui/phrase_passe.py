"""Choosing a passphrase: eight French words offered, typed twice; used at creation and at enrolment."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.actions.creation import generate_passphrase, known_passphrase_error
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.field import SecretField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Label, hint


class PassphraseChoice(QWidget):
    """Two hidden fields and an offer; the offer is shown once, to be written down or learnt."""

    modified = Signal()

    def __init__(self, prefixe: str, libelle: str = "P&hrase de passe") -> None:
        super().__init__()
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(0, 0, 0, 0)
        colonne.setSpacing(12)
        colonne.addWidget(
            hint(
                "Huit mots au hasard se retiennent en une histoire et ne se devinent pas. Cette phrase n’est "
                "écrite nulle part\u00a0: personne ne pourra la retrouver."
            )
        )
        self.offer = Label("", "sous_titre")
        self.offer.setObjectName(f"{prefixe}_proposition_mots")
        self.offer.hide()
        colonne.addWidget(FlowRow(Button("&Proposer huit mots", f"{prefixe}_proposition", self.propose)))
        colonne.addWidget(self.offer)
        self.form = Form()
        self.first = SecretField(f"{prefixe}_phrase")
        self.second = SecretField(f"{prefixe}_confirmation")
        self.form.add("phrase", libelle, self.first)
        self.form.add("confirmation", "La même phrase, encore une fois", self.second)
        colonne.addWidget(self.form)
        self.form.modified.connect(self.modified)

    def propose(self) -> None:
        """Show eight words drawn at random; the member types them, nothing is filled in for them."""
        self.offer.setText(generate_passphrase())
        self.offer.show()
        self.first.control.setFocus()

    def accept(self) -> str:
        """The passphrase when both fields agree and it is strong; else an empty string, the fault written."""
        self.form.clear_faults()
        if not self.form.require("phrase", "confirmation"):
            return ""
        phrase = self.first.value()
        faiblesse = known_passphrase_error(phrase)
        if faiblesse:
            self.form.set_fault("phrase", f"Cette phrase est trop faible\u00a0: {faiblesse}.")
            return ""
        if " ".join(phrase.split()).casefold() != " ".join(self.second.value().split()).casefold():
            self.form.set_fault(
                "confirmation", "Les deux phrases ne sont pas les mêmes\u00a0: retapez celle-ci."
            )
            return ""
        return phrase

    def erase(self) -> None:
        """Forget what was typed and offered."""
        self.offer.clear()
        self.offer.hide()
        self.first.set_value("")
        self.second.set_value("")
        self.form.clear_faults()
