"""Printing a sheet of one of the mayor's paths: gated twice, numbered, journaled as any print."""

from __future__ import annotations

from collections.abc import Callable

from gsn_app.actions import chemin as path
from gsn_app.actions.impression import Feuille, next_exemplaire, request_impression
from gsn_app.actions.logo import tirage_of
from gsn_app.actions.reglage import reglages_rappel
from gsn_app.actions.session import Session
from gsn_app.documents.feuille_maire import render_feuille_maire
from gsn_app.domain.acte import Acte
from gsn_app.domain.chemin import Chemin, T
from gsn_app.domain.feuille_maire import FeuilleMaire
from gsn_app.domain.fiche_navette import ReglagesRappel, Tirage


def print_sheet(
    session: Session, lecture: Acte, chemin: Chemin[T], objet_id: str, genre: str,
    build: Callable[[T, ReglagesRappel, Tirage], FeuilleMaire],
) -> Feuille:  # fmt: skip
    """One sheet of a path, by who may both read it (``lecture``) and print; raises what ``build`` refuses."""
    session.gate(Acte.IMPRESSION_DEMANDEE)
    _, instance_id, found = path.find(session, lecture, chemin, objet_id)
    session.gate(Acte.IMPRESSION_DEMANDEE, instance_id)
    reglages = reglages_rappel(session)
    copy = next_exemplaire(session, genre, objet_id)
    build(found, reglages, tirage_of(session, "à venir", copy, session.ancre, session.membre.nom))

    def render(numero: str, ancre: str, lecteur: str) -> bytes:
        return render_feuille_maire(build(found, reglages, tirage_of(session, numero, copy, ancre, lecteur)))

    return request_impression(session, genre, objet_id, render, exemplaire=copy, instance_id=instance_id)
