"""The kit's table: French order, folded search, no copy, cells that say their column."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsn_app.ui.kit.table import Column, Table
from tests.ui.socle import qapp

__all__ = ["qapp"]

NOMS = [("Zola", 15), ("Œuvré", 9), ("Éluard", 120), ("Eluard", 13), ("de La Tour", 2)]


def _table(qtbot: QtBot) -> Table[tuple[str, int]]:
    table: Table[tuple[str, int]] = Table(
        "gsn_table",
        "Situations",
        [
            Column("Nom", lambda x: x[0], etire=True),
            Column("Âge", lambda x: str(x[1]), lambda x: x[1], chiffres=True),
        ],
    )
    qtbot.addWidget(table)
    table.set_rows(NOMS)
    table.show()
    return table


def _shown(table: Table[tuple[str, int]]) -> list[str]:
    return [table.source.row_at(table.source.index(n, 0))[0] for n in range(table.source.rowCount())]


def test_names_sort_in_french_order_and_figures_by_value(qtbot: QtBot) -> None:
    table = _table(qtbot)
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert _shown(table) == ["de La Tour", "Eluard", "Éluard", "Œuvré", "Zola"]
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert _shown(table) == ["de La Tour", "Œuvré", "Eluard", "Zola", "Éluard"]
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert _shown(table)[0] == "Éluard"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("elu", {"Éluard", "Eluard"}),
        ("OEUV", {"Œuvré"}),
        ("tour", {"de La Tour"}),
        ("la to", {"de La Tour"}),
        ("uard", set()),
    ],
)
def test_search_folds_accents_case_and_ligatures(qtbot: QtBot, typed: str, found: set[str]) -> None:
    table = _table(qtbot)
    table.source.filter(typed)
    assert set(_shown(table)) == found


def test_a_filter_and_a_search_go_together_and_survive_new_rows(qtbot: QtBot) -> None:
    table = _table(qtbot)
    table.source.filter("elu", lambda x: x[1] > 100)
    assert _shown(table) == ["Éluard"]
    table.set_rows([*NOMS, ("Éluard bis", 200)])
    assert set(_shown(table)) == {"Éluard", "Éluard bis"}


def test_a_cell_says_its_column_to_a_screen_reader(qtbot: QtBot) -> None:
    table = _table(qtbot)
    said = table.source.data(table.source.index(0, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Âge\u00a0: 15"


def test_enter_opens_the_row_and_copy_takes_nothing(qtbot: QtBot) -> None:
    table = _table(qtbot)
    opened: list[tuple[str, int]] = []
    table.opened.connect(opened.append)
    table.selectRow(2)
    clipboard = QApplication.clipboard()
    clipboard.setText("avant")
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "avant"
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == [("Éluard", 120)]


def test_a_narrow_table_scrolls_rather_than_crush_its_wide_column(qtbot: QtBot) -> None:
    table = _table(qtbot)
    table.resize(1000, 300)
    assert table.columnWidth(0) > 700
    table.resize(200, 300)
    assert table.columnWidth(0) == 160
