"""The secret de poste of a vault: which one is in force, and its renewal, one slot after the other.

    0  the new secret is kept by this machine, beside those it knows (nothing of the vault uses it yet)
    1  one unit of work: the commune's name, the escrow's slot and the slot of who renews are sealed again under it; the
       next header is announced like any other (``entete.change``)
    2  at their next login each member's slot follows, their passphrase in hand

In force: the secret that opens the commune's name in the header. A slot says which one it waits for by its own sealed
name. A kill before 1 leaves a secret that opens nothing; after 1, the opening finishes the header. Former secrets stay
known to this machine: older backups are sealed under them.
"""

from __future__ import annotations

from dataclasses import replace

from gsn_app.config import KdfPolicy
from gsn_app.crypto import entete as slots
from gsn_app.crypto import primitives as p
from gsn_app.store import entete
from gsn_app.store.annuaire import ESCROW
from gsn_app.store.cle_fichier import announce_change
from gsn_app.store.coffre import Coffre
from gsn_app.store.phrase_passe import seal_own
from gsn_app.store.unite import Unite

#: day of the last renewal, ISO
VALEUR = "secret_poste"


def draw_secret(coffre: Coffre) -> bytes:
    """A new secret, durably kept by this machine before anything is sealed under it; raises PosteUnusable."""
    secret = p.random_bytes(p.KEY)
    known = coffre.poste.read_secrets(coffre.vault_id)
    coffre.poste.save_secrets(coffre.vault_id, (secret, *known))
    return secret


def renew_secret(u: Unite, secret: bytes, passphrase: bytes, le: str, policy: KdfPolicy) -> bytes:
    """Seal under a new secret what this session can; returns the header to write after commit. Costs one Argon2id."""
    coffre, vault_id = u.coffre, u.coffre.vault_id
    mine = coffre.header.slot_of(coffre.member_id)
    if mine is None:
        raise slots.PassphraseWrong()
    fresh = seal_own(coffre, mine, passphrase, secret, policy)
    public = bytes.fromhex(coffre.annuaire.cle_sequestre)
    escrow = entete.seal_sequestre(vault_id, public, secret, coffre.file_key, policy)
    kept = {slot.member_id: slot for slot in coffre.header.slots} | {mine.member_id: fresh}
    if ESCROW in kept:
        kept[ESCROW] = escrow
    commune = slots.seal_name(secret, vault_id, vault_id, (coffre.read_valeur("commune") or b"").decode())
    u.save_valeur(VALEUR, le.encode())
    header = replace(coffre.header, sealed_commune=commune, slots=tuple(kept.values()))
    return announce_change(u, header, coffre.file_key)


def follow_secret(u: Unite, passphrase: bytes, policy: KdfPolicy) -> bytes:
    """This member's slot sealed again under the secret in force; returns the header. Costs one Argon2id."""
    coffre = u.coffre
    mine = coffre.header.slot_of(coffre.member_id)
    if mine is None:
        raise slots.PassphraseWrong()
    fresh = seal_own(coffre, mine, passphrase, entete.secret_in_force(coffre.poste, coffre.header), policy)
    kept = tuple(fresh if s.member_id == mine.member_id else s for s in coffre.header.slots)
    return announce_change(u, replace(coffre.header, slots=kept), coffre.file_key)


def list_waiting(coffre: Coffre) -> list[bytes]:
    """Members whose slot is still under a former secret; [] on a machine that does not know the one in force."""
    try:
        secret = entete.secret_in_force(coffre.poste, coffre.header)
    except p.SealBroken:
        return []
    others = (slot for slot in coffre.header.slots if slot.member_id != ESCROW)
    return [slot.member_id for slot in others if not entete.is_under(coffre.header, slot, secret)]
