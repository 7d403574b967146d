"""Archive intermédiaire and dates brought forward: what a coordonnateur may decide about a date, within the caps.

An archived situation leaves every list; each opening asks for a typed reason and is an entry of its own
(AU-038 art. 5, domain 7).
"""

from __future__ import annotations

from dataclasses import dataclass

from gsn_app.actions.conservation import echeance_of, faits_of, is_archived, require_in_time, today_of
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import find_kept
from gsn_app.domain.acte import Acte
from gsn_app.domain.conservation import (
    archive_cap,
    compute_echeance,
    is_overdue,
    require_archive,
    require_avance,
)
from gsn_app.domain.membre import Role
from gsn_app.domain.situation import SituationComplete, SituationResume, SituationUnknown, parse_date
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import Refused
from gsn_app.store import conservation as termes
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Dossier

MOTIF_MAX = 300


class ArchiveMissing(Refused):
    """Cette situation n’est pas en archive intermédiaire."""

    code = "EFF-05"


@dataclass(frozen=True)
class ArchiveResume:
    """One archive, named to the coordonnateur who gave a reason to see the list. Dates are ISO."""

    id: str
    nom: str
    prenom: str
    motif: str
    depuis: str
    jusqu_au: str


@dataclass(frozen=True)
class DatesPossibles:
    """Date in force and last day an archive could reach; both ISO, "" when none."""

    echeance: str
    regle: str
    archive_max: str


@act(Acte.SITUATION_ARCHIVEE)
def archive_situation(session: Session, situation_id: str, *, jusqu_au: str, motif: str) -> None:
    """Keep a closed situation longer, hidden from the lists, for a written need (36 months after closure at most).

    Raises ArchiveNotClosed, JustificationTooShort, ArchiveTooLong, ConservationExpired.
    """
    dossier, resume = _require_own(session, situation_id, Acte.SITUATION_ARCHIVEE)
    require_in_time(session, echeance_of(session, resume))
    day = parse_date("Archive jusqu’au", jusqu_au)
    faits = faits_of(resume.personne, resume.typologie)
    why = require_archive(session.charte.conservation, faits, day, motif, today_of(session))
    with session.unit(Acte.SITUATION_ARCHIVEE, situation_id, motif=f"jusqu’au {day}") as u:
        typologie = situations.change_typologie(
            u, dossier, archive_jusqu_au=day.isoformat(), effacement_avance=""
        )
        termes.save_archive(u, dossier, termes.Archive(why, day.isoformat(), session.today()))
        echeance = compute_echeance(session.charte.conservation, faits_of(resume.personne, typologie))
        termes.save_terme(u, dossier, archive=True, echeance=echeance)
        situations.note(u, dossier, Acte.SITUATION_ARCHIVEE)


@act(Acte.SITUATION_EFFACEMENT_AVANCE)
def advance_effacement(session: Session, situation_id: str, jour: str) -> None:
    """Bring the date of a closed situation forward, from today on; it can never be put back.

    Raises AvanceNotEarlier, ArchiveNotClosed, ConservationExpired.
    """
    dossier, resume = _require_own(session, situation_id, Acte.SITUATION_EFFACEMENT_AVANCE)
    require_in_time(session, echeance_of(session, resume))
    day = parse_date("Effacement le", jour)
    faits = faits_of(resume.personne, resume.typologie)
    require_avance(session.charte.conservation, faits, day, today_of(session))
    with session.unit(Acte.SITUATION_EFFACEMENT_AVANCE, situation_id, motif=day.isoformat()) as u:
        typologie = situations.change_typologie(u, dossier, effacement_avance=day.isoformat())
        echeance = compute_echeance(session.charte.conservation, faits_of(resume.personne, typologie))
        termes.save_terme(u, dossier, archive=is_archived(typologie), echeance=echeance)
        situations.note(u, dossier, Acte.SITUATION_EFFACEMENT_AVANCE)


@act(Acte.ARCHIVE_CONSULTEE)
def list_archives(session: Session, motif: str) -> list[ArchiveResume]:
    """Archives of the bodies this member coordinates, for a typed reason, journaled before anything is shown."""
    session.gate(Acte.ARCHIVE_CONSULTEE)
    why = validate_texte("Motif", motif, MOTIF_MAX)
    session.trace(Acte.ARCHIVE_CONSULTEE, motif=f"liste : {why}")
    found = []
    for resume in situations.list_resumes(session.coffre):
        coordonne = session.role_in(resume.typologie.instance_id) is Role.COORDONNATEUR
        late = is_overdue(echeance_of(session, resume), today_of(session))
        if not is_archived(resume.typologie) or not coordonne or late:
            continue
        archive = termes.read_archive(session.coffre, session.coffre.dossiers[bytes.fromhex(resume.id)])
        if archive is not None:
            personne = resume.personne
            found.append(
                ArchiveResume(
                    resume.id, personne.nom, personne.prenom, archive.motif, archive.depuis, archive.jusqu_au
                )
            )
    return found


@act(Acte.ARCHIVE_CONSULTEE)
def read_archive(session: Session, situation_id: str, motif: str) -> SituationComplete:
    """Open one archive for a typed reason; each opening is an entry, durable before anything is decrypted.

    Raises ArchiveMissing, ConservationExpired.
    """
    session.gate(Acte.ARCHIVE_CONSULTEE)
    why = validate_texte("Motif", motif, MOTIF_MAX)
    session.trace(Acte.ARCHIVE_CONSULTEE, find_kept(session, situation_id).id.hex(), motif=why)
    dossier, resume = _require_own(session, situation_id, Acte.ARCHIVE_CONSULTEE)
    if not is_archived(resume.typologie):
        raise ArchiveMissing()
    require_in_time(session, echeance_of(session, resume))
    return situations.read_situation(session.coffre, dossier)


@act(Acte.CONSERVATION_CONSULTEE)
def read_dates(session: Session, situation_id: str) -> DatesPossibles:
    """Date in force of a situation, its rule, and how far an archive could go."""
    _, resume = _require_own(session, situation_id, Acte.CONSERVATION_CONSULTEE)
    rules = session.charte.conservation
    faits = faits_of(resume.personne, resume.typologie)
    now = compute_echeance(rules, faits)
    longest = ""
    if faits.cloture is not None:
        caps = [archive_cap(rules, faits.cloture)]
        if now is not None:
            rest = compute_echeance(
                rules, type(faits)(faits.naissance, faits.cloture, caps[0], None, faits.absence)
            )
            caps += [rest.jour] if rest else []
        longest = min(caps).isoformat()
    return DatesPossibles(now.jour.isoformat() if now else "", str(now.regle) if now else "", longest)


def _require_own(session: Session, situation_id: str, acte: Acte) -> tuple[Dossier, SituationResume]:
    """Gate, load, then gate in the situation's own body; raises SituationUnknown."""
    session.gate(acte)
    dossier = find_kept(session, situation_id)
    resume = situations.read_resume(session.coffre, dossier)
    if resume is None:
        raise SituationUnknown()
    session.gate(acte, resume.typologie.instance_id)
    return dossier, resume
