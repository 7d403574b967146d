"""Attaching a scan to an apport or to a parquet's answer, showing it page by page as pixels, taking it back.

``objet_id``: the rappel's id, or « situation-apport » with both ids whole. A page is journaled before a byte of it is
opened, then decoded in the sandboxed child only.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from gsn_app.actions.conservation import rappel_echeance_of, require_in_time, require_readable
from gsn_app.actions.logo import read_fichier
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import require_circle, require_open, require_unlimited
from gsn_app.bac_a_sable import PageRendue, recognize, render_page
from gsn_app.domain.acte import Acte
from gsn_app.domain.piece_jointe import (
    NOMBRE_MAX,
    OCTETS_MAX,
    PAGES_MAX,
    PieceJointe,
    PieceJointeNotOwn,
    PieceJointeTooMany,
    PieceJointeUnknown,
    PieceJointeUntimely,
)
from gsn_app.domain.situation import SituationUnknown
from gsn_app.store import dossier as box
from gsn_app.store import piece_jointe as jointes
from gsn_app.store import rappel_ordre as rappels
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre

#: a page as pixels, named here for the windows
ApercuPage: TypeAlias = PageRendue
_ID = 32


@dataclass(frozen=True)
class _Objet:
    """What a scan hangs on; ``auteur``: who may add one, "" for a rappel (any coordonnateur)."""

    dossier: Dossier
    compartiment: bytes
    auteur: str = ""
    envoye: bool = True


def objet_of(situation_id: str, apport_id: str) -> str:
    """The id under which an apport's scans are asked for."""
    return f"{situation_id}-{apport_id}"


@act(Acte.PIECE_JOINTE_AJOUTEE)
def attach(session: Session, objet_id: str, fichier: Path) -> str:
    """Seal a PDF, PNG or JPEG beside its object; returns its id.

    The file is read and decoded once, in the child, before it is kept. On an apport: its author alone; on a rappel:
    a coordonnateur, once a sheet was sent. Raises the errors of ``bac_a_sable`` and of ``domain.piece_jointe``.
    """
    found = _locate(session, Acte.PIECE_JOINTE_AJOUTEE, objet_id)
    if found.auteur and found.auteur != session.membre.id:
        raise PieceJointeNotOwn()
    if not found.envoye:
        raise PieceJointeUntimely()
    if len(jointes.list_jointes(session.coffre, found.dossier, objet_id)) >= NOMBRE_MAX:
        raise PieceJointeTooMany()
    octets = read_fichier(Path(fichier), OCTETS_MAX)
    page = render_page(octets, largeur=200, hauteur=300, pages_max=PAGES_MAX, octets_max=OCTETS_MAX)
    told = PieceJointe(
        "", objet_id, recognize(octets).name, len(octets), page.pages, session.today(), session.membre.id
    )
    with session.unit(Acte.PIECE_JOINTE_AJOUTEE, objet_id, motif=told.libelle) as u:
        jointe_id = jointes.save_jointe(u, found.dossier, found.compartiment, told, octets)
        situations.note(u, found.dossier, Acte.PIECE_JOINTE_AJOUTEE)
    return jointe_id


@act(Acte.PIECE_JOINTE_CONSULTEE)
def list_jointes(session: Session, objet_id: str) -> list[PieceJointe]:
    """The scans of one object, oldest first, without their content; a consultation like any other."""
    session.gate(Acte.PIECE_JOINTE_CONSULTEE)
    session.trace(Acte.PIECE_JOINTE_CONSULTEE, objet_id, motif="liste")
    found = _locate(session, Acte.PIECE_JOINTE_CONSULTEE, objet_id)
    return jointes.list_jointes(session.coffre, found.dossier, objet_id)


@act(Acte.PIECE_JOINTE_CONSULTEE)
def show_page(session: Session, objet_id: str, jointe_id: str, page: int = 0) -> ApercuPage:
    """One page as pixels; the entry is durable before the scan is opened."""
    session.gate(Acte.PIECE_JOINTE_CONSULTEE)
    session.trace(Acte.PIECE_JOINTE_CONSULTEE, objet_id, motif=f"page {page + 1}")
    found = _locate(session, Acte.PIECE_JOINTE_CONSULTEE, objet_id)
    octets = jointes.read_octets(session.coffre, found.dossier, objet_id, jointe_id)
    return render_page(
        octets, page=page, largeur=1240, hauteur=1754, pages_max=PAGES_MAX, octets_max=OCTETS_MAX
    )


@act(Acte.PIECE_JOINTE_RETIREE)
def withdraw_jointe(session: Session, objet_id: str, jointe_id: str) -> None:
    """Its author takes it back: nothing of it stays in the vault."""
    found = _locate(session, Acte.PIECE_JOINTE_RETIREE, objet_id)
    listed = jointes.list_jointes(session.coffre, found.dossier, objet_id)
    one = next((j for j in listed if j.id == jointe_id), None)
    if one is None:
        raise PieceJointeUnknown()
    if one.auteur_id != session.membre.id:
        raise PieceJointeNotOwn()
    with session.unit(Acte.PIECE_JOINTE_RETIREE, objet_id) as u:
        jointes.delete_jointe(u, found.dossier, objet_id, jointe_id)
        situations.note(u, found.dossier, Acte.PIECE_JOINTE_RETIREE)


def _locate(session: Session, acte: Acte, objet_id: str) -> _Objet:
    """Gate, load, gate in the body itself. Raises SituationUnknown for what this member does not hold."""
    session.gate(acte)
    situation_id, _, rest = objet_id.partition("-")
    if len(rest) == _ID:
        return _locate_apport(session, acte, situation_id, rest)
    dossier, instance_id, rappel = rappels.find_rappel(session.coffre, objet_id)
    session.gate(acte, instance_id)
    require_readable(session, dossier)
    require_unlimited(session, dossier)
    require_in_time(session, rappel_echeance_of(session, rappel, apart=dossier.genre == Genre.RAPPEL))
    compartment = dossier.compartment(Compartiment.RAPPEL)
    if compartment is None:
        raise SituationUnknown()
    return _Objet(dossier, compartment, envoye=bool(rappel.envois))


def _locate_apport(session: Session, acte: Acte, situation_id: str, apport_id: str) -> _Objet:
    closed_too = acte is not Acte.PIECE_JOINTE_AJOUTEE
    dossier, _ = require_open(session, situation_id, acte, closed_too=closed_too)
    require_circle(dossier)
    piece = box.read_piece(session.coffre, dossier, bytes.fromhex(apport_id)) if _is_hex(apport_id) else None
    if (
        piece is None
        or piece.genre != "apport"
        or piece.contenu.get("retire")
        or piece.contenu.get("sans_information")
    ):
        raise SituationUnknown()
    return _Objet(dossier, piece.compartiment, piece.auteur)


def _is_hex(texte: str) -> bool:
    return all(c in "0123456789abcdef" for c in texte)
