"""One prepared vault for the whole folder, copied for each test, and a bare database for what needs no vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gsn_app.store.connection import connect
from gsn_app.store.schema import migrate
from tests.coffre_prepare import Prepare, build

KEY = bytes(range(32))


@pytest.fixture(scope="session")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Prepare:
    """Never opened by a test."""
    return build(tmp_path_factory.mktemp("modele"))


@pytest.fixture
def coffre(modele: Prepare, tmp_path: Path) -> Prepare:
    """A copy for one test."""
    return modele.copy(tmp_path)


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Any]:
    """A fresh encrypted database with the schema, not hardened."""
    made = connect(tmp_path / "base.db", KEY, create=True)
    migrate(made)
    yield made
    made.close()
