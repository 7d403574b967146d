"""What leaves for the DPO's own machine: the sealed journal with its directory, and the audit key under a passphrase."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from gsn_app import verificateur
from gsn_app.actions.journal import AuditKeyMissing, Progress, read_directory, stand_in
from gsn_app.actions.session import Session, act
from gsn_app.config import KDF, KdfPolicy
from gsn_app.domain.acte import Acte
from gsn_app.domain.phrase_passe import encode_passphrase, require_strong
from gsn_app.errors import GsnError, InvalidInput
from gsn_app.poste import write_atomically
from gsn_app.store import journal as store
from gsn_app.store.cle_journal import open_audit
from gsn_app.store.journal_atteste import seal_audit_file

REPORT_EVERY = 5_000


class JournalNotWritten(GsnError):
    """L’export du journal n’a pas pu être écrit dans « {fichier} » : vérifiez le dossier et la place libre."""

    code = "JOU-03"


class ExportInVault(InvalidInput):
    """Choisissez un autre dossier que celui du coffre : cet export doit partir sur un support à part."""

    code = "JOU-11"


@act(Acte.JOURNAL_EXPORTE)
def export_journal(session: Session, fichier: Path, *, progress: Progress | None = None) -> Path:
    """Write the sealed journal, its directory, its charters and their signatures for the standalone verifier.

    Payloads stay sealed; the directory names the members. Asked then done are journaled before and after.
    Raises JournalNotWritten, ExportInVault; a stop asked by ``progress`` leaves no file.
    """
    session.gate(Acte.JOURNAL_EXPORTE, "", *stand_in(session))
    target = _outside(session, fichier)
    coffre = session.coffre
    session.trace(Acte.JOURNAL_EXPORTE, motif="demandé")
    last = coffre.tail.n
    lines = verificateur.write_export(read_directory(session), store.read_entries(coffre.conn, 1, last))
    done = _write(target, lines, last, progress)
    session.trace(Acte.JOURNAL_EXPORTE, motif=f"entrées 1 à {last}" if done else "interrompu")
    return target


def _write(target: Path, lines: Iterable[str], total: int, progress: Progress | None) -> bool:
    partial = target.with_name(target.name + ".partiel")
    try:
        with partial.open("w", encoding="utf-8") as stream:
            for rank, line in enumerate(lines):
                stream.write(line + "\n")
                if progress is not None and rank % REPORT_EVERY == 0 and not progress(rank, total):
                    break
            else:
                stream.flush()
                os.fsync(stream.fileno())
                partial.replace(target)
                return True
        partial.unlink()
    except OSError:
        partial.unlink(missing_ok=True)
        raise JournalNotWritten(fichier=target) from None
    return False


@act(Acte.JOURNAL_CLE_EXPORTEE)
def export_cle_audit(session: Session, fichier: Path, passphrase: str, *, kdf: KdfPolicy = KDF) -> Path:
    """Write the audit key under a passphrase alone, for the DPO's own machine. Costs one Argon2id.

    Whoever holds this file and its passphrase reads who did what and when, never a content.
    Raises AuditKeyMissing, PassphraseWeak, JournalNotWritten, ExportInVault.
    """
    session.gate(Acte.JOURNAL_CLE_EXPORTEE, "", *stand_in(session))
    audit = open_audit(session.coffre)
    if audit is None:
        raise AuditKeyMissing()
    require_strong(passphrase)
    target = _outside(session, fichier)
    session.trace(Acte.JOURNAL_CLE_EXPORTEE)
    raw = seal_audit_file(session.coffre, audit, encode_passphrase(passphrase), kdf)
    try:
        write_atomically(target, raw)
    except OSError:
        raise JournalNotWritten(fichier=target) from None
    return target


def _outside(session: Session, fichier: Path) -> Path:
    """The destination, never inside the vault's own folder."""
    target = Path(fichier).absolute()
    if target.resolve().is_relative_to(session.coffre.dossier.resolve()):
        raise ExportInVault()
    return target
