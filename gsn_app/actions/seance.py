"""Séances: asked for, prepared, opened, closed; who is present; what is on the agenda (domain 3).

Any member asks for an urgent one; a coordonnateur keeps the agenda. The points themselves: ``actions.seance_point``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gsn_app.actions.conservation import list_listed
from gsn_app.actions.saisine import list_readable_saisines
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import require_past
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Membre, MembreUnknown
from gsn_app.domain.seance import (
    EtatPoint,
    EtatSeance,
    GenreSeance,
    NobodyPresent,
    PointOrdre,
    PointTwice,
    PointUnknown,
    Presence,
    PresenceUnsigned,
    Seance,
    SeanceAlreadyOpen,
    SeanceResume,
    check_date,
    resume_of,
    validate_heure,
)
from gsn_app.domain.situation import EtatSituation, parse_date
from gsn_app.store import instance as vies
from gsn_app.store import saisine as saisines
from gsn_app.store import seance as store
from gsn_app.store.unite import Unite


@dataclass(frozen=True)
class PointPropose:
    """What the agenda could hold. ``raison``: echeance, nouvelle or saisine; ``jour`` is its date, ISO."""

    objet_id: str
    saisine: bool
    libelle: str
    raison: str
    jour: str


@dataclass(frozen=True)
class SeanceLue:
    """One séance as this member reads it; ``libelles`` names the points their keys open, and no other."""

    seance: Seance
    libelles: Mapping[str, str] = field(default_factory=dict)
    #: point → situation it leads to; a saisine still to examine leads nowhere
    situations: Mapping[str, str] = field(default_factory=dict)


@act(Acte.SEANCE_CONSULTEE)
def list_seances(session: Session) -> list[SeanceResume]:
    """Séances of this member's bodies, oldest first: days, who was present, opaque ids of what was examined.

    One journal entry. A member is told the ids their keys open and no other; what was examined then erased is counted in ``effacees``.
    """
    session.gate(Acte.SEANCE_CONSULTEE)
    session.trace(Acte.SEANCE_CONSULTEE, motif="liste")
    held = {dossier_id.hex() for dossier_id in session.coffre.dossiers}
    lines = [resume_of(s) for s in list_held(session)]
    return [replace(x, examinees=tuple(one for one in x.examinees if one in held)) for x in lines]


def list_held(session: Session) -> list[Seance]:
    """Séances whose body lets this member consult them."""
    held = store.list_seances(session.coffre)
    return [s for s in held if session.permits(Acte.SEANCE_CONSULTEE, s.instance_id)]


@act(Acte.SEANCE_CONSULTEE)
def read_seance(session: Session, seance_id: str) -> SeanceLue:
    """One séance; points that this member's keys do not open are counted and never shown."""
    seance = load(session, Acte.SEANCE_CONSULTEE, seance_id)
    session.trace(Acte.SEANCE_CONSULTEE, seance_id)
    heads = {r.id: f"{r.personne.prenom} {r.personne.nom}" for r in list_listed(session)}
    known = {s.id: s for s in list_readable_saisines(session)}
    libelles, situations, shown = {}, {}, []
    for point in seance.points:
        target = point.objet_id
        if point.saisine and point.objet_id in known:
            target = known[point.objet_id].situation_id
            who = known[point.objet_id].personne
            libelles[point.objet_id] = f"Saisine : {who.prenom} {who.nom}".replace(" :", "\u00a0:")
        if target in heads:
            libelles[point.objet_id], situations[point.objet_id] = heads[target], target
        if point.objet_id in libelles:
            shown.append(point)
    hidden = len(seance.points) - len(shown)
    return SeanceLue(replace(seance, points=tuple(shown), autres=hidden), libelles, situations)


@act(Acte.SEANCE_DEMANDEE)
def ask_seance(session: Session, instance_id: str, situation_id: str = "") -> str:
    """Ask for an urgent séance, about one situation or not: the right of any member. Returns its id."""
    session.gate_instance(Acte.SEANCE_DEMANDEE, instance_id)
    points: tuple[PointOrdre, ...] = ()
    if situation_id:
        require_situation(session, instance_id, situation_id)
        points = (PointOrdre(situation_id),)
    seance = Seance(
        "", instance_id, GenreSeance.URGENTE, EtatSeance.DEMANDEE, demandee_par=session.membre.id, points=points
    )  # fmt: skip
    mine = (session.membre.id,) if session.permits(Acte.SEANCE_CONSULTEE, instance_id) else ()
    with session.unit(Acte.SEANCE_DEMANDEE) as u:
        return store.create_seance(u, seance, mine)


@act(Acte.SEANCE_PREPAREE)
def prepare_seance(session: Session, instance_id: str, date: str, heure: str = "") -> str:
    """Plan a séance of a body, up to a year ahead; a past day records one held on paper. Returns its id."""
    session.gate_instance(Acte.SEANCE_PREPAREE, instance_id)
    jour = _planned(session, date)
    seance = Seance("", instance_id, date=jour, heure=validate_heure(heure))
    with session.unit(Acte.SEANCE_PREPAREE) as u:
        _announce(u, session, instance_id, jour)
        return store.create_seance(u, seance, list_lecteurs(session, instance_id))


@act(Acte.SEANCE_PREPAREE)
def change_seance(session: Session, seance_id: str, *, date: str, heure: str = "") -> None:
    """Set the day of a séance not yet held; this is how an urgent request is granted."""
    seance = load(session, Acte.SEANCE_PREPAREE, seance_id)
    seance.require_changeable()
    if seance.etat is EtatSeance.OUVERTE:
        raise SeanceAlreadyOpen()
    jour = _planned(session, date)
    after = replace(seance, date=jour, heure=validate_heure(heure), etat=EtatSeance.PREPAREE)
    with session.unit(Acte.SEANCE_PREPAREE, seance_id, motif="date") as u:
        store.save_seance(u, after, list_lecteurs(session, seance.instance_id))
        _announce(u, session, seance.instance_id, jour)


@act(Acte.SEANCE_PREPAREE)
def propose_points(session: Session, seance_id: str) -> list[PointPropose]:
    """What is due by the day of the séance, what no séance has seen yet, and the saisines waiting; one entry."""
    seance = load(session, Acte.SEANCE_PREPAREE, seance_id)
    session.trace(Acte.SITUATION_CONSULTEE, motif="ordre du jour proposé")
    there = {p.objet_id for p in seance.points}
    limit = seance.tenue_le or seance.date or session.today()
    seen = {p.objet_id for s in list_held(session) for p in s.points if p.etat is EtatPoint.EXAMINE}
    found = []
    for resume in list_listed(session):
        typologie = resume.typologie
        if typologie.instance_id != seance.instance_id or typologie.etat is not EtatSituation.OUVERTE:
            continue
        due = bool(typologie.echeance) and typologie.echeance <= limit
        if resume.id not in there and (due or (not typologie.echeance and resume.id not in seen)):
            name = f"{resume.personne.prenom} {resume.personne.nom}"
            jour = typologie.echeance if due else typologie.date_ouverture
            found.append(PointPropose(resume.id, False, name, "echeance" if due else "nouvelle", jour))
    for saisine in list_readable_saisines(session):
        if (
            saisine.etat == "deposee"
            and saisine.instance_id == seance.instance_id
            and saisine.id not in there
        ):
            name = f"{saisine.personne.prenom} {saisine.personne.nom}"
            found.append(PointPropose(saisine.id, True, name, "saisine", saisine.date))
    return sorted(found, key=lambda p: (p.raison, p.jour))


@act(Acte.SEANCE_PREPAREE)
def add_point(session: Session, seance_id: str, objet_id: str) -> None:
    """Put a situation, or a saisine still to examine, on the agenda; raises PointTwice, PointUnknown."""
    seance = load(session, Acte.SEANCE_PREPAREE, seance_id)
    seance.require_changeable()
    if any(p.objet_id == objet_id for p in seance.points):
        raise PointTwice()
    waiting = any(s.id == objet_id and s.etat == "deposee" for s in list_readable_saisines(session))
    saisine = saisines.find_saisine(session.coffre, objet_id) if waiting else None
    if saisine is not None and saisine.instance_id != seance.instance_id:
        raise PointUnknown()
    if saisine is None:
        require_situation(session, seance.instance_id, objet_id)
    point = PointOrdre(objet_id, saisine is not None)
    save(session, Acte.SEANCE_PREPAREE, replace(seance, points=(*seance.points, point)), "ordre du jour")


@act(Acte.SEANCE_PREPAREE)
def remove_point(session: Session, seance_id: str, objet_id: str) -> None:
    """Take a point not examined yet off the agenda."""
    seance = load(session, Acte.SEANCE_PREPAREE, seance_id)
    seance.require_changeable()
    if seance.point(objet_id).etat is not EtatPoint.A_VOIR:
        raise PointUnknown()
    points = tuple(p for p in seance.points if p.objet_id != objet_id)
    save(session, Acte.SEANCE_PREPAREE, replace(seance, points=points), "ordre du jour")


@act(Acte.SEANCE_PREPAREE)
def order_points(session: Session, seance_id: str, ordre: list[str]) -> None:
    """Give the agenda another order; ``ordre`` names every point once (OrdreIncomplete)."""
    seance = load(session, Acte.SEANCE_PREPAREE, seance_id)
    seance.require_changeable()
    save(session, Acte.SEANCE_PREPAREE, seance.reordered(ordre), "ordre du jour")


@act(Acte.SEANCE_PRESENCE)
def set_presence(session: Session, seance_id: str, presences: Mapping[str, str]) -> None:
    """Note who of the body is present, absent or excused; only signatories in office may be present (C1)."""
    seance = load(session, Acte.SEANCE_PRESENCE, seance_id)
    seance.require_changeable()
    noted = dict(seance.presences)
    seated = {m.id: m for m in list_seated(session, seance.instance_id)}
    for membre_id, said in presences.items():
        if membre_id not in seated:
            raise MembreUnknown()
        presence = Presence(said) if said in set(Presence) else Presence.ABSENT
        if presence is Presence.PRESENT:
            require_signatory(session, seated[membre_id])
        noted[membre_id] = presence
    here = sum(p is Presence.PRESENT for p in noted.values())
    save(session, Acte.SEANCE_PRESENCE, replace(seance, presences=noted), f"{here} présents")


@act(Acte.SEANCE_OUVERTE)
def open_seance(session: Session, seance_id: str, tenue_le: str = "") -> None:
    """Open a séance, today or held on a past day (both days are kept); whoever types is among the present.

    Raises SeanceAlreadyOpen, NobodyPresent, PresenceUnsigned.
    """
    seance = load(session, Acte.SEANCE_OUVERTE, seance_id)
    seance.require_changeable()
    if seance.etat is EtatSeance.OUVERTE:
        raise SeanceAlreadyOpen()
    held = require_past(session, "Tenue le", tenue_le or session.today())
    check_date(parse_date("Tenue le", held), parse_date("", session.today()))
    if session.membre.id not in seance.presents:
        raise NobodyPresent()
    for membre_id in seance.presents:
        require_signatory(session, session.coffre.annuaire.membre(membre_id))
    after = replace(
        seance, etat=EtatSeance.OUVERTE, tenue_le=held, date=seance.date or held, enregistree_le=session.today()
    )  # fmt: skip
    save(session, Acte.SEANCE_OUVERTE, after, f"tenue le {held}")


@act(Acte.SEANCE_CLOSE)
def close_seance(session: Session, seance_id: str, prochaine: str = "", heure: str = "") -> str:
    """Close the séance; with a next day, plan it with the points not reached. Returns the next one's id, or ""."""
    seance = load(session, Acte.SEANCE_CLOSE, seance_id)
    seance.require_open()
    left = tuple(replace(p, sortis=()) for p in seance.points if p.etat is EtatPoint.A_VOIR)
    following = None
    if prochaine:
        jour = _planned(session, prochaine)
        following = Seance("", seance.instance_id, date=jour, heure=validate_heure(heure), points=left)
    lecteurs = list_lecteurs(session, seance.instance_id)
    closed = replace(seance, etat=EtatSeance.CLOSE, close_le=session.today())
    with session.unit(Acte.SEANCE_CLOSE, seance_id, motif=f"{len(seance.presents)} présents") as u:
        store.save_seance(u, closed, lecteurs)
        if following is None:
            return ""
        _announce(u, session, seance.instance_id, following.date)
        return store.create_seance(u, following, lecteurs)


@act(Acte.SEANCE_ANNULEE)
def cancel_seance(session: Session, seance_id: str) -> None:
    """Cancel a séance not held: its agenda goes, its date stays."""
    seance = load(session, Acte.SEANCE_ANNULEE, seance_id)
    seance.require_changeable()
    if seance.etat is EtatSeance.OUVERTE:
        raise SeanceAlreadyOpen()
    vie = vies.read_vie(session.coffre, seance.instance_id)
    with session.unit(Acte.SEANCE_ANNULEE, seance_id) as u:
        store.save_seance(u, replace(seance, etat=EtatSeance.ANNULEE, points=()))
        if seance.date and vie.prochaine == seance.date:
            vies.save_vie(u, seance.instance_id, replace(vie, prochaine=""))


def load(session: Session, acte: Acte, seance_id: str) -> Seance:
    """Gate, find, gate again in the séance's own body."""
    session.gate(acte)
    seance = store.find_seance(session.coffre, seance_id)
    session.gate(acte, seance.instance_id)
    return seance


def save(session: Session, acte: Acte, seance: Seance, motif: str) -> None:
    """Write one séance under its act; members who read the body's exchanges since receive its key."""
    with session.unit(acte, seance.id, motif=motif) as u:
        store.save_seance(u, seance, list_lecteurs(session, seance.instance_id))


def list_lecteurs(session: Session, instance_id: str) -> list[str]:
    """Members of a body who may consult its séances and to whom a key may be sealed today (C1)."""
    return [
        m.id for m in list_seated(session, instance_id)
        if m.recevable and session.signed(m.id)
        and session.charte.permits(Acte.SEANCE_CONSULTEE, {str(m.roles[instance_id])})
    ]  # fmt: skip


def list_seated(session: Session, instance_id: str) -> list[Membre]:
    """Members in office of a body; the auditeur does not sit."""
    return [m for m in session.coffre.annuaire.membres if m.actif and instance_id in m.roles]


def list_signataires(session: Session, instance_id: str) -> list[str]:
    """Members of a body who may be noted present today (C1)."""
    return [m.id for m in list_seated(session, instance_id) if m.recevable and session.signed(m.id)]


def require_signatory(session: Session, membre: Membre) -> None:
    """Raise PresenceUnsigned unless the member is in office and signed the charter in force (C1)."""
    if not membre.recevable or not session.signed(membre.id):
        raise PresenceUnsigned(nom=membre.nom)


def require_situation(session: Session, instance_id: str, situation_id: str) -> None:
    """Raise PointUnknown unless this member's keys open the situation, listed, open and of this body."""
    for resume in list_listed(session):
        typologie = resume.typologie
        here = resume.id == situation_id and typologie.instance_id == instance_id
        if here and typologie.etat is EtatSituation.OUVERTE:
            return
    raise PointUnknown()


def _announce(u: Unite, session: Session, instance_id: str, jour: str) -> None:
    """The day planned is the body's next meeting, which « À faire » recalls to each of its members."""
    if jour >= session.today():
        vie = vies.read_vie(session.coffre, instance_id)
        vies.save_vie(u, instance_id, replace(vie, prochaine=jour))


def _planned(session: Session, date: str) -> str:
    jour = parse_date("Date de la séance", date)
    check_date(jour, parse_date("", session.today()))
    return jour.isoformat()
