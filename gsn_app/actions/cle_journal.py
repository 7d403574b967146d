"""The journal's key passes from an auditeur to their successor, by the hand of who holds it, never by itself.

The coordonnateur enrols the successor and confirms their fingerprint; the auditeur in office reads it on the sheet too
and hands the key over; then the coordonnateur pronounces the departure, which renews the key for the entries to come.
When the auditeur cannot come any more, the custodians give the key to the successor (``recuperation``).
"""

from __future__ import annotations

from gsn_app.actions.journal import AuditKeyMissing
from gsn_app.actions.membre import EmpreinteMismatch
from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Membre, Role
from gsn_app.errors import Refused
from gsn_app.store import depart as store
from gsn_app.store.annonce import save_annonce
from gsn_app.store.cle_journal import NOM, open_audit
from gsn_app.store.creation import share_key


class SuccesseurNotReady(Refused):
    """{nom} ne peut pas recevoir la clé du journal : il faut un auditeur en fonction, à l’empreinte confirmée, qui a signé la
    charte et ne l’a pas déjà."""

    code = "PAS-03"


def holds_cle_journal(session: Session, membre_id: str) -> bool:
    """True when the journal's key is sealed to this member."""
    return store.holds_shared(session.coffre, NOM, bytes.fromhex(membre_id))


def list_successeurs(session: Session) -> list[Membre]:
    """Auditeurs who wait for the journal's key and may receive it from this session."""
    if not session.permits(Acte.JOURNAL_CLE_REMISE) or not holds_cle_journal(session, session.membre.id):
        return []
    return [m for m in session.coffre.annuaire.membres if _is_ready(session, m)]


def _is_ready(session: Session, membre: Membre) -> bool:
    entitled = membre.recevable and Role.AUDITEUR in membre.roles.values()
    return entitled and bool(session.signed(membre.id)) and not holds_cle_journal(session, membre.id)


@act(Acte.JOURNAL_CLE_REMISE)
def hand_cle_journal(session: Session, membre_id: str, empreinte: str) -> None:
    """Seal the journal's key to a successor whose fingerprint the auditeur in office read on the signed sheet.

    Told to every member. Raises AuditKeyMissing, SuccesseurNotReady, EmpreinteMismatch.
    """
    session.gate(Acte.JOURNAL_CLE_REMISE)
    coffre = session.coffre
    membre = coffre.annuaire.membre(membre_id)
    audit = open_audit(coffre)
    if audit is None:
        raise AuditKeyMissing()
    if not _is_ready(session, membre):
        raise SuccesseurNotReady(nom=membre.nom)
    if "".join(str(empreinte).split()).upper() != membre.empreinte.replace(" ", ""):
        raise EmpreinteMismatch(nom=membre.nom)
    with session.unit(Acte.JOURNAL_CLE_REMISE, motif=f"membre {membre_id}") as u:
        share_key(u, bytes.fromhex(membre_id), NOM, audit)
        save_annonce(u, Acte.JOURNAL_CLE_REMISE, membre_id)
