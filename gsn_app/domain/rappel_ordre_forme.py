"""The stored form of a rappel à l'ordre's events: versioned, JSON-serialisable dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from gsn_app.domain.rappel_ordre_evenement import Evenement, ParquetConsulte, Prepare, ReponseParquet
from gsn_app.domain.rappel_ordre_refus import RappelOrdreAuteurMismatch, RappelOrdreEvenementIllegible
from gsn_app.domain.rappel_ordre_suite import (
    Convoque,
    NonPresente,
    ParquetInforme,
    PartenairesConsultes,
    Prononce,
    Reporte,
)
from gsn_app.domain.rappel_ordre_valeur import Protocole, Representant

VERSION: Final = 1
TYPES: Final[dict[str, type[Evenement]]] = {
    str(classe.acte): classe
    for classe in (
        Prepare,
        ParquetConsulte,
        ReponseParquet,
        PartenairesConsultes,
        Convoque,
        Prononce,
        NonPresente,
        Reporte,
        ParquetInforme,
    )
}


def to_dict(evenement: Evenement) -> dict[str, object]:
    """Return the JSON-serialisable stored form, roles left out (they come from the signed directory)."""
    corps = {
        f.name: _encoded(getattr(evenement, f.name)) for f in fields(evenement) if f.name != "auteur_roles"
    }
    return {"v": VERSION, "acte": str(evenement.acte), **corps}


def from_dict(
    data: Mapping[str, object], *, auteur_id: str, auteur_roles: frozenset[str],
    types: Mapping[str, type[Evenement]] = TYPES,
) -> Evenement:  # fmt: skip
    """Rebuild an event from its stored form; a field added since it was written takes its default.

    ``types``: the events of the path read. ``auteur_id`` and ``auteur_roles`` are those the signature and the
    signed directory prove. Raises
    RappelOrdreAuteurMismatch when the stored author is another, RappelOrdreEvenementIllegible on an unknown
    version, act or field, and the field errors of the event.
    """
    if data.get("v") != VERSION:
        raise RappelOrdreEvenementIllegible(detail=f"version {data.get('v')}")
    classe = types.get(str(data.get("acte")))
    if classe is None:
        raise RappelOrdreEvenementIllegible(detail=f"acte {data.get('acte')}")
    corps = {nom: valeur for nom, valeur in data.items() if nom not in {"v", "acte"}}
    attendus = {f.name: f.default is MISSING for f in fields(classe) if f.name != "auteur_roles"}
    if not {nom for nom, requis in attendus.items() if requis} <= set(corps) <= set(attendus):
        raise RappelOrdreEvenementIllegible(detail="champs")
    if corps["auteur_id"] != auteur_id:
        raise RappelOrdreAuteurMismatch()
    try:
        corps = {nom: _decoded(nom, valeur) for nom, valeur in corps.items()}
        return classe(**{**corps, "auteur_roles": auteur_roles})  # type: ignore[arg-type]
    except (TypeError, ValueError, AttributeError) as erreur:
        raise RappelOrdreEvenementIllegible(detail=type(erreur).__name__) from None


def _encoded(valeur: object) -> object:
    if isinstance(valeur, StrEnum):
        return str(valeur)
    if isinstance(valeur, (datetime, date)):
        return valeur.isoformat()
    if isinstance(valeur, tuple):
        return [_encoded(v) for v in valeur]
    if isinstance(valeur, (Representant, Protocole)):
        return {f.name: _encoded(getattr(valeur, f.name)) for f in fields(valeur)}
    return valeur


def _decoded(nom: str, valeur: object) -> object:
    if nom == "horodatage":
        return datetime.fromisoformat(str(valeur)).astimezone(UTC)
    if nom == "protocole" and isinstance(valeur, Mapping):
        return Protocole(**valeur)
    if nom == "representants" and isinstance(valeur, list):
        return tuple(Representant(**v) for v in valeur)
    if nom == "destinataires" and isinstance(valeur, list):
        return tuple(valeur)
    return valeur
