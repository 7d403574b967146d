"""One member's slot under a new passphrase: same keys, next sequence, announced like any change of header."""

from __future__ import annotations

from dataclasses import replace

from gsn_app.config import KdfPolicy
from gsn_app.crypto import entete as slots
from gsn_app.store.cle_fichier import announce_change
from gsn_app.store.coffre import Coffre
from gsn_app.store.unite import Unite


def verify_passphrase(coffre: Coffre, passphrase: bytes) -> slots.Slot:
    """This member's slot, once their passphrase has opened it again; raises PassphraseWrong. Costs one Argon2id."""
    slot = coffre.header.slot_of(coffre.member_id)
    if slot is None:
        raise slots.PassphraseWrong()
    slots.open_slot(slot, coffre.vault_id, passphrase, coffre.poste.read_secret())
    return slot


def save_slot(u: Unite, slot: slots.Slot, passphrase: bytes, policy: KdfPolicy) -> bytes:
    """Seal this member's keys under a new passphrase; returns the header to write after commit. Costs one Argon2id."""
    coffre = u.coffre
    secret = coffre.poste.read_secret()
    name = slots.open_name(secret, coffre.vault_id, coffre.member_id, slot.sealed_name)
    fresh = slots.seal_slot(
        coffre.keys, vault_id=coffre.vault_id, member_id=coffre.member_id, sequence=slot.sequence + 1,
        passphrase=passphrase, poste_secret=secret, file_key=coffre.file_key, name=name, policy=policy,
    )  # fmt: skip
    kept = tuple(fresh if s.member_id == coffre.member_id else s for s in coffre.header.slots)
    return announce_change(u, replace(coffre.header, slots=kept), coffre.file_key)
