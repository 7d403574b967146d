"""Closed lists as forms offer them: stored code, label, family (C2)."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from gsn_app.actions.session import Session
from gsn_app.domain.liste import ListeFermee, parse_liste
from gsn_app.errors import GsnError
from gsn_app.ressources import read_ressource


@functools.cache
def read_liste(nom: str) -> ListeFermee:
    """A closed list shipped with the program; raises RessourceMissing."""
    return parse_liste(read_ressource(f"listes/{nom}.toml"))


@dataclass(frozen=True)
class ValeurListe:
    """One value as a form offers it; ``code`` is the stored ``liste.CODE``."""

    code: str
    label: str
    famille: str


def list_valeurs(_session: Session | None, nom: str) -> list[ValeurListe]:
    """Active values, in the order of the list."""
    liste = read_liste(nom)
    return [ValeurListe(liste.stored(v.code), v.label, liste.famille_of(v.code).label) for v in liste.actives]


def label_of(_session: Session | None, code: str) -> str:
    """Label of a stored code; the code itself when unknown, "" for ""."""
    nom, _, bare = code.partition(".")
    if not bare:
        return code
    try:
        return read_liste(nom).valeur(code).label
    except GsnError:  # a code from another version is shown as it is
        return code


def validate_code(nom: str, code: str, *, obligatoire: bool = True) -> str:
    """Return the stored code of an active value; raises ValeurUnknown or ValeurInactive."""
    if not code and not obligatoire:
        return ""
    return read_liste(nom).validate(str(code))
