"""Saisines: each has a key of its own, sealed to the coordonnateurs of the body, its author and escrow."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from gsn_app.domain.situation import Personne, Saisine
from gsn_app.errors import GsnError
from gsn_app.store import dossier as box
from gsn_app.store.charte import list_coordonnateurs
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import ContentMalformed, dump, load
from gsn_app.store.unite import Unite

_BLANCHE = dict.fromkeys(("nom", "prenom", "date_naissance", "sexe"), "")


def create_saisine(u: Unite, saisine: Saisine) -> str:
    """Store a new saisine; returns its id."""
    dossier, _ = box.create_dossier(Genre.SAISINE, (Compartiment.SAISINE,))
    box.save_dossier(u, dossier)
    holders = {m.id for m in list_coordonnateurs(u.coffre, saisine.instance_id)} | {u.coffre.member_id.hex()}
    lignes = [box.grant_escrow(u, dossier, dossier.cles).hex()]
    lignes += [box.grant(u, dossier, bytes.fromhex(holder), dossier.cles).hex() for holder in sorted(holders)]
    box.put_head(u, dossier, Compartiment.SAISINE, {**_dump(saisine), "lignes": lignes})
    return dossier.id.hex()


def list_saisines(coffre: Coffre) -> list[Saisine]:
    """Saisines this member's keys open, newest first."""
    found = []
    for dossier in box.list_dossiers(coffre, Genre.SAISINE):
        try:
            found.append(_read(coffre, dossier)[0])
        except (GsnError, TypeError, AttributeError):
            coffre.anomalies.append("Une saisine a été altérée : elle n’est pas affichée.")
    return sorted(found, key=lambda s: s.date, reverse=True)


def find_saisine(coffre: Coffre, saisine_id: str) -> Saisine | None:
    """One saisine, or None when this member does not hold it."""
    dossier = _find(coffre, saisine_id)
    return _read(coffre, dossier)[0] if dossier else None


def change_saisine(u: Unite, saisine_id: str, **changes: Any) -> None:
    """Replace some fields of a saisine, version + 1."""
    dossier = _find(u.coffre, saisine_id)
    if dossier is None:
        raise KeyError(saisine_id)
    saisine, version = _read(u.coffre, dossier)
    head = box.read_head(u.coffre, dossier, Compartiment.SAISINE)
    lignes = head.contenu.get("lignes", []) if head else []
    contenu = {**_dump(replace(saisine, **changes)), "lignes": lignes}
    box.put_head(u, dossier, Compartiment.SAISINE, contenu, version + 1)


def _find(coffre: Coffre, saisine_id: str) -> Dossier | None:
    try:
        dossier = box.find_dossier(coffre, bytes.fromhex(saisine_id))
    except ValueError:
        return None
    return dossier if dossier is not None and dossier.genre == Genre.SAISINE else None


def _dump(saisine: Saisine) -> dict[str, object]:
    found = dump("saisine", saisine, "id", "personne", "auteur_id")
    personne = {k: v for k, v in asdict(saisine.personne).items() if v}
    return {**found, "auteur": saisine.auteur_id, "personne": personne}


def _read(coffre: Coffre, dossier: Dossier) -> tuple[Saisine, int]:
    head = box.read_head(coffre, dossier, Compartiment.SAISINE)
    if head is None:
        raise ContentMalformed()
    box.verify_piece(coffre, head)
    if head.auteur != head.contenu["auteur"] and not coffre.annuaires[
        head.opened.directory_epoch
    ].is_coordonnateur(head.opened.author):
        raise ContentMalformed()  # signed by neither who is said to have brought it nor a coordonnateur
    # blank fields are left out of a piece; a transfer already answered names nobody
    personne = load(Personne, {**_BLANCHE, **head.contenu["personne"]})
    saisine = load(
        Saisine, head.contenu, id=dossier.id.hex(), auteur_id=head.contenu["auteur"], personne=personne
    )
    return saisine, head.version
