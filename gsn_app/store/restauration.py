"""From a proven backup to a vault: erased dossiers stay erased, a new file key, a new epoch, one entry that says so.

    open      the backup, by a coordonnateur's slot (passphrase and secret de poste) or by the escrow's private half
    age       refuse one that stops before what this machine, its neighbours or the paper know, unless confirmed
    replay    rows of erased dossiers go before anything else is done with them
    rebuild   copy under a file key drawn now, in a hidden folder beside the target: whoever held the backup's key
              does not hold the vault's
    conclude  slots re-sealed to that key, header, epoch and entry in one transaction, then one rename of the folder

Nothing of the target nor of the machine's head file changes before that rename.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from gsn_app.config import KdfPolicy
from gsn_app.crypto import entete as slots
from gsn_app.crypto import journal as chain
from gsn_app.crypto import primitives as p
from gsn_app.crypto import sauvegarde as layout
from gsn_app.errors import GsnError, Refused, Tampered
from gsn_app.poste import FolderReadOnly, Poste, PosteUnusable, Tete, Verrou, write_atomically
from gsn_app.store import entete, journal
from gsn_app.store.annuaire import ESCROW, Annuaire
from gsn_app.store.coffre import BASE, LOCK, Coffre
from gsn_app.store.connection import Connection, DatabaseError, connect, harden, translate
from gsn_app.store.creation import FolderNotEmpty, session_certificate
from gsn_app.store.effacement import list_resurrected, mark_erased, tombstone
from gsn_app.store.journal import Entree, Writer
from gsn_app.store.racine_etat import RacineEtat
from gsn_app.store.recuperation import join_parts
from gsn_app.store.sauvegarde import copy_database
from gsn_app.store.sauvegarde_preuve import Etapes, Ouverte, Progress, open_sauvegarde
from gsn_app.store.support import list_fiches, read_effacements, read_head
from gsn_app.store.unite import Unite

EPOQUE = "epoque"


class SauvegardeOlder(Refused):
    """Cette sauvegarde s’arrête à l’entrée {n} ; l’entrée {connue} est connue : ce qui est entre les deux serait perdu.

    Cherchez une sauvegarde plus récente, ou confirmez en donnant un motif : il sera inscrit au journal.
    """

    code = "SAV-12"


class SauvegardeDivergent(Tampered):
    """Cette sauvegarde ne suit pas l’histoire connue à l’entrée {n} : elle a été réécrite. Ne vous en servez pas."""

    code = "SAV-13"


class PosteQuiet(Poste):
    """This machine, its head file left alone until the vault is in its place."""

    def save_tete(self, vault_id: bytes, tete: Tete) -> None:
        """Nothing: a restore that fails must not move what the machine knows of the vault it has."""


@dataclass(frozen=True)
class Titulaire:
    """Whoever a restore is made by: a member's id and keys, in the directory or about to be."""

    id: bytes
    keys: slots.MemberKeys


def open_as_member(
    chemin: Path, travail: Path, poste: Poste, member_id: bytes, passphrase: bytes, policy: KdfPolicy,
    progress: Progress | None = None,
) -> tuple[Ouverte, Titulaire]:  # fmt: skip
    """Open a backup by the slot it carries; costs one Argon2id. Raises PassphraseWrong, SauvegardeSealed and SAV-01 to 04."""
    found: list[slots.MemberKeys] = []

    def unseal(head: layout.Head) -> bytes:
        header = slots.parse(head.entete, policy)
        slot = header.slot_of(member_id)
        if slot is None:
            raise slots.PassphraseWrong()
        try:
            keys, _ = slots.open_slot(slot, head.vault_id, passphrase, entete.secret_of(poste, header, slot))
        except (p.SealBroken, slots.HeaderForged):
            raise layout.SauvegardeDamaged(cause="en-tête du coffre") from None
        found.append(keys)
        return layout.open_key(head, member_id, keys.exchange_private)

    ouverte = open_sauvegarde(chemin, unseal, travail, poste, _etapes(chemin, progress))
    return ouverte, Titulaire(member_id, found[0])


def read_clear(chemin: Path, poste: Poste, policy: KdfPolicy) -> tuple[layout.Head, list[tuple[str, str]]]:
    """The clear part of a backup, and ``(member id, « name\\nfunction »)`` where this machine sealed them."""
    head = read_head(chemin)
    try:
        names = entete.read_names(slots.parse(head.entete, policy), poste.read_secrets(head.vault_id))[1]
    except GsnError:
        names = []
    return head, names


def prove(coffre: Coffre, chemin: Path, progress: Progress | None = None) -> None:
    """Open a backup with this session's keys and prove all of it; raises SauvegardeSealed and SAV-01 to 04."""

    def unseal(head: layout.Head) -> bytes:
        return layout.open_key(head, coffre.member_id, coffre.keys.exchange_private)

    open_sauvegarde(chemin, unseal, coffre.dossier, coffre.poste, _etapes(chemin, progress)).close()


def instant(head: layout.Head) -> str:
    """When a backup was made, ISO, UTC."""
    return datetime.fromtimestamp(head.time_ms / 1000, UTC).isoformat(timespec="seconds")


def copy_secret(poste: Poste, dossier: Path) -> None:
    """Another machine folder with the same secrets and nothing else."""
    try:
        dossier.mkdir(mode=0o700)
        with contextlib.suppress(PosteUnusable):
            write_atomically(dossier / "secret_de_poste", poste.read_secret())
        if (poste.dossier / "secrets").is_dir():
            shutil.copytree(poste.dossier / "secrets", dossier / "secrets")
    except OSError:
        raise PosteUnusable(dossier=dossier) from None


def open_as_sequestre(
    chemin: Path, travail: Path, poste: Poste, parts: Collection[str], progress: Progress | None = None
) -> tuple[Ouverte, Titulaire]:
    """Open a backup with the shares of the custodians; raises the errors of ``crypto.sequestre`` and SAV-01 to 04."""
    private: list[bytes] = []

    def unseal(head: layout.Head) -> bytes:
        private.append(join_parts(parts, head.cle_sequestre))
        return layout.open_key(head, ESCROW, private[0])

    ouverte = open_sauvegarde(chemin, unseal, travail, poste, _etapes(chemin, progress))
    keys = slots.MemberKeys(private[0], p.exchange_public(private[0]), b"", b"")
    return ouverte, Titulaire(ESCROW, keys)


def check_age(ouverte: Ouverte, chemin: Path, poste: Poste, ancres: Iterable[tuple[int, str]]) -> int:
    """Highest entry known elsewhere when the backup stops before it, else 0; raises SauvegardeDivergent.

    Known: this machine's head file, the backups beside this one, anchors typed from paper.
    """
    vault_id, last = ouverte.head.vault_id, ouverte.tail.n
    roots = {bytes.fromhex(annuaire.cle_racine) for annuaire in ouverte.annuaires.values()}
    known = {fiche.n for fiche in list_fiches(chemin.parent, vault_id) if not fiche.defaut}
    tete = poste.read_tete(vault_id)
    if tete is not None:
        known.add(tete.n)
        there = journal.read_chain(ouverte.conn, tete.n) if 0 < tete.n <= last else None
        if there is not None and there.hex() != tete.chaine:
            raise SauvegardeDivergent(n=tete.n)
    for n, text in ancres:
        known.add(n)
        there = journal.read_chain(ouverte.conn, n) if 0 < n <= last else None
        if there is not None and text not in {chain.anchor(vault_id, n, there, root) for root in roots}:
            raise SauvegardeDivergent(n=n)
    newest = max(known, default=0)
    return newest if newest > last else 0


def list_effacements(chemin: Path, poste: Poste, vault_id: bytes) -> frozenset[str]:
    """Tombstones noted beside the backup and on this machine."""
    return read_effacements(chemin.parent, vault_id) | poste.read_effacements(vault_id)


def replay_tombstones(conn: Connection, vault_id: bytes, tombes: Collection[str]) -> tuple[int, list[str]]:
    """Delete the rows of what was erased since, before a first opening; returns how many dossiers, and all tombstones.

    Sealed keys say nothing of their dossier but inside: those left open nothing any more, logins sweep them.
    """
    dossiers, pieces = list_resurrected(conn, vault_id, tombes)
    conn.execute("BEGIN IMMEDIATE")
    for dossier in dossiers:
        conn.execute("DELETE FROM piece WHERE dossier_id = ?", (dossier,))
        conn.execute("DELETE FROM historique WHERE dossier_id = ?", (dossier,))
        conn.execute("DELETE FROM coffre WHERE instr(id, ?) > 0", (dossier.hex(),))
        conn.execute("DELETE FROM dossier WHERE id = ?", (dossier,))
    for piece in pieces:
        conn.execute("DELETE FROM piece WHERE id = ?", (piece,))
    conn.execute("COMMIT")
    return len(dossiers), [tombstone(vault_id, erased) for erased in (*dossiers, *pieces)]


@contextlib.contextmanager
def work_folder(dossier: Path) -> Iterator[Path]:
    """A hidden folder beside the target, emptied before and after; raises FolderNotEmpty, FolderReadOnly."""
    try:
        if dossier.exists() and any(dossier.iterdir()):
            raise FolderNotEmpty(dossier=dossier)
        work = dossier.with_name(f".{dossier.name}.restauration")
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
    except OSError:
        raise FolderReadOnly() from None
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def rebuild(
    ouverte: Ouverte, work: Path, poste: Poste, titulaire: Titulaire, policy: KdfPolicy,
    clock: Callable[[], datetime],
) -> Coffre:  # fmt: skip
    """The backup's content under a new file key in ``work``, open as ``titulaire``; nothing is journaled yet.

    The open vault knows this machine's secret, not its head file: that one moves with :func:`move`.
    """
    vault_id, live = ouverte.head.vault_id, p.random_bytes(p.KEY)
    # a header waiting to be written was for the file key that this copy leaves behind
    ouverte.conn.execute("DELETE FROM coffre WHERE id IN ('entete_attente', 'entete_precedent')")
    copy_database(ouverte.conn, work / BASE, live)
    annuaire = ouverte.annuaire
    session_private, session_public = p.generate_signature()
    audit = bytes.fromhex(annuaire.cle_audit)
    writer = Writer(vault_id, audit, titulaire.id, session_private, session_public)
    conn = connect(work / BASE, live)
    harden(conn)
    verrou = Verrou(work / LOCK)
    verrou.take()
    coffre = Coffre(
        work, PosteQuiet(poste.dossier), vault_id, slots.parse(ouverte.head.entete, policy), conn, live, titulaire.id,
        titulaire.keys, dict(ouverte.annuaires), RacineEtat.of(conn), ouverte.tail, writer, verrou, policy, clock,
        ouverte.tail.time_ms,
    )  # fmt: skip
    coffre.racine.keep()
    return coffre


def conclude(coffre: Coffre, acte: str, motif: str, tombes: Iterable[str] = ()) -> None:
    """Write epoch, header, what stays erased and the entry that marks the restore, certified by its author."""
    epoque = int(coffre.read_valeur(EPOQUE) or b"1") + 1
    header = replace(coffre.header, sequence=coffre.header.sequence + 1)
    raw = slots.serialize(header, coffre.file_key)
    certificat = session_certificate(coffre, coffre.tail.n + 1)
    entree = Entree(acte, motif=f"{motif} ; époque {epoque}", certificat=certificat)
    with Unite(coffre, entree) as u:
        u.save_valeur(EPOQUE, b"%d" % epoque)
        u.save_valeur("entete", entete.digest(raw))
        for tombe in tombes:
            mark_erased(u, tombe, "reprise", coffre.clock().astimezone().date().isoformat())
    coffre.header = slots.parse(raw, coffre.policy)
    try:
        entete.write_copies(coffre.dossier, raw)
    except OSError:
        raise FolderReadOnly() from None


def reseal_header(coffre: Coffre, kept: Iterable[slots.Slot]) -> slots.Header:
    """The header with these slots handed the new file key; one that is not its member's, or whose member left, goes."""
    annuaire = coffre.annuaire
    found = tuple(
        slots.reseal_file_key(slot, coffre.vault_id, coffre.file_key)
        for slot in kept
        if _is_member(annuaire, slot)
    )
    return replace(coffre.header, slots=found)


def move(coffre: Coffre, dossier: Path, poste: Poste) -> None:
    """Close the rebuilt vault, put it in its place in one gesture, then let this machine know how far it goes."""
    work = coffre.dossier
    close(coffre)
    try:
        with contextlib.suppress(FileNotFoundError):
            dossier.rmdir()
        work.rename(dossier)
    except OSError:
        raise FolderReadOnly() from None
    coffre.poste = poste
    poste.clear_closed(coffre.vault_id)
    coffre.save_tete()
    with contextlib.suppress(PosteUnusable):
        poste.remember(dossier)


def close(coffre: Coffre) -> None:
    """Close the files of a vault being rebuilt and give its lock back."""
    try:
        coffre.conn.close()
    except DatabaseError as error:
        raise translate(error) from None
    finally:
        coffre.verrou.release()


def _is_member(annuaire: Annuaire, slot: slots.Slot) -> bool:
    if slot.member_id == ESCROW:
        return annuaire.cle_sequestre == slot.exchange_public.hex()
    return any(
        m.actif
        and m.id == slot.member_id.hex()
        and (m.cle_chiffrement, m.cle_signature) == (slot.exchange_public.hex(), slot.signature_public.hex())
        for m in annuaire.membres
    )


def _etapes(chemin: Path, progress: Progress | None) -> Etapes | None:
    if progress is None:
        return None
    return Etapes(progress, read_head(chemin).taille, 2)
