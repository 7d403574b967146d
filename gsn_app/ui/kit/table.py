"""A table over a list of visible row numbers, with one pre-folded string per row.

No ``QSortFilterProxyModel``: in Python it takes seconds a key at 100,000 rows. Sorting uses keys of a
French ``QCollator`` computed once per column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QCollator,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gsn_app.domain.texte import fold

Row = TypeVar("Row")
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: the text shown, and how to sort (``cle`` returns any ordered value; else the text)."""

    titre: str
    texte: Callable[[Row], str]
    cle: Callable[[Row], Any] | None = None
    largeur: int = 160
    chiffres: bool = False
    etire: bool = False


class TableModel(QAbstractTableModel, Generic[Row]):
    """Rows of any kind; ``visible`` holds the numbers of those shown, in the order shown."""

    def __init__(self, colonnes: Sequence[Column[Row]]) -> None:
        super().__init__()
        self.colonnes = tuple(colonnes)
        self.rows: list[Row] = []
        self.visible: list[int] = []
        self._folded: list[str] = []
        self._keys: dict[int, list[Any]] = {}
        self._needle: tuple[str, ...] = ()
        self._keep: Callable[[Row], bool] | None = None
        self._order: tuple[int, bool] | None = None
        self._collator = QCollator(QLocale(QLocale.Language.French, QLocale.Country.France))
        self._collator.setNumericMode(True)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Replace the rows; the filter and the order stay."""
        self.beginResetModel()
        self.rows = list(rows)
        self._folded = [f" {fold(' '.join(c.texte(row) for c in self.colonnes))}" for row in self.rows]
        self._keys = {}
        self._renew()
        self.endResetModel()

    def filter(self, texte: str = "", keep: Callable[[Row], bool] | None = None) -> None:
        """Show the rows holding every word typed (from its start, accents aside) that ``keep`` keeps."""
        self.beginResetModel()
        self._needle = tuple(f" {mot}" for mot in fold(texte).split())
        self._keep = keep
        self._renew()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, in French order."""
        if not 0 <= column < len(self.colonnes):
            return
        self.beginResetModel()
        self._order = (column, order == Qt.SortOrder.DescendingOrder)
        self._renew()
        self.endResetModel()

    def _renew(self) -> None:
        keep, needle = self._keep, self._needle
        self.visible = [
            n
            for n, folded in enumerate(self._folded)
            if all(mot in folded for mot in needle) and (keep is None or keep(self.rows[n]))
        ]
        if self._order is not None:
            column, descending = self._order
            keys = self._column_keys(column)
            self.visible.sort(key=keys.__getitem__, reverse=descending)

    def _column_keys(self, column: int) -> list[Any]:
        if column not in self._keys:
            colonne = self.colonnes[column]
            cle = colonne.cle
            self._keys[column] = (
                [self._collator.sortKey(colonne.texte(row)) for row in self.rows]
                if cle is None
                else [cle(row) for row in self.rows]
            )
        return self._keys[column]

    def row_at(self, index: _Index) -> Row:
        """The row shown at an index."""
        return self.rows[self.visible[index.row()]]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Rows shown."""
        return 0 if parent.isValid() else len(self.visible)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Columns."""
        return 0 if parent.isValid() else len(self.colonnes)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment, and « titre : valeur » for a screen reader."""
        if not index.isValid() or index.row() >= len(self.visible):
            return None
        colonne = self.colonnes[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return colonne.texte(self.row_at(index))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{colonne.titre}\u00a0: {colonne.texte(self.row_at(index)) or 'vide'}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            cote = Qt.AlignmentFlag.AlignRight if colonne.chiffres else Qt.AlignmentFlag.AlignLeft
            return int(cote | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.colonnes):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.colonnes[section].titre
        if role == Qt.ItemDataRole.TextAlignmentRole:
            cote = (
                Qt.AlignmentFlag.AlignRight if self.colonnes[section].chiffres else Qt.AlignmentFlag.AlignLeft
            )
            return int(cote | Qt.AlignmentFlag.AlignVCenter)
        return None


class Table(QTableView, Generic[Row]):
    """The view: whole rows, one at a time; Enter or double click emits ``opened`` with the row."""

    opened = Signal(object)

    def __init__(self, nom: str, titre: str, colonnes: Sequence[Column[Row]], *, sort_on: int = -1) -> None:
        super().__init__()
        self.setObjectName(nom)
        self.setAccessibleName(titre)
        self.source: TableModel[Row] = TableModel(colonnes)
        self.setModel(self.source)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(42)
        entete = self.horizontalHeader()
        entete.setHighlightSections(False)
        entete.setMinimumSectionSize(60)
        for rang, colonne in enumerate(colonnes):
            self.setColumnWidth(rang, colonne.largeur)
            if colonne.etire:
                entete.setSectionResizeMode(rang, QHeaderView.ResizeMode.Stretch)
        entete.setSortIndicator(sort_on, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.source.row_at(index)))

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Replace the rows."""
        self.source.set_rows(rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A stretched column takes what is left, never less than its width: the rest scrolls."""
        super().resizeEvent(event)
        entete = self.horizontalHeader()
        colonnes = self.source.colonnes
        fixes = sum(self.columnWidth(n) for n, c in enumerate(colonnes) if not c.etire)
        etirees = [n for n, c in enumerate(colonnes) if c.etire]
        besoin = sum(colonnes[n].largeur for n in etirees)
        stretch = self.viewport().width() - fixes >= besoin
        for rang in etirees:
            mode = QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.Interactive
            if entete.sectionResizeMode(rang) != mode:
                entete.setSectionResizeMode(rang, mode)
            if not stretch:
                self.setColumnWidth(rang, colonnes[rang].largeur)

    def current_row(self) -> Row | None:
        """The selected row, or None."""
        index = self.currentIndex()
        return self.source.row_at(index) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the selected row; nothing nominative goes to the clipboard."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.opened.emit(self.source.row_at(self.currentIndex()))
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            return
        super().keyPressEvent(event)
