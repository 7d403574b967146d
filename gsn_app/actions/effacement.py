"""Erasing what has been kept long enough: dates to come, preview, the erasure itself, and what a kill left to finish.

An erasure takes rows, pieces, history, drafts, sealed keys and the saisine a situation came from, in one transaction
with its journal entries; then the file is rewritten without its free pages. What the yearly counts need moves into
the sealed counters of the register first (anonymity R4). One nameless line remains (article 21).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from gsn_app.actions.compteur import Compteurs
from gsn_app.actions.conservation import (
    echeance_of,
    is_archived,
    rappel_echeance_of,
    saisine_echeance_of,
    today_of,
)
from gsn_app.actions.echeance_apart import apart_echeance
from gsn_app.actions.reprise import settle
from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.conservation import (
    Echeance,
    EtatConservation,
    RegleConservation,
    is_erasable,
    is_overdue,
    state_of,
)
from gsn_app.domain.membre import Role
from gsn_app.domain.situation import Saisine, SituationResume, SituationUnknown
from gsn_app.domain.texte import french_jour
from gsn_app.domain.transaction import TRANSACTION
from gsn_app.errors import GsnError, InvalidInput, Refused
from gsn_app.store import chemin as chemins
from gsn_app.store import demande_droit as demandes
from gsn_app.store import effacement as store
from gsn_app.store import rappel_ordre as rappels
from gsn_app.store import saisine as saisines
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Dossier, Genre
from gsn_app.store.journal import Entree

#: what each rule is called on screens and on the attestation
LIBELLES_REGLE = {
    RegleConservation.CLOTURE: "délai après clôture",
    RegleConservation.ARCHIVE: "fin de l’archive intermédiaire",
    RegleConservation.AVANCE: "date avancée par le coordonnateur",
    RegleConservation.ABSENCE: "fin de l’année scolaire (absences)",
    RegleConservation.RAPPEL_ADULTE: "délai après l’information du parquet",
    RegleConservation.SAISINE: "délai après le classement de la saisine",
    RegleConservation.AGE: "vingt-cinquième anniversaire",
    RegleConservation.DEMANDE: "demande de la personne",
}


class EffacementTooEarly(Refused):
    """L’échéance est le {date} : avancez-la d’abord si cet effacement doit avoir lieu aujourd’hui."""

    code = "EFF-03"


class EffacementEmpty(InvalidInput):
    """Choisissez au moins un élément à effacer."""

    code = "EFF-04"


@dataclass(frozen=True)
class EcheanceConservation:
    """One date to come or reached. ``genre``: situation, saisine, rappel or rappel_adulte; ``jour`` ISO; ``jours`` left (negative: late).

    ``libelle`` names the person only while the thing may still be read.
    """

    id: str
    genre: str
    instance_id: str
    etat: EtatConservation
    regle: RegleConservation
    jour: str
    jours: int
    libelle: str
    archive: bool = False


@dataclass(frozen=True)
class ApercuEffacement:
    """What a batch takes away, counted without reading any content; ``compteurs``: youths kept for the yearly counts."""

    ids: tuple[str, ...]
    situations: int
    saisines: int
    rappels: int
    pieces: int
    historique: int
    cles: int
    brouillons: int
    compteurs: int


@dataclass(frozen=True)
class LigneEffacee:
    """The nameless line that remains of one erasure: when, by whom, under which rule. ``repere``: its tombstone."""

    repere: str
    le: str
    par: str
    regle: str


@dataclass(frozen=True)
class Effacement:
    """A batch done; ``compacte`` is False when the file could not be rewritten (it will be at the next login)."""

    lignes: tuple[LigneEffacee, ...]
    compacte: bool


@dataclass
class _Cible:
    """One thing to erase, resolved: its dossier, or some of its pieces."""

    id: str
    genre: str
    instance_id: str
    echeance: Echeance | None
    libelle: str
    dossier: Dossier
    archive: bool = False
    resume: SituationResume | None = None
    pieces: tuple[bytes, ...] = ()
    liees: list[Dossier] = field(default_factory=list)


@act(Acte.CONSERVATION_CONSULTEE)
def list_echeances(session: Session) -> list[EcheanceConservation]:
    """Dates that come within the widest warning, and those passed, in the bodies this member coordinates.

    One journal entry. What is overdue bears no name any more.
    """
    session.gate(Acte.CONSERVATION_CONSULTEE)
    session.trace(Acte.CONSERVATION_CONSULTEE)
    rules, today = session.charte.conservation, today_of(session)
    found = []
    for cible in _list_cibles(session):
        etat = state_of(rules, cible.echeance, today)
        if cible.echeance is None or etat is EtatConservation.GARDEE:
            continue
        hidden = cible.archive or is_overdue(cible.echeance, today)
        found.append(
            EcheanceConservation(
                cible.id, cible.genre, cible.instance_id, etat, cible.echeance.regle,
                cible.echeance.jour.isoformat(), (cible.echeance.jour - today).days,
                _nameless(cible) if hidden else cible.libelle, cible.archive,
            )
        )  # fmt: skip
    return sorted(found, key=lambda e: (e.jour, e.id))


@act(Acte.SITUATION_EFFACEE)
def preview_effacement(session: Session, ids: Iterable[str]) -> ApercuEffacement:
    """Count what a batch would take away; nothing is written but the entry. Raises as :func:`erase_batch`."""
    cibles = _require_erasable(session, ids)
    session.trace(Acte.CONSERVATION_CONSULTEE, motif=f"aperçu de {len(cibles)} effacements")
    dossiers = [d for cible in cibles for d in _dossiers_of(cible)]
    counted = store.count_rows(session.coffre, dossiers)
    pieces = counted.pieces + sum(len(c.pieces) for c in cibles)
    alone = sum(c.genre == "saisine" for c in cibles)
    return ApercuEffacement(
        tuple(c.id for c in cibles),
        sum(c.genre == "situation" for c in cibles),
        alone + sum(len(c.liees) for c in cibles),
        sum(c.genre in {"rappel", "rappel_adulte"} for c in cibles),
        pieces, counted.historique, counted.cles, counted.brouillons,
        Compteurs(session).count([c.resume for c in cibles if c.resume is not None]),
    )  # fmt: skip


@act(Acte.SITUATION_EFFACEE)
def erase_batch(session: Session, ids: Iterable[str]) -> Effacement:
    """Erase for good, all or nothing; nothing can undo it. Ids are those of :func:`list_echeances`.

    Raises EffacementEmpty, SituationUnknown, EffacementTooEarly before the date, and the errors of the register.
    """
    cibles = _require_erasable(session, ids)
    compteurs = Compteurs(session)
    for cible in cibles:
        if cible.resume is not None:
            compteurs.move(cible.resume)
    return _erase(session, cibles, compteurs)


def erase_requested(session: Session, situation_id: str) -> Effacement:
    """Erase one situation at the person's request, whatever its date; nothing moves into the counters (anonymity R4).

    The caller has gated the act and checked the request. Raises SituationUnknown.
    """
    cibles = {cible.id: cible for cible in _list_cibles(session) if cible.genre == "situation"}
    cible = cibles.get(situation_id)
    if cible is None:
        raise SituationUnknown()
    session.gate(Acte.SITUATION_EFFACEE, cible.instance_id)
    cible.echeance = Echeance(today_of(session), RegleConservation.DEMANDE)
    _link_saisines(session, [cible], ())
    compteurs = Compteurs(session)
    if cible.resume is not None:
        compteurs.forget(cible.resume)
    return _erase(session, [cible], compteurs)


def _erase(session: Session, cibles: list[_Cible], compteurs: Compteurs | None) -> Effacement:
    le = today_of(session).isoformat()
    first, *others = (_entry(cible) for cible in cibles)
    with session.unit(Acte.SITUATION_EFFACEE, first.reference, motif=first.motif) as u:
        for entree in others:
            u.also(entree)
        if compteurs is not None:
            compteurs.save(u)
        for cible in cibles:
            if cible.genre == "situation":
                demandes.unlink(u, cible.id)
        whole = [(d, _rule(c)) for c in cibles for d in _dossiers_of(c)]
        tombes = store.erase_dossiers(u, whole, le)
        for cible in cibles:
            if cible.pieces:
                tombes += store.erase_pieces(u, cible.pieces, cible.id, _rule(cible), le)
    done = settle(session)
    kept = set(tombes)
    lines = [t for t in store.list_traces(session.coffre) if t.tombe in kept]
    return Effacement(tuple(LigneEffacee(t.tombe, t.le, t.par, t.regle) for t in lines), done)


@act(Acte.CONSERVATION_CONSULTEE)
def list_effacements(session: Session) -> list[LigneEffacee]:
    """Every nameless line of the vault, oldest first."""
    session.gate(Acte.CONSERVATION_CONSULTEE)
    return [LigneEffacee(t.tombe, t.le, t.par, t.regle) for t in store.list_traces(session.coffre)]


def _list_cibles(session: Session) -> list[_Cible]:
    mine = {i.id for i in session.instances if session.role_in(i.id) is Role.COORDONNATEUR}
    found = [_of_situation(session, r) for r in situations.list_resumes(session.coffre)]
    found += [
        _Cible(s.id, "saisine", s.instance_id, saisine_echeance_of(session, s), _name_saisine(s),
               session.coffre.dossiers[bytes.fromhex(s.id)])
        for s in saisines.list_saisines(session.coffre)
    ]  # fmt: skip
    found += _list_rappels(session)
    return [c for c in found if c.instance_id in mine]


def _name_saisine(saisine: Saisine) -> str:
    qui = saisine.personne
    if not qui.nom:  # a transfer already answered names nobody
        return f"transfert du {french_jour(saisine.date)}"
    return f"saisine du {french_jour(saisine.date)}, {qui.prenom} {qui.nom}"


def _of_situation(session: Session, resume: SituationResume) -> _Cible:
    personne, typologie = resume.personne, resume.typologie
    dossier = session.coffre.dossiers[bytes.fromhex(resume.id)]
    return _Cible(
        resume.id, "situation", typologie.instance_id, echeance_of(session, resume),
        f"{personne.prenom} {personne.nom}", dossier, is_archived(typologie), resume,
    )  # fmt: skip


def _list_rappels(session: Session) -> list[_Cible]:
    """Rappels that rest on school absences, each a target inside a situation that stays; adults' whole dossiers."""
    found = []
    for dossier in rappels.list_holders(session.coffre):
        try:
            instance_id = rappels.read_instance(session.coffre, dossier)
            replayed = rappels.read_rappels(session.coffre, dossier)
        except (GsnError, KeyError):
            continue
        if dossier.genre == Genre.RAPPEL:
            found += _apart(session, dossier, instance_id)
            continue
        for rappel_id, rappel in replayed.items():
            echeance = rappel_echeance_of(session, rappel)
            if echeance is not None and rappel.prepare is not None:
                who = f"{rappel.prepare.prenom} {rappel.prepare.nom}"
                pieces = rappels.list_pieces(session.coffre, dossier, rappel_id)
                found.append(
                    _Cible(rappel_id, "rappel", instance_id, echeance, f"rappel à l’ordre (absences), {who}",
                           dossier, pieces=tuple(pieces))
                )  # fmt: skip
    return found


def _apart(session: Session, dossier: Dossier, instance_id: str) -> list[_Cible]:
    """An adult's dossier, whole, whatever act it holds."""
    echeance = apart_echeance(session, dossier)
    names = [f"{r.prepare.prenom} {r.prepare.nom}" for r in rappels.read_rappels(session.coffre, dossier).values()
             if r.prepare]  # fmt: skip
    paths = chemins.read_all(session.coffre, dossier, TRANSACTION).values()
    names += [f"{t.preparee.prenom} {t.preparee.nom}" for t in paths if t.preparee]
    words = f"acte du maire (adulte), {', '.join(dict.fromkeys(names))}"
    return (
        [_Cible(dossier.id.hex(), "rappel_adulte", instance_id, echeance, words, dossier)] if echeance else []
    )


def _require_erasable(session: Session, ids: Iterable[str]) -> list[_Cible]:
    """Gate, resolve and check the dates; a saisine that opened a situation goes with it."""
    session.gate(Acte.SITUATION_EFFACEE)
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise EffacementEmpty()
    known = {cible.id: cible for cible in _list_cibles(session)}
    today = today_of(session)
    found = []
    for one in wanted:
        cible = known.get(one)
        if cible is None:
            raise SituationUnknown()
        session.gate(Acte.SITUATION_EFFACEE, cible.instance_id)
        if cible.echeance is None or not is_erasable(cible.echeance, today):
            raise EffacementTooEarly(date=f"{cible.echeance.jour:%d/%m/%Y}" if cible.echeance else "")
        found.append(cible)
    _link_saisines(session, found, wanted)
    gone = {c.dossier.id for c in found if c.genre == "situation"}
    return [c for c in found if c.genre != "rappel" or c.dossier.id not in gone]


def _link_saisines(session: Session, cibles: Iterable[_Cible], apart: Collection[str]) -> None:
    """A saisine that opened a situation goes with it, unless it is a target of its own."""
    linked = {s.situation_id: s.id for s in saisines.list_saisines(session.coffre) if s.situation_id}
    for cible in cibles:
        saisine_id = linked.get(cible.id)
        if saisine_id is not None and saisine_id not in apart:
            cible.liees.append(session.coffre.dossiers[bytes.fromhex(saisine_id)])


def _dossiers_of(cible: _Cible) -> list[Dossier]:
    return [] if cible.genre == "rappel" else [cible.dossier, *cible.liees]


def _entry(cible: _Cible) -> Entree:
    return Entree(str(Acte.SITUATION_EFFACEE), cible.id, f"{cible.genre} {_rule(cible)}")


def _rule(cible: _Cible) -> str:
    return str(cible.echeance.regle) if cible.echeance is not None else ""


def _nameless(cible: _Cible) -> str:
    """What may be said of a thing nobody may read: its kind, its closure, four characters of its random id."""
    mots = {
        "situation": "situation", "saisine": "saisine", "rappel": "rappel à l’ordre (absences)",
        "rappel_adulte": "acte du maire (adulte)",
    }[cible.genre]  # fmt: skip
    closed = cible.resume.typologie.date_cloture if cible.resume is not None else ""
    when = f", clôturée le {french_jour(closed)}" if closed else ""
    return f"{mots} {cible.id.rpartition('-')[2][:4]}{when}"
