"""The lock on the real processes: no key left in any of them, drafts and journal whole, the login back by itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from gsn_app.actions.journal import verify_journal
from gsn_app.actions.situation import open_situation, read_situation
from gsn_app.domain.situation import Personne
from tests.cli.session_suivie import Suivie, count_keys, parent_of, start, wait_for
from tests.coffre_prepare import GSN, Prepare, build, phrase


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> tuple[Prepare, str, list[bytes]]:
    """A vault with one situation, and the keys that must not stay in memory: file key and every DEK of it."""
    made = build(tmp_path_factory.mktemp("verrou"))
    session = made.open("coordo")
    situation = open_situation(
        session, GSN, personne=Personne("Verroutest", "Ada", "2012-05-03", "F"), origine="origine.EN",
        motif="motif.ABS", cercle=[made.membres["coordo"]],
    )  # fmt: skip
    session.close()
    session = made.open("coordo")
    read_situation(session, situation)
    dossier = session.coffre.dossiers[bytes.fromhex(situation)]
    keys = [session.coffre.file_key, session.coffre.keys.exchange_private, *_deks(dossier.cles)]
    session.close()
    return made, situation, keys


def _deks(cles: dict[bytes, tuple[int, bytes]]) -> list[bytes]:
    return [dek for _, dek in cles.values()]


@pytest.fixture
def suivie(
    vault: tuple[Prepare, str, list[bytes]], tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Suivie]:
    made, situation, _ = vault
    copy = made.copy(tmp_path)
    (tmp_path / "signaux").mkdir()
    found = start(
        tmp_path / "signaux", copy.coffre, copy.poste, made.membres["coordo"], phrase("coordo"), situation,
        getattr(request, "param", ""),
    )  # fmt: skip
    yield found
    found.stop()


def test_after_the_lock_no_process_holds_a_key_and_the_login_is_back(
    suivie: Suivie, vault: tuple[Prepare, str, list[bytes]], tmp_path: Path
) -> None:
    """P12. The keys are found in the open session by the very same search: it can see."""
    keys = vault[2]
    session, _ = suivie.wait("ouvert")
    if os.geteuid() != 0:
        pytest.skip("exige d’être root")  # not dumpable: only root reads its memory
    assert count_keys([session], keys[:1]) > 0, "the search does not see the file key of an open session"
    assert count_keys([session], keys[2:]) > 0, "nor the keys of the situation on screen"
    assert count_keys([suivie.superviseur.pid], keys) == 0, "the supervisor never holds one"
    suivie.lock()
    again, _ = suivie.wait("ouverture")
    assert again != session and parent_of(session) == 0
    processes = suivie.processes()
    assert again in processes and session not in processes
    assert count_keys(processes, keys) == 0
    made = vault[0]
    copy = Prepare(tmp_path / "coffre", tmp_path / "poste", made.membres)
    suivie.stop()
    dpo = copy.open("dpo")
    assert verify_journal(dpo).integre
    dpo.close()


@pytest.mark.parametrize("suivie", ["occupe", "bloque"], indirect=True)
def test_an_action_or_a_window_that_never_comes_back_does_not_keep_the_keys(
    suivie: Suivie, vault: tuple[Prepare, str, list[bytes]]
) -> None:
    """The worker or the interface sleeps thirty seconds over the lock: the process is ended all the same."""
    session, _ = suivie.wait("ouvert")
    suivie.lock()
    suivie.wait("geste")
    wait_for(lambda: parent_of(session) == 0, "the session outlives its lock", 15)
    again, _ = suivie.wait("ouverture")
    assert again != session
    if os.geteuid() == 0:
        assert count_keys(suivie.processes(), vault[2]) == 0
