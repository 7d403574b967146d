"""The numbered register of the rappels à l'ordre: nameless lines, kept when the rappels themselves are erased.

    where   pieces « registre_rappel » of the register's dossier of the body (``store.registre``), one a number
    line    numero, date of sending, codes of fact, of answer and of outcome, ``public`` (mineur, majeur)

Nothing here leads to a person: neither id of the rappel nor name, only the number that the paper sheet bears.
"""

from __future__ import annotations

from dataclasses import asdict

from gsn_app.domain.registre_rappel import LigneRegistre
from gsn_app.store import dossier as box
from gsn_app.store.cle_scellee import Compartiment
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import load
from gsn_app.store.registre import find_registre, require_registre
from gsn_app.store.unite import Unite

GENRE = "registre_rappel"


def save_ligne(u: Unite, instance_id: str, ligne: LigneRegistre) -> None:
    """Write or replace the line of a number; a coordonnateur's act."""
    dossier = require_registre(u, instance_id)
    comp = dossier.compartment(Compartiment.REGISTRE)
    if comp is None:
        raise KeyError(instance_id)
    contenu = {"t": GENRE, **{k: v for k, v in asdict(ligne).items() if v}}
    for piece in box.read_pieces(u.coffre, dossier)[0]:
        if piece.genre == GENRE and piece.contenu.get("numero") == ligne.numero:
            if piece.contenu != contenu:
                box.put_piece(u, dossier, comp, contenu, piece_id=piece.id, version=piece.version + 1)
            return
    box.put_piece(u, dossier, comp, contenu)


def list_lignes(coffre: Coffre, instance_id: str) -> list[LigneRegistre]:
    """Lines of a body by number, signed by a coordonnateur; empty when this member does not hold the register."""
    dossier = find_registre(coffre, instance_id)
    if dossier is None:
        return []
    found = [
        load(LigneRegistre, piece.contenu)
        for piece in box.read_pieces(coffre, dossier)[0]
        if piece.genre == GENRE
        and coffre.annuaires[piece.opened.directory_epoch].is_coordonnateur(piece.opened.author)
    ]
    return sorted(found, key=lambda ligne: ligne.numero)
