"""One member's slot under a new passphrase: same keys, next sequence, announced like any change of header."""

from __future__ import annotations

from dataclasses import replace

from gsn_app.config import KdfPolicy
from gsn_app.crypto import entete as slots
from gsn_app.store import entete
from gsn_app.store.cle_fichier import announce_change
from gsn_app.store.coffre import Coffre
from gsn_app.store.unite import Unite


def verify_passphrase(coffre: Coffre, passphrase: bytes) -> slots.Slot:
    """This member's slot, once their passphrase has opened it again; raises PassphraseWrong. Costs one Argon2id."""
    slot = coffre.header.slot_of(coffre.member_id)
    if slot is None:
        raise slots.PassphraseWrong()
    slots.open_slot(slot, coffre.vault_id, passphrase, entete.secret_of(coffre.poste, coffre.header, slot))
    return slot


def save_slot(u: Unite, slot: slots.Slot, passphrase: bytes, policy: KdfPolicy) -> bytes:
    """Seal this member's keys under a new passphrase; returns the header to write after commit. Costs one Argon2id."""
    coffre = u.coffre
    secret = entete.secret_in_force(coffre.poste, coffre.header)
    fresh = seal_own(coffre, slot, passphrase, secret, policy)
    kept = tuple(fresh if s.member_id == coffre.member_id else s for s in coffre.header.slots)
    return announce_change(u, replace(coffre.header, slots=kept), coffre.file_key)


def seal_own(
    coffre: Coffre, slot: slots.Slot, passphrase: bytes, secret: bytes, policy: KdfPolicy
) -> slots.Slot:
    """This member's next slot: same keys, this passphrase, this secret de poste. Costs one Argon2id."""
    return slots.seal_slot(
        coffre.keys, vault_id=coffre.vault_id, member_id=coffre.member_id, sequence=slot.sequence + 1,
        passphrase=passphrase, poste_secret=secret, file_key=coffre.file_key,
        name=f"{coffre.membre.nom}\n{coffre.membre.fonction}", policy=policy,
    )  # fmt: skip
