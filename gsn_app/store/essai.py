"""Trials of recovery: a new enrolment rehearsed for real inside a transaction that is always undone."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from gsn_app.config import KdfPolicy
from gsn_app.crypto import entete as slots
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Membre
from gsn_app.errors import GsnError
from gsn_app.store import dossier as box
from gsn_app.store import entete
from gsn_app.store.coffre import Coffre
from gsn_app.store.journal import Entree
from gsn_app.store.recuperation import reenrol
from gsn_app.store.remise import give_back, read_instance
from gsn_app.store.unite import Unite


@dataclass(frozen=True)
class Essai:
    """Outcome of a trial; ``le`` ISO date, "" when never tried."""

    le: str
    reussi: bool
    detail: str


class _Undone(Exception):
    """Ends every rehearsal."""


def rehearse(coffre: Coffre, membre: Membre, passphrase: bytes, policy: KdfPolicy) -> tuple[int, int]:
    """``(dossiers opened by the new keys, dossiers due from this session)``; nothing is left of it, not even an entry."""
    opened = due = 0
    try:
        with Unite(coffre, Entree(str(Acte.RECUPERATION_ESSAYEE))) as u:
            nouveau, raw = reenrol(coffre, u, membre, passphrase, policy)
            for dossier in list(coffre.dossiers.values()):
                due += give_back(u, dossier, nouveau, read_instance(coffre, dossier))
            opened = _open_as(coffre, nouveau, raw, passphrase, policy)
            raise _Undone
    except _Undone:
        return opened, due


def _open_as(coffre: Coffre, membre: Membre, raw: bytes, passphrase: bytes, policy: KdfPolicy) -> int:
    """Open the new slot by its passphrase, then every dossier sealed to its keys; returns how many."""
    header = slots.parse(raw, policy)
    slot = header.slot_of(bytes.fromhex(membre.id))
    if slot is None:
        return 0
    keys, file_key = slots.open_slot(
        slot, coffre.vault_id, passphrase, entete.secret_of(coffre.poste, header, slot)
    )
    slots.verify_header(header, file_key)
    view = replace(coffre, member_id=slot.member_id, keys=keys, dossiers={}, anomalies=[])
    found = 0
    for dossier_id in list(box.load_dossiers(view)):
        try:
            found += box.find_dossier(view, dossier_id) is not None
        except GsnError:
            continue
    return found


def save_essai(u: Unite, cible: str, essai: Essai) -> None:
    """Keep the outcome where every member sees it; ``cible`` a member id, or « sequestre »."""
    u.save_valeur(f"essai.{cible}", json.dumps(asdict(essai), ensure_ascii=False).encode())


def read_essai(coffre: Coffre, cible: str) -> Essai:
    """The last trial, or one never made."""
    try:
        return Essai(**json.loads(coffre.read_valeur(f"essai.{cible}") or b""))
    except (ValueError, TypeError):
        return Essai("", False, "")
