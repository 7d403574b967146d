"""Recovery: the escrow's private half, put together from shares, opens the file and every dossier, for one gesture.

    1. the shares give a private half; it is compared with the public half of the header (nothing is written)
    2. it opens the file key, the signed directory agrees, root and audit keys open and match their public halves
    3. one unit of work: new keys for a coordonnateur, a new epoch of the directory, root, the keys of dossiers, their
       signature of the charter, one journal entry vouched by the new keys; then the header

Escrow holds data keys, root and audit, never a member's signing key: whoever recovers acts under their own name, with
new keys. A coordonnateur gets back what their place gives, and the circle of a situation that nobody living holds;
a restricted apport goes back to its readers only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from gsn_app.config import KDF, KdfPolicy
from gsn_app.crypto import entete as slots
from gsn_app.crypto import primitives as p
from gsn_app.crypto import sequestre as layout
from gsn_app.domain.acte import Acte
from gsn_app.domain.charte import compute_empreinte
from gsn_app.domain.membre import Membre, NouveauMembre, Role
from gsn_app.errors import Damaged, GsnError
from gsn_app.poste import Poste, PosteUnusable
from gsn_app.store import dossier as box
from gsn_app.store import entete
from gsn_app.store.annonce import save_annonce
from gsn_app.store.annuaire import ESCROW, Annuaire, sign_annuaire
from gsn_app.store.charte import read_charte, save_signature
from gsn_app.store.cle_fichier import finish_renewal, require_settled
from gsn_app.store.cle_journal import open_audit
from gsn_app.store.cle_scellee import Dossier
from gsn_app.store.coffre import Coffre, now, open_by
from gsn_app.store.creation import (
    MembersTooMany,
    announce_header,
    membre_of,
    open_shared_key,
    session_certificate,
    settle_header,
    share_key,
)
from gsn_app.store.journal import Entree, Writer
from gsn_app.store.remise import forget_keys, give_back, list_living, local_day, read_instance
from gsn_app.store.unite import Unite


class SequestreMissing(Damaged):
    """L’en-tête de ce coffre ne porte pas le séquestre : seul un coordonnateur qui l’ouvre encore peut l’y remettre."""

    code = "REC-01"


class SequestreForged(Damaged):
    """Une clé remise au séquestre ne s’ouvre pas ou n’est pas la bonne ({cle}) : rien n’a été écrit.

    Restaurez la dernière sauvegarde vérifiée, puis recommencez avec les mêmes parts.
    """

    code = "REC-02"
    exit_code = 4


@dataclass(frozen=True)
class Bilan:
    """What a recovery gave back. ``fermees``: dossiers whose sealed key did not prove itself, left as they were."""

    membre: Membre
    dossiers: int
    orphelines: int
    fermees: int
    a_reenroler: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sequestre:
    """What the escrow opens of a vault: dossiers by id, root and audit private halves."""

    dossiers: dict[bytes, Dossier]
    fermees: int
    racine: bytes
    audit: bytes


def read_cle(dossier: Path, *, policy: KdfPolicy = KDF) -> bytes:
    """The escrow's public half told by the header, to compare shares with; raises SequestreMissing."""
    slot = entete.read_copies(dossier, policy)[0][0].slot_of(ESCROW)
    if slot is None:
        raise SequestreMissing()
    return slot.exchange_public


def join_parts(parts: Iterable[str], cle: bytes) -> bytes:
    """The escrow's private half, verified against its public half; raises the errors of ``crypto.sequestre``."""
    return layout.join(list(parts), cle)


def check_part(rang: int, mots: str) -> int:
    """Check one typed share alone; returns how many shares it takes. Raises the errors of ``crypto.sequestre``."""
    return layout.check_share(rang, mots)


def open_sequestre(
    dossier: Path,
    poste: Poste,
    private: bytes,
    *,
    policy: KdfPolicy = KDF,
    clock: Callable[[], datetime] = now,
) -> Coffre:
    """Open the file by the escrow's slot. The vault opened names no member: it serves :func:`recover` only.

    Same proofs as an ordinary opening: HMAC, schema, directory, state root, head file. Writes nothing.
    """
    public = p.exchange_public(private)

    def read_header(
        copies: list[tuple[slots.Header, bytes]],
    ) -> tuple[slots.Header, bytes, slots.MemberKeys, bytes]:
        failure: GsnError = SequestreMissing()
        for header, raw in copies:
            slot = header.slot_of(ESCROW)
            if slot is None:
                continue
            try:
                file_key = slots.open_file_key(slot, header.vault_id, private)
                slots.verify_header(header, file_key)
                return header, raw, slots.MemberKeys(private, public, b"", b""), file_key
            except GsnError as error:
                failure = error
        raise failure

    return open_by(dossier, poste, ESCROW, read_header, policy=policy, clock=clock)


def open_dossiers(coffre: Coffre, private: bytes) -> Sequestre:
    """Everything the escrow opens, verified before anything is written; raises SequestreForged.

    ``coffre`` is open by whoever it may be: its own dossiers are left alone.
    """
    keys = slots.MemberKeys(private, p.exchange_public(private), b"", b"")
    if keys.exchange_public.hex() != coffre.annuaire.cle_sequestre:
        raise layout.SharesForeign()
    view = replace(coffre, member_id=ESCROW, keys=keys, dossiers={}, anomalies=[])
    shared: dict[str, bytes] = {}
    for nom, public, derive in (
        ("racine", coffre.annuaire.cle_racine, p.signature_public),
        ("audit", coffre.annuaire.cle_audit, _audit_public),
    ):
        try:
            found = open_audit(view) if nom == "audit" else open_shared_key(view, nom)
        except GsnError:
            found = None
        if found is None or derive(found).hex() != public:
            raise SequestreForged(cle=nom)
        shared[nom] = found
    dossiers = box.load_dossiers(view)
    closed = len(view.anomalies)
    for dossier_id in list(dossiers):
        try:
            box.find_dossier(view, dossier_id)
        except GsnError:
            dossiers.pop(dossier_id)
            closed += 1
    return Sequestre(dossiers, closed, shared["racine"], shared["audit"])


def _audit_public(chain: bytes) -> bytes:
    return p.exchange_public(chain[: p.KEY])


def verify_slot(coffre: Coffre, parts: Iterable[str]) -> None:
    """Prove that the shares open the file by the header's slot too; raises SequestreMissing, SequestreForged."""
    slot = coffre.header.slot_of(ESCROW)
    if slot is None:
        raise SequestreMissing()
    private = join_parts(parts, slot.exchange_public)
    try:
        opened = slots.open_file_key(slot, coffre.vault_id, private)
    except p.SealBroken:
        opened = b""
    if not p.same(opened, coffre.file_key):
        raise SequestreForged(cle="fichier")


def recover(
    coffre: Coffre, qui: Membre | NouveauMembre, passphrase: bytes, *, policy: KdfPolicy = KDF, parts: int
) -> Bilan:
    """Give a vault opened by its escrow to one coordonnateur, known or new, with new keys; ``coffre`` becomes theirs.

    They sign the charter in the same unit of work (C1). On a machine whose secret is not the one the header was
    sealed with, slots that no passphrase can open any more are dropped and their members told to be enrolled again.
    Costs one Argon2id. Raises SequestreForged, MembersTooMany; nothing is written then.
    """
    held = open_dossiers(coffre, coffre.keys.exchange_private)
    finish_renewal(coffre)
    require_settled(coffre)
    try:
        secret = entete.secret_in_force(coffre.poste, coffre.header)
    except (p.SealBroken, PosteUnusable):
        secret = coffre.poste.read_secret(create=True)
    membre_id, keys = (
        (bytes.fromhex(qui.id) if isinstance(qui, Membre) else p.random_bytes(16)),
        slots.generate_keys(),
    )
    if isinstance(qui, Membre):
        nouveau = replace(
            qui,
            cle_chiffrement=keys.exchange_public.hex(),
            cle_signature=keys.signature_public.hex(),
            revoque_le="",
            suspendu_le="",
            a_confirmer=False,
        )
    else:
        nouveau = membre_of(membre_id, qui, keys, coffre.clock())
    header, dropped = _new_header(coffre, nouveau, keys, passphrase, secret, policy)
    raw = slots.serialize(header, coffre.file_key)
    _become(coffre, membre_id, keys)
    n = coffre.tail.n + 1
    motif = f"{parts} parts, {len(held.dossiers)} dossiers"
    entree = Entree(str(Acte.COFFRE_RECUPERE), nouveau.id, motif, certificat=session_certificate(coffre, n))
    orphans = given = 0
    with Unite(coffre, entree) as u:
        u.on_undo(coffre.dossiers.clear)
        forget_keys(u, membre_id)
        _publish(u, nouveau, held)
        _, texte, regles = read_charte(coffre)
        save_signature(u, bytes.fromhex(compute_empreinte(texte, regles)), local_day(coffre))
        lost = {m.id for m in coffre.annuaire.membres if header.slot_of(bytes.fromhex(m.id)) is None}
        for dossier in held.dossiers.values():
            gift, orphan = _give(u, dossier, nouveau, lost)
            given += gift
            orphans += orphan
        save_annonce(u, Acte.COFFRE_RECUPERE, nouveau.id, f"{parts} gardiens réunis")
        announce_header(u, raw)
    settle_header(coffre, raw, policy)
    box.load_dossiers(coffre)
    names = tuple(sorted(coffre.annuaire.membre(m).nom for m in dropped if m != membre_id))
    return Bilan(coffre.membre, given, orphans, held.fermees, names)


def reenrol(
    coffre: Coffre, u: Unite, membre: Membre, passphrase: bytes, policy: KdfPolicy
) -> tuple[Membre, bytes]:
    """New keys for a member who forgot, same id at a new epoch; returns the record and the header to write after commit.

    What was sealed to the former keys goes. Root is handed back to a coordonnateur; audit is not, it is not held here.
    Costs one Argon2id. Raises KeyError when this session does not hold the root key.
    """
    root = open_shared_key(coffre, "racine")
    if root is None:
        raise KeyError("racine")
    member_id, keys = bytes.fromhex(membre.id), slots.generate_keys()
    nouveau = replace(
        membre, cle_chiffrement=keys.exchange_public.hex(), cle_signature=keys.signature_public.hex()
    )
    secret = entete.secret_in_force(coffre.poste, coffre.header)
    header, _ = _new_header(coffre, nouveau, keys, passphrase, secret, policy)
    forget_keys(u, member_id)
    add_epoch(u, coffre.annuaire.with_membre(nouveau), root)
    if Role.COORDONNATEUR in nouveau.roles.values():
        share_key(u, member_id, "racine", root)
    if coffre.read_valeur(f"remise.{membre.id}") is not None:
        u.delete("coffre", f"remise.{membre.id}")
    raw = slots.serialize(header, coffre.file_key)
    announce_header(u, raw)
    return nouveau, raw


def return_shared(u: Unite, held: Sequestre, signed: Callable[[str], str]) -> None:
    """Root to coordonnateurs and audit to the auditeur, in office and signed, who were left without by new keys."""
    coffre = u.coffre
    for membre in coffre.annuaire.membres:
        member_id = bytes.fromhex(membre.id)
        for role, nom, private in (
            (Role.COORDONNATEUR, "racine", held.racine),
            (Role.AUDITEUR, "audit", held.audit),
        ):
            query = "SELECT 1 FROM cle_partagee WHERE detenteur = ? AND nom = ?"
            missing = coffre.conn.execute(query, (member_id, nom)).fetchone() is None
            if membre.recevable and role in membre.roles.values() and missing and signed(membre.id):
                share_key(u, member_id, nom, private)


def add_epoch(u: Unite, annuaire: Annuaire, root: bytes) -> None:
    """Publish the next epoch of the directory, signed by root."""
    coffre = u.coffre
    content = annuaire.dump()
    u.insert("annuaire", (annuaire.epoque, content, sign_annuaire(root, coffre.vault_id, content)))
    coffre.annuaires[annuaire.epoque] = annuaire
    u.on_undo(lambda: coffre.annuaires.pop(annuaire.epoque, None))


def _become(coffre: Coffre, membre_id: bytes, keys: slots.MemberKeys) -> None:
    """From here on the open vault writes, signs and reads as this member."""
    coffre.member_id, coffre.keys = membre_id, keys
    coffre.dossiers = {}
    coffre.writer = Writer(
        coffre.vault_id, coffre.writer.audit_public, membre_id, coffre.writer.session_private,
        coffre.writer.session_public,
    )  # fmt: skip


def _publish(u: Unite, nouveau: Membre, held: Sequestre) -> None:
    """New epoch of the directory; root to the coordonnateur, and audit while there is no auditeur in office."""
    coffre = u.coffre
    annuaire = coffre.annuaire.with_membre(nouveau)
    add_epoch(u, annuaire, held.racine)
    share_key(u, bytes.fromhex(nouveau.id), "racine", held.racine)
    if not any(Role.AUDITEUR in m.roles.values() for m in annuaire.membres if m.actif):
        share_key(u, bytes.fromhex(nouveau.id), "audit", held.audit)


def _give(u: Unite, dossier: Dossier, nouveau: Membre, lost: set[str]) -> tuple[bool, bool]:
    """Hand one dossier on; returns whether it was given, and whether nobody living held its circle."""
    instance_id = read_instance(u.coffre, dossier)
    if instance_id and nouveau.roles.get(instance_id) is not Role.COORDONNATEUR:
        return False, False
    living = list_living(u.coffre, dossier, lost | {nouveau.id})
    orphan = living is not None and not living
    u.coffre.dossiers[dossier.id] = dossier
    give_back(u, dossier, nouveau, instance_id, orphan=orphan)
    return True, orphan


def _new_header(
    coffre: Coffre,
    nouveau: Membre,
    keys: slots.MemberKeys,
    passphrase: bytes,
    secret: bytes,
    policy: KdfPolicy,
) -> tuple[slots.Header, set[bytes]]:
    """The header with the new slot; ids of members whose slot this machine's secret can no longer open."""
    old, vault_id, member_id = coffre.header, coffre.vault_id, bytes.fromhex(nouveau.id)
    slot = slots.seal_slot(
        keys, vault_id=vault_id, member_id=member_id, sequence=_next_sequence(old, member_id), passphrase=passphrase,
        poste_secret=secret, file_key=coffre.file_key, name=f"{nouveau.nom}\n{nouveau.fonction}", policy=policy,
    )  # fmt: skip
    commune, kept, dropped = old.sealed_commune, old.slots, set[bytes]()
    try:
        slots.open_name(secret, vault_id, vault_id, commune)
    except p.SealBroken:
        commune = slots.seal_name(secret, vault_id, vault_id, (coffre.read_valeur("commune") or b"").decode())
        known = coffre.poste.read_secrets(vault_id)
        opened = [s for s in kept if s.member_id != ESCROW and any(entete.is_under(old, s, k) for k in known)]
        dropped = {s.member_id for s in kept} - {ESCROW} - {s.member_id for s in opened}
        escrow = entete.seal_sequestre(vault_id, coffre.keys.exchange_public, secret, coffre.file_key, policy)
        kept = (*opened, escrow)
    others = tuple(s for s in kept if s.member_id != member_id)
    if len(others) >= slots.SLOTS_MAX:
        raise MembersTooMany(nombre=slots.SLOTS_MAX)
    header = replace(old, sequence=old.sequence + 1, sealed_commune=commune, slots=(*others, slot))
    return header, dropped


def _next_sequence(header: slots.Header, member_id: bytes) -> int:
    found = header.slot_of(member_id)
    return found.sequence + 1 if found else 1
