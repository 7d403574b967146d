"""The journal: any member verifies it, only the auditeur reads it (C10); the DPO may export it for another machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gsn_app import verificateur
from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.errors import GsnError, Refused
from gsn_app.store import journal as store
from gsn_app.store.creation import open_shared_key

Progress = Callable[[int, int], bool]
#: characters of an anchor typed in that are looked at
ANCRE_MAX = 60


class AuditKeyMissing(Refused):
    """Le contenu du journal est réservé à l’auditeur (DPO) ; vous pouvez en vérifier l’intégrité."""

    code = "JOU-02"


class JournalNotWritten(GsnError):
    """L’export du journal n’a pas pu être écrit dans « {fichier} » : vérifiez le dossier et la place libre."""

    code = "JOU-03"


@dataclass(frozen=True)
class EtatJournal:
    """Outcome of a verification, in French sentences."""

    integre: bool
    entrees: int
    derniere: str
    ancre: str
    anomalies: tuple[str, ...]
    niveau: int
    interrompu: bool = False


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
    session: Session, *, ancres: Iterable[str] = (), progress: Progress | None = None
) -> EtatJournal:
    """Verify the whole journal, at level 1 when this member holds the audit key; the verification is journaled.

    Every page of the file is authenticated first: DatabaseDamaged when one is not as it was written.
    """
    session.gate(Acte.JOURNAL_VERIFIE)
    coffre = session.coffre
    coffre.verify_pages()
    audit = open_shared_key(coffre, "audit")
    verdict = verificateur.verify(
        read_directory(session), store.read_entries(coffre.conn, 1, coffre.tail.n),
        ancres=[ancre[:ANCRE_MAX] for ancre in ancres],
        audit_private=audit, total=coffre.tail.n, progress=progress,
    )  # fmt: skip
    _compare_tail(session, verdict)
    session.trace(Acte.JOURNAL_VERIFIE, motif="intègre" if verdict.integre else "anomalies")
    return EtatJournal(
        verdict.integre, verdict.entrees, _instant(verdict.derniere_ms), verdict.ancre,
        tuple(sentence for _, sentence in verdict.anomalies), verdict.niveau, verdict.interrompu,
    )  # fmt: skip


def _compare_tail(session: Session, verdict: verificateur.Verdict) -> None:
    if not verdict.interrompu and verdict.entrees != session.coffre.tail.n:
        verdict.add(session.coffre.tail.n, "Le journal ne compte pas le nombre d’entrées attendu.")


@act(Acte.JOURNAL_CONSULTE)
def read_journal(session: Session, *, debut: int = 1, nombre: int = 200) -> list[LigneJournal]:
    """Entries ``debut`` and after, opened with the audit key; reading the journal is journaled."""
    session.gate(Acte.JOURNAL_CONSULTE, "", *_provisional(session))
    audit = open_shared_key(session.coffre, "audit")
    if audit is None:
        raise AuditKeyMissing()
    session.trace(Acte.JOURNAL_CONSULTE)
    names = {m.id: m.nom for m in session.coffre.annuaire.membres}
    found = []
    for n, time_ms, payload in store.open_entries(session.coffre.conn, audit, debut, debut + nombre - 1):
        when = _instant(time_ms)
        if payload is None:
            found.append(
                LigneJournal(
                    n, when, "", "(contenu illisible, ou effacé au terme de sa conservation)", "", ""
                )
            )
            continue
        who = names.get(payload.get("membre", ""), "membre inconnu")
        found.append(LigneJournal(
            n, when, who, payload.get("acte", ""), payload.get("reference", ""), payload.get("motif", ""),
            payload.get("document", ""),
        ))  # fmt: skip
    return found


@act(Acte.JOURNAL_VERIFIE)
def export_journal(session: Session, fichier: Path) -> Path:
    """Write the sealed journal and its directory for the standalone verifier; it holds no readable content.

    Raises JournalNotWritten.
    """
    session.gate(Acte.JOURNAL_VERIFIE)
    session.trace(Acte.JOURNAL_VERIFIE, motif="export pour vérification")
    coffre = session.coffre
    lines = verificateur.write_export(
        read_directory(session), store.read_entries(coffre.conn, 1, coffre.tail.n)
    )
    try:
        with Path(fichier).open("w", encoding="utf-8") as stream:
            for line in lines:
                stream.write(line + "\n")
    except OSError:
        raise JournalNotWritten(fichier=fichier) from None
    return Path(fichier)


def count_entrees(session: Session) -> int:
    """Number of the last entry."""
    return session.coffre.tail.n


def read_directory(session: Session) -> verificateur.Directory:
    """Every epoch of the directory, as the verifier wants it."""
    rows = session.coffre.conn.execute("SELECT contenu, signature FROM annuaire ORDER BY id").fetchall()
    return verificateur.Directory(session.coffre.vault_id, tuple((bytes(c), bytes(s)) for c, s in rows))


def _provisional(session: Session) -> tuple[str, ...]:
    """A coordonnateur stands in for the auditeur until one is enrolled (domain 1)."""
    return ("auditeur",) if open_shared_key(session.coffre, "audit") is not None else ()


def _instant(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds") if ms else ""
