"""A transfer is a saisine that another body addresses: the same dossier, sealed to the receivers, its author and escrow.

head     the saisine: who, why, state « transfert… »; the identity is blanked once it is answered
piece    « transfert »: what the sender selected and where it comes from, deleted once it is answered
trace    in the situation of each side (``store.lien``)

No key of the situation it comes from passes, nor its id: the copy has keys of its own (decision 0243).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from gsn_app.domain.lien import EN_ATTENTE
from gsn_app.domain.parcours import Orientation
from gsn_app.domain.situation import (
    Apport,
    InformationPersonne,
    Mesure,
    Personne,
    Saisine,
    SituationUnknown,
)
from gsn_app.domain.transfert import Envoi, Transfert
from gsn_app.store import dossier as box
from gsn_app.store import saisine as saisines
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import ContentMalformed, load
from gsn_app.store.unite import Unite

PIECE = "transfert"
#: what is left of the identity once a transfer was answered
PERSONNE_BLANCHE = Personne("", "", "", "")


def create_transfert(u: Unite, envoi: Envoi, de: str, vers: str, le: str) -> str:
    """Seal the copy to the coordonnateurs of ``vers``, to its author and escrow; returns its id."""
    p = envoi.personne
    head = Saisine(
        "", vers, u.coffre.member_id.hex(), le, envoi.origine, envoi.motif,
        Personne(p.nom, p.prenom, p.date_naissance, p.sexe), etat=EN_ATTENTE,
    )  # fmt: skip
    transfert_id = saisines.create_saisine(u, head)
    dossier = _require(u.coffre, transfert_id)
    comp = dossier.compartment(Compartiment.SAISINE)
    if comp is None:
        raise SituationUnknown()
    box.put_piece(u, dossier, comp, {"t": PIECE, "de": de, "envoi": asdict(envoi)})
    return transfert_id


def list_transferts(coffre: Coffre) -> list[Transfert]:
    """Transfers this member's keys open, newest first, without their content."""
    found = []
    for saisine in saisines.list_saisines(coffre):
        if saisine.etat.startswith(EN_ATTENTE):
            found.append(_head(coffre, saisine))
    return found


def find_transfert(coffre: Coffre, transfert_id: str) -> Transfert | None:
    """One transfer with its content while it waits; None when this member does not hold it."""
    saisine = saisines.find_saisine(coffre, transfert_id)
    if saisine is None or saisine.id != transfert_id or not saisine.etat.startswith(EN_ATTENTE):
        return None
    return _head(coffre, saisine)


def answer(u: Unite, transfert_id: str, etat: str, le: str, situation_id: str = "", retour: str = "") -> None:
    """Note how it ended; the content and the identity leave the dossier in the same unit."""
    dossier = _require(u.coffre, transfert_id)
    piece = _piece(u.coffre, dossier)
    if piece is not None:
        de = str(piece.contenu["de"])
        box.put_piece(
            u, dossier, piece.compartiment, {"t": PIECE, "de": de}, piece_id=piece.id, version=piece.version + 1
        )  # fmt: skip
    saisines.change_saisine(
        u, transfert_id, etat=etat, date_suite=le, situation_id=situation_id, retour=retour,
        personne=PERSONNE_BLANCHE,
    )  # fmt: skip


def _head(coffre: Coffre, saisine: Saisine) -> Transfert:
    dossier = _require(coffre, saisine.id)
    piece = _piece(coffre, dossier)
    if piece is None:
        raise ContentMalformed()
    raw = piece.contenu.get("envoi")
    return Transfert(
        saisine.id, str(piece.contenu["de"]), saisine.instance_id, saisine.auteur_id, saisine.date, saisine.etat,
        load_envoi(raw) if raw else None, saisine.retour, saisine.situation_id,
    )  # fmt: skip


def load_envoi(raw: dict[str, Any]) -> Envoi:
    """The copy, from the JSON of its piece; raises ContentMalformed."""
    return Envoi(
        load(Personne, raw["personne"]), str(raw["motif"]), str(raw["origine"]),
        tuple(map(str, raw["motifs_secondaires"])),
        tuple(load(InformationPersonne, x) for x in raw["information"]),
        tuple(load(Mesure, x) for x in raw["mesures"]),
        tuple(load(Orientation, x) for x in raw["orientations"]),
        tuple(load(Apport, x) for x in raw["apports"]),
    )  # fmt: skip


def _piece(coffre: Coffre, dossier: Dossier) -> box.Piece | None:
    return next((p for p in box.read_pieces(coffre, dossier)[0] if p.genre == PIECE), None)


def _require(coffre: Coffre, transfert_id: str) -> Dossier:
    dossier = box.find_dossier(coffre, bytes.fromhex(transfert_id))
    if dossier is None or dossier.genre != Genre.SAISINE:
        raise SituationUnknown()
    return dossier
