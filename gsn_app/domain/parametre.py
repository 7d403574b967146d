"""Bounded numbers of the charter's rules: retention, disclosure thresholds, delays, sizes.

Each number carries its bounds: a commune may be more protective than the law, never less.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from gsn_app.errors import InvalidInput


class CharteInvalid(InvalidInput):
    """Cette charte ne peut pas être adoptée ; la charte en vigueur n’est pas changée."""

    code = "CHA-00"


class CharteValueOutOfBounds(CharteInvalid):
    """La valeur de « {champ} » ({valeur}) doit être un nombre entier compris entre {minimum} et {maximum}."""

    code = "CHA-08"


class CharteKeyMismatch(CharteInvalid):
    """Dans « {champ} », il manque : {absentes} ; ou il y a en trop : {inconnues}."""

    code = "CHA-09"


class CharteRetentionBeyondCap(CharteInvalid):
    """La durée « {champ} » ({valeur}) dépasse le plafond légal ({plafond}) : réduisez-la."""

    code = "CHA-10"


class CharteDivulgationInconsistent(CharteInvalid):
    """Les paramètres de publication ne s’accordent pas : {raison}."""

    code = "CHA-11"


def _entre(minimum: int, maximum: int, *, plafond_legal: bool = False) -> Any:
    bornes = {"minimum": minimum, "maximum": maximum, "plafond_legal": plafond_legal}
    return dataclasses.field(metadata=bornes)


@dataclass(frozen=True)
class Conservation:
    """Retention (charter article 21), in the unit each name ends with; all is erased at ``age_maximum``."""

    #: (month, day) on which absence facts from school are erased
    absence_fin_annee_scolaire: tuple[int, int]
    #: days before erasure, decreasing
    avertissements_jours: tuple[int, ...]
    apres_cloture_mois: int = _entre(0, 3, plafond_legal=True)
    archive_mois: int = _entre(0, 36, plafond_legal=True)
    age_maximum: int = _entre(18, 25, plafond_legal=True)
    journal_mois: int = _entre(6, 36, plafond_legal=True)
    journal_plafond_mois: int = _entre(6, 36, plafond_legal=True)
    rappel_adulte_mois: int = _entre(0, 12)
    brouillon_jours: int = _entre(1, 30)
    #: written need, compulsory when the journal is kept more than twelve months
    journal_necessite: str = ""


@dataclass(frozen=True)
class Divulgation:
    """Disclosure thresholds (charter article 10; rules R0–R8). None may be weaker than the template's."""

    premiere_classe_max: int = _entre(7, 49)
    base: int = _entre(5, 25)
    premiere_classe_grossiere_max: int = _entre(14, 99)
    base_grossiere: int = _entre(10, 50)
    population_min: int = _entre(8, 100)
    k: int = _entre(5, 25)
    w: int = _entre(3, 25)
    g: int = _entre(1, 10)
    d: int = _entre(5, 50)
    dimensions_max: int = _entre(1, 3)
    total_min_pourcentage: int = _entre(100, 1000)
    part_max_petites_cellules: int = _entre(0, 80)


@dataclass(frozen=True)
class Delais:
    """Delays, in the unit their name ends with; those that protect may only be shortened."""

    masquage_minutes: int = _entre(1, 5)
    verrouillage_minutes: int = _entre(1, 15)
    verrouillage_seance_minutes: int = _entre(1, 30)
    decompte_secondes: int = _entre(5, 60)
    presse_papiers_secondes: int = _entre(0, 30)
    parquet_rappel_jours: int = _entre(1, 180)
    enrolement_auditeur_jours: int = _entre(0, 30)
    parts_non_eprouvees_jours: int = _entre(0, 30)
    transaction_proposition_jours: int = _entre(1, 30)
    transaction_reponse_jours: int = _entre(1, 15)
    suivi_apres_mesure_judiciaire_mois: int = _entre(0, 6)
    droits_reponse_jours: int = _entre(1, 30)
    revue_charte_mois: int = _entre(1, 12)


@dataclass(frozen=True)
class Limites:
    """Sizes of typed texts in characters, and a few counts (the field says which)."""

    apport: int = _entre(1, 600)
    description_saisine: int = _entre(1, 600)
    precision_faits: int = _entre(1, 600)
    motif_libre: int = _entre(1, 300)
    nom_min: int = _entre(1, 1)
    nom_max: int = _entre(1, 100)
    adresse: int = _entre(1, 250)
    telephone: int = _entre(10, 30)
    courriel: int = _entre(10, 120)
    libelle_local: int = _entre(1, 60)
    valeurs_locales: int = _entre(0, 100)
    #: hours of unpaid work in a transaction; legal cap of CPP 44-1
    travail_non_remunere_heures: int = _entre(0, 30, plafond_legal=True)
    copies_fiche: int = _entre(1, 9)


_Section = TypeVar("_Section", Conservation, Divulgation, Delais, Limites)


def require_table(champ: str, brut: object) -> dict[str, object]:
    """Return the TOML table, or raise CharteKeyMismatch."""
    if not isinstance(brut, dict):
        raise CharteKeyMismatch(champ=champ, absentes="la table entière", inconnues="rien")
    return brut


def require_keys(
    champ: str,
    table: dict[str, object],
    attendues: frozenset[str],
    *,
    facultatives: frozenset[str] = frozenset(),
) -> None:
    """Refuse a missing or an unknown key: a rule nobody reads would be signed in vain."""
    absentes = sorted(attendues - table.keys())
    inconnues = sorted(table.keys() - attendues - facultatives)
    if absentes or inconnues:
        raise CharteKeyMismatch(
            champ=champ, absentes=", ".join(absentes) or "rien", inconnues=", ".join(inconnues) or "rien"
        )


def parse_conservation(brut: object) -> Conservation:
    """Read ``[conservation]``; a duration past its legal cap raises CharteRetentionBeyondCap."""
    lecteurs = {
        "absence_fin_annee_scolaire": _parse_jour,
        "avertissements_jours": _parse_avertissements,
        "journal_necessite": _parse_necessite,
    }
    section = _parse_section("conservation", Conservation, require_table("conservation", brut), lecteurs)
    if section.journal_mois > section.journal_plafond_mois:
        raise CharteRetentionBeyondCap(
            champ="journal_mois", valeur=section.journal_mois, plafond=section.journal_plafond_mois
        )
    if section.journal_mois > 12 and len(section.journal_necessite.strip()) < 10:
        raise CharteRetentionBeyondCap(
            champ="journal_mois", valeur=section.journal_mois, plafond="12 mois sans nécessité écrite"
        )
    return section


def parse_divulgation(brut: object) -> Divulgation:
    """Read ``[divulgation]``; classes must follow one another without gap nor overlap."""
    section = _parse_section("divulgation", Divulgation, require_table("divulgation", brut), {})
    for premiere, base in (
        (section.premiere_classe_max, section.base),
        (section.premiere_classe_grossiere_max, section.base_grossiere),
    ):
        if (premiere + 1 + base // 2) % base:
            raise CharteDivulgationInconsistent(
                raison=f"une première classe 0–{premiere} ne s’ajuste pas à un arrondi à {base}"
            )
    if section.population_min <= section.premiere_classe_max:
        raise CharteDivulgationInconsistent(raison="la population minimale doit dépasser la première classe")
    if section.base_grossiere <= section.base:
        raise CharteDivulgationInconsistent(raison="l’arrondi grossier doit dépasser l’arrondi de base")
    return section


def parse_delais(brut: object) -> Delais:
    """Read ``[delais]``."""
    return _parse_section("delais", Delais, require_table("delais", brut), {})


def parse_limites(brut: object) -> Limites:
    """Read ``[limites]``."""
    return _parse_section("limites", Limites, require_table("limites", brut), {})


def _parse_section(
    nom: str, cls: type[_Section], table: dict[str, object], lecteurs: Mapping[str, Any]
) -> _Section:
    champs = {f.name: f for f in dataclasses.fields(cls)}
    facultatives = frozenset(n for n, f in champs.items() if f.default is not dataclasses.MISSING)
    require_keys(nom, table, frozenset(champs) - facultatives, facultatives=facultatives)
    valeurs: dict[str, Any] = {}
    for cle, brut in table.items():
        champ = f"{nom}.{cle}"
        valeurs[cle] = (
            lecteurs[cle](champ, brut) if cle in lecteurs else _parse_entier(champ, brut, champs[cle])
        )
    return cls(**valeurs)


def _parse_entier(champ: str, brut: object, decrit: dataclasses.Field[Any]) -> int:
    minimum, maximum = decrit.metadata["minimum"], decrit.metadata["maximum"]
    if isinstance(brut, int) and not isinstance(brut, bool):
        if minimum <= brut <= maximum:
            return brut
        if brut > maximum and decrit.metadata["plafond_legal"]:
            raise CharteRetentionBeyondCap(champ=champ, valeur=brut, plafond=maximum)
    raise CharteValueOutOfBounds(champ=champ, valeur=brut, minimum=minimum, maximum=maximum)


def _parse_jour(champ: str, brut: object) -> tuple[int, int]:
    """A day of any year, ``MM-JJ``."""
    try:
        jour = date.fromisoformat(f"2001-{brut}")
    except ValueError:
        raise CharteValueOutOfBounds(champ=champ, valeur=brut, minimum="01-01", maximum="12-31") from None
    return jour.month, jour.day


def _parse_avertissements(champ: str, brut: object) -> tuple[int, ...]:
    jours = brut if isinstance(brut, list) else []
    entiers = [j for j in jours if isinstance(j, int) and not isinstance(j, bool) and 1 <= j <= 365]
    if not entiers or len(entiers) != len(jours) or entiers != sorted(set(entiers), reverse=True):
        raise CharteValueOutOfBounds(champ=champ, valeur=brut, minimum=1, maximum=365)
    return tuple(entiers)


def _parse_necessite(champ: str, brut: object) -> str:
    if not isinstance(brut, str) or len(brut) > 300:
        raise CharteValueOutOfBounds(champ=champ, valeur="texte", minimum=0, maximum=300)
    return brut
