"""The yearly total of consultations, which only the auditeur can count and vouch for (C10)."""

from __future__ import annotations

from datetime import datetime

from gsn_app.actions.journal import AuditKeyMissing
from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.errors import Refused
from gsn_app.store import consultation as store
from gsn_app.store import journal
from gsn_app.store.creation import open_shared_key

#: acts that show the content of a situation to somebody
_CONSULTATIONS = frozenset({str(Acte.SITUATION_CONSULTEE), str(Acte.ARCHIVE_CONSULTEE)})


class ConsultationsErased(Refused):
    """Une partie du journal de {annee} est déjà effacée ou illisible : son total ne peut plus être compté."""

    code = "RAP-07"


@act(Acte.JOURNAL_CONSULTE)
def attest_consultations(session: Session, annee: int) -> int:
    """Count the consultations of situations of a civil year (this machine's time), sign and keep the total.

    The total is that of the whole vault, up to now: an auditeur signs again when the year is over. Raises
    AuditKeyMissing, ConsultationsErased.
    """
    session.gate(Acte.JOURNAL_CONSULTE)
    coffre = session.coffre
    audit = open_shared_key(coffre, "audit")
    if audit is None:
        raise AuditKeyMissing()
    number = 0
    for _, time_ms, payload in journal.open_entries(coffre.conn, audit, 1, coffre.tail.n):
        year = datetime.fromtimestamp(time_ms / 1000).astimezone().year
        if payload is None and (year == annee or not time_ms):
            raise ConsultationsErased(annee=annee)
        if payload is None or year != annee or not payload.get("reference"):
            continue  # a list read is not the consultation of a situation
        if payload.get("acte") in _CONSULTATIONS:
            number += 1
    total = store.TotalConsultations(annee, number, coffre.tail.n)
    with session.unit(Acte.JOURNAL_CONSULTE, motif=f"total des consultations {annee} signé") as u:
        store.save_total(u, total)
    return number


def read_consultations(session: Session, annee: int) -> int | None:
    """The signed total of a year, or None: « non communiqué »."""
    total = store.read_total(session.coffre, annee)
    return None if total is None else total.nombre
