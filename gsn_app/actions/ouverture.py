"""Opening: what may be seen before the passphrase, and the login itself with its journal entry."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gsn_app.actions.gardien import expire_parts
from gsn_app.actions.journal_purge import purge_when_due
from gsn_app.actions.membre import complete_remises
from gsn_app.actions.reprise import resume_effacements
from gsn_app.actions.retrait import complete_rotations
from gsn_app.actions.secret_poste import follow_secret_poste
from gsn_app.actions.session import Session, describe_jump
from gsn_app.config import KDF, KdfPolicy
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import MembreUnknown
from gsn_app.domain.phrase_passe import encode_passphrase
from gsn_app.errors import GsnError, Issue, Refused
from gsn_app.poste import Poste
from gsn_app.store import brouillon, entete
from gsn_app.store import dossier as box
from gsn_app.store.cle_fichier import finish_renewal
from gsn_app.store.coffre import now, open_coffre
from gsn_app.store.connection import DatabaseError, translate
from gsn_app.store.creation import session_certificate, settle_creation
from gsn_app.store.journal import Entree
from gsn_app.store.unite import Unite

_JUMP_MS = 400 * 86_400_000


class PosteForeign(GsnError):
    """Ce poste ne connaît pas ce coffre : ouvrez-le sur son poste, ou utilisez la trousse de récupération."""

    code = "OUV-07"
    exit_code = 3
    issue = Issue.TROUSSE


class MemberSuspended(Refused):
    """Votre accès est suspendu depuis le {le}. Adressez-vous au coordonnateur."""

    code = "OUV-20"


@dataclass(frozen=True)
class MembreAffiche:
    """A member as shown before login: read from the header, sealed for this machine only."""

    id: str
    nom: str
    fonction: str


@dataclass(frozen=True)
class Porte:
    """What may be seen of a vault before the passphrase."""

    dossier: Path
    nom: str
    membres: tuple[MembreAffiche, ...]
    demonstration: bool
    ouvert_par: str
    derniere_sauvegarde: str


def list_recents(poste: Path | None) -> list[tuple[str, Path]]:
    """Recent vaults of this machine: name of the folder, folder. A creation cut short is settled first."""
    machine = Poste(poste)
    settle_creation(machine)
    return machine.list_recents()


def read_porte(dossier: Path, poste: Path | None = None, *, kdf: KdfPolicy = KDF) -> Porte:
    """Read the header and the names sealed for this machine; raises VaultMissing, HeaderDamaged, PosteForeign…"""
    machine = Poste(poste)
    header = entete.read_copies(Path(dossier), kdf)[0][0]
    try:
        nom, names = entete.read_names(header, machine.read_secrets(header.vault_id))
    except GsnError:
        raise PosteForeign() from None
    membres = tuple(MembreAffiche(key, *text.partition("\n")[::2]) for key, text in names)
    occupant = machine.read_occupant(header.vault_id)
    saved = machine.read_sauvegarde(header.vault_id)
    return Porte(Path(dossier), nom, membres, entete.is_demonstration(header), occupant, saved)


def open_session(
    dossier: Path, poste: Path | None, membre_id: str, passphrase: str, *, kdf: KdfPolicy = KDF,
    clock: Callable[[], datetime] = now,
) -> Session:  # fmt: skip
    """Open the vault as one member and write the login entry before anything is decrypted. Costs one Argon2id."""
    machine = Poste(poste)
    try:
        member_id = bytes.fromhex(membre_id)
    except ValueError:
        raise MembreUnknown() from None
    coffre = open_coffre(
        Path(dossier),
        machine,
        member_id,
        encode_passphrase(passphrase),
        policy=kdf,
        clock=clock,
    )
    try:
        session = Session(coffre)
        _refuse_suspended(session)
        _login(session)
        finish_renewal(coffre)
        follow_secret_poste(session, passphrase, kdf)
        box.load_dossiers(coffre)
        resume_effacements(session)
        brouillon.erase_old(coffre, session.charte.conservation.brouillon_jours)
        complete_remises(session)
        complete_rotations(session)
        expire_parts(session)
        purge_when_due(session)
    except DatabaseError as error:  # a page that nothing read before is damaged
        coffre.close()
        raise translate(error) from None
    except BaseException:
        coffre.close()
        raise
    with contextlib.suppress(GsnError):
        machine.save_occupant(coffre.vault_id, session.membre.nom)
        machine.remember(Path(dossier))
    return session


def _refuse_suspended(session: Session) -> None:
    """A suspended member sees nothing; the attempt is journaled under a certificate of theirs."""
    if session.membre.suspendu_le:
        coffre = session.coffre
        certificate = session_certificate(coffre, coffre.tail.n + 1)
        refused = f"{Acte.SESSION_OUVERTE} {MemberSuspended.code}"
        with Unite(coffre, Entree(str(Acte.ACCES_REFUSE), motif=refused, certificat=certificate)):
            pass
        raise MemberSuspended(le=session.membre.suspendu_le)


def _login(session: Session) -> None:
    """The login entry carries the session's certificate, absorbs failed attempts and notes a clock jump."""
    coffre = session.coffre
    certificate = session_certificate(coffre, coffre.tail.n + 1)
    failures = coffre.failed_attempts
    motif = f"essais manqués avant cette ouverture : {failures}" if failures else ""
    name = f"session.{session.membre.id}"
    with Unite(coffre, Entree(str(Acte.SESSION_OUVERTE), motif=motif, certificat=certificate)) as u:
        last = coffre.read_valeur(f"{name}.derniere")
        if last is not None:
            u.save_valeur(f"{name}.precedente", last)
        u.save_valeur(f"{name}.derniere", session.now().isoformat(timespec="seconds").encode())
        gap = coffre.now_ms() - coffre.previous_time_ms
        if coffre.previous_time_ms and not 0 <= gap <= _JUMP_MS:
            u.also(Entree(str(Acte.HORLOGE_SAUT), motif=describe_jump(gap)))
    coffre.poste.clear_failures(coffre.vault_id)
