"""Ties of a situation: pieces of ``typologie``, that each coordonnateur of its body reads.

trace_transfert   where it was sent, or where it came from, and how that ended
fusion            the other situation of the same person; keys are untouched: whoever reads one only reads no more of
                  the other than before
"""

from __future__ import annotations

from gsn_app.domain.lien import EN_ATTENTE, Lien, TraceTransfert
from gsn_app.domain.situation import SituationUnknown
from gsn_app.store import dossier as box
from gsn_app.store.cle_scellee import Compartiment, Dossier
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import dump, load
from gsn_app.store.unite import Unite

TRACE, FUSION = "trace_transfert", "fusion"


def add_trace(u: Unite, dossier: Dossier, trace: TraceTransfert, transfert_id: str) -> None:
    """Keep the trace in a situation, among its coded attributes: each coordonnateur of its body reads it."""
    comp = dossier.compartment(Compartiment.TYPOLOGIE)
    if comp is None:
        raise SituationUnknown()
    box.put_piece(u, dossier, comp, {**dump(TRACE, trace), "transfert_id": transfert_id})


def settle_trace(u: Unite, dossier: Dossier, transfert_id: str, etat: str) -> bool:
    """Note in the sender's situation how the transfer ended; False when it keeps no such trace."""
    piece = find_trace(u.coffre, dossier, transfert_id)
    if piece is None:
        return False
    contenu = {**piece.contenu, "etat": etat}
    box.put_piece(u, dossier, piece.compartiment, contenu, piece_id=piece.id, version=piece.version + 1)
    return True


def find_trace(coffre: Coffre, dossier: Dossier, transfert_id: str = "") -> box.Piece | None:
    """The trace of a transfer in a situation; without an id, that of one still waiting."""
    comp = dossier.compartment(Compartiment.TYPOLOGIE)
    for piece in box.read_compartment(coffre, dossier, comp) if comp is not None else ():
        if piece.genre != TRACE:
            continue
        waits = piece.contenu["sens"] == "envoi" and piece.contenu.get("etat", EN_ATTENTE) == EN_ATTENTE
        if piece.contenu["transfert_id"] == transfert_id or (not transfert_id and waits):
            return piece
    return None


def load_traces(pieces: list[box.Piece]) -> tuple[TraceTransfert, ...]:
    """Traces of a situation, oldest first."""
    return tuple(load(TraceTransfert, piece.contenu) for piece in pieces)


def link(u: Unite, dossier: Dossier, lien: Lien) -> None:
    """Write the link in one of the two."""
    comp = dossier.compartment(Compartiment.TYPOLOGIE)
    if comp is None:
        raise SituationUnknown()
    box.put_piece(u, dossier, comp, dump(FUSION, lien))


def unlink(u: Unite, dossier: Dossier) -> None:
    """Take the link out of one of the two."""
    for piece in _pieces(u.coffre, dossier):
        u.delete("piece", piece.id)


def read_lien(coffre: Coffre, dossier: Dossier) -> Lien | None:
    """The link of a situation, as a coordonnateur signed it, or None."""
    return load_lien(coffre, _pieces(coffre, dossier))


def load_lien(coffre: Coffre, pieces: list[box.Piece]) -> Lien | None:
    """Same, from pieces already read; one that nobody entitled signed is not believed."""
    for piece in pieces:
        box.verify_piece(coffre, piece)
        if coffre.annuaires[piece.opened.directory_epoch].is_coordonnateur(piece.opened.author):
            return load(Lien, piece.contenu)
    return None


def _pieces(coffre: Coffre, dossier: Dossier) -> list[box.Piece]:
    comp = dossier.compartment(Compartiment.TYPOLOGIE)
    found = box.read_compartment(coffre, dossier, comp) if comp is not None else []
    return [piece for piece in found if piece.genre == FUSION]


def exists(coffre: Coffre, situation_id: str) -> bool:
    """True while a situation stands in the vault, held by this member or not."""
    row = coffre.conn.execute("SELECT 1 FROM dossier WHERE id = ?", (bytes.fromhex(situation_id),)).fetchone()
    return row is not None
