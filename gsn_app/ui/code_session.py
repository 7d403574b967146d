"""The six-digit code of a session: chosen after the passphrase, asked when the window blanks."""

from __future__ import annotations

import hmac
from itertools import pairwise

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.errors import InvalidInput
from gsn_app.ui.kit.button import PrimaryButton
from gsn_app.ui.kit.field import SecretField
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card, hint, title
from gsn_app.ui.kit.screen import ScrollBody

LONGUEUR = 6
ESSAIS = 3


class CodeTooSimple(InvalidInput):
    """Ce code se devine : choisissez six chiffres qui ne se suivent ni ne se répètent."""

    code = "IHM-02"


class CodeIncomplete(InvalidInput):
    """Le code compte six chiffres."""

    code = "IHM-03"


class CodeSession:
    """The code and the tries left; it never leaves the memory of the session."""

    def __init__(self, code: str) -> None:
        """Raises CodeIncomplete or CodeTooSimple."""
        if len(code) != LONGUEUR or not code.isascii() or not code.isdigit():
            raise CodeIncomplete()
        pas = {int(b) - int(a) for a, b in pairwise(code)}
        if len(set(code)) < 3 or pas in ({1}, {-1}):
            raise CodeTooSimple()
        self._code = code.encode()
        self.essais = ESSAIS

    def check(self, typed: str) -> bool:
        """True when right, which gives the three tries back; a wrong one costs one."""
        if hmac.compare_digest(self._code, typed.encode()):
            self.essais = ESSAIS
            return True
        self.essais -= 1
        return False


def make_code_field(nom: str) -> SecretField:
    """A hidden field for six digits."""
    field = SecretField(nom)
    field.edit.setMaxLength(LONGUEUR)
    field.edit.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d{0,6}"), field.edit))
    field.edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
    field.edit.setMaximumWidth(200)
    field.reveal.setAccessibleName("Afficher le code")
    return field


class CodePage(QWidget):
    """Choosing the code, once per session."""

    chosen = Signal(object)

    def __init__(self, derniere_session: str) -> None:
        super().__init__()
        dehors = QVBoxLayout(self)
        dehors.setContentsMargins(0, 0, 0, 0)
        zone = ScrollBody(largeur=560)
        dehors.addWidget(zone)
        zone.corps.addStretch(1)
        zone.corps.addWidget(title("Un code pour cette session"))
        zone.corps.addWidget(
            hint(
                "Après cinq minutes sans rien toucher, l’écran se vide. Ce code à six chiffres vous rend la main "
                "sans retaper votre phrase de passe\u00a0; il est oublié à la fermeture."
            )
        )
        carte = Card()
        self.form = Form()
        self.field = make_code_field("gsn_code_chiffres")
        self.form.add("code", "&Code à six chiffres", self.field)
        carte.corps.addWidget(self.form)
        self.valider = PrimaryButton("&Commencer", "gsn_code_valider", self.choose)
        carte.corps.addWidget(self.valider)
        zone.corps.addWidget(carte)
        if derniere_session:
            derniere = hint(f"{derniere_session} Si ce n’était pas vous, prévenez le DPO.")
            derniere.setObjectName("gsn_code_derniere_session")
            zone.corps.addWidget(derniere)
        zone.corps.addStretch(2)
        self.field.edit.returnPressed.connect(self.choose)
        self.field.control.setFocus()

    def choose(self) -> None:
        """Accept the code, or say what is wrong under the field."""
        try:
            code = CodeSession(self.field.value())
        except InvalidInput as error:
            self.form.set_fault("code", error.sentence)
            return
        self.chosen.emit(code)
