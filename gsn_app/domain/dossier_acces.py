"""The access pack: what the group holds on a person, given to that person, passages on third parties masked.

Masking is the only change permitted: the words given are those held (RGPD art. 15.1 and 15.4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from gsn_app.domain.fiche_navette import Tirage
from gsn_app.errors import InvalidInput

MASQUE: Final = "[passage masqué : il concerne un tiers]"


class PassageInvalid(InvalidInput):
    """Un passage à masquer n’est plus dans son texte : ouvrez de nouveau le dossier, il a changé."""

    code = "DRO-20"


@dataclass(frozen=True)
class TexteDonne:
    """One free text of the pack. ``auteur_id``: who brought it and is consulted before it is given, "" for nobody.

    ``propositions``: passages (start, end excluded) that name somebody else, to be looked at first.
    """

    id: str
    titre: str
    texte: str
    auteur_id: str = ""
    propositions: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class RubriqueAcces:
    """One part of the pack: facts by label, then texts already masked, each under its title."""

    titre: str
    faits: tuple[tuple[str, str], ...] = ()
    textes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DossierAcces:
    """What the printed pack says. ``reserves``: texts held by other professionals, not in it;
    ``jointes``: scans to hand over as copies."""

    commune: str
    adresse: str
    contact: str
    instance: str
    personne: str
    numero_demande: str
    recue_le: date
    representant: bool
    rubriques: tuple[RubriqueAcces, ...]
    reserves: int
    jointes: int
    masques: int
    tirage: Tirage


def merge_passages(texte: str, passages: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Passages in order, those that touch or overlap made one; raises PassageInvalid out of the text."""
    found: list[tuple[int, int]] = []
    for debut, fin in sorted(passages):
        if not 0 <= debut < fin <= len(texte):
            raise PassageInvalid()
        if found and debut <= found[-1][1]:
            found[-1] = (found[-1][0], max(fin, found[-1][1]))
        else:
            found.append((debut, fin))
    return found


def mask_texte(texte: str, passages: Iterable[tuple[int, int]]) -> str:
    """The text with each passage replaced by ``MASQUE``; every other character is that of the text."""
    found, at = "", 0
    for debut, fin in merge_passages(texte, passages):
        found += texte[at:debut] + MASQUE
        at = fin
    return found + texte[at:]
