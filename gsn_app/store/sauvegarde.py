"""Making a backup and proving it: copied under a fresh key, sealed, written whole, then read again from the medium.

    copy     ``conn.backup`` into a temporary database under a fresh key, beside the vault
    pour     head and database to a hidden file of the medium → fsync → rename → fsync of the folder
    prove    the file read again from the medium: head, manifest, SHA-256, every page, schema, directory, state root,
             indexes, tail of the journal, anchor, signature. Only then is a backup called verified.

A kill leaves at most the temporary files named here; the next backup removes them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from gsn_app.crypto import primitives as p
from gsn_app.crypto import sauvegarde as layout
from gsn_app.store import entete
from gsn_app.store.annuaire import ESCROW
from gsn_app.store.coffre import Coffre
from gsn_app.store.connection import Connection, DatabaseDamaged, DatabaseError, DiskFull, connect, translate
from gsn_app.store.sauvegarde_preuve import (
    BLOC,
    PAGE,
    RELUE,
    Etapes,
    Progress,
    forget_cache,
    open_sauvegarde,
    remove_base,
)
from gsn_app.store.support import name_file, on_support, require_room, require_support

COPIE: Final = ".sauvegarde.db"
#: pages copied between two looks at the progress
PAS: Final = 2048


class EnteteMissing(DatabaseDamaged):
    """L’en-tête de ce coffre n’est pas celui qu’il annonce : fermez puis rouvrez le coffre avant de sauvegarder."""

    code = "SAV-11"


def write_sauvegarde(
    coffre: Coffre, support: Path, progress: Progress | None = None
) -> tuple[layout.Head, Path]:
    """Make one verified backup on a medium; returns its head and its file.

    Raises the errors of ``store.support`` and of ``store.sauvegarde_preuve``, DiskFull; nothing is left of a failure.
    """
    require_support(coffre.dossier, support)
    partial = support / f".{coffre.vault_id.hex()[:12]}.sauv.tmp"
    for name in (COPIE, RELUE):
        remove_base(coffre.dossier / name)
    raw = _entete_in_force(coffre)
    (pages,) = coffre.conn.execute("PRAGMA page_count").fetchone()
    etapes = Etapes(progress, pages * PAGE, 4)
    file_key = p.random_bytes(p.KEY)
    copie = coffre.dossier / COPIE
    try:
        with on_support(support):
            partial.unlink(missing_ok=True)
        require_room(support, pages * PAGE)
        _copy(coffre.conn, copie, file_key, etapes)
        with on_support(support):
            try:
                head, final = _pour(coffre, copie, support, partial, raw, file_key, etapes)
            finally:
                with contextlib.suppress(OSError):
                    partial.unlink(missing_ok=True)
    finally:
        remove_base(copie)
    try:
        etapes.next()
        open_sauvegarde(final, lambda _: file_key, coffre.dossier, coffre.poste, etapes).close()
    except BaseException:
        with contextlib.suppress(OSError):
            final.unlink(missing_ok=True)
        raise
    return head, final


def read_repere(coffre: Coffre) -> str:
    """What tells whether anything worth a backup changed: rows of contents, keys, members, charter."""
    query = (
        "SELECT (SELECT count(*) FROM piece), (SELECT max(rowid) FROM piece), (SELECT count(*) FROM cle_scellee),"
        " (SELECT max(rowid) FROM cle_scellee), (SELECT max(id) FROM annuaire), (SELECT max(id) FROM charte),"
        " (SELECT count(*) FROM signature_charte), (SELECT count(*) FROM dossier)"
    )
    return " ".join(str(x or 0) for x in coffre.conn.execute(query).fetchone())


def copy_database(source: Connection, base: Path, key: bytes, etapes: Etapes | None = None) -> None:
    """A copy of a whole database under another key, durable; raises DiskFull."""
    _copy(source, base, key, etapes or Etapes(None, 0, 1))


def _copy(source: Connection, base: Path, key: bytes, etapes: Etapes) -> None:
    def look(_status: int, remaining: int, total: int) -> None:
        etapes.tell((total - remaining) * PAGE)

    try:
        copy = connect(base, key, create=True)
        try:
            source.backup(copy, pages=PAS, progress=look)
        finally:
            copy.close()
        base.with_name(base.name + "-journal").unlink(missing_ok=True)
    except DatabaseError as error:
        raise translate(error) from None
    except OSError:
        raise DiskFull() from None
    etapes.next()


def _pour(
    coffre: Coffre, copie: Path, support: Path, partial: Path, raw: bytes, file_key: bytes, etapes: Etapes
) -> tuple[layout.Head, Path]:
    """Head and database to the hidden file, then its name; the head is written last, in the room left for it."""
    size = copie.stat().st_size
    blank = _seal(coffre, raw, file_key, size, "0" * 64)
    digest, done = hashlib.sha256(), 0
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with copie.open("rb") as source, os.fdopen(descriptor, "wb") as stream:
        stream.write(bytes(blank.offset))
        while block := source.read(BLOC):
            digest.update(block)
            stream.write(block)
            done += len(block)
            etapes.tell(done)
        head = _seal(coffre, raw, file_key, size, digest.hexdigest())
        stream.seek(0)
        stream.write(head.dump())
        stream.flush()
        os.fsync(stream.fileno())
        forget_cache(stream.fileno())
    final = name_file(support, head)
    partial.rename(final)
    if sys.platform != "win32":
        folder = os.open(support, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return head, final


def _seal(coffre: Coffre, raw: bytes, file_key: bytes, size: int, empreinte: str) -> layout.Head:
    """The head over a copy of the vault as it stands: nothing is written to it meanwhile."""
    annuaire, n = coffre.annuaire, coffre.tail.n
    heads = {m.id: m for instance in annuaire.instances for m in annuaire.coordonnateurs(instance.id)}
    holders = {bytes.fromhex(m.id): bytes.fromhex(m.cle_chiffrement) for m in heads.values()}
    holders[ESCROW] = bytes.fromhex(annuaire.cle_sequestre)
    seals = tuple(
        (who, layout.seal_key(public, file_key, coffre.vault_id, who, n)) for who, public in holders.items()
    )
    time_ms = coffre.now_ms()
    head = layout.Head(
        coffre.vault_id, n, time_ms, coffre.ancre.partition("·")[2], bytes.fromhex(annuaire.cle_sequestre),
        size, seals, raw,
    )  # fmt: skip
    contenu = {
        "format": 1, "coffre": coffre.vault_id.hex(), "n": n, "chaine": coffre.tail.chain.hex(),
        "racine_etat": coffre.racine.root().hex(), "ancre": coffre.ancre, "taille": size, "empreinte": empreinte,
        "empreinte_entete": p.sha256(raw).hex(), "membre": coffre.member_id.hex(),
        "epoque_annuaire": annuaire.epoque,
        "date": datetime.fromtimestamp(time_ms / 1000, UTC).isoformat(timespec="seconds"),
    }  # fmt: skip
    signed, signature = layout.sign_manifest(coffre.keys.signature_private, coffre.vault_id, contenu)
    return layout.seal_manifest(head, file_key, signed, signature)


def _entete_in_force(coffre: Coffre) -> bytes:
    """The header the vault announces: one of its copies, or the one waiting to be written."""
    expected = coffre.read_valeur("entete")
    for raw in (*entete.read_raw(coffre.dossier), coffre.read_valeur("entete_attente") or b""):
        if raw and entete.digest(raw) == expected:
            return raw
    raise EnteteMissing()
