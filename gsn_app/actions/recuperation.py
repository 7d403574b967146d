"""Recovery by the custodians: a vault nobody opens any more, or situations nobody holds any more.

The shares typed back are compared with the escrow's public key before anything is written; what is given back is the
place of a coordonnateur, under their own new keys, never somebody else's signature.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gsn_app.actions.session import Session, act
from gsn_app.config import KDF, KdfPolicy
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Instance, Membre, NouveauMembre, Role
from gsn_app.domain.phrase_passe import encode_passphrase, require_strong
from gsn_app.errors import GsnError, InvalidInput
from gsn_app.poste import Poste
from gsn_app.store import dossier as box
from gsn_app.store import recuperation as store
from gsn_app.store.annonce import save_annonce
from gsn_app.store.annuaire import Annuaire
from gsn_app.store.coffre import Coffre, now
from gsn_app.store.remise import give_back, list_living, list_lost, read_instance


class CoordonnateurRequired(InvalidInput):
    """Le coffre est rendu à un coordonnateur : choisissez-en un, ou enrôlez la personne qui le devient."""

    code = "REC-03"


@dataclass(frozen=True)
class Examen:
    """What the shares show before anything is done: who may take the vault back. Nothing was written."""

    commune: str
    coordonnateurs: tuple[Membre, ...]
    instances: tuple[Instance, ...]
    gardiens: tuple[str, ...]
    seuil: int


@dataclass(frozen=True)
class Rendu:
    """What a recovery gave back, in counts; ``a_reenroler`` names members whose key this machine cannot open."""

    dossiers: int
    orphelines: int
    fermees: int
    a_reenroler: tuple[str, ...] = ()


def check_part(rang: int, mots: str) -> int:
    """Check one typed share alone (rank from 1, for the sentence); returns how many shares it takes."""
    return store.check_part(rang, mots)


def examine_parts(
    dossier: Path, poste: Path | None, parts: Sequence[str], *, kdf: KdfPolicy = KDF,
    clock: Callable[[], datetime] = now,
) -> Examen:  # fmt: skip
    """Open the vault with the shares, look at who may take it back, close; raises SEQ-… and REC-… errors."""
    coffre = _open(Path(dossier), Poste(poste), parts, kdf, clock)
    try:
        return describe_coffre(coffre.annuaire, (coffre.read_valeur("commune") or b"").decode())
    finally:
        coffre.close()


def describe_coffre(annuaire: Annuaire, commune: str) -> Examen:
    """Who may take a vault back, as its directory says."""
    coordonnateurs = (m for m in annuaire.membres if m.actif and Role.COORDONNATEUR in m.roles.values())
    return Examen(
        commune, tuple(coordonnateurs), annuaire.instances, annuaire.gardiens, annuaire.seuil_sequestre
    )


def recover_coffre(
    dossier: Path, poste: Path | None, parts: Sequence[str], *, membre_id: str = "",
    nouveau: NouveauMembre | None = None, passphrase: str, kdf: KdfPolicy = KDF,
    clock: Callable[[], datetime] = now,
) -> tuple[Session, Rendu]:  # fmt: skip
    """Give the vault to a coordonnateur: one of the directory (``membre_id``) or a new one, over every body.

    They type their own new passphrase and, having read the charter, sign it by this very gesture. Returns their open
    session. Costs two Argon2id. Raises CoordonnateurRequired, PassphraseWeak, SEQ-… and REC-… errors.
    """
    require_strong(passphrase)
    coffre = _open(Path(dossier), Poste(poste), parts, kdf, clock)
    try:
        found = store.recover(
            coffre,
            choose_titulaire(coffre, membre_id, nouveau),
            encode_passphrase(passphrase),
            policy=kdf,
            parts=len(parts),
        )
        session = Session(coffre)
    except BaseException:
        coffre.close()
        raise
    with contextlib.suppress(GsnError):
        coffre.poste.save_occupant(coffre.vault_id, session.membre.nom)
        coffre.poste.remember(Path(dossier))
    return session, Rendu(found.dossiers, found.orphelines, found.fermees, found.a_reenroler)


@act(Acte.SITUATIONS_RECUPEREES)
def recover_situations(session: Session, parts: Sequence[str]) -> Rendu:
    """With the shares, hand back what is due to every member in office who signed, in this coordonnateur's bodies.

    Situations whose circle nobody living holds come to this coordonnateur. Raises SEQ-… and REC-… errors.
    """
    session.gate(Acte.SITUATIONS_RECUPEREES)
    coffre = session.coffre
    held = open_escrow(session, parts)
    given = orphans = 0
    lost = list_lost(coffre)
    with session.unit(
        Acte.SITUATIONS_RECUPEREES, motif=f"{len(parts)} parts, {len(held.dossiers)} dossiers"
    ) as u:
        for dossier in held.dossiers.values():
            instance_id = read_instance(coffre, dossier)
            if instance_id and session.role_in(instance_id) is not Role.COORDONNATEUR:
                continue
            living = list_living(coffre, dossier, lost)
            orphan = living is not None and not living
            orphans += orphan
            for membre in coffre.annuaire.membres:
                if membre.recevable and membre.id not in lost and session.signed(membre.id):
                    mine = orphan and membre.id == session.membre.id
                    given += give_back(u, dossier, membre, instance_id, orphan=mine)
        store.return_shared(u, held, session.signed)
        save_annonce(u, Acte.SITUATIONS_RECUPEREES, "", f"{len(parts)} gardiens réunis")
    box.load_dossiers(coffre)
    return Rendu(given, orphans, held.fermees)


def open_escrow(session: Session, parts: Sequence[str]) -> store.Sequestre:
    """What the escrow opens of this session's vault; raises SEQ-… errors, SequestreForged. Writes nothing."""
    private = store.join_parts(parts, bytes.fromhex(session.coffre.annuaire.cle_sequestre))
    return store.open_dossiers(session.coffre, private)


def _open(
    dossier: Path, poste: Poste, parts: Sequence[str], kdf: KdfPolicy, clock: Callable[[], datetime]
) -> Coffre:
    private = store.join_parts(parts, store.read_cle(dossier, policy=kdf))
    return store.open_sequestre(dossier, poste, private, policy=kdf, clock=clock)


def choose_titulaire(coffre: Coffre, membre_id: str, nouveau: NouveauMembre | None) -> Membre | NouveauMembre:
    """The coordonnateur a vault is given back to, known or new; raises CoordonnateurRequired."""
    if membre_id:
        membre = coffre.annuaire.membre(membre_id)
        if not membre.actif or Role.COORDONNATEUR not in membre.roles.values():
            raise CoordonnateurRequired()
        return membre
    if nouveau is None:
        raise CoordonnateurRequired()
    clean = nouveau.validated()
    roles = {instance.id: Role.COORDONNATEUR for instance in coffre.annuaire.instances}
    return NouveauMembre(clean.nom, clean.fonction, clean.institution, roles)
