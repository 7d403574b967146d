"""Escrow as the vault knows it: a public key, a check value, and shares that exist only on paper."""

from __future__ import annotations

from dataclasses import dataclass

from gsn_app.crypto import sequestre as layout


@dataclass(frozen=True)
class Sequestre:
    """What a creation needs of a fresh escrow key; ``parts`` are shown once and never stored."""

    cle: bytes
    controle: bytes
    parts: tuple[str, ...]


def split(nombre: int, seuil: int) -> Sequestre:
    """Draw an escrow key cut in ``nombre`` shares, ``seuil`` of which open it."""
    cle, controle, parts = layout.split(nombre, seuil)
    return Sequestre(cle, controle, parts)


def same_part(montree: str, tapee: str) -> bool:
    """True when the words typed again are those of the share."""
    return layout.same_share(montree, tapee)
