"""An independent reader of a vault that knows only the tables of docs/FORMAT.md and ``cryptography``."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.architecture.arbre import ROOT
from tests.attaques.adverse import raw_connect, read_keys
from tests.attaques.conftest import Modele

DOCUMENT = (ROOT / "docs" / "FORMAT.md").read_text(encoding="utf-8").replace("\u00a0", " ")
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _tables() -> dict[str, list[tuple[str, str, str, str]]]:
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for name, body in re.findall(r"<!-- table: (\w+) -->\n((?:\|.*\n)+)", DOCUMENT):
        rows = [tuple(cell.strip() for cell in line.strip("|\n ").split("|")) for line in body.splitlines()]
        found[name] = rows[2:]  # type: ignore[assignment]
    return found


TABLES = _tables()


def _count(text: str, whole: int) -> int:
    """« 12 », « fin − 32 », « reste », « reste − 84 »."""
    word, _, less = text.partition("−")
    base = whole if word.strip() in {"fin", "reste"} else int(word)
    return base - int(less or 0)


def cut(name: str, data: bytes) -> dict[str, bytes]:
    """Cut some bytes as the document's table says; its rows must follow one another and cover everything."""
    found: dict[str, bytes] = {}
    at = 0
    for offset, size, field, _ in TABLES[name]:
        start = _count(offset, len(data))
        end = start + (_count(size, len(data) - start) if size.startswith("reste") else int(size))
        assert start == at, f"{name}.{field} starts at {start}, the row before ends at {at}"
        found[field] = data[start:end]
        at = end
    assert at == len(data), f"{name}: {at} of {len(data)} bytes told"
    return found


def derive(secret: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, info).derive(secret)


def u(data: bytes) -> int:
    return int.from_bytes(data, "big")


def frame(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def opened(private: bytes, sealed: bytes, info: bytes) -> bytes:
    return SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=info)


def signed(public: bytes, signature: bytes, message: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(public).verify(signature, message)  # raises when it is not


@dataclass
class Lecteur:
    """An independent reader of the vault, as one member."""

    modele: Modele
    nom: str
    conn: Any
    vault: bytes
    keys: Any
    file_key: bytes
    member: bytes

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.conn.execute(sql, values).fetchall()]

    @property
    def annuaire(self) -> dict[str, Any]:
        return json.loads(self.rows("SELECT contenu FROM annuaire ORDER BY id DESC")[0][0])  # type: ignore[no-any-return]

    def shared(self, nom: str) -> bytes:
        (row, sealed) = self.rows(
            "SELECT id, scelle FROM cle_partagee WHERE nom = ? AND detenteur = ?", nom, self.member
        )[0]
        assert len(sealed) == 80
        return opened(
            self.keys.exchange_private, sealed, b"cle-partagee-v1" + self.vault + row + nom.encode()
        )

    def grants(self) -> Iterator[dict[str, bytes]]:
        for row, sealed in self.rows("SELECT id, scelle FROM cle_scellee WHERE membre_id = ?", self.member):
            parts = cut("cle_scellee", sealed)
            assert parts["version"] == b"\x01"
            info = b"cle-scellee-v1" + self.vault + row + self.member
            raw = opened(self.keys.exchange_private, parts["hpke"], info)
            yield {**cut("octroi", raw), "tout": raw, "info": info}

    def deks(self) -> dict[bytes, tuple[bytes, int, bytes]]:
        """Compartment → (dossier, code, key)."""
        found = {}
        for grant in self.grants():
            assert len(grant["cles"]) == 49 * u(grant["nombre"])
            for start in range(0, len(grant["cles"]), 49):
                key = cut("cle", grant["cles"][start : start + 49])
                found[key["compartiment"]] = (grant["dossier"], u(key["code"]), key["cle"])
        return found


def reader(coffre: Modele, nom: str) -> Lecteur:
    """The reader as one member; its connection is the caller's to close."""
    header, keys, file_key = read_keys(coffre, nom)
    conn = raw_connect(coffre.coffre / "coffre.db", file_key)
    return Lecteur(coffre, nom, conn, header.vault_id, keys, file_key, bytes.fromhex(coffre.membres[nom]))
