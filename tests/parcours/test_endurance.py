"""A long session is not ended by the bindings: None and True outlive all the references Qt loses (decision 0075)."""

from __future__ import annotations

import os
import subprocess
import sys

SESSION = """
import sys
{preparation}
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication
class Sender(QObject):
    told = Signal()
application = QApplication([])
sender = Sender()
for _ in range(200_000):
    sender.told.emit()
    QApplication.activeModalWidget()
print("bien fini")
"""


def run_session(preparation: str) -> subprocess.CompletedProcess[str]:
    """A child that lives a long session of signals and null pointers."""
    argv = [sys.executable, "-c", SESSION.format(preparation=preparation)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(argv, capture_output=True, text=True, timeout=120, check=False, env=environment)


def test_two_hundred_thousand_signals_do_not_end_the_program() -> None:
    done = run_session("import gsn_app.ui")
    assert (done.returncode, done.stdout.strip()) == (0, "bien fini"), done.stderr[-600:]


def test_the_reserve_is_given_exactly_where_the_bindings_would_abort() -> None:
    bare = run_session("")
    if sys.version_info >= (3, 12):
        assert bare.returncode == 0
    else:
        assert "deallocating" in bare.stderr
