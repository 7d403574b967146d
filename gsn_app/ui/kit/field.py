"""Fields of a form: one line, long text with counter, secret, choice, boxes; all speak ``str``.

Each has ``value()``, ``set_value(str)``, a ``modified`` signal and ``control``, the widget that takes
the focus and carries the accessible name.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from gsn_app.ui.kit.button import LinkButton
from gsn_app.ui.kit.icon import draw_icon
from gsn_app.ui.kit.label import Label, format_count
from gsn_app.ui.kit.visibility import set_shown
from gsn_app.ui.theme import current_tones


class Field(QWidget):
    """Base of the fields."""

    modified = Signal()

    def __init__(self, nom: str, control: QWidget) -> None:
        super().__init__()
        self.control = control
        control.setObjectName(nom)
        self.setFocusProxy(control)

    def value(self) -> str:
        """What is typed, as text."""
        raise NotImplementedError

    def set_value(self, valeur: str) -> None:
        """Show a value; ``modified`` is emitted as for typing."""
        raise NotImplementedError

    def set_faulty(self, faulty: bool) -> None:
        """Mark the outline (the sentence under the field says why)."""
        self.control.setProperty("gsn_faute", "oui" if faulty else "")
        self.control.style().unpolish(self.control)
        self.control.style().polish(self.control)

    def _lay(self, *widgets: QWidget) -> None:
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(0, 0, 0, 0)
        colonne.setSpacing(4)
        for widget in widgets:
            colonne.addWidget(widget)


class TextField(Field):
    """One line; what is typed past ``limite`` characters (0 = none) is kept, and a line says how many to cut."""

    def __init__(self, nom: str, *, limite: int = 0, exemple: str = "") -> None:
        self.edit = QLineEdit()
        super().__init__(nom, self.edit)
        self.limite = limite
        self.surplus = Label("", "faute")
        self.surplus.setObjectName(f"{nom}_surplus")
        self.edit.setPlaceholderText(exemple)
        self.edit.textChanged.connect(self._count)
        self.edit.textChanged.connect(self.modified)
        self._lay(self.edit, self.surplus)
        self._count()

    def _count(self) -> None:
        trop = len(self.edit.text().strip()) - self.limite if self.limite else 0
        self.surplus.setText(f"{format_count(trop, 'caractère')} à retirer" if trop > 0 else "")
        set_shown(self.surplus, trop > 0)

    def value(self) -> str:
        """The line, trimmed."""
        return self.edit.text().strip()

    def set_value(self, valeur: str) -> None:
        """Show a line."""
        self.edit.setText(valeur)


class LongTextField(Field):
    """Several lines with a counter; typing past ``limite`` is kept and the counter says how many to cut."""

    def __init__(self, nom: str, *, limite: int, lignes: int = 5, exemple: str = "") -> None:
        self.edit = QPlainTextEdit()
        super().__init__(nom, self.edit)
        self.limite = limite
        self.edit.setPlaceholderText(exemple)
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(lignes * self.edit.fontMetrics().lineSpacing() + 26)
        self.counter = Label("", "indication")
        self.counter.setObjectName(f"{nom}_compteur")
        self.counter.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.textChanged.connect(self._count)
        self.edit.textChanged.connect(self.modified)
        self._lay(self.edit, self.counter)
        self._count()

    def _count(self) -> None:
        reste = self.limite - len(self.edit.toPlainText().strip())
        if reste >= 0:
            self.counter.setText(
                f"{format_count(reste, 'caractère')} encore disponible{'s' if reste > 1 else ''}"
            )
        else:
            self.counter.setText(f"{format_count(-reste, 'caractère')} à retirer avant d’enregistrer")
        self.counter.change_style("indication" if reste >= 0 else "faute")

    def value(self) -> str:
        """The text, trimmed."""
        return self.edit.toPlainText().strip()

    def set_value(self, valeur: str) -> None:
        """Show a text."""
        self.edit.setPlainText(valeur)


class SecretField(Field):
    """A passphrase: hidden, shown while asked; never offered to the clipboard."""

    def __init__(self, nom: str, *, exemple: str = "") -> None:
        self.edit = QLineEdit()
        super().__init__(nom, self.edit)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.edit.setPlaceholderText(exemple)
        self.edit.textChanged.connect(self.modified)
        self.reveal = LinkButton("Afficher", f"{nom}_afficher", self._toggle, icone="oeil")
        self.reveal.setAccessibleName("Afficher la phrase de passe")
        rangee = QHBoxLayout(self)
        rangee.setContentsMargins(0, 0, 0, 0)
        rangee.addWidget(self.edit, 1)
        rangee.addWidget(self.reveal)

    def _toggle(self) -> None:
        hidden = self.edit.echoMode() == QLineEdit.EchoMode.Password
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.reveal.setText("Masquer" if hidden else "Afficher")
        self.reveal.setAccessibleName(f"{self.reveal.text()} la phrase de passe")

    def value(self) -> str:
        """What is typed, untouched: folding belongs to the key derivation."""
        return self.edit.text()

    def set_value(self, valeur: str) -> None:
        """Show a value, hidden."""
        self.edit.setText(valeur)


class _Combo(QComboBox):
    """A combo box painted like the other fields: the style sheet would cost it its arrow."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, text cut with an ellipsis, chevron."""
        tones = current_tones()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        faulty = self.property("gsn_faute") == "oui"
        marked = self.hasFocus() or faulty
        bord = tones.danger if faulty else tones.accent if self.hasFocus() else tones.contour
        epaisseur = 2.0 if marked else 1.0
        painter.setPen(QPen(QColor(bord), epaisseur))
        painter.setBrush(QColor(tones.surface if self.isEnabled() else tones.creux))
        marge = epaisseur / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(marge, marge, -marge, -marge), 7, 7)
        vide = self.currentIndex() < 0 or not self.currentData()
        painter.setPen(QColor(tones.texte_doux if vide or not self.isEnabled() else tones.texte))
        texte = self.currentText() if self.currentIndex() >= 0 else self.placeholderText()
        zone = self.rect().adjusted(11, 0, -34, 0)
        coupe = self.fontMetrics().elidedText(texte, Qt.TextElideMode.ElideRight, zone.width())
        painter.drawText(zone, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), coupe)
        chevron = QRectF(self.width() - 29, (self.height() - 18) / 2, 18, 18)
        draw_icon(painter, chevron, "chevron", QColor(tones.texte_doux))
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the page must never change a choice under the pointer."""
        event.ignore()


class ChoiceField(Field):
    """A closed list fed with ``(code, libellé)``; ``value()`` is the code, empty when nothing is chosen."""

    def __init__(self, nom: str, choix: Iterable[tuple[str, str]] = (), *, vide: str = "Choisir…") -> None:
        self.combo = _Combo()
        super().__init__(nom, self.combo)
        self._vide = vide
        self.combo.setMinimumHeight(36)
        self.combo.setMaxVisibleItems(14)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(12)
        self.set_choices(choix)
        self.combo.currentIndexChanged.connect(lambda _rang: self.modified.emit())
        self._lay(self.combo)

    def set_choices(self, choix: Iterable[tuple[str, str]]) -> None:
        """Replace the list, keeping the choice when it is still there."""
        code = self.value() if self.combo.count() else ""
        self.combo.blockSignals(True)
        self.combo.clear()
        if self._vide:
            self.combo.addItem(self._vide, "")
        for valeur, libelle in choix:
            self.combo.addItem(libelle, valeur)
            self.combo.setItemData(self.combo.count() - 1, libelle, Qt.ItemDataRole.AccessibleTextRole)
        self.combo.blockSignals(False)
        self.set_value(code)

    def value(self) -> str:
        """The chosen code."""
        return str(self.combo.currentData() or "")

    def set_value(self, valeur: str) -> None:
        """Choose a code; an unknown one leaves the first line."""
        rang = self.combo.findData(valeur)
        self.combo.setCurrentIndex(max(rang, 0))
