"""The charter in force: reading it is free, signing it opens access (C1)."""

from __future__ import annotations

from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.charte import Charte
from gsn_app.store.charte import save_signature


def read_charte(session: Session) -> Charte:
    """The charter adopted by the commune, as root-signed in the vault."""
    return session.charte


@act(Acte.CHARTE_SIGNEE)
def sign_charte(session: Session) -> None:
    """Sign the version in force with the member's own key; signing twice changes nothing."""
    session.gate(Acte.CHARTE_SIGNEE)
    if not session.charte_a_signer:
        return
    with session.unit(Acte.CHARTE_SIGNEE, motif=session.charte.empreinte[:16]) as u:
        save_signature(u, bytes.fromhex(session.charte.empreinte), session.today())
