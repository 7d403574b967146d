"""Announcements every member may see: who was enrolled again, whose keys were handed back, what the custodians opened.

The journal is sealed to the auditeur; these lines stand in the table ``coffre``, under the file key that every member
holds, named after their entry. They say members and counts, never a situation.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from gsn_app.domain.acte import Acte
from gsn_app.store.coffre import Coffre
from gsn_app.store.unite import Unite

_PREFIX = "annonce."


@dataclass(frozen=True)
class Annonce:
    """One line. ``par`` and ``membre_id`` are member ids; ``detail`` is a short French sentence without a name."""

    n: int
    le: str
    acte: str
    par: str
    membre_id: str
    detail: str


def save_annonce(u: Unite, acte: Acte, membre_id: str = "", detail: str = "") -> None:
    """Add a line to the unit of the act it tells."""
    coffre, n = u.coffre, u.entry_number()
    line = {
        "le": coffre.clock().isoformat(timespec="seconds"), "acte": str(acte), "par": coffre.member_id.hex(),
        "membre_id": membre_id, "detail": detail,
    }  # fmt: skip
    u.save_valeur(f"{_PREFIX}{n:012d}", json.dumps(line, ensure_ascii=False).encode())


def list_annonces(coffre: Coffre, nombre: int = 100) -> list[Annonce]:
    """The latest lines, newest first; a line that is not one is left out."""
    rows = coffre.conn.execute(
        "SELECT id, valeur FROM coffre WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?",
        (_PREFIX, _PREFIX + "~", nombre),
    ).fetchall()
    found = []
    for key, raw in rows:
        try:
            line = json.loads(raw)
            found.append(Annonce(int(key.removeprefix(_PREFIX)), **{k: str(v) for k, v in line.items()}))
        except (ValueError, TypeError, AttributeError):
            continue
    return found
