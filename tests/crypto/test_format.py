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
from pathlib import Path

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV

from gsn_app.actions.journal import verify_journal
from gsn_app.actions.sauvegarde import make_sauvegarde
from gsn_app.crypto import attestation
from gsn_app.crypto import piece as layout
from gsn_app.crypto.primitives import generate_signature
from gsn_app.domain.charte import compute_empreinte
from gsn_app.domain.phrase_passe import encode_passphrase
from gsn_app.store.racine_etat import RacineEtat
from gsn_app.store.schema import PROTECTED, VERSION
from tests.architecture.arbre import ROOT
from tests.attaques.adverse import raw_connect, read_keys
from tests.attaques.conftest import CANARIS_A, Modele, coffre, modele
from tests.coffre_prepare import phrase
from tests.crypto.lecteur import DOCUMENT, TABLES, Lecteur, cut, derive, frame, opened, reader, signed, u

__all__ = ["coffre", "modele"]


@pytest.fixture
def lecteur(coffre: Modele) -> Iterator[Lecteur]:
    made = reader(coffre, "social")
    yield made
    made.conn.close()


def test_every_table_of_the_document_is_followed_by_a_test() -> None:
    code = "".join(
        (ROOT / "tests/crypto" / name).read_text("utf-8") for name in ("test_format.py", "lecteur.py")
    )
    used = set(re.findall(r"cut\(\s*\"(\w+)\"", code))
    assert used == set(TABLES)
    assert len(TABLES) == 19


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
    patterns = [re.sub(r"[A-Z]{4,}", ".+", re.escape(x)) for x in re.findall(r"`([^`]+)`", first)]
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


def test_a_renewed_piece_is_what_the_document_says() -> None:
    dek, new, vault, author = b"1" * 32, b"2" * 32, b"v" * 16, b"a" * 16
    private, public = generate_signature()
    place = layout.Place(vault, b"d" * 16, b"c" * 16, b"p" * 16, 3, 1)
    first = layout.seal_piece(dek, place, b"{}", author=author, signing=private, directory_epoch=7)
    renewed = layout.reseal_piece(new, layout.open_piece(dek, place, first), 5)
    parts = cut("piece", renewed)
    assert parts["version"] == b"\x02"

    def aad(word: bytes, epoch: int) -> bytes:
        return frame(word, vault, b"d" * 16, b"c" * 16, b"p" * 16, struct.pack(">II", 3, epoch))

    clear = AESGCMSIV(new).decrypt(parts["nonce"], parts["chiffre"], aad(b"piece-v2", 5))
    told = cut("piece_renouvelee", clear)
    assert (u(told["epoque"]), u(told["epoque_signee"]), told["auteur"]) == (7, 1, author)
    text = told["texte"][: u(told["longueur"])]
    message = aad(b"piece-v1", 1) + author + told["epoque"] + hashlib.sha256(text).digest()
    signed(public, told["signature"], message)


def test_a_backup_is_what_the_document_says(coffre: Modele, tmp_path: Path) -> None:
    session = coffre.open("coordo")
    support = tmp_path / "support"
    support.mkdir()
    make_sauvegarde(session, support)
    session.close()
    (path,) = support.glob("*.sauv")
    assert re.fullmatch(r"gsn-\d{4}-\d\d-\d\d-\d{6}-n\d+\.sauv", path.name)
    raw = path.read_bytes()
    file = cut("sauvegarde", raw)
    assert (file["magie"], file["version"]) == (b"GSNSAU\0", b"\x01")
    length = u(file["longueur"])
    head, base = cut("sauvegarde_tete", file["suite"][:length]), file["suite"][length:]
    assert len(base) == u(head["taille"])
    seals = head["suite"][: 96 * u(head["sceaux"])]
    rest = head["suite"][len(seals) :]
    sealed = rest[u(head["taille_entete"]) :]
    assert len(sealed) == u(head["taille_manifeste"])
    vault, keys, _ = read_keys(coffre, "coordo")
    member = bytes.fromhex(coffre.membres["coordo"])
    mine = next(seals[i + 16 : i + 96] for i in range(0, len(seals), 96) if seals[i : i + 16] == member)
    info = b"sauvegarde-v1" + vault.vault_id + member + head["n"]
    file_key = opened(keys.exchange_private, mine, info)
    before = raw[: 12 + length - len(sealed)]
    key = derive(file_key, b"sauvegarde-manifeste-v1")
    clear = AESGCM(key).decrypt(sealed[:12], sealed[12:], hashlib.sha256(before).digest())
    assert len(clear) in {2048, 4096, 8192, 16384}
    size = u(clear[:4])
    content, signature = clear[4 : 4 + size], clear[8 + size : 8 + size + 64]
    signed(keys.signature_public, signature, b"sauvegarde-manifeste-v1" + vault.vault_id + content)
    told = json.loads(content)
    section = DOCUMENT.split("## 14.")[1].split("## 15.")[0]
    assert set(told) <= set(re.findall(r"`(\w+)`", section))
    assert told["empreinte"] == hashlib.sha256(base).hexdigest()
    (tmp_path / "base.db").write_bytes(base)
    conn = raw_connect(tmp_path / "base.db", file_key)
    assert conn.execute("SELECT max(n) FROM journal").fetchone() == (u(head["n"]),)
    conn.close()


def cut_note(clear: bytes) -> dict[str, str]:
    assert len(clear) in {512, 4096}
    found: dict[str, str] = json.loads(clear[4 : 4 + u(clear[:4])])
    return found


def test_the_journal_is_what_the_document_says(coffre: Modele) -> None:
    dpo = reader(coffre, "dpo")
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


def test_statements_about_the_journal_are_what_the_document_says(coffre: Modele) -> None:
    session = coffre.open("dpo")
    assert verify_journal(session).integre
    n, chain = session.coffre.tail.n, session.coffre.tail.chain
    session.close()
    dpo = reader(coffre, "dpo")
    ((name, value),) = dpo.rows("SELECT id, valeur FROM coffre WHERE id LIKE 'journal.point.%'")
    dpo.conn.close()
    assert name == f"journal.point.{dpo.member.hex()}"
    point = cut("point", value)
    assert (point["version"], point["signataire"]) == (b"\x01", dpo.member)
    assert 0 < u(point["n"]) <= n and (u(point["n"]) < n or point["chaine"] == chain)
    public = dpo.keys.signature_public
    signed(public, point["signature"], b"point-controle-v1" + dpo.vault + value[:-64])
    erased = attestation.Effacement(9, chain, 12, 24, dpo.member)
    raw = erased.sign(dpo.keys.signature_private, dpo.vault)
    told = cut("efface", raw)
    assert (u(told["n"]), told["chaine"], u(told["instant"]), u(told["mois"])) == (9, chain, 12, 24)
    signed(public, told["signature"], b"journal-efface-v1" + dpo.vault + raw[:-64])


def _mark(lecteur: Lecteur, history: bytes, first: bytes) -> bytes:
    key = derive(history, b"ligne-cle-v1" + lecteur.vault)
    return hmac.digest(key, first + lecteur.member, "sha256")[:8]


def test_drafts_and_marks_are_what_the_document_says(lecteur: Lecteur) -> None:
    history = next(
        g["historique"] for g in lecteur.grants() if g["dossier"].hex() == lecteur.modele.situation_a
    )
    key = derive(lecteur.keys.exchange_private, b"brouillon-v1" + lecteur.vault)
    first = hmac.digest(key, frame(b"apport", lecteur.modele.situation_a.encode()), "sha256")[:8]
    row = first + _mark(lecteur, history, first)
    ((author, sealed),) = lecteur.rows("SELECT auteur_id, scelle FROM brouillon WHERE id = ?", row)
    clear = AESGCM(key).decrypt(sealed[:12], sealed[12:], row)
    assert author == lecteur.member and len(clear) % 1024 == 0
    assert json.loads(clear) == {"texte": CANARIS_A["brouillon"]}
    marked = [
        row
        for (row,) in lecteur.rows("SELECT id FROM cle_scellee WHERE membre_id = ?", lecteur.member)
        if row[8:] == _mark(lecteur, history, row[:8])
    ]
    assert marked


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
