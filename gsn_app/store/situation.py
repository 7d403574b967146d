"""Situations as keyed dossiers: heads for the list, pieces for what the circle shares.

identite   head: who; piece « coordonnees »           every coordonnateur of the body, the circle
typologie  head: coded attributes and list columns    every coordonnateur of the body, the circle
suivi      head: history key and admissions; pieces   the circle
rappel     events of each rappel à l'ordre            coordonnateurs of the body, elu
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import Any

from gsn_app.domain.membre import Membre, Role
from gsn_app.domain.situation import (
    MOTIF_RAPPEL,
    Acces,
    Apport,
    DesignationReferent,
    EtatSituation,
    InformationPersonne,
    LigneHistorique,
    Mesure,
    Personne,
    SituationComplete,
    SituationResume,
    SituationUnknown,
    Typologie,
)
from gsn_app.errors import GsnError
from gsn_app.store import dossier as box
from gsn_app.store import lien, rotation_due
from gsn_app.store.charte import list_coordonnateurs
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import ContentMalformed, dump, load
from gsn_app.store.octroi import verify_grants
from gsn_app.store.parcours import load_parcours
from gsn_app.store.seance import read_decisions
from gsn_app.store.unite import Unite

CIRCLE = (Compartiment.IDENTITE, Compartiment.SUIVI, Compartiment.TYPOLOGIE)
COORDINATION = (Compartiment.IDENTITE, Compartiment.TYPOLOGIE, Compartiment.RAPPEL)
_COORDONNEES = ("adresse", "telephone", "courriel")


def create_situation(
    u: Unite, personne: Personne, typologie: Typologie, cercle: Iterable[str], le: str
) -> Dossier:  # fmt: skip
    """Create the dossier, hand its keys to the circle, to each coordonnateur of the body and to escrow."""
    dossier, history = box.create_dossier(Genre.SITUATION, (*CIRCLE, Compartiment.RAPPEL))
    box.save_dossier(u, dossier)
    save_personne(u, dossier, personne, 1)
    box.put_head(u, dossier, Compartiment.TYPOLOGIE, dump("typologie", typologie))
    sequestre = [box.grant_escrow(u, dossier, dossier.cles).hex()]
    annuaire = u.coffre.annuaire
    circle = list(dict.fromkeys(cercle))
    acces = [hand_on(u, dossier, annuaire.membre(m), True, typologie.instance_id, le) for m in circle]
    for membre in list_coordonnateurs(u.coffre, typologie.instance_id):
        if membre.id not in circle:
            acces.append(hand_on(u, dossier, membre, False, typologie.instance_id, le))
    suivi = {"t": "suivi", "historique": history.hex(), "acces": acces, "sequestre": sequestre}
    box.put_head(u, dossier, Compartiment.SUIVI, suivi)
    return dossier


def forget_unheld(dossier: Dossier, *, circle: bool) -> None:
    """The creator keeps, in this session too, only what their place opens."""
    box.keep_only(dossier, (*CIRCLE, *COORDINATION) if circle else COORDINATION)


def hand_on(
    u: Unite, dossier: Dossier, membre: Membre, circle: bool, instance_id: str, le: str, motif: str = ""
) -> dict[str, Any]:  # fmt: skip
    """Seal to one member what their place opens; returns the line kept in ``suivi``."""
    role = membre.role_in(instance_id)
    codes = set(CIRCLE) if circle else set()
    if role is Role.COORDONNATEUR:
        codes |= set(COORDINATION)
    if role is Role.ELU:
        codes.add(Compartiment.RAPPEL)
    compartments = [c for c, (code, _) in dossier.cles.items() if code in codes]
    row = box.grant(u, dossier, bytes.fromhex(membre.id), compartments)
    line = {
        "membre_id": membre.id,
        "depuis": le,
        "par": u.coffre.member_id.hex(),
        "ligne": row.hex(),
        "cercle": circle,
    }
    return {**line, "motif": motif} if motif else line


def find_situation(coffre: Coffre, situation_id: str) -> Dossier:
    """The dossier of a situation that this member's keys open; raises SituationUnknown."""
    try:
        dossier = box.find_dossier(coffre, bytes.fromhex(situation_id))
    except ValueError:
        dossier = None
    if dossier is None or dossier.genre != Genre.SITUATION:
        raise SituationUnknown()
    return dossier


def list_resumes(coffre: Coffre) -> list[SituationResume]:
    """Heads this member's keys open; authors are verified when a situation is opened, not here."""
    found = []
    dossiers = box.list_dossiers(coffre, Genre.SITUATION)
    rows = box.fetch_heads(coffre, (Compartiment.IDENTITE, Compartiment.TYPOLOGIE), dossiers)
    for dossier in dossiers:
        try:
            resume = read_resume(coffre, dossier, rows)
        except (GsnError, ValueError, TypeError, AttributeError):
            coffre.anomalies.append("Une situation de votre liste a été altérée : elle n’est pas affichée.")
            continue
        if resume is not None:
            found.append(resume)
    return found


def read_resume(coffre: Coffre, dossier: Dossier, rows: box.Rows | None = None) -> SituationResume | None:
    """Head of one situation, or None when this member holds no identity (an elu with the rappel alone)."""
    identite = box.read_head(coffre, dossier, Compartiment.IDENTITE, rows)
    typologie = box.read_head(coffre, dossier, Compartiment.TYPOLOGIE, rows)
    if identite is None or typologie is None:
        return None
    return SituationResume(
        dossier.id.hex(), load(Personne, identite.contenu), load_typologie(typologie.contenu)
    )


def load_typologie(contenu: dict[str, Any]) -> Typologie:
    """Typologie of a head."""
    return load(Typologie, contenu, etat=EtatSituation(contenu.get("etat", "ouverte")))


def read_situation(coffre: Coffre, dossier: Dossier) -> SituationComplete:
    """Everything this member's keys open of a situation, grants and authors verified.

    Raises GrantForged, and ContentMalformed when a holder of the key wrote something else than the program does.
    """
    try:
        return _assemble(coffre, dossier)
    except (TypeError, AttributeError, ValueError):
        raise ContentMalformed() from None


def _assemble(coffre: Coffre, dossier: Dossier) -> SituationComplete:
    pieces, anomalies = box.read_pieces(coffre, dossier)
    by: dict[str, list[box.Piece]] = {}
    for piece in pieces:
        by.setdefault(piece.genre, []).append(piece)
    personne = _one(Personne, by.get("identite"), by.get("coordonnees"))
    heads = by.get("typologie")
    suivi = [p for p in by.get("suivi", ()) if _by_coordonnateur(coffre, p)]
    if by.get("suivi") and not suivi:
        anomalies.append(
            "La liste des accès n’a pas été écrite par un coordonnateur : elle n’est pas affichée."
        )
    acces = tuple(load(Acces, a) for a in suivi[0].contenu["acces"]) if suivi else ()
    history = bytes.fromhex(suivi[0].contenu["historique"]) if suivi else None
    lines = box.read_historique(coffre, dossier, history) if history else []
    rappels = {p.contenu["rappel"] for p in by.get("rappel", ())}
    return SituationComplete(
        id=dossier.id.hex(),
        personne=personne,
        typologie=load_typologie(heads[0].contenu) if heads else None,
        acces=acces,
        information=tuple(load(InformationPersonne, p.contenu) for p in by.get("information", ())),
        apports=tuple(
            load(Apport, {"texte": "", **p.contenu}, id=p.id.hex(), auteur_id=p.auteur)
            for p in by.get("apport", ())
        ),
        referents=tuple(load(DesignationReferent, p.contenu, id=p.id.hex()) for p in by.get("referent", ())),
        mesures=tuple(load(Mesure, p.contenu, id=p.id.hex()) for p in by.get("mesure", ())),
        decisions=read_decisions(pieces),
        rappels=tuple(sorted(rappels)),
        transactions=tuple(sorted({p.contenu["objet"] for p in by.get("transaction", ())})),
        cddf=tuple(sorted({p.contenu["objet"] for p in by.get("cddf", ())})),
        historique=tuple(load(LigneHistorique, x) for x in lines),
        anomalies=tuple(anomalies),
        rotations=rotation_due.describe(coffre, dossier.id),
        parcours=load_parcours(by),
        transferts=lien.load_traces(by.get(lien.TRACE, [])),
        fusion=lien.load_lien(coffre, by.get(lien.FUSION, [])),
    )


def _by_coordonnateur(coffre: Coffre, piece: box.Piece) -> bool:
    """Admissions are a coordonnateur's act: a list signed by anyone else is not believed."""
    return coffre.annuaires[piece.opened.directory_epoch].is_coordonnateur(piece.opened.author)


def list_verified(coffre: Coffre) -> list[SituationResume]:
    """Same as :func:`list_resumes`, grants and authors verified: what the report counts. Raises GsnError on a forgery."""
    found = []
    for dossier in box.list_dossiers(coffre, Genre.SITUATION):
        verify_grants(coffre, dossier)
        for code in (Compartiment.IDENTITE, Compartiment.TYPOLOGIE):
            head = box.read_head(coffre, dossier, code)
            if head is not None:
                box.verify_piece(coffre, head)
        resume = read_resume(coffre, dossier)
        if resume is not None:
            found.append(resume)
    return found


def _one(cls: type[Personne], heads: list[box.Piece] | None, more: list[box.Piece] | None) -> Personne | None:
    if not heads:
        return None
    return load(cls, {**heads[0].contenu, **(more[0].contenu if more else {})})


def read_adresse(coffre: Coffre, dossier: Dossier) -> str:
    """Address kept beside the identity; "" when there is none, or when this member does not hold it."""
    pieces, _ = box.read_pieces(coffre, dossier)
    return next((str(p.contenu.get("adresse", "")) for p in pieces if p.genre == "coordonnees"), "")


def change_personne(u: Unite, dossier: Dossier, personne: Personne) -> None:
    """Write the identity again, version + 1."""
    head = box.read_head(u.coffre, dossier, Compartiment.IDENTITE)
    save_personne(u, dossier, personne, head.version + 1 if head else 1)


def save_personne(u: Unite, dossier: Dossier, personne: Personne, version: int) -> None:
    """Write the identity head, and the contact details beside it when there are some."""
    head = dump("identite", personne, *_COORDONNEES)
    box.put_head(u, dossier, Compartiment.IDENTITE, head, version)
    contact = {k: v for k, v in asdict(personne).items() if k in _COORDONNEES and v}
    compartment = dossier.compartment(Compartiment.IDENTITE)
    if compartment is None:
        return
    found = (
        [p for p in box.read_pieces(u.coffre, dossier)[0] if p.genre == "coordonnees"] if version > 1 else []
    )
    if found:
        old = found[0]
        contenu = {"t": "coordonnees", **contact}
        box.put_piece(u, dossier, compartment, contenu, piece_id=old.id, version=old.version + 1)
    elif contact:
        box.put_piece(u, dossier, compartment, {"t": "coordonnees", **contact})


def change_typologie(u: Unite, dossier: Dossier, **changes: Any) -> Typologie:
    """Replace some coded attributes; returns the new head."""
    head = box.read_head(u.coffre, dossier, Compartiment.TYPOLOGIE)
    if head is None:
        raise SituationUnknown()
    typologie = replace(load_typologie(head.contenu), **changes)
    box.put_head(u, dossier, Compartiment.TYPOLOGIE, dump("typologie", typologie), head.version + 1)
    return typologie


def add_fact(u: Unite, dossier: Dossier, genre: str, fact: Any, compartment: bytes | None = None) -> str:
    """Add a piece to ``suivi`` (or to a restricted apport's own compartment); returns its id."""
    place = compartment or dossier.compartment(Compartiment.SUIVI)
    if place is None:
        raise SituationUnknown()
    return box.put_piece(u, dossier, place, dump(genre, fact, "id", "auteur_id")).hex()


def change_fact(u: Unite, dossier: Dossier, genre: str, fact_id: str, **changes: Any) -> dict[str, Any]:
    """Replace some fields of a piece, version + 1; raises SituationUnknown when it is not there."""
    for piece in box.read_pieces(u.coffre, dossier)[0]:
        if piece.id.hex() == fact_id and piece.genre == genre:
            contenu = {**piece.contenu, **changes}
            box.put_piece(
                u, dossier, piece.compartiment, contenu, piece_id=piece.id, version=piece.version + 1
            )
            return contenu
    raise SituationUnknown()


def admit(
    u: Unite, dossier: Dossier, membre: Membre, instance_id: str, le: str, motif: str, *, circle: bool
) -> None:
    """Hand the keys on and note it in ``suivi``."""
    head = box.read_head(u.coffre, dossier, Compartiment.SUIVI)
    if head is None:
        raise SituationUnknown()
    line = hand_on(u, dossier, membre, circle, instance_id, le, motif)
    contenu = {**head.contenu, "acces": [*head.contenu["acces"], line]}
    box.put_head(u, dossier, Compartiment.SUIVI, contenu, head.version + 1)


def open_rappel_to_elus(u: Unite, dossier: Dossier, instance_id: str, signed: Callable[[str], str]) -> None:
    """Hand the ``rappel`` key to each elu of the body who signed the charter and does not hold it yet."""
    comp = dossier.compartment(Compartiment.RAPPEL)
    suivi = box.read_head(u.coffre, dossier, Compartiment.SUIVI)
    if comp is None:
        return
    told = {a["membre_id"] for a in suivi.contenu["acces"] if not a.get("jusqu_au")} if suivi else set()
    lines = []
    for membre in u.coffre.annuaire.membres:
        if (
            membre.recevable
            and membre.roles.get(instance_id) is Role.ELU
            and membre.id not in told
            and signed(membre.id)
        ):
            le = u.coffre.clock().isoformat(timespec="seconds")
            lines.append(hand_on(u, dossier, membre, False, instance_id, le, MOTIF_RAPPEL))
    if lines and suivi is not None:
        contenu = {**suivi.contenu, "acces": [*suivi.contenu["acces"], *lines]}
        box.put_head(u, dossier, Compartiment.SUIVI, contenu, suivi.version + 1)


def add_mesure_code(u: Unite, dossier: Dossier, code: str) -> None:
    """Count a measure among the coded attributes, once."""
    head = box.read_head(u.coffre, dossier, Compartiment.TYPOLOGIE)
    if head is not None:
        mesures = load_typologie(head.contenu).mesures
        change_typologie(u, dossier, mesures=tuple(dict.fromkeys((*mesures, code))))


def is_admitted(coffre: Coffre, dossier: Dossier, membre_id: str) -> bool:
    """True when the member already stands in the list of accesses."""
    suivi = box.read_head(coffre, dossier, Compartiment.SUIVI)
    return suivi is not None and any(
        a["membre_id"] == membre_id and not a.get("jusqu_au") for a in suivi.contenu["acces"]
    )


def note(u: Unite, dossier: Dossier, acte: str, detail: str = "") -> None:
    """Add a line to the history shown on the situation."""
    ligne = LigneHistorique(
        u.coffre.clock().isoformat(timespec="seconds"), u.coffre.member_id.hex(), acte, detail
    )
    box.put_historique(u, dossier, {k: v for k, v in asdict(ligne).items() if v})
