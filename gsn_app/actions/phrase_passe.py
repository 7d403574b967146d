"""Changing one's own passphrase: a new slot under the new one, the keys stay the same.

Old copies of the vault stay open to the old passphrase, and the screen says so. Who fears that theirs was seen asks a
coordonnateur for new keys: enrolled again, then the file key renewed.
"""

from __future__ import annotations

from dataclasses import replace

from gsn_app.actions.session import Session, act
from gsn_app.config import KDF, KdfPolicy
from gsn_app.domain.acte import Acte
from gsn_app.domain.phrase_passe import encode_passphrase, require_strong
from gsn_app.errors import InvalidInput
from gsn_app.store.cle_fichier import require_settled
from gsn_app.store.creation import settle_header
from gsn_app.store.phrase_passe import save_slot, verify_passphrase


class PassphraseUnchanged(InvalidInput):
    """La nouvelle phrase est la même que l’ancienne."""

    code = "PHR-10"


@act(Acte.PHRASE_CHANGEE)
def change_phrase(session: Session, actuelle: str, nouvelle: str, *, kdf: KdfPolicy = KDF) -> None:
    """Replace this member's passphrase; the present one is asked again. Costs two Argon2id.

    Raises PassphraseWrong when the present one is not right, PassphraseWeak when the new one is.
    """
    session.gate(Acte.PHRASE_CHANGEE)
    require_strong(nouvelle)
    before, after = encode_passphrase(actuelle), encode_passphrase(nouvelle)
    if before == after:
        raise PassphraseUnchanged()
    require_settled(session.coffre)
    slot = verify_passphrase(session.coffre, before)
    with session.unit(Acte.PHRASE_CHANGEE) as u:
        suivant = replace(slot, sequence=slot.sequence + 1)
        header = save_slot(u, suivant, after, kdf)
    settle_header(session.coffre, header, kdf)
