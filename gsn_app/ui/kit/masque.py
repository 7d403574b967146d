"""A text shown to be read and partly hidden: passages are chosen with the mouse or Shift+arrows, then masked.

The text itself cannot be changed nor copied. Positions are those of the Python text; Qt counts in UTF-16 units.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from gsn_app.domain.dossier_acces import merge_passages
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.field import Field
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import format_count, hint
from gsn_app.ui.theme import current_tones


class _Texte(QPlainTextEdit):
    def createMimeDataFromSelection(self) -> QMimeData:
        """Nothing of a situation goes to the clipboard."""
        return QMimeData()


class MaskField(Field):
    """``value()`` is « début-fin » for each masked passage, joined with spaces."""

    def __init__(self, nom: str, texte: str, passages: Sequence[tuple[int, int]] = ()) -> None:
        self.edit = _Texte(texte)
        super().__init__(nom, self.edit)
        self.texte = texte
        self._passages: list[tuple[int, int]] = []
        self.edit.setReadOnly(True)
        self.edit.setTabChangesFocus(True)
        self.edit.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.edit.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        lignes = min(9, max(2, len(texte) // 80 + texte.count("\n") + 1))
        self.edit.setFixedHeight(lignes * self.edit.fontMetrics().lineSpacing() + 26)
        self.masquer = Button("Masquer la sélection", f"{nom}_masquer", self.mask_selection)
        self.montrer = Button("Tout montrer", f"{nom}_montrer", self.show_all)
        self.compte = hint("")
        self.compte.setObjectName(f"{nom}_compte")
        self._lay(self.edit, FlowRow(self.masquer, self.montrer), self.compte)
        self._change(list(passages))

    @property
    def passages(self) -> tuple[tuple[int, int], ...]:
        """Masked passages, in order (start, end excluded)."""
        return tuple(self._passages)

    def mask_selection(self) -> None:
        """Hide what is selected; nothing selected hides nothing."""
        cursor = self.edit.textCursor()
        debut, fin = self._python(cursor.selectionStart()), self._python(cursor.selectionEnd())
        if debut < fin:
            self._change([*self._passages, (debut, fin)])
            cursor.clearSelection()
            self.edit.setTextCursor(cursor)
            self.modified.emit()

    def show_all(self) -> None:
        """Hide nothing in this text."""
        self._change([])
        self.modified.emit()

    def value(self) -> str:
        """The passages, as a draft keeps them."""
        return " ".join(f"{debut}-{fin}" for debut, fin in self._passages)

    def set_value(self, valeur: str) -> None:
        """Passages of a draft; those that do not fit the text are left out."""
        found = []
        for part in valeur.split():
            debut, _, fin = part.partition("-")
            if debut.isdecimal() and fin.isdecimal() and int(debut) < int(fin) <= len(self.texte):
                found.append((int(debut), int(fin)))
        self._change(found)
        self.modified.emit()

    def _change(self, passages: list[tuple[int, int]]) -> None:
        merged = merge_passages(self.texte, passages)
        self._passages = merged
        self._paint()
        self.montrer.setEnabled(bool(merged))
        caches = ", ".join(f"«\u00a0{self.texte[a:b]}\u00a0»" for a, b in merged)
        self.compte.setText(
            f"{format_count(len(merged), 'passage masqué', 'passages masqués')}\u00a0: {caches}" if merged
            else "Rien n’est masqué dans ce texte."
        )  # fmt: skip

    def _paint(self) -> None:
        tones = current_tones()
        found = []
        for debut, fin in self._passages:
            part = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.edit.document())
            cursor.setPosition(self._qt(debut))
            cursor.setPosition(self._qt(fin), QTextCursor.MoveMode.KeepAnchor)
            style = QTextCharFormat()
            style.setBackground(QColor(tones.texte))
            style.setForeground(QColor(tones.surface))
            style.setFontStrikeOut(True)
            part.cursor, part.format = cursor, style
            found.append(part)
        self.edit.setExtraSelections(found)

    def _qt(self, position: int) -> int:
        return len(self.texte[:position].encode("utf-16-le")) // 2

    def _python(self, position: int) -> int:
        return len(self.texte.encode("utf-16-le")[: 2 * position].decode("utf-16-le", "ignore"))
