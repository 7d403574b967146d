"""Making a vault: everything in a neighbouring temporary folder, renamed in one gesture when whole.

An interrupted creation leaves no vault: the temporary folder is emptied at the next attempt.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from gsn_app.config import KdfPolicy
from gsn_app.crypto import entete as slots
from gsn_app.crypto import primitives as p
from gsn_app.crypto.journal import sign_certificate
from gsn_app.domain.membre import Instance, Membre, NouveauMembre
from gsn_app.errors import GsnError, Refused
from gsn_app.poste import FolderReadOnly, Poste, Verrou, sync_folder
from gsn_app.store import entete, journal
from gsn_app.store.annuaire import ESCROW, Annuaire, sign_annuaire
from gsn_app.store.charte import sign_charte_adoptee
from gsn_app.store.cle_fichier import require_settled
from gsn_app.store.coffre import BASE, LOCK, Coffre, now
from gsn_app.store.connection import DatabaseError, connect, harden, translate
from gsn_app.store.journal import Entree, Writer
from gsn_app.store.part import defer_parts
from gsn_app.store.racine_etat import RacineEtat
from gsn_app.store.schema import migrate
from gsn_app.store.unite import Unite


class FolderNotEmpty(GsnError):
    """Le dossier « {dossier} » contient déjà quelque chose : choisissez un dossier vide ou nouveau."""

    code = "CRE-01"


class MembersTooMany(Refused):
    """L’en-tête du coffre ne peut pas recevoir plus de {nombre} membres : retirez d’abord ceux qui sont partis."""

    code = "CRE-09"


@dataclass(frozen=True)
class Plan:
    """What a new vault starts with. The escrow's private half is not here: it exists only as shares."""

    commune: str
    instances: tuple[Instance, ...]
    charte_texte: bytes
    charte_regles: bytes
    gardiens: tuple[str, ...]
    seuil: int
    cle_sequestre: bytes
    controle_sequestre: bytes
    demonstration: bool = False
    #: shares of custodians who were not there: rank and words, kept thirty days at most for the coordonnateur
    parts_absentes: tuple[tuple[int, str], ...] = ()


def create_coffre(
    dossier: Path, poste: Poste, plan: Plan, coordonnateur: NouveauMembre, passphrase: bytes, *,
    policy: KdfPolicy, clock: Callable[[], datetime] = now, complete: Callable[[Coffre], object] | None = None,
) -> Coffre:  # fmt: skip
    """Create the vault and return it open as its first coordonnateur, who holds the auditeur's key until one comes.

    ``complete`` does the rest of the ceremony before the folder takes its name: a kill anywhere leaves no vault, or a
    whole one.
    """
    try:
        if dossier.exists() and any(dossier.iterdir()):
            raise FolderNotEmpty(dossier=dossier)
        settle_creation(poste)
        work = _work_folder(dossier)
        poste.save_creation(dossier)
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        try:
            coffre = _build(work, poste, plan, coordonnateur, passphrase, policy, clock)
            try:
                if complete is not None:
                    complete(coffre)
            except BaseException:
                coffre.conn.close()
                coffre.verrou.release()
                raise
            coffre = _move(coffre, work, dossier)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            poste.save_creation(None)
            raise
        poste.remember(dossier)
        poste.save_creation(None)
        return coffre
    except DatabaseError as error:
        raise translate(error) from None
    except OSError:
        raise FolderReadOnly() from None


def settle_creation(poste: Poste) -> None:
    """After a creation that was cut short: a whole vault joins the recent ones, anything less leaves the disk."""
    dossier = poste.read_creation()
    if dossier is None:
        return
    work = _work_folder(dossier)
    if work.is_dir():
        verrou = Verrou(work / LOCK)
        try:
            verrou.take()
        except GsnError:  # another process is making it now
            return
        verrou.release()
        shutil.rmtree(work, ignore_errors=True)
    if all((dossier / name).is_file() for name in (*entete.COPIES, BASE)):
        poste.remember(dossier)
    poste.save_creation(None)


def _work_folder(dossier: Path) -> Path:
    return dossier.with_name(f".{dossier.name}.creation")


def _build(
    work: Path, poste: Poste, plan: Plan, nouveau: NouveauMembre, passphrase: bytes, policy: KdfPolicy,
    clock: Callable[[], datetime],
) -> Coffre:  # fmt: skip
    vault_id, file_key, member_id = p.random_bytes(16), p.random_bytes(32), p.random_bytes(16)
    secret = poste.read_secret(create=True)
    root_private, root_public = p.generate_signature()
    audit_private, audit_public = p.generate_exchange()
    keys = slots.generate_keys()
    slot = slots.seal_slot(
        keys, vault_id=vault_id, member_id=member_id, sequence=1, passphrase=passphrase, poste_secret=secret,
        file_key=file_key, name=f"{nouveau.nom}\n{nouveau.fonction}", policy=policy,
    )  # fmt: skip
    commune = slots.seal_name(secret, vault_id, vault_id, plan.commune)
    escrow = entete.seal_sequestre(vault_id, plan.cle_sequestre, secret, file_key, policy)
    header = slots.Header(1, vault_id, int(plan.demonstration), commune, (slot, escrow))
    raw = slots.serialize(header, file_key)
    membre = membre_of(member_id, nouveau, keys, clock())
    annuaire = Annuaire(
        1, root_public.hex(), audit_public.hex(), plan.cle_sequestre.hex(), plan.controle_sequestre.hex(),
        plan.seuil, plan.gardiens, plan.instances, (membre,),
    )  # fmt: skip
    conn = connect(work / BASE, file_key, create=True)
    migrate(conn)
    harden(conn)
    session_private, session_public = p.generate_signature()
    writer = Writer(vault_id, audit_public, member_id, session_private, session_public)
    verrou = Verrou(work / LOCK)
    verrou.take()
    tail = journal.read_tail(conn, vault_id)
    coffre = Coffre(
        work, poste, vault_id, slots.parse(raw, policy), conn, file_key, member_id, keys, {1: annuaire},
        RacineEtat.of(conn), tail, writer, verrou, policy, clock,
    )  # fmt: skip
    coffre.racine.keep()
    with Unite(coffre, Entree("coffre.cree", certificat=session_certificate(coffre, 1))) as u:
        content = annuaire.dump()
        u.insert("annuaire", (1, content, sign_annuaire(root_private, vault_id, content)))
        signature = sign_charte_adoptee(root_private, vault_id, 1, plan.charte_texte, plan.charte_regles)
        u.insert("charte", (1, plan.charte_texte, plan.charte_regles, signature))
        for holder in (member_id, ESCROW):
            share_key(u, holder, "racine", root_private)
            share_key(u, holder, "audit", audit_private)
        defer_parts(u, plan.parts_absentes)
        u.save_valeur("commune", plan.commune.encode())
        u.save_valeur("entete", entete.digest(raw))
    entete.write_copies(work, raw)
    return coffre


def _move(coffre: Coffre, work: Path, dossier: Path) -> Coffre:
    """Put the finished folder in its place and open the files there again."""
    coffre.conn.close()
    coffre.verrou.release()
    with contextlib.suppress(OSError):
        dossier.rmdir()
    work.rename(dossier)
    sync_folder(dossier.parent)
    coffre.dossier = dossier
    coffre.verrou = Verrou(dossier / LOCK)
    coffre.verrou.take()
    coffre.conn = connect(dossier / BASE, coffre.file_key)
    harden(coffre.conn)
    return coffre


def membre_of(member_id: bytes, nouveau: NouveauMembre, keys: slots.MemberKeys, le: datetime) -> Membre:
    """The directory record of a newly enrolled member."""
    return Membre(
        member_id.hex(), nouveau.nom, nouveau.fonction, nouveau.institution, dict(nouveau.roles),
        keys.exchange_public.hex(), keys.signature_public.hex(), le.isoformat(timespec="seconds"),
    )  # fmt: skip


def session_certificate(coffre: Coffre, n: int) -> str:
    """The member vouches for this session's key, at the entry n; hexadecimal."""
    signing = coffre.keys.signature_private
    return sign_certificate(signing, coffre.vault_id, coffre.writer.session_public, n).hex()


def share_key(u: Unite, holder: bytes, nom: str, private: bytes) -> None:
    """Seal a shared private key (``racine``, ``audit``) to one holder of the directory."""
    row = p.random_bytes(16)
    info = b"cle-partagee-v1" + u.coffre.vault_id + row + nom.encode()
    sealed = p.hpke_seal(u.coffre.annuaire.exchange_key(holder), private, info)
    u.insert("cle_partagee", (row, holder, nom, sealed))


def open_shared_key(coffre: Coffre, nom: str) -> bytes | None:
    """The shared private key this member holds, or None."""
    row = coffre.conn.execute(
        "SELECT id, scelle FROM cle_partagee WHERE detenteur = ? AND nom = ?", (coffre.member_id, nom)
    ).fetchone()
    if row is None:
        return None
    info = b"cle-partagee-v1" + coffre.vault_id + bytes(row[0]) + nom.encode()
    return p.hpke_open(coffre.keys.exchange_private, row[1], info)


def enrol(
    coffre: Coffre, u: Unite, nouveau: NouveauMembre, passphrase: bytes, policy: KdfPolicy, *,
    auditeur: bool, racine: bool, a_confirmer: bool = False,
) -> tuple[Membre, bytes]:  # fmt: skip
    """Add a member: slot, signed directory, shared keys; returns the record and the header to write after commit.

    Raises KeyError when this session does not hold the root key, MembersTooMany when the header is full.
    """
    if len(coffre.header.slots) >= slots.SLOTS_MAX:
        raise MembersTooMany(nombre=slots.SLOTS_MAX)
    root_private = open_shared_key(coffre, "racine")
    if root_private is None:
        raise KeyError("racine")
    member_id, keys = p.random_bytes(16), slots.generate_keys()
    slot = slots.seal_slot(
        keys, vault_id=coffre.vault_id, member_id=member_id, sequence=1, passphrase=passphrase,
        poste_secret=entete.secret_in_force(coffre.poste, coffre.header), file_key=coffre.file_key,
        name=f"{nouveau.nom}\n{nouveau.fonction}", policy=policy,
    )  # fmt: skip
    membre = replace(membre_of(member_id, nouveau, keys, coffre.clock()), a_confirmer=a_confirmer)
    annuaire = coffre.annuaire.with_membre(membre)
    content = annuaire.dump()
    u.insert("annuaire", (annuaire.epoque, content, sign_annuaire(root_private, coffre.vault_id, content)))
    coffre.annuaires[annuaire.epoque] = annuaire
    u.on_undo(lambda: coffre.annuaires.pop(annuaire.epoque))
    if racine:
        share_key(u, member_id, "racine", root_private)
    if auditeur:
        audit_private = open_shared_key(coffre, "audit")
        if audit_private is not None:
            share_key(u, member_id, "audit", audit_private)
    header = replace(coffre.header, sequence=coffre.header.sequence + 1, slots=(*coffre.header.slots, slot))
    raw = slots.serialize(header, coffre.file_key)
    announce_header(u, raw)
    return membre, raw


def announce_header(u: Unite, raw: bytes) -> None:
    """Commit a new header with the unit: an entry carries both hashes, the opening accepts either file and finishes."""
    require_settled(u.coffre)
    before = u.coffre.read_valeur("entete") or b""
    u.also(Entree("entete.change", motif=f"{before.hex()} {entete.digest(raw).hex()}"))
    u.save_valeur("entete_precedent", before)
    u.save_valeur("entete_attente", raw)
    u.save_valeur("entete", entete.digest(raw))


def settle_header(coffre: Coffre, raw: bytes, policy: KdfPolicy) -> None:
    """After the commit that announced it, take the new header as the one in force and replace the files.

    The commit stands whatever happens to the files: the next opening finishes the job from the vault.
    """
    coffre.header = slots.parse(raw, policy)
    try:
        entete.write_copies(coffre.dossier, raw)
    except OSError:
        coffre.anomalies.append("L’en-tête n’a pas pu être écrit ; il le sera à la prochaine ouverture.")


def drop_shared_key(coffre: Coffre, u: Unite, holder: bytes, nom: str) -> None:
    """Take a shared key's sealed copy away from one holder (the provisional auditeur)."""
    rows = coffre.conn.execute(
        "SELECT id FROM cle_partagee WHERE detenteur = ? AND nom = ?", (holder, nom)
    ).fetchall()
    for (row,) in rows:
        u.delete("cle_partagee", bytes(row))
