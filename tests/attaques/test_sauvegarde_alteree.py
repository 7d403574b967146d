"""A backup in the wrong hands, a damaged one, a medium that fails: nothing leaks, nothing is lost, nothing is believed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gsn_app.actions.restauration import restore, verify_sauvegarde
from gsn_app.actions.sauvegarde import ReglageSauvegarde, make_sauvegarde, save_reglage_sauvegarde
from gsn_app.crypto import sauvegarde as layout
from gsn_app.errors import GsnError
from gsn_app.store.connection import DatabaseDamaged, connect
from gsn_app.store.support import SupportFailed, SupportFull
from tests.attaques.adverse import read_keys
from tests.attaques.canaris import decrypt_pages, find, scan
from tests.attaques.conftest import CANARIS_A, Modele, told
from tests.coffre_prepare import BON_MARCHE, phrase
from tests.conftest import NOBODY

PAGE = 4096


@pytest.fixture
def support(coffre: Modele, tmp_path: Path) -> Path:
    folder = tmp_path / "support"
    folder.mkdir()
    session = coffre.open("coordo")
    save_reglage_sauvegarde(session, ReglageSauvegarde((str(folder),)))
    session.close()
    return folder


def save(coffre: Modele, nom: str = "coordo") -> Path:
    session = coffre.open(nom)
    try:
        return make_sauvegarde(session).fichier
    finally:
        session.close()


def base_of(fichier: Path, to: Path) -> Path:
    """The database of a backup, cut out of its file."""
    raw = fichier.read_bytes()
    head = layout.parse(raw[: layout.PREFIX + layout.read_length(raw)])
    to.write_bytes(raw[head.offset :])
    return to


def key_of(coffre: Modele, fichier: Path) -> tuple[layout.Head, bytes]:
    raw = fichier.read_bytes()
    head = layout.parse(raw[: layout.PREFIX + layout.read_length(raw)])
    _, keys, _ = read_keys(coffre, "coordo")
    return head, layout.open_key(head, bytes.fromhex(coffre.membres["coordo"]), keys.exchange_private)


# -- who may not ----------------------------------------------------------------------------------


def test_a_thief_finds_no_canary_and_no_name_in_a_backup(coffre: Modele, support: Path) -> None:
    save(coffre)
    names = {"Coordo Testard", "Social Testard", "Dpo Testard", "Saint-Exemple-sur-Test"}
    assert scan([support], coffre.canaris | names) == {}


def test_even_its_own_key_shows_no_canary_in_any_page(coffre: Modele, support: Path, tmp_path: Path) -> None:
    fichier = save(coffre)
    _, key = key_of(coffre, fichier)
    pages = decrypt_pages(base_of(fichier, tmp_path / "base.db"), key)
    assert b"CREATE TABLE cle_scellee" in pages  # really in clear here
    assert find(pages, coffre.canaris - {coffre.situation_a, coffre.situation_b, coffre.saisine}) == set()


def test_no_key_of_any_other_member_opens_it_the_file_key_neither(
    coffre: Modele, support: Path, tmp_path: Path
) -> None:
    """A former member keeps their keys and the live file key: a copy under the live key never exists."""
    fichier = save(coffre)
    raw = fichier.read_bytes()
    head = layout.parse(raw[: layout.PREFIX + layout.read_length(raw)])
    base = base_of(fichier, tmp_path / "base.db")
    for nom in ("ecole", "social", "maire", "police", "dpo"):
        _, keys, live = read_keys(coffre, nom)
        for holder, _ in head.seals:
            with pytest.raises(layout.SauvegardeSealed):
                layout.open_key(head, holder, keys.exchange_private)
        with pytest.raises(DatabaseDamaged):
            connect(base, live)
        with pytest.raises(layout.SauvegardeDamaged):
            layout.open_manifest(head, live)
    _, key = key_of(coffre, fichier)
    assert key != live
    connect(base, key).close()  # the control: the right key opens it


def test_two_backups_share_no_key(coffre: Modele, support: Path, tmp_path: Path) -> None:
    first = save(coffre)
    kept = tmp_path / first.name
    kept.write_bytes(first.read_bytes())
    assert key_of(coffre, kept)[1] != key_of(coffre, save(coffre))[1]


# -- what was changed -----------------------------------------------------------------------------


def test_one_byte_changed_in_each_page_and_along_the_head_is_never_believed(
    coffre: Modele, support: Path
) -> None:
    fichier = save(coffre)
    raw = fichier.read_bytes()
    offset = layout.PREFIX + layout.read_length(raw)
    places = [*range(0, offset, 29), *range(offset + 7, len(raw), PAGE)]
    session = coffre.open("coordo")
    before = sorted(x.name for x in coffre.coffre.iterdir())
    codes = set()
    for place in places:
        changed = bytearray(raw)
        changed[place] ^= 0x20
        fichier.write_bytes(bytes(changed))
        with pytest.raises(GsnError) as caught:
            verify_sauvegarde(session, fichier)
        codes.add(caught.value.code)
    assert codes <= {"SAV-01", "SAV-02", "SAV-03"}
    assert sorted(x.name for x in coffre.coffre.iterdir()) == before
    fichier.write_bytes(raw)
    verify_sauvegarde(session, fichier)
    session.close()


@pytest.mark.parametrize("left", [0, 7, 8, 12, 400, 5000, -4096, -1])
def test_a_truncated_backup_restores_nothing(
    coffre: Modele, support: Path, tmp_path: Path, left: int
) -> None:
    fichier = save(coffre)
    fichier.write_bytes(fichier.read_bytes()[:left])
    answer = told(
        lambda: restore(
            fichier, tmp_path / "neuf", coffre.poste, coffre.membres["coordo"], phrase("coordo"), motif="x y",
            kdf=BON_MARCHE,
        )
    )  # fmt: skip
    assert answer.startswith("SAV-01")
    assert not (tmp_path / "neuf").exists()
    assert not list(tmp_path.glob(".*"))


def test_a_holder_of_its_key_cannot_change_it_under_the_makers_signature(
    coffre: Modele, support: Path, tmp_path: Path
) -> None:
    """Another page, an honest SHA-256, a manifest sealed again: the signature is not theirs to make."""
    fichier = save(coffre, "social")
    head, key = key_of(coffre, fichier)
    base = base_of(fichier, tmp_path / "base.db")
    conn = connect(base, key)
    conn.execute("DELETE FROM cle_scellee")
    conn.close()
    content, _, signature = layout.open_manifest(head, key)
    import hashlib
    import json

    content["empreinte"] = hashlib.sha256(base.read_bytes()).hexdigest()
    raw = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    size = base.stat().st_size
    forged = layout.seal_manifest(replace(head, taille=size, sealed_manifest=b""), key, raw, signature)
    fichier.write_bytes(forged.dump() + base.read_bytes())
    session = coffre.open("coordo")
    with pytest.raises(layout.SauvegardeForged):
        verify_sauvegarde(session, fichier)
    session.close()


def test_a_database_of_another_backup_under_this_head_is_refused(coffre: Modele, support: Path) -> None:
    first = save(coffre).read_bytes()
    fichier = save(coffre)
    second = fichier.read_bytes()
    cut = [layout.PREFIX + layout.read_length(raw) for raw in (first, second)]
    fichier.write_bytes(second[: cut[1]] + first[cut[0] :])
    session = coffre.open("coordo")
    with pytest.raises(layout.SauvegardeDamaged):
        verify_sauvegarde(session, fichier)
    session.close()


# -- the medium fails -----------------------------------------------------------------------------


def _nothing_left(coffre: Modele, *folders: Path) -> None:
    for folder in (coffre.coffre, *folders):
        assert [x.name for x in folder.iterdir() if x.name.startswith(".")] == []


def test_a_full_medium_says_so_and_keeps_the_earlier_backup(
    coffre: Modele, small_disk: Callable[[int], Path]
) -> None:
    disk = small_disk(3_000_000)
    session = coffre.open("coordo")
    earlier = make_sauvegarde(session, disk)
    (disk / "remplissage").write_bytes(b"\0" * (3_000_000 - earlier.taille - 200_000))
    with pytest.raises(SupportFull):
        make_sauvegarde(session, disk)
    assert {x.name for x in disk.iterdir()} == {earlier.fichier.name, "remplissage"}
    _nothing_left(coffre, disk)
    session.close()


def test_a_medium_that_fills_while_writing_says_so_too(
    coffre: Modele, support: Path, in_child: Callable[..., str], file_size_limit: Callable[[int], Callable[[], None]]
) -> None:  # fmt: skip
    def gesture() -> str:
        session = coffre.open("coordo")
        seen: list[int] = []

        def look(done: int, total: int) -> bool:
            seen.append(done)
            if done * 4 == total:  # copied beside the vault: the medium is next
                file_size_limit(50_000)()
            return True

        make_sauvegarde(session, progress=look)
        return "faite"

    assert in_child(gesture).startswith("SAV-06")
    assert list(support.iterdir()) == []
    _nothing_left(coffre)


def test_a_medium_taken_away_while_writing_leaves_the_vault_at_work(coffre: Modele, support: Path) -> None:
    session = coffre.open("coordo")

    def pull(done: int, total: int) -> bool:
        if done * 4 == total * 2 and support.exists():
            for path in support.iterdir():
                path.unlink()
            support.rmdir()
        return True

    with pytest.raises(SupportFailed):
        make_sauvegarde(session, progress=pull)
    support.mkdir()
    assert make_sauvegarde(session).verifiee_le
    _nothing_left(coffre, support)
    session.close()


def test_a_medium_that_refuses_writing_says_so(
    coffre: Modele, open_folder: Path, in_child: Callable[..., str]
) -> None:
    there = coffre.copy(open_folder)
    for folder in (there.coffre, there.poste):
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    closed = open_folder / "protege"
    closed.mkdir(mode=0o555)

    def gesture() -> str:
        session = there.open("coordo")
        make_sauvegarde(session, closed)
        return "faite"

    assert in_child(gesture, uid=NOBODY).startswith("SAV-07")
    assert list(closed.iterdir()) == []


def test_a_kill_at_any_moment_leaves_a_whole_vault_and_no_backup_called_verified(
    coffre: Modele, support: Path
) -> None:
    save(coffre)
    for rank in range(14):
        child = os.fork()
        if child == 0:
            session = coffre.open("coordo")
            count = iter(range(1000))

            def look(_done: int, _total: int, count: object = count, rank: int = rank) -> bool:
                if next(count) >= rank:  # type: ignore[call-overload]
                    os.kill(os.getpid(), signal.SIGKILL)
                return True

            make_sauvegarde(session, progress=look)
            os._exit(0)
        os.waitpid(child, 0)
        time.sleep(0.01)
    session = coffre.open("coordo")
    from gsn_app.actions.sauvegarde import list_sauvegardes

    for found in list_sauvegardes(session):
        if found.verifiee_le:
            verify_sauvegarde(session, found.fichier)
    make_sauvegarde(session)
    session.close()
    _nothing_left(coffre, support)
    texts = coffre.open("social")
    from gsn_app.actions.situation import read_situation

    assert CANARIS_A["apport"] in {a.texte for a in read_situation(texts, coffre.situation_a).apports}
    texts.close()
