"""What every path of the mayor's acts shares: gate, load, judge, save and journal (``gsn_app.domain.chemin``)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Any

from gsn_app.actions.conservation import require_in_time, require_readable
from gsn_app.actions.echeance_apart import apart_echeance
from gsn_app.actions.session import Session
from gsn_app.actions.situation import find_held, require_open
from gsn_app.domain.acte import Acte
from gsn_app.domain.chemin import Chemin, T
from gsn_app.domain.membre import Role
from gsn_app.domain.rappel_ordre_evenement import Evenement
from gsn_app.domain.rappel_ordre_garde import ActePossible
from gsn_app.domain.situation import SituationUnknown
from gsn_app.errors import GsnError, Refused
from gsn_app.store import chemin as store
from gsn_app.store import rappel_apart
from gsn_app.store import rappel_ordre as rappels
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.unite import Unite

Reflect = Callable[[Unite, Dossier, T], None]


def find(session: Session, acte: Acte, chemin: Chemin[T], objet_id: str) -> tuple[Dossier, str, T]:
    """Gate, load, then gate in the body itself. Raises SituationUnknown, ConservationExpired."""
    session.gate(acte)
    dossier, instance_id, parcouru = store.find(session.coffre, objet_id, chemin)
    session.gate(acte, instance_id)
    require_readable(session, dossier)
    require_in_time(session, apart_echeance(session, dossier))
    return dossier, instance_id, parcouru


def start(
    session: Session, acte: Acte, chemin: Chemin[T], situation_id: str, kind: Callable[..., Evenement],
    donnees: dict[str, Any],
) -> str:  # fmt: skip
    """Begin a path in a situation whose ``rappel`` compartment this member holds; returns its id."""
    session.gate(acte)
    dossier = find_held(session, situation_id)
    if dossier.compartment(Compartiment.RAPPEL) is None:
        raise SituationUnknown()
    if dossier.compartment(Compartiment.TYPOLOGIE) is not None:
        instance_id = require_open(session, situation_id, acte)[1].instance_id
    else:
        instance_id = rappels.read_instance(session.coffre, dossier)
        session.gate(acte, instance_id)
    objet_id = f"{situation_id}-{secrets.token_hex(4)}"
    event = make_event(session, kind, instance_id, 1, donnees)
    chemin.apply(chemin.vide, event)
    with session.unit(acte, objet_id) as u:
        store.save_evenement(u, dossier, chemin.genre, objet_id, instance_id, event)
        serve(session, u, dossier, instance_id)
        situations.note(u, dossier, acte)
    return objet_id


def start_apart(
    session: Session, acte: Acte, chemin: Chemin[T], instance_id: str, kind: Callable[..., Evenement],
    donnees: dict[str, Any],
) -> str:  # fmt: skip
    """Begin a path in an adult's dossier apart, made for it; returns its id."""
    session.gate_instance(acte, instance_id)
    event = make_event(session, kind, instance_id, 1, donnees)
    chemin.apply(chemin.vide, event)
    with session.unit(acte) as u:
        dossier = rappel_apart.create_apart(u, instance_id)
        objet_id = f"{dossier.id.hex()}-{secrets.token_hex(4)}"
        store.save_evenement(u, dossier, chemin.genre, objet_id, instance_id, event)
        rappel_apart.hand_on(u, dossier, instance_id, session.signed)
    return objet_id


def record(
    session: Session, chemin: Chemin[T], acte: Acte, objet_id: str, kind: Callable[..., Evenement],
    donnees: dict[str, Any], *, reflect: Reflect[T] | None = None, document: str = "",
) -> T:  # fmt: skip
    """Judge one more event and save it; ``reflect`` updates the coded attributes where this member holds them."""
    dossier, instance_id, parcouru = find(session, acte, chemin, objet_id)
    event = make_event(session, kind, instance_id, len(parcouru.evenements) + 1, donnees)
    after = chemin.apply(parcouru, event)
    with session.unit(acte, objet_id, motif=after.etat, document=document) as u:
        store.save_evenement(u, dossier, chemin.genre, objet_id, instance_id, event)
        serve(session, u, dossier, instance_id)
        if dossier.genre == Genre.SITUATION:
            situations.note(u, dossier, acte)
        if reflect is not None and dossier.compartment(Compartiment.TYPOLOGIE) is not None:
            reflect(u, dossier, after)
    return after


def serve(session: Session, u: Unite, dossier: Dossier, instance_id: str) -> None:
    """A coordonnateur's act hands the key to the elus who signed meanwhile; nobody else may."""
    if session.role_in(instance_id) is not Role.COORDONNATEUR:
        return
    if dossier.genre == Genre.RAPPEL:
        rappel_apart.hand_on(u, dossier, instance_id, session.signed)
    else:
        situations.open_rappel_to_elus(u, dossier, instance_id, session.signed)


def permitted(session: Session, chemin: Chemin[T], instance_id: str, parcouru: T) -> tuple[ActePossible, ...]:
    """Every act with its yes or its reason of refusal, for this member."""
    role = session.role_in(instance_id)
    return chemin.permitted(parcouru, frozenset({str(role)} if role else ()))


def walk(session: Session, chemin: Chemin[T]) -> Iterator[tuple[str, Dossier, T]]:
    """Every path this member may read today; what is overdue, archived or forged is left out."""
    for dossier in rappels.list_holders(session.coffre):
        try:
            require_readable(session, dossier)
            require_in_time(session, apart_echeance(session, dossier))
            found = store.read_all(session.coffre, dossier, chemin)
        except Refused:
            continue
        except GsnError as error:
            session.coffre.anomalies.append(f"Un acte du maire n’est pas affiché : {error}")
            continue
        for objet_id, parcouru in found.items():
            yield objet_id, dossier, parcouru


def make_event(
    session: Session, kind: Callable[..., Evenement], instance_id: str, numero: int, donnees: dict[str, Any]
) -> Any:
    """One event of this member, now."""
    role = session.role_in(instance_id)
    return kind(
        numero=numero, auteur_id=session.membre.id, auteur_roles=frozenset({str(role)} if role else ()),
        horodatage=session.now().astimezone(UTC), **donnees,
    )  # fmt: skip
