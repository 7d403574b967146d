"""A long day of callbacks must not kill the process, whatever the binding does to None."""

from __future__ import annotations

import subprocess
import sys

_DAY = """
import sys
from gsn_app.ui.application import make_application
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSortFilterProxyModel

app = make_application()

class Model(QAbstractTableModel):
    def rowCount(self, parent=QModelIndex()):
        return 1
    def columnCount(self, parent=QModelIndex()):
        return 1
    def data(self, index, role=0):
        return None

model = Model()
proxy = QSortFilterProxyModel()
proxy.setSourceModel(model)
index = proxy.index(0, 0)
for _ in range(200_000):
    proxy.data(index, 0)
print(sys.getrefcount(None) > 0, sys.getrefcount(True) > 0)
"""


def test_two_hundred_thousand_callbacks_returning_none_leave_the_process_alive() -> None:
    done = subprocess.run([sys.executable, "-c", _DAY], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-400:]
    assert done.stdout.split() == ["True", "True"]
