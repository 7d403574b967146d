"""The bilan de parcours: read as data by the circle, printed as a numbered sheet by the coordonnateur."""

from __future__ import annotations

from gsn_app.actions.impression import Feuille, next_exemplaire, request_impression
from gsn_app.actions.liste import label_of
from gsn_app.actions.logo import tirage_of
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import find_held, require_circle, require_open
from gsn_app.documents.bilan_parcours import render_bilan
from gsn_app.domain.acte import Acte
from gsn_app.domain.bilan_parcours import BilanParcours, FeuilleBilan, build_bilan, codes_of
from gsn_app.store import situation as situations

GENRE = "bilan_parcours"


@act(Acte.SITUATION_CONSULTEE)
def read_bilan(session: Session, situation_id: str) -> BilanParcours:
    """Dates, référents, actions, results, relais of one situation, for a member of its circle; journaled first."""
    session.gate(Acte.SITUATION_CONSULTEE)
    dossier = require_circle(find_held(session, situation_id))
    session.trace(Acte.SITUATION_CONSULTEE, situation_id, motif="bilan de parcours")
    return build_bilan(situations.read_situation(session.coffre, dossier))


@act(Acte.IMPRESSION_DEMANDEE)
def print_bilan(session: Session, situation_id: str) -> Feuille:
    """The sheet, of an open situation or of one just closed; numbered, journaled, watermarked as any print."""
    dossier, typologie = require_open(session, situation_id, Acte.IMPRESSION_DEMANDEE, closed_too=True)
    require_circle(dossier)
    copy = next_exemplaire(session, GENRE, situation_id)
    instance = next(i for i in session.coffre.annuaire.instances if i.id == typologie.instance_id)

    def render(numero: str, ancre: str, lecteur: str) -> bytes:
        bilan = build_bilan(situations.read_situation(session.coffre, dossier))
        words = {code: label_of(session, code) for code in codes_of(bilan)}
        for referent in bilan.referents:
            membre = session.coffre.annuaire.membre(referent.membre_id)
            words[membre.id] = f"{membre.nom} ({membre.institution})"
        tirage = tirage_of(session, numero, copy, ancre, lecteur)
        return render_bilan(FeuilleBilan(session.commune, instance.nom, bilan, words, tirage))

    return request_impression(
        session, GENRE, situation_id, render, exemplaire=copy, instance_id=typologie.instance_id
    )
