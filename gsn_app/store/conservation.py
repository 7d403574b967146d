"""What the retention clock writes in a situation: the justification of an archive, and the date its rappels bear.

archive   piece of ``typologie``: why, until when, since when, by whom
terme     piece of ``rappel``: until when an elu, who opens nothing else, may read
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gsn_app.domain.conservation import Echeance, RegleConservation
from gsn_app.domain.situation import SituationUnknown
from gsn_app.store import dossier as box
from gsn_app.store.cle_scellee import Compartiment, Dossier
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import ContentMalformed, dump, load
from gsn_app.store.unite import Unite


@dataclass(frozen=True)
class Archive:
    """An archive intermédiaire: its justification (AU-038 art. 5), its last day, since when. Dates are ISO."""

    motif: str
    jusqu_au: str
    depuis: str


@dataclass(frozen=True)
class Terme:
    """What the rappels of a situation bear: archived or not, and the last day of keeping."""

    archive: bool
    echeance: Echeance | None


def save_archive(u: Unite, dossier: Dossier, archive: Archive) -> None:
    """Keep the justification of an archive."""
    comp = dossier.compartment(Compartiment.TYPOLOGIE)
    if comp is None:
        raise SituationUnknown()
    _put(u, dossier, comp, dump("archive", archive))


def read_archive(coffre: Coffre, dossier: Dossier) -> Archive | None:
    """The justification as a coordonnateur signed it, or None."""
    piece = _find(coffre, dossier, "archive")
    return load(Archive, piece.contenu) if piece else None


def save_terme(u: Unite, dossier: Dossier, *, archive: bool, echeance: Echeance | None) -> None:
    """Write beside the rappels until when they may be read."""
    comp = dossier.compartment(Compartiment.RAPPEL)
    if comp is None:
        return
    jour, regle = (echeance.jour.isoformat(), str(echeance.regle)) if echeance else ("", "")
    _put(u, dossier, comp, {"t": "terme", "archive": archive, "jour": jour, "regle": regle})


def read_terme(coffre: Coffre, dossier: Dossier) -> Terme | None:
    """The date the rappels bear, as a coordonnateur signed it, or None while the situation is open."""
    piece = _find(coffre, dossier, "terme")
    if piece is None:
        return None
    jour, regle = piece.contenu["jour"], piece.contenu["regle"]
    try:
        echeance = Echeance(date.fromisoformat(jour), RegleConservation(regle)) if jour else None
    except (ValueError, TypeError):
        raise ContentMalformed() from None
    return Terme(bool(piece.contenu["archive"]), echeance)


def _find(coffre: Coffre, dossier: Dossier, genre: str) -> box.Piece | None:
    for piece in box.read_pieces(coffre, dossier)[0]:
        by = coffre.annuaires[piece.opened.directory_epoch]
        if piece.genre == genre and by.is_coordonnateur(piece.opened.author):
            return piece
    return None


def _put(u: Unite, dossier: Dossier, compartment: bytes, contenu: dict[str, object]) -> None:
    old = _find(u.coffre, dossier, str(contenu["t"]))
    if old is None:
        box.put_piece(u, dossier, compartment, contenu)
    else:
        box.put_piece(u, dossier, compartment, contenu, piece_id=old.id, version=old.version + 1)
