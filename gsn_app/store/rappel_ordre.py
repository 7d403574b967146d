"""Rappels à l'ordre as events: each a piece of the ``rappel`` compartment, signed by who did the act.

The author's roles are those of the directory at the epoch of the writing, never what the piece says: an event
« prononce » signed by anyone but an elu is refused at replay.
"""

from __future__ import annotations

from gsn_app.domain.rappel_ordre import RappelOrdre, replay
from gsn_app.domain.rappel_ordre_evenement import Evenement
from gsn_app.domain.rappel_ordre_forme import from_dict, to_dict
from gsn_app.domain.situation import SituationUnknown
from gsn_app.store import dossier as box
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.unite import Unite


def read_rappels(coffre: Coffre, dossier: Dossier) -> dict[str, RappelOrdre]:
    """Rappels of one situation, replayed; raises the domain's Tampered errors on a forged event."""
    comp = dossier.compartment(Compartiment.RAPPEL)
    if comp is None:
        return {}
    events: dict[str, list[Evenement]] = {}
    instance_id = ""
    for piece in box.read_pieces(coffre, dossier)[0]:
        if piece.compartiment != comp or piece.genre != "rappel":
            continue
        instance_id = piece.contenu["instance"]
        membre = coffre.annuaires[piece.opened.directory_epoch].membre(piece.opened.author)
        role = membre.role_in(instance_id)
        roles = frozenset({str(role)} if role else ())
        event = from_dict(piece.contenu["evenement"], auteur_id=piece.auteur, auteur_roles=roles)
        events.setdefault(piece.contenu["rappel"], []).append(event)
    return {key: replay(sorted(found, key=lambda e: e.numero)) for key, found in events.items()}


def save_evenement(
    u: Unite, dossier: Dossier, rappel_id: str, instance_id: str, evenement: Evenement
) -> None:
    """Append one event."""
    comp = dossier.compartment(Compartiment.RAPPEL)
    if comp is None:
        raise SituationUnknown()
    contenu = {"t": "rappel", "rappel": rappel_id, "instance": instance_id, "evenement": to_dict(evenement)}
    box.put_piece(u, dossier, comp, contenu)


def find_rappel(coffre: Coffre, rappel_id: str) -> tuple[Dossier, str, RappelOrdre]:
    """``(dossier, instance, rappel)``; a rappel's id starts with its situation's. Raises SituationUnknown."""
    situation, _, _ = rappel_id.partition("-")
    try:
        dossier = box.find_dossier(coffre, bytes.fromhex(situation))
    except ValueError:
        dossier = None
    rappels = read_rappels(coffre, dossier) if dossier else {}
    if dossier is None or rappel_id not in rappels:
        raise SituationUnknown()
    return dossier, read_instance(coffre, dossier), rappels[rappel_id]


def read_instance(coffre: Coffre, dossier: Dossier) -> str:
    """Body of a situation, from the typologie head or, for an elu, from the rappel's own pieces."""
    head = box.read_head(coffre, dossier, Compartiment.TYPOLOGIE)
    if head is not None:
        return str(head.contenu["instance_id"])
    for piece in box.read_pieces(coffre, dossier)[0]:
        if piece.genre == "rappel":
            return str(piece.contenu["instance"])
    raise SituationUnknown()


def list_holders(coffre: Coffre) -> list[Dossier]:
    """Situations whose rappel compartment this member holds and in which a rappel was begun."""
    used = box.list_used_compartments(coffre)
    return [
        d for d in box.list_dossiers(coffre, Genre.SITUATION) if d.compartment(Compartiment.RAPPEL) in used
    ]
