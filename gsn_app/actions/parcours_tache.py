"""What the follow-up asks of this member, told by « À faire »: their own measures, contacts, orientations, judicial term.

Read from the exchanges this member's keys open; nothing here tells one member what another did not do (C3, C4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gsn_app.actions.liste import label_of
from gsn_app.actions.session import Session
from gsn_app.domain.parcours import Parcours, last_day_justice, service_of
from gsn_app.domain.situation import EtatSituation, Mesure, SituationResume
from gsn_app.store import parcours as store

#: a référent without a contact noted for that long is reminded of it
SANS_CONTACT_JOURS = 60
#: an orientation without an answer for that long
SANS_SUITE_JOURS = 30
#: warning before the last day of a PJJ or SPIP follow-up
TERME_JOURS = 30


@dataclass(frozen=True)
class SuiviTache:
    """One thing the follow-up of a situation asks; ``echeance`` ISO, ``urgence`` as in ``accueil``."""

    genre: str
    libelle: str
    detail: str
    echeance: str
    situation_id: str
    urgence: int


def list_suivi_taches(session: Session, resumes: Iterable[SituationResume]) -> list[SuiviTache]:
    """Tasks of this member in the open situations whose exchanges they read."""
    moi, found = session.membre.id, []
    for resume in resumes:
        quoi = resume.typologie
        if quoi.etat is EtatSituation.CLOTUREE:
            continue
        read = store.read_suivi(session.coffre, session.coffre.dossiers[bytes.fromhex(resume.id)])
        if read is None:
            continue
        parcours, mesures = read
        nom = f"{resume.personne.prenom} {resume.personne.nom}"
        found += [_mesure(session, m, nom, resume.id) for m in mesures if m.prise_par == moi and not m.fin]
        found += _orientations(session, parcours, nom, resume.id)
        if quoi.referent_id == moi:
            found += _referent(session, parcours, resume, nom)
    return found


def _mesure(session: Session, mesure: Mesure, nom: str, situation_id: str) -> SuiviTache:
    libelle = f"Mesure prise en charge\u00a0: {label_of(session, mesure.code)}"
    return SuiviTache("mesure", libelle, nom, "", situation_id, 2)


def _orientations(session: Session, parcours: Parcours, nom: str, situation_id: str) -> list[SuiviTache]:
    """Mine, without an answer for a while."""
    limite = (date.fromisoformat(session.today()) - timedelta(days=SANS_SUITE_JOURS)).isoformat()
    return [
        SuiviTache(
            "orientation", f"Orientation sans suite notée\u00a0: {label_of(session, o.dispositif)}", nom, "",
            situation_id, 1,
        )
        for o in parcours.orientations
        if o.membre_id == session.membre.id and not o.suite and o.date <= limite
    ]  # fmt: skip


def _referent(session: Session, parcours: Parcours, resume: SituationResume, nom: str) -> list[SuiviTache]:
    today = date.fromisoformat(session.today())
    found = []
    last = max([c.date for c in parcours.contacts] + [resume.typologie.date_ouverture])
    if last and date.fromisoformat(last) < today - timedelta(days=SANS_CONTACT_JOURS):
        said = "Aucun contact noté depuis deux mois" if parcours.contacts else "Aucun contact noté"
        found.append(SuiviTache("contact", f"{said}\u00a0: {nom}", "Vous en êtes référent", "", resume.id, 1))
    end = last_day_justice(parcours.judiciaires, session.charte.delais.suivi_apres_mesure_judiciaire_mois)
    justice = service_of(session.membre.institution, session.membre.fonction)
    if justice and end is not None and end <= today + timedelta(days=TERME_JOURS):
        text = f"Fin du suivi après la mesure judiciaire\u00a0: {nom}"
        late = 0 if end < today else 1
        detail = "Proposez un relais et mettez fin à votre mission"
        found.append(SuiviTache("terme_judiciaire", text, detail, end.isoformat(), resume.id, late))
    return found
