"""The relevé de décisions of a séance: each member's holds what they may read, on screen and on paper."""

from __future__ import annotations

from gsn_app.actions.apport import list_admitted
from gsn_app.actions.conservation import list_listed
from gsn_app.actions.impression import Feuille, next_exemplaire, request_impression
from gsn_app.actions.liste import label_of
from gsn_app.actions.logo import read_entete
from gsn_app.actions.saisine import list_readable_saisines
from gsn_app.actions.seance import list_seated, load
from gsn_app.actions.session import Session, act
from gsn_app.documents.releve_decisions import Releve, render_releve
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import MembreUnknown
from gsn_app.domain.releve_decisions import LigneReleve
from gsn_app.domain.seance import EtatPoint, EtatSeance, Seance
from gsn_app.domain.situation import Mesure
from gsn_app.domain.texte import french_jour
from gsn_app.errors import Refused
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Compartiment, Dossier

GENRE = "releve_decisions"


class SeanceNotClosed(Refused):
    """Le relevé de décisions se tire une fois la séance close."""

    code = "SEA-19"


class ReleveEmpty(Refused):
    """{nom} ne lit aucune des situations examinées à cette séance : il n’y a rien à lui remettre."""

    code = "SEA-20"


@act(Acte.SEANCE_CONSULTEE)
def read_releve(session: Session, seance_id: str) -> list[LigneReleve]:
    """Decisions of a closed séance on the situations this member reads, for the screen; one entry."""
    seance = load(session, Acte.SEANCE_CONSULTEE, seance_id)
    _require_closed(seance)
    session.trace(Acte.SITUATION_CONSULTEE, motif=f"relevé séance {seance_id}")
    readable = _list_readable(session, seance, session.membre.id)
    return [line for dossier in readable for line in _lignes_of(session, dossier, seance.id)]


@act(Acte.IMPRESSION_DEMANDEE)
def print_releve(session: Session, seance_id: str, membre_id: str) -> Feuille:
    """The sheet of one member of the body, numbered and journaled: only situations they are admitted to today.

    Raises SeanceNotClosed, ReleveEmpty, MembreUnknown, CopiesTooMany.
    """
    seance = load(session, Acte.IMPRESSION_DEMANDEE, seance_id)
    _require_closed(seance)
    membre = next((m for m in list_seated(session, seance.instance_id) if m.id == membre_id), None)
    if membre is None:
        raise MembreUnknown()
    readable = _list_readable(session, seance, membre_id)
    if not readable:
        raise ReleveEmpty(nom=membre.nom)
    session.trace(Acte.SITUATION_CONSULTEE, motif=f"relevé séance {seance_id}")
    lignes = [line for dossier in readable for line in _lignes_of(session, dossier, seance_id)]
    reference = f"{seance_id}-{membre_id}"
    copy = next_exemplaire(session, GENRE, reference)
    instance = next(i for i in session.coffre.annuaire.instances if i.id == seance.instance_id)

    def those(presence: str) -> tuple[str, ...]:
        noted = [m for m, p in seance.presences.items() if p == presence]
        return tuple(session.coffre.annuaire.membre(m).nom for m in noted)

    def render(numero: str, ancre: str, lecteur: str) -> bytes:
        return render_releve(Releve(
            session.commune, instance.nom, numero, copy, ancre, membre.nom, lecteur, french_jour(session.today()),
            french_jour(seance.tenue_le), french_jour(seance.enregistree_le) if seance.apres_coup else "",
            those("present"), those("excuse"), those("absent"), tuple(lignes), read_entete(session),
        ))  # fmt: skip

    return request_impression(
        session, GENRE, reference, render, exemplaire=copy, instance_id=seance.instance_id
    )


def _require_closed(seance: Seance) -> None:
    if seance.etat is not EtatSeance.CLOSE:
        raise SeanceNotClosed()


def _list_readable(session: Session, seance: Seance, membre_id: str) -> list[Dossier]:
    """Examined situations this session reads and the member is admitted to, in the order of the agenda."""
    listed = {r.id for r in list_listed(session)}
    opened = {s.id: s.situation_id for s in list_readable_saisines(session)}
    found = []
    for point in seance.points:
        situation_id = opened.get(point.objet_id, "") if point.saisine else point.objet_id
        if point.etat is not EtatPoint.EXAMINE or situation_id not in listed:
            continue
        dossier = situations.find_situation(session.coffre, situation_id)
        held = dossier.compartment(Compartiment.SUIVI) is not None
        if held and membre_id in list_admitted(session, dossier):
            found.append(dossier)
    return found


def _lignes_of(session: Session, dossier: Dossier, seance_id: str) -> list[LigneReleve]:
    situation = situations.read_situation(session.coffre, dossier)
    who = situation.personne
    name = f"{who.prenom} {who.nom}" if who is not None else ""
    mesures = {m.id: m for m in situation.mesures}
    mine = [d for d in situation.decisions if d.seance_id == seance_id]
    lines = [
        LigneReleve(
            name, label_of(session, d.decision), _word_mesure(session, mesures.get(d.mesure_id)), french_jour(d.prochaine)
        )
        for d in mine
    ]  # fmt: skip
    return lines or [LigneReleve(name, "Situation examinée, sans décision notée")]


def _word_mesure(session: Session, mesure: Mesure | None) -> str:
    if mesure is None:
        return ""
    label = label_of(session, mesure.code)
    taken = mesure.prise_par or mesure.volontaire
    if not taken:
        return f"{label}, sans volontaire à ce jour"
    name = session.coffre.annuaire.membre(taken).nom
    return f"{label} : {name}{'' if mesure.prise_par else ' (à confirmer)'}".replace(" :", "\u00a0:")
