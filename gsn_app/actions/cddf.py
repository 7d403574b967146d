"""The conseil pour les droits et devoirs des familles, act by act (CASF L141-1, L141-2): it hears and recommends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gsn_app.actions import chemin as path
from gsn_app.actions.feuille import print_sheet
from gsn_app.actions.impression import Feuille
from gsn_app.actions.reglage import read_reglages
from gsn_app.actions.session import Session, act, reference_of
from gsn_app.domain.acte import Acte
from gsn_app.domain.cddf import CDDF, Cddf, CddfEnfantUninvited
from gsn_app.domain.cddf_evenement import (
    Accompagnement,
    AesfDemandee,
    Atteste,
    ClosCddf,
    ConvoqueFamille,
    FamilleAbsente,
    FamilleEntendue,
    Recommande,
    Saisi,
)
from gsn_app.domain.cddf_feuille import attestation_of, saisine_of
from gsn_app.domain.rappel_ordre_garde import ActePossible
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Dossier
from gsn_app.store.unite import Unite


@dataclass(frozen=True)
class CddfResume:
    """One line of the board and of the yearly counts. Dates ISO, "" while they did not come."""

    id: str
    situation_id: str
    nom: str
    prenom: str
    etat: str
    saisi_par: str
    motif: str
    date_saisine: str
    date_audition: str
    recommandations: tuple[str, ...]
    accompagnement: bool
    aesf: bool
    attestation: bool
    issue: str


@act(Acte.CDDF_CONSULTE)
def list_cddf(session: Session) -> list[CddfResume]:
    """Referrals of the situations this member reads; one journal entry."""
    session.gate(Acte.CDDF_CONSULTE)
    session.trace(Acte.CDDF_CONSULTE, motif="liste")
    return [_resume(objet, dossier, c) for objet, dossier, c in path.walk(session, CDDF)]


def _resume(objet_id: str, dossier: Dossier, c: Cddf) -> CddfResume:
    s = c.saisi
    return CddfResume(
        objet_id, dossier.id.hex(), s.enfant_nom if s else "", s.enfant_prenom if s else "", c.etat,
        str(s.saisi_par) if s else "", str(s.motif) if s else "", s.date_saisine.isoformat() if s else "",
        c.entendue.date_audition.isoformat() if c.entendue else "",
        tuple(str(r) for r in c.recommande.recommandations) if c.recommande else (),
        c.accompagnement is not None, c.aesf is not None, c.atteste is not None, str(c.clos.issue) if c.clos else "",
    )  # fmt: skip


@act(Acte.CDDF_CONSULTE)
def read_cddf(session: Session, objet_id: str) -> tuple[Cddf, tuple[ActePossible, ...]]:
    """One referral, replayed from its signed events, and what this member may do of it."""
    session.gate(Acte.CDDF_CONSULTE)
    session.trace(Acte.CDDF_CONSULTE, reference_of((objet_id,)))
    _, instance_id, found = path.find(session, Acte.CDDF_CONSULTE, CDDF, objet_id)
    return found, path.permitted(session, CDDF, instance_id, found)


@act(Acte.CDDF_SAISI)
def refer_cddf(session: Session, /, situation_id: str, **donnees: Any) -> str:
    """Refer a family (fields of ``Saisi``) in the child's situation; returns the referral's id."""
    return path.start(session, Acte.CDDF_SAISI, CDDF, situation_id, Saisi, donnees)


@act(Acte.CDDF_CONVOQUE)
def invite_family(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """Invite the parents (fields of ``ConvoqueFamille``); the child only where the settings allow it."""
    session.gate(Acte.CDDF_CONVOQUE)
    if donnees.get("enfant_invite") and not read_reglages(session).cddf_enfant:
        raise CddfEnfantUninvited()
    path.record(session, CDDF, Acte.CDDF_CONVOQUE, objet_id, ConvoqueFamille, donnees)


@act(Acte.CDDF_FAMILLE_ENTENDUE)
def record_hearing(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """The family was heard, rights and duties recalled (fields of ``FamilleEntendue``)."""
    path.record(
        session, CDDF, Acte.CDDF_FAMILLE_ENTENDUE, objet_id, FamilleEntendue, donnees, reflect=_reflect
    )


@act(Acte.CDDF_FAMILLE_ABSENTE)
def record_family_absence(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """Nobody came (fields of ``FamilleAbsente``); nothing else follows from it."""
    path.record(session, CDDF, Acte.CDDF_FAMILLE_ABSENTE, objet_id, FamilleAbsente, donnees)


@act(Acte.CDDF_RECOMMANDE)
def record_recommandations(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """What the conseil recommends (fields of ``Recommande``); it decides nothing."""
    path.record(session, CDDF, Acte.CDDF_RECOMMANDE, objet_id, Recommande, donnees, reflect=_reflect)


@act(Acte.CDDF_ACCOMPAGNEMENT)
def propose_accompagnement(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """The elu proposes the accompagnement parental, its checks made (fields of ``Accompagnement``)."""
    path.record(session, CDDF, Acte.CDDF_ACCOMPAGNEMENT, objet_id, Accompagnement, donnees, reflect=_reflect)


@act(Acte.CDDF_AESF_DEMANDEE)
def request_aesf(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """The AESF was asked of the département (fields of ``AesfDemandee``)."""
    path.record(session, CDDF, Acte.CDDF_AESF_DEMANDEE, objet_id, AesfDemandee, donnees, reflect=_reflect)


@act(Acte.CDDF_ATTESTE)
def attest(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """The elu hands the attestation over, the parents' engagement signed (fields of ``Atteste``)."""
    path.record(session, CDDF, Acte.CDDF_ATTESTE, objet_id, Atteste, donnees)


@act(Acte.CDDF_CLOS)
def close_cddf(session: Session, /, objet_id: str, **donnees: Any) -> None:
    """End the path (fields of ``ClosCddf``)."""
    path.record(session, CDDF, Acte.CDDF_CLOS, objet_id, ClosCddf, donnees, reflect=_reflect)


@act(Acte.IMPRESSION_DEMANDEE)
def print_saisine(session: Session, objet_id: str) -> Feuille:
    """The sheet « saisine CDDF », with the invitation; raises CddfSheetUntimely before it is set."""
    return print_sheet(session, Acte.CDDF_CONSULTE, CDDF, objet_id, "cddf_saisine", saisine_of)


@act(Acte.IMPRESSION_DEMANDEE)
def print_attestation_cddf(session: Session, objet_id: str) -> Feuille:
    """The attestation to sign; raises CddfSheetUntimely without an accompagnement."""
    return print_sheet(session, Acte.CDDF_CONSULTE, CDDF, objet_id, "cddf_attestation", attestation_of)


def _reflect(u: Unite, dossier: Dossier, after: Cddf) -> None:
    """Coded attributes the report counts; a path that an elu moved is reflected at the coordonnateur's next act."""
    situations.add_mesure_code(u, dossier, "mesure.CDDF")
    if after.accompagnement is not None:
        situations.add_mesure_code(u, dossier, "mesure.PAR")
    if after.aesf is not None:
        situations.add_mesure_code(u, dossier, "mesure.ESF")
    if after.atteste is not None:
        situations.add_mesure_code(u, dossier, "mesure.ENG")
    if after.clos is not None:
        situations.change_typologie(u, dossier, suite=str(after.clos.issue))
