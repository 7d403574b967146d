"""Twenty thousand void calls to Qt in a fresh interpreter: the program is still there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SPEND = """
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
for n in range(20_000):
    label.setText("a")
print("alive")
"""


def _run(prelude: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", prelude + SPEND],
        env=environment,
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_the_program_outlives_twenty_thousand_calls_that_return_nothing() -> None:
    done = _run("import gsn_app.ui\n")
    assert done.returncode == 0, done.stderr.decode()[-400:]
    assert b"alive" in done.stdout
