"""One day of a commune, lived once through the windows, and copied for each test that looks at what it left."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.parcours import imprimante
from tests.parcours.journee import Journee, live_the_day
from tests.parcours.programme import Programme


@pytest.fixture(scope="session")
def journee(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Journee:
    """The whole day; its vault is never touched again but by copies."""
    folder = tmp_path_factory.mktemp("journee")
    bac = imprimante.install(folder / "imprimante")
    path = os.environ["PATH"]
    os.environ["PATH"] = f"{bac.programmes}{os.pathsep}{path}"
    try:
        return live_the_day(folder, bac)
    finally:
        os.environ["PATH"] = path


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path) -> Iterator[Programme]:
    """An empty machine with the program on it."""
    programme = Programme(tmp_path / "poste")
    yield programme
    programme.stop()


@pytest.fixture
def lendemain(journee: Journee, poste: Programme, tmp_path: Path) -> Callable[[], Programme]:
    """The machine as the day left it, at a place of its own."""

    def copy() -> Programme:
        shutil.copytree(journee.coffre, tmp_path / "coffre")
        shutil.copytree(journee.poste, poste.poste)
        poste.coffre = tmp_path / "coffre"
        return poste

    return copy
