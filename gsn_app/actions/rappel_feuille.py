"""Printing the sheets around a rappel à l'ordre: engagement, note of a summons handed over, reminder to the parquet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gsn_app.actions.conservation import rappel_echeance_of, require_in_time, require_readable
from gsn_app.actions.impression import Feuille, next_exemplaire, request_impression
from gsn_app.actions.logo import tirage_of
from gsn_app.actions.reglage import read_reglages, reglages_rappel
from gsn_app.actions.session import Session, act
from gsn_app.documents.feuille_maire import render_feuille_maire
from gsn_app.domain.acte import Acte
from gsn_app.domain.feuille_maire import FeuilleMaire
from gsn_app.domain.fiche_navette import ReglagesRappel, Tirage
from gsn_app.domain.rappel_ordre import RappelOrdre
from gsn_app.domain.rappel_ordre_feuille import EnAttente, engagement_of, relance_of, remise_of
from gsn_app.domain.rappel_ordre_refus import RelanceNotDue
from gsn_app.errors import GsnError
from gsn_app.store import rappel_ordre as rappels
from gsn_app.store.cle_scellee import Genre

Build = Callable[[RappelOrdre, ReglagesRappel, Tirage], FeuilleMaire]


@act(Acte.IMPRESSION_DEMANDEE)
def print_engagement(session: Session, rappel_id: str) -> Feuille:
    """The family's engagement, to sign at the interview; raises RappelOrdreNotPrononce before any summons."""
    return _print(session, rappel_id, "engagement", engagement_of)


@act(Acte.IMPRESSION_DEMANDEE)
def print_remise(session: Session, rappel_id: str) -> Feuille:
    """The note of the agent who hands the summons over; raises RappelOrdreNotConvoque before any summons."""
    return _print(session, rappel_id, "remise", remise_of)


@act(Acte.IMPRESSION_DEMANDEE)
def print_relance(session: Session, instance_id: str) -> Feuille:
    """One reminder for every sheet of a body past the delay of the settings; raises RelanceNotDue."""
    session.gate_instance(Acte.IMPRESSION_DEMANDEE, instance_id)
    attentes, reglages = list_attentes(session, instance_id), reglages_rappel(session)
    delai = read_reglages(session).delai_relance_jours
    if not attentes:
        raise RelanceNotDue()
    reference = f"relance-{instance_id}-{session.today()}"
    copy = next_exemplaire(session, "relance", reference)

    def render(numero: str, ancre: str, lecteur: str) -> bytes:
        tirage = tirage_of(session, numero, copy, ancre, lecteur)
        return render_feuille_maire(relance_of(attentes, reglages, tirage, delai))

    return request_impression(session, "relance", reference, render, exemplaire=copy, instance_id=instance_id)


def list_attentes(session: Session, instance_id: str) -> list[EnAttente]:
    """Sheets of a body without an answer past the delay, oldest first; no name."""
    today, delai = date.fromisoformat(session.today()), read_reglages(session).delai_relance_jours
    found = []
    for dossier in rappels.list_holders(session.coffre):
        try:
            require_readable(session, dossier)
            if rappels.read_instance(session.coffre, dossier) != instance_id:
                continue
            replayed = rappels.read_rappels(session.coffre, dossier).values()
        except GsnError:
            continue
        found += [
            EnAttente(r.numero_fiche, r.envois[0].date_envoi, r.days_waiting(today) or 0, len(r.envois))
            for r in replayed
            if r.reminder_due(today, delai)
        ]
    return sorted(found, key=lambda a: (a.date_envoi, a.numero))


def _print(session: Session, rappel_id: str, genre: str, build: Build) -> Feuille:
    session.gate(Acte.IMPRESSION_DEMANDEE)
    session.gate(Acte.RAPPEL_ORDRE_CONSULTE)
    dossier, instance_id, rappel = rappels.find_rappel(session.coffre, rappel_id)
    session.gate(Acte.IMPRESSION_DEMANDEE, instance_id)
    require_readable(session, dossier)
    require_in_time(session, rappel_echeance_of(session, rappel, apart=dossier.genre == Genre.RAPPEL))
    reglages = reglages_rappel(session)
    copy = next_exemplaire(session, genre, rappel_id)
    build(rappel, reglages, tirage_of(session, "à venir", copy, session.ancre, session.membre.nom))

    def render(numero: str, ancre: str, lecteur: str) -> bytes:
        return render_feuille_maire(build(rappel, reglages, tirage_of(session, numero, copy, ancre, lecteur)))

    return request_impression(
        session,
        genre,
        rappel_id,
        render,
        numero=rappel.numero_fiche,
        exemplaire=copy,
        instance_id=instance_id,
    )
