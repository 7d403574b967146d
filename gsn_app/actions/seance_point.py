"""One situation at a time in a séance: who may stay, what is said, what is decided.

Nothing of a situation is shown, nor written, while a member in the room is not admitted to it: each is named, then
admitted (``actions.situation.admit_membre``) or noted as stepping out. What is said goes to the situation's own
exchanges; the séance keeps who will confirm it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from gsn_app.actions.apport import build_apport, is_to_confirm, list_admitted
from gsn_app.actions.liste import validate_code
from gsn_app.actions.saisine import list_readable_saisines
from gsn_app.actions.seance import load
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import ECHEANCE_MAX_JOURS, require_circle, require_open
from gsn_app.domain.acte import Acte
from gsn_app.domain.seance import (
    AttenteMembre,
    DecisionEmpty,
    DecisionSeance,
    EtatPoint,
    MembreNotHere,
    PointGone,
    PresentsNotAdmitted,
    SaisineNotOpened,
    Seance,
    VolontaireAlone,
)
from gsn_app.domain.situation import Apport, DateImpossible, Mesure, SituationComplete, Typologie, parse_date
from gsn_app.errors import GsnError
from gsn_app.store import apport as apports
from gsn_app.store import dossier as box
from gsn_app.store import seance as store
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Dossier
from gsn_app.store.forme import load as load_fact
from gsn_app.store.journal import Entree
from gsn_app.store.unite import Unite

#: days during which « À faire » recalls what waits for a member's word
RAPPEL_CONFIRMATION_JOURS = 366


@dataclass(frozen=True)
class NonAdmis:
    """A member in the room who does not read the situation; ``admissible`` is False for a role that never does."""

    membre_id: str
    nom: str
    admissible: bool


@dataclass(frozen=True)
class Confirmation:
    """Something noted in this member's name, waiting for their word; ``genre`` apport or mesure."""

    situation_id: str
    objet_id: str
    genre: str


@dataclass(frozen=True)
class _Point:
    """A point resolved: its séance, its situation's keys."""

    seance: Seance
    objet_id: str
    situation_id: str
    dossier: Dossier
    typologie: Typologie


@act(Acte.SEANCE_POINT)
def list_non_admis(session: Session, seance_id: str, objet_id: str) -> list[NonAdmis]:
    """Members in the room who are not admitted to a point's situation, named before it may be opened."""
    point = _resolve(session, Acte.SEANCE_POINT, seance_id, objet_id)
    strangers = point.seance.list_strangers(objet_id, list_admitted(session, point.dossier))
    found = []
    for membre_id in strangers:
        membre = session.coffre.annuaire.membre(membre_id)
        role = membre.role_in(point.typologie.instance_id)
        reads = role is not None and session.charte.permits(Acte.SITUATION_CONSULTEE, {str(role)})
        found.append(NonAdmis(membre_id, membre.nom, membre.recevable and reads))
    return found


@act(Acte.SEANCE_SORTIE)
def step_out(session: Session, seance_id: str, objet_id: str, membres: Iterable[str]) -> None:
    """Note that members leave the room for one point; they are back for the next. Raises MembreNotHere."""
    point = _resolve(session, Acte.SEANCE_SORTIE, seance_id, objet_id)
    leaving = tuple(dict.fromkeys(membres))
    for membre_id in leaving:
        if membre_id not in point.seance.in_room(objet_id) or membre_id == session.membre.id:
            raise MembreNotHere(nom=session.coffre.annuaire.membre(membre_id).nom)
    told = point.seance.point(objet_id)
    after = point.seance.with_point(replace(told, sortis=(*told.sortis, *leaving)))
    with session.unit(
        Acte.SEANCE_SORTIE, point.situation_id, motif=f"sortis {' '.join(leaving)} séance {seance_id}"
    ) as u:
        store.save_seance(u, after)


@act(Acte.SEANCE_POINT)
def open_point(session: Session, seance_id: str, objet_id: str) -> SituationComplete:
    """Show one situation to the room; the entry is durable first.

    Raises PresentsNotAdmitted with their names while somebody in the room is not admitted, SaisineNotOpened.
    """
    point = _resolve(session, Acte.SEANCE_POINT, seance_id, objet_id)
    _require_admitted(session, point)
    told = point.seance.point(objet_id)
    after = point.seance.with_point(replace(told, etat=EtatPoint.EXAMINE))
    motif = f"séance {seance_id}, {len(point.seance.in_room(objet_id))} dans la salle"
    with session.unit(Acte.SEANCE_POINT, point.situation_id, motif=motif) as u:
        u.also(Entree(str(Acte.SITUATION_CONSULTEE), point.situation_id, f"séance {seance_id}"))
        store.save_seance(u, after)
    return situations.read_situation(session.coffre, point.dossier)


@act(Acte.SEANCE_POINT)
def note_apport(
    session: Session, seance_id: str, objet_id: str, texte: str, *, dit_par: str, lecteurs: Iterable[str] = (),
    vigilance_motif: str = "",
) -> str:  # fmt: skip
    """Type what a member in the room says; they say who reads, and confirm or correct at their next login (C5).

    Returns the apport's id. Raises MembreNotHere, and the errors of ``add_apport``.
    """
    point = _shown(session, Acte.SEANCE_POINT, seance_id, objet_id, dit_par)
    session.gate(Acte.APPORT_AJOUTE, point.typologie.instance_id)
    speaker = "" if dit_par == session.membre.id else dit_par
    fact, noted = build_apport(
        session, point.dossier, texte, lecteurs=lecteurs, dit_par=speaker, vigilance_motif=vigilance_motif,
        date=point.seance.tenue_le,
    )  # fmt: skip
    with session.unit(Acte.APPORT_AJOUTE, point.situation_id, motif=noted or f"séance {seance_id}") as u:
        apport_id = apports.add_apport(u, point.dossier, fact)
        situations.note(u, point.dossier, Acte.APPORT_AJOUTE)
        _wait(u, point, apport_id, "apport", speaker)
    return apport_id


@act(Acte.SEANCE_POINT)
def note_sans_information(session: Session, seance_id: str, objet_id: str, dit_par: str) -> str:
    """« N’apporte pas d’information », said by a member in the room: a normal choice (C3)."""
    point = _shown(session, Acte.SEANCE_POINT, seance_id, objet_id, dit_par)
    session.gate(Acte.APPORT_SANS_INFORMATION, point.typologie.instance_id)
    speaker = "" if dit_par == session.membre.id else dit_par
    fact = Apport(
        "", session.membre.id, point.seance.tenue_le, "", dit_par=speaker, sans_information=True
    )  # fmt: skip
    with session.unit(Acte.APPORT_SANS_INFORMATION, point.situation_id, motif=f"séance {seance_id}") as u:
        return apports.add_apport(u, point.dossier, fact)


@act(Acte.DECISION_NOTEE)
def record_decision(
    session: Session, seance_id: str, objet_id: str, decision: str, *, mesure: str = "", volontaire: str = "",
    prochaine: str = "",
) -> str:  # fmt: skip
    """What is decided in one entry: a code, a measure proposed, who volunteers aloud, the day of the next review.

    A volunteer other than who types confirms later: nobody is assigned (C4). Returns the decision's id.
    Raises DecisionEmpty, VolontaireAlone, MembreNotHere, DateImpossible.
    """
    if not decision:
        raise DecisionEmpty()
    if volontaire and not mesure:
        raise VolontaireAlone()
    point = _shown(session, Acte.DECISION_NOTEE, seance_id, objet_id, volontaire or session.membre.id)
    seance, dossier = point.seance, point.dossier
    code = validate_code("decision", decision)
    mesure_code = validate_code("mesure", mesure, obligatoire=False)
    day = _next_day(session, point, prochaine)
    with session.unit(Acte.DECISION_NOTEE, point.situation_id, motif=f"{code} séance {seance_id}") as u:
        mesure_id = _propose(u, session, point, mesure_code, volontaire) if mesure_code else ""
        fact = DecisionSeance("", seance_id, seance.tenue_le, session.today(), code, mesure_id, day)
        decision_id = situations.add_fact(u, dossier, "decision", fact)
        if day:
            situations.change_typologie(u, dossier, echeance=day)
        situations.note(u, dossier, Acte.DECISION_NOTEE, code)
    return decision_id


def list_confirmations(session: Session) -> list[Confirmation]:
    """What was noted in this member's name and waits for their word, on situations they still read.

    A year after the séance nothing is asked any more; the apport stays marked as noted by somebody else.
    """
    coffre, found = session.coffre, []
    depuis = (parse_date("", session.today()) - timedelta(days=RAPPEL_CONFIRMATION_JOURS)).isoformat()
    for attente in store.list_attentes(coffre, session.membre.id, depuis):
        try:
            dossier = situations.find_situation(coffre, attente.situation_id)
            piece = box.read_piece(coffre, dossier, bytes.fromhex(attente.objet_id))
        except (GsnError, ValueError):
            continue
        if piece is None:
            continue
        if attente.genre == "apport":
            said = load_fact(Apport, {"texte": "", **piece.contenu}, id="", auteur_id=piece.auteur)
            waits = is_to_confirm(said, session.membre.id)
        else:
            measure = load_fact(Mesure, piece.contenu, id="")
            waits = measure.volontaire == session.membre.id and not measure.prise_par and not measure.fin
        if waits:
            found.append(Confirmation(attente.situation_id, attente.objet_id, attente.genre))
    return found


def _resolve(session: Session, acte: Acte, seance_id: str, objet_id: str) -> _Point:
    """Gate, then an open séance, a point of its agenda, a situation whose exchanges this session reads."""
    seance = load(session, acte, seance_id)
    seance.require_open()
    point = seance.point(objet_id)
    situation_id = point.objet_id
    if point.saisine:
        saisine = next((s for s in list_readable_saisines(session) if s.id == objet_id), None)
        if saisine is None or not saisine.situation_id:
            raise SaisineNotOpened()
        situation_id = saisine.situation_id
    dossier, typologie = require_open(session, situation_id, Acte.SITUATION_CONSULTEE)
    require_circle(dossier)
    if typologie.instance_id != seance.instance_id:
        raise PointGone()
    return _Point(seance, objet_id, situation_id, dossier, typologie)


def _require_admitted(session: Session, point: _Point) -> None:
    strangers = point.seance.list_strangers(point.objet_id, list_admitted(session, point.dossier))
    if strangers:
        noms = ", ".join(session.coffre.annuaire.membre(m).nom for m in strangers)
        raise PresentsNotAdmitted(noms=noms)


def _shown(session: Session, acte: Acte, seance_id: str, objet_id: str, dit_par: str) -> _Point:
    """A point opened in this séance, nobody in the room unadmitted, and the speaker in the room."""
    point = _resolve(session, acte, seance_id, objet_id)
    if point.seance.point(objet_id).etat is not EtatPoint.EXAMINE:
        raise PointGone()
    _require_admitted(session, point)
    if dit_par not in point.seance.in_room(objet_id):
        raise MembreNotHere(nom=session.coffre.annuaire.membre(dit_par).nom)
    return point


def _wait(u: Unite, point: _Point, objet_id: str, genre: str, membre_id: str) -> None:
    if membre_id:
        store.add_attente(
            u, point.seance.id, AttenteMembre("", point.situation_id, objet_id, genre, membre_id)
        )


def _propose(u: Unite, session: Session, point: _Point, code: str, volontaire: str) -> str:
    """The measure, taken on at once by who types, else waiting for the word of who volunteered."""
    mine = volontaire == session.membre.id
    day = point.seance.tenue_le
    fact = Mesure(
        "", code, day, session.membre.id, prise_par=volontaire if mine else "", debut=day if mine else "",
        volontaire="" if mine else volontaire,
    )  # fmt: skip
    mesure_id = situations.add_fact(u, point.dossier, "mesure", fact)
    kept = tuple(dict.fromkeys((*point.typologie.mesures, code)))
    situations.change_typologie(u, point.dossier, mesures=kept)
    situations.note(u, point.dossier, Acte.MESURE_PROPOSEE, code)
    _wait(u, point, mesure_id, "mesure", fact.volontaire)
    return mesure_id


def _next_day(session: Session, point: _Point, prochaine: str) -> str:
    if not prochaine:
        return ""
    jour = parse_date("Prochain examen", prochaine)
    gap = (jour - session.now().astimezone().date()).days
    if jour.isoformat() < point.seance.tenue_le or gap > ECHEANCE_MAX_JOURS:
        raise DateImpossible(champ="Prochain examen", valeur=prochaine)
    return jour.isoformat()
