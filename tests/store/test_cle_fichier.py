"""Renewing the file key when the disk refuses: told, the access closed all the same, finished at the next opening."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gsn_app.actions.depart import revoke_membre
from gsn_app.actions.journal import verify_journal
from gsn_app.actions.membre import enrol_membre
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.errors import GsnError
from gsn_app.store.cle_fichier import NEUF, FileKeyPending, find_pending
from gsn_app.store.entete import COPIES, PENDING
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, build, phrase


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Prepare:
    return build(tmp_path_factory.mktemp("modele"))


@pytest.fixture
def coffre(modele: Prepare, tmp_path: Path) -> Iterator[Prepare]:
    copied = modele.copy(tmp_path)
    yield replace(copied, membres=dict(copied.membres))


def test_a_copy_that_cannot_be_written_is_told_and_finished_at_the_next_opening(coffre: Prepare) -> None:
    blocked = coffre.coffre / NEUF
    blocked.mkdir()  # a folder where the copy should go: no copy can be made there
    session = coffre.open("coordo")
    revoke_membre(session, coffre.membres["social"])
    assert FileKeyPending().sentence in session.anomalies
    assert find_pending(session.coffre) is not None
    new = NouveauMembre("Trop tôt", "F", "I", {GSN: Role.MEMBRE})
    with pytest.raises(FileKeyPending):
        enrol_membre(session, new, phrase("tot"), kdf=BON_MARCHE)
    assert verify_journal(session).integre, "the session goes on with the old file"
    session.close()
    with pytest.raises(GsnError):
        coffre.open("social")
    blocked.rmdir()
    session = coffre.open("ecole")
    assert not session.anomalies and find_pending(session.coffre) is None
    session.close()
    assert not (coffre.coffre / PENDING).exists()
    assert len({(coffre.coffre / name).read_bytes() for name in COPIES}) == 1
    for nom in ("coordo", "maire", "police", "dpo"):
        coffre.open(nom).close()


def test_a_waiting_header_that_is_not_the_vaults_is_never_used(coffre: Prepare, tmp_path: Path) -> None:
    other = build(tmp_path / "autre")
    (coffre.coffre / PENDING).write_bytes((other.coffre / COPIES[0]).read_bytes())
    coffre.open("ecole").close()
    (coffre.coffre / PENDING).write_bytes(b"\0" * 70_000)
    coffre.open("ecole").close()
