"""Erasing dossiers for good: every row in one transaction, then VACUUM, and the tombstones that outlive them.

    tombstone  SHA-256("effacement-v1" | vault_id | id 16)[:16], id of the dossier or of the piece erased
    kept as    value ``effacement.<tombstone>`` of the table ``coffre``: {"le", "par", "regle"}, the nameless line;
               the head-file folder of the poste; the file ``effacements`` of a backup medium (``store.support``)

A tombstone is a digest, so that no file keeps the identifier of what was erased, and whoever restores an older
copy recognises it all the same. ``compactage_du`` remains until the VACUUM is done: a kill between the two is
finished at the next login.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gsn_app.crypto import primitives as p
from gsn_app.errors import GsnError
from gsn_app.store.cle_scellee import Dossier
from gsn_app.store.coffre import Coffre
from gsn_app.store.connection import Connection, vacuum
from gsn_app.store.famille import unlink_fratrie
from gsn_app.store.ligne_cle import list_rows
from gsn_app.store.marque import list_marques
from gsn_app.store.seance import forget_erased
from gsn_app.store.support import add_effacements
from gsn_app.store.unite import Unite

PREFIXE = "effacement."
COMPACTAGE = "compactage_du"


@dataclass(frozen=True)
class Trace:
    """What remains of an erasure: no name, no identifier."""

    tombe: str
    le: str
    par: str
    regle: str


@dataclass(frozen=True)
class Decompte:
    """Rows that an erasure takes away, or took away."""

    pieces: int = 0
    historique: int = 0
    cles: int = 0
    brouillons: int = 0


def tombstone(vault_id: bytes, erased: bytes) -> str:
    """The digest drawn at the top of the module, hexadecimal."""
    return p.sha256(b"effacement-v1" + vault_id + erased)[:16].hex()


def count_rows(coffre: Coffre, dossiers: Sequence[Dossier]) -> Decompte:
    """What :func:`erase_dossiers` would take away; reads no content."""
    ids = [dossier.id for dossier in dossiers]
    pieces = sum(len(_ids(coffre, "piece", i)) for i in ids)
    lines = sum(len(_ids(coffre, "historique", i)) for i in ids)
    keys = sum(map(len, _list_rows(coffre, dossiers, "cle_scellee").values()))
    drafts = sum(map(len, _list_rows(coffre, dossiers, "brouillon").values()))
    return Decompte(pieces, lines, keys, drafts)


def erase_dossiers(u: Unite, dossiers: Sequence[tuple[Dossier, str]], le: str) -> list[str]:
    """Erase ``(dossier, rule)`` in the unit's transaction: pieces, history, sealed keys of all, drafts, values.

    Returns the tombstones. The caller commits, then calls :func:`compact`.
    """
    remove_dossiers(u, [dossier for dossier, _ in dossiers])
    return [_mark(u, dossier.id, regle, le) for dossier, regle in dossiers]


def remove_dossiers(u: Unite, held: Sequence[Dossier]) -> None:
    """Take dossiers away whole and leave no tombstone: for what is undone as if it had never been."""
    coffre = u.coffre
    keys, drafts = _list_rows(coffre, held, "cle_scellee"), _list_rows(coffre, held, "brouillon")
    for dossier in held:
        unlink_fratrie(u, dossier)
        _erase_rows(u, dossier.id)
        for row in keys[dossier.id]:
            u.delete("cle_scellee", row)
        for row in drafts[dossier.id]:
            coffre.conn.execute("DELETE FROM brouillon WHERE id = ?", (row,))
        _forget(u, dossier)
    erased = {dossier.id.hex() for dossier in held}
    forget_erased(u, erased.__contains__)
    u.save_valeur(COMPACTAGE, b"1")


def erase_pieces(u: Unite, pieces: Iterable[bytes], reference: str, regle: str, le: str) -> list[str]:
    """Erase some pieces of a dossier that stays, and the values that name ``reference``."""
    found = []
    for piece in pieces:
        u.delete("piece", piece)
        found.append(_mark(u, piece, regle, le))
    _erase_values(u, reference)
    u.save_valeur(COMPACTAGE, b"1")
    return found


def compact(coffre: Coffre) -> None:
    """VACUUM, once the erasure is durable; what is left to do stays noted in the vault."""
    vacuum(coffre.conn)


def settle_compaction(u: Unite) -> None:
    """The VACUUM is done."""
    u.delete("coffre", COMPACTAGE)


def compaction_due(coffre: Coffre) -> bool:
    """True after an erasure whose VACUUM did not finish."""
    return coffre.read_valeur(COMPACTAGE) is not None


def list_traces(coffre: Coffre) -> list[Trace]:
    """Every nameless line of this vault, oldest first."""
    rows = coffre.conn.execute("SELECT id, valeur FROM coffre WHERE id GLOB 'effacement.*'").fetchall()
    found = []
    for name, raw in rows:
        said = json.loads(raw)
        found.append(Trace(name.removeprefix(PREFIXE), str(said["le"]), str(said["par"]), str(said["regle"])))
    return sorted(found, key=lambda trace: (trace.le, trace.tombe))


def spread(coffre: Coffre, media: Iterable[Path] = ()) -> None:
    """Copy every tombstone of the vault to the poste and to the backup media; a medium away is not a failure."""
    known = [trace.tombe for trace in list_traces(coffre)]
    try:
        coffre.poste.add_effacements(coffre.vault_id, known)
    except GsnError as error:
        coffre.anomalies.append(error.sentence)
    for folder in media:
        with contextlib.suppress(GsnError):
            add_effacements(folder, coffre.vault_id, known)


def list_resurrected(
    conn: Connection, vault_id: bytes, tombes: Iterable[str]
) -> tuple[list[bytes], list[bytes]]:
    """``(dossiers, pieces)`` of the vault that a tombstone says erased: an older copy was put back."""
    wanted = frozenset(tombes)
    if not wanted:
        return [], []

    def among(table: str) -> list[bytes]:
        rows = conn.execute(f"SELECT id FROM {table}").fetchall()  # noqa: S608
        return [bytes(row) for (row,) in rows if tombstone(vault_id, row) in wanted]

    return among("dossier"), among("piece")


def erase_again(u: Unite, dossiers: Iterable[bytes], pieces: Iterable[bytes], le: str) -> None:
    """Erase what an older copy brought back; needs no key of it. Sealed keys go with those this member holds."""
    coffre = u.coffre
    for dossier_id in dossiers:
        held = coffre.dossiers.get(dossier_id)
        if held is not None:
            erase_dossiers(u, [(held, "reprise")], le)
        else:
            _erase_rows(u, dossier_id)
            _mark(u, dossier_id, "reprise", le)
    there = {bytes(row) for (row,) in coffre.conn.execute("SELECT id FROM piece").fetchall()}
    erase_pieces(u, [piece for piece in pieces if piece in there], "", "reprise", le)


def list_orphans(coffre: Coffre) -> list[Dossier]:
    """Dossiers of which this member holds keys and nothing else is left."""
    there = {bytes(row) for (row,) in coffre.conn.execute("SELECT id FROM dossier").fetchall()}
    return [dossier for dossier in coffre.dossiers.values() if dossier.id not in there]


def sweep_orphans(u: Unite, orphans: Sequence[Dossier]) -> None:
    """Delete what is left of dossiers erased elsewhere: the sealed keys and drafts of every member."""
    keys = _list_rows(u.coffre, orphans, "cle_scellee")
    drafts = _list_rows(u.coffre, orphans, "brouillon")
    for dossier in orphans:
        for row in keys[dossier.id]:
            u.delete("cle_scellee", row)
        for row in drafts[dossier.id]:
            u.coffre.conn.execute("DELETE FROM brouillon WHERE id = ?", (row,))
        _forget(u, dossier)
    u.save_valeur(COMPACTAGE, b"1")


def _list_rows(coffre: Coffre, dossiers: Sequence[Dossier], table: str) -> dict[bytes, list[bytes]]:
    return list_rows(coffre, {d.id: (d.historique, *list_marques(coffre, d)) for d in dossiers}, table)


def _ids(coffre: Coffre, table: str, dossier_id: bytes) -> list[bytes]:
    query = f"SELECT id FROM {table} WHERE dossier_id = ?"  # noqa: S608
    return [bytes(row) for (row,) in coffre.conn.execute(query, (dossier_id,)).fetchall()]


def _erase_rows(u: Unite, dossier_id: bytes) -> None:
    for table in ("piece", "historique"):
        for row in _ids(u.coffre, table, dossier_id):
            u.delete(table, row)
    _erase_values(u, dossier_id.hex())
    u.delete("dossier", dossier_id)


def _erase_values(u: Unite, reference: str) -> None:
    """Values named after a reference: numbers and copies of its sheets."""
    if not reference:
        return
    names = u.coffre.conn.execute("SELECT id FROM coffre WHERE instr(id, ?) > 0", (reference,)).fetchall()
    for (name,) in names:
        u.delete("coffre", name)


def _mark(u: Unite, erased: bytes, regle: str, le: str) -> str:
    tombe = tombstone(u.coffre.vault_id, erased)
    mark_erased(u, tombe, regle, le)
    return tombe


def mark_erased(u: Unite, tombe: str, regle: str, le: str) -> None:
    """Keep the nameless line of one tombstone."""
    line = {"le": le, "par": u.coffre.member_id.hex(), "regle": regle}
    u.save_valeur(f"{PREFIXE}{tombe}", json.dumps(line, sort_keys=True).encode())


def _forget(u: Unite, dossier: Dossier) -> None:
    dossiers = u.coffre.dossiers
    held = dossiers.pop(dossier.id, None)
    if held is not None:
        u.on_undo(lambda: dossiers.update({held.id: held}))
