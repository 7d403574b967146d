"""« Pas la même personne »: a decision kept beside the situation it is about, signed by the coordonnateur who took it.

distincte   piece of ``typologie``: digests of the other identity under the situation's id, day; its author is its signer

A digest names nobody; every coordonnateur of the body reads it, and it goes with the situation.
"""

from __future__ import annotations

from gsn_app.domain.situation import SituationUnknown
from gsn_app.store import dossier as box
from gsn_app.store.cle_scellee import Compartiment, Dossier
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import Contenu
from gsn_app.store.unite import Unite

GENRE = "distincte"


def add_distincte(u: Unite, dossier: Dossier, empreintes: frozenset[str], le: str) -> None:
    """Keep a decision."""
    comp = dossier.compartment(Compartiment.TYPOLOGIE)
    if comp is None:
        raise SituationUnknown()
    box.put_piece(u, dossier, comp, Contenu(t=GENRE, empreintes=sorted(empreintes), le=le))


def list_distinctes(coffre: Coffre, dossier: Dossier) -> dict[str, tuple[str, str]]:
    """Digest → (author, day) of the decisions that coordonnateurs signed."""
    found = {}
    for piece in box.read_pieces(coffre, dossier)[0]:
        by = coffre.annuaires[piece.opened.directory_epoch]
        if piece.genre == GENRE and by.is_coordonnateur(piece.opened.author):
            found.update(
                {str(e): (piece.auteur, str(piece.contenu["le"])) for e in piece.contenu["empreintes"]}
            )
    return found
