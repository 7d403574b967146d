"""A one-page sheet of the mairie, ready to lay out: head, addressee, paragraphs, cells to write in by hand.

One shape serves the engagement of a family, the note of a summons handed over, the reminder to the parquet, the
proposal of a transaction and the sheets of the CDDF: what each says is decided in its own domain module.
"""

from __future__ import annotations

from dataclasses import dataclass

from gsn_app.domain.fiche_navette import Tirage


@dataclass(frozen=True)
class Paragraphe:
    """One paragraph; ``gras`` puts it forward on a grey band; ``case`` draws a box to tick before it."""

    texte: str
    gras: bool = False
    case: bool = False


@dataclass(frozen=True)
class FeuilleMaire:
    """Everything on the sheet. ``cellules``: rows of labels, each a blank to fill or sign by hand.

    ``reference``: the article it rests on; ``pied``: what the foot calls the sheet, before its number.
    """

    commune: str
    titre: str
    reference: str
    destinataire: tuple[str, ...]
    paragraphes: tuple[Paragraphe, ...]
    cellules: tuple[tuple[str, ...], ...]
    pied: str
    tirage: Tirage
    signature: str = ""
