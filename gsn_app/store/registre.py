"""Register of a body: a dossier of its own, held by its coordonnateurs and escrow.

Its releases are opaque bytes here; the requests of the persons stand beside them (``store.demande_droit``).
"""

from __future__ import annotations

import base64

from gsn_app.store import dossier as box
from gsn_app.store.annuaire import ESCROW
from gsn_app.store.charte import list_coordonnateurs
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.unite import Unite

_PART = 40_000


def read_registre(coffre: Coffre, instance_id: str) -> bytes | None:
    """Bytes of the register, or None before the first release."""
    dossier = find_registre(coffre, instance_id)
    if dossier is None:
        return None
    pieces, _ = box.read_pieces(coffre, dossier)
    parts = sorted((p.contenu["rang"], p.contenu["octets"]) for p in pieces if p.genre == "registre_part")
    return b"".join(base64.b64decode(octets) for _, octets in parts) if parts else None


def save_registre(u: Unite, instance_id: str, octets: bytes) -> None:
    """Replace the register, cut in parts that fit a piece."""
    dossier, comp = hold_registre(u, instance_id)
    old = {p.contenu["rang"]: p for p in box.read_pieces(u.coffre, dossier)[0] if p.genre == "registre_part"}
    for rang, start in enumerate(range(0, max(len(octets), 1), _PART)):
        part = {
            "t": "registre_part",
            "rang": rang,
            "octets": base64.b64encode(octets[start : start + _PART]).decode(),
        }
        found = old.pop(rang, None)
        if found is None:
            box.put_piece(u, dossier, comp, part)
        else:
            box.put_piece(u, dossier, comp, part, piece_id=found.id, version=found.version + 1)
    for left in old.values():
        u.delete("piece", left.id)


def require_registre(u: Unite, instance_id: str) -> Dossier:
    """The register's dossier of a body, made the first time."""
    dossier = find_registre(u.coffre, instance_id)
    if dossier is None:
        dossier, _ = box.create_dossier(Genre.REGISTRE, (Compartiment.REGISTRE,))
        box.save_dossier(u, dossier)
        holders = [bytes.fromhex(membre.id) for membre in list_coordonnateurs(u.coffre, instance_id)]
        lignes = [box.grant(u, dossier, holder, dossier.cles).hex() for holder in (ESCROW, *holders)]
        head = {"t": "registre", "instance": instance_id, "lignes": lignes}
        box.put_head(u, dossier, Compartiment.REGISTRE, head)
    return dossier


def hold_registre(u: Unite, instance_id: str) -> tuple[Dossier, bytes]:
    """The register of a body and its compartment, made now if there is none."""
    dossier = require_registre(u, instance_id)
    comp = dossier.compartment(Compartiment.REGISTRE)
    if comp is None:
        raise KeyError(instance_id)
    return dossier, comp


def find_registre(coffre: Coffre, instance_id: str) -> Dossier | None:
    """The register's dossier of a body that this member holds, or None."""
    for dossier in box.list_dossiers(coffre, Genre.REGISTRE):
        head = box.read_head(coffre, dossier, Compartiment.REGISTRE)
        if head is not None and head.contenu.get("instance") == instance_id:
            return dossier
    return None
