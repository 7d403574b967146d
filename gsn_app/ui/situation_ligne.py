"""One line of the list of situations: what is shown, what is searched, what is sorted, computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCollator, QLocale

from gsn_app.domain.situation import EtatSituation, SituationResume, age_on
from gsn_app.domain.texte import fold, fold_nom

MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
MOIS_COURTS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)
SANS = "—"


def read_date(iso: str) -> date | None:
    """Parse an ISO date or the date of an ISO timestamp; None when empty or unreadable."""
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None


def format_date(iso: str, vide: str = SANS) -> str:
    """« 21 nov. 2026 », with no-break spaces; ``vide`` when there is no date."""
    jour = read_date(iso)
    if jour is None:
        return vide
    premier = "1er" if jour.day == 1 else str(jour.day)
    return f"{premier}\u00a0{MOIS_COURTS[jour.month - 1]}\u00a0{jour.year}"


def format_age(naissance: str, jour: date) -> str:
    """« 14 ans », or a dash when the birth date is unknown."""
    ne_le = read_date(naissance)
    if ne_le is None:
        return SANS
    age = age_on(ne_le, jour)
    return f"{age}\u00a0an{'s' if age > 1 else ''}"


def loose_date(iso: str) -> str:
    """Every way a date may be typed in the search field: 12/03/2009, 12 mars 2009, 120309, 2009-03-12."""
    jour = read_date(iso)
    if jour is None:
        return ""
    j, m, a = jour.day, jour.month, jour.year
    return fold(
        f"{j:02d} {m:02d} {j} {m} {a} {MOIS[m - 1]} {j:02d}{m:02d}{a} {j:02d}{m:02d}{a % 100:02d} {a}{m:02d}{j:02d}"
    )


@dataclass(frozen=True)
class Libelles:
    """How codes and identifiers are worded on screen: lists, members, bodies."""

    code: Callable[[str], str]
    membre: Callable[[str], str]
    instance: Callable[[str], str]


@dataclass(frozen=True)
class LigneSituation:
    """One row: words per column, the pre-folded search string, raw values for the filters."""

    id: str
    cellules: tuple[str, ...]
    tri: tuple[object, ...]
    recherche: str
    instance_id: str
    etat: str
    referent_id: str
    motif: str
    echeance: date | None


COLONNES = ("Nom", "Prénom", "Âge", "Instance", "Motif", "Référent", "État", "Échéance", "Ouverte le")
NOMS_ETAT = {EtatSituation.OUVERTE: "Ouverte", EtatSituation.CLOTUREE: "Clôturée"}


def build_lignes(
    resumes: Iterable[SituationResume], libelles: Libelles, aujourdhui: date
) -> list[LigneSituation]:
    """Compute every row once; sort keys follow French order, dates and ages sort by value."""
    ordre = QCollator(QLocale(QLocale.Language.French, QLocale.Country.France))
    ordre.setNumericMode(True)
    return [_build_ligne(resume, libelles, aujourdhui, ordre) for resume in resumes]


def _build_ligne(resume: SituationResume, libelles: Libelles, jour: date, ordre: QCollator) -> LigneSituation:
    qui, quoi = resume.personne, resume.typologie
    motif = libelles.code(quoi.motif)
    referent = libelles.membre(quoi.referent_id) if quoi.referent_id else "Sans référent"
    instance = libelles.instance(quoi.instance_id)
    etat = NOMS_ETAT[quoi.etat]
    cellules = (
        qui.nom,
        qui.prenom,
        format_age(qui.date_naissance, jour),
        instance,
        motif,
        referent,
        etat,
        format_date(quoi.echeance),
        format_date(quoi.date_ouverture),
    )
    naissance = read_date(qui.date_naissance)
    texte = [ordre.sortKey(cellule) for cellule in cellules]
    tri: tuple[object, ...] = (
        *texte[:2],
        age_on(naissance, jour) if naissance else -1,
        *texte[3:7],
        quoi.echeance or "9999",
        quoi.date_ouverture or "9999",
    )
    secondaires = " ".join(libelles.code(code) for code in quoi.motifs_secondaires)
    quartier = libelles.code(qui.quartier) if qui.quartier else ""
    noms = f"{qui.nom} {qui.prenom}"
    mots = " ".join(
        (
            fold(noms),
            fold_nom(qui.nom),
            fold(qui.nom).replace(" ", ""),
            fold_nom(qui.nom).replace(" ", ""),
            loose_date(qui.date_naissance),
            fold(f"{motif} {secondaires} {referent} {instance} {quartier}"),
        )
    )
    return LigneSituation(
        resume.id,
        cellules,
        tri,
        f" {mots}",
        quoi.instance_id,
        quoi.etat.value,
        quoi.referent_id,
        quoi.motif,
        read_date(quoi.echeance),
    )
