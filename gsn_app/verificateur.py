"""Standalone verifier of a journal: needs ``cryptography`` only, no content key, no vault.

Level 0 proves consistency and order: sequence, chain, commitments, session signatures, directory, anchors. A holder
of the file key could chain anew with session keys of their own, so authorship needs an anchor from paper, or
level 1: with the audit key, each session's certificate is checked against the signed directory.

An export is a file of JSON lines: ``{format, coffre, annuaires: [[content, signature]]}``, then one
``[n, envelope, sealed payload or null, signature]`` a line, base64. Exit codes: 0 sound, 4 tampered, 5 damaged.
"""

from __future__ import annotations

import base64
import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gsn_app.crypto import journal as chain
from gsn_app.crypto import primitives as p
from gsn_app.errors import GsnError

Entry = tuple[int, bytes, bytes | None, bytes]
Progress = Callable[[int, int], bool]
REPORT_EVERY = 2_000
ANOMALIES_MAX = 200


@dataclass(frozen=True)
class Directory:
    """What the verifier knows before the entries: the vault and every epoch of its directory."""

    vault_id: bytes
    epochs: tuple[tuple[bytes, bytes], ...]

    def root_public(self) -> bytes:
        """Root key of the last epoch."""
        return bytes.fromhex(json.loads(self.epochs[-1][0])["cle_racine"])

    def signature_keys(self) -> dict[str, tuple[bytes, ...]]:
        """Member id → Ed25519 public keys, over all epochs: a member enrolled again has several."""
        found: dict[str, dict[bytes, None]] = {}
        for content, _ in self.epochs:
            for membre in json.loads(content)["membres"]:
                found.setdefault(membre["id"], {})[bytes.fromhex(membre["cle_signature"])] = None
        return {member: tuple(keys) for member, keys in found.items()}


@dataclass
class Verdict:
    """Outcome. ``anomalies``: ``(entry number, French sentence)``; ``payloads`` filled only on request."""

    entrees: int = 0
    ancre: str = ""
    derniere_ms: int = 0
    niveau: int = 0
    anomalies: list[tuple[int, str]] = field(default_factory=list)
    interrompu: bool = False

    @property
    def integre(self) -> bool:
        """True when nothing was found."""
        return not self.anomalies and not self.interrompu

    def add(self, n: int, sentence: str) -> None:
        """Keep an anomaly; beyond a bound only the first ones are kept."""
        if len(self.anomalies) < ANOMALIES_MAX:
            self.anomalies.append((n, sentence))


def verify(
    directory: Directory, entries: Iterable[Entry], *, ancres: Iterable[str] = (), audit_private: bytes | None = None,
    total: int = 0, progress: Progress | None = None,
) -> Verdict:  # fmt: skip
    """Check every entry in order; never raises on hostile content."""
    verdict = Verdict(niveau=1 if audit_private else 0)
    _verify_directory(directory, verdict)
    wanted = _parse_ancres(ancres, verdict)
    witness = _Witness(directory, audit_private) if audit_private else None
    previous, expected = chain.genesis(directory.vault_id), 1
    root = directory.root_public()
    for n, env, sealed, signature in entries:
        if n < expected:
            verdict.add(n, f"L’entrée {n} est en double, ou déplacée après l’entrée {expected - 1}.")
        elif n > expected:
            gap = (
                f"L’entrée {expected} manque"
                if n == expected + 1
                else f"Les entrées {expected} à {n - 1} manquent"
            )
            verdict.add(expected, f"{gap}.")
        previous = _verify_entry(directory, verdict, n, env, sealed, signature, previous, expected, witness)
        text = wanted.pop(n, None)
        if text is not None and chain.anchor(directory.vault_id, n, previous, root) != text:
            verdict.add(
                n, f"L’ancre {text} ne correspond pas à l’entrée {n} : le journal a été réécrit depuis."
            )
        expected = n + 1
        verdict.entrees += 1
        if progress is not None and n % REPORT_EVERY == 0 and not progress(n, total):
            verdict.interrompu = True
            return verdict
    for n, text in wanted.items():
        verdict.add(n, f"L’ancre {text} désigne l’entrée {n}, absente : la fin du journal a été coupée.")
    verdict.ancre = chain.anchor(directory.vault_id, expected - 1, previous, root)
    return verdict


def _verify_directory(directory: Directory, verdict: Verdict) -> None:
    root = directory.root_public()
    for number, (content, signature) in enumerate(directory.epochs, 1):
        try:
            p.verify(root, signature, b"annuaire-v1" + directory.vault_id + content)
        except GsnError:
            verdict.add(0, f"L’annuaire n° {number} ne porte pas la signature du coffre : il a été remplacé.")


def _parse_ancres(ancres: Iterable[str], verdict: Verdict) -> dict[int, str]:
    wanted: dict[int, str] = {}
    for text in ancres:
        clean = text.replace(" ", "").replace(".", "·").upper()
        number, _, code = clean.partition("·")
        if number.isdecimal() and len(number) < 19 and len(code) == 16:
            wanted[int(number)] = clean
        else:
            verdict.add(
                0, f"L’ancre « {text[:40]} » n’a pas la forme attendue : un nombre, un point, seize lettres."
            )
    return wanted


def _verify_entry(
    directory: Directory, verdict: Verdict, n: int, env: bytes, sealed: bytes | None, signature: bytes,
    previous: bytes, expected: int, witness: _Witness | None,
) -> bytes:  # fmt: skip
    head = p.sha256(env)
    try:
        entry = chain.unpack(env)
    except chain.EntryMalformed:
        verdict.add(n, f"L’entrée {n} est illisible.")
        return head
    if entry.n != n or entry.vault_id != directory.vault_id:
        verdict.add(
            n, f"L’entrée {n} porte un autre numéro ou vient d’un autre coffre : elle a été déplacée."
        )
    if entry.previous != previous and n == expected:
        verdict.add(
            n, f"L’entrée {n} ne suit pas la précédente : l’une des deux a été modifiée ou remplacée."
        )
    if sealed is not None and p.sha256(sealed) != entry.commitment:
        verdict.add(n, f"Le contenu scellé de l’entrée {n} a été modifié.")
    if entry.time_ms < verdict.derniere_ms:
        pass  # a clock set back is journaled as « horloge.saut », never an anomaly
    verdict.derniere_ms = entry.time_ms
    try:
        chain.verify_entry(entry.session_public, signature, head)
    except GsnError:
        verdict.add(
            n, f"La signature de l’entrée {n} est fausse : elle n’a pas été écrite par l’application."
        )
    if witness is not None and sealed is not None:
        fault = witness.check(entry, sealed)
        if fault:
            verdict.add(n, fault)
    return head


class _Witness:
    """Level 1: who opened each session, vouched by a certificate of the signed directory."""

    def __init__(self, directory: Directory, audit_private: bytes) -> None:
        self._vault_id = directory.vault_id
        self._keys = directory.signature_keys()
        self._audit = audit_private
        self._sessions: dict[bytes, str] = {}

    def check(self, entry: chain.Envelope, sealed: bytes) -> str:
        """ "" or a French sentence."""
        try:
            payload = chain.open_payload(self._audit, entry.n, entry.previous, sealed)
        except GsnError:
            return f"Le contenu de l’entrée {entry.n} ne s’ouvre pas avec la clé d’audit."
        member = payload.get("membre", "")
        known = self._sessions.get(entry.session_public)
        if known is None:
            return self._open(entry, member, payload)
        if known != member:
            return f"L’entrée {entry.n} se dit d’un autre membre que celui de sa session."
        return ""

    def _open(self, entry: chain.Envelope, member: str, payload: dict[str, str]) -> str:
        self._sessions[entry.session_public] = member
        for key in self._keys.get(member, ()):
            with contextlib.suppress(GsnError, ValueError):
                certificate = bytes.fromhex(payload.get("certificat", ""))
                chain.verify_certificate(key, certificate, self._vault_id, entry.session_public, entry.n)
                return ""
        return f"La session ouverte à l’entrée {entry.n} n’est attestée par aucun membre de l’annuaire."


def write_export(directory: Directory, entries: Iterable[Entry]) -> Iterator[str]:
    """Lines of an export."""
    epochs = [[_b64(content), _b64(signature)] for content, signature in directory.epochs]
    yield json.dumps({"format": 1, "coffre": directory.vault_id.hex(), "annuaires": epochs})
    for n, env, sealed, signature in entries:
        yield json.dumps([n, _b64(env), None if sealed is None else _b64(sealed), _b64(signature)])


def read_export(lines: Iterable[str]) -> tuple[Directory, Iterator[Entry]]:
    """Parse an export; raises ValueError on anything unexpected."""
    iterator = iter(lines)
    head = json.loads(next(iterator, ""))
    epochs = tuple((_raw(content), _raw(signature)) for content, signature in head["annuaires"])
    directory = Directory(bytes.fromhex(head["coffre"]), epochs)
    if len(directory.vault_id) != 16 or len(directory.root_public()) != 32:
        raise ValueError
    directory.signature_keys()
    return directory, (_entry(json.loads(line)) for line in iterator)


def _entry(row: Any) -> Entry:
    n, env, sealed, signature = row
    if not isinstance(n, int) or not 0 < n < 2**63:
        raise ValueError(n)
    return n, _raw(env), None if sealed is None else _raw(sealed), _raw(signature)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def main(arguments: list[str]) -> int:
    """``python -m gsn_app.verificateur export.jsonl [ancre …]``."""
    if not arguments:
        sys.stderr.write("Usage : python -m gsn_app.verificateur EXPORT [ANCRE …]\n")
        return 2
    try:
        with Path(arguments[0]).open(encoding="utf-8") as stream:
            directory, entries = read_export(stream)
            verdict = verify(directory, entries, ancres=arguments[1:])
    except OSError:
        sys.stderr.write("Ce fichier ne peut pas être lu. (VER-01)\n")
        return 2
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        sys.stderr.write("Ce fichier n’est pas un export de journal, ou il est abîmé. (VER-02)\n")
        return 5
    sys.stdout.write("\n".join(describe(verdict)) + "\n")
    return 0 if verdict.integre else 4


def describe(verdict: Verdict) -> list[str]:
    """French sentences: the outcome, then each anomaly with what to do."""
    if verdict.interrompu:
        return ["Vérification interrompue : rien n’est prouvé."]
    if verdict.integre:
        return [f"Journal intègre : {verdict.entrees} entrées, ancre {verdict.ancre}."]
    lines = [f"Journal ALTÉRÉ : {len(verdict.anomalies)} anomalie(s) sur {verdict.entrees} entrées."]
    lines += [sentence for _, sentence in verdict.anomalies]
    lines.append(
        "Ne travaillez plus sur ce coffre ; gardez-en une copie, prévenez le DPO, restaurez la dernière sauvegarde vérifiée."
    )
    return lines


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
