"""Every way a vault can be damaged: one sentence in French, its code, its exit code, and the way out that is offered."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.ouverture import read_porte
from gsn_app.errors import GsnError, Issue
from tests.attaques.adverse import adverse, raw_connect, read_keys
from tests.attaques.canaris import PAGE
from tests.attaques.conftest import Modele
from tests.coffre_prepare import BON_MARCHE
from tests.conftest import NOBODY

Gesture = Callable[[Modele, Path], None]
A, B, BASE = "entete.a", "entete.b", "coffre.db"


@dataclass(frozen=True)
class Dit:
    """What is told: by an error (``code``, ``sortie``, ``issue``), or beside a vault that opened (``code`` "")."""

    code: str
    sortie: int
    issue: str
    mots: str


def work(coffre: Modele) -> None:
    session = coffre.open("social")
    add_apport(session, coffre.situation_a, "Écrit depuis.")
    session.close()


def cut(*names: str) -> Gesture:
    def gesture(coffre: Modele, _: Path) -> None:
        for name in names:
            path = coffre.coffre / name
            path.write_bytes(path.read_bytes()[:40])

    return gesture


def lose(name: str) -> Gesture:
    def gesture(coffre: Modele, _: Path) -> None:
        path = coffre.coffre / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return gesture


def flip_page(coffre: Modele, _: Path) -> None:
    path = coffre.coffre / BASE
    raw = bytearray(path.read_bytes())
    raw[PAGE + 900] ^= 1
    path.write_bytes(bytes(raw))


def old_journal(coffre: Modele, _: Path) -> None:
    (coffre.coffre / f"{BASE}-journal").write_bytes(
        b"\xd9\xd5\x05\xf9 d'une coupure ancienne".ljust(4096, b"\0")
    )


def old_folder(coffre: Modele, tmp: Path) -> None:
    shutil.copytree(coffre.coffre, tmp / "ancien")
    work(coffre)
    shutil.rmtree(coffre.coffre)
    shutil.copytree(tmp / "ancien", coffre.coffre)


def newer_header(coffre: Modele, _: Path) -> None:
    for name in (A, B):
        path = coffre.coffre / name
        raw = bytearray(path.read_bytes())
        raw[7] += 1
        path.write_bytes(bytes(raw))


def sql(statement: str) -> Gesture:
    def gesture(coffre: Modele, _: Path) -> None:
        _, _, file_key = read_keys(coffre, "ecole")
        conn = raw_connect(coffre.coffre / BASE, file_key)
        conn.execute(statement)
        conn.close()

    return gesture


def altered_row(coffre: Modele, _: Path) -> None:
    with adverse(coffre, "ecole", close_up=False) as hand:
        hand.conn.execute("DELETE FROM historique WHERE id = (SELECT id FROM historique LIMIT 1)")


def missing_head(coffre: Modele, _: Path) -> None:
    shutil.rmtree(coffre.poste / "tetes")


def unreadable_head(coffre: Modele, _: Path) -> None:
    (head,) = (coffre.poste / "tetes").iterdir()
    head.write_text("pas un repère")


def ahead_head(coffre: Modele, _: Path) -> None:
    (head,) = (coffre.poste / "tetes").iterdir()
    head.write_text(re.sub(r'"n": (\d+)', lambda m: f'"n": {int(m[1]) + 3}', head.read_text()))


def other_head(coffre: Modele, _: Path) -> None:
    (head,) = (coffre.poste / "tetes").iterdir()
    head.write_text(re.sub(r'("chaine": ")..', r"\g<1>zz", head.read_text()).replace("zz", "00", 1))


def foreign_secret(coffre: Modele, _: Path) -> None:
    (coffre.poste / "secret_de_poste").write_bytes(os.urandom(32))


CAS: dict[str, tuple[Gesture, Dit]] = {
    "folder missing": (lose("."), Dit("OUV-04", 2, "parcourir", "Aucun coffre dans le dossier")),
    "both headers missing": (
        lambda c, t: (lose(A)(c, t), lose(B)(c, t))[0], Dit("OUV-04", 2, "parcourir", "Aucun coffre dans le dossier")
    ),
    "database missing": (lose(BASE), Dit("END-06", 5, "restaurer", "« coffre.db » manque")),
    "database empty": (
        lambda c, _: (c.coffre / BASE).write_bytes(b"") and None, Dit("END-06", 5, "restaurer", "ou il est vide")
    ),
    "header A truncated": (cut(A), Dit("", 0, "", "Une copie de l’en-tête était abîmée")),
    "header A missing": (lose(A), Dit("", 0, "", "Une copie de l’en-tête était abîmée")),
    "both headers truncated": (cut(A, B), Dit("END-01", 5, "restaurer", "fichier tronqué")),
    "page flipped": (flip_page, Dit("END-03", 5, "restaurer", "Le fichier du coffre est endommagé")),
    "old journal": (old_journal, Dit("", 0, "", "« coffre.db-journal », accompagnait le coffre")),
    "old folder": (old_folder, Dit("ALT-04", 4, "parcourir", "plus ancien que la dernière session connue")),
    "newer header": (newer_header, Dit("END-02", 5, "mettre_a_jour", "mettez ce poste à jour")),
    "newer schema": (sql("PRAGMA user_version = 99"), Dit("END-05", 5, "mettre_a_jour", "mettez ce poste à jour")),
    "schema planted": (
        sql("CREATE TRIGGER piege BEFORE INSERT ON journal BEGIN SELECT RAISE(IGNORE); END"),
        Dit("ALT-02", 4, "restaurer", "La structure du coffre a été modifiée"),
    ),
    "row deleted": (altered_row, Dit("ALT-05", 4, "restaurer", "ne correspond pas à son journal")),
    "journal emptied": (sql("DELETE FROM journal"), Dit("ALT-04", 4, "parcourir", "plus ancien")),
    "head file missing": (missing_head, Dit("", 0, "", "Le repère de ce poste pour ce coffre a disparu")),
    "head file unreadable": (unreadable_head, Dit("", 0, "", "Le repère de ce poste pour ce coffre était illisible")),
    "head file ahead": (ahead_head, Dit("ALT-04", 4, "parcourir", "plus ancien")),
    "head file of another history": (other_head, Dit("ALT-08", 4, "parcourir", "n’est plus celle que ce poste a connue")),
    "foreign secret de poste": (foreign_secret, Dit("OUV-07", 3, "trousse", "Ce poste ne connaît pas ce coffre")),
}  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def expect(told: GsnError | tuple[str, ...], dit: Dit) -> None:
    """One sentence about what is wrong, at most one about what to do; the way out where a screen can offer one."""
    if isinstance(told, tuple):
        assert dit.code == "" and len(told) == 1, told
        assert plain(dit.mots) in plain(told[0])
        return
    assert (told.code, told.exit_code, told.issue) == (dit.code, dit.sortie, Issue(dit.issue)), told
    assert plain(dit.mots) in plain(told.sentence)
    sentences = re.split(r"(?<=[.])\s+(?=[A-ZÀÉ])", told.sentence)
    assert len(sentences) <= 2 and told.sentence.endswith("."), told.sentence
    assert not re.search(r"[{}]|Traceback|Error", told.sentence)


def open_as_a_person(coffre: Modele) -> GsnError | tuple[str, ...]:
    """The opening screen, then the passphrase."""
    try:
        read_porte(coffre.coffre, coffre.poste, kdf=BON_MARCHE)
        session = coffre.open("coordo")
    except GsnError as error:
        return error
    try:
        return session.anomalies
    finally:
        session.close()


@pytest.mark.parametrize("cas", CAS)
def test_each_damage_is_told_in_one_sentence_with_its_code_and_its_way_out(
    coffre: Modele, tmp_path: Path, cas: str
) -> None:
    coffre.open("coordo").close()  # a clean close on this machine
    gesture, dit = CAS[cas]
    gesture(coffre, tmp_path)
    expect(open_as_a_person(coffre), dit)


def test_a_full_disk_is_told_at_the_opening(coffre: Modele, small_disk: Callable[[int], Path]) -> None:
    disk = small_disk(2_000_000)
    there = coffre.copy(disk)
    with (disk / "remplissage").open("wb", buffering=0) as stream:
        for size in (65536, 4096, 512):
            try:
                while True:
                    stream.write(b"\0" * size)
            except OSError:
                continue
    told = open_as_a_person(there)
    assert isinstance(told, GsnError) and told.code in {"END-04", "POS-02"}, told
    expect(told, Dit(told.code, 5, "liberer" if told.code == "END-04" else "", ""))
    (disk / "remplissage").unlink()
    assert open_as_a_person(there) == ()


@pytest.mark.parametrize(
    ("closed", "dit"),
    [
        (".", Dit("POS-02", 5, "", "n’accepte pas l’écriture")),
        (BASE, Dit("END-07", 5, "", "ne se laisse pas écrire")),
    ],
    ids=["folder", "file"],
)
def test_a_read_only_folder_or_file_is_told_and_left_as_it_is(
    coffre: Modele, open_folder: Path, in_child: Callable[..., str], closed: str, dit: Dit
) -> None:
    there = coffre.copy(open_folder)
    for folder in (there.coffre, there.poste):
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, NOBODY, NOBODY)
    target = there.coffre / closed
    for path in [target, *(target.iterdir() if target.is_dir() else ())]:
        os.chown(path, 0, 0)
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = (there.coffre / BASE).read_bytes()

    def gesture() -> str:
        told = open_as_a_person(there)
        expect(told, dit)
        return "dit"

    assert in_child(gesture, uid=NOBODY) == "OK dit"
    assert (there.coffre / BASE).read_bytes() == before
