"""The information notice (charter rule C8; RGPD art. 12–14): to whom it speaks, and what it must say.

A person under 15 gets it in plain words, with a notice of their own for the legal representatives; from 15 on the
person and the representatives read the same facts. Nothing in it says why the person is followed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gsn_app.domain.fiche_navette import Tirage
from gsn_app.domain.modele_texte import Modele
from gsn_app.domain.situation import age_on

MAJORITE = 18
#: loi Informatique et Libertés, art. 45: under this age the words must suit a child
AGE_MOTS_SIMPLES = 15


class PublicNotice(StrEnum):
    """Who reads the notice."""

    PERSONNE = "personne"
    REPRESENTANT = "representant"
    MOINS_15_ANS = "moins_15_ans"


@dataclass(frozen=True)
class Notice:
    """One notice to hand over; delays come from the charter (article 21).

    ``conservation_mois``: months after closure, ``archive_mois`` with a written need; ``age_maximum`` in years;
    ``modele``: the commune's own wording of what it may word.
    """

    public: PublicNotice
    commune: str
    instance: str
    personne: str
    contact: str
    adresse: str
    conservation_mois: int
    archive_mois: int
    age_maximum: int
    tirage: Tirage
    modele: Modele | None = None


def publics_of(date_naissance: date, jour: date) -> tuple[PublicNotice, ...]:
    """Who must be handed a notice on that day, the person themselves first."""
    age = age_on(date_naissance, jour)
    if age >= MAJORITE:
        return (PublicNotice.PERSONNE,)
    soi = PublicNotice.MOINS_15_ANS if age < AGE_MOTS_SIMPLES else PublicNotice.PERSONNE
    return (soi, PublicNotice.REPRESENTANT)
