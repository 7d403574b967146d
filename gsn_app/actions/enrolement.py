"""The enrolment sheet, printed and numbered like every sheet: fingerprint of a member's keys, signatures on paper."""

from __future__ import annotations

from gsn_app.actions.impression import Feuille, next_exemplaire, request_impression
from gsn_app.actions.logo import tirage_of
from gsn_app.actions.session import Session, act
from gsn_app.documents.enrolement import render_enrolement
from gsn_app.domain.acte import Acte
from gsn_app.domain.enrolement import LIBELLES_ROLE, FeuilleEnrolement
from gsn_app.domain.membre import Membre

ENROLEMENT = "enrolement"


@act(Acte.MEMBRE_CONFIRME)
def print_enrolement(session: Session, membre_id: str) -> Feuille:
    """The sheet of one member, to be signed by both; asked again, it is a new copy."""
    session.gate(Acte.MEMBRE_CONFIRME)
    membre = session.coffre.annuaire.membre(membre_id)
    copy = next_exemplaire(session, ENROLEMENT, membre_id)

    def render(numero: str, ancre: str, lecteur: str) -> bytes:
        tirage = tirage_of(session, numero, copy, ancre, lecteur)
        charte = session.charte
        return render_enrolement(
            FeuilleEnrolement(
                session.commune, membre, list_roles(session, membre), charte.version, charte.empreinte, tirage
            )
        )

    return request_impression(session, ENROLEMENT, membre_id, render, exemplaire=copy)


def list_roles(session: Session, membre: Membre) -> tuple[str, ...]:
    """« rôle – instance », one per role."""
    noms = {i.id: i.nom for i in session.coffre.annuaire.instances}
    return tuple(
        f"{LIBELLES_ROLE[role]} – {noms[i]}" if i in noms else LIBELLES_ROLE[role]
        for i, role in membre.roles.items()
    )
