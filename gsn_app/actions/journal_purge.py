"""Retention of the journal (article 21): past the charter's term the sealed payloads go, their commitments stay."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime

from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.errors import GsnError, Refused
from gsn_app.store import journal_atteste as atteste

#: payloads erased at one login, so that nobody waits for it; the rest follows at the next ones
PAR_OUVERTURE = 5_000
#: a clock that leapt further than this since the last session is not believed: nothing is erased on its word
SAUT_MAX_MS = 92 * 86_400_000


class PurgeNotDue(Refused):
    """Aucune trace du journal n’a passé son terme ({mois} mois) : rien n’est à effacer."""

    code = "JOU-12"


class ClockDoubtful(Refused):
    """L’horloge de ce poste a sauté depuis la dernière ouverture : vérifiez la date. Rien n’a été effacé."""

    code = "JOU-13"


@dataclass(frozen=True)
class ConservationJournal:
    """``mois``: the charter's term. ``efface_jusqua``: last entry erased. ``a_effacer``: payloads past their term."""

    mois: int
    efface_jusqua: int
    a_effacer: int


def read_conservation(session: Session) -> ConservationJournal:
    """State of the retention, from the dates of the entries alone; no payload is opened."""
    mois = session.charte.conservation.journal_mois
    terme = atteste.find_terme(session.coffre, mois, 2**62)
    return ConservationJournal(mois, atteste.erased_until(session.coffre), terme.contenus)


@act(Acte.JOURNAL_PURGE)
def purge_journal(session: Session, *, maximum: int = 2**62) -> int:
    """Erase the sealed payloads past the charter's term, whole sessions only; returns how many entries.

    The chain keeps every commitment and still verifies; the erasure is signed, and is an entry itself.
    Raises PurgeNotDue, and ClockDoubtful when the clock went back or leapt by more than 92 days.
    """
    session.gate(Acte.JOURNAL_PURGE)
    mois = session.charte.conservation.journal_mois
    if not believes_clock(session):
        raise ClockDoubtful()
    terme = atteste.find_terme(session.coffre, mois, maximum)
    if not terme.contenus:
        raise PurgeNotDue(mois=mois)
    with session.unit(
        Acte.JOURNAL_PURGE, motif=f"{terme.contenus} contenus, jusqu’à l’entrée {terme.n}, {mois} mois"
    ) as u:
        atteste.erase_payloads(u, terme, mois)
    return terme.contenus


def believes_clock(session: Session) -> bool:
    """True when the clock moved forward, by no more than 92 days, since the session before this one."""
    before = session.coffre.previous_time_ms
    return not before or 0 <= session.coffre.now_ms() - before <= SAUT_MAX_MS


def purge_when_due(session: Session) -> int:
    """At login: erase what is due, a few thousand entries at most, once a day; 0 without the right or the need."""
    if session.charte_a_signer or not session.permits(Acte.JOURNAL_PURGE) or not believes_clock(session):
        return 0
    coffre = session.coffre
    today = datetime.fromtimestamp(coffre.now_ms() / 1000, UTC).date().isoformat()
    if (
        atteste.erased_on(coffre) == today
        or not atteste.find_terme(coffre, session.charte.conservation.journal_mois, 1).contenus
    ):
        return 0
    with contextlib.suppress(GsnError):
        return purge_journal(session, maximum=PAR_OUVERTURE)
    return 0
