"""docs/FORMAT.md cuts a real vault: each offset, size and formula it gives is followed here and must find what is there.

Nothing of ``gsn_app.crypto`` reads the bytes: only the document's tables and ``cryptography`` do. The program is
asked for keys, and for what it believes, to be compared.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gsn_app.domain.charte import compute_empreinte
from gsn_app.domain.phrase_passe import encode_passphrase
from gsn_app.store.racine_etat import RacineEtat
from gsn_app.store.schema import PROTECTED, VERSION
from tests.architecture.arbre import ROOT
from tests.attaques.adverse import raw_connect, read_keys
from tests.attaques.conftest import CANARIS_A, Modele, coffre, modele
from tests.coffre_prepare import phrase

__all__ = ["coffre", "modele"]
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


@pytest.fixture
def lecteur(coffre: Modele) -> Iterator[Lecteur]:
    reader = _reader(coffre, "social")
    yield reader
    reader.conn.close()


def _reader(coffre: Modele, nom: str) -> Lecteur:
    header, keys, file_key = read_keys(coffre, nom)
    conn = raw_connect(coffre.coffre / "coffre.db", file_key)
    return Lecteur(coffre, nom, conn, header.vault_id, keys, file_key, bytes.fromhex(coffre.membres[nom]))


def test_every_table_of_the_document_is_followed_by_a_test() -> None:
    used = set(re.findall(r"cut\(\s*\"(\w+)\"", (ROOT / "tests/crypto/test_format.py").read_text("utf-8")))
    assert used == set(TABLES)
    assert len(TABLES) == 14


def test_the_header_is_what_the_document_says(coffre: Modele) -> None:
    header, keys, file_key = read_keys(coffre, "social")
    secret = (coffre.poste / "secret_de_poste").read_bytes()
    file = cut("entete_fichier", (coffre.coffre / "entete.a").read_bytes())
    assert file["magie"] == b"GSNENT\0" and file["version"] == b"\x01"
    assert u(file["longueur"]) == len(file["corps"])
    authenticated = file["magie"] + file["version"] + file["corps"]
    assert file["sceau"] == hmac.digest(derive(file_key, b"entete-hmac-v1"), authenticated, "sha256")
    body = cut("entete_corps", file["corps"])
    vault = body["coffre"]
    assert (u(body["sequence"]), vault, u(body["drapeaux"])) == (header.sequence, header.vault_id, 0)
    size = len(body["emplacements"]) // u(body["nombre"])
    assert size == 489 and f"n fois {size} octets" in DOCUMENT

    def name(sealed: bytes, place: bytes) -> str:
        clear = AESGCM(derive(secret, b"noms-v1" + vault)).decrypt(sealed[:12], sealed[12:], place)
        told = cut("nom", clear)
        return told["texte"][: u(told["longueur"])].decode()

    assert name(body["commune"], vault) == "Saint-Exemple-sur-Test"
    slots = [cut("emplacement", body["emplacements"][i * size : (i + 1) * size]) for i in range(6)]
    mine = next(s for s in slots if s["membre"].hex() == coffre.membres["social"])
    assert name(mine["nom"], mine["membre"]) == "Social Testard\nFonction social"
    stretched = hash_secret_raw(
        encode_passphrase(phrase("social")), mine["sel"], u(mine["passes"]), u(mine["memoire"]), u(mine["voies"]),
        32, Type.ID,
    )  # fmt: skip
    kek = derive(stretched + secret, b"kek-v1" + vault + mine["membre"] + mine["sequence"])
    aad = vault + b"".join(mine.values())[:285]
    bundle = cut("trousseau", AESGCM(kek).decrypt(mine["trousseau"][:12], mine["trousseau"][12:], aad))
    assert bundle["chiffrement"] == keys.exchange_private
    assert bundle["signature"] == keys.signature_private
    assert bundle["controle"] == hashlib.sha256(mine["chiffrement"] + mine["signature"]).digest()
    info = b"cle-fichier-v1" + vault + mine["membre"]
    assert opened(bundle["chiffrement"], mine["cle_fichier"], info) == file_key


def test_every_page_is_sealed_as_the_document_says(coffre: Modele) -> None:
    _, _, file_key = read_keys(coffre, "social")
    raw = (coffre.coffre / "coffre.db").read_bytes()
    salt = raw[:16]
    mac_key = hashlib.pbkdf2_hmac("sha512", file_key, bytes(x ^ 0x3A for x in salt), 2, 32)
    for number in range(1, len(raw) // 4096 + 1):
        page = cut("page", raw[(number - 1) * 4096 : number * 4096])
        body = page["chiffre"][16 if number == 1 else 0 :]
        told = hmac.digest(mac_key, body + page["iv"] + struct.pack("<I", number), "sha512")
        assert told == page["sceau"], number


def test_tables_columns_and_values_are_those_of_the_document(lecteur: Lecteur) -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| ((?:\w+, )+\w+) \|", DOCUMENT, re.M))
    names = [row[0] for row in lecteur.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    found = {
        name: ", ".join(row[1] for row in lecteur.rows(f"PRAGMA table_info({name})"))
        for name in names
        if not name.startswith("sqlite_")
    }
    assert told == found
    assert set(found) - set(PROTECTED) == {"journal", "brouillon"}
    assert lecteur.rows("PRAGMA user_version") == [(VERSION,)]
    section = DOCUMENT.split("### 3.1")[1].split("### 3.2")[0]
    first = " ".join(row.split("|")[1] for row in section.splitlines() if row.startswith("|"))
    patterns = [
        re.sub(r"MEMBRE|GENRE|REFERENCE|ANNEE", ".+", re.escape(x)) for x in re.findall(r"`([^`]+)`", first)
    ]
    for (name,) in lecteur.rows("SELECT id FROM coffre"):
        assert any(re.fullmatch(p, name) for p in patterns), f"{name} is not in the document"


def test_the_state_root_is_computed_as_the_document_says(lecteur: Lecteur) -> None:
    buckets: list[list[bytes]] = [[] for _ in range(4096)]

    def raw(value: object) -> bytes:
        return value if isinstance(value, bytes) else str(value).encode()

    for table in PROTECTED:
        for row in lecteur.rows(f"SELECT * FROM {table}"):
            leaf = hashlib.sha256(frame(table.encode(), *map(raw, row))).digest()
            key = hashlib.sha256(frame(table.encode()) + raw(row[0])).digest()
            buckets[u(key[:2]) >> 4].append(leaf)
    root = hashlib.sha256(b"".join(hashlib.sha256(b"".join(sorted(b))).digest() for b in buckets)).hexdigest()
    (envelope,) = lecteur.rows("SELECT enveloppe FROM journal ORDER BY n DESC")[0]
    assert cut("enveloppe", envelope)["racine"].hex() == root == RacineEtat.of(lecteur.conn).root().hex()


def test_directory_charter_and_signatures_are_what_the_document_says(lecteur: Lecteur) -> None:
    root = bytes.fromhex(lecteur.annuaire["cle_racine"])
    section = DOCUMENT.split("## 4. Annuaire")[1].split("## 5.")[0]
    for epoch, content, signature in lecteur.rows("SELECT * FROM annuaire"):
        signed(root, signature, b"annuaire-v1" + lecteur.vault + content)
        told = json.loads(content)
        assert told["epoque"] == epoch
        fields = {*told, *told["membres"][0], *told["instances"][0]}
        assert fields <= set(re.findall(r"`(\w+)`", section))
        assert content == json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    for number, text, rules, signature in lecteur.rows("SELECT * FROM charte"):
        message = b"charte-v1" + lecteur.vault + struct.pack(">I", number) + frame(text, rules)
        signed(root, signature, message)
        digest = hashlib.sha256(
            b"gsn-charte-v1" + b"".join(struct.pack(">Q", len(x)) + x for x in (text, rules))
        ).digest()
        assert digest.hex() == compute_empreinte(text, rules)
    keys = {m["id"]: bytes.fromhex(m["cle_signature"]) for m in lecteur.annuaire["membres"]}
    rows = lecteur.rows("SELECT membre_id, empreinte, date_signature, signature FROM signature_charte")
    assert rows
    for member, empreinte, date, signature in rows:
        message = b"charte-signee-v1" + lecteur.vault + member + empreinte + date.encode()
        signed(keys[member.hex()], signature, message)


def test_grants_pieces_and_history_are_what_the_document_says(lecteur: Lecteur) -> None:
    keys = {m["id"]: bytes.fromhex(m["cle_signature"]) for m in lecteur.annuaire["membres"]}
    for grant in lecteur.grants():
        signed(keys[grant["octroyant"].hex()], grant["signature"], grant["info"] + grant["tout"][:-64])
    deks = lecteur.deks()
    seen = {}
    for piece, dossier, comp, version, epoch, sealed in lecteur.rows("SELECT * FROM piece"):
        if comp not in deks:
            continue
        parts = cut("piece", sealed)
        assert parts["version"] == b"\x01"
        aad = frame(b"piece-v1", lecteur.vault, dossier, comp, piece, struct.pack(">II", version, epoch))
        clear = AESGCMSIV(deks[comp][2]).decrypt(parts["nonce"], parts["chiffre"], aad)
        assert len(clear) in {512, 4096, 16384, 65536}
        told = cut("piece_clair", clear)
        text = told["texte"][: u(told["longueur"])]
        assert not told["texte"][u(told["longueur"]) :].strip(b"\0")
        message = aad + told["auteur"] + told["epoque"] + hashlib.sha256(text).digest()
        signed(keys[told["auteur"].hex()], told["signature"], message)
        content = json.loads(text)
        assert f"`{content['t']}`" in DOCUMENT
        seen[content["t"]] = content
    assert seen["identite"]["nom"] == CANARIS_A["nom"]
    private = bytes.fromhex(seen["suivi"]["historique"])
    notes = [
        cut_note(opened(private, cut("historique", sealed)["hpke"], b"historique-v1" + lecteur.vault + dossier + row))
        for row, dossier, sealed in lecteur.rows("SELECT * FROM historique")
        if dossier.hex() == lecteur.modele.situation_a
    ]  # fmt: skip
    assert notes and all(set(note) <= {"horodatage", "membre_id", "acte", "detail"} for note in notes)


def cut_note(clear: bytes) -> dict[str, str]:
    assert len(clear) in {512, 4096}
    found: dict[str, str] = json.loads(clear[4 : 4 + u(clear[:4])])
    return found


def test_the_journal_is_what_the_document_says(coffre: Modele) -> None:
    dpo = _reader(coffre, "dpo")
    audit = dpo.shared("audit")
    chain = hashlib.sha256(b"journal-genese-v1" + dpo.vault).digest()
    keys = {m["id"]: bytes.fromhex(m["cle_signature"]) for m in dpo.annuaire["membres"]}
    certificates = 0
    for n, envelope, sealed, signature in dpo.rows("SELECT * FROM journal ORDER BY n"):
        env = cut("enveloppe", envelope)
        assert (env["version"], env["coffre"], u(env["n"])) == (b"\x01", dpo.vault, n)
        assert env["precedente"] == chain
        assert env["engagement"] == hashlib.sha256(sealed).digest()
        clear = opened(audit, sealed, b"entree-v1" + env["n"] + chain)
        assert len(clear) in {256, 1024, 4096, 16384}
        content = cut("contenu", clear)
        told = json.loads(content["texte"][: u(content["longueur"])])
        assert all(f"`{field}`" in DOCUMENT for field in told)
        if "certificat" in told:
            message = b"session-v1" + dpo.vault + env["session"] + env["n"]
            signed(keys[told["membre"]], bytes.fromhex(told["certificat"]), message)
            certificates += 1
        chain = hashlib.sha256(envelope).digest()
        signed(env["session"], signature, b"journal-v1" + chain)
    assert certificates > 5
    import base64

    last = struct.pack(">Q", n)
    root = bytes.fromhex(dpo.annuaire["cle_racine"])
    digest = hashlib.sha256(b"ancre-v1" + dpo.vault + last + chain + hashlib.sha256(root).digest()).digest()
    dpo.conn.close()
    tete = json.loads((coffre.poste / "tetes" / dpo.vault.hex()).read_text())
    assert tete == {"n": n, "chaine": chain.hex(), "racine": hashlib.sha256(root).hexdigest()}
    session = coffre.open("dpo")
    session.close()
    anchor = f"{n}·{base64.b32encode(digest).decode()[:16]}"
    from gsn_app.crypto.journal import anchor as ours

    assert ours(dpo.vault, n, chain, root) == anchor


def test_drafts_are_what_the_document_says(lecteur: Lecteur) -> None:
    key = derive(lecteur.keys.exchange_private, b"brouillon-v1" + lecteur.vault)
    row = hmac.digest(key, frame(b"apport", lecteur.modele.situation_a.encode()), "sha256")[:16]
    ((author, sealed),) = lecteur.rows("SELECT auteur_id, scelle FROM brouillon WHERE id = ?", row)
    clear = AESGCM(key).decrypt(sealed[:12], sealed[12:], row)
    assert author == lecteur.member and len(clear) % 1024 == 0
    assert json.loads(clear) == {"texte": CANARIS_A["brouillon"]}


def test_every_file_written_is_in_the_document(coffre: Modele) -> None:
    session = coffre.open("coordo")
    vault = session.vault_id
    listed = re.findall(r"`([^`]+)`", DOCUMENT)
    for folder in (coffre.coffre, coffre.poste):
        for path in folder.rglob("*"):
            if path.is_file():
                name = path.relative_to(folder).as_posix().replace(vault, "COFFRE")
                assert name in listed, f"{name} is not in the document"
    assert (coffre.coffre / "coffre.verrou").read_bytes() == b""
    assert (coffre.poste / "occupants" / vault).read_text().startswith("Coordo Testard, depuis ")
    session.close()
    size, when, first = (coffre.poste / "fermetures" / vault).read_text().split()
    base = coffre.coffre / "coffre.db"
    assert (int(size), int(when)) == (base.stat().st_size, base.stat().st_mtime_ns)
    assert first == hashlib.sha256(base.read_bytes()[:4096]).hexdigest()
    assert (coffre.coffre / "coffre.db-journal").stat().st_size == 0
