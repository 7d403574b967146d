"""Former history keys of a situation: what marks the rows that a renewal of keys could not draw again.

A rotation renews the history key, by which sealed keys and drafts are known to belong to a situation (``ligne_cle``).
Keys of a restricted apport that the session does not read, and drafts of other members, keep their former mark: its
public half is kept in ``typologie``, so that an erasure still finds them all.
"""

from __future__ import annotations

from gsn_app.crypto import primitives as p
from gsn_app.store import dossier as box
from gsn_app.store.cle_scellee import Compartiment, Dossier
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import ContentMalformed
from gsn_app.store.unite import Unite


def save_marque(u: Unite, dossier: Dossier, ancienne: bytes) -> None:
    """Remember one more former history key."""
    comp = dossier.compartment(Compartiment.TYPOLOGIE)
    if comp is None:
        return
    old = _read(u.coffre, dossier)
    known = list(old.contenu["anciennes"]) if old else []
    version = old.version + 1 if old else 1
    contenu = {"t": "marques", "anciennes": [*known, ancienne.hex()]}
    box.put_piece(u, dossier, comp, contenu, piece_id=_piece_id(dossier), version=version)


def list_marques(coffre: Coffre, dossier: Dossier) -> list[bytes]:
    """Former history keys, public halves, oldest first; raises ContentMalformed."""
    piece = _read(coffre, dossier)
    try:
        return [bytes.fromhex(key) for key in piece.contenu["anciennes"]] if piece else []
    except (ValueError, TypeError):
        raise ContentMalformed() from None


def _read(coffre: Coffre, dossier: Dossier) -> box.Piece | None:
    return box.read_piece(coffre, dossier, _piece_id(dossier))


def _piece_id(dossier: Dossier) -> bytes:
    return p.sha256(b"marques-v1" + dossier.id)[:16]
