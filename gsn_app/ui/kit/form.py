"""A form: label above its field, tied to it, the fault written under it; reading order is tab order."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.ui.kit.field import Field
from gsn_app.ui.kit.label import Label
from gsn_app.ui.kit.visibility import set_shown


class FormRow(QWidget):
    """One labelled field with its hint and its fault."""

    def __init__(self, libelle: str, field: Field, *, aide: str = "", facultatif: bool = False) -> None:
        super().__init__()
        self.field = field
        self.libelle = libelle.replace("&", "")
        texte = f"{libelle} (facultatif)" if facultatif else libelle
        self.label = Label(texte, "etiquette")
        self.label.setBuddy(field.control)
        self.fault = Label("", "faute")
        self.fault.setObjectName(f"{field.control.objectName()}_faute")
        self.fault.hide()
        field.control.setAccessibleName(texte.replace("&", ""))
        field.control.setAccessibleDescription(aide)
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(0, 0, 0, 0)
        colonne.setSpacing(5)
        colonne.addWidget(self.label)
        if aide:
            colonne.addWidget(Label(aide, "indication"))
        colonne.addWidget(field)
        colonne.addWidget(self.fault)
        self._aide = aide
        field.modified.connect(lambda: self.set_fault(""))

    def set_fault(self, phrase: str) -> None:
        """Write the fault under the field, or erase it."""
        self.fault.setText(phrase)
        set_shown(self.fault, bool(phrase))
        self.field.set_faulty(bool(phrase))
        self.field.control.setAccessibleDescription(f"Erreur\u00a0: {phrase}" if phrase else self._aide)


class Form(QWidget):
    """Rows by name; ``values()`` is what a draft keeps."""

    modified = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, FormRow] = {}
        self.colonne = QVBoxLayout(self)
        self.colonne.setContentsMargins(0, 0, 0, 0)
        self.colonne.setSpacing(16)
        self._last: QWidget | None = None

    def add(
        self, nom: str, libelle: str, field: Field, *, aide: str = "", facultatif: bool = False
    ) -> FormRow:
        """Add a row; ``nom`` names it in ``values()`` and in drafts, for ever."""
        row = FormRow(libelle, field, aide=aide, facultatif=facultatif)
        self.rows[nom] = row
        self.colonne.addWidget(row)
        if self._last is not None:
            QWidget.setTabOrder(self._last, field)
        self._last = field
        field.modified.connect(self.modified)
        return row

    def add_widget(self, widget: QWidget) -> None:
        """Put anything else between the rows."""
        self.colonne.addWidget(widget)

    def value(self, nom: str) -> str:
        """The value of one field."""
        return self.rows[nom].field.value()

    def values(self) -> dict[str, str]:
        """Every field, by name."""
        return {nom: row.field.value() for nom, row in self.rows.items()}

    def set_values(self, donnees: dict[str, str]) -> None:
        """Fill the fields named; unknown names are left aside."""
        for nom, valeur in donnees.items():
            if nom in self.rows:
                self.rows[nom].field.set_value(valeur)

    def set_fault(self, nom: str, phrase: str) -> None:
        """Write a fault under a field and bring the focus there."""
        self.rows[nom].set_fault(phrase)
        if phrase:
            self.rows[nom].field.control.setFocus()

    def clear_faults(self) -> None:
        """Erase every fault."""
        for row in self.rows.values():
            row.set_fault("")

    def require(self, *noms: str) -> bool:
        """Mark the empty fields among ``noms``; True when none is. The focus goes to the first."""
        vides = [nom for nom in noms if not self.value(nom)]
        for nom in vides:
            self.rows[nom].set_fault("Ce champ est à remplir.")
        if vides:
            self.rows[vides[0]].field.control.setFocus()
        return not vides
