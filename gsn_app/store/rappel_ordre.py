"""Rappels à l'ordre as events: each a piece of the ``rappel`` compartment, signed by who did the act.

The author's roles are those of the directory at the epoch of the writing, never what the piece says: an event
« prononce » signed by anyone but an elu is refused at replay.
"""

from __future__ import annotations

from gsn_app.domain.rappel_ordre import RappelOrdre, replay
from gsn_app.domain.rappel_ordre_evenement import Evenement
from gsn_app.domain.rappel_ordre_forme import from_dict, to_dict
from gsn_app.domain.situation import SituationUnknown
from gsn_app.errors import GsnError
from gsn_app.store import dossier as box
from gsn_app.store import piece_jointe as jointes
from gsn_app.store import rappel_apart
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import ContentMalformed
from gsn_app.store.unite import Unite


def read_rappels(coffre: Coffre, dossier: Dossier) -> dict[str, RappelOrdre]:
    """Rappels of one situation, replayed; a forged one is left out and reported, the others are shown."""
    found = {}
    for rappel_id, pieces in _by_rappel(coffre, dossier).items():
        try:
            found[rappel_id] = _replay(coffre, dossier, pieces)
        except GsnError:
            coffre.anomalies.append("Un rappel à l’ordre a été altéré : il n’est pas affiché.")
    return found


def _by_rappel(coffre: Coffre, dossier: Dossier) -> dict[str, list[box.Piece]]:
    comp = dossier.compartment(Compartiment.RAPPEL)
    found: dict[str, list[box.Piece]] = {}
    for piece in box.read_pieces(coffre, dossier)[0] if comp is not None else ():
        if piece.compartiment == comp and piece.genre == "rappel":
            found.setdefault(str(piece.contenu["rappel"]), []).append(piece)
    return found


def _replay(coffre: Coffre, dossier: Dossier, pieces: list[box.Piece]) -> RappelOrdre:
    """Roles are those of the situation's own body: an event that names another one is forged."""
    instance_id = str(pieces[0].contenu["instance"])
    bodies = {str(piece.contenu["instance"]) for piece in pieces} | list_bodies(coffre, dossier)
    if len(bodies) != 1:
        raise ContentMalformed()
    events = []
    for piece in pieces:
        membre = coffre.annuaires[piece.opened.directory_epoch].membre(piece.opened.author)
        role = membre.role_in(instance_id)
        roles = frozenset({str(role)} if role else ())
        stored = piece.contenu["evenement"]
        if not isinstance(stored, dict):
            raise ContentMalformed()
        events.append(from_dict(dict(stored), auteur_id=piece.auteur, auteur_roles=roles))
    return replay(sorted(events, key=lambda e: e.numero))


def list_bodies(coffre: Coffre, dossier: Dossier) -> set[str]:
    """The body that the dossier itself names, where this member holds what says it."""
    head = box.read_head(coffre, dossier, Compartiment.TYPOLOGIE)
    bodies = {str(head.contenu["instance_id"])} if head is not None else set()
    if dossier.genre == Genre.RAPPEL:
        bodies.add(rappel_apart.read_body(coffre, dossier))
    return bodies


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
    """``(dossier, instance, rappel)``; a rappel's id starts with its situation's.

    Raises SituationUnknown, and the refusal or Tampered error of a forged event.
    """
    situation, _, _ = rappel_id.partition("-")
    try:
        dossier = box.find_dossier(coffre, bytes.fromhex(situation))
    except ValueError:
        dossier = None
    pieces = _by_rappel(coffre, dossier).get(rappel_id) if dossier else None
    if dossier is None or not pieces:
        raise SituationUnknown()
    return dossier, read_instance(coffre, dossier), _replay(coffre, dossier, pieces)


def read_instance(coffre: Coffre, dossier: Dossier) -> str:
    """Body of a situation, from the typologie head or, for an elu, from the rappel's own pieces."""
    head = box.read_head(coffre, dossier, Compartiment.TYPOLOGIE)
    if head is not None:
        return str(head.contenu["instance_id"])
    if dossier.genre == Genre.RAPPEL:
        return rappel_apart.read_body(coffre, dossier)
    for piece in box.read_pieces(coffre, dossier)[0]:
        if piece.genre in {"rappel", "transaction", "cddf"}:
            return str(piece.contenu["instance"])
    raise SituationUnknown()


def list_pieces(coffre: Coffre, dossier: Dossier, rappel_id: str) -> list[bytes]:
    """Ids of the pieces that make one rappel, its scans included."""
    events = [piece.id for piece in _by_rappel(coffre, dossier).get(rappel_id, ())]
    return [*events, *jointes.list_pieces(coffre, dossier, rappel_id)]


def list_holders(coffre: Coffre) -> list[Dossier]:
    """Situations, and adults' dossiers, whose rappel compartment this member holds and in which one was begun."""
    used = box.list_used_compartments(coffre)
    kinds = (Genre.SITUATION, Genre.RAPPEL)
    held = [d for genre in kinds for d in box.list_dossiers(coffre, genre)]
    return [d for d in held if d.compartment(Compartiment.RAPPEL) in used]
