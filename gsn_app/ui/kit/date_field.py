"""A date that is typed: « 12/03/2010 », « 12 3 2010 », « 12032010 » or ISO; read back in French."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtWidgets import QLineEdit

from gsn_app.ui.kit.field import Field
from gsn_app.ui.kit.label import Label, format_date
from gsn_app.ui.kit.visibility import set_shown

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_FRENCH = re.compile(r"^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$")
_STUCK = re.compile(r"^(\d{2})(\d{2})(\d{4})$")


def read_date(texte: str) -> str:
    """The ISO date typed, or an empty string when it is none (31/02 is none)."""
    propre = texte.replace("\u00a0", " ").replace("1er", "1").strip()
    if found := _ISO.match(propre):
        annee, mois, jour = found.groups()
    elif found := _FRENCH.match(propre) or _STUCK.match(propre):
        jour, mois, annee = found.groups()
    else:
        return ""
    try:
        return date(int(annee), int(mois), int(jour)).isoformat()
    except ValueError:
        return ""


class DateField(Field):
    """``value()`` is the ISO date, or what was typed when it is not a date (the action then refuses it)."""

    def __init__(self, nom: str) -> None:
        self.edit = QLineEdit()
        super().__init__(nom, self.edit)
        self.edit.setPlaceholderText("jj/mm/aaaa")
        self.edit.setMaxLength(20)
        self.edit.setMaximumWidth(170)
        self.reading = Label("", "indication")
        self.reading.setObjectName(f"{nom}_lecture")
        self.edit.textChanged.connect(self._read)
        self.edit.textChanged.connect(self.modified)
        self.edit.editingFinished.connect(self._tidy)
        self._lay(self.edit, self.reading)
        self._read()

    def _read(self) -> None:
        texte = self.edit.text().strip()
        iso = read_date(texte)
        if iso:
            self.reading.setText(format_date(iso))
        elif len(texte) >= 8:
            self.reading.setText("Cette date n’existe pas\u00a0: écrivez-la comme 12/03/2010.")
        else:
            self.reading.setText("")
        set_shown(self.reading, bool(self.reading.text()))

    def _tidy(self) -> None:
        iso = read_date(self.edit.text())
        if iso:
            self.edit.setText(f"{iso[8:]}/{iso[5:7]}/{iso[:4]}")

    def value(self) -> str:
        """ISO, or the raw text."""
        texte = self.edit.text().strip()
        return read_date(texte) or texte

    def set_value(self, valeur: str) -> None:
        """Show an ISO date the French way."""
        iso = read_date(valeur)
        self.edit.setText(f"{iso[8:]}/{iso[5:7]}/{iso[:4]}" if iso else valeur)
