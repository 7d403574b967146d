"""Printing a sheet of one of the mayor's paths: gated twice, numbered, journaled as any print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gsn_app.actions import chemin as path
from gsn_app.actions.impression import Feuille, next_exemplaire, request_impression
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
    reglages, day = reglages_rappel(session), date.fromisoformat(session.today())
    copy = next_exemplaire(session, genre, objet_id)
    build(found, reglages, Tirage("à venir", copy, session.ancre, session.membre.nom, day))

    def render(numero: str, ancre: str, lecteur: str) -> bytes:
        return render_feuille_maire(build(found, reglages, Tirage(numero, copy, ancre, lecteur, day)))

    return request_impression(session, genre, objet_id, render, exemplaire=copy, instance_id=instance_id)
