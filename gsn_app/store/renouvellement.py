"""New shares: a fresh escrow key takes the place of the former one everywhere, in one unit of work.

Whoever held former shares opens nothing written or kept in the vault any more; old backups they open still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gsn_app.config import KdfPolicy
from gsn_app.crypto import entete as slots
from gsn_app.crypto import sequestre as layout
from gsn_app.store import dossier as box
from gsn_app.store import entete
from gsn_app.store.annuaire import ESCROW
from gsn_app.store.creation import announce_header, share_key
from gsn_app.store.part import clear_parts
from gsn_app.store.recuperation import Sequestre, SequestreForged, add_epoch, open_dossiers
from gsn_app.store.remise import forget_keys
from gsn_app.store.sequestre import Sequestre as Tirage
from gsn_app.store.unite import Unite


def renew(
    u: Unite, held: Sequestre, tirage: Tirage, gardiens: Sequence[str], seuil: int, policy: KdfPolicy
) -> bytes:
    """Seal root, audit, the file key and every dossier to the new escrow key; returns the header to write after commit.

    Opened again by the new shares before the commit: SequestreForged when anything is missing, and nothing changes.
    """
    coffre = u.coffre
    forget_keys(u, ESCROW)
    annuaire = coffre.annuaire
    add_epoch(
        u,
        replace(
            annuaire, epoque=annuaire.epoque + 1, cle_sequestre=tirage.cle.hex(),
            controle_sequestre=tirage.controle.hex(), seuil_sequestre=seuil, gardiens=tuple(gardiens),
        ),
        held.racine,
    )  # fmt: skip
    share_key(u, ESCROW, "racine", held.racine)
    share_key(u, ESCROW, "audit", held.audit)
    for dossier in held.dossiers.values():
        box.grant(u, dossier, ESCROW, dossier.cles)
    clear_parts(u)
    private = layout.join(tirage.parts[:seuil], tirage.cle)
    again = open_dossiers(coffre, private)
    if again.dossiers.keys() != held.dossiers.keys() or again.fermees:
        raise SequestreForged(cle="dossiers")
    secret = entete.secret_in_force(coffre.poste, coffre.header)
    slot = entete.seal_sequestre(coffre.vault_id, tirage.cle, secret, coffre.file_key, policy)
    others = tuple(s for s in coffre.header.slots if s.member_id != ESCROW)
    raw = slots.serialize(
        replace(coffre.header, sequence=coffre.header.sequence + 1, slots=(*others, slot)), coffre.file_key
    )
    announce_header(u, raw)
    return raw
