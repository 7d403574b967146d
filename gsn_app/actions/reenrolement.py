"""A member who forgot: enrolled again with new keys, then those who hold their situations hand the keys back.

Nobody can be given back what nobody holds: situations with a single holder are shown, and a trial proves the way
without writing anything but its dated line. Everything here is announced to every member.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from gsn_app.actions.conservation import list_listed
from gsn_app.actions.membre import RacineMissing
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import MembreUnsigned
from gsn_app.config import KDF, KdfPolicy
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Membre, Role
from gsn_app.domain.phrase_passe import encode_passphrase, require_strong
from gsn_app.errors import InvalidInput, Refused
from gsn_app.store import annonce as annonces
from gsn_app.store import essai as essais
from gsn_app.store import recuperation as store
from gsn_app.store import situation as situations
from gsn_app.store.annonce import Annonce
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.creation import open_shared_key, settle_header
from gsn_app.store.remise import give_back, list_due, list_living, list_lost, read_instance, was_renewed


class MembreSelf(InvalidInput):
    """Vous avez ouvert le coffre : votre phrase n’est pas oubliée. Un autre coordonnateur peut vous enrôler de nouveau."""

    code = "REN-01"


class NothingDue(InvalidInput):
    """Vous ne détenez rien qui soit dû à {nom} : tout lui a déjà été remis, ou d’autres le détiennent."""

    code = "REN-02"


class MembreGone(Refused):
    """{nom} n’est plus en fonction : enrôlez la personne comme un nouveau membre."""

    code = "REN-03"


@dataclass(frozen=True)
class Remise:
    """What this session could hand back to one member, in counts."""

    membre_id: str
    nom: str
    situations: int
    saisines: int
    apports: int


@dataclass(frozen=True)
class SituationFragile:
    """A situation whose circle is held by a single member: if they forget, only the custodians open it."""

    situation_id: str
    personne: str
    detenteur: str


@dataclass(frozen=True)
class Essai:
    """« Récupérable : oui, essayé le … » — ``le`` ISO date, "" when never tried; ``detail`` says what was proved."""

    le: str
    reussi: bool
    detail: str


@act(Acte.MEMBRE_REENROLE)
def reenrol_membre(session: Session, membre_id: str, passphrase: str, *, kdf: KdfPolicy = KDF) -> Membre:
    """New keys for a member who forgot, who types a new passphrase here; the same person, at a new directory epoch.

    They sign the charter again, then read what each holder hands back. Costs one Argon2id. Raises MembreSelf,
    MembreGone, RacineMissing, PassphraseWeak.
    """
    session.gate(Acte.MEMBRE_REENROLE)
    membre = session.coffre.annuaire.membre(membre_id)
    _gate_bodies(session, Acte.MEMBRE_REENROLE, membre)
    if membre.id == session.membre.id:
        raise MembreSelf()
    if not membre.actif:
        raise MembreGone(nom=membre.nom)
    require_strong(passphrase)
    coffre = session.coffre
    if open_shared_key(coffre, "racine") is None:
        raise RacineMissing()
    with session.unit(Acte.MEMBRE_REENROLE, membre.id) as u:
        nouveau, header = store.reenrol(coffre, u, membre, encode_passphrase(passphrase), kdf)
        auditeur = Role.AUDITEUR in membre.roles.values()
        annonces.save_annonce(
            u, Acte.MEMBRE_REENROLE, membre.id, "la clé du journal attend les gardiens" if auditeur else ""
        )
    settle_header(coffre, header, kdf)
    return nouveau


def list_remises(session: Session) -> list[Remise]:
    """Members to whom this session could hand keys back: proposed at login, never done by itself."""
    coffre = session.coffre
    if session.charte_a_signer or not session.permits(Acte.CLES_REMISES):
        return []
    found = []
    for membre in coffre.annuaire.membres:
        if membre.id == session.membre.id or not membre.recevable or not was_renewed(coffre, membre):
            continue
        if not session.signed(membre.id):
            continue
        due = [(d, list_due(coffre, d, membre)) for d in coffre.dossiers.values()]
        given = [(d, comps) for d, comps in due if comps]
        if given:
            found.append(Remise(
                membre.id, membre.nom,
                sum(_shares_circle(d, comps) for d, comps in given),
                sum(d.genre == Genre.SAISINE for d, _ in given),
                sum(sum(d.cles[c][0] == Compartiment.APPORT for c in comps) for d, comps in given),
            ))  # fmt: skip
    return found


@act(Acte.CLES_REMISES)
def return_keys(session: Session, membre_id: str) -> int:
    """Hand back to a member enrolled again everything due that this session holds; returns the number of dossiers.

    Announced to every member; noted in the history of each situation. Raises MembreUnsigned, MembreGone, NothingDue.
    """
    session.gate(Acte.CLES_REMISES)
    coffre = session.coffre
    membre = coffre.annuaire.membre(membre_id)
    if not membre.actif:
        raise MembreGone(nom=membre.nom)
    if not session.signed(membre_id):
        raise MembreUnsigned(nom=membre.nom)
    due = [d for d in coffre.dossiers.values() if was_renewed(coffre, membre) and list_due(coffre, d, membre)]
    if membre.id == session.membre.id or not due:
        raise NothingDue(nom=membre.nom)
    with session.unit(Acte.CLES_REMISES, membre.id, motif=f"{len(due)} dossiers") as u:
        for dossier in due:
            give_back(u, dossier, membre, read_instance(coffre, dossier))
            if dossier.genre == Genre.SITUATION:
                situations.note(u, dossier, Acte.CLES_REMISES, f"à {membre.nom}")
        annonces.save_annonce(u, Acte.CLES_REMISES, membre.id, f"{len(due)} dossiers")
    return len(due)


def list_annonces(session: Session, nombre: int = 100) -> list[Annonce]:
    """What every member may see of recoveries, newest first."""
    return annonces.list_annonces(session.coffre, nombre)


@act(Acte.SITUATION_CONSULTEE)
def list_fragiles(session: Session) -> list[SituationFragile]:
    """Situations of which a single member, or none, still holds the circle, among those this session holds."""
    session.gate(Acte.SITUATION_CONSULTEE)
    coffre = session.coffre
    session.trace(Acte.SITUATION_CONSULTEE, motif="détenteurs")
    lost = list_lost(coffre)
    found = []
    for resume in list_listed(session):
        living = list_living(coffre, coffre.dossiers[bytes.fromhex(resume.id)], lost)
        if living is not None and len(living) < 2:
            name = f"{resume.personne.prenom} {resume.personne.nom}"
            found.append(
                SituationFragile(resume.id, name, coffre.annuaire.membre(living[0]).nom if living else "")
            )
    return found


@act(Acte.RECUPERATION_ESSAYEE)
def try_membre(session: Session, membre_id: str, *, kdf: KdfPolicy = KDF) -> Essai:
    """Rehearse a member's new enrolment and what this session would hand back, then undo everything.

    New keys, a slot opened by a passphrase drawn for the trial, the directory signed, each key handed back and opened
    by the new keys; only the dated line of the trial stays. Costs two Argon2id. Raises MembreGone, RacineMissing.
    """
    session.gate(Acte.RECUPERATION_ESSAYEE)
    membre = session.coffre.annuaire.membre(membre_id)
    _gate_bodies(session, Acte.RECUPERATION_ESSAYEE, membre)
    if not membre.actif:
        raise MembreGone(nom=membre.nom)
    if membre.id == session.membre.id:
        raise MembreSelf()
    if open_shared_key(session.coffre, "racine") is None:
        raise RacineMissing()
    opened, due = essais.rehearse(session.coffre, membre, secrets.token_bytes(24), kdf)
    detail = f"accès refait, {opened} dossiers rendus sur {due}"
    essai = essais.Essai(session.today(), opened == due, detail)
    with session.unit(Acte.RECUPERATION_ESSAYEE, membre.id, motif=detail) as u:
        essais.save_essai(u, membre.id, essai)
    return Essai(essai.le, essai.reussi, essai.detail)


def read_essai(session: Session, membre_id: str) -> Essai:
    """The last trial about a member, or about the shares (``"sequestre"``)."""
    found = essais.read_essai(session.coffre, membre_id)
    return Essai(found.le, found.reussi, found.detail)


def _gate_bodies(session: Session, acte: Acte, membre: Membre) -> None:
    """A coordonnateur of one body decides nothing about members of another."""
    for instance_id in membre.roles:
        if instance_id != "*":
            session.gate(acte, instance_id)


def _shares_circle(dossier: Dossier, comps: set[bytes]) -> bool:
    return dossier.genre == Genre.SITUATION and any(dossier.cles[c][0] != Compartiment.APPORT for c in comps)
