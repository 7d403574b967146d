"""The table model of the list: visible rows are indices over precomputed lines, never a proxy model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gsn_app.domain.texte import fold
from gsn_app.ui.situation_ligne import COLONNES, LigneSituation

Index = QModelIndex | QPersistentModelIndex
_RACINE = QModelIndex()

ECHEANCES = {
    "depassee": "Échéance dépassée",
    "trente_jours": "Échéance sous 30 jours",
    "sans": "Sans échéance",
}


@dataclass(frozen=True)
class Filtre:
    """What narrows the list; an empty value does not narrow. ``sans`` as référent means none designated."""

    recherche: str = ""
    instance_id: str = ""
    etat: str = ""
    referent_id: str = ""
    motif: str = ""
    echeance: str = ""

    def accepts(self, ligne: LigneSituation, jour: date) -> bool:
        """True when the line passes every filter but the typed search."""
        return (
            (not self.instance_id or ligne.instance_id == self.instance_id)
            and (not self.etat or ligne.etat == self.etat)
            and (not self.referent_id or (ligne.referent_id or "sans") == self.referent_id)
            and (not self.motif or ligne.motif == self.motif)
            and (not self.echeance or self._accepts_echeance(ligne.echeance, jour))
        )

    def _accepts_echeance(self, echeance: date | None, jour: date) -> bool:
        if self.echeance == "sans" or echeance is None:
            return self.echeance == "sans" and echeance is None
        if self.echeance == "depassee":
            return echeance < jour
        return jour <= echeance <= jour + timedelta(days=30)


def narrow(lignes: list[LigneSituation], filtre: Filtre, jour: date) -> list[int]:
    """Indices of the lines kept; every typed word must begin a word of the line, in any order."""
    gardees = [i for i, ligne in enumerate(lignes) if filtre.accepts(ligne, jour)]
    for mot in fold(filtre.recherche).split():
        debut = f" {mot}"
        gardees = [i for i in gardees if debut in lignes[i].recherche]
    return gardees


class SituationModele(QAbstractTableModel):
    """Read-only table of the situations opened to the reader."""

    def __init__(self, jour: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jour = jour
        self._lignes: list[LigneSituation] = []
        self._visibles: list[int] = []
        self._filtre = Filtre()
        self._colonne, self._sens = 0, Qt.SortOrder.AscendingOrder

    @property
    def total(self) -> int:
        """Number of lines before any filter: what the reader's keys open."""
        return len(self._lignes)

    @property
    def filtre(self) -> Filtre:
        """The filter in force."""
        return self._filtre

    def show_lignes(self, lignes: list[LigneSituation]) -> None:
        """Replace every line, keeping filter and sort."""
        self._lignes = lignes
        self._rearrange()

    def apply(self, filtre: Filtre) -> None:
        """Narrow the list."""
        self._filtre = filtre
        self._rearrange()

    def ligne_at(self, rang: int) -> LigneSituation | None:
        """The line shown at a row, or None."""
        return self._lignes[self._visibles[rang]] if 0 <= rang < len(self._visibles) else None

    def _rearrange(self) -> None:
        self.beginResetModel()
        self._visibles = narrow(self._lignes, self._filtre, self._jour)
        colonne, lignes = self._colonne, self._lignes
        # names settle equal values, so that the order never depends on the storage
        self._visibles.sort(key=lambda i: (lignes[i].tri[0], lignes[i].tri[1], lignes[i].id))
        cle: Any = lambda i: lignes[i].tri[colonne]  # noqa: E731
        self._visibles.sort(key=cle, reverse=self._sens == Qt.SortOrder.DescendingOrder)
        self.endResetModel()

    # Qt's own names below
    def rowCount(self, parent: Index = _RACINE) -> int:
        return 0 if parent.isValid() else len(self._visibles)

    def columnCount(self, parent: Index = _RACINE) -> int:
        return 0 if parent.isValid() else len(COLONNES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        ligne = self.ligne_at(index.row())
        if ligne is None:
            return None
        cellule = ligne.cellules[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cellule
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{COLONNES[index.column()]}\u00a0: {cellule}"
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in {3, 4, 5}:
            return cellule
        if role == Qt.ItemDataRole.UserRole:
            return ligne.id
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLONNES[section]
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._colonne, self._sens = max(column, 0), order
        self._rearrange()
