"""The command line of the standalone verifier: exit 0 sound, 2 usage, 3 refused, 4 tampered, 5 damaged."""

from __future__ import annotations

import argparse
import getpass
import itertools
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn, TextIO

from gsn_app.config import KDF, KdfPolicy
from gsn_app.crypto import cle_audit
from gsn_app.domain.phrase_passe import encode_passphrase
from gsn_app.errors import GsnError
from gsn_app.verificateur.annuaire import Directory
from gsn_app.verificateur.export import read_export
from gsn_app.verificateur.signature import serve
from gsn_app.verificateur.verification import Verdict, verify

PHRASE_MAX = 4096
_MALFORMED = (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)


class _Analyseur(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Usage alone, whatever the English message says."""
        del message
        self.exit(2, self.format_usage())

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "Usage\u00a0:", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "Usage\u00a0:", 1)


def build() -> argparse.ArgumentParser:
    """Options, in French."""
    line = _Analyseur(
        prog="python -m gsn_app.verificateur", add_help=False, allow_abbrev=False,
        description="Vérifie un journal exporté, sans le coffre. Seule la bibliothèque «\u00a0cryptography\u00a0» est requise.",
    )  # fmt: skip
    line._positionals.title, line._optionals.title = "fichier", "options"
    line.add_argument("export", type=Path, metavar="EXPORT", help="le journal exporté")
    line.add_argument(
        "--ancre", action="append", default=[], metavar="ANCRE", help="ancre relevée sur papier (répétable)"
    )
    line.add_argument(
        "--cle-audit", type=Path, metavar="FICHIER", help="clé d’audit exportée\u00a0: dit aussi qui a écrit"
    )
    line.add_argument(
        "--secret-fd",
        type=int,
        metavar="N",
        help="descripteur d’où lire la phrase de passe de la clé d’audit",
    )
    line.add_argument("-h", "--aide", "--help", action="help", help="cette aide")
    return line


def main(arguments: Sequence[str] | None = None, *, kdf: KdfPolicy = KDF) -> int:
    """Verify one export; ``--signatures`` alone is the child of a long verification."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--signatures"]:
        return serve(sys.stdin.buffer, sys.stdout.buffer)
    try:
        options = build().parse_args(given)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 2
    try:
        with options.export.open(encoding="utf-8") as stream:
            verdict = _verify(stream, options, kdf)
    except GsnError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except OSError:
        sys.stderr.write("Ce fichier ne peut pas être lu. (VER-01)\n")
        return 2
    except _MALFORMED:
        sys.stderr.write("Ce fichier n’est pas un export de journal, ou il est abîmé. (VER-02)\n")
        return 5
    sys.stdout.write("\n".join(describe(verdict)) + "\n")
    return 0 if verdict.integre else 4


def _verify(stream: TextIO, options: argparse.Namespace, kdf: KdfPolicy) -> Verdict:
    directory, entries = read_export(stream)
    audit = None
    if options.cle_audit is not None:
        audit = _open_audit(directory, options.cle_audit, options.secret_fd, kdf)
    total = sum(1 for _ in options.export.open("rb")) - 1
    show = _show if sys.stderr.isatty() else None
    return verify(directory, entries, ancres=options.ancre, audit_private=audit, total=total, progress=show)


def _open_audit(directory: Directory, path: Path, descriptor: int | None, kdf: KdfPolicy) -> bytes:
    with path.open("rb") as stream:
        raw = stream.read(cle_audit.LIMIT + 1)
    return cle_audit.open_file(raw, directory.vault_id, lambda: _ask(descriptor), kdf)


def _ask(descriptor: int | None) -> bytes:
    if descriptor is None:
        return encode_passphrase(getpass.getpass("Phrase de passe de la clé d’audit\u00a0: "))
    with os.fdopen(descriptor, "rb") as stream:
        return encode_passphrase(stream.read(PHRASE_MAX).decode("utf-8", "replace").rstrip("\r\n"))


def _show(done: int, total: int) -> bool:
    sys.stderr.write(f"\r{done}/{total}")
    sys.stderr.flush()
    return True


def describe(verdict: Verdict) -> list[str]:
    """French sentences: the outcome, then each anomaly, and what to do once for each kind."""
    if verdict.interrompu:
        return ["Vérification interrompue\u00a0: rien n’est prouvé."]
    level = (
        "attribution comprise"
        if verdict.niveau
        else "suite et ordre seuls\u00a0: l’attribution demande la clé d’audit"
    )
    gone = f" Contenu effacé au terme\u00a0: {verdict.effaces} entrées." if verdict.effaces else ""
    if verdict.integre:
        return [f"Journal intègre\u00a0: {verdict.entrees} entrées, ancre {verdict.ancre} ({level}).{gone}"]
    head = f"Journal ALTÉRÉ\u00a0: {len(verdict.anomalies)} anomalie(s) sur {verdict.entrees} entrées ({level}).{gone}"
    return [head, *_grouped(verdict)]


def _grouped(verdict: Verdict) -> Iterator[str]:
    ranks = {genre: rank for rank, genre in enumerate(dict.fromkeys(a.genre for a in verdict.anomalies))}
    ordered = sorted(verdict.anomalies, key=lambda anomalie: ranks[anomalie.genre])
    for _, group in itertools.groupby(ordered, key=lambda anomalie: anomalie.genre):
        same = list(group)
        yield from (anomalie.phrase for anomalie in same)
        yield f"  → {same[0].conduite}"
