"""Shares of custodians absent from the creation: sealed to the coordonnateur who created the vault, for thirty days.

    part.<rank>  HPKE(creating coordonnateur, words, "part-v1" | vault_id | u8 rank); empty once expired; gone once proved
    part.limite  last day, ISO;  part.tenue_par  member id of the coordonnateur

Until all are proved, whoever holds the threshold of shares is one person: what is hidden from them stays off.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from gsn_app.crypto import primitives as p
from gsn_app.store.coffre import Coffre
from gsn_app.store.unite import Unite

DELAI_JOURS = 30


def defer_parts(u: Unite, parts: Iterable[tuple[int, str]]) -> None:
    """Keep the words of absent custodians, by rank from 0; nothing is stored when there is none."""
    coffre = u.coffre
    for rang, mots in parts:
        info = _info(coffre, rang)
        u.save_valeur(f"part.{rang}", p.hpke_seal(coffre.keys.exchange_public, mots.encode(), info))
        limite = coffre.clock().astimezone().date() + timedelta(days=DELAI_JOURS)
        u.save_valeur("part.limite", limite.isoformat().encode())
        u.save_valeur("part.tenue_par", coffre.member_id.hex().encode())


def list_parts(coffre: Coffre) -> dict[int, bool]:
    """Ranks of shares never proved → True while their words are still kept, False once expired."""
    found = {}
    for rang in range(len(coffre.annuaire.gardiens)):
        sealed = coffre.read_valeur(f"part.{rang}")
        if sealed is not None:
            found[rang] = bool(sealed)
    return found


def read_limite(coffre: Coffre) -> str:
    """Last day the words are kept, ISO, or ""."""
    return (coffre.read_valeur("part.limite") or b"").decode()


def read_holder(coffre: Coffre) -> str:
    """Id of the coordonnateur who keeps the words, or ""."""
    return (coffre.read_valeur("part.tenue_par") or b"").decode()


def open_part(coffre: Coffre, rang: int) -> str | None:
    """The words of a share this member keeps; None when they are not kept, or not by these keys."""
    sealed = coffre.read_valeur(f"part.{rang}")
    if not sealed:
        return None
    try:
        return p.hpke_open(coffre.keys.exchange_private, sealed, _info(coffre, rang)).decode()
    except p.SealBroken:
        return None


def settle_part(u: Unite, rang: int) -> None:
    """The custodian proved their share: the words are kept no more."""
    u.delete("coffre", f"part.{rang}")


def expire_part(u: Unite, rang: int) -> None:
    """Thirty days have passed: the words go, the share stays told as never proved."""
    u.save_valeur(f"part.{rang}", b"")


def clear_parts(u: Unite) -> None:
    """New shares were drawn: the former ones are worth nothing."""
    for nom in (*(f"part.{rang}" for rang in list_parts(u.coffre)), "part.limite", "part.tenue_par"):
        if u.coffre.read_valeur(nom) is not None:
            u.delete("coffre", nom)


def _info(coffre: Coffre, rang: int) -> bytes:
    return b"part-v1" + coffre.vault_id + bytes([rang])
