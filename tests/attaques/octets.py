"""Bytes changed one by one, or at random: header, database pages, a journal entry, a sealed key; none passes unseen."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from gsn_app import verificateur
from gsn_app.actions.journal import verify_journal
from gsn_app.actions.sauvegarde import make_sauvegarde
from gsn_app.config import KdfPolicy
from gsn_app.crypto import entete as slots
from gsn_app.crypto import primitives as p
from gsn_app.crypto import sauvegarde as backup
from gsn_app.domain.phrase_passe import encode_passphrase
from gsn_app.store import journal as rows
from tests.attaques.adverse import adverse, raw_connect, read_keys
from tests.attaques.compte import Compte
from tests.attaques.conftest import Modele, told
from tests.coffre_prepare import BON_MARCHE, phrase

PAGE = 4096
COPIES = ("entete.a", "entete.b")


def _write_header(coffre: Modele, raw: bytes) -> None:
    for name in COPIES:
        (coffre.coffre / name).write_bytes(raw)


def open_and_close(coffre: Modele, nom: str) -> str:
    """« OK » only for an opening that told nothing."""

    def gesture() -> str:
        session = coffre.open(nom)
        anomalies = session.anomalies
        session.close()
        return " ".join(anomalies)

    answer = told(gesture)
    return "DIT: " + answer if answer.startswith("OK ") and answer != "OK " else answer


def flip_header(modele: Modele, folder: Path, step: int = 1) -> Compte:
    """One bit of each byte, in both copies alike, tried end to end."""
    compte = Compte("chaque octet de l’en-tête changé")
    coffre = modele.copy(folder / "entete")
    whole = (coffre.coffre / COPIES[0]).read_bytes()
    for at in range(0, len(whole), step):
        raw = bytearray(whole)
        raw[at] ^= 1 << (at % 8)
        _write_header(coffre, bytes(raw))
        compte.told(open_and_close(coffre, "coordo"))
    _write_header(coffre, whole)
    if told(lambda: coffre.open("coordo").close()) != "OK None":
        compte.perdu += 1
    return compte


def mutate(raw: bytes, chance: random.Random) -> bytes:
    """One to four changes: bits, bytes, numbers, cuts, insertions, repetitions, swaps."""
    made = bytearray(raw)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(made) or 1)
        kind = chance.randrange(8)
        if kind == 0 and made:
            made[at] ^= 1 << chance.randrange(8)
        elif kind == 1 and made:
            made[at] = chance.randrange(256)
        elif kind == 2:
            value = chance.choice((0, 1, 255, 2**16, 2**31, 2**32 - 1, 65536, 3, 4))
            made[at : at + 4] = (value & 0xFFFFFFFF).to_bytes(4, "big")
        elif kind == 3:
            del made[at : at + chance.choice((1, 4, 80, 489, len(made)))]
        elif kind == 4:
            made[at:at] = chance.randbytes(chance.choice((1, 4, 80, 489)))
        elif kind == 5:
            made[at:at] = made[at : at + chance.choice((80, 489, 2000))]
        elif kind == 6:
            other = chance.randrange(len(made) or 1)
            size = chance.choice((1, 16, 32, 80, 489))
            made[at : at + size], made[other : other + size] = (
                made[other : other + size],
                made[at : at + size],
            )
        else:
            made = made[: at + 1]
    return bytes(made)


def mutate_parser(modele: Modele, count: int, seed: int = 100_000) -> Compte:
    """Random mutations on the parser, the KEK given: whatever it reads is opened and authenticated, without Argon2id."""
    compte, chance = Compte("mutations de l’en-tête, analyseur (KEK donnée)"), random.Random(seed)
    header, keys, file_key = read_keys(modele, "coordo")
    slot = header.slot_of(bytes.fromhex(modele.membres["coordo"]))
    assert slot is not None
    kek = _kek(modele, header, slot)
    whole = (modele.coffre / COPIES[0]).read_bytes()

    def read(raw: bytes, policy: KdfPolicy) -> str:
        found = slots.parse(raw, policy)
        mine = found.slot_of(slot.member_id)
        if mine is None:
            raise slots.PassphraseWrong()
        bundle = p.open_gcm(kek, mine.bundle, found.vault_id + mine.header())
        info = b"cle-fichier-v1" + found.vault_id + mine.member_id
        slots.verify_header(found, p.hpke_open(bundle[:32], mine.sealed_file_key, info))
        return "ouvert"

    assert told(lambda: read(whole, BON_MARCHE)) == "OK ouvert"
    assert keys and file_key
    while compte.n < count:
        raw = mutate(whole, chance)
        if raw != whole:
            compte.told(told(lambda r=raw: read(r, BON_MARCHE)))  # type: ignore[misc]
    return compte


def _kek(modele: Modele, header: slots.Header, slot: slots.Slot) -> bytes:
    stretched = p.derive_argon2id(
        encode_passphrase(phrase("coordo")), slot.salt, memory_kib=slot.memory_kib, passes=slot.passes, lanes=slot.lanes
    )  # fmt: skip
    info = b"kek-v1" + header.vault_id + slot.member_id + slot.sequence.to_bytes(4, "big")
    return p.derive(stretched + (modele.poste / "secret_de_poste").read_bytes(), info)


def mutate_header(modele: Modele, folder: Path, count: int, seed: int = 200) -> Compte:
    """Random mutations of both copies, opened end to end; a vault that opens must have refused nothing but told it."""
    compte, chance = Compte("mutations de l’en-tête, de bout en bout"), random.Random(seed)
    coffre = modele.copy(folder / "mutations")
    whole = (coffre.coffre / COPIES[0]).read_bytes()
    for _ in range(count):
        _write_header(coffre, mutate(whole, chance))
        if (coffre.coffre / COPIES[0]).read_bytes() != whole:
            compte.told(open_and_close(coffre, "coordo"))
    return compte


def flip_pages(modele: Modele, folder: Path, each: int = 1, seed: int = 4096) -> Compte:
    """``each`` bytes of every page of the closed database; opening or verifying must tell it."""
    compte, chance = Compte("octets de chaque page de coffre.db"), random.Random(seed)
    coffre = modele.copy(folder / "pages")
    whole = (coffre.coffre / "coffre.db").read_bytes()
    poste = folder / "poste-intact"
    shutil.copytree(coffre.poste, poste)

    def gesture() -> str:
        session = coffre.open("coordo")
        try:
            verdict = verify_journal(session)
            return "" if verdict.integre else "DIT"
        finally:
            session.close()

    for page in range(len(whole) // PAGE):
        for _ in range(each):
            raw = bytearray(whole)
            raw[page * PAGE + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
            (coffre.coffre / "coffre.db").write_bytes(raw)
            shutil.rmtree(coffre.poste)
            shutil.copytree(poste, coffre.poste)
            answer = told(gesture)
            compte.told("DIT" if answer == "OK DIT" else answer)
            (coffre.coffre / "coffre.db-journal").unlink(missing_ok=True)
    return compte


def flip_entry(modele: Modele, folder: Path, step: int = 1) -> Compte:
    """Each byte of one entry in the middle: envelope, sealed payload, signature; any verifier names it, at level 0."""
    compte = Compte("chaque octet d’une entrée du journal")
    coffre = modele.copy(folder / "entree")
    _, _, file_key = read_keys(coffre, "ecole")
    conn = raw_connect(coffre.coffre / "coffre.db", file_key)
    entries = list(rows.read_entries(conn))
    epochs = tuple(tuple(row) for row in conn.execute("SELECT contenu, signature FROM annuaire ORDER BY id"))
    conn.close()
    directory = verificateur.Directory(read_keys(coffre, "ecole")[0].vault_id, epochs)
    assert verificateur.verify(directory, entries).integre
    middle = len(entries) // 2
    for part in (1, 2, 3):
        for at in range(0, len(entries[middle][part] or b""), step):
            raw = bytearray(entries[middle][part] or b"")
            raw[at] ^= 1 << (at % 8)
            forged = list(entries[middle])
            forged[part] = bytes(raw)
            around = [*entries[: middle], tuple(forged), *entries[middle + 1 :]]  # fmt: skip
            verdict = verificateur.verify(directory, around)  # type: ignore[arg-type]
            named = any(a.n in {middle + 1, middle + 2} for a in verdict.anomalies)
            compte.told("NOMMÉE" if named else "OK")
    return compte


def flip_sealed_key(modele: Modele, folder: Path, step: int = 1) -> Compte:
    """Each byte of one sealed key, by a member who makes journal and state root agree: its holder is told."""
    compte = Compte("chaque octet d’une clé scellée")
    coffre = modele.copy(folder / "cle")
    whole = coffre.copy(folder / "cle-intacte")
    member = bytes.fromhex(coffre.membres["social"])
    with adverse(coffre, "ecole", close_up=False) as hand:
        (row, sealed) = hand.conn.execute(
            "SELECT id, scelle FROM cle_scellee WHERE membre_id = ? ORDER BY rowid", (member,)
        ).fetchone()
    for at in range(0, len(sealed), step):
        raw = bytearray(sealed)
        raw[at] ^= 1 << (at % 8)
        shutil.copy(whole.coffre / "coffre.db", coffre.coffre / "coffre.db")
        with adverse(coffre, "ecole") as hand:
            hand.conn.execute("UPDATE cle_scellee SET scelle = ? WHERE id = ?", (bytes(raw), row))
        shutil.rmtree(coffre.poste)
        shutil.copytree(whole.poste, coffre.poste)
        compte.told(open_and_close(coffre, "social"))
    return compte


def flip_backup(modele: Modele, folder: Path, step: int = 1, each: int = 1) -> Compte:
    """Each byte of a backup's head and manifest, then ``each`` bytes of every page of its database, read as a restore does."""
    compte, chance = Compte("octets d’une sauvegarde (tête, manifeste, pages)"), random.Random(50)
    coffre = modele.copy(folder / "sauvegarde")
    support = folder / "support"
    support.mkdir()
    session = coffre.open("coordo")
    make_sauvegarde(session, support)
    session.close()
    (path,) = support.glob("*.sauv")
    whole = path.read_bytes()
    head = backup.parse(whole[: backup.PREFIX + backup.read_length(whole)])
    keys, member = read_keys(coffre, "coordo")[1], bytes.fromhex(coffre.membres["coordo"])

    def read(raw: bytes) -> str:
        found = backup.parse(raw[: backup.PREFIX + backup.read_length(raw)])
        content, signed, signature = backup.open_manifest(
            found, backup.open_key(found, member, keys.exchange_private)
        )
        backup.verify_manifest(keys.signature_public, found.vault_id, signed, signature)
        if content["empreinte"] != p.sha256(raw[found.offset :]).hex():
            raise backup.SauvegardeForged(cause="base")
        return "lue"

    assert told(lambda: read(whole)) == "OK lue"
    places = list(range(0, head.offset, step))
    pages = range(head.offset, len(whole), PAGE)
    places += [min(page + chance.randrange(PAGE), len(whole) - 1) for page in pages for _ in range(each)]
    for at in places:
        raw = bytearray(whole)
        raw[at] ^= 1 << (at % 8)
        compte.told(told(lambda r=bytes(raw): read(r)))  # type: ignore[misc]
    return compte
