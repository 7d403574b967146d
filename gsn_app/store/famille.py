"""Who stands around a youth: legal representatives beside the identity, brothers and sisters as links between dossiers.

representants   piece of ``identite``: two at most; every coordonnateur of the body and the circle read them
fratrie         piece of ``typologie`` on both sides: id of the other situation, id of the twin piece, day

A link hands no key on: who does not read the other situation learns a random id at most, and no screen shows it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import asdict

from gsn_app.crypto import primitives as p
from gsn_app.domain.representant_legal import RepresentantLegal
from gsn_app.domain.situation import SituationUnknown
from gsn_app.errors import GsnError
from gsn_app.store import dossier as box
from gsn_app.store.cle_scellee import Compartiment, Dossier
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import ContentMalformed, Contenu, load
from gsn_app.store.unite import Unite

REPRESENTANTS, FRATRIE = "representants", "fratrie"


def save_representants(u: Unite, dossier: Dossier, representants: Sequence[RepresentantLegal]) -> None:
    """Replace them."""
    comp = dossier.compartment(Compartiment.IDENTITE)
    if comp is None:
        raise SituationUnknown()
    contenu = Contenu(
        t=REPRESENTANTS, liste=[{k: v for k, v in asdict(r).items() if v} for r in representants]
    )
    old = next(iter(_list(u.coffre, dossier, Compartiment.IDENTITE, REPRESENTANTS)), None)
    if old is None:
        box.put_piece(u, dossier, comp, contenu)
    else:
        box.put_piece(u, dossier, comp, contenu, piece_id=old.id, version=old.version + 1)


def read_representants(coffre: Coffre, dossier: Dossier) -> tuple[RepresentantLegal, ...]:
    """Legal representatives, their writer verified; nothing when this member does not hold the identity."""
    piece = next(iter(_list(coffre, dossier, Compartiment.IDENTITE, REPRESENTANTS)), None)
    if piece is None:
        return ()
    liste = piece.contenu["liste"]
    if not isinstance(liste, list):
        raise ContentMalformed()
    return tuple(load(RepresentantLegal, one) for one in liste)


def link_fratrie(u: Unite, first: Dossier, second: Dossier, le: str) -> None:
    """Write the link on both sides, each piece knowing its twin."""
    one, other = p.random_bytes(16), p.random_bytes(16)
    _put_link(u, first, second, one, other, le)
    _put_link(u, second, first, other, one, le)


def _put_link(u: Unite, here: Dossier, there: Dossier, piece: bytes, twin: bytes, le: str) -> None:
    comp = here.compartment(Compartiment.TYPOLOGIE)
    if comp is None:
        raise SituationUnknown()
    contenu = Contenu(t=FRATRIE, avec=there.id.hex(), jumelle=twin.hex(), le=le)
    box.put_piece(u, here, comp, contenu, piece_id=piece)


def list_fratrie(coffre: Coffre, dossier: Dossier) -> dict[str, str]:
    """Id of each linked situation → day of the link."""
    pieces = _list(coffre, dossier, Compartiment.TYPOLOGIE, FRATRIE)
    return {str(piece.contenu["avec"]): str(piece.contenu["le"]) for piece in pieces}


def unlink_fratrie(u: Unite, dossier: Dossier, avec: str = "") -> None:
    """Remove a link from both sides; every link of the dossier without ``avec``. Needs the keys of one side only."""
    for piece in _list(u.coffre, dossier, Compartiment.TYPOLOGIE, FRATRIE):
        if avec in ("", piece.contenu["avec"]):
            for one in (piece.id, bytes.fromhex(str(piece.contenu["jumelle"]))):
                if u.coffre.conn.execute("SELECT 1 FROM piece WHERE id = ?", (one,)).fetchone():
                    u.delete("piece", one)


def _list(coffre: Coffre, dossier: Dossier, code: Compartiment, genre: str) -> list[box.Piece]:
    """Pieces of one kind in one compartment, writers verified; nothing else of the dossier is opened."""
    comp = dossier.compartment(code)
    query = "SELECT id FROM piece WHERE dossier_id = ? AND compartiment = ? AND id <> compartiment"
    rows = coffre.conn.execute(query, (dossier.id, comp)).fetchall() if comp else []
    found = []
    for (row,) in rows:
        with contextlib.suppress(GsnError):  # a forged piece is told by the reading of the whole page
            piece = box.read_piece(coffre, dossier, row)
            if piece is not None and piece.genre == genre:
                found.append(piece)
    return found
