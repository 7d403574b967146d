"""The charter printed for signature by hand, numbered and journaled like every sheet."""

from __future__ import annotations

from gsn_app.actions.enrolement import list_roles
from gsn_app.actions.impression import Feuille, next_exemplaire, request_impression
from gsn_app.actions.logo import tirage_of
from gsn_app.actions.membre import list_membres
from gsn_app.actions.session import Session, act
from gsn_app.documents.charte import render_charte
from gsn_app.domain.acte import Acte
from gsn_app.domain.charte_feuille import CharteFeuille, Signataire
from gsn_app.domain.texte import french_jour

GENRE = "charte"


@act(Acte.IMPRESSION_DEMANDEE)
def print_charte(session: Session) -> Feuille:
    """The text in force and a box for each member in office; asked again for the same version, it is a new copy."""
    session.gate(Acte.IMPRESSION_DEMANDEE)
    charte = session.charte
    reference = charte.empreinte[:16]
    copy = next_exemplaire(session, GENRE, reference)
    signataires = tuple(
        Signataire(
            m.nom, m.fonction, m.institution, list_roles(session, m), french_jour(session.signed(m.id))
        )
        for m in list_membres(session)
        if m.actif
    )

    def render(numero: str, ancre: str, lecteur: str) -> bytes:
        tirage = tirage_of(session, numero, copy, ancre, lecteur)
        return render_charte(
            CharteFeuille(
                session.commune, charte.texte, charte.version, charte.empreinte, signataires, tirage
            )
        )

    return request_impression(session, GENRE, reference, render, exemplaire=copy)
