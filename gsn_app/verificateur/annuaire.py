"""What the verifier knows before the entries: the vault, every epoch of its directory, its charters, its erasure."""

from __future__ import annotations

import hashlib
import json
import struct
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from gsn_app.crypto import attestation
from gsn_app.crypto import primitives as p
from gsn_app.errors import GsnError
from gsn_app.verificateur.anomalie import Genre

#: months of retention when no charter that verifies says otherwise: the shortest a charter may set
MOIS_MINIMUM = 6
_ERASERS = {"auditeur", "coordonnateur"}
Tell = Callable[[int, str, Genre], None]


@dataclass(frozen=True)
class Directory:
    """``epochs``: (content, root's signature); ``chartes``: (number, text, rules, root's signature);
    ``adhesions``: (member id, hash of the charter, date, member's signature); ``effacement``: record or b""."""

    vault_id: bytes
    epochs: tuple[tuple[bytes, bytes], ...]
    chartes: tuple[tuple[int, bytes, bytes, bytes], ...] = ()
    adhesions: tuple[tuple[str, bytes, str, bytes], ...] = ()
    effacement: bytes = b""

    def root_public(self) -> bytes:
        """Root key of the last epoch."""
        return bytes.fromhex(json.loads(self.epochs[-1][0])["cle_racine"])

    @cached_property
    def roots(self) -> tuple[bytes, ...]:
        """Root key of each epoch, oldest first, as each one claims it; :meth:`verify` tells whether they follow."""
        return tuple(bytes.fromhex(json.loads(content)["cle_racine"]) for content, _ in self.epochs)

    @cached_property
    def signature_keys(self) -> dict[str, frozenset[bytes]]:
        """Member id → Ed25519 public keys over all epochs (keys may be renewed)."""
        found: dict[str, set[bytes]] = {}
        for content, _ in self.epochs:
            for membre in json.loads(content)["membres"]:
                found.setdefault(membre["id"], set()).add(bytes.fromhex(membre["cle_signature"]))
        return {who: frozenset(keys) for who, keys in found.items()}

    @cached_property
    def erasers(self) -> frozenset[str]:
        """Members who were auditeur or coordonnateur at some epoch."""
        return frozenset(
            membre["id"]
            for content, _ in self.epochs
            for membre in json.loads(content)["membres"]
            if _ERASERS & set(membre["roles"].values())
        )

    def vouched(self, membre: str, check: Callable[[bytes], None]) -> bool:
        """True when one of the member's keys passes the check."""
        for key in self.signature_keys.get(membre, ()):
            try:
                check(key)
                return True
            except GsnError:
                continue
        return False

    def verify(self, tell: Tell) -> None:
        """Tell every epoch, charter or signature of a charter that nobody entitled signed."""
        for number, (content, signature) in enumerate(self.epochs, 1):
            if not self._follows(number, content, signature):
                text = f"L’annuaire n° {number} ne porte pas la signature du coffre : il a été remplacé."
                tell(0, text, Genre.ANNUAIRE_FORGE)
        for numero, *_ in self.chartes:
            if numero not in self._adopted():
                tell(0, f"La charte n° {numero} n’est pas celle que le coffre a signée.", Genre.CHARTE_FORGEE)
        hashes = {_empreinte(texte, regles) for _, texte, regles, _ in self.chartes}
        for membre, empreinte, date, signature in self.adhesions:
            said = b"charte-signee-v1" + self.vault_id + bytes.fromhex(membre) + empreinte + date.encode()
            if empreinte not in hashes or not self.vouched(
                membre, lambda key, s=signature, d=said: p.verify(key, s, d)  # type: ignore[misc]
            ):  # fmt: skip
                text = f"Une signature de la charte, datée du {date[:10]}, n’est pas celle du membre qu’elle nomme."
                tell(0, text, Genre.CHARTE_FORGEE)

    def _follows(self, number: int, content: bytes, signature: bytes) -> bool:
        """Its own root signed it; where that root is new, the one before named it first (« racine-v1 »)."""
        root = self.roots[number - 1]
        before = self.roots[number - 2] if number > 1 else root
        own = signature[-p.SIGNATURE :]
        if root == before:
            named = len(signature) == p.SIGNATURE
        else:
            endorsement = signature[: -p.SIGNATURE]
            named = _signed(before, endorsement, b"racine-v1" + self.vault_id + content)
        return named and _signed(root, own, b"annuaire-v1" + self.vault_id + content)

    def _adopted(self) -> dict[int, bytes]:
        """Number → rules of the charters that a root of this vault signed."""
        found = {}
        for numero, texte, regles, signature in self.chartes:
            said = b"charte-v1" + self.vault_id + struct.pack(">I", numero) + p.frame(texte, regles)
            if any(_signed(root, signature, said) for root in set(self.roots)):
                found[numero] = regles
        return found

    def read_effacement(self, tell: Tell) -> attestation.Effacement | None:
        """The erasure on record, signed by whom it may be and at the charter's term; None, and told, otherwise."""
        if not self.effacement:
            return None
        try:
            record = attestation.parse_effacement(self.effacement)
        except attestation.AttestationMalformed:
            record = None
        if record is not None and self._is_entitled(record):
            return record
        text = "L’effacement des contenus anciens n’est pas signé par l’auditeur ou un coordonnateur, ou devance son terme."
        tell(record.n if record else 0, text, Genre.EFFACEMENT_FORGE)
        return None

    def _is_entitled(self, record: attestation.Effacement) -> bool:
        who = record.signataire.hex()
        kept = [_journal_mois(regles) for regles in self._adopted().values()] or [MOIS_MINIMUM]
        return (
            record.mois >= min(kept)
            and who in self.erasers
            and self.vouched(who, lambda key: record.verify(key, self.vault_id))
        )


def _journal_mois(regles: bytes) -> int:
    try:
        return max(MOIS_MINIMUM, int(tomllib.loads(regles.decode())["conservation"]["journal_mois"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return MOIS_MINIMUM


def _empreinte(texte: bytes, regles: bytes) -> bytes:
    """The charter's hash, as ``domain.charte`` draws it."""
    corps = b"".join(len(part).to_bytes(8, "big") + part for part in (texte, regles))
    return hashlib.sha256(b"gsn-charte-v1" + corps).digest()


def _signed(key: bytes, signature: bytes, said: bytes) -> bool:
    try:
        p.verify(key, signature, said)
    except GsnError:
        return False
    return True
