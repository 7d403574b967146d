"""Restricted apports at a rotation: cut at once from who leaves, renewed by someone who reads them.

Where their sealed keys stand is written in ``suivi`` when they are added (piece « apport_acces »): whoever rotates can
cut a reader without reading a word.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterable

from gsn_app.crypto import piece as layout
from gsn_app.crypto import primitives as p
from gsn_app.errors import GsnError
from gsn_app.store import dossier as box
from gsn_app.store import rotation_due as due
from gsn_app.store.annuaire import ESCROW
from gsn_app.store.cle_scellee import Compartiment, Dossier
from gsn_app.store.coffre import Coffre
from gsn_app.store.unite import Unite

_ROW = re.compile("[0-9a-f]{32}")


def renew_keys(u: Unite, dossier: Dossier, compartments: Iterable[bytes], *, next_epoch: bool = True) -> None:
    """Draw new keys for compartments held and seal their pieces again, authors' signatures kept.

    A piece that no longer opens stays as it is: it is told as altered, before as after.
    """
    coffre = u.coffre
    before = (dossier.epoque, dict(dossier.cles))

    def undo() -> None:
        dossier.epoque, dossier.cles = before

    u.on_undo(undo)
    renewed = {comp: (dossier.cles[comp][0], p.random_bytes(32)) for comp in compartments}
    if next_epoch:
        dossier.epoque += 1
        u.replace("dossier", (dossier.id, dossier.epoque))
    rows = coffre.conn.execute(
        "SELECT id, compartiment, version, epoque, scelle FROM piece WHERE dossier_id = ? ORDER BY rowid",
        (dossier.id,),
    ).fetchall()
    for piece, comp, version, epoque, sealed in rows:
        if comp not in renewed:
            continue
        place = layout.Place(coffre.vault_id, dossier.id, comp, piece, version, epoque)
        try:
            opened = layout.open_piece(dossier.cles[comp][1], place, sealed)
        except GsnError:
            continue
        again = layout.reseal_piece(renewed[comp][1], opened, dossier.epoque)
        u.replace("piece", (piece, dossier.id, comp, version, dossier.epoque, again))
    dossier.cles = {**dossier.cles, **renewed}


def drop_rows(u: Unite, rows: Iterable[str]) -> None:
    """Delete sealed keys by the ids written where they were granted."""
    for row in rows:
        if _ROW.fullmatch(str(row)):
            u.delete("cle_scellee", bytes.fromhex(row))


def cut_apports(u: Unite, dossier: Dossier, leave: Collection[bytes]) -> list[bytes]:
    """Cut from who leaves the restricted apports they read; returns those that this session renews itself.

    The others are marked: renewed by the next reader, or left to escrow when none remains.
    """
    mine: list[bytes] = []
    if not _has_restricted(u.coffre, dossier):
        return mine
    for comp, piece in read_apport_acces(u.coffre, dossier).items():
        holders = _holders(u.coffre, piece.contenu["lignes"])
        cut = [row for row, holder in holders.items() if holder in leave]
        if not cut and all(str(row) in holders for row in piece.contenu["lignes"]):
            continue  # a row that is gone was a reader's too: their key opens what is written until it is renewed
        drop_rows(u, cut)
        if comp in dossier.cles:
            mine.append(comp)
            continue
        remaining = [holder for holder in holders.values() if holder not in leave and holder != ESCROW]
        u.save_valeur(due.mark(dossier.id, comp), due.A_RENOUVELER if remaining else due.SEQUESTRE)
    return mine


def _has_restricted(coffre: Coffre, dossier: Dossier) -> bool:
    """True when some piece stands in a compartment other than the four that every situation has."""
    rows = coffre.conn.execute(
        "SELECT DISTINCT compartiment FROM piece WHERE dossier_id = ?", (dossier.id,)
    ).fetchall()
    ordinary = {comp for comp, (code, _) in dossier.cles.items() if code != Compartiment.APPORT}
    return any(bytes(comp) not in ordinary for (comp,) in rows)


def renew_apport(u: Unite, dossier: Dossier, comp: bytes, keep: Collection[bytes]) -> None:
    """Renew the key of one restricted apport this session reads, for its readers among ``keep`` and escrow."""
    piece = read_apport_acces(u.coffre, dossier).get(comp)
    if piece is None or comp not in dossier.cles:
        return
    drop_rows(u, piece.contenu["lignes"])
    renew_keys(u, dossier, [comp], next_epoch=False)
    readers = _readers(u.coffre, dossier, comp)
    served = [member for member in readers if member in keep]
    lignes = [box.grant(u, dossier, holder, (comp,)).hex() for holder in (*served, ESCROW)]
    _save_acces(u, dossier, piece, lignes)
    _settle_mark(u, dossier, comp, waiting=len(served) < len(readers))


def serve_apport(u: Unite, dossier: Dossier, comp: bytes, keep: Collection[bytes]) -> None:
    """Hand the present key of a restricted apport to its readers among ``keep`` who have none."""
    piece = read_apport_acces(u.coffre, dossier).get(comp)
    if piece is None or comp not in dossier.cles:
        return
    held = set(_holders(u.coffre, piece.contenu["lignes"]).values())
    readers = _readers(u.coffre, dossier, comp)
    missing = [member for member in readers if member in keep and member not in held]
    if missing:
        added = [box.grant(u, dossier, member, (comp,)).hex() for member in missing]
        _save_acces(u, dossier, piece, [*piece.contenu["lignes"], *added])
    _settle_mark(u, dossier, comp, waiting=not set(readers) <= held | set(missing))


def _settle_mark(u: Unite, dossier: Dossier, comp: bytes, *, waiting: bool) -> None:
    name = due.mark(dossier.id, comp)
    if waiting:
        u.save_valeur(name, due.A_REMETTRE)
    elif u.coffre.read_valeur(name) is not None:
        u.delete("coffre", name)


def _save_acces(u: Unite, dossier: Dossier, piece: box.Piece, lignes: list[str]) -> None:
    contenu = {**piece.contenu, "lignes": lignes}
    box.put_piece(u, dossier, piece.compartiment, contenu, piece_id=piece.id, version=piece.version + 1)


def read_apport_acces(coffre: Coffre, dossier: Dossier) -> dict[bytes, box.Piece]:
    """Where the sealed keys of each restricted apport stand: compartment → piece of ``suivi`` that lists the rows."""
    found = {}
    for piece in box.read_pieces(coffre, dossier)[0]:
        if piece.genre == "apport_acces":
            with contextlib.suppress(ValueError, TypeError):  # a circle member's own tool may write anything
                found[bytes.fromhex(piece.contenu["compartiment"])] = piece
    return found


def _readers(coffre: Coffre, dossier: Dossier, comp: bytes) -> list[bytes]:
    """Readers the author named, who are still admitted to the circle and in office."""
    suivi = box.read_head(coffre, dossier, Compartiment.SUIVI)
    circle = {
        a["membre_id"] for a in (suivi.contenu["acces"] if suivi else ()) if a.get("cercle") and not a.get("jusqu_au")
    }  # fmt: skip
    actifs = {m.id for m in coffre.annuaire.membres if m.actif}
    pieces = [
        x for x in box.read_pieces(coffre, dossier)[0] if x.compartiment == comp and x.genre == "apport"
    ]
    named = dict.fromkeys(m for piece in pieces for m in (piece.auteur, *piece.contenu.get("lecteurs", ())))
    return [bytes.fromhex(m) for m in named if m in circle & actifs]


def _holders(coffre: Coffre, lignes: Iterable[str]) -> dict[str, bytes]:
    found = {}
    for ligne in lignes:
        if not _ROW.fullmatch(str(ligne)):
            continue
        row = coffre.conn.execute(
            "SELECT membre_id FROM cle_scellee WHERE id = ?", (bytes.fromhex(ligne),)
        ).fetchone()
        if row is not None:
            found[ligne] = bytes(row[0])
    return found
