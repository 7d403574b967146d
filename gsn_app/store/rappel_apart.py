"""An adult's rappel à l'ordre, in a dossier apart: no situation, no circle, its own short retention (domain 7).

    dossier   genre ``RAPPEL``, one compartment ``rappel``; its head names the body, its pieces are the events
    holders   every coordonnateur and every elu of the body who signed the charter in force, and escrow

The identity stands in the event that prepared it, and nowhere else (decision 0250). Only a coordonnateur hands the
key on; the rows already granted are known by their mark (``store.ligne_cle``), so that no list can be incomplete.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from gsn_app.domain.membre import Membre, Role
from gsn_app.store import dossier as box
from gsn_app.store.annuaire import ESCROW
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.ligne_cle import list_rows
from gsn_app.store.octroi import verify_grants
from gsn_app.store.rotation_apport import renew_keys
from gsn_app.store.unite import Unite

HOLDERS = frozenset({Role.COORDONNATEUR, Role.ELU})


def create_apart(u: Unite, instance_id: str) -> Dossier:
    """A new dossier of a body, sealed to its author and to escrow; :func:`hand_on` serves the others."""
    dossier, _ = box.create_dossier(Genre.RAPPEL, (Compartiment.RAPPEL,))
    box.save_dossier(u, dossier)
    for holder in (ESCROW, u.coffre.member_id):
        box.grant(u, dossier, holder, dossier.cles)
    box.put_head(u, dossier, Compartiment.RAPPEL, {"t": "rappel_apart", "instance": instance_id})
    return dossier


def read_body(coffre: Coffre, dossier: Dossier) -> str:
    """The body, as a coordonnateur signed it; "" when nobody proves it. Raises GrantForged, SignatureInvalid."""
    verify_grants(coffre, dossier)
    head = box.read_head(coffre, dossier, Compartiment.RAPPEL)
    if head is None:
        return ""
    box.verify_piece(coffre, head)
    annuaire = coffre.annuaires[head.opened.directory_epoch]
    return str(head.contenu.get("instance", "")) if annuaire.is_coordonnateur(head.opened.author) else ""


def hand_on(u: Unite, dossier: Dossier, instance_id: str, signed: Callable[[str], str]) -> None:
    """Seal the key to each coordonnateur and elu of the body who signed and has none; a coordonnateur's act."""
    granted = _granted(u.coffre, dossier)
    for membre in u.coffre.annuaire.membres:
        holder = bytes.fromhex(membre.id)
        if (
            _entitled(membre, instance_id)
            and membre.recevable
            and holder not in granted
            and signed(membre.id)
        ):
            box.grant(u, dossier, holder, dossier.cles)


def list_due(coffre: Coffre, dossier: Dossier, membre: Membre) -> set[bytes]:
    """What a member enrolled again should hold and does not; only a coordonnateur's session gives it back."""
    if not coffre.annuaire.is_coordonnateur(coffre.member_id):
        return set()
    entitled = _entitled(membre, read_body(coffre, dossier))
    if not entitled or bytes.fromhex(membre.id) in _granted(coffre, dossier):
        return set()
    return set(dossier.cles)


def rotate_apart(u: Unite, dossier: Dossier, keep: Collection[bytes]) -> None:
    """Renew the key, seal it to escrow and to those of ``keep`` who are entitled, nobody else."""
    instance_id = read_body(u.coffre, dossier)
    for row in list_rows(u.coffre, {dossier.id: (dossier.historique,)}, "cle_scellee")[dossier.id]:
        u.delete("cle_scellee", row)
    renew_keys(u, dossier, list(dossier.cles))
    kept = [m for m in u.coffre.annuaire.membres if _entitled(m, instance_id) and bytes.fromhex(m.id) in keep]
    for holder in (ESCROW, *(bytes.fromhex(m.id) for m in kept)):
        box.grant(u, dossier, holder, dossier.cles)


def ever_held(coffre: Coffre, dossier: Dossier, member_id: bytes) -> bool:
    """True when a member ever held a place that opens it."""
    instance_id = read_body(coffre, dossier)
    return any(
        m.id == member_id.hex() and _entitled(m, instance_id)
        for annuaire in coffre.annuaires.values()
        for m in annuaire.membres
    )


def _entitled(membre: Membre, instance_id: str) -> bool:
    return membre.roles.get(instance_id) in HOLDERS


def _granted(coffre: Coffre, dossier: Dossier) -> set[bytes]:
    """Holders of a row of this dossier."""
    rows = list_rows(coffre, {dossier.id: (dossier.historique,)}, "cle_scellee")[dossier.id]
    query = "SELECT membre_id FROM cle_scellee WHERE id = ?"
    return {bytes(coffre.conn.execute(query, (row,)).fetchone()[0]) for row in rows}
