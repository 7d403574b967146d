"""Contacts, orientations and judicial measures: pieces of ``suivi``, read by the circle alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gsn_app.domain.parcours import Contact, MesureJudiciaire, Orientation, Parcours
from gsn_app.domain.situation import Mesure
from gsn_app.store import dossier as box
from gsn_app.store.cle_scellee import Compartiment, Dossier
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import load
from gsn_app.store.octroi import verify_grants

CONTACT, ORIENTATION, JUDICIAIRE = "contact", "orientation", "mesure_judiciaire"


def load_parcours(by: Mapping[str, Sequence[box.Piece]]) -> Parcours:
    """From the pieces of a situation, by kind. Who wrote a contact is its author, whatever the piece says."""
    return Parcours(
        tuple(load(Contact, p.contenu, id=p.id.hex(), membre_id=p.auteur) for p in by.get(CONTACT, ())),
        tuple(load(Orientation, p.contenu, id=p.id.hex()) for p in by.get(ORIENTATION, ())),
        tuple(load(MesureJudiciaire, p.contenu, id=p.id.hex()) for p in by.get(JUDICIAIRE, ())),
    )


def read_suivi(coffre: Coffre, dossier: Dossier) -> tuple[Parcours, tuple[Mesure, ...]] | None:
    """The parcours and measures of one situation, for « À faire » and the figures; None outside the circle.

    Grants are proven; authors are verified when the situation itself is opened.
    """
    if dossier.compartment(Compartiment.SUIVI) is None:
        return None
    verify_grants(coffre, dossier)
    suivi = dossier.compartment(Compartiment.SUIVI)
    by: dict[str, list[box.Piece]] = {}
    for piece in box.read_compartment(coffre, dossier, suivi) if suivi is not None else ():
        by.setdefault(piece.genre, []).append(piece)
    mesures = tuple(load(Mesure, p.contenu, id=p.id.hex()) for p in by.get("mesure", ()))
    return load_parcours(by), mesures
