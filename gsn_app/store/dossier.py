"""Keyed containers: a ``dossier`` holds pieces in compartments, each compartment has its own key.

A situation, a saisine and the register of releases of a body are all dossiers. Whoever opens one holds sealed keys
for it; the reader checks who granted them and who wrote each piece against the signed directory.
The head of a compartment is the piece whose id is the compartment's own.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from gsn_app.crypto import piece as layout
from gsn_app.crypto import primitives as p
from gsn_app.errors import GsnError
from gsn_app.store.annuaire import ESCROW
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import decode
from gsn_app.store.ligne_cle import draw_row
from gsn_app.store.octroi import GrantForged, add_grant, settle, verify_grants
from gsn_app.store.unite import Unite

#: below this number of dossiers, one query each costs less than a pass over the table
FEW = 200
Row = tuple[bytes, bytes, int, int, bytes]
Rows = dict[bytes, Row]


@dataclass(frozen=True)
class Piece:
    """One decrypted piece. ``contenu["t"]`` names its kind."""

    id: bytes
    compartiment: bytes
    version: int
    auteur: str
    contenu: dict[str, Any]
    opened: layout.Opened

    @property
    def genre(self) -> str:
        """Kind of the piece."""
        return str(self.contenu.get("t", ""))


def create_dossier(genre: Genre, codes: Iterable[Compartiment]) -> tuple[Dossier, bytes]:
    """Draw ids and keys of a new dossier; returns it and the private half of its history key."""
    private, public = p.generate_exchange()
    cles = {p.random_bytes(16): (int(code), p.random_bytes(32)) for code in codes}
    return Dossier(p.random_bytes(16), int(genre), 1, public, cles), private


def save_dossier(u: Unite, dossier: Dossier) -> None:
    """Insert the dossier's row and index it in this session."""
    u.insert("dossier", (dossier.id, dossier.epoque))
    u.coffre.dossiers[dossier.id] = dossier
    u.on_undo(lambda: u.coffre.dossiers.pop(dossier.id, None))


def add_compartment(u: Unite, dossier: Dossier, code: Compartiment) -> bytes:
    """Draw a key for a new compartment of a dossier; the caller grants it."""
    comp = p.random_bytes(16)
    dossier.cles[comp] = (int(code), p.random_bytes(32))
    u.on_undo(lambda: dossier.cles.pop(comp, None))
    return comp


def grant(u: Unite, dossier: Dossier, member_id: bytes, compartments: Iterable[bytes]) -> bytes:
    """Seal some proven keys to one member, resolved from the signed directory only; returns the row id."""
    coffre = u.coffre
    verify_grants(coffre, dossier)
    row = draw_row(coffre, dossier, member_id)
    sealed = layout.seal_grant(
        layout.Grant(
            dossier.genre, dossier.id, dossier.epoque, dossier.historique,
            tuple((dossier.cles[c][0], c, dossier.cles[c][1]) for c in compartments if c in dossier.cles),
            coffre.member_id, coffre.annuaire.epoque,
        ),
        vault_id=coffre.vault_id, row=row, member=member_id,
        public=coffre.annuaire.exchange_key(member_id), signing=coffre.keys.signature_private,
    )  # fmt: skip
    u.insert("cle_scellee", (row, member_id, sealed))
    return row


def grant_escrow(u: Unite, dossier: Dossier, compartments: Iterable[bytes]) -> bytes:
    """Seal the same to the escrow key."""
    return grant(u, dossier, ESCROW, compartments)


def load_dossiers(coffre: Coffre) -> dict[bytes, Dossier]:
    """Open every sealed key of this member; a key that does not open is reported, not fatal."""
    found = coffre.dossiers
    found.clear()
    rows = coffre.conn.execute("SELECT id, scelle FROM cle_scellee WHERE membre_id = ?", (coffre.member_id,))
    for row, sealed in rows:
        try:
            opened = layout.open_grant(
                coffre.keys.exchange_private, vault_id=coffre.vault_id, row=row, member=coffre.member_id, sealed=sealed
            )  # fmt: skip
        except GsnError:
            coffre.anomalies.append(GrantForged().sentence)
            continue
        add_grant(found, opened)
    settle(coffre, found)
    _leave_out_stale(coffre)
    return found


def _leave_out_stale(coffre: Coffre) -> None:
    """Keys of an epoch gone by open nothing any more: the dossier was rotated without this member."""
    epoques = dict(coffre.conn.execute("SELECT id, epoque FROM dossier").fetchall())
    for dossier in list(coffre.dossiers.values()):
        if dossier.epoque < epoques.get(dossier.id, 0):
            del coffre.dossiers[dossier.id]


def list_dossiers(coffre: Coffre, genre: Genre) -> list[Dossier]:
    """Dossiers of a kind that this member's keys open."""
    return [d for d in coffre.dossiers.values() if d.genre == genre]


def find_dossier(coffre: Coffre, dossier_id: bytes) -> Dossier | None:
    """A dossier this member's keys open, its grants proven, or None; raises GrantForged."""
    dossier = coffre.dossiers.get(dossier_id)
    if dossier is not None:
        verify_grants(coffre, dossier)
    return dossier


def keep_only(dossier: Dossier, codes: Iterable[int]) -> None:
    """Forget, in this session, the keys of compartments that the member was not granted."""
    kept = {int(code) for code in codes}
    dossier.cles = {comp: (code, dek) for comp, (code, dek) in dossier.cles.items() if code in kept}


def put_piece(
    u: Unite, dossier: Dossier, compartment: bytes, contenu: dict[str, Any], *, piece_id: bytes | None = None,
    version: int = 1,
) -> bytes:  # fmt: skip
    """Sign, seal and store one piece under a proven key; a higher version replaces the row. Returns its id."""
    coffre = u.coffre
    verify_grants(coffre, dossier)
    piece = piece_id or p.random_bytes(16)
    place = layout.Place(coffre.vault_id, dossier.id, compartment, piece, version, dossier.epoque)
    sealed = layout.seal_piece(
        dossier.cles[compartment][1], place, encode(contenu),
        author=coffre.member_id, signing=coffre.keys.signature_private, directory_epoch=coffre.annuaire.epoque,
    )  # fmt: skip
    u.replace("piece", (piece, dossier.id, compartment, version, dossier.epoque, sealed))
    return piece


def put_head(
    u: Unite, dossier: Dossier, code: Compartiment, contenu: dict[str, Any], version: int = 1
) -> None:
    """Store the head of a compartment."""
    verify_grants(u.coffre, dossier)
    compartment = dossier.compartment(code)
    if compartment is None:
        raise KeyError(code)
    put_piece(u, dossier, compartment, contenu, piece_id=compartment, version=version)


def read_head(coffre: Coffre, dossier: Dossier, code: Compartiment, rows: Rows | None = None) -> Piece | None:
    """The head of a compartment, its author unverified; None when not held. ``rows``: heads already fetched."""
    compartment = dossier.compartment(code)
    if compartment is None:
        return None
    if rows is not None:
        row = rows.get(compartment)
    else:
        query = "SELECT id, compartiment, version, epoque, scelle FROM piece WHERE id = ?"
        row = coffre.conn.execute(query, (compartment,)).fetchone()
    return _open(coffre, dossier, row) if row else None


def read_piece(coffre: Coffre, dossier: Dossier, piece_id: bytes) -> Piece | None:
    """One piece by its id, its author verified; None when it is not there or its compartment is not held."""
    query = "SELECT id, compartiment, version, epoque, scelle FROM piece WHERE id = ? AND dossier_id = ?"
    row = coffre.conn.execute(query, (piece_id, dossier.id)).fetchone()
    if row is None or row[1] not in dossier.cles:
        return None
    piece = _open(coffre, dossier, row)
    verify_piece(coffre, piece)
    return piece


def fetch_heads(coffre: Coffre, codes: Iterable[Compartiment], dossiers: Collection[Dossier]) -> Rows | None:
    """Sealed heads of many dossiers in one pass over the table, for :func:`read_head`; None when a few queries do."""
    if len(dossiers) <= FEW:
        return None
    held = {dossier.compartment(code) for code in codes for dossier in dossiers}
    query = "SELECT id, compartiment, version, epoque, scelle FROM piece WHERE id = compartiment"
    return {row[0]: row for row in coffre.conn.execute(query) if row[0] in held}


def list_used_compartments(coffre: Coffre) -> set[bytes]:
    """Compartments in which at least one piece stands; tells nothing of what it says."""
    return {row[0] for row in coffre.conn.execute("SELECT DISTINCT compartiment FROM piece")}


def read_pieces(coffre: Coffre, dossier: Dossier) -> tuple[list[Piece], list[str]]:
    """Every piece this member can open, grants and authors verified; with one sentence per piece set aside.

    Slices of a scan (version 0, ``store.piece_jointe``) are left sealed.
    """
    verify_grants(coffre, dossier)
    pieces: list[Piece] = []
    anomalies: list[str] = []
    rows = coffre.conn.execute(
        "SELECT id, compartiment, version, epoque, scelle FROM piece WHERE dossier_id = ? AND version > 0"
        " ORDER BY rowid",
        (dossier.id,),
    ).fetchall()
    for row in rows:
        if row[1] not in dossier.cles:
            continue
        try:
            piece = _open(coffre, dossier, row)
            verify_piece(coffre, piece)
            pieces.append(piece)
        except GsnError:
            anomalies.append("Un élément de ce dossier a été altéré : il n’est pas affiché.")
    return pieces, anomalies


def read_compartment(coffre: Coffre, dossier: Dossier, compartment: bytes) -> list[Piece]:
    """Pieces of one compartment that open, authors unverified: for lists, never for the page of a situation."""
    rows = coffre.conn.execute(
        "SELECT id, compartiment, version, epoque, scelle FROM piece WHERE dossier_id = ? AND compartiment = ?"
        " AND version > 0 ORDER BY rowid",
        (dossier.id, compartment),
    ).fetchall()
    found = []
    for row in rows:
        with contextlib.suppress(GsnError):
            found.append(_open(coffre, dossier, row))
    return found


def verify_piece(coffre: Coffre, piece: Piece) -> None:
    """Raise SignatureInvalid unless its author, at the epoch of its writing, signed it."""
    annuaire = coffre.annuaires.get(piece.opened.directory_epoch)
    if annuaire is None:
        raise p.SignatureInvalid()
    author = annuaire.membre(piece.opened.author)
    layout.verify_author(piece.opened, bytes.fromhex(author.cle_signature))


def put_historique(u: Unite, dossier: Dossier, ligne: dict[str, str]) -> None:
    """Add a line to the history that the circle reads."""
    row = p.random_bytes(16)
    sealed = layout.seal_note(dossier.historique, u.coffre.vault_id, dossier.id, row, encode(ligne))
    u.insert("historique", (row, dossier.id, sealed))


def read_historique(coffre: Coffre, dossier: Dossier, private: bytes) -> list[dict[str, str]]:
    """Lines of the history, oldest first; a line that does not open is left out."""
    found: list[dict[str, str]] = []
    rows = coffre.conn.execute(
        "SELECT id, scelle FROM historique WHERE dossier_id = ? ORDER BY rowid", (dossier.id,)
    )
    for row, sealed in rows.fetchall():
        try:
            found.append(decode(layout.open_note(private, coffre.vault_id, dossier.id, row, sealed)))
        except GsnError:
            continue
    return found


def encode(contenu: dict[str, Any]) -> bytes:
    """Compact JSON, UTF-8."""
    return json.dumps(contenu, ensure_ascii=False, separators=(",", ":")).encode()


def _open(coffre: Coffre, dossier: Dossier, row: Row) -> Piece:
    piece_id, compartment, version, epoque, sealed = row
    place = layout.Place(coffre.vault_id, dossier.id, compartment, piece_id, version, epoque)
    opened = layout.open_piece(dossier.cles[compartment][1], place, sealed)
    return Piece(piece_id, compartment, version, opened.author.hex(), decode(opened.plaintext), opened)
