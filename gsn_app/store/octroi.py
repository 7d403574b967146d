"""Proving the keys a member holds: who granted each, judged by the directory of that day, before any is used.

A holder of the file key can plant a sealed key for anyone: the seal takes a public key only. What they cannot do is
sign it as a coordonnateur. So the keys of a dossier are rebuilt from proven grants before its first reading or
writing: nothing is ever sealed under a planted key, and a planted one hides nothing either.

A coordonnateur hands on the keys of situations and registers; an author those of their saisine and of their
restricted apport, and nothing else.
"""

from __future__ import annotations

import contextlib

from gsn_app.crypto import piece as layout
from gsn_app.errors import GsnError, Tampered
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre

#: what an author who coordinates nothing may hand on, by kind of dossier
AUTHOR_GRANTS = {Genre.SAISINE: Compartiment.SAISINE, Genre.SITUATION: Compartiment.APPORT}


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
    if not strong and (dossier.genre != Genre.SAISINE or len(authors) != 1):
        dossier.cles.clear()
        raise GrantForged()
    _take(dossier, [*strong, *weak] if strong else weak, strong or weak)
    dossier.proven = True


def _take(dossier: Dossier, grants: list[layout.Grant], ruling: list[layout.Grant] | None = None) -> None:
    """Set epoch, history and keys; the grants that rule decide the epoch, the first key of a compartment stays."""
    chief = max(ruling or grants, key=lambda g: g.epoch)
    dossier.genre, dossier.epoque, dossier.historique = chief.kind, chief.epoch, chief.history_public
    dossier.cles.clear()
    for opened in grants:
        if opened.epoch == chief.epoch and opened.kind == chief.kind:
            for code, comp, dek in opened.deks:
                dossier.cles.setdefault(comp, (code, dek))


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
