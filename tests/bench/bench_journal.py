"""P6: verify the journal, whole, against the same hashes and the same signatures alone."""

from __future__ import annotations

import itertools

from gsn_app import verificateur
from gsn_app.actions.journal import read_directory
from gsn_app.crypto import primitives as p
from gsn_app.store import journal
from tests.bench.coffres import Taille
from tests.bench.mesure import grow, head, take, tell


def verify(taille: Taille, entrees: int) -> None:
    """Prefixes of one journal: n/4, n/2, n entries."""
    head("P6  vérifier le journal, première fois, suite, ordre et signatures (budget 150 s pour 1 000 000)")
    session = taille.open("dpo")
    conn = session.coffre.conn
    directory = read_directory(session)
    found = []
    for n in (entrees // 4, entrees // 2, entrees):
        rows = [tuple(row) for row in journal.read_entries(conn, 1, n)]
        hashes = take("SHA-256 des mêmes octets", n, lambda r=rows: [_digest(row) for row in r], 1)
        private, public = p.generate_signature()
        signature = p.sign(private, b"x" * 42)
        ed25519 = take(
            "autant de vérifications Ed25519", n,
            lambda k=n, s=signature, key=public: [p.verify(key, s, b"x" * 42) for _ in itertools.repeat(None, k)], 1,
        )  # fmt: skip
        whole = take("vérification complète, niveau 0", n, lambda k=n: _verify(directory, conn, k), 1)
        tell(hashes, ed25519.median, "Ed25519 seul")
        tell(ed25519, ed25519.median, "lui-même")
        tell(whole, ed25519.median, "Ed25519 seul")
        found.append(whole)
    grow(found)
    per_million = found[-1].median / found[-1].n * 1_000_000
    print(f"  soit {per_million:.0f} s pour 1 000 000 d’entrées à ce rythme" + _honest(entrees))
    print("  chaîne seule et vérification du jour : le vérificateur ne les offre pas encore")
    session.close()


def _honest(entrees: int) -> str:
    return "" if entrees >= 1_000_000 else " (extrapolé : --entrees 1000000 le mesure)"


def _digest(row: tuple[int, bytes, bytes | None, bytes]) -> bytes:
    p.sha256(row[2] or b"")
    return p.sha256(row[1])


def _verify(directory: verificateur.Directory, conn: object, n: int) -> None:
    verdict = verificateur.verify(directory, journal.read_entries(conn, 1, n))
    if not verdict.integre or verdict.entrees != n:
        raise RuntimeError(str(verdict.anomalies[:3]))
