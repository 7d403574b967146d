"""kill -9 of a child that works on a real vault: at named points, then at any instant; what it acknowledged must be there.

The pauses are the child's own: it wraps ``os.fsync``, ``os.replace`` and the connection's ``execute`` in itself.
Nothing of the program knows of them.
"""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from gsn_app.actions.apport import add_apport
from gsn_app.actions.brouillon import read_brouillon, save_brouillon
from gsn_app.actions.journal import verify_journal
from gsn_app.actions.membre import enrol_membre, list_membres
from gsn_app.actions.ouverture import open_session
from gsn_app.actions.session import Session
from gsn_app.actions.situation import list_situations, open_situation, read_situation
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.domain.situation import Personne
from tests.attaques.compte import Compte
from tests.attaques.conftest import DEMANDE, Modele, told
from tests.coffre_prepare import BON_MARCHE, GSN, phrase

POINTS = (
    "begin après", "ligne écrite", "journal écrit", "commit avant", "commit après",
    "fsync avant", "fsync après", "renommage avant", "renommage après",
)  # fmt: skip
#: a fresh copy of the vault every so many kills: its header has room for a hundred members
PER_COPY = 25
#: what an opening may tell after an interruption, nothing being lost
HEALED = ("copie de l’en-tête", "repère de ce poste")


class Points:
    """Counts the passages at one named point and, at the wanted one, says so and waits to be killed."""

    def __init__(self, wanted: str, rank: int, told_to: int) -> None:
        self.wanted, self.left, self.told_to = wanted, rank, told_to

    def reach(self, name: str) -> None:
        """A passage."""
        if name == self.wanted:
            self.left -= 1
            if self.left == 0:
                os.write(self.told_to, b"!\n")
                while True:
                    signal.pause()

    def install(self) -> None:
        """Wrap, in this process only, what makes things durable."""
        os.fsync = self._around("fsync", os.fsync)
        os.replace = self._around("renommage", os.replace)
        os.rename = self._around("renommage", os.rename)
        points, connect = self, dbapi2.connect

        class Watched(dbapi2.Connection):  # type: ignore[misc]
            def execute(self, sql: str, *values: Any) -> Any:
                word = sql.split()[0].upper()
                if word == "COMMIT":
                    points.reach("commit avant")
                done = super().execute(sql, *values)
                if word == "BEGIN":
                    points.reach("begin après")
                elif word in {"INSERT", "DELETE"}:
                    points.reach("journal écrit" if "INTO journal" in sql else "ligne écrite")
                elif word == "COMMIT":
                    points.reach("commit après")
                return done

        dbapi2.connect = lambda *a, **k: connect(*a, factory=Watched, **k)

    def _around(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **keywords: Any) -> Any:
            self.reach(f"{name} avant")
            done = real(*arguments, **keywords)
            self.reach(f"{name} après")
            return done

        return wrapped


@dataclass
class Dit:
    """What the victims of one copy acknowledged, all kills together."""

    apports: set[str] = field(default_factory=set)
    membres: set[str] = field(default_factory=set)
    situations: set[str] = field(default_factory=set)
    frappe: str = ""

    def read(self, lines: list[str]) -> None:
        """Take the acknowledgements of one victim."""
        for line in lines:
            kind, _, text = line.partition(" ")
            if kind == "apport":
                self.apports.add(text)
            elif kind == "membre":
                self.membres.add(text)
            elif kind == "situation":
                self.situations.add(text)
            elif kind == "frappe":
                self.frappe = text


def work(coffre: Modele, told_to: int, rank: int, turns: int = 100) -> None:
    """The victim: opens, types, saves, enrols, closes, and says each thing once it is durable."""

    def say(line: str) -> None:
        os.write(told_to, f"{line}\n".encode())

    for turn in range(turns):
        session = coffre.open("coordo")
        say("ouvert")
        for number in range(2):
            text = f"Coupure {rank}-{turn}-{number}."
            save_brouillon(session, "apport", coffre.situation_b, {"texte": text})
            say(f"frappe {text}")
            add_apport(session, coffre.situation_a, text)
            say(f"apport {text}")
        nom = f"Arrivant-{rank}-{turn}"
        who = NouveauMembre(nom, "Fonction", "Institution", {GSN: Role.MEMBRE})
        enrol_membre(session, who, phrase(nom), kdf=BON_MARCHE)
        say(f"membre {nom}")
        personne = Personne(f"Coupé-{rank}-{turn}", "Zoé", "2012-05-03", "F")
        made = open_situation(session, GSN, personne=personne, cercle=[coffre.membres["coordo"]], **DEMANDE)
        say(f"situation {made}")
        session.close()
        say("fermé")


def kill_once(
    coffre: Modele, rank: int, *, point: str = "", passage: int = 1, wait: float = 0.0
) -> list[str]:
    """Run one victim and kill it, at a point or after a while; returns what it had said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            if point:
                Points(point, passage, writing).install()
            work(coffre, writing, rank)
        finally:
            os._exit(1)
    os.close(writing)
    seen = b""
    with os.fdopen(reading, "rb", buffering=0) as stream:
        if point:
            while not seen.endswith(b"!\n") and (more := stream.read(65536)):
                seen += more
        else:
            time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := stream.read(65536):
            seen += more
    return seen.decode().splitlines()


def examine(coffre: Modele, dit: Dit, compte: Compte, where: str) -> None:
    """Reopen as a person would, verify everything, and look for each acknowledged thing."""

    def gesture() -> str:
        session = coffre.open("coordo")
        try:
            return _missing(session, coffre, dit)
        finally:
            session.close()

    answer = told(gesture)
    compte.outcome(where)
    if answer.startswith("TRACEBACK"):
        compte.trace += 1
        compte.fault(f"{where}: {answer}")
    elif answer != "OK ":
        compte.perdu += 1
        compte.fault(f"{where}: {answer}")


def _missing(session: Session, coffre: Modele, dit: Dit) -> str:
    texts = {a.texte for a in read_situation(session, coffre.situation_a).apports}
    found = {m.nom for m in list_membres(session)}
    situations = {s.id for s in list_situations(session)}
    lost = (dit.apports - texts) | (dit.membres - found) | (dit.situations - situations)
    typed = read_brouillon(session, "apport", coffre.situation_b).get("texte", "")
    if _turn(typed) < _turn(dit.frappe):
        lost.add(f"frappe {dit.frappe}")
    dit.frappe = typed
    verdict = verify_journal(session)
    if not verdict.integre:
        lost |= set(verdict.anomalies)
    lost |= {a for a in session.anomalies if not any(healed in a for healed in HEALED)}
    return ", ".join(sorted(lost))


def _turn(frappe: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", frappe)]


def _newcomer_opens(coffre: Modele, dit: Dit, compte: Compte) -> None:
    """The last member enrolled before a kill opens the vault: their slot is in the header that stayed."""
    if not dit.membres:
        return
    nom = sorted(dit.membres)[-1]
    session = coffre.open("coordo")
    ids = {m.nom: m.id for m in list_membres(session)}
    session.close()
    answer = told(
        lambda: open_session(coffre.coffre, coffre.poste, ids[nom], phrase(nom), kdf=BON_MARCHE).close()
    )
    if answer != "OK None":
        compte.perdu += 1
        compte.fault(f"{nom}: {answer}")


def _copies(modele: Modele, folder: Path, count: int) -> Iterator[tuple[Modele, Dit, range]]:
    for start in range(0, count, PER_COPY):
        yield modele.copy(folder / str(start)), Dit(), range(start, min(start + PER_COPY, count))


def kill_at_points(modele: Modele, folder: Path, count: int, seed: int = 20261121) -> Compte:
    """``count`` kills, each at the point whose turn it is, on a passage drawn at random."""
    compte, chance = Compte("kill -9 aux points nommés"), random.Random(seed)
    for coffre, dit, ranks in _copies(modele, folder / "points", count):
        for rank in ranks:
            point = POINTS[rank % len(POINTS)]
            said = kill_once(coffre, rank, point=point, passage=chance.randint(1, 30))
            if not said or said[-1] != "!":
                compte.fault(f"{point}: the victim never came there")
                compte.inapercu += 1
            dit.read(said)
            examine(coffre, dit, compte, point)
        _newcomer_opens(coffre, dit, compte)
    return compte


def kill_at_random(modele: Modele, folder: Path, count: int, seed: int = 7) -> Compte:
    """``count`` kills at any instant, from the first byte of the opening to after the closing."""
    compte, chance = Compte("kill -9 à un instant quelconque"), random.Random(seed)
    for coffre, dit, ranks in _copies(modele, folder / "hasard", count):
        for rank in ranks:
            said = kill_once(coffre, rank, wait=0.005 + chance.random() * 0.25)
            dit.read(said)
            last = said[-1].partition(" ")[0] if said else "rien dit"
            examine(coffre, dit, compte, f"après « {last} »")
        _newcomer_opens(coffre, dit, compte)
    return compte
