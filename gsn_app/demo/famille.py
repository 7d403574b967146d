"""A little of what stands around the youths of the demonstration: two parents at two addresses, a brother and a sister."""

from __future__ import annotations

from gsn_app.actions.famille import link_fratrie, save_representants
from gsn_app.actions.session import Session
from gsn_app.actions.situation import list_situations
from gsn_app.domain.representant_legal import RepresentantLegal
from gsn_app.domain.situation import EtatSituation


def gather_families(session: Session) -> None:
    """Representatives of one open situation, and a link between two, both followed by who holds the session."""
    ouvertes = [r for r in list_situations(session) if r.typologie.etat is EtatSituation.OUVERTE]
    if len(ouvertes) < 2:
        return
    premiere, seconde = sorted(ouvertes, key=lambda r: (r.personne.nom, r.personne.prenom))[:2]
    nom = premiere.personne.nom
    save_representants(session, premiere.id, (
        RepresentantLegal(nom, "Maryvonne", "14 rue des Lavandières\n99001 Valfictif", "06 99 00 00 14"),
        RepresentantLegal(nom, "Gontran", "2 impasse du Four\n99002 Bourg-Inventé"),
    ))  # fmt: skip
    link_fratrie(session, premiere.id, seconde.id)
