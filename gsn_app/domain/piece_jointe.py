"""A scan attached to an apport or to a rappel à l'ordre: opaque bytes, bounded, shown as pixels only.

It has no name of its own: a file's name says too much. It is told by its day, its kind, its pages and its weight.
"""

from __future__ import annotations

from dataclasses import dataclass

from gsn_app.errors import InvalidInput, Refused

#: bytes of one file, pages of one document, files on one object
OCTETS_MAX = 3 * 1024 * 1024
PAGES_MAX = 10
NOMBRE_MAX = 5


class PieceJointeTooMany(InvalidInput):
    """Cinq pièces au plus peuvent être jointes ici : retirez-en une, ou numérisez plusieurs feuilles en un seul PDF."""

    code = "PJT-01"


class PieceJointeUnknown(Refused):
    """Cette pièce jointe n’existe pas, ou ne vous est pas ouverte."""

    code = "PJT-02"


class PieceJointeNotOwn(Refused):
    """Seul l’auteur de l’apport, ou de la pièce, peut faire cela (article C5)."""

    code = "PJT-03"


class PieceJointeUntimely(Refused):
    """Rien n’a encore été envoyé au parquet : il n’y a pas de réponse à joindre."""

    code = "PJT-04"


@dataclass(frozen=True)
class PieceJointe:
    """One scan. ``objet``: id of the apport or of the rappel; ``genre``: « PDF », « PNG » or « JPEG »."""

    id: str
    objet: str
    genre: str
    octets: int
    pages: int
    date: str
    auteur_id: str

    @property
    def libelle(self) -> str:
        """« PDF, 2 pages, 312 ko »."""
        pages = f", {self.pages} pages" if self.pages > 1 else ""
        return f"{self.genre}{pages}, {max(1, self.octets // 1024)}\u00a0ko"
