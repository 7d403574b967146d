"""An explicit yes or no: two buttons, no default, so that an unread question stays unanswered."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget

from gsn_app.ui.kit.field import Field


class YesNoField(Field):
    """``value()`` is « oui », « non », or empty while unanswered."""

    def __init__(self, nom: str, *, oui: str = "Oui", non: str = "Non") -> None:
        self._holder = QWidget()
        super().__init__(nom, self._holder)
        self._group = QButtonGroup(self)
        rangee = QHBoxLayout(self._holder)
        rangee.setContentsMargins(0, 0, 0, 0)
        rangee.setSpacing(22)
        self.boutons: dict[str, QRadioButton] = {}
        for code, libelle in (("oui", oui), ("non", non)):
            bouton = QRadioButton(libelle)
            bouton.setObjectName(f"{nom}_{code}")
            bouton.setAccessibleName(libelle)
            bouton.setMinimumHeight(26)
            bouton.toggled.connect(lambda _on: self.modified.emit())
            self._group.addButton(bouton)
            rangee.addWidget(bouton)
            self.boutons[code] = bouton
        rangee.addStretch(1)
        self.setFocusProxy(self.boutons["oui"])
        self._lay(self._holder)

    def name_question(self, question: str) -> None:
        """Tie the question to both answers for a screen reader."""
        for code, bouton in self.boutons.items():
            bouton.setAccessibleName(f"{question} {'Oui' if code == 'oui' else 'Non'}")

    def value(self) -> str:
        """The answer given."""
        return next((code for code, bouton in self.boutons.items() if bouton.isChecked()), "")

    def set_value(self, valeur: str) -> None:
        """Give an answer, or none."""
        self._group.setExclusive(False)
        for code, bouton in self.boutons.items():
            bouton.setChecked(code == valeur)
        self._group.setExclusive(True)
