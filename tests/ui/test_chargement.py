"""The opening shows without the weight of the screens, and they are all there soon after."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.arbre import ROOT

_ENFANT = """
import sys, time
from pathlib import Path
from gsn_app.config import KDF
from gsn_app.ui.application import SessionFlow, make_application
LOURDS = ("reportlab", "numpy", "highspy", "gsn_app.ui.registre")
app = make_application()
flow = SessionFlow(None, Path(sys.argv[1]), KDF, app.exit)
app.processEvents()
print("montrée", flow.accueil.isVisible(), [name for name in LOURDS if name in sys.modules])
end = time.monotonic() + 60
while not flow.chargement.finished and time.monotonic() < end:
    app.processEvents()
print("chargée", [name for name in LOURDS if name not in sys.modules])
"""


def test_the_opening_shows_before_the_screens_are_loaded_and_they_all_come(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ENFANT, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )
    assert done.stdout.splitlines() == ["montrée True []", "chargée []"], done.stderr
