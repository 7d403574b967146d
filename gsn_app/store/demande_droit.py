"""Requests of the persons, in the register of their body: its coordonnateurs and escrow hold them, nobody else."""

from __future__ import annotations

from dataclasses import replace

from gsn_app.domain.demande_droit import DemandeDroit, DemandeUnknown, Demandeur, Droit
from gsn_app.store import dossier as box
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import ContentMalformed, dump, load
from gsn_app.store.registre import hold_registre
from gsn_app.store.unite import Unite

GENRE = "demande_droit"


def list_demandes(coffre: Coffre) -> list[DemandeDroit]:
    """Every request this member's keys open, authors verified, in order of receipt."""
    found = [demande for demande, _, _ in _read_all(coffre)]
    return sorted(found, key=lambda d: (d.recue_le, d.numero))


def find_demande(coffre: Coffre, demande_id: str) -> DemandeDroit:
    """One request; raises DemandeUnknown."""
    return _find(coffre, demande_id)[0]


def add_demande(u: Unite, demande: DemandeDroit) -> str:
    """Add a line to the register of its body; returns its id."""
    dossier, comp = hold_registre(u, demande.instance_id)
    return box.put_piece(u, dossier, comp, dump(GENRE, demande, "id")).hex()


def change_demande(u: Unite, demande_id: str, **changes: str) -> DemandeDroit:
    """Replace some fields, version + 1; raises DemandeUnknown."""
    demande, dossier, piece = _find(u.coffre, demande_id)
    changed = replace(demande, **changes)  # type: ignore[arg-type]
    box.put_piece(
        u,
        dossier,
        piece.compartiment,
        dump(GENRE, changed, "id"),
        piece_id=piece.id,
        version=piece.version + 1,
    )
    return changed


def unlink(u: Unite, situation_id: str) -> None:
    """A situation is erased: the lines that led to it stay, and lead nowhere any more."""
    for demande, _, _ in _read_all(u.coffre):
        if demande.situation_id == situation_id:
            change_demande(u, demande.id, situation_id="")


def _find(coffre: Coffre, demande_id: str) -> tuple[DemandeDroit, Dossier, box.Piece]:
    for found in _read_all(coffre):
        if found[0].id == demande_id:
            return found
    raise DemandeUnknown()


def _read_all(coffre: Coffre) -> list[tuple[DemandeDroit, Dossier, box.Piece]]:
    found = []
    for dossier in box.list_dossiers(coffre, Genre.REGISTRE):
        if dossier.compartment(Compartiment.REGISTRE) is None:
            continue
        pieces, anomalies = box.read_pieces(coffre, dossier)
        coffre.anomalies.extend(anomalies)
        for piece in pieces:
            if piece.genre == GENRE:
                found.append((_load(piece), dossier, piece))
    return found


def _load(piece: box.Piece) -> DemandeDroit:
    try:
        droit, demandeur = Droit(piece.contenu["droit"]), Demandeur(piece.contenu["demandeur"])
    except ValueError:
        raise ContentMalformed() from None
    return load(DemandeDroit, piece.contenu, id=piece.id.hex(), droit=droit, demandeur=demandeur)
