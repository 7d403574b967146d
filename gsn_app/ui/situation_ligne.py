"""One line of the list of situations: what is shown, searched and sorted, computed once a refresh."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QCollator, QLocale

from gsn_app.domain.situation import EtatSituation, SituationResume, age_on
from gsn_app.domain.texte import fold
from gsn_app.ui.kit.label import format_date

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
SANS = "—"
SANS_REFERENT = "sans"
NOMS_ETAT = {EtatSituation.OUVERTE: "Ouverte", EtatSituation.CLOTUREE: "Clôturée"}
ECHEANCES = {
    "depassee": "Échéance dépassée",
    "trente_jours": "Échéance sous 30\u00a0jours",
    "sans": "Sans échéance",
}


def parse_iso(iso: str) -> date | None:
    """The date of an ISO date or timestamp; None when empty or unreadable."""
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None


def format_age(naissance: str, jour: date) -> str:
    """« 14 ans », or a dash when the birth date is unknown."""
    ne_le = parse_iso(naissance)
    if ne_le is None:
        return SANS
    age = age_on(ne_le, jour)
    return f"{age}\u00a0an{'s' if age > 1 else ''}"


def loose_date(iso: str) -> str:
    """Every way a date may be typed in the search field: 12/03/2009, 12 mars 2009, 120309, 2009-03-12."""
    jour = parse_iso(iso)
    if jour is None:
        return ""
    j, m, a = jour.day, jour.month, jour.year
    colles = f"{j:02d}{m:02d}{a} {j:02d}{m:02d}{a % 100:02d} {a}{m:02d}{j:02d}"
    return fold(f"{j:02d} {m:02d} {j} {m} {a} {MOIS[m - 1]} {colles}")


def stick(nom: str) -> str:
    """A name typed without its spaces, from any of its words on: « delatour latour tour »."""
    mots = fold(nom).split()
    return " ".join("".join(mots[rang:]) for rang in range(len(mots)))


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
    nom: str
    prenom: str
    age: str
    instance: str
    motif: str
    referent: str
    etat: str
    naissance: str
    echeance: str
    ouverte_le: str
    recherche: str
    instance_id: str
    etat_code: str
    referent_id: str
    motif_code: str


@dataclass(frozen=True)
class Filtre:
    """What narrows the list; an empty value does not narrow. ``sans`` as référent means none designated."""

    recherche: str = ""
    instance: str = ""
    etat: str = ""
    referent: str = ""
    motif: str = ""
    echeance: str = ""

    def compile(self, jour: date) -> Callable[[LigneSituation], bool]:
        """The predicate of the list: every typed word must begin a word of the line, in any order."""
        mots = tuple(f" {mot}" for mot in fold(self.recherche).split())

        def keep(ligne: LigneSituation) -> bool:
            return (
                all(mot in ligne.recherche for mot in mots)
                and (not self.instance or ligne.instance_id == self.instance)
                and (not self.etat or ligne.etat_code == self.etat)
                and (not self.referent or (ligne.referent_id or SANS_REFERENT) == self.referent)
                and (not self.motif or ligne.motif_code == self.motif)
                and (not self.echeance or self._keeps_echeance(parse_iso(ligne.echeance), jour))
            )

        return keep

    def _keeps_echeance(self, echeance: date | None, jour: date) -> bool:
        if echeance is None or self.echeance == "sans":
            return self.echeance == "sans" and echeance is None
        if self.echeance == "depassee":
            return echeance < jour
        return jour <= echeance <= jour + timedelta(days=30)


def build_lignes(
    resumes: Iterable[SituationResume], libelles: Libelles, aujourdhui: date
) -> list[LigneSituation]:
    """Compute every row once, ordered by name in French order so that ties never follow the storage."""
    ordre = QCollator(QLocale(QLocale.Language.French, QLocale.Country.France))
    ordre.setNumericMode(True)
    resumes = list(resumes)
    plusieurs = len({resume.typologie.instance_id for resume in resumes}) > 1
    lignes = [_build_ligne(resume, libelles, aujourdhui, plusieurs=plusieurs) for resume in resumes]
    lignes.sort(key=lambda ligne: ligne.id)
    lignes.sort(key=lambda ligne: (ordre.sortKey(ligne.nom), ordre.sortKey(ligne.prenom)))
    return lignes


def _build_ligne(
    resume: SituationResume, libelles: Libelles, jour: date, *, plusieurs: bool
) -> LigneSituation:
    """``plusieurs``: the body is searched only where there are several, as it is shown."""
    qui, quoi = resume.personne, resume.typologie
    motif = libelles.code(quoi.motif)
    referent = libelles.membre(quoi.referent_id) if quoi.referent_id else SANS
    instance = libelles.instance(quoi.instance_id)
    secondaires = " ".join(libelles.code(code) for code in quoi.motifs_secondaires)
    quartier = libelles.code(qui.quartier) if qui.quartier else ""
    mots = (
        fold(f"{qui.nom} {qui.prenom}"),
        stick(qui.nom),
        loose_date(qui.date_naissance),
        fold(f"{motif} {secondaires} {referent} {instance if plusieurs else ''} {quartier}"),
    )
    return LigneSituation(
        id=resume.id,
        nom=qui.nom,
        prenom=qui.prenom,
        age=format_age(qui.date_naissance, jour),
        instance=instance,
        motif=motif,
        referent=referent,
        etat=NOMS_ETAT[quoi.etat],
        naissance=qui.date_naissance,
        echeance=quoi.echeance,
        ouverte_le=quoi.date_ouverture,
        recherche=" " + " ".join(mots),
        instance_id=quoi.instance_id,
        etat_code=quoi.etat.value,
        referent_id=quoi.referent_id,
        motif_code=quoi.motif,
    )


def show_date(iso: str) -> str:
    """A date as read in a cell: a dash when there is none."""
    return format_date(iso) if iso else SANS
