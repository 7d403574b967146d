"""P9: a verified backup of 130 MB, beside a plain copy of the same file, synced and read again."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from gsn_app.actions.restauration import restore, verify_sauvegarde
from gsn_app.actions.sauvegarde import ReglageSauvegarde, make_sauvegarde, save_reglage_sauvegarde
from gsn_app.actions.session import Session
from gsn_app.domain.acte import Acte
from tests.bench.chantier import Chantier
from tests.bench.mesure import grow, head, take, tell
from tests.coffre_prepare import BON_MARCHE, Prepare, build, phrase

MESURES = ("P9",)
BLOC = 64_000


def measure(chantier: Chantier) -> None:
    """P9."""
    save(chantier.folder)


def save(folder: Path, megas: int = 130, times: int = 3) -> None:
    """At a quarter, a half and the whole size; the vault is filled with sealed-looking pieces."""
    head(f"P9  sauvegarde vérifiée de {megas} Mo, support local (budget 10 s)")
    found = []
    for size in (megas // 4, megas // 2, megas):
        there = folder / f"p9-{size}"
        there.mkdir()
        coffre, support = build(there), there / "support"
        support.mkdir()
        session = coffre.open("coordo")
        _fill(session, size)
        save_reglage_sauvegarde(session, ReglageSauvegarde((str(support),)))
        base = coffre.coffre / "coffre.db"
        plain = take("copie simple, fsync, relecture", size, lambda b=base, t=there: _plain(b, t), times)
        tell(plain, plain.median, "elle-même")
        made = take("sauvegarde faite et vérifiée", size, lambda s=session: make_sauvegarde(s), times)
        tell(made, plain.median, "copie simple")
        found.append(made)
        fichier = make_sauvegarde(session).fichier
        tell(
            take("relecture complète", size, lambda s=session, f=fichier: verify_sauvegarde(s, f), times),
            plain.median,
            "copie simple",
        )
        session.close()
        tell(
            take(
                "restauration",
                size,
                lambda c=coffre, f=fichier, t=there: _restore(c, f, t / f"neuf-{os.urandom(4).hex()}"),
                1,
            ),
            plain.median,
            "copie simple",
        )
    grow(found)


def _fill(session: Session, megas: int) -> None:
    with session.unit(Acte.SAUVEGARDE_FAITE, motif="mesure") as u:
        u.insert("dossier", (b"m" * 16, 1))
        for _ in range(megas * 1_000_000 // BLOC):
            u.insert("piece", (os.urandom(16), b"m" * 16, b"c" * 16, 1, 1, os.urandom(BLOC)))


def _plain(base: Path, folder: Path) -> str:
    copy = folder / "copie"
    with base.open("rb") as source, copy.open("wb") as target:
        while block := source.read(1024 * 1024):
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
        os.posix_fadvise(target.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    with copy.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _restore(coffre: Prepare, fichier: Path, to: Path) -> None:
    restore(
        fichier, to, coffre.poste, coffre.membres["coordo"], phrase("coordo"), motif="mesure", kdf=BON_MARCHE
    )
