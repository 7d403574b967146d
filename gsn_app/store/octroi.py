"""Proving the keys a member holds: who granted each, judged by the directory of that day, before any is used.

A holder of the file key can plant a sealed key for anyone: the seal takes a public key only. What they cannot do is
sign it as a coordonnateur. So the keys of a dossier are rebuilt from proven grants before its first reading or
writing: nothing is ever sealed under a planted key, and a planted one hides nothing either.

A coordonnateur hands on the keys of situations, registers and séances; an author those of their saisine, of the urgent
séance they ask for and of their restricted apport, and nothing else. The epoch of a dossier is that of its
coordonnateurs' grants: keys of another epoch count for nothing, save those of a restricted apport, which only its
readers can renew. Where two grants give different keys to one restricted apport, the key that opens what stands there
is the right one.
"""

from __future__ import annotations

import contextlib

from gsn_app.crypto import piece as layout
from gsn_app.errors import GsnError, Tampered
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre

#: what an author who coordinates nothing may hand on, by kind of dossier
AUTHOR_GRANTS = {
    Genre.SAISINE: Compartiment.SAISINE,
    Genre.SEANCE: Compartiment.SEANCE,
    Genre.SITUATION: Compartiment.APPORT,
}
#: dossiers that one author alone may create and hand on before any coordonnateur does
BY_ONE_AUTHOR = (Genre.SAISINE, Genre.SEANCE)


class GrantForged(Tampered):
    """Une clé d’accès n’a pas été accordée par qui de droit : elle est ignorée. Prévenez le coordonnateur."""

    code = "ALT-06"


def add_grant(found: dict[bytes, Dossier], opened: layout.Grant) -> None:
    """Index one opened grant, unproven: enough for the list, never for reading or writing a content."""
    dossier = found.get(opened.dossier)
    if dossier is None:
        dossier = Dossier(opened.dossier, opened.kind, opened.epoch, opened.history_public)
        found[opened.dossier] = dossier
    dossier.grants.append(opened)
    dossier.proven = False


def settle(coffre: Coffre, found: dict[bytes, Dossier]) -> None:
    """Take the keys as they come for the list; where two grants of one dossier contradict, prove them at once."""
    for dossier in found.values():
        _take(dossier, dossier.grants)
        if _contradict(dossier.grants):
            with contextlib.suppress(GrantForged):
                verify_grants(coffre, dossier)


def _contradict(grants: list[layout.Grant]) -> bool:
    deks: dict[bytes, bytes] = {}
    first = grants[0]
    same = all(
        (g.kind, g.epoch, g.history_public) == (first.kind, first.epoch, first.history_public) for g in grants
    )
    return not same or any(deks.setdefault(comp, dek) != dek for g in grants for _, comp, dek in g.deks)


def verify_grants(coffre: Coffre, dossier: Dossier) -> None:
    """Keep the proven keys of a dossier, once a session; raises GrantForged when none is left or two contradict."""
    if dossier.proven:
        return
    kept = [g for g in dossier.grants if _is_proven(coffre, g)]
    strong = [g for g in kept if _by_coordonnateur(coffre, g)]
    weak = [g for g in kept if g not in strong]
    if len(kept) < len(dossier.grants):
        coffre.anomalies.append(GrantForged().sentence)
    authors = {g.grantor for g in weak}
    if not strong and (dossier.genre not in BY_ONE_AUTHOR or len(authors) != 1):
        dossier.cles.clear()
        raise GrantForged()
    _take(dossier, [*strong, *weak] if strong else weak, strong or weak)
    _prefer_opening(coffre, dossier, kept)
    dossier.proven = True


def _take(dossier: Dossier, grants: list[layout.Grant], ruling: list[layout.Grant] | None = None) -> None:
    """Set epoch, history and keys; the grants that rule decide the epoch, then the latest key of a compartment."""
    chief = max(ruling or grants, key=lambda g: g.epoch)
    dossier.genre, dossier.epoque, dossier.historique = chief.kind, chief.epoch, chief.history_public
    dossier.cles.clear()
    usable = [g for g in grants if g.kind == chief.kind and g.epoch <= chief.epoch]
    for opened in sorted(usable, key=lambda g: -g.epoch):
        for code, comp, dek in opened.deks:
            if opened.epoch == chief.epoch or code == Compartiment.APPORT:
                dossier.cles.setdefault(comp, (code, dek))


def _prefer_opening(coffre: Coffre, dossier: Dossier, kept: list[layout.Grant]) -> None:
    """Among the keys several grants give for one restricted apport, keep one that opens a piece of it."""
    offered: dict[bytes, list[bytes]] = {}
    for opened in kept:
        for code, comp, dek in opened.deks:
            restricted = code == Compartiment.APPORT and comp in dossier.cles
            if restricted and dek not in offered.setdefault(comp, []):
                offered[comp].append(dek)
    for comp, deks in offered.items():
        if len(deks) < 2:
            continue
        rows = coffre.conn.execute(
            "SELECT id, version, epoque, scelle FROM piece WHERE dossier_id = ? AND compartiment = ?",
            (dossier.id, comp),
        ).fetchall()
        opening = [dek for dek in deks if any(_opens(coffre, dossier, comp, dek, row) for row in rows)]
        if opening and dossier.cles[comp][1] not in opening:
            dossier.cles[comp] = (dossier.cles[comp][0], opening[0])


def _opens(
    coffre: Coffre, dossier: Dossier, comp: bytes, dek: bytes, row: tuple[bytes, int, int, bytes]
) -> bool:
    piece, version, epoque, sealed = row
    try:
        layout.open_piece(
            dek, layout.Place(coffre.vault_id, dossier.id, comp, piece, version, epoque), sealed
        )
    except GsnError:
        return False
    return True


def _is_proven(coffre: Coffre, opened: layout.Grant) -> bool:
    annuaire = coffre.annuaires.get(opened.directory_epoch)
    try:
        if annuaire is None:
            return False
        layout.verify_grantor(opened, bytes.fromhex(annuaire.membre(opened.grantor).cle_signature))
    except GsnError:
        return False
    allowed = AUTHOR_GRANTS.get(Genre(opened.kind)) if opened.kind in set(Genre) else None
    return {code for code, _, _ in opened.deks} <= {allowed} or _by_coordonnateur(coffre, opened)


def _by_coordonnateur(coffre: Coffre, opened: layout.Grant) -> bool:
    annuaire = coffre.annuaires.get(opened.directory_epoch)
    return annuaire is not None and annuaire.is_coordonnateur(opened.grantor)
