"""The fiche-navette between mairie and parquet: every fact printed on the sheet, and no other (domain 4).

Built from a replayed rappel à l'ordre and the commune's settings; parts two and three stay empty until
known, so that the same sheet serves the request, the answer and the return. Never here: school, social or
health remarks, the partners' opinion, exchanges of the group, other persons, addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from gsn_app.domain.logo import EnTetePapier
from gsn_app.domain.rappel_ordre import (
    Destinataire,
    MesureRappel,
    Prononce,
    RappelOrdre,
    Reponse,
    Representant,
    libelle,
)
from gsn_app.domain.rappel_ordre_refus import RappelOrdreFicheMismatch, RappelOrdreNotPrepared
from gsn_app.domain.rappel_ordre_valeur import (
    LIMITE_NOM,
    LIMITE_NUMERO,
    REPRESENTANTS,
    Protocole,
    validate_compte,
    validate_date,
    validate_phrase,
)
from gsn_app.domain.texte import validate_texte

LIMITE_ANCRE: Final = 60
LIMITE_RETOUR: Final = 160


@dataclass(frozen=True)
class ReglagesRappel:
    """The commune's settings shown on sheets and letters; ``retour``: where the parquet answers."""

    commune: str
    tribunal: str
    protocole: Protocole | None = None
    retour: str = ""
    contact: str = ""

    def __post_init__(self) -> None:
        for nom, champ, limite, requis in (
            ("commune", "Commune", LIMITE_NOM, True),
            ("tribunal", "Tribunal judiciaire", LIMITE_NOM, True),
            ("retour", "Adresse de retour", LIMITE_RETOUR, False),
            ("contact", "Contact en mairie", LIMITE_RETOUR, False),
        ):
            propre = validate_phrase(champ, getattr(self, nom), limite, obligatoire=requis)
            object.__setattr__(self, nom, propre)


@dataclass(frozen=True)
class Tirage:
    """What belongs to one printed copy: its number, the journal's anchor, who reads it and when.

    ``ancre`` is the text « n · 16 base32 characters » shown at the foot and in the QR code; ``entete`` the commune's
    letterhead, None for its name alone.
    """

    numero: str
    exemplaire: int
    ancre: str
    lecteur: str
    imprime_le: date
    entete: EnTetePapier | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "numero", validate_texte("Numéro de fiche", self.numero, LIMITE_NUMERO))
        validate_compte("Exemplaire", self.exemplaire, 1, 99)
        object.__setattr__(self, "ancre", validate_texte("Ancre", self.ancre, LIMITE_ANCRE))
        object.__setattr__(self, "lecteur", validate_texte("Lecteur", self.lecteur, LIMITE_NOM))
        object.__setattr__(self, "imprime_le", validate_date("Date d’impression", self.imprime_le))


@dataclass(frozen=True)
class Signature:
    """Name and quality of the magistrate or of the elu; "" while unknown."""

    nom: str = ""
    qualite: str = ""


@dataclass(frozen=True)
class DemandeMaire:
    """Temps 1: identity, precise facts, declarations, what the mayor intends."""

    nom: str
    prenom: str
    date_naissance: date
    mineur: bool
    representants: tuple[str, ...]
    fait_code: str
    fait_libelle: str
    description: str
    date_fait: date
    heure_fait: str
    lieu: str
    service: str
    reference_rapport: str
    commune_victime: bool
    crime_ou_delit: bool
    plainte_deposee: bool
    enquete_judiciaire: bool
    mesure_envisagee: MesureRappel
    date_envisagee: date | None
    sans_eleve: bool
    date_envoi: date


@dataclass(frozen=True)
class ReponseFiche:
    """Temps 2: None while the parquet has not answered."""

    reponse: Reponse | None = None
    date_reponse: date | None = None
    magistrat: Signature = Signature()
    precisions: str = ""


@dataclass(frozen=True)
class RetourFiche:
    """Temps 3: ``tenu`` None while nothing is known; the author is absent when the act was not held."""

    tenu: bool | None = None
    date_issue: date | None = None
    representants_presents: tuple[str, ...] = ()
    motif_impossibilite: str = ""
    mesure: MesureRappel | None = None
    engagement_ecrit: bool | None = None
    elu: Signature = Signature()
    date_retour: date | None = None


@dataclass(frozen=True)
class FicheNavette:
    """One sheet, three times, ready to print."""

    commune: str
    tribunal: str
    retour: str
    protocole_date: date | None
    tirage: Tirage
    demande: DemandeMaire
    reponse: ReponseFiche
    retour_mairie: RetourFiche


def fiche_navette_of(
    rappel: RappelOrdre, reglages: ReglagesRappel, tirage: Tirage, *, date_envoi: date | None = None
) -> FicheNavette:
    """Return the sheet of a prepared rappel.

    ``date_envoi`` serves the first print, before temps 1 is recorded (default: the day of printing); later
    the recorded one is kept. Raises RappelOrdreNotPrepared, or RappelOrdreFicheMismatch when the number is
    not the recorded one. Without a recorded protocol ``protocole_date`` is None and the sheet says so.
    """
    prepare = rappel.prepare
    if prepare is None:
        raise RappelOrdreNotPrepared()
    if rappel.envois and tirage.numero != rappel.numero_fiche:
        raise RappelOrdreFicheMismatch(numero_fiche=rappel.numero_fiche)
    envoi = rappel.envois[0].date_envoi if rappel.envois else (date_envoi or tirage.imprime_le)
    protocole = rappel.envois[0].protocole if rappel.envois else reglages.protocole
    demande = DemandeMaire(
        nom=prepare.nom,
        prenom=prepare.prenom,
        date_naissance=prepare.date_naissance,
        mineur=rappel.mineur,
        representants=tuple(designation(r) for r in prepare.representants),
        fait_code=prepare.fait.partition(".")[2],
        fait_libelle=libelle(prepare.fait),
        description=prepare.description,
        date_fait=prepare.date_fait,
        heure_fait=prepare.heure_fait,
        lieu=prepare.lieu,
        service=prepare.service,
        reference_rapport=prepare.reference_rapport,
        commune_victime=prepare.commune_victime,
        crime_ou_delit=bool(prepare.crime_ou_delit),
        plainte_deposee=bool(prepare.plainte_deposee),
        enquete_judiciaire=bool(prepare.enquete_judiciaire),
        mesure_envisagee=prepare.acte_envisage,
        date_envisagee=prepare.date_envisagee,
        sans_eleve=rappel.absenteisme,
        date_envoi=envoi,
    )
    return FicheNavette(
        commune=reglages.commune,
        tribunal=reglages.tribunal,
        retour=reglages.retour,
        protocole_date=protocole.date if protocole else None,
        tirage=tirage,
        demande=demande,
        reponse=_reponse(rappel),
        retour_mairie=_retour(rappel, prepare.representants),
    )


def designation(representant: Representant) -> str:
    """« Prénom NOM, mère » as printed on the sheet: the name as typed, never an address."""
    return f"{representant.prenom} {representant.nom}, {libelle(representant.qualite)}"


def _reponse(rappel: RappelOrdre) -> ReponseFiche:
    e = rappel.reponse
    if e is None:
        return ReponseFiche()
    magistrat = Signature(e.magistrat_nom, e.magistrat_qualite)
    return ReponseFiche(e.reponse, e.date_reponse, magistrat, e.precisions)


def _retour(rappel: RappelOrdre, representants: tuple[Representant, ...]) -> RetourFiche:
    date_retour = rappel.parquet_informe.date_retour if rappel.parquet_informe else None
    e = rappel.prononce
    if e is not None:
        return RetourFiche(
            tenu=True,
            date_issue=e.date_prononce,
            representants_presents=_presents(e, representants),
            motif_impossibilite=libelle(e.motif_impossibilite) if e.motif_impossibilite else "",
            mesure=e.mesure,
            engagement_ecrit=e.engagement_ecrit,
            elu=Signature(e.elu_nom, e.elu_qualite),
            date_retour=date_retour,
        )
    if rappel.non_presente is not None and not rappel.awaiting_interview:
        return RetourFiche(tenu=False, date_issue=rappel.non_presente.date_constat, date_retour=date_retour)
    return RetourFiche()


def _presents(e: Prononce, representants: tuple[Representant, ...]) -> tuple[str, ...]:
    par_code: dict[Destinataire, Representant] = dict(zip(REPRESENTANTS, representants, strict=False))
    return tuple(designation(par_code[d]) for d in e.representants_presents if d in par_code)
