"""Handing keys back to a member who has new ones: what is due to them, as the signed lists of each dossier say.

A situation keeps, in ``suivi``, who was admitted and the id of the sealed key each received; a key enrolled again
makes those rows void, and their absence is what shows that something is due. A restricted apport and a saisine keep
their readers and author in their text; a mark « rendu.<HMAC> », made with the compartment's own key, tells their
holders alone that it was handed back.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from gsn_app.crypto import primitives as p
from gsn_app.domain.membre import Membre, Role
from gsn_app.errors import GsnError
from gsn_app.store import dossier as box
from gsn_app.store import rappel_apart
from gsn_app.store.cle_scellee import HEADS, Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.seance import list_holders
from gsn_app.store.situation import CIRCLE, COORDINATION
from gsn_app.store.unite import Unite


def forget_keys(u: Unite, member_id: bytes) -> None:
    """Drop what was sealed to a member's former keys: nothing opens it any more."""
    for table, column in (("cle_scellee", "membre_id"), ("cle_partagee", "detenteur")):
        rows = u.coffre.conn.execute(f"SELECT id FROM {table} WHERE {column} = ?", (member_id,)).fetchall()  # noqa: S608
        for (row,) in rows:
            u.delete(table, bytes(row))
    u.coffre.conn.execute("DELETE FROM brouillon WHERE auteur_id = ?", (member_id,))


def local_day(coffre: Coffre) -> str:
    """Today on this machine, ISO."""
    return coffre.clock().astimezone().date().isoformat()


def read_instance(coffre: Coffre, dossier: Dossier) -> str:
    """The body a dossier belongs to, or "" when its head does not say."""
    code = HEADS.get(dossier.genre)  # type: ignore[call-overload]
    head = box.read_head(coffre, dossier, code) if code is not None else None
    if head is None:
        return ""
    return str(head.contenu.get("instance_id") or head.contenu.get("instance") or "")


def list_living(coffre: Coffre, dossier: Dossier, lost: Collection[str] = ()) -> list[str] | None:
    """Members of the circle who still hold its key; None for a dossier without a circle, or whose list is not held."""
    lines = _read_acces(coffre, dossier)
    if lines is None:
        return None
    actifs = {m.id for m in coffre.annuaire.membres if m.actif} - set(lost)
    found = (
        a["membre_id"] for a in lines if a.get("cercle") and not a.get("jusqu_au") and _stands(coffre, a)
    )
    return [membre_id for membre_id in dict.fromkeys(found) if membre_id in actifs]


def list_lost(coffre: Coffre) -> set[str]:
    """Members without a slot: nothing sealed to them can be opened."""
    return {m.id for m in coffre.annuaire.membres if coffre.header.slot_of(bytes.fromhex(m.id)) is None}


def list_due(coffre: Coffre, dossier: Dossier, membre: Membre) -> set[bytes]:
    """Compartments due to a member and not sealed to their present keys, among those this session holds.

    Only a coordonnateur hands the circle's keys; an author or a reader, those of a restricted apport or a saisine.
    """
    due: set[bytes] = set()
    if dossier.genre == Genre.RAPPEL:
        return rappel_apart.list_due(coffre, dossier, membre)
    if dossier.genre == Genre.SAISINE:
        head = box.read_head(coffre, dossier, Compartiment.SAISINE) if was_renewed(coffre, membre) else None
        if head is not None and head.contenu.get("auteur") == membre.id:
            due = {comp for comp in dossier.cles if not _is_marked(coffre, dossier, comp, membre)}
        return due
    if dossier.genre == Genre.SEANCE:
        return _seance_due(coffre, dossier, membre)
    line = _line_of(coffre, dossier, membre) if coffre.annuaire.is_coordonnateur(coffre.member_id) else None
    if line is not None and not _stands(coffre, line):
        codes = _codes(membre, read_instance(coffre, dossier), bool(line.get("cercle")))
        due = {comp for comp, (code, _) in dossier.cles.items() if code in codes}
    return due | _restricted(coffre, dossier, membre)


def give_back(u: Unite, dossier: Dossier, membre: Membre, instance_id: str, *, orphan: bool = False) -> bool:
    """Seal to a member what is due to them, and note it; False when nothing was.

    ``orphan``: nobody living holds the circle, a coordonnateur receives it. A coordonnateur of the body also
    receives what every coordonnateur holds.
    """
    coffre = u.coffre
    due = list_due(coffre, dossier, membre)
    coordonne = bool(instance_id) and membre.roles.get(instance_id) is Role.COORDONNATEUR
    if dossier.genre != Genre.SITUATION:
        if coordonne or (not instance_id and Role.COORDONNATEUR in membre.roles.values()):
            due = set(dossier.cles)
    elif orphan or (coordonne and coffre.annuaire.is_coordonnateur(coffre.member_id)):
        line = _line_of(coffre, dossier, membre)
        codes = _codes(membre, instance_id, orphan or bool(line and line.get("cercle")))
        due |= {comp for comp, (code, _) in dossier.cles.items() if code in codes}
    if not due:
        return False
    row = box.grant(u, dossier, bytes.fromhex(membre.id), due)
    for comp in due:
        if dossier.genre in (Genre.SAISINE, Genre.SEANCE) or dossier.cles[comp][0] == Compartiment.APPORT:
            u.save_valeur(_mark(dossier, comp, membre), local_day(u.coffre).encode())
    _write_line(u, dossier, membre, row, due, orphan=orphan)
    return True


def _seance_due(coffre: Coffre, dossier: Dossier, membre: Membre) -> set[bytes]:
    """A séance is handed back by a coordonnateur to whom its head names."""
    if not was_renewed(coffre, membre) or not coffre.annuaire.is_coordonnateur(coffre.member_id):
        return set()
    if membre.id not in list_holders(coffre, dossier):
        return set()
    return {comp for comp in dossier.cles if not _is_marked(coffre, dossier, comp, membre)}


def _write_line(
    u: Unite, dossier: Dossier, membre: Membre, row: bytes, due: Collection[bytes], *, orphan: bool
) -> None:
    """The list of accesses names the new sealed key; a coordonnateur's act, as every change of that list."""
    suivi = box.read_head(u.coffre, dossier, Compartiment.SUIVI)
    shared = any(dossier.cles[comp][0] != Compartiment.APPORT for comp in due)
    if suivi is None or not shared or not u.coffre.annuaire.is_coordonnateur(u.coffre.member_id):
        return
    le = u.coffre.clock().isoformat(timespec="seconds")
    acces = [dict(a) for a in suivi.contenu["acces"]]
    line = next((a for a in acces if a["membre_id"] == membre.id and not a.get("jusqu_au")), None)
    if line is None:
        line = {"membre_id": membre.id, "depuis": le, "cercle": False}
        acces.append(line)
    line |= {"ligne": row.hex(), "par": u.coffre.member_id.hex()}
    if orphan:
        line |= {"cercle": True, "motif": "récupération"}
    box.put_head(u, dossier, Compartiment.SUIVI, {**suivi.contenu, "acces": acces}, suivi.version + 1)


def _codes(membre: Membre, instance_id: str, circle: bool) -> set[int]:
    role = membre.role_in(instance_id)
    codes: set[int] = set(CIRCLE) if circle else set()
    if role is Role.COORDONNATEUR:
        codes |= set(COORDINATION)
    if role is Role.ELU:
        codes.add(Compartiment.RAPPEL)
    return codes


def _read_acces(coffre: Coffre, dossier: Dossier) -> list[dict[str, Any]] | None:
    """The list of accesses when a coordonnateur signed it, else None."""
    suivi = box.read_head(coffre, dossier, Compartiment.SUIVI)
    if suivi is None:
        return None
    try:
        box.verify_piece(coffre, suivi)
        if not coffre.annuaires[suivi.opened.directory_epoch].is_coordonnateur(suivi.opened.author):
            return None
        return [dict(a) for a in suivi.contenu["acces"]]
    except (GsnError, TypeError, ValueError):
        return None


def _line_of(coffre: Coffre, dossier: Dossier, membre: Membre) -> dict[str, Any] | None:
    lines = _read_acces(coffre, dossier) or ()
    return next((a for a in lines if a.get("membre_id") == membre.id and not a.get("jusqu_au")), None)


def _stands(coffre: Coffre, line: dict[str, Any]) -> bool:
    """True when the sealed key a line names is still there."""
    try:
        row = bytes.fromhex(line["ligne"])
    except (KeyError, TypeError, ValueError):
        return False
    return coffre.conn.execute("SELECT 1 FROM cle_scellee WHERE id = ?", (row,)).fetchone() is not None


def _restricted(coffre: Coffre, dossier: Dossier, membre: Membre) -> set[bytes]:
    """Restricted apports held here whose signed readers name the member, not handed back yet."""
    held = {comp for comp, (code, _) in dossier.cles.items() if code == Compartiment.APPORT}
    held = {comp for comp in held if not _is_marked(coffre, dossier, comp, membre)}
    if not held or not was_renewed(coffre, membre):
        return set()
    pieces, _ = box.read_pieces(coffre, dossier)
    return {
        piece.compartiment
        for piece in pieces
        if piece.compartiment in held and membre.id in (piece.contenu.get("lecteurs") or ())
    }


def was_renewed(coffre: Coffre, membre: Membre) -> bool:
    """True when the directory gave this member other keys before: only then may a key be missing."""
    keys = {
        m.cle_chiffrement
        for annuaire in coffre.annuaires.values()
        for m in annuaire.membres
        if m.id == membre.id
    }
    return len(keys) > 1


def _mark(dossier: Dossier, comp: bytes, membre: Membre) -> str:
    """Name of the value saying that a compartment was handed to these very keys of a member; tells nothing to others."""
    told = b"rendu-v1" + comp + bytes.fromhex(membre.id) + bytes.fromhex(membre.cle_chiffrement)
    return "rendu." + p.hmac_sha256(dossier.cles[comp][1], told).hex()[:32]


def _is_marked(coffre: Coffre, dossier: Dossier, comp: bytes, membre: Membre) -> bool:
    return coffre.read_valeur(_mark(dossier, comp, membre)) is not None
