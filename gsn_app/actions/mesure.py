"""Measures: proposed to the group, then taken on by the member who volunteers; nobody assigns anyone (C4)."""

from __future__ import annotations

from gsn_app.actions.liste import validate_code
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import require_circle, require_open, require_past
from gsn_app.domain.acte import Acte
from gsn_app.domain.situation import DateImpossible, Mesure, SituationUnknown
from gsn_app.errors import Refused
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Dossier


class MesureAlreadyTaken(Refused):
    """Cette mesure est déjà prise en charge."""

    code = "MES-01"


class MesureNotOwn(Refused):
    """Seul le membre qui a pris la mesure en charge peut en noter le résultat (article C4)."""

    code = "MES-02"


class MesureEnded(Refused):
    """Cette mesure est déjà terminée."""

    code = "MES-03"


@act(Acte.MESURE_PROPOSEE)
def propose_mesure(session: Session, situation_id: str, code: str, *, date: str) -> str:
    """Propose a measure of the closed list; returns its id. It binds nobody."""
    dossier, typologie = require_open(session, situation_id, Acte.MESURE_PROPOSEE)
    require_circle(dossier)
    fact = Mesure("", validate_code("mesure", code), require_past(session, "Date", date), session.membre.id)
    with session.unit(Acte.MESURE_PROPOSEE, situation_id, motif=fact.code) as u:
        mesure_id = situations.add_fact(u, dossier, "mesure", fact)
        kept = tuple(dict.fromkeys((*typologie.mesures, fact.code)))
        situations.change_typologie(u, dossier, mesures=kept)
        situations.note(u, dossier, Acte.MESURE_PROPOSEE, fact.code)
    return mesure_id


@act(Acte.MESURE_PRISE_EN_CHARGE)
def take_mesure(session: Session, situation_id: str, mesure_id: str, *, date: str) -> None:
    """The member of this session volunteers; nobody can volunteer for somebody else."""
    dossier, _ = require_open(session, situation_id, Acte.MESURE_PRISE_EN_CHARGE)
    mesure = _find(session, dossier, mesure_id)
    day = require_past(session, "Date", date)
    if mesure.prise_par:
        raise MesureAlreadyTaken()
    if day < mesure.proposee_le:
        raise DateImpossible(champ="Date", valeur=date)
    with session.unit(Acte.MESURE_PRISE_EN_CHARGE, situation_id, motif=mesure.code) as u:
        situations.change_fact(u, dossier, "mesure", mesure_id, prise_par=session.membre.id, debut=day)
        situations.note(u, dossier, Acte.MESURE_PRISE_EN_CHARGE, mesure.code)


@act(Acte.MESURE_TERMINEE)
def end_mesure(session: Session, situation_id: str, mesure_id: str, *, date: str, resultat: str) -> None:
    """Note the end and the result (closed list ``suite``)."""
    dossier, _ = require_open(session, situation_id, Acte.MESURE_TERMINEE)
    mesure = _find(session, dossier, mesure_id)
    day = require_past(session, "Date de fin", date)
    result = validate_code("suite", resultat)
    if mesure.fin:
        raise MesureEnded()
    if mesure.prise_par != session.membre.id:
        raise MesureNotOwn()
    if day < mesure.debut:
        raise DateImpossible(champ="Date de fin", valeur=date)
    with session.unit(Acte.MESURE_TERMINEE, situation_id, motif=f"{mesure.code} {result}") as u:
        situations.change_fact(u, dossier, "mesure", mesure_id, fin=day, resultat=result)
        situations.change_typologie(u, dossier, suite=result)
        situations.note(u, dossier, Acte.MESURE_TERMINEE, mesure.code)


def _find(session: Session, dossier: Dossier, mesure_id: str) -> Mesure:
    require_circle(dossier)
    for mesure in situations.read_situation(session.coffre, dossier).mesures:
        if mesure.id == mesure_id:
            return mesure
    raise SituationUnknown()
