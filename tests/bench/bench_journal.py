"""P6: verify the journal — chain alone, whole, since the day before — and find what was altered at 1, n/2 and n."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gsn_app import verificateur
from gsn_app.actions.demonstration import add_consultations
from gsn_app.actions.journal import Portee, read_directory, verify_journal
from gsn_app.actions.session import Session
from gsn_app.crypto import primitives as p
from gsn_app.store import journal
from gsn_app.verificateur import Directory, Entry, Genre, Verdict
from tests.bench.chantier import Chantier
from tests.bench.coffres import Taille
from tests.bench.mesure import Mesure, grow, head, take, tell

MESURES = ("P6",)
#: consultations of a busy day: 1,000,000 entries in three years
JOUR = 900
#: what a prefix alone cannot prove: the erasure on record is signed further on
BEYOND = (Genre.EFFACEMENT_FORGE, Genre.CONTENU_RETIRE)
#: entry altered → what the byte flipped belongs to
COLONNES = ("enveloppe", "contenu scellé", "signature")


def measure(chantier: Chantier) -> None:
    """P6 on the vault with the long journal."""
    verify(chantier.journal(), chantier.entrees)


def verify(taille: Taille, entrees: int) -> None:
    """Prefixes of one journal: n/4, n/2, n entries; then a day more; then the alterations."""
    head(
        "P6  vérifier le journal (budget à 1 000 000 : suite 10 s, tout la première fois 150 s, un jour 1 s)"
    )
    with _session(taille, "prevention") as session:
        conn, directory = session.coffre.conn, read_directory(session)
        chains: list[Mesure] = []
        wholes: list[Mesure] = []
        for n in (entrees // 4, entrees // 2, entrees):
            hashes, ed25519 = _peers(conn, n)
            tell(hashes, hashes.median, "lui-même")
            for mesure in _verify("suite : chaîne, contenus", directory, conn, n, chains, False):
                tell(mesure, hashes.median, "SHA-256 seul")
            tell(ed25519, ed25519.median, "lui-même")
            for mesure in _verify("tout, niveau 0", directory, conn, n, wholes, True):
                tell(mesure, ed25519.median, "Ed25519 seul")
        print("  temps de processeur, suite puis tout, que les voisins ne changent pas :")
        grow(chains)
        grow(wholes)
        _alter(directory, conn, entrees)
    _day(taille)


def _peers(conn: object, n: int) -> tuple[Mesure, Mesure]:
    rows = [(env, sealed or b"") for _, env, sealed, _ in journal.read_entries(conn, 1, n)]
    hashes = take("SHA-256 des mêmes octets", n, lambda: [(p.sha256(a), p.sha256(b)) for a, b in rows], 1)
    private, public = p.generate_signature()
    signature = p.sign(private, b"x" * 42)
    few = min(n, 20_000)
    one = take(
        "", few, lambda: [p.verify(public, signature, b"x" * 42) for _ in itertools.repeat(None, few)], 1
    )
    return hashes, Mesure("autant d’Ed25519, un cœur (d’après 20 000)", n, (one.median * n / few,))


def _verify(
    quoi: str, directory: Directory, conn: object, n: int, found: list[Mesure], signatures: bool
) -> tuple[Mesure, Mesure]:
    """Elapsed, and processor time, the child's included; the latter is kept in ``found``."""

    def gesture() -> None:
        rows = journal.read_entries(conn, 1, n)
        verdict = verificateur.verify(directory, rows, total=n, signatures=signatures)
        wrong = [a for a in verdict.anomalies if a.genre not in BEYOND]
        if wrong or verdict.entrees != n:
            raise RuntimeError(str(wrong[:3]))

    before = sum(os.times()[:4])
    elapsed = take(quoi, n, gesture, 1)
    found.append(Mesure(f"{quoi}, processeur", n, (sum(os.times()[:4]) - before,)))
    return elapsed, found[-1]


def _alter(directory: Directory, conn: object, entrees: int) -> None:
    """One byte flipped on the way, at 1, n/2 and n: how long before it is named, the file untouched."""
    for n, column in zip((1, entrees // 2, entrees), (0, 1, 2), strict=True):  # envelope, payload, signature
        verdicts: list[Verdict] = []

        def gesture(n: int = n, column: int = column, verdicts: list[Verdict] = verdicts) -> None:
            rows = _altered(journal.read_entries(conn, 1, entrees), n, column)
            verdicts.append(verificateur.verify(directory, rows, total=entrees, signatures=column == 2))

        done = take(f"altérée à {n} ({COLONNES[column]})", entrees, gesture, 1)
        named = [a.n for a in verdicts[0].anomalies]
        if n not in named:
            raise RuntimeError(f"entry {n} not named: {named[:5]}")
        tell(done, done.median, f"trouvée : {verdicts[0].anomalies[0].phrase}")


def _altered(rows: Iterator[Entry], n: int, column: int) -> Iterator[Entry]:
    for row in rows:
        if row[0] != n:
            yield row
            continue
        parts = list(row)
        raw = bytearray(parts[column + 1])  # type: ignore[arg-type]
        raw[len(raw) // 2] ^= 1
        parts[column + 1] = bytes(raw)
        yield tuple(parts)  # type: ignore[misc]


def _day(taille: Taille) -> None:
    """Through the act a member triggers: everything once, a day of entries, then what is new alone."""
    with _session(taille, "prevention") as session:
        whole = take("acte : tout, pages comprises", 1, _sound(session, Portee.COMPLETE), 1)
    with _session(taille, "coordo") as session:
        add_consultations(session, ["0" * 32] * JOUR)
    with _session(taille, "prevention") as session:
        suite = take("acte : toute la suite, pages comprises", 1, _sound(session, Portee.SUITE), 1)
    with _session(taille, "coordo") as session:
        add_consultations(session, ["0" * 32] * JOUR)
    with _session(taille, "prevention") as session:
        day = take("acte : ce qui est nouveau", JOUR, _sound(session, Portee.NOUVEAU), 1)
    for mesure in (whole, suite, day):
        tell(mesure, whole.median, "tout")


@contextmanager
def _session(taille: Taille, cle: str) -> Iterator[Session]:
    session = taille.open(cle)
    try:
        yield session
    finally:
        session.close()


def _sound(session: Session, portee: Portee) -> Callable[[], None]:
    def gesture() -> None:
        etat = verify_journal(session, portee=portee)
        if not etat.integre:
            raise RuntimeError(str(etat.anomalies[:3]))

    return gesture
