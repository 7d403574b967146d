"""Apports: pieces of ``suivi``, or of a compartment of their own when the contributor reduces the readers (C5)."""

from __future__ import annotations

from gsn_app.domain.situation import Apport
from gsn_app.store import dossier as box
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Compartiment, Dossier
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import load
from gsn_app.store.unite import Unite


def add_apport(u: Unite, dossier: Dossier, apport: Apport) -> str:
    """Store an apport; a restricted one gets a fresh key sealed to its readers and escrow only."""
    if not apport.lecteurs:
        return situations.add_fact(u, dossier, "apport", apport)
    compartment = box.add_compartment(u, dossier, Compartiment.APPORT)
    lignes = [box.grant(u, dossier, bytes.fromhex(reader), (compartment,)) for reader in apport.lecteurs]
    lignes.append(box.grant_escrow(u, dossier, (compartment,)))
    suivi = dossier.compartment(Compartiment.SUIVI)
    if suivi is not None:  # where the sealed keys stand, for who must cut or renew them (``store.rotation``)
        acces = {"compartiment": compartment.hex(), "lignes": [ligne.hex() for ligne in lignes]}
        box.put_piece(u, dossier, suivi, {"t": "apport_acces", **acces})
    return situations.add_fact(u, dossier, "apport", apport, compartment)


def read_apport(coffre: Coffre, dossier: Dossier, apport_id: str) -> Apport | None:
    """One apport, its author proven by signature; None when it is not there or not for this reader."""
    try:
        piece = box.read_piece(coffre, dossier, bytes.fromhex(apport_id))
    except ValueError:
        return None
    if piece is None or piece.genre != "apport":
        return None
    return load(Apport, {"texte": "", **piece.contenu}, id=piece.id.hex(), auteur_id=piece.auteur)


def count_unread(coffre: Coffre, dossier: Dossier) -> int:
    """Restricted apports of a situation whose key this member does not hold."""
    rows = coffre.conn.execute(
        "SELECT DISTINCT compartiment FROM piece WHERE dossier_id = ?", (dossier.id,)
    ).fetchall()
    return sum(bytes(comp) not in dossier.cles for (comp,) in rows)
