"""The follow-up beside référents and measures: contacts, orientations and their relais, judicial measures.

Codes of closed lists and dates, never a narrative. Whoever met the person notes it; nobody notes for another (C4).
"""

from __future__ import annotations

import functools
from datetime import date

from gsn_app.actions.liste import label_of, validate_code
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import require_circle, require_open, require_past
from gsn_app.domain.acte import Acte
from gsn_app.domain.orientation import (
    OrientationAnswered,
    OrientationUnsuited,
    TableOrientation,
    parse_orientation,
)
from gsn_app.domain.parcours import (
    Contact,
    MesureJudiciaire,
    MesureJudiciaireMissing,
    MesureJudiciaireUnderWay,
    Orientation,
)
from gsn_app.domain.situation import DateImpossible, SituationComplete, SituationUnknown, age_on
from gsn_app.ressources import read_ressource
from gsn_app.store import parcours as store
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Dossier


@functools.cache
def read_table() -> TableOrientation:
    """The table shipped with the charter: need and age → dispositifs."""
    return parse_orientation(read_ressource("orientation.toml"))


def propose_dispositifs(session: Session, besoin: str, date_naissance: str) -> tuple[str, ...]:
    """Stored codes of the dispositifs that suit a need, for a person born on that day (ISO), best first."""
    age = age_on(date.fromisoformat(date_naissance), date.fromisoformat(session.today()))
    return read_table().propose(besoin, age)


@act(Acte.CONTACT_NOTE)
def record_contact(session: Session, situation_id: str, *, date: str, moyen: str, personne: str) -> str:
    """The member of this session met somebody: when, how (``moyen_information``), whom (``contact_personne``)."""
    dossier, _ = require_open(session, situation_id, Acte.CONTACT_NOTE)
    require_circle(dossier)
    fact = Contact(
        "", session.membre.id, require_past(session, "Date de la rencontre", date),
        validate_code("moyen_information", moyen), validate_code("contact_personne", personne),
    )  # fmt: skip
    with session.unit(Acte.CONTACT_NOTE, situation_id, motif=fact.personne) as u:
        contact_id = situations.add_fact(u, dossier, store.CONTACT, fact)
        situations.note(u, dossier, Acte.CONTACT_NOTE, fact.personne)
    return contact_id


@act(Acte.ORIENTATION_PROPOSEE)
def refer(session: Session, situation_id: str, *, besoin: str, dispositif: str, date: str) -> str:
    """Refer the person to a dispositif that the closed table gives for the need and the age; returns its id.

    Raises OrientationUnsuited, which names those that suit.
    """
    dossier, _ = require_open(session, situation_id, Acte.ORIENTATION_PROPOSEE)
    require_circle(dossier)
    need, towards = validate_code("besoin", besoin), validate_code("dispositif", dispositif)
    day = require_past(session, "Date de l’orientation", date)
    resume = situations.read_resume(session.coffre, dossier)
    if resume is None:
        raise SituationUnknown()
    suited = propose_dispositifs(session, need, resume.personne.date_naissance)
    if towards not in suited:
        raise OrientationUnsuited(dispositifs=", ".join(label_of(session, code) for code in suited))
    fact = Orientation("", need, towards, day, session.membre.id)
    with session.unit(Acte.ORIENTATION_PROPOSEE, situation_id, motif=towards) as u:
        orientation_id = situations.add_fact(u, dossier, store.ORIENTATION, fact)
        situations.note(u, dossier, Acte.ORIENTATION_PROPOSEE, towards)
    return orientation_id


@act(Acte.ORIENTATION_SUIVIE)
def record_relais(session: Session, situation_id: str, orientation_id: str, *, date: str, suite: str) -> None:
    """What the dispositif answered (closed list ``orientation_suite``); « prise en charge » is a relais."""
    dossier, _ = require_open(session, situation_id, Acte.ORIENTATION_SUIVIE)
    found = next((o for o in _read(session, dossier).parcours.orientations if o.id == orientation_id), None)
    if found is None:
        raise SituationUnknown()
    if found.suite:
        raise OrientationAnswered()
    day = require_past(session, "Date de la suite", date, depuis=found.date)
    answer = validate_code("orientation_suite", suite)
    with session.unit(Acte.ORIENTATION_SUIVIE, situation_id, motif=f"{found.dispositif} {answer}") as u:
        situations.change_fact(u, dossier, store.ORIENTATION, orientation_id, relais_le=day, suite=answer)
        situations.note(u, dossier, Acte.ORIENTATION_SUIVIE, found.dispositif)


@act(Acte.MESURE_JUDICIAIRE_NOTEE)
def record_mesure_judiciaire(session: Session, situation_id: str, *, service: str, debut: str) -> str:
    """A judicial measure runs: the service that follows it and its first day, nothing else."""
    dossier, _ = require_open(session, situation_id, Acte.MESURE_JUDICIAIRE_NOTEE)
    parcours = _read(session, dossier).parcours
    fact = MesureJudiciaire(
        "", validate_code("service_justice", service), require_past(session, "Début de la mesure", debut)
    )
    if parcours.en_justice is not None:
        raise MesureJudiciaireUnderWay()
    with session.unit(Acte.MESURE_JUDICIAIRE_NOTEE, situation_id) as u:
        fact_id = situations.add_fact(u, dossier, store.JUDICIAIRE, fact)
        situations.note(u, dossier, Acte.MESURE_JUDICIAIRE_NOTEE)
    return fact_id


@act(Acte.MESURE_JUDICIAIRE_FINIE)
def end_mesure_judiciaire(session: Session, situation_id: str, *, fin: str) -> None:
    """The judicial measure under way ended; the six months begin."""
    dossier, _ = require_open(session, situation_id, Acte.MESURE_JUDICIAIRE_FINIE)
    running = _read(session, dossier).parcours.en_justice
    if running is None:
        raise MesureJudiciaireMissing()
    day = require_past(session, "Fin de la mesure", fin)
    if day < running.debut:
        raise DateImpossible(champ="Fin de la mesure", valeur=fin)
    with session.unit(Acte.MESURE_JUDICIAIRE_FINIE, situation_id) as u:
        situations.change_fact(u, dossier, store.JUDICIAIRE, running.id, fin=day)
        situations.note(u, dossier, Acte.MESURE_JUDICIAIRE_FINIE)


def _read(session: Session, dossier: Dossier) -> SituationComplete:
    require_circle(dossier)
    return situations.read_situation(session.coffre, dossier)
