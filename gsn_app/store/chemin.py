"""Paths of the mayor's acts as events: each a piece of the ``rappel`` compartment, signed by who did the act.

    piece   {"t": genre, "objet": id, "instance": body, "evenement": …} in a situation, or in an adult's dossier apart
    id      id of the dossier, a dash, eight random hexadecimal digits

Coordonnateurs of the body and elus hold that compartment, without the group's exchanges (decision 0251). An author's
roles are those of the directory at the epoch of the writing, never what the piece says.
"""

from __future__ import annotations

from gsn_app.domain.chemin import Chemin, T
from gsn_app.domain.rappel_ordre_evenement import Evenement
from gsn_app.domain.rappel_ordre_forme import from_dict, to_dict
from gsn_app.domain.situation import SituationUnknown
from gsn_app.errors import GsnError
from gsn_app.store import dossier as box
from gsn_app.store import rappel_ordre as rappels
from gsn_app.store.cle_scellee import Compartiment, Dossier
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import ContentMalformed
from gsn_app.store.unite import Unite


def read_all(coffre: Coffre, dossier: Dossier, chemin: Chemin[T]) -> dict[str, T]:
    """Paths of one dossier, replayed; a forged one is left out and reported, the others are shown."""
    found = {}
    for objet_id, pieces in _by_objet(coffre, dossier, chemin.genre).items():
        try:
            found[objet_id] = _replay(coffre, dossier, chemin, pieces)
        except GsnError:
            coffre.anomalies.append("Un acte du maire a été altéré : il n’est pas affiché.")
    return found


def find(coffre: Coffre, objet_id: str, chemin: Chemin[T]) -> tuple[Dossier, str, T]:
    """``(dossier, body, path)``; raises SituationUnknown, and the refusal or Tampered error of a forged event."""
    dossier_id, _, _ = objet_id.partition("-")
    try:
        dossier = box.find_dossier(coffre, bytes.fromhex(dossier_id))
    except ValueError:
        dossier = None
    pieces = _by_objet(coffre, dossier, chemin.genre).get(objet_id) if dossier else None
    if dossier is None or not pieces:
        raise SituationUnknown()
    return dossier, str(pieces[0].contenu["instance"]), _replay(coffre, dossier, chemin, pieces)


def save_evenement(
    u: Unite, dossier: Dossier, genre: str, objet_id: str, instance_id: str, evenement: Evenement
) -> None:
    """Append one event."""
    comp = dossier.compartment(Compartiment.RAPPEL)
    if comp is None:
        raise SituationUnknown()
    contenu = {"t": genre, "objet": objet_id, "instance": instance_id, "evenement": to_dict(evenement)}
    box.put_piece(u, dossier, comp, contenu)


def _by_objet(coffre: Coffre, dossier: Dossier, genre: str) -> dict[str, list[box.Piece]]:
    comp = dossier.compartment(Compartiment.RAPPEL)
    found: dict[str, list[box.Piece]] = {}
    for piece in box.read_pieces(coffre, dossier)[0] if comp is not None else ():
        if piece.compartiment == comp and piece.genre == genre:
            found.setdefault(str(piece.contenu["objet"]), []).append(piece)
    return found


def _replay(coffre: Coffre, dossier: Dossier, chemin: Chemin[T], pieces: list[box.Piece]) -> T:
    """Roles are those of the dossier's own body: an event that names another one is forged."""
    instance_id = str(pieces[0].contenu["instance"])
    bodies = {str(piece.contenu["instance"]) for piece in pieces} | rappels.list_bodies(coffre, dossier)
    if len(bodies) != 1:
        raise ContentMalformed()
    events = []
    for piece in pieces:
        membre = coffre.annuaires[piece.opened.directory_epoch].membre(piece.opened.author)
        role = membre.role_in(instance_id)
        stored = piece.contenu["evenement"]
        if not isinstance(stored, dict):
            raise ContentMalformed()
        roles = frozenset({str(role)} if role else ())
        events.append(from_dict(dict(stored), auteur_id=piece.auteur, auteur_roles=roles, types=chemin.types))
    return chemin.replay(sorted(events, key=lambda e: e.numero))
