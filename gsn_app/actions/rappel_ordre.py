"""The rappel à l'ordre, act by act (CSI L132-7). The rules are the domain's; each act is an event signed by its author.

Temps 1 and temps 3 are recorded when their sheet is confirmed printed: a sheet that never came out was never sent.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from gsn_app.actions.conservation import rappel_echeance_of, require_in_time, require_readable
from gsn_app.actions.impression import Feuille, next_exemplaire, request_impression, require_confirmed
from gsn_app.actions.logo import tirage_of
from gsn_app.actions.modele_texte import find_modele
from gsn_app.actions.reglage import read_reglages, reglages_rappel
from gsn_app.actions.session import Session, act, reference_of
from gsn_app.actions.situation import find_held, require_open, require_unlimited
from gsn_app.documents.convocation import render_convocation
from gsn_app.documents.fiche_navette import render_fiche_navette
from gsn_app.domain import rappel_ordre as rule
from gsn_app.domain.acte import Acte
from gsn_app.domain.conservation import is_overdue
from gsn_app.domain.fiche_navette import fiche_navette_of
from gsn_app.domain.membre import Role
from gsn_app.domain.rappel_ordre import ActePossible, RappelOrdre
from gsn_app.domain.rappel_ordre_convocation import convocations_of
from gsn_app.domain.rappel_ordre_evenement import Evenement, ParquetConsulte, Prepare, ReponseParquet
from gsn_app.domain.rappel_ordre_suite import (
    Convoque,
    NonPresente,
    ParquetInforme,
    PartenairesConsultes,
    Prononce,
    Reporte,
)
from gsn_app.domain.registre_rappel import ligne_of
from gsn_app.domain.situation import SituationUnknown
from gsn_app.errors import GsnError, Refused
from gsn_app.store import rappel_apart
from gsn_app.store import rappel_ordre as rappels
from gsn_app.store import registre_rappel as registre
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.unite import Unite

#: kinds of sheets, for their numbers, their copies and what a confirmation is about
FICHE = "fiche_navette"
RETOUR = "fiche_navette_retour"
CONVOCATION = "convocation"


@dataclass(frozen=True)
class RappelResume:
    """One line of the board; ``depuis_jours``: days since the last act; ``prochain``: the next act, if it is mine.

    ``adulte``: in a dossier apart, ``situation_id`` being that dossier's.
    """

    id: str
    situation_id: str
    nom: str
    prenom: str
    etat: str
    numero: str
    depuis_jours: int
    fait: str
    attente_jours: int | None
    relance: bool
    prochain: str = ""
    adulte: bool = False


@act(Acte.RAPPEL_ORDRE_CONSULTE)
def list_rappels(session: Session) -> list[RappelResume]:
    """Rappels of the situations whose ``rappel`` compartment this member holds (coordonnateurs, elu)."""
    session.gate(Acte.RAPPEL_ORDRE_CONSULTE)
    session.trace(Acte.RAPPEL_ORDRE_CONSULTE, motif="liste")
    today = session.now().astimezone().date()
    delay = read_reglages(session).delai_relance_jours
    found = []
    for dossier in rappels.list_holders(session.coffre):
        try:
            replayed = rappels.read_rappels(session.coffre, dossier)
        except GsnError as error:  # a forged event hides the rappels of its situation, not the others
            session.coffre.anomalies.append(f"Un rappel à l’ordre n’est pas affiché : {error}")
            continue
        if not _is_readable(session, dossier):
            continue
        apart = dossier.genre == Genre.RAPPEL
        for rappel_id, rappel in replayed.items():
            if rappel.prepare is None or is_overdue(rappel_echeance_of(session, rappel, apart=apart), today):
                continue
            last = rappel.evenements[-1].horodatage.astimezone().date()
            found.append(RappelResume(
                rappel_id, dossier.id.hex(), rappel.prepare.nom, rappel.prepare.prenom, str(rappel.etat),
                rappel.numero_fiche, (today - last).days, str(rappel.prepare.fait),
                rappel.days_waiting(today), rappel.reminder_due(today, delay), _next_act(session, dossier, rappel), apart,
            ))  # fmt: skip
    return found


def _is_readable(session: Session, dossier: Dossier) -> bool:
    try:
        require_readable(session, dossier)
    except Refused:
        return False
    return True


def _next_act(session: Session, dossier: Dossier, rappel: RappelOrdre) -> str:
    role = session.role_in(rappels.read_instance(session.coffre, dossier))
    possible = rule.permitted(rappel, frozenset({str(role)} if role else ()))
    return next((rule.LIBELLES_ACTE[a.acte] for a in possible if a.principal and a.permis), "")


@act(Acte.RAPPEL_ORDRE_CONSULTE)
def read_rappel(session: Session, rappel_id: str) -> RappelOrdre:
    """One rappel, replayed from its signed events; journaled before it is decrypted."""
    session.gate(Acte.RAPPEL_ORDRE_CONSULTE)
    session.trace(Acte.RAPPEL_ORDRE_CONSULTE, reference_of((rappel_id,)))
    _consulted(session).add(rappel_id)
    return _find(session, Acte.RAPPEL_ORDRE_CONSULTE, rappel_id)[2]


@act(Acte.RAPPEL_ORDRE_CONSULTE)
def permitted_acts(session: Session, rappel_id: str) -> tuple[ActePossible, ...]:
    """Every act with its yes or its reason of refusal, for this member, on this rappel.

    A consultation like :func:`read_rappel`; one entry covers both in a session.
    """
    session.gate(Acte.RAPPEL_ORDRE_CONSULTE)
    if rappel_id not in _consulted(session):
        session.trace(Acte.RAPPEL_ORDRE_CONSULTE, reference_of((rappel_id,)))
        _consulted(session).add(rappel_id)
    _, instance_id, rappel = _find(session, Acte.RAPPEL_ORDRE_CONSULTE, rappel_id)
    role = session.role_in(instance_id)
    return rule.permitted(rappel, frozenset({str(role)} if role else ()))


@act(Acte.RAPPEL_ORDRE_PREPARE)
def prepare_rappel(session: Session, /, situation_id: str, **donnees: Any) -> str:
    """Prepare a rappel from the fields of ``Prepare``; returns its id. Every elu of the body receives its key.

    An elu prepares one where they already hold a rappel: the exchanges stay closed to them (article 17).
    """
    dossier, instance_id = _require_rappel(session, situation_id)
    rappel_id = f"{situation_id}-{secrets.token_hex(4)}"
    event = _event(session, Prepare, instance_id, 1, donnees)
    rule.apply(RappelOrdre(), event)
    with session.unit(Acte.RAPPEL_ORDRE_PREPARE, rappel_id, motif=str(event.fait)) as u:
        _open_to_elus(session, u, dossier, instance_id)
        rappels.save_evenement(u, dossier, rappel_id, instance_id, event)
        situations.note(u, dossier, Acte.RAPPEL_ORDRE_PREPARE)
    return rappel_id


@act(Acte.RAPPEL_ORDRE_PARQUET_CONSULTE)
def print_fiche_navette(session: Session, rappel_id: str) -> Feuille:
    """Temps 1: number and render the sheet; call :func:`confirm_fiche_navette` once it is out of the printer.

    A reminder is printed again under the same number as a further copy.
    """
    _, instance_id, rappel = _find(session, Acte.RAPPEL_ORDRE_PARQUET_CONSULTE, rappel_id)
    reglages = reglages_rappel(session)
    copy = next_exemplaire(session, FICHE, rappel_id, len(rappel.envois) + 1)
    candidate = _event(session, ParquetConsulte, instance_id, len(rappel.evenements) + 1, {
        "numero_fiche": rappel.numero_fiche or "à venir", "date_envoi": _today(session), "exemplaire": copy,
        "protocole": reglages.protocole,
    })  # fmt: skip
    rule.apply(rappel, candidate)

    def render(numero: str, ancre: str, lecteur: str) -> bytes:
        tirage = tirage_of(session, numero, copy, ancre, lecteur)
        return render_fiche_navette(fiche_navette_of(rappel, reglages, tirage, date_envoi=_today(session)))

    return request_impression(
        session,
        FICHE,
        rappel_id,
        render,
        numero=rappel.numero_fiche,
        exemplaire=copy,
        instance_id=instance_id,
    )


@act(Acte.RAPPEL_ORDRE_PARQUET_CONSULTE)
def confirm_fiche_navette(session: Session, rappel_id: str, feuille: Feuille) -> None:
    """The printed sheet left for the parquet: temps 1 is recorded. Raises ImpressionUnconfirmed before."""
    session.gate(Acte.RAPPEL_ORDRE_PARQUET_CONSULTE)
    require_confirmed(session, feuille, FICHE, rappel_id)
    _record(session, rappel_id, Acte.RAPPEL_ORDRE_PARQUET_CONSULTE, ParquetConsulte, {
        "numero_fiche": feuille.numero, "date_envoi": _today(session), "exemplaire": feuille.exemplaire,
        "protocole": reglages_rappel(session).protocole,
    }, document=feuille.numero)  # fmt: skip


@act(Acte.RAPPEL_ORDRE_REPONSE_PARQUET)
def record_reponse(session: Session, /, rappel_id: str, **donnees: Any) -> None:
    """Temps 2: type the paper answer in (fields of ``ReponseParquet``). A is final, B leaves the act possible."""
    _record(session, rappel_id, Acte.RAPPEL_ORDRE_REPONSE_PARQUET, ReponseParquet, donnees)


@act(Acte.RAPPEL_ORDRE_PARTENAIRES_CONSULTES)
def record_consultation(session: Session, /, rappel_id: str, **donnees: Any) -> None:
    """The group was consulted (fields of ``PartenairesConsultes``)."""
    _record(session, rappel_id, Acte.RAPPEL_ORDRE_PARTENAIRES_CONSULTES, PartenairesConsultes, donnees)


@act(Acte.RAPPEL_ORDRE_CONVOQUE)
def convene(session: Session, /, rappel_id: str, **donnees: Any) -> tuple[Feuille, ...]:
    """Record the summons (fields of ``Convoque``) and return its letters, to be confirmed as any print."""
    _record(session, rappel_id, Acte.RAPPEL_ORDRE_CONVOQUE, Convoque, donnees)
    return print_convocations(session, rappel_id)


@act(Acte.RAPPEL_ORDRE_CONVOQUE)
def print_convocations(session: Session, rappel_id: str) -> tuple[Feuille, ...]:
    """The letters of the last summons, one per addressee; each is a print of its own."""
    _, instance_id, rappel = _find(session, Acte.RAPPEL_ORDRE_CONVOQUE, rappel_id)
    reglages = reglages_rappel(session)
    copy = next_exemplaire(session, CONVOCATION, rappel_id)
    modele = find_modele(session, CONVOCATION)

    def letter(rank: int) -> Callable[[str, str, str], bytes]:
        def render(numero: str, ancre: str, lecteur: str) -> bytes:
            tirage = tirage_of(session, numero, copy, ancre, lecteur)
            return render_convocation(convocations_of(rappel, reglages, tirage, modele=modele)[rank])

        return render

    probe = tirage_of(session, rappel.numero_fiche, copy, session.ancre, session.membre.nom)
    count = len(convocations_of(rappel, reglages, probe))
    return tuple(
        request_impression(
            session,
            CONVOCATION,
            rappel_id,
            letter(rank),
            numero=rappel.numero_fiche,
            exemplaire=copy,
            instance_id=instance_id,
        )
        for rank in range(count)
    )


@act(Acte.RAPPEL_ORDRE_PRONONCE)
def deliver(session: Session, /, rappel_id: str, **donnees: Any) -> None:
    """The elu delivered the rappel (fields of ``Prononce``); nobody else can record it."""
    _record(session, rappel_id, Acte.RAPPEL_ORDRE_PRONONCE, Prononce, donnees)


@act(Acte.RAPPEL_ORDRE_NON_PRESENTE)
def record_absence(session: Session, /, rappel_id: str, **donnees: Any) -> None:
    """Nobody came (fields of ``NonPresente``)."""
    _record(session, rappel_id, Acte.RAPPEL_ORDRE_NON_PRESENTE, NonPresente, donnees)


@act(Acte.RAPPEL_ORDRE_REPORTE)
def postpone(session: Session, /, rappel_id: str, **donnees: Any) -> None:
    """The interview is put off (fields of ``Reporte``)."""
    _record(session, rappel_id, Acte.RAPPEL_ORDRE_REPORTE, Reporte, donnees)


@act(Acte.RAPPEL_ORDRE_PARQUET_INFORME)
def print_retour(session: Session, rappel_id: str) -> Feuille:
    """Temps 3: print the sheet with its return part; call :func:`confirm_retour` once it is out."""
    _, instance_id, rappel = _find(session, Acte.RAPPEL_ORDRE_PARQUET_INFORME, rappel_id)
    candidate = _event(
        session, ParquetInforme, instance_id, len(rappel.evenements) + 1, {"date_retour": _today(session)}
    )
    told = rule.apply(rappel, candidate)
    reglages = reglages_rappel(session)
    copy = next_exemplaire(session, RETOUR, rappel_id, rappel.envois[-1].exemplaire + 1)

    def render(numero: str, ancre: str, lecteur: str) -> bytes:
        return render_fiche_navette(
            fiche_navette_of(told, reglages, tirage_of(session, numero, copy, ancre, lecteur))
        )

    return request_impression(
        session,
        RETOUR,
        rappel_id,
        render,
        numero=rappel.numero_fiche,
        exemplaire=copy,
        instance_id=instance_id,
    )


@act(Acte.RAPPEL_ORDRE_PARQUET_INFORME)
def confirm_retour(session: Session, rappel_id: str, feuille: Feuille) -> None:
    """The return part left for the parquet: the sheet is closed. Raises ImpressionUnconfirmed before."""
    session.gate(Acte.RAPPEL_ORDRE_PARQUET_INFORME)
    require_confirmed(session, feuille, RETOUR, rappel_id)
    data = {"date_retour": _today(session), "exemplaire": feuille.exemplaire}
    _record(
        session, rappel_id, Acte.RAPPEL_ORDRE_PARQUET_INFORME, ParquetInforme, data, document=feuille.numero
    )


def _find(session: Session, acte: Acte, rappel_id: str) -> tuple[Dossier, str, RappelOrdre]:
    """Gate, load, then gate in the body itself: dossier, body and rappel. Raises SituationUnknown."""
    session.gate(acte)
    dossier, instance_id, rappel = rappels.find_rappel(session.coffre, rappel_id)
    session.gate(acte, instance_id)
    require_readable(session, dossier)
    require_in_time(session, rappel_echeance_of(session, rappel, apart=dossier.genre == Genre.RAPPEL))
    return dossier, instance_id, rappel


def _require_rappel(session: Session, situation_id: str) -> tuple[Dossier, str]:
    """A situation whose ``rappel`` compartment this member holds, and its body, gated for preparing."""
    session.gate(Acte.RAPPEL_ORDRE_PREPARE)
    dossier = find_held(session, situation_id)
    if dossier.compartment(Compartiment.RAPPEL) is None:
        raise SituationUnknown()
    if dossier.compartment(Compartiment.TYPOLOGIE) is not None:
        return dossier, require_open(session, situation_id, Acte.RAPPEL_ORDRE_PREPARE)[1].instance_id
    instance_id = rappels.read_instance(session.coffre, dossier)
    session.gate(Acte.RAPPEL_ORDRE_PREPARE, instance_id)
    return dossier, instance_id


def _consulted(session: Session) -> set[str]:
    """Rappels whose consultation is journaled in this session."""
    found: set[str] = session.__dict__.setdefault("rappels_consultes", set())
    return found


def _record(
    session: Session, rappel_id: str, acte: Acte, kind: Callable[..., Evenement], donnees: dict[str, Any], *,
    document: str = "",
) -> None:  # fmt: skip
    dossier, instance_id, rappel = _find(session, acte, rappel_id)
    require_unlimited(session, dossier)
    event = _event(session, kind, instance_id, len(rappel.evenements) + 1, donnees)
    after = rule.apply(rappel, event)
    with session.unit(acte, rappel_id, motif=str(after.etat), document=document) as u:
        rappels.save_evenement(u, dossier, rappel_id, instance_id, event)
        _open_to_elus(session, u, dossier, instance_id)
        if dossier.genre == Genre.SITUATION:
            situations.note(u, dossier, acte)
            _reflect(u, dossier, acte, after)
        if session.role_in(instance_id) is Role.COORDONNATEUR and after.envois:
            registre.save_ligne(u, instance_id, ligne_of(after))


def _open_to_elus(session: Session, u: Unite, dossier: Dossier, instance_id: str) -> None:
    """Only a coordonnateur hands keys on; each of their acts catches up with an elu who signed meanwhile."""
    if session.role_in(instance_id) is not Role.COORDONNATEUR:
        return
    if dossier.genre == Genre.RAPPEL:
        rappel_apart.hand_on(u, dossier, instance_id, session.signed)
    else:
        situations.open_rappel_to_elus(u, dossier, instance_id, session.signed)


def _reflect(u: Unite, dossier: Dossier, acte: Acte, after: RappelOrdre) -> None:
    """What the report counts follows the rappel, when this member holds the coded attributes."""
    if dossier.compartment(Compartiment.TYPOLOGIE) is None:
        return
    if acte is Acte.RAPPEL_ORDRE_REPONSE_PARQUET:
        situations.change_typologie(u, dossier, suite="suite.POK" if after.accord else "suite.PNO")
    if acte is Acte.RAPPEL_ORDRE_PARQUET_INFORME:
        situations.add_mesure_code(u, dossier, "mesure.RAO")
        if after.prononce is not None and after.prononce.mesure is rule.MesureRappel.AIDE_PARENTALE:
            situations.add_mesure_code(u, dossier, "mesure.PAR")
        if after.prononce is not None and after.prononce.engagement_ecrit:
            situations.add_mesure_code(u, dossier, "mesure.ENG")
        situations.change_typologie(u, dossier, suite="suite.REA" if after.prononce else "suite.ABSN")


def _event(
    session: Session, kind: Callable[..., Any], instance_id: str, numero: int, donnees: dict[str, Any]
) -> Any:
    role = session.role_in(instance_id)
    return kind(
        numero=numero, auteur_id=session.membre.id, auteur_roles=frozenset({str(role)} if role else ()),
        horodatage=session.now().astimezone(UTC), **donnees,
    )  # fmt: skip


def _today(session: Session) -> date:
    return session.now().astimezone().date()
