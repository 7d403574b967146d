"""Situations: list, open, read, correct, admit, inform, close. Consulting is journaled before anything is shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gsn_app.actions.conservation import faits_of, list_listed, require_readable
from gsn_app.actions.famille_lecture import with_famille
from gsn_app.actions.liste import validate_code
from gsn_app.actions.saisine import PRISE_EN_COMPTE, require_deposee, validate_personne
from gsn_app.actions.session import REFERENT, Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.conservation import compute_echeance
from gsn_app.domain.fusion import FusionPartial
from gsn_app.domain.membre import Membre
from gsn_app.domain.situation import (
    DateImpossible,
    EtatSituation,
    InformationPersonne,
    Personne,
    SituationClosed,
    SituationComplete,
    SituationLimited,
    SituationResume,
    SituationUnknown,
    Typologie,
    parse_date,
)
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import InvalidInput, Refused
from gsn_app.store import lien as liens
from gsn_app.store import saisine as saisines
from gsn_app.store import situation as situations
from gsn_app.store.annuaire import MembreNotReceivable
from gsn_app.store.cle_scellee import Compartiment, Dossier
from gsn_app.store.conservation import save_terme
from gsn_app.store.journal import Entree

ECHEANCE_MAX_JOURS = 5 * 366
#: what may still be done while the use of the data is limited (RGPD art. 18): inform, withdraw, answer, close
PENDANT_LIMITATION = frozenset(
    {
        Acte.APPORT_RETIRE,
        Acte.IMPRESSION_DEMANDEE,
        Acte.INFORMATION_DIFFEREE,
        Acte.INFORMATION_DONNEE,
        Acte.MEMBRE_RETIRE,
        Acte.SITUATION_CLOTUREE,
        Acte.SITUATION_LIMITATION_LEVEE,
    }
)


class MembreUnsigned(Refused):
    """{nom} n’a pas signé la charte en vigueur : aucune clé ne peut lui être remise (article C1)."""

    code = "SIT-04"


class MembreNotInInstance(Refused):
    """{nom} ne siège pas dans cette instance, ou n’y lit pas les échanges : la charte le réserve à d’autres rôles."""

    code = "SIT-05"


class MembreAlreadyAdmitted(InvalidInput):
    """{nom} lit déjà cette situation."""

    code = "SIT-06"


class InformationMissing(Refused):
    """La personne ou ses représentants n’ont pas été informés : notez l’information, ou son report motivé (C8)."""

    code = "SIT-07"


@act(Acte.SITUATION_CONSULTEE)
def list_situations(session: Session) -> list[SituationResume]:
    """Situations that this member's keys open; one journal entry covers the heads shown.

    Archived ones and those whose retention is over stay out of every list (article 21).
    """
    session.gate(Acte.SITUATION_CONSULTEE)
    session.trace(Acte.SITUATION_CONSULTEE, motif="liste")
    return list_listed(session)


@act(Acte.SITUATION_OUVERTE)
def open_situation(
    session: Session, instance_id: str, *, personne: Personne, origine: str, motif: str,
    motifs_secondaires: Iterable[str] = (), cercle: Iterable[str], saisine_id: str = "",
) -> str:  # fmt: skip
    """Open a situation in a body with its admitted circle, from a saisine or not; returns its id.

    Every member admitted must have signed the charter in force and sit in the body; the coordonnateurs of
    the body always hold identity and coded attributes.
    """
    session.gate_instance(Acte.SITUATION_OUVERTE, instance_id)
    circle = list(dict.fromkeys(cercle))
    for membre_id in circle:
        require_admissible(session, membre_id, instance_id)
    typologie = Typologie(
        motif=validate_code("motif", motif), origine=validate_code("origine", origine),
        motifs_secondaires=tuple(validate_code("motif", m) for m in motifs_secondaires),
        instance_id=instance_id, date_ouverture=session.today(),
    )  # fmt: skip
    clean = validate_personne(session, personne)
    if saisine_id:
        require_deposee(session, saisine_id, instance_id)
    le = session.now().isoformat(timespec="seconds")
    with session.unit(Acte.SITUATION_OUVERTE, motif=f"{len(circle)} membres admis") as u:
        dossier = situations.create_situation(u, clean, typologie, circle, le)
        situations.note(u, dossier, Acte.SITUATION_OUVERTE)
        situations.forget_unheld(dossier, circle=session.membre.id in circle)
        if saisine_id:
            saisines.change_saisine(
                u, saisine_id, etat="ouverte", retour=PRISE_EN_COMPTE, situation_id=dossier.id.hex()
            )
        return dossier.id.hex()


def require_admissible(session: Session, membre_id: str, instance_id: str) -> Membre:
    """A member to whom keys may be handed: in office, in the body, of a role that consults, charter signed.

    The roles are those of the charter's act ``situation.consultee`` (C1, C11, article 17).
    """
    membre = session.coffre.annuaire.membre(membre_id)
    role = membre.role_in(instance_id)
    reads = role is not None and session.charte.permits(Acte.SITUATION_CONSULTEE, {str(role)})
    if not membre.actif or not reads:
        raise MembreNotInInstance(nom=membre.nom)
    if not membre.recevable:
        raise MembreNotReceivable(nom=membre.nom)
    if not session.signed(membre_id):
        raise MembreUnsigned(nom=membre.nom)
    return membre


@act(Acte.SITUATION_CONSULTEE)
def read_situation(session: Session, situation_id: str) -> SituationComplete:
    """Everything this member may read of a situation; the journal entry is durable before anything is decrypted."""
    session.gate(Acte.SITUATION_CONSULTEE)
    dossier = find_kept(session, situation_id)
    session.trace(Acte.SITUATION_CONSULTEE, situation_id)
    require_readable(session, dossier)
    return with_famille(session, dossier, situations.read_situation(session.coffre, dossier))


def find_held(session: Session, situation_id: str) -> Dossier:
    """A situation this member's keys open and may read today, by its exact id.

    Raises SituationUnknown, ConservationExpired, SituationArchived.
    """
    dossier = find_kept(session, situation_id)
    require_readable(session, dossier)
    return dossier


def find_kept(session: Session, situation_id: str) -> Dossier:
    """A situation this member's keys open, overdue and archived ones too: to erase it, or to open an archive."""
    dossier = situations.find_situation(session.coffre, situation_id)
    if dossier.id.hex() != situation_id:
        raise SituationUnknown()
    return dossier


def require_open(
    session: Session, situation_id: str, acte: Acte, *extra: str, closed_too: bool = False
) -> tuple[Dossier, Typologie]:
    """Gate an act on a situation that is open and that this member follows; raises SituationClosed.

    Roles are judged before anything is loaded, then again in the situation's own body.
    """
    session.gate(acte, "", *extra, REFERENT)
    try:
        dossier = find_held(session, situation_id)
        resume = situations.read_resume(session.coffre, dossier)
        if resume is None:
            raise SituationUnknown()
    except SituationUnknown:
        session.gate(acte, "", *extra)
        raise
    roles = [*extra, REFERENT] if resume.typologie.referent_id == session.membre.id else list(extra)
    session.gate(acte, resume.typologie.instance_id, *roles)
    if resume.typologie.etat is EtatSituation.CLOTUREE and not closed_too:
        raise SituationClosed()
    if resume.typologie.limitee_le and acte not in PENDANT_LIMITATION:
        raise SituationLimited()
    return dossier, resume.typologie


def require_unlimited(session: Session, dossier: Dossier) -> None:
    """Raise SituationLimited while the use of the data is frozen, for whoever holds the coded attributes."""
    resume = situations.read_resume(session.coffre, dossier)
    if resume is not None and resume.typologie.limitee_le:
        raise SituationLimited()


def require_circle(dossier: Dossier) -> Dossier:
    """Raise SituationUnknown unless this member reads the exchanges."""
    if dossier.compartment(Compartiment.SUIVI) is None:
        raise SituationUnknown()
    return dossier


def require_past(session: Session, champ: str, valeur: str, *, depuis: str = "2000-01-01") -> str:
    """An ISO date, today or before and not before ``depuis``; raises DateImpossible."""
    jour = parse_date(champ, valeur)
    if jour > session.now().astimezone().date() or jour < date.fromisoformat(depuis):
        raise DateImpossible(champ=champ, valeur=valeur)
    return jour.isoformat()


@act(Acte.SITUATION_MODIFIEE)
def change_personne(session: Session, situation_id: str, personne: Personne) -> None:
    """Correct the identity; the journal keeps that it was changed, never what was."""
    dossier, _ = require_open(session, situation_id, Acte.SITUATION_MODIFIEE)
    clean = validate_personne(session, personne)
    with session.unit(Acte.SITUATION_MODIFIEE, situation_id) as u:
        situations.change_personne(u, dossier, clean)
        situations.note(u, dossier, Acte.SITUATION_MODIFIEE, "identité")


@act(Acte.SITUATION_MODIFIEE)
def set_echeance(session: Session, situation_id: str, echeance: str) -> None:
    """Set the date at which the situation is to be looked at again, five years ahead at most; "" clears it."""
    dossier, typologie = require_open(session, situation_id, Acte.SITUATION_MODIFIEE)
    day = ""
    if echeance:
        jour, today = parse_date("Échéance", echeance), session.now().astimezone().date()
        day = jour.isoformat()
        if day < typologie.date_ouverture or (jour - today).days > ECHEANCE_MAX_JOURS:
            raise DateImpossible(champ="Échéance", valeur=echeance)
    with session.unit(Acte.SITUATION_MODIFIEE, situation_id, motif="échéance") as u:
        situations.change_typologie(u, dossier, echeance=day)
        situations.note(u, dossier, Acte.SITUATION_MODIFIEE, "échéance")


@act(Acte.MEMBRE_ADMIS)
def admit_membre(session: Session, situation_id: str, membre_id: str, motif: str = "") -> None:
    """Admit a member to the circle: the keys are sealed to the key the signed directory gives (C1)."""
    dossier, typologie = require_open(session, situation_id, Acte.MEMBRE_ADMIS)
    require_circle(dossier)
    membre = require_admissible(session, membre_id, typologie.instance_id)
    reason = validate_texte("Motif", motif, session.charte.limites.motif_libre, obligatoire=False)
    complete = situations.read_situation(session.coffre, dossier)
    if any(a.membre_id == membre_id and a.cercle and not a.jusqu_au for a in complete.acces):
        raise MembreAlreadyAdmitted(nom=membre.nom)
    le = session.now().isoformat(timespec="seconds")
    with session.unit(Acte.MEMBRE_ADMIS, situation_id, motif=f"membre {membre_id}") as u:
        situations.admit(u, dossier, membre, typologie.instance_id, le, reason, circle=True)
        situations.note(u, dossier, Acte.MEMBRE_ADMIS, membre.nom)


@act(Acte.SITUATION_CLOTUREE)
def close_situation(
    session: Session, situation_id: str, cloture: str, *, sortie_positive: str = "", date: str = ""
) -> None:
    """Close a situation with its reason and the positive way out, if any; the retention clock starts.

    Two situations read together close together (FusionPartial for who does not hold both).
    """
    dossier, typologie = require_open(session, situation_id, Acte.SITUATION_CLOTUREE)
    reason = validate_code("cloture", cloture)
    sortie = validate_code("sortie_positive", sortie_positive, obligatoire=False)
    day = require_past(session, "Date de clôture", date or session.today(), depuis=typologie.date_ouverture)
    linked = _list_linked(session, dossier)
    with session.unit(Acte.SITUATION_CLOTUREE, situation_id, motif=reason) as u:
        for other in linked[1:]:
            u.also(Entree(str(Acte.SITUATION_CLOTUREE), other.id.hex(), reason))
        for one in linked:
            resume = situations.read_resume(session.coffre, one)
            closed = situations.change_typologie(
                u, one, etat=EtatSituation.CLOTUREE, cloture=reason, sortie_positive=sortie, date_cloture=day
            )
            if resume is not None:
                echeance = compute_echeance(session.charte.conservation, faits_of(resume.personne, closed))
                save_terme(u, one, archive=False, echeance=echeance)
            situations.note(u, one, Acte.SITUATION_CLOTUREE)


def _list_linked(session: Session, dossier: Dossier) -> list[Dossier]:
    """The situation and the open one it is read with: they close together, by who coordinates and holds both."""
    found = liens.read_lien(session.coffre, dossier)
    if found is None:
        return [dossier]
    try:
        other, there = require_open(session, found.avec, Acte.SITUATION_CLOTUREE, closed_too=True)
    except SituationUnknown:
        if liens.exists(session.coffre, found.avec):
            raise FusionPartial() from None
        return [dossier]  # erased since
    if there.etat is EtatSituation.CLOTUREE:
        return [dossier]
    return [dossier, other]


@act(Acte.INFORMATION_DONNEE)
def record_information(session: Session, situation_id: str, *, date: str, moyen: str, par: str) -> None:
    """C8: the person or their representatives were informed, when, how, by whom."""
    dossier, _ = require_open(session, situation_id, Acte.INFORMATION_DONNEE)
    require_circle(dossier)
    fact = InformationPersonne(
        True, require_past(session, "Date de l’information", date), validate_code("moyen_information", moyen),
        validate_texte("Informé par", par, 100),
    )  # fmt: skip
    with session.unit(Acte.INFORMATION_DONNEE, situation_id) as u:
        situations.add_fact(u, dossier, "information", fact)
        situations.note(u, dossier, Acte.INFORMATION_DONNEE)


@act(Acte.INFORMATION_DIFFEREE)
def defer_information(session: Session, situation_id: str, *, date: str, motif: str) -> None:
    """C8: the notice is put off for a reason of the closed list; journaled and shown on the situation."""
    dossier, _ = require_open(session, situation_id, Acte.INFORMATION_DIFFEREE)
    require_circle(dossier)
    reason = validate_code("motif_report_information", motif)
    fact = InformationPersonne(False, require_past(session, "Date du report", date), motif_report=reason)
    with session.unit(Acte.INFORMATION_DIFFEREE, situation_id, motif=reason) as u:
        situations.add_fact(u, dossier, "information", fact)
        situations.note(u, dossier, Acte.INFORMATION_DIFFEREE)
