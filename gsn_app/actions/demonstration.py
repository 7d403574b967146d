"""What exists in a demonstration vault only: filling it by the thousand, and its auditeur's known passphrase.

Each act of this module refuses a real vault; the mark stands in the header, under the header's own seal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gsn_app.actions.ouverture import read_porte
from gsn_app.actions.session import Session
from gsn_app.config import KDF, KdfPolicy
from gsn_app.domain.acte import Acte
from gsn_app.domain.situation import Personne, Typologie
from gsn_app.errors import Refused
from gsn_app.poste import write_atomically
from gsn_app.store import situation as situations
from gsn_app.store.journal import Entree

#: entries put in one transaction
LOT = 1_000
FICHIER_AUDITEUR = "auditeur.demonstration.json"


class NotDemonstration(Refused):
    """Ce coffre n’est pas une démonstration : cet acte lui est interdit."""

    code = "DEM-01"


@dataclass(frozen=True)
class SituationFictive:
    """One situation of the demonstration, to be opened with its circle."""

    personne: Personne
    typologie: Typologie
    cercle: tuple[str, ...]


def require_demonstration(session: Session) -> None:
    """Raise NotDemonstration on a real vault."""
    if not session.demonstration:
        raise NotDemonstration()


def add_situations(session: Session, lot: Sequence[SituationFictive]) -> list[str]:
    """Open many situations in one transaction, one journal entry each, by the same store; returns their ids."""
    require_demonstration(session)
    if not lot:
        return []
    session.gate(Acte.SITUATION_OUVERTE)
    found = []
    le = session.now().isoformat(timespec="seconds")
    with session.unit(Acte.SITUATION_OUVERTE, motif=f"{len(lot[0].cercle)} membres admis") as u:
        for rank, fiction in enumerate(lot):
            if rank:
                u.also(Entree(str(Acte.SITUATION_OUVERTE), motif=f"{len(fiction.cercle)} membres admis"))
            dossier = situations.create_situation(u, fiction.personne, fiction.typologie, fiction.cercle, le)
            situations.note(u, dossier, Acte.SITUATION_OUVERTE)
            found.append(dossier.id.hex())
    return found


def add_consultations(session: Session, references: Iterable[str]) -> int:
    """Write one consultation entry per reference, LOT to a transaction; returns how many."""
    require_demonstration(session)
    session.gate(Acte.SITUATION_CONSULTEE)
    waiting: list[str] = []
    count = 0
    for reference in references:
        waiting.append(reference)
        if len(waiting) == LOT:
            count += _write(session, waiting)
            waiting = []
    return count + _write(session, waiting)


def _write(session: Session, references: Sequence[str]) -> int:
    if references:
        with session.unit(Acte.SITUATION_CONSULTEE, references[0]) as u:
            for reference in references[1:]:
                u.also(Entree(str(Acte.SITUATION_CONSULTEE), reference))
    return len(references)


def save_auditeur(session: Session, membre_id: str, passphrase: str) -> None:
    """Leave the auditeur's passphrase beside a demonstration vault, so that anyone may verify it."""
    require_demonstration(session)
    content = {"demonstration": True, "membre_id": membre_id, "phrase_de_passe": passphrase}
    raw = json.dumps(content, ensure_ascii=False, indent=1).encode()
    write_atomically(session.coffre.dossier / FICHIER_AUDITEUR, raw + b"\n")


def read_auditeur(
    dossier: Path, poste: Path | None = None, *, kdf: KdfPolicy = KDF
) -> tuple[str, str] | None:
    """``(member id, passphrase)`` left beside a demonstration vault; None for a real vault, whatever lies beside it."""
    if not read_porte(dossier, poste, kdf=kdf).demonstration:
        return None
    try:
        found = json.loads((Path(dossier) / FICHIER_AUDITEUR).read_text(encoding="utf-8"))
        return str(found["membre_id"]), str(found["phrase_de_passe"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
