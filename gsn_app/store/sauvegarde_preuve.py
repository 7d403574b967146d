"""Reading a backup from its medium and proving all of it: a file that passes here can be restored.

The file is read again from the medium, its SHA-256 compared with the manifest's, its database opened under the
backup's key, then: every page, schema, directory, state root, indexes, tail of the journal, anchor, signature.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gsn_app.crypto import journal as chain
from gsn_app.crypto import primitives as p
from gsn_app.crypto import sauvegarde as layout
from gsn_app.domain.membre import Membre, MembreUnknown
from gsn_app.errors import GsnError
from gsn_app.poste import Poste
from gsn_app.store import entete, journal
from gsn_app.store.annuaire import Annuaire
from gsn_app.store.coffre import read_annuaires
from gsn_app.store.connection import Connection, DatabaseDamaged, DatabaseError, DiskFull, connect
from gsn_app.store.connection import verify_pages as authenticate_pages
from gsn_app.store.racine_etat import RacineEtat, indexes_agree
from gsn_app.store.schema import SchemaNewer, migrate, verify_schema
from gsn_app.store.support import read_head

Progress = Callable[[int, int], bool]
RELUE: Final = ".sauvegarde-relue.db"
PAGE: Final = 4096
BLOC: Final = 1024 * 1024


class SauvegardeInterrupted(GsnError):
    """Sauvegarde interrompue : elle n’est pas faite, les précédentes restent bonnes."""

    code = "SAV-10"


class Etapes:
    """Real count over several passes of the same size, in pages; a refused report interrupts."""

    def __init__(self, progress: Progress | None, taille: int, nombre: int) -> None:
        self._progress, self._pages, self._nombre, self._faites = progress, -(-taille // PAGE), nombre, 0

    def tell(self, octets: int) -> None:
        """So many bytes of the present pass are done; raises SauvegardeInterrupted."""
        if self._progress is not None and self._pages:
            done = self._faites * self._pages + min(-(-octets // PAGE), self._pages)
            if not self._progress(done, self._nombre * self._pages):
                raise SauvegardeInterrupted()

    def next(self) -> None:
        """The present pass is over."""
        self._faites += 1
        self.tell(0)

    def end(self) -> None:
        """Everything is done: too late to interrupt."""
        if self._progress is not None:
            self._progress(self._nombre * self._pages, self._nombre * self._pages)


class PosteBlind(Poste):
    """A machine that never saw the vault: a backup is judged by itself, then compared with what is known."""

    def read_tete(self, vault_id: bytes) -> None:
        """Nothing is known."""


@dataclass
class Ouverte:
    """A backup read from its medium and proven whole; its database stands open in a temporary file."""

    head: layout.Head
    contenu: dict[str, Any]
    conn: Connection
    base: Path
    annuaires: dict[int, Annuaire]
    tail: journal.Tail
    racine: RacineEtat
    #: False when this machine knows another root: its own, renewed since, or that of a forged vault
    racine_connue: bool = True

    @property
    def annuaire(self) -> Annuaire:
        """The directory in force when it was made."""
        return self.annuaires[max(self.annuaires)]

    @property
    def auteur(self) -> Membre:
        """Who made it; their signature was verified."""
        return self.annuaire.membre(str(self.contenu["membre"]))

    @property
    def commune(self) -> str:
        """Name of the commune, or ""."""
        row = self.conn.execute("SELECT valeur FROM coffre WHERE id = 'commune'").fetchone()
        return bytes(row[0]).decode() if row else ""

    def close(self) -> None:
        """Close and remove the temporary file."""
        with contextlib.suppress(DatabaseError):
            self.conn.close()
        remove_base(self.base)


def open_sauvegarde(
    chemin: Path, unseal: Callable[[layout.Head], bytes], travail: Path, poste: Poste,
    etapes: Etapes | None = None,
) -> Ouverte:  # fmt: skip
    """Read one file from its medium, prove all of it and leave its database open in ``travail``.

    Raises SauvegardeDamaged, SauvegardeNewer, SauvegardeSealed, SauvegardeForged, SauvegardeUnreadable, DiskFull.
    """
    head = read_head(chemin)
    file_key = unseal(head)
    contenu, signed, signature = layout.open_manifest(head, file_key)
    base = travail / RELUE
    remove_base(base)
    try:
        steps = etapes or Etapes(None, head.taille, 2)
        if _extract(chemin, head, base, steps) != contenu.get("empreinte"):
            raise layout.SauvegardeDamaged(cause="contenu modifié")
        steps.next()
        conn = _connect(base, file_key)
        try:
            found = _prove(head, contenu, signed, signature, conn, base, poste)
            steps.end()
            return found
        except BaseException:
            conn.close()
            raise
    except BaseException:
        remove_base(base)
        raise


def remove_base(base: Path) -> None:
    """Remove a temporary database and its journal, if they are there."""
    for path in (base, base.with_name(base.name + "-journal")):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _extract(chemin: Path, head: layout.Head, base: Path, etapes: Etapes) -> str:
    """Copy the database out of the file, and return its SHA-256; what is read comes from the medium, not from memory."""
    digest, done = hashlib.sha256(), 0
    try:
        stream = chemin.open("rb")
    except OSError:
        raise layout.SauvegardeDamaged(cause="fichier illisible") from None
    with stream:
        forget_cache(stream.fileno())
        try:
            stream.seek(head.offset)
            with base.open("wb") as copy:
                while block := _read(stream, BLOC):
                    digest.update(block)
                    copy.write(block)
                    done += len(block)
                    etapes.tell(done)
        except OSError:
            raise DiskFull() from None
    return digest.hexdigest()


def _read(stream: Any, size: int) -> bytes:
    try:
        return bytes(stream.read(size))
    except OSError:
        raise layout.SauvegardeDamaged(cause="fichier illisible") from None


def forget_cache(descriptor: int) -> None:
    """Ask the system to drop its copy of a file, so that reading it again reads the medium."""
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _connect(base: Path, file_key: bytes) -> Connection:
    try:
        return connect(base, file_key)
    except DatabaseDamaged:
        raise layout.SauvegardeDamaged(cause="contenu illisible") from None


def _prove(
    head: layout.Head, contenu: dict[str, Any], signed: bytes, signature: bytes, conn: Connection, base: Path,
    poste: Poste,
) -> Ouverte:  # fmt: skip
    """Everything a vault is, against what the manifest says of it."""
    try:
        authenticate_pages(conn)
        if conn.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise DatabaseDamaged()
        migrate(conn)
        verify_schema(conn)
        annuaires = read_annuaires(conn, head.vault_id, PosteBlind(poste.dossier))
        tail = journal.read_tail(conn, head.vault_id)
        racine = RacineEtat.of(conn)
        expected = journal.read_state_root(conn, tail.n)
        row = conn.execute("SELECT valeur FROM coffre WHERE id = 'entete'").fetchone()
        agree = indexes_agree(conn)
    except SchemaNewer:
        raise layout.SauvegardeNewer() from None
    except DatabaseError:
        raise layout.SauvegardeDamaged(cause="contenu illisible") from None
    except GsnError as error:
        raise layout.SauvegardeForged(cause=error.code) from None
    found = Ouverte(head, contenu, conn, base, annuaires, tail, racine)
    root = bytes.fromhex(found.annuaire.cle_racine)
    known = poste.read_tete(head.vault_id)
    roots = {p.sha256(bytes.fromhex(x.cle_racine)).hex() for x in annuaires.values()}
    found.racine_connue = known is None or known.racine in roots
    if known is not None and known.n <= tail.n and not found.racine_connue:
        raise layout.SauvegardeForged(cause="racine")
    ancre = chain.anchor(head.vault_id, tail.n, tail.chain, root)
    facts = {
        "coffre": head.vault_id.hex(), "n": tail.n, "chaine": tail.chain.hex(), "racine_etat": racine.root().hex(),
        "ancre": ancre, "taille": head.taille, "empreinte_entete": p.sha256(head.entete).hex(),
        "epoque_annuaire": found.annuaire.epoque,
    }  # fmt: skip
    wrong = [name for name, value in facts.items() if contenu.get(name) != value]
    if head.n != tail.n or f"{head.n}·{head.ancre}" != ancre:
        wrong.append("en-tête")
    if expected != racine.root() or not agree:
        wrong.append("contenu et journal")
    if row is None or bytes(row[0]) != entete.digest(head.entete):
        wrong.append("en-tête du coffre")
    if wrong:
        raise layout.SauvegardeForged(cause=", ".join(dict.fromkeys(wrong)))
    try:
        if not found.auteur.actif:
            raise MembreUnknown
        layout.verify_manifest(bytes.fromhex(found.auteur.cle_signature), head.vault_id, signed, signature)
    except (MembreUnknown, p.SignatureInvalid, KeyError):
        raise layout.SauvegardeForged(cause="signature") from None
    racine.keep()
    return found
