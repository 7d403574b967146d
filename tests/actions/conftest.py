"""One prepared vault for the whole run, copied for each test: nothing of ours is replaced."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.actions.exemples_rapport import populate
from tests.coffre_prepare import Prepare, build


@pytest.fixture(scope="session")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Prepare:
    """The vault as its creation and five enrolments leave it; never opened by a test."""
    return build(tmp_path_factory.mktemp("modele"))


@pytest.fixture
def coffre(modele: Prepare, tmp_path: Path) -> Prepare:
    """A copy for one test."""
    copied = modele.copy(tmp_path)
    return replace(copied, membres=dict(copied.membres))


@pytest.fixture(scope="session")
def peuple(modele: Prepare, tmp_path_factory: pytest.TempPathFactory) -> Prepare:
    """A vault of forty situations, for the reports; copied by the tests that write."""
    own = modele.copy(tmp_path_factory.mktemp("peuple"))
    populate(own)
    return own
