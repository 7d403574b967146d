"""Two vaults made once for the tests of the command line, copied for each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commande import Coffre, build


@pytest.fixture(scope="session")
def _reel(tmp_path_factory: pytest.TempPathFactory) -> Coffre:
    return build(tmp_path_factory.mktemp("reel"), demonstration=False)


@pytest.fixture(scope="session")
def _fictif(tmp_path_factory: pytest.TempPathFactory) -> Coffre:
    return build(tmp_path_factory.mktemp("fictif"), demonstration=True)


@pytest.fixture
def coffre(_reel: Coffre, tmp_path: Path) -> Coffre:
    """A vault like a commune's."""
    return _reel.copy(tmp_path / "c")


@pytest.fixture
def fictif(_fictif: Coffre, tmp_path: Path) -> Coffre:
    """A vault marked as a demonstration."""
    return _fictif.copy(tmp_path / "d")
