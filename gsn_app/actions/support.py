"""Backup media as the settings name them, for those who must reach them without making a backup."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from gsn_app.actions.session import Session

#: value of the vault that names the media: {"supports": [folder, …], …}
REGLAGES = "sauvegarde.reglages"
#: at most four weeks are kept, and the last of them may be seven days old when the fifth begins
CONSERVATION_JOURS = 35
_NOM = re.compile(r"gsn-(\d{4}-\d{2}-\d{2})-\d{6}-n(\d+)(-\d+)?\.sauv")


@dataclass(frozen=True)
class CopieRestante:
    """A backup made before an erasure, which still holds what was erased. Dates are ISO."""

    nom: str
    support: str
    date: str
    conservee_jusque: str


def list_supports(session: Session) -> list[Path]:
    """Folders where backups go, whether they are there or not."""
    raw = session.coffre.read_valeur(REGLAGES)
    try:
        found = json.loads(raw or b"{}")["supports"]
        return [Path(folder) for folder in found if isinstance(folder, str) and folder]
    except (ValueError, KeyError, TypeError):
        return []


def list_copies(session: Session) -> list[CopieRestante]:
    """Backups on the media that are there, oldest first: until when the rotation may keep each."""
    found = []
    for folder in list_supports(session):
        try:
            names = sorted(path.name for path in folder.iterdir())
        except OSError:
            continue
        for name in names:
            match = _NOM.fullmatch(name)
            if match is not None:
                made = date.fromisoformat(match[1])
                until = made + timedelta(days=CONSERVATION_JOURS)
                found.append(CopieRestante(name, str(folder), made.isoformat(), until.isoformat()))
    return sorted(found, key=lambda copie: (copie.date, copie.nom))
