"""The journal: any member verifies it, only the auditeur reads it (C10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from gsn_app import verificateur
from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.errors import Refused
from gsn_app.store import journal as store
from gsn_app.store import journal_atteste as atteste
from gsn_app.store.cle_journal import open_audit
from gsn_app.verificateur import Directory, Genre, Verdict

Progress = Callable[[int, int], bool]
#: characters of an anchor typed in that are looked at
ANCRE_MAX = 60
EFFACE = "(contenu effacé au terme de sa conservation)"
ILLISIBLE = "(contenu illisible)"


class AuditKeyMissing(Refused):
    """Le contenu du journal est réservé à l’auditeur (DPO) ; vous pouvez en vérifier l’intégrité."""

    code = "JOU-02"


class Portee(StrEnum):
    """How much is verified; without a point of control of one's own, everything is.

    ``nouveau``: only what came after the point, nothing before is read. ``suite``: the whole chain and every payload,
    signatures after the point only. ``complete``: everything, every page of the file first.
    """

    NOUVEAU = "nouveau"
    SUITE = "suite"
    COMPLETE = "complete"


@dataclass(frozen=True)
class EtatJournal:
    """Outcome of a verification, in French sentences; ``conduites`` says what to do for the anomaly of the same rank.

    ``premiere``: first entry read. ``prouvee_jusqua``: signatures up to there were verified before. ``effaces``:
    payloads erased at their term.
    """

    integre: bool
    entrees: int
    derniere: str
    ancre: str
    anomalies: tuple[str, ...]
    niveau: int
    interrompu: bool = False
    conduites: tuple[str, ...] = ()
    portee: str = Portee.COMPLETE
    premiere: int = 1
    prouvee_jusqua: int = 0
    effaces: int = 0


@dataclass(frozen=True)
class RepereJournal:
    """This member's last sound verification: entry reached, instant, level, and how many entries came since."""

    n: int
    instant: str
    niveau: int
    depuis: int


@dataclass(frozen=True)
class LigneJournal:
    """One entry as the auditeur reads it; ``reference`` is opaque."""

    n: int
    horodatage: str
    membre: str
    acte: str
    reference: str
    motif: str
    document: str = ""


@act(Acte.JOURNAL_VERIFIE)
def verify_journal(
    session: Session, *, ancres: Iterable[str] = (), portee: str = Portee.COMPLETE, progress: Progress | None = None
) -> EtatJournal:  # fmt: skip
    """Verify the journal, at level 1 when this member holds the audit key; the verification is journaled.

    A sound one is kept as this member's signed point of control. Anchors need the whole chain: with some, ``nouveau``
    is widened to ``suite``. Raises DatabaseDamaged when a page is not as it was written (not for ``nouveau``).
    """
    session.gate(Acte.JOURNAL_VERIFIE)
    coffre = session.coffre
    typed = [ancre[:ANCRE_MAX] for ancre in ancres]
    audit = open_audit(coffre)
    point, forged = _own_point(session, 1 if audit is not None else 0, Portee(portee))
    fresh = portee == Portee.NOUVEAU and point is not None and not typed
    if not fresh:
        coffre.verify_pages()
    first = point.n + 1 if fresh and point is not None else 1
    verdict = verificateur.verify(
        read_directory(session), store.read_entries(coffre.conn, first, coffre.tail.n), ancres=typed,
        audit_private=audit, total=coffre.tail.n, progress=progress, point=point, depuis_point=fresh,
    )  # fmt: skip
    if forged is not None:
        verdict.add(0, forged.sentence, Genre.POINT_FORGE)
    _compare_tail(session, verdict)
    _record(session, verdict)
    done = Portee.COMPLETE if point is None else Portee.NOUVEAU if fresh else Portee.SUITE
    return EtatJournal(
        verdict.integre, verdict.entrees, _instant(verdict.derniere_ms), verdict.ancre,
        tuple(a.phrase for a in verdict.anomalies), verdict.niveau, verdict.interrompu,
        tuple(a.conduite for a in verdict.anomalies), done, verdict.premiere, verdict.prouvee_jusqua, verdict.effaces,
    )  # fmt: skip


def _own_point(
    session: Session, niveau: int, portee: Portee
) -> tuple[atteste.Point | None, atteste.PointForged | None]:
    """The point to start from, when it is asked and reaches the level; and the alarm when it is not this member's."""
    try:
        point = atteste.read_point(session.coffre)
    except atteste.PointForged as forged:
        return None, forged
    if point is None or portee is Portee.COMPLETE or point.niveau < niveau:
        return None, None
    return point, None


def _compare_tail(session: Session, verdict: Verdict) -> None:
    tail = session.coffre.tail
    if verdict.integre and (verdict.derniere, verdict.chaine) != (tail.n, tail.chain):
        verdict.add(tail.n, "Le journal ne s’arrête pas à l’entrée attendue.", Genre.FIN_COUPEE)


def _record(session: Session, verdict: Verdict) -> None:
    with session.unit(Acte.JOURNAL_VERIFIE, motif="intègre" if verdict.integre else "anomalies") as u:
        if verdict.integre:
            atteste.save_point(
                u, verdict.derniere, verdict.chaine, verdict.niveau, verdict.session_public, verdict.session_membre
            )  # fmt: skip


def read_repere(session: Session) -> RepereJournal | None:
    """This member's own point of control; None before their first sound verification, or when it was replaced."""
    try:
        point = atteste.read_point(session.coffre)
    except atteste.PointForged:
        return None
    if point is None:
        return None
    return RepereJournal(point.n, _instant(point.time_ms), point.niveau, session.coffre.tail.n - point.n)


@act(Acte.JOURNAL_CONSULTE)
def read_journal(session: Session, *, debut: int = 1, nombre: int = 200) -> list[LigneJournal]:
    """Entries ``debut`` and after, opened with the audit key; reading the journal is journaled."""
    session.gate(Acte.JOURNAL_CONSULTE, "", *stand_in(session))
    audit = open_audit(session.coffre)
    if audit is None:
        raise AuditKeyMissing()
    session.trace(Acte.JOURNAL_CONSULTE)
    names = {m.id: m.nom for m in session.coffre.annuaire.membres}
    erased = atteste.erased_until(session.coffre)
    found = []
    for n, time_ms, payload in store.open_entries(session.coffre.conn, audit, debut, debut + nombre - 1):
        when = _instant(time_ms)
        if payload is None:
            found.append(LigneJournal(n, when, "", EFFACE if n <= erased else ILLISIBLE, "", ""))
            continue
        who = names.get(payload.get("membre", ""), "membre inconnu")
        found.append(LigneJournal(
            n, when, who, payload.get("acte", ""), payload.get("reference", ""), payload.get("motif", ""),
            payload.get("document", ""),
        ))  # fmt: skip
    return found


def count_entrees(session: Session) -> int:
    """Number of the last entry."""
    return session.coffre.tail.n


def read_directory(session: Session) -> Directory:
    """Directory, charters, signatures of them and erasure on record, as the verifier wants them."""
    coffre = session.coffre
    epochs, chartes, adhesions = atteste.read_directory_rows(coffre)
    effacement = atteste.read_effacement(coffre)
    return Directory(coffre.vault_id, tuple(epochs), tuple(chartes), tuple(adhesions), effacement)


def stand_in(session: Session) -> tuple[str, ...]:
    """A coordonnateur stands in for the auditeur until one is enrolled (domain 1)."""
    return ("auditeur",) if open_audit(session.coffre) is not None else ()


def _instant(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds") if ms else ""
