"""Séances: a dossier each, with agenda, presence and kind; held by the body's coordonnateurs, its reading members and escrow.

seance    head: the séance, who reads it, where their sealed keys stand; signed by a coordonnateur, or by who asks for
          an urgent one until a coordonnateur prepares it
attente   a piece for each apport or measure noted in a member's name, until they confirm it on the situation

No word of what is said stands here: situations are named by their opaque ids, which leave with them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from gsn_app.domain.seance import (
    AttenteMembre,
    DecisionSeance,
    EtatPoint,
    EtatSeance,
    GenreSeance,
    PointOrdre,
    Presence,
    Seance,
    SeanceUnknown,
)
from gsn_app.errors import GsnError
from gsn_app.store import dossier as box
from gsn_app.store.annuaire import ESCROW
from gsn_app.store.charte import list_coordonnateurs
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import ContentMalformed, dump, load
from gsn_app.store.unite import Unite


def create_seance(u: Unite, seance: Seance, lecteurs: Iterable[str]) -> str:
    """Store a new séance, sealed to escrow, the body's coordonnateurs and ``lecteurs``; returns its id."""
    dossier, _ = box.create_dossier(Genre.SEANCE, (Compartiment.SEANCE,))
    box.save_dossier(u, dossier)
    holders = list(
        dict.fromkeys([*(m.id for m in list_coordonnateurs(u.coffre, seance.instance_id)), *lecteurs])
    )
    lignes = [box.grant_escrow(u, dossier, dossier.cles).hex()]
    lignes += [box.grant(u, dossier, bytes.fromhex(holder), dossier.cles).hex() for holder in holders]
    box.put_head(u, dossier, Compartiment.SEANCE, {**_dump(seance), "lecteurs": holders, "lignes": lignes})
    if u.coffre.member_id.hex() not in holders:
        u.coffre.dossiers.pop(dossier.id)
    return dossier.id.hex()


def save_seance(u: Unite, seance: Seance, lecteurs: Iterable[str] = ()) -> None:
    """Write the head again, version + 1; ``lecteurs`` who hold no key yet receive one."""
    dossier = _find(u.coffre, seance.id)
    head = _read_head(u.coffre, dossier)
    held, lignes = list(head.contenu["lecteurs"]), list(head.contenu["lignes"])
    for holder in lecteurs:
        if holder not in held:
            held.append(holder)
            lignes.append(box.grant(u, dossier, bytes.fromhex(holder), dossier.cles).hex())
    contenu = {**_dump(seance), "lecteurs": held, "lignes": lignes}
    box.put_head(u, dossier, Compartiment.SEANCE, contenu, head.version + 1)


def add_lecteur(u: Unite, dossier: Dossier, membre_id: str) -> None:
    """Hand one séance to a new coordonnateur, and note it in its head."""
    seance = _load(dossier, _read_head(u.coffre, dossier))
    save_seance(u, seance, (membre_id,))


def list_seances(coffre: Coffre) -> list[Seance]:
    """Séances this member's keys open, oldest first; one altered is left out and told."""
    found = []
    for dossier in box.list_dossiers(coffre, Genre.SEANCE):
        try:
            found.append(_load(dossier, _read_head(coffre, dossier)))
        except (GsnError, TypeError, AttributeError, ValueError):
            coffre.anomalies.append("Une séance a été altérée : elle n’est pas affichée.")
    return sorted(found, key=lambda s: (s.tenue_le or s.date or "9999", s.id))


def find_seance(coffre: Coffre, seance_id: str) -> Seance:
    """One séance; raises SeanceUnknown, ContentMalformed."""
    dossier = _find(coffre, seance_id)
    try:
        return _load(dossier, _read_head(coffre, dossier))
    except (TypeError, AttributeError, ValueError):
        raise ContentMalformed() from None


def add_attente(u: Unite, seance_id: str, attente: AttenteMembre) -> None:
    """Note that a member will confirm something."""
    dossier = _find(u.coffre, seance_id)
    comp = dossier.compartment(Compartiment.SEANCE)
    if comp is None:
        raise SeanceUnknown()
    box.put_piece(u, dossier, comp, {**dump("attente", attente, "id", "genre"), "quoi": attente.genre})


def list_attentes(coffre: Coffre, membre_id: str, depuis: str) -> list[AttenteMembre]:
    """What waits for one member in the séances held since a day (ISO); only a coordonnateur's notes are believed."""
    found = []
    for dossier in box.list_dossiers(coffre, Genre.SEANCE):
        try:
            if str(_read_head(coffre, dossier).contenu.get("tenue_le", "")) < depuis:
                continue
            found += [_attente(p) for p in _attentes(coffre, dossier) if p.contenu["membre_id"] == membre_id]
        except (GsnError, TypeError):
            continue
    return found


def _attente(piece: box.Piece) -> AttenteMembre:
    return load(AttenteMembre, piece.contenu, id=piece.id.hex(), genre=str(piece.contenu["quoi"]))


def _attentes(coffre: Coffre, dossier: Dossier) -> list[box.Piece]:
    pieces, _ = box.read_pieces(coffre, dossier)
    return [
        p for p in pieces
        if p.genre == "attente" and coffre.annuaires[p.opened.directory_epoch].is_coordonnateur(p.opened.author)
    ]  # fmt: skip


def forget_erased(u: Unite, is_erased: Callable[[str], bool]) -> int:
    """Take out of every séance held the ids of what was erased; returns how many séances changed.

    Only a coordonnateur rewrites an agenda: in another member's session nothing happens.
    """
    coffre = u.coffre
    if not coffre.annuaire.is_coordonnateur(coffre.member_id):
        return 0
    done = 0
    for dossier in box.list_dossiers(coffre, Genre.SEANCE):
        try:
            seance = _load(dossier, _read_head(coffre, dossier))
            stale = [p for p in box.read_pieces(coffre, dossier)[0] if is_erased(_about(p))]
        except (GsnError, TypeError, AttributeError, ValueError):
            continue
        after = seance.forgetting({p.objet_id for p in seance.points if p.objet_id and is_erased(p.objet_id)})
        for piece in stale:
            u.delete("piece", piece.id)
        if after is not None:
            save_seance(u, after)
        done += after is not None or bool(stale)
    return done


def names_erased(coffre: Coffre, is_erased: Callable[[str], bool]) -> bool:
    """True when a séance held still names something erased: an older copy was put back."""
    for dossier in box.list_dossiers(coffre, Genre.SEANCE):
        try:
            seance = _load(dossier, _read_head(coffre, dossier))
            if any(p.objet_id and is_erased(p.objet_id) for p in seance.points):
                return True
            if any(is_erased(_about(p)) for p in box.read_pieces(coffre, dossier)[0]):
                return True
        except (GsnError, TypeError, AttributeError, ValueError):
            continue
    return False


def _about(piece: box.Piece) -> str:
    return str(piece.contenu["situation_id"]) if piece.genre == "attente" else ""


def list_holders(coffre: Coffre, dossier: Dossier) -> tuple[str, ...]:
    """Members to whom a séance was sealed, as its head says."""
    return tuple(_read_head(coffre, dossier).contenu["lecteurs"])


def read_decisions(pieces: Collection[box.Piece]) -> tuple[DecisionSeance, ...]:
    """Decisions among the pieces of a situation."""
    return tuple(load(DecisionSeance, p.contenu, id=p.id.hex()) for p in pieces if p.genre == "decision")


def _find(coffre: Coffre, seance_id: str) -> Dossier:
    try:
        dossier = box.find_dossier(coffre, bytes.fromhex(seance_id))
    except ValueError:
        dossier = None
    if dossier is None or dossier.genre != Genre.SEANCE or dossier.id.hex() != seance_id:
        raise SeanceUnknown()
    return dossier


def _read_head(coffre: Coffre, dossier: Dossier) -> box.Piece:
    """The head, signed by a coordonnateur, or by the author of a request still waiting; raises ContentMalformed."""
    box.find_dossier(coffre, dossier.id)
    head = box.read_head(coffre, dossier, Compartiment.SEANCE)
    if head is None:
        raise SeanceUnknown()
    box.verify_piece(coffre, head)
    if not coffre.annuaires[head.opened.directory_epoch].is_coordonnateur(head.opened.author):
        asked = head.contenu["etat"] == EtatSeance.DEMANDEE
        if not asked or head.contenu["demandee_par"] != head.auteur:
            raise ContentMalformed()
    return head


def _dump(seance: Seance) -> dict[str, Any]:
    found = dump("seance", seance, "id", "autres", "lecteurs", "presences", "points")
    points = [{k: v for k, v in _point(p).items() if v} for p in seance.points]
    return {**found, "presences": {m: str(p) for m, p in seance.presences.items()}, "points": points}


def _point(point: PointOrdre) -> dict[str, Any]:
    return {
        "objet_id": point.objet_id,
        "saisine": point.saisine,
        "etat": str(point.etat),
        "sortis": list(point.sortis),
    }


def _load(dossier: Dossier, head: box.Piece) -> Seance:
    told = head.contenu
    points = tuple(
        PointOrdre(
            str(p.get("objet_id", "")),
            bool(p.get("saisine")),
            EtatPoint(p["etat"]),
            tuple(map(str, p.get("sortis", ()))),
        )
        for p in told["points"]
    )
    return load(
        Seance, told, id=dossier.id.hex(), genre=GenreSeance(told["genre"]), etat=EtatSeance(told["etat"]),
        presences={m: Presence(p) for m, p in told["presences"].items()}, points=points,
        lecteurs=tuple(told["lecteurs"]),
    )  # fmt: skip


def rotation_holders(coffre: Coffre, dossier: Dossier, keep: Collection[bytes]) -> set[bytes]:
    """Who receives the renewed key of a séance: those who held it and may receive keys today, escrow apart."""
    held = {bytes.fromhex(m) for m in list_holders(coffre, dossier)}
    return {holder for holder in held if holder in keep and holder != ESCROW}
