"""The open vault of one member: connection, keys, directory, state root and the tail of the journal.

Opening order: header (bounds first) → slot (Argon2id) → HMAC → database → schema → directory signatures →
head file and state root against the journal → header hash. Anything unexpected stops there, before a content.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from gsn_app.config import KDF, KdfPolicy
from gsn_app.crypto import entete as slots
from gsn_app.crypto import journal as chain
from gsn_app.crypto import primitives as p
from gsn_app.crypto import racine
from gsn_app.domain.membre import Membre
from gsn_app.errors import Damaged, Issue
from gsn_app.poste import FolderReadOnly, Poste, PosteUnusable, Tete, Verrou
from gsn_app.store import entete, journal
from gsn_app.store.annuaire import ESCROW, Annuaire, parse_annuaire
from gsn_app.store.cle_scellee import Dossier
from gsn_app.store.connection import (
    Connection,
    DatabaseDamaged,
    DatabaseError,
    connect,
    harden,
    read_fingerprint,
    set_aside,
    translate,
    verify_pages,
)
from gsn_app.store.journal import Tail, Writer
from gsn_app.store.racine_etat import RacineEtat, indexes_agree
from gsn_app.store.schema import migrate, verify_schema

BASE = "coffre.db"
LOCK = "coffre.verrou"


class VaultRolledBack(Damaged):
    """Ce coffre est plus ancien que la dernière session connue de ce poste (entrée {n} attendue).

    Une copie ancienne a été remise à sa place : ne travaillez pas dessus, cherchez la copie récente.
    """

    code = "ALT-04"
    exit_code = 4
    issue = Issue.PARCOURIR


class JournalRewritten(VaultRolledBack):
    """L’entrée {n} du journal n’est plus celle que ce poste a connue : le journal a été réécrit, ou une copie ancienne reprise.

    Ne travaillez pas sur ce coffre : cherchez la copie récente, ou restaurez la dernière sauvegarde vérifiée.
    """

    code = "ALT-08"


class StateForged(Damaged):
    """Le contenu du coffre ne correspond pas à son journal : des lignes ont été remplacées ou remises.

    Rien n’a été affiché ; restaurez la dernière sauvegarde vérifiée.
    """

    code = "ALT-05"
    exit_code = 4
    issue = Issue.RESTAURER


class MemberRevoked(Damaged):
    """Votre accès à ce coffre a été fermé. Adressez-vous au coordonnateur."""

    code = "OUV-06"
    exit_code = 3


#: header copies → the header kept, its bytes, the keys of its reader, the file key
HeaderReader = Callable[
    [list[tuple[slots.Header, bytes]]], tuple[slots.Header, bytes, slots.MemberKeys, bytes]
]


def now() -> datetime:
    """The clock of this machine, aware, UTC."""
    return datetime.now(UTC)


@dataclass
class Coffre:
    """Everything one session holds; not for two threads at once."""

    dossier: Path
    poste: Poste
    vault_id: bytes
    header: slots.Header
    conn: Connection
    file_key: bytes
    member_id: bytes
    keys: slots.MemberKeys
    annuaires: dict[int, Annuaire]
    racine: RacineEtat
    tail: Tail
    writer: Writer
    verrou: Verrou
    policy: KdfPolicy
    clock: Callable[[], datetime] = now
    previous_time_ms: int = 0
    failed_attempts: int = 0
    anomalies: list[str] = field(default_factory=list)
    dossiers: dict[bytes, Dossier] = field(default_factory=dict)

    @property
    def annuaire(self) -> Annuaire:
        """The directory in force."""
        return self.annuaires[max(self.annuaires)]

    @property
    def membre(self) -> Membre:
        """The member of this session, as the directory knows them."""
        return self.annuaire.membre(self.member_id)

    @property
    def root_public(self) -> bytes:
        """Root key in force."""
        return bytes.fromhex(self.annuaire.cle_racine)

    @property
    def ancre(self) -> str:
        """Anchor of the last entry, the text printed on paper."""
        return chain.anchor(self.vault_id, self.tail.n, self.tail.chain, self.root_public)

    def now_ms(self) -> int:
        """Milliseconds since the epoch, from this session's clock."""
        return int(self.clock().timestamp() * 1000)

    def read_valeur(self, nom: str) -> bytes | None:
        """A value of the table ``coffre``, or None."""
        row = self.conn.execute("SELECT valeur FROM coffre WHERE id = ?", (nom,)).fetchone()
        return bytes(row[0]) if row else None

    def verify_pages(self) -> None:
        """Authenticate every page of the file, read or not: an opening reads only what it needs."""
        verify_pages(self.conn)

    def save_tete(self) -> None:
        """Remember on this machine how far the journal goes; what is durable stays so when that cannot be written."""
        fingerprint = p.sha256(self.root_public).hex()
        try:
            self.poste.save_tete(self.vault_id, Tete(self.tail.n, self.tail.chain.hex(), fingerprint))
        except PosteUnusable as error:
            self.anomalies.append(error.sentence)

    def close(self) -> None:
        """Close the file and give the lock back; keys go with the process."""
        with contextlib.suppress(DatabaseError):
            self.conn.close()
            self.poste.save_closed(self.vault_id, read_fingerprint(self.dossier / BASE))
        self.poste.save_occupant(self.vault_id, "")
        self.verrou.release()


def open_coffre(
    dossier: Path, poste: Poste, member_id: bytes, passphrase: bytes, *, policy: KdfPolicy = KDF,
    clock: Callable[[], datetime] = now,
) -> Coffre:  # fmt: skip
    """Open a vault as one member; see the module for the order. Costs one Argon2id."""
    return open_by(
        dossier, poste, member_id, lambda copies: _open_header(copies, poste, member_id, passphrase),
        policy=policy, clock=clock,
    )  # fmt: skip


def open_by(
    dossier: Path, poste: Poste, member_id: bytes, read_header: HeaderReader, *, policy: KdfPolicy = KDF,
    clock: Callable[[], datetime] = now,
) -> Coffre:  # fmt: skip
    """Open a vault with what ``read_header`` makes of the header's copies: a member's slot, or the escrow's."""
    copies = entete.read_copies(dossier, policy)
    header = copies[0][0]
    verrou = Verrou(dossier / LOCK)
    verrou.take(poste.read_occupant(header.vault_id))
    try:
        header, raw, keys, file_key = read_header(copies)
        known = bool(poste.read_closed(header.vault_id))
        moved = _set_aside(dossier, poste, header.vault_id)
        try:
            conn = connect(dossier / BASE, file_key)
        except DatabaseDamaged:  # killed between the renewed file and its header: the waiting header opens it
            waiting = entete.read_pending(dossier, policy)
            if not waiting:
                raise
            header, raw, keys, file_key = read_header(waiting)
            conn = connect(dossier / BASE, file_key)
        poste.clear_closed(header.vault_id)
        try:
            coffre = _open_database(
                dossier, poste, header, raw, conn, file_key, member_id, keys, verrou, policy, clock
            )
            if known and not poste.has_tete(header.vault_id):
                coffre.anomalies.append(
                    "Le repère de ce poste pour ce coffre a disparu : comparez l’ancre avec une feuille imprimée."
                )
            coffre.anomalies += [
                f"Un fichier inattendu, « {name} », accompagnait le coffre : il a été mis de côté, pas lu."
                for name in moved
            ]
            return coffre
        except DatabaseError as error:
            conn.close()
            raise translate(error) from None
        except BaseException:
            conn.close()
            raise
    except BaseException:
        verrou.release()
        raise


def _set_aside(dossier: Path, poste: Poste, vault_id: bytes) -> list[str]:
    """After a clean close here, and if the file did not change since, nothing may be played back into it."""
    closed = poste.read_closed(vault_id)
    if not closed or closed != read_fingerprint(dossier / BASE):
        return []
    try:
        return set_aside(dossier / BASE)
    except OSError:
        raise FolderReadOnly() from None


def _open_header(
    copies: list[tuple[slots.Header, bytes]], poste: Poste, member_id: bytes, passphrase: bytes
) -> tuple[slots.Header, bytes, slots.MemberKeys, bytes]:
    """The first copy that opens and verifies; a wrong passphrase is told only when no copy opens."""
    failure: Exception | None = None
    poste.read_secrets(copies[0][0].vault_id)
    for header, raw in copies:
        slot = header.slot_of(member_id)
        if slot is None:
            failure = failure or slots.PassphraseWrong()
            continue
        try:
            keys, file_key = slots.open_slot(
                slot, header.vault_id, passphrase, entete.secret_of(poste, header, slot)
            )
            slots.verify_header(header, file_key)
            return header, raw, keys, file_key
        except (slots.PassphraseWrong, slots.HeaderForged, p.SealBroken) as error:
            failure = failure or error
            if len({raw for _, raw in copies}) == 1:
                break
    if isinstance(failure, slots.PassphraseWrong):
        poste.count_failure(copies[0][0].vault_id)
    raise failure or slots.HeaderForged()


def _open_database(
    dossier: Path, poste: Poste, header: slots.Header, raw: bytes, conn: Connection, file_key: bytes,
    member_id: bytes, keys: slots.MemberKeys, verrou: Verrou, policy: KdfPolicy,
    clock: Callable[[], datetime],
) -> Coffre:  # fmt: skip
    migrate(conn)
    verify_schema(conn)
    harden(conn)
    vault_id = header.vault_id
    annuaires = read_annuaires(conn, vault_id, poste)
    annuaire = annuaires[max(annuaires)]
    tail = journal.read_tail(conn, vault_id)
    racine = RacineEtat.of(conn)
    _check_state(conn, poste, vault_id, tail, racine)
    racine.keep()
    _require_known(annuaire, member_id, keys)
    session_private, session_public = p.generate_signature()
    writer = Writer(vault_id, bytes.fromhex(annuaire.cle_audit), member_id, session_private, session_public)
    coffre = Coffre(
        dossier, poste, vault_id, header, conn, file_key, member_id, keys, annuaires, racine, tail, writer,
        verrou, policy, clock, tail.time_ms, poste.read_failures(vault_id),
    )  # fmt: skip
    if poste.has_tete(vault_id) and poste.read_tete(vault_id) is None:
        coffre.anomalies.append(
            "Le repère de ce poste pour ce coffre était illisible : comparez l’ancre avec une feuille imprimée."
        )
    _settle_header(coffre, raw)
    return coffre


def _require_known(annuaire: Annuaire, member_id: bytes, keys: slots.MemberKeys) -> None:
    """The keys of the slot are those of the signed directory: of a member in office, or of the escrow."""
    if member_id == ESCROW:
        if annuaire.cle_sequestre != keys.exchange_public.hex():
            raise slots.HeaderForged()
        return
    membre = annuaire.membre(member_id)
    if not membre.actif:
        raise MemberRevoked()
    if (membre.cle_signature, membre.cle_chiffrement) != (
        keys.signature_public.hex(),
        keys.exchange_public.hex(),
    ):
        raise slots.HeaderForged()


def read_annuaires(conn: Connection, vault_id: bytes, poste: Poste) -> dict[int, Annuaire]:
    """Every epoch of the directory, verified up to a root key this machine knows."""
    rows = conn.execute("SELECT id, contenu, signature FROM annuaire ORDER BY id").fetchall()
    if not rows:
        raise StateForged()
    try:
        roots = racine.verify_epochs(vault_id, [(contenu, signature) for _, contenu, signature in rows])
    except (racine.RootChainBroken, ValueError, KeyError, TypeError, RecursionError):
        raise StateForged() from None
    known = poste.read_tete(vault_id)
    if known is not None and known.racine not in {p.sha256(root).hex() for root in roots}:
        raise StateForged()
    found = {int(n): parse_annuaire(contenu) for n, contenu, _ in rows}
    if any(epoque != annuaire.epoque for epoque, annuaire in found.items()):
        raise StateForged()
    return found


def _check_state(conn: Connection, poste: Poste, vault_id: bytes, tail: Tail, racine: RacineEtat) -> None:
    known = poste.read_tete(vault_id)
    if known is not None:
        if known.n > tail.n:
            raise VaultRolledBack(n=known.n)
        there = journal.read_chain(conn, known.n) if known.n else None
        if known.n and there is None:
            raise VaultRolledBack(n=known.n)
        if known.n and there is not None and there.hex() != known.chaine:
            raise JournalRewritten(n=known.n)
    if journal.read_state_root(conn, tail.n) != racine.root() or not indexes_agree(conn):
        raise StateForged()


def _settle_header(coffre: Coffre, raw: bytes) -> None:
    """Accept the header in force, or the very one it replaces, and finish an interrupted replacement."""
    expected = coffre.read_valeur("entete")
    pending = coffre.read_valeur("entete_attente")
    if entete.digest(raw) == expected:
        if len(set(entete.read_raw(coffre.dossier))) > 1:
            coffre.anomalies.append(
                "Une copie de l’en-tête était abîmée ; elle a été refaite depuis l’autre."
            )
        _write_header(coffre, raw)
        entete.clear_pending(coffre.dossier)
        return
    replaced = coffre.read_valeur("entete_precedent")
    if pending is not None and entete.digest(pending) == expected and entete.digest(raw) == replaced:
        header = slots.parse(pending, coffre.policy)
        if not slots.is_keyed(header, coffre.file_key):
            return  # the header of a renewed file key: ``cle_fichier.finish_renewal`` puts the file in place first
        _write_header(coffre, pending)
        coffre.header = header
        return
    raise slots.HeaderForged()


def _write_header(coffre: Coffre, raw: bytes) -> None:
    try:
        entete.write_copies(coffre.dossier, raw)
    except OSError:
        raise FolderReadOnly() from None
