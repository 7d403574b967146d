"""What a departure writes: a directory without the member, their keys gone, the root renewed when they held it."""

from __future__ import annotations

from dataclasses import replace

from gsn_app.crypto import primitives as p
from gsn_app.crypto import racine
from gsn_app.store import dossier as box
from gsn_app.store import rappel_apart, rotation
from gsn_app.store import rotation_due as due
from gsn_app.store import situation as situations
from gsn_app.store.annuaire import ESCROW, Annuaire, sign_annuaire
from gsn_app.store.charte import list_coordonnateurs, sign_charte_adoptee
from gsn_app.store.cle_scellee import HEADS, Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.creation import share_key
from gsn_app.store.seance import list_holders, rotation_holders
from gsn_app.store.unite import Unite


def save_annuaire(u: Unite, annuaire: Annuaire, root_private: bytes) -> None:
    """Sign and insert the next epoch of the directory; this session uses it at once."""
    _insert(u, annuaire, sign_annuaire(root_private, u.coffre.vault_id, annuaire.dump()))


def renew_root(u: Unite, annuaire: Annuaire, root_private: bytes) -> Annuaire:
    """Insert the next epoch under a new root that the old one names; the charters and the shared key follow.

    The new private half goes to the coordonnateurs of that epoch who may receive keys, and to escrow, nobody else.
    """
    coffre = u.coffre
    private, public = p.generate_signature()
    renewed = replace(annuaire, cle_racine=public.hex())
    _insert(u, renewed, racine.endorse_epoch(root_private, private, coffre.vault_id, renewed.dump()))
    for numero, texte, regles in coffre.conn.execute("SELECT id, texte, regles FROM charte").fetchall():
        signature = sign_charte_adoptee(private, coffre.vault_id, numero, texte, regles)
        u.replace("charte", (numero, texte, regles, signature))
    for (row,) in coffre.conn.execute("SELECT id FROM cle_partagee WHERE nom = 'racine'").fetchall():
        u.delete("cle_partagee", bytes(row))
    holders = [bytes.fromhex(m.id) for m in renewed.membres if renewed.is_coordonnateur(bytes.fromhex(m.id))]
    for holder in (*(h for h in holders if renewed.membre(h).recevable), ESCROW):
        share_key(u, holder, "racine", private)
    return renewed


def _insert(u: Unite, annuaire: Annuaire, signature: bytes) -> None:
    coffre = u.coffre
    u.insert("annuaire", (annuaire.epoque, annuaire.dump(), signature))
    coffre.annuaires[annuaire.epoque] = annuaire
    u.on_undo(lambda: coffre.annuaires.pop(annuaire.epoque, None))


def holds_shared(coffre: Coffre, nom: str, holder: bytes) -> bool:
    """True when a shared key (``racine``, ``audit``) is sealed to this holder."""
    query = "SELECT 1 FROM cle_partagee WHERE nom = ? AND detenteur = ?"
    return coffre.conn.execute(query, (nom, holder)).fetchone() is not None


def close_access(u: Unite, dossier: Dossier, gone: bytes, keep: set[bytes], le: str) -> bool:
    """Rotate one dossier if the member who leaves may hold its keys; True when it was rotated or marked.

    ``keep``: who may receive keys today. A situation whose exchanges this session does not read is marked.
    """
    coffre = u.coffre
    if not may_hold(coffre, dossier, gone):
        return False
    if dossier.genre == Genre.SITUATION:
        if not rotation.holds_whole(dossier):
            u.save_valeur(due.mark(dossier.id), due.A_RENOUVELER)
            return True
        end_referent(u, dossier, gone.hex(), le[:10])
        rotation.rotate(u, dossier, keep, leave={gone}, le=le)
        return True
    if dossier.genre == Genre.RAPPEL:
        rappel_apart.rotate_apart(u, dossier, [holder for holder in keep if holder != gone])
        return True
    if dossier.genre == Genre.SEANCE:
        rotation.rotate(u, dossier, rotation_holders(coffre, dossier, keep - {gone}))
        return True
    instance_id, author = _place(coffre, dossier) or ("", "")
    holders = {bytes.fromhex(m.id) for m in list_coordonnateurs(coffre, instance_id)}
    if author and bytes.fromhex(author) in keep:
        holders.add(bytes.fromhex(author))
    rotation.rotate(u, dossier, (holders & keep) - {gone})
    return True


def may_hold(coffre: Coffre, dossier: Dossier, gone: bytes) -> bool:
    """True when a member may hold keys of a dossier this session opens, or when it cannot read who does."""
    if dossier.genre == Genre.RAPPEL:
        return rappel_apart.ever_held(coffre, dossier, gone)
    if dossier.genre == Genre.SEANCE:
        return gone.hex() in list_holders(coffre, dossier)
    if dossier.genre != Genre.SITUATION:
        place = _place(coffre, dossier)
        return place is not None and (place[1] == gone.hex() or _coordinated(coffre, gone, place[0]))
    if not rotation.holds_whole(dossier):
        return True
    suivi = rotation.read_suivi(coffre, dossier)
    if any(a["membre_id"] == gone.hex() and not a.get("jusqu_au") for a in suivi.contenu["acces"]):
        return True
    return _coordinated(coffre, gone, rotation.instance_of(coffre, dossier))


def has_keys(coffre: Coffre, member_id: bytes) -> bool:
    """True while some key of a dossier is sealed to the member."""
    row = coffre.conn.execute(
        "SELECT 1 FROM cle_scellee WHERE membre_id = ? LIMIT 1", (member_id,)
    ).fetchone()
    return row is not None


def _place(coffre: Coffre, dossier: Dossier) -> tuple[str, str] | None:
    """Body and author of a saisine or a register; None when its head is not held."""
    head = box.read_head(coffre, dossier, HEADS[Genre(dossier.genre)])
    if head is None:
        return None
    instance_id = str(head.contenu.get("instance_id") or head.contenu.get("instance") or "")
    return instance_id, str(head.contenu.get("auteur", ""))


def _coordinated(coffre: Coffre, member_id: bytes, instance_id: str) -> bool:
    """True when the member ever coordinated the body: they may hold the heads of its situations."""
    for annuaire in coffre.annuaires.values():
        roles = {m.id: m.roles for m in annuaire.membres}.get(member_id.hex(), {})
        if roles.get(instance_id) == "coordonnateur":
            return True
    return False


def end_referent(u: Unite, dossier: Dossier, membre_id: str, le: str) -> None:
    """End the mission of a référent who leaves; the situation has none until one is designated."""
    head = box.read_head(u.coffre, dossier, Compartiment.TYPOLOGIE)
    if head is None or head.contenu.get("referent_id") != membre_id:
        return
    complete = situations.read_situation(u.coffre, dossier)
    mine = [d for d in complete.referents if d.membre_id == membre_id and not d.jusqu_au]
    for designation in mine:
        situations.change_fact(u, dossier, "referent", designation.id, jusqu_au=le, motif_fin="départ")
    situations.change_typologie(u, dossier, referent_id="")
