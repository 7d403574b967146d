"""Everything a session's keys open, content after content, so that a text that leaves can be checked against it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gsn_app.crypto import piece as layout
from gsn_app.errors import GsnError
from gsn_app.store.cle_scellee import Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import decode


def count_pieces(coffre: Coffre) -> int:
    """How many rows :func:`read_contenus` looks at."""
    return int(coffre.conn.execute("SELECT COUNT(*) FROM piece WHERE version > 0").fetchone()[0])


def read_contenus(coffre: Coffre) -> Iterator[tuple[str, dict[str, Any]]]:
    """``(dossier, content)`` of every piece but the register's, empty when this member does not open it.

    Slices of attachments (row version 0) hold no text. Authors are not verified: a forged content only adds words to
    look for. Contents of older versions are gone.
    """
    rows = coffre.conn.execute(
        "SELECT id, dossier_id, compartiment, version, epoque, scelle FROM piece WHERE version > 0"
    )
    for piece_id, dossier_id, compartment, version, epoque, sealed in rows:
        dossier = coffre.dossiers.get(bytes(dossier_id))
        held = dossier.cles.get(bytes(compartment)) if dossier is not None else None
        if dossier is None or held is None or dossier.genre == Genre.REGISTRE:
            yield "", {}
            continue
        place = layout.Place(coffre.vault_id, dossier.id, compartment, piece_id, version, epoque)
        try:
            contenu = decode(layout.open_piece(held[1], place, sealed).plaintext)
        except GsnError:
            continue
        yield dossier.id.hex(), contenu
