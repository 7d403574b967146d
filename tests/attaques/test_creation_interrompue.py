"""A creation killed anywhere leaves nothing, or a whole vault: never half a ceremony that looks like one."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gsn_app.actions.creation import Creation, prepare_creation
from gsn_app.actions.epreuve import Gardien
from gsn_app.actions.gardien import list_parts
from gsn_app.actions.membre import auditeur_provisoire
from gsn_app.actions.ouverture import list_recents, open_session, read_porte
from gsn_app.domain.membre import NouveauMembre, TypeInstance
from gsn_app.poste import FolderReadOnly
from tests.coffre_prepare import BON_MARCHE, phrase

#: every function through which the ceremony touches the disk, in the order of their first call
ETAPES = (
    "save_creation", "mkdir", "read_secret", "connect", "migrate", "insert", "append", "save_tete", "write_copies",
    "write_atomically", "sign_charte", "enrol_membre", "settle_header", "_move", "rename", "remember",
)  # fmt: skip


def prepare() -> Creation:
    """A ceremony with an auditeur there and one custodian away."""
    creation = prepare_creation(
        commune="Saint-Exemple", instances=[(TypeInstance.GSN, "Groupe")],
        coordonnateur=NouveauMembre("Coordo", "C", "Commune", {}), passphrase=phrase("coordo"),
        auditeur=NouveauMembre("Dpo", "DPO", "Commune", {}), passphrase_auditeur=phrase("dpo"),
        gardiens=[Gardien("A", "maire"), Gardien("B", "DPO"), Gardien("C", "DGS")],
    )  # fmt: skip
    creation.prove(0, creation.parts[0])
    creation.prove(1, creation.parts[1])
    creation.defer(2)
    return creation


def kill_in(gesture: Callable[[], object], name: str, rank: int) -> bool:
    """Run in a child that SIGKILLs itself when it enters, or leaves, the ``rank``-th call of a function; True if killed."""
    child = os.fork()
    if child == 0:
        seen = 0

        def watch(frame: object, event: str, _arg: object) -> None:
            nonlocal seen
            if event in {"call", "return"} and frame.f_code.co_name == name:  # type: ignore[attr-defined]
                seen += 1
                if seen == rank:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(watch)
        try:
            gesture()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def whole(dossier: Path, poste: Path) -> None:
    """Everything the ceremony promised is there."""
    porte = read_porte(dossier, poste, kdf=BON_MARCHE)
    assert {m.nom for m in porte.membres} == {"Coordo", "Dpo"}
    session = open_session(dossier, poste, porte.membres[0].id, phrase("coordo"), kdf=BON_MARCHE)
    assert not session.charte_a_signer and not auditeur_provisoire(session)
    assert [p.rang for p in list_parts(session)] == [2]
    assert not session.anomalies
    session.close()


@pytest.mark.parametrize("rank", [1, 2, 3, 4])
@pytest.mark.parametrize("name", ETAPES)
def test_a_creation_killed_at_any_step_leaves_nothing_or_the_whole(
    tmp_path: Path, name: str, rank: int
) -> None:
    dossier, poste = tmp_path / "ville" / "coffre", tmp_path / "poste"
    dossier.parent.mkdir()
    creation = prepare()
    killed = kill_in(lambda: creation.finish(dossier, poste, kdf=BON_MARCHE), name, rank)
    if not killed:
        assert rank > 2 or name in {"mkdir", "rename"}, f"{name} is never called"
    recents = list_recents(poste)  # what the opening screen does first
    left = [p.name for p in dossier.parent.iterdir()]
    if dossier.exists():
        whole(dossier, poste)
        assert left == ["coffre"] and [folder for _, folder in recents] == [dossier.resolve()]
    else:
        assert left == [] and recents == []
        prepare().finish(dossier, poste, kdf=BON_MARCHE).close()
        whole(dossier, poste)
    assert not (poste / "creation").exists()


def test_a_creation_that_fails_at_its_end_leaves_nothing(tmp_path: Path) -> None:
    """The disk refuses while the auditeur is enrolled: the folder never takes its name."""
    dossier, poste = tmp_path / "coffre", tmp_path / "poste"

    def full(done: int, _total: int) -> bool:
        if done == 1:
            (tmp_path / ".coffre.creation").chmod(0o500)
            raise OSError(28, "plein")
        return True

    with pytest.raises(FolderReadOnly):
        prepare().finish(dossier, poste, kdf=BON_MARCHE, progress=full)
    assert not dossier.exists() and not (tmp_path / ".coffre.creation").exists()
    assert list_recents(poste) == [] and not (poste / "creation").exists()


def test_a_creation_under_way_elsewhere_is_left_alone(tmp_path: Path) -> None:
    dossier, poste = tmp_path / "coffre", tmp_path / "poste"
    seen: list[list[str]] = []

    def look(done: int, _total: int) -> bool:
        if done == 1:
            list_recents(poste)  # another window opens meanwhile
            seen.append(sorted(p.name for p in tmp_path.iterdir()))
        return True

    prepare().finish(dossier, poste, kdf=BON_MARCHE, progress=look).close()
    assert seen == [[".coffre.creation", "poste"]]
    whole(dossier, poste)
