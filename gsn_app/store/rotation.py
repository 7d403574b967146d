"""Rotation: the keys of a dossier renewed, every piece sealed again, the new keys handed to those who remain.

    rotate          epoch + 1, a new key for each compartment this session holds, pieces resealed with their author's
                    own signature kept (``crypto.piece``, « renewed »), a new history key, escrow served
    restricted apport that this session cannot read
                    cut at once from who leaves; ``rotation_due.<dossier>.<compartment>`` is set in the table
                    ``coffre`` and the next reader's session renews the key; no reader left: « sequestre »
    ``rotation_due.<dossier>``
                    keys this session does not hold whole: the next coordonnateur of the circle renews them

Who stays or leaves is decided in ``actions``. A member who stays but may receive no key today (suspended, charter
unsigned) keeps their line of access without a key: :func:`reseal` gives it back.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from gsn_app.crypto import piece as layout
from gsn_app.crypto import primitives as p
from gsn_app.errors import GsnError, Refused
from gsn_app.store import dossier as box
from gsn_app.store import rappel_apart
from gsn_app.store import rotation_due as due
from gsn_app.store import situation as situations
from gsn_app.store.annuaire import ESCROW
from gsn_app.store.charte import list_coordonnateurs
from gsn_app.store.cle_scellee import HEADS, Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import ContentMalformed
from gsn_app.store.marque import save_marque
from gsn_app.store.octroi import verify_grants
from gsn_app.store.rotation_apport import cut_apports, drop_rows, renew_apport, renew_keys, serve_apport
from gsn_app.store.unite import Unite


class RotationUnheld(Refused):
    """Cette session ne détient pas toutes les clés du dossier : un coordonnateur admis au cercle les renouvellera."""

    code = "ROT-01"


def rotate(
    u: Unite, dossier: Dossier, keep: Collection[bytes], *, leave: Collection[bytes] = (), le: str = ""
) -> None:
    """Renew every key held of a dossier and seal the new ones to ``keep`` and escrow, nobody else.

    ``leave``: members whose access ends, dated ``le`` (ISO). Raises RotationUnheld on a situation whose exchanges
    this session does not read; its own keys in this session are those of before, renewed.
    """
    verify_grants(u.coffre, dossier)
    if dossier.genre == Genre.SITUATION:
        _rotate_situation(u, dossier, set(keep), set(leave), le)
        return
    if dossier.genre == Genre.RAPPEL:
        rappel_apart.rotate_apart(u, dossier, keep)
        return
    code = HEADS[Genre(dossier.genre)]
    head = box.read_head(u.coffre, dossier, code)
    if head is None:
        raise RotationUnheld()
    drop_rows(u, head.contenu.get("lignes", ()))
    renew_keys(u, dossier, dossier.cles)
    lignes = [box.grant(u, dossier, holder, dossier.cles).hex() for holder in (ESCROW, *sorted(keep))]
    contenu = {**head.contenu, "lignes": lignes}
    if dossier.genre == Genre.SEANCE:
        contenu["lecteurs"] = [holder.hex() for holder in sorted(keep)]
    box.put_head(u, dossier, code, contenu, head.version + 1)


def _rotate_situation(u: Unite, dossier: Dossier, keep: set[bytes], leave: set[bytes], le: str) -> None:
    coffre = u.coffre
    suivi = read_suivi(coffre, dossier)
    instance_id = instance_of(coffre, dossier)
    lines = [dict(line) for line in suivi.contenu["acces"]]
    drop_rows(u, [line.get("ligne", "") for line in lines] + list(suivi.contenu.get("sequestre", ())))
    restricted = cut_apports(u, dossier, leave)
    old_history = bytes.fromhex(suivi.contenu["historique"])
    kept = [comp for comp, (code, _) in dossier.cles.items() if code != Compartiment.APPORT]
    renew_keys(u, dossier, kept, next_epoch=True)
    private = _renew_history(u, dossier, old_history)
    acces = [_serve(u, dossier, line, keep, leave, le, instance_id) for line in lines]
    told = {line["membre_id"] for line in acces if not line.get("jusqu_au")}
    for membre in list_coordonnateurs(coffre, instance_id):
        if membre.id not in told and bytes.fromhex(membre.id) in keep:
            acces.append(situations.hand_on(u, dossier, membre, False, instance_id, le))
    sequestre = [box.grant_escrow(u, dossier, kept).hex()]
    contenu = {**suivi.contenu, "historique": private.hex(), "acces": acces, "sequestre": sequestre}
    box.put_head(u, dossier, Compartiment.SUIVI, contenu, suivi.version + 1)
    for comp in restricted:
        renew_apport(u, dossier, comp, keep)


def _serve(
    u: Unite, dossier: Dossier, line: dict[str, Any], keep: set[bytes], leave: set[bytes], le: str,
    instance_id: str,
) -> dict[str, Any]:  # fmt: skip
    """One line of access after the rotation: ended, served under the new keys, or waiting for its key."""
    member_id = bytes.fromhex(line["membre_id"])
    if line.get("jusqu_au"):
        return {**line, "ligne": ""}
    if member_id in leave:
        return {**line, "ligne": "", "jusqu_au": le}
    if member_id not in keep:
        if line.get("ligne"):
            due.count_waiting(u, line["membre_id"], 1)
        return {**line, "ligne": ""}
    membre = u.coffre.annuaire.membre(member_id)
    served = situations.hand_on(u, dossier, membre, bool(line.get("cercle")), instance_id, le)
    return {**line, "ligne": served["ligne"]}


def reseal(u: Unite, dossier: Dossier, member_id: bytes, *, again: bool = False) -> bool:
    """Hand the present keys of a situation to a member whose line of access waits for one; True when it did.

    ``again``: also where they already hold some, for a role that opens more than it did.
    """
    if dossier.compartment(Compartiment.SUIVI) is None:
        return False
    suivi = read_suivi(u.coffre, dossier)
    waiting = [
        line for line in suivi.contenu["acces"]
        if line["membre_id"] == member_id.hex() and not line.get("jusqu_au") and (again or not line.get("ligne"))
    ]  # fmt: skip
    if not waiting:
        return False
    instance_id = instance_of(u.coffre, dossier)
    drop_rows(u, [line.get("ligne", "") for line in waiting])
    acces = [
        _serve(u, dossier, dict(line), {member_id}, set(), "", instance_id) if line in waiting else line
        for line in suivi.contenu["acces"]
    ]
    box.put_head(u, dossier, Compartiment.SUIVI, {**suivi.contenu, "acces": acces}, suivi.version + 1)
    due.count_waiting(u, member_id.hex(), -sum(not line.get("ligne") for line in waiting))
    for comp in [comp for comp, (code, _) in dossier.cles.items() if code == Compartiment.APPORT]:
        serve_apport(u, dossier, comp, {member_id})
    return True


def holds_whole(dossier: Dossier) -> bool:
    """True when this session holds all that a rotation of a situation needs: the exchanges and its body's heads.

    A coordonnateur of one body may be a mere member of a circle in another: they renew nothing there.
    """
    wanted = (Compartiment.SUIVI, *situations.COORDINATION)
    return dossier.genre == Genre.SITUATION and all(dossier.compartment(c) is not None for c in wanted)


def read_suivi(coffre: Coffre, dossier: Dossier) -> box.Piece:
    """The head of ``suivi``, proven a coordonnateur's; raises RotationUnheld, SignatureInvalid, ContentMalformed."""
    head = box.read_head(coffre, dossier, Compartiment.SUIVI)
    if head is None or any(dossier.compartment(c) is None for c in situations.COORDINATION):
        raise RotationUnheld()
    box.verify_piece(coffre, head)
    if not coffre.annuaires[head.opened.directory_epoch].is_coordonnateur(head.opened.author):
        raise ContentMalformed()
    return head


def instance_of(coffre: Coffre, dossier: Dossier) -> str:
    """Body of a situation; raises RotationUnheld."""
    head = box.read_head(coffre, dossier, Compartiment.TYPOLOGIE)
    if head is None:
        raise RotationUnheld()
    return str(head.contenu["instance_id"])


def _renew_history(u: Unite, dossier: Dossier, old_private: bytes) -> bytes:
    """A new history key; lines sealed again to it. Returns the private half."""
    coffre, old_public = u.coffre, dossier.historique
    private, public = p.generate_exchange()
    rows = coffre.conn.execute(
        "SELECT id, scelle FROM historique WHERE dossier_id = ? ORDER BY rowid", (dossier.id,)
    ).fetchall()
    for row, sealed in rows:
        try:
            line = layout.open_note(old_private, coffre.vault_id, dossier.id, row, sealed)
        except GsnError:
            continue
        u.replace(
            "historique", (row, dossier.id, layout.seal_note(public, coffre.vault_id, dossier.id, row, line))
        )
    dossier.historique = public
    save_marque(u, dossier, old_public)
    u.on_undo(lambda: setattr(dossier, "historique", old_public))
    return private
