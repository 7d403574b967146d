"""The charter on paper: its text, its fingerprint, and a line to sign for each named member (C1)."""

from __future__ import annotations

from dataclasses import dataclass

from gsn_app.domain.fiche_navette import Tirage


@dataclass(frozen=True)
class Signataire:
    """One member in office. ``signe_le``: French date of the signature by key, "" before."""

    nom: str
    fonction: str
    institution: str
    roles: tuple[str, ...]
    signe_le: str = ""


@dataclass(frozen=True)
class CharteFeuille:
    """What the sheets say; ``texte`` is the charter in force, as adopted."""

    commune: str
    texte: str
    version: str
    empreinte: str
    signataires: tuple[Signataire, ...]
    tirage: Tirage
