"""The adversary with a passphrase: holds the file key and their own keys, writes rows with a tool of their own.

They know the formats, so they recompute the state root and append a valid journal entry under a session of theirs:
nothing but the keys and signatures they lack is left to stop them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from gsn_app.crypto import entete as slots
from gsn_app.crypto import piece as layout
from gsn_app.crypto import primitives as p
from gsn_app.domain.phrase_passe import encode_passphrase
from gsn_app.store import journal
from gsn_app.store.annuaire import Annuaire, load_annuaire, peek_root
from gsn_app.store.racine_etat import RacineEtat
from tests.coffre_prepare import BON_MARCHE, Prepare, phrase


def read_keys(coffre: Prepare, nom: str) -> tuple[slots.Header, slots.MemberKeys, bytes]:
    """Header, own keys and file key of one member, from the folder and their passphrase."""
    header = slots.parse((coffre.coffre / "entete.a").read_bytes(), BON_MARCHE)
    slot = header.slot_of(bytes.fromhex(coffre.membres[nom]))
    assert slot is not None
    secret = (coffre.poste / "secret_de_poste").read_bytes()
    keys, file_key = slots.open_slot(slot, header.vault_id, encode_passphrase(phrase(nom)), secret)
    return header, keys, file_key


def raw_connect(database: Path, file_key: bytes) -> Any:
    """A bare SQLCipher connection: no authorizer, nothing of the program."""
    conn = sqlcipher.connect(str(database), isolation_level=None)
    conn.set_key(bytearray(b"x'" + file_key.hex().encode() + b"'"))
    conn.execute("PRAGMA journal_mode = DELETE")
    return conn


@dataclass
class Adverse:
    """An open raw vault. ``deks``: compartment → (dossier, key) of the grants this member holds."""

    coffre: Prepare
    conn: Any
    header: slots.Header
    keys: slots.MemberKeys
    file_key: bytes
    membre_id: bytes
    annuaire: Annuaire
    grants: list[layout.Grant]

    @property
    def vault_id(self) -> bytes:
        """Identifier of the vault."""
        return self.header.vault_id

    def dek(self, compartment: bytes) -> bytes:
        """The key this member holds of a compartment."""
        return next(d for g in self.grants for _, comp, d in g.deks if comp == compartment)

    def compartment(self, dossier: str, code: int) -> bytes:
        """Compartment of a kind of a dossier held by this member."""
        wanted = bytes.fromhex(dossier)
        return next(comp for g in self.grants if g.dossier == wanted for c, comp, _ in g.deks if c == code)

    def seal(
        self, dossier: str, compartment: bytes, dek: bytes, plaintext: bytes, *, piece: bytes | None = None,
        version: int = 1, epoch: int = 1, author: bytes | None = None, signing: bytes | None = None,
    ) -> bytes:  # fmt: skip
        """Insert or replace a piece under any key, author and signature; returns its id."""
        row = piece or p.random_bytes(16)
        place = layout.Place(self.vault_id, bytes.fromhex(dossier), compartment, row, version, epoch)
        sealed = layout.seal_piece(
            dek, place, plaintext, author=author or self.membre_id,
            signing=signing or self.keys.signature_private, directory_epoch=self.annuaire.epoque,
        )  # fmt: skip
        self.conn.execute("DELETE FROM piece WHERE id = ?", (row,))
        values = (row, bytes.fromhex(dossier), compartment, version, epoch, sealed)
        self.conn.execute("INSERT INTO piece VALUES (?, ?, ?, ?, ?, ?)", values)
        return row

    def plant_grant(
        self, victim: str, dossier: str, deks: tuple[tuple[int, bytes, bytes], ...], *, epoch: int = 1,
        kind: int = 1, grantor: bytes | None = None,
    ) -> None:  # fmt: skip
        """Seal keys of our choosing to a victim, signed by us, whoever we say granted them."""
        member, row = bytes.fromhex(self.coffre.membres[victim]), p.random_bytes(16)
        opened = layout.Grant(
            kind, bytes.fromhex(dossier), epoch, p.generate_exchange()[1], deks,
            grantor or self.membre_id, self.annuaire.epoque,
        )  # fmt: skip
        sealed = layout.seal_grant(
            opened, vault_id=self.vault_id, row=row, member=member,
            public=self.annuaire.exchange_key(member), signing=self.keys.signature_private,
        )  # fmt: skip
        self.conn.execute("INSERT INTO cle_scellee VALUES (?, ?, ?)", (row, member, sealed))

    def close_up(self) -> None:
        """Make the state root and the journal agree with the rows again, under a session key of our own."""
        private, public = p.generate_signature()
        audit = bytes.fromhex(self.annuaire.cle_audit)
        writer = journal.Writer(self.vault_id, audit, self.membre_id, private, public)
        tail = journal.read_tail(self.conn, self.vault_id)
        entree = journal.Entree("session.ouverte")
        root = RacineEtat.of(self.conn).root()
        journal.append(self.conn, writer, tail, entree, root, int(time.time() * 1000))


@contextmanager
def adverse(coffre: Prepare, nom: str, *, close_up: bool = True) -> Iterator[Adverse]:
    """The vault file open in the hands of a member's own tool; by default the journal is made to agree at the end."""
    header, keys, file_key = read_keys(coffre, nom)
    conn = raw_connect(coffre.coffre / "coffre.db", file_key)
    try:
        content, signature = conn.execute(
            "SELECT contenu, signature FROM annuaire ORDER BY id DESC LIMIT 1"
        ).fetchone()
        membre_id = bytes.fromhex(coffre.membres[nom])
        annuaire = load_annuaire(header.vault_id, peek_root(content), content, signature)
        grants = [
            layout.open_grant(
                keys.exchange_private, vault_id=header.vault_id, row=row, member=membre_id, sealed=sealed
            )
            for row, sealed in conn.execute(
                "SELECT id, scelle FROM cle_scellee WHERE membre_id = ?", (membre_id,)
            ).fetchall()
        ]
        hand = Adverse(coffre, conn, header, keys, file_key, membre_id, annuaire, grants)
        conn.execute("BEGIN IMMEDIATE")
        yield hand
        if close_up:
            hand.close_up()
        conn.execute("COMMIT")
    finally:
        conn.close()


def rewrite(coffre: Prepare, nom: str, gesture: Callable[[Any], object], *, close_up: bool = False) -> None:
    """Run some SQL on the raw vault as one member's own tool."""
    with adverse(coffre, nom, close_up=close_up) as hand:
        gesture(hand.conn)
