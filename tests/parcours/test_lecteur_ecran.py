"""The real command on a real (virtual) screen, read from another process as Orca would: names and roles."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parcours.gestes import ECOLE
from tests.parcours.journee import APPORT, ZOE, Journee
from tests.parcours.programme import CODE

ROOT = Path(__file__).resolve().parents[2]
PYTHON_SYSTEME = "/usr/bin/python3"
#: Qt 6.12's bridge sometimes dies while it is read and a page changes (decision 0171): the day is then read again
ESSAIS = 3


def _can_listen() -> bool:
    if not all(shutil.which(name) for name in ("dbus-run-session", "xdotool", "Xvfb")):
        return False
    asked = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
    return subprocess.run([PYTHON_SYSTEME, "-c", asked], capture_output=True, check=False).returncode == 0


def _listen(journee: Journee, virtual_screen: dict[str, str], folder: Path) -> tuple[str, str]:
    """One run of the real command beside the reader: what the reader told, what both wrote as errors."""
    shutil.copytree(journee.coffre, folder / "coffre")
    shutil.copytree(journee.poste, folder / "poste")
    script = folder / "seance.sh"
    program = f"'{sys.executable}' -m gsn_app ouvrir --coffre '{folder}/coffre' --poste '{folder}/poste'"
    reader = f"{PYTHON_SYSTEME} '{ROOT}/tests/parcours/lecteur_ecran.py' \"$@\""
    script.write_text(f"{program} &\nchild=$!\n{reader}\ncode=$?\nkill $child\nwait $child\nexit $code\n")
    environment = {**virtual_screen, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "NO_AT_BRIDGE": "0"}
    argv = ["dbus-run-session", "--", "sh", str(script), ECOLE.nom, ECOLE.phrase, CODE, "Exemplaire"]
    with subprocess.Popen(
        argv,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as child:
        try:
            told, errors = child.communicate(timeout=240)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            told, errors = child.communicate()
    return told.decode(), errors.decode()


@pytest.fixture(scope="module")
def lu(
    journee: Journee, virtual_screen: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[list[str]]]:
    """Everything the reader told, on a copy of the day."""
    if not _can_listen():
        pytest.skip("exige le pont d’accessibilité AT-SPI")
    for _essai in range(ESSAIS):
        told, errors = _listen(journee, virtual_screen, tmp_path_factory.mktemp("lecteur"))
        if "signal 11" not in errors:
            break
    found: dict[str, list[list[str]]] = {}
    for line in told.splitlines():
        if line.startswith("{"):
            found |= json.loads(line)
    assert "erreur" not in found, f"{found['erreur']}\n{errors[-1500:]}"
    assert "verrou" in found, errors[-1500:]
    return found


def named(lines: list[list[str]], *roles: str) -> list[str]:
    """Names of the controls of these roles."""
    return [name for role, name in lines if role in roles]


def test_the_opening_says_what_each_control_is(lu: dict[str, list[list[str]]]) -> None:
    assert lu["etiquettes"] == ["Coffre", "Membre"]
    assert any(name.startswith(ECOLE.nom) for name in named(lu["ouverture"], "combo box"))
    buttons = named(lu["ouverture"], "push button", "button")
    assert {"Ouvrir", "Parcourir…", "Créer un nouveau coffre"} <= {n.replace("&", "") for n in buttons}
    assert "Ouvrir le coffre" in named(lu["ouverture"], "label", "heading")


def test_the_passphrase_is_a_password_that_nobody_reads_back(lu: dict[str, list[list[str]]]) -> None:
    role, name = lu["secret"]
    assert role == "password text"
    assert name.replace("&", "") == "Phrase de passe"
    assert ECOLE.phrase not in str(lu["lu_du_secret"])


def test_the_list_is_a_table_whose_cells_are_named(lu: dict[str, list[list[str]]]) -> None:
    assert lu["table"] == ["table", "Situations qui vous sont ouvertes"]
    role, name = lu["cellule"]
    assert role == "table cell"
    assert name == f"Nom\u00a0: {ZOE.nom}"


def test_the_situation_is_read_aloud_whole(lu: dict[str, list[list[str]]]) -> None:
    words = [name for _role, name in lu["situation"]]
    assert any(ZOE.nom in name for name in words)
    assert APPORT in words
    buttons = [n.replace("&", "") for n in named(lu["situation"], "push button", "button")]
    assert "Ajouter un apport" in buttons


def test_the_lock_says_nothing_of_the_situation(lu: dict[str, list[list[str]]]) -> None:
    words = "\n".join(name for _role, name in lu["verrou"])
    assert ZOE.nom not in words
    assert "Ouvrir le coffre" in words
