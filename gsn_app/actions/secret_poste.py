"""Renewing the secret de poste: after a stolen machine or a kit that somebody may have read.

Whoever holds the former secret, an old copy of the vault and a passphrase still opens that copy; they open nothing made
after each member's next login. A new kit is to be printed; other machines learn the new secret by its words.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from gsn_app.actions.session import Session, act
from gsn_app.config import KDF, KdfPolicy
from gsn_app.domain.acte import Acte
from gsn_app.domain.phrase_passe import encode_passphrase
from gsn_app.errors import GsnError
from gsn_app.store import secret_poste as store
from gsn_app.store.cle_fichier import require_settled
from gsn_app.store.creation import settle_header
from gsn_app.store.phrase_passe import verify_passphrase


@dataclass(frozen=True)
class EtatSecret:
    """``renouvele_le``: ISO day, "" when never. ``attendent``: members whose next login will make their access follow."""

    renouvele_le: str
    attendent: tuple[str, ...]


def read_etat_secret(session: Session) -> EtatSecret:
    """Where a renewal stands."""
    coffre = session.coffre
    waiting = {member_id.hex() for member_id in store.list_waiting(coffre)}
    names = sorted(m.nom for m in coffre.annuaire.membres if m.actif and m.id in waiting)
    return EtatSecret((coffre.read_valeur(store.VALEUR) or b"").decode(), tuple(names))


@act(Acte.POSTE_RENOUVELE)
def renew_secret_poste(session: Session, phrase: str, motif: str = "", *, kdf: KdfPolicy = KDF) -> EtatSecret:
    """Draw a new secret de poste for this vault; this session's access follows at once, the others at their next login.

    The passphrase is asked again; the kit is to be printed anew. Costs two Argon2id. Raises PassphraseWrong,
    FileKeyPending, PosteUnusable.
    """
    session.gate(Acte.POSTE_RENOUVELE)
    coffre, typed = session.coffre, encode_passphrase(phrase)
    require_settled(coffre)
    verify_passphrase(coffre, typed)
    secret = store.draw_secret(coffre)
    printed = f"impression.trousse.{session.vault_id}.exemplaire"
    with session.unit(Acte.POSTE_RENOUVELE, motif=motif[:200]) as u:
        header = store.renew_secret(u, secret, typed, session.today(), kdf)
        if coffre.read_valeur(printed) is not None:
            u.delete("coffre", printed)
    settle_header(coffre, header, kdf)
    return read_etat_secret(session)


def follow_secret_poste(session: Session, phrase: str, kdf: KdfPolicy = KDF) -> None:
    """At login, the passphrase in hand: this member's access follows a renewal; what fails is done at the next one."""
    coffre = session.coffre
    if coffre.member_id not in store.list_waiting(coffre):
        return
    with contextlib.suppress(GsnError):
        with session.unit(Acte.ENTETE_CHANGE, motif="accès sous le nouveau secret de poste") as u:
            header = store.follow_secret(u, encode_passphrase(phrase), kdf)
        settle_header(coffre, header, kdf)
