"""Scans attached to an object, in the same compartment as it: whoever reads the object reads them, nobody else.

head    piece « jointe »: object, kind, weight, pages, day, SHA-256 of the whole, ids of its slices in order
slices  pieces « tranche » of at most 45,000 bytes in base64, of version 0: :func:`dossier.read_pieces` leaves them out,
        so that opening a situation never decrypts a scan (decision 0192)

A rotation seals both again, an erasure of the dossier takes both, a backup carries both.
"""

from __future__ import annotations

import base64
import binascii

from gsn_app.crypto import primitives as p
from gsn_app.domain.piece_jointe import PieceJointe, PieceJointeUnknown
from gsn_app.store import dossier as box
from gsn_app.store.cle_scellee import Dossier
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import ContentMalformed
from gsn_app.store.unite import Unite

TETE = "jointe"
TRANCHE = "tranche"
TAILLE_TRANCHE = 45_000


def save_jointe(u: Unite, dossier: Dossier, compartment: bytes, jointe: PieceJointe, octets: bytes) -> str:
    """Seal a file in slices, then its head; returns its id."""
    slices = [
        box.put_piece(u, dossier, compartment, {
            "t": TRANCHE, "octets": base64.b64encode(octets[at : at + TAILLE_TRANCHE]).decode(),
        }, version=0)
        for at in range(0, len(octets), TAILLE_TRANCHE)
    ]  # fmt: skip
    head = {
        "t": TETE, "objet": jointe.objet, "genre": jointe.genre, "octets": len(octets), "pages": jointe.pages,
        "date": jointe.date, "empreinte": p.sha256(octets).hex(), "tranches": [s.hex() for s in slices],
    }  # fmt: skip
    return box.put_piece(u, dossier, compartment, head).hex()


def list_jointes(coffre: Coffre, dossier: Dossier, objet: str) -> list[PieceJointe]:
    """Scans of one object that this member can read, oldest first; a forged head is left out."""
    return [_load(head) for head in _heads(coffre, dossier) if head.contenu.get("objet") == objet]


def count_jointes(coffre: Coffre, dossier: Dossier) -> int:
    """Scans of a whole dossier that this member can read."""
    return len(_heads(coffre, dossier))


def read_octets(coffre: Coffre, dossier: Dossier, objet: str, jointe_id: str) -> bytes:
    """The file as it was chosen, by its author; raises PieceJointeUnknown, ContentMalformed."""
    head = _find(coffre, dossier, objet, jointe_id)
    parts = []
    for one in _slices(head):
        piece = box.read_piece(coffre, dossier, one)
        if piece is None or (piece.genre, piece.auteur, piece.version) != (TRANCHE, head.auteur, 0):
            raise ContentMalformed()
        try:
            parts.append(base64.b64decode(str(piece.contenu["octets"]), validate=True))
        except (KeyError, binascii.Error):
            raise ContentMalformed() from None
    octets = b"".join(parts)
    if p.sha256(octets).hex() != head.contenu.get("empreinte"):
        raise ContentMalformed()
    return octets


def delete_jointe(u: Unite, dossier: Dossier, objet: str, jointe_id: str) -> None:
    """Take one scan away, slices and head."""
    for piece in _ids(_find(u.coffre, dossier, objet, jointe_id)):
        u.delete("piece", piece)


def list_pieces(coffre: Coffre, dossier: Dossier, objet: str) -> list[bytes]:
    """Ids of every piece of the scans of one object."""
    return [
        piece
        for head in _heads(coffre, dossier)
        if head.contenu.get("objet") == objet
        for piece in _ids(head)
    ]


def _heads(coffre: Coffre, dossier: Dossier) -> list[box.Piece]:
    return [piece for piece in box.read_pieces(coffre, dossier)[0] if piece.genre == TETE]


def _find(coffre: Coffre, dossier: Dossier, objet: str, jointe_id: str) -> box.Piece:
    for head in _heads(coffre, dossier):
        if head.id.hex() == jointe_id and head.contenu.get("objet") == objet:
            return head
    raise PieceJointeUnknown()


def _slices(head: box.Piece) -> list[bytes]:
    try:
        return [bytes.fromhex(one) for one in head.contenu["tranches"]]
    except (KeyError, TypeError, ValueError):
        raise ContentMalformed() from None


def _ids(head: box.Piece) -> list[bytes]:
    return [*_slices(head), head.id]


def _load(head: box.Piece) -> PieceJointe:
    c = head.contenu
    return PieceJointe(
        head.id.hex(), str(c.get("objet", "")), str(c.get("genre", "")), int(c.get("octets", 0)),
        int(c.get("pages", 0)), str(c.get("date", "")), head.auteur,
    )  # fmt: skip
