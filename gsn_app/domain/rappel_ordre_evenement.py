"""The events of a rappel à l'ordre: frozen, validated at birth, serialised to versioned dictionaries.

Events are the only thing stored; ``rappel_ordre.replay`` turns them into a state. ``auteur_id`` and
``auteur_roles`` are supplied by the caller after it has verified the author's signature and the signed
directory: roles are never read from the stored form. Dates accept ``date`` objects or ISO strings and
are ``date`` afterwards; hours are « HH:MM »; closed values accept their stored code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre_refus import (
    RappelOrdreAuteurMismatch,
    RappelOrdreChoixInvalid,
    RappelOrdreDateFuture,
    RappelOrdreDestinataireUnknown,
    RappelOrdreEvenementIllegible,
    RappelOrdreFaitUnknown,
    RappelOrdreRepresentantTooMany,
)
from gsn_app.domain.rappel_ordre_valeur import (
    LIMITE_DESCRIPTION,
    LIMITE_LIEU,
    LIMITE_NOM,
    LIMITE_NUMERO,
    LIMITE_PRECISION,
    LIMITE_QUALITE,
    LIMITE_REFERENCE,
    LIMITE_SERVICE,
    REPRESENTANTS,
    Destinataire,
    Fait,
    MesureRappel,
    MotifReport,
    Protocole,
    Reponse,
    Representant,
    validate_adresse,
    validate_choix,
    validate_compte,
    validate_date,
    validate_heure,
    validate_oui_non,
    validate_phrase,
)
from gsn_app.domain.texte import validate_texte

VERSION: Final = 1


@dataclass(frozen=True, kw_only=True)
class Evenement:
    """One recorded fact. ``numero`` counts from 1 without gap; ``horodatage`` is aware UTC."""

    acte: ClassVar[Acte]

    numero: int
    auteur_id: str
    auteur_roles: frozenset[str]
    horodatage: datetime

    def __post_init__(self) -> None:
        validate_compte("Numéro d’événement", self.numero)
        self._keep("auteur_id", validate_texte("Auteur", self.auteur_id, 100))
        self._keep("auteur_roles", frozenset(str(role) for role in self.auteur_roles))
        if not isinstance(self.horodatage, datetime) or self.horodatage.utcoffset() != timedelta(0):
            raise RappelOrdreChoixInvalid(champ="Horodatage")
        self._check()

    def _check(self) -> None:
        """Validate and normalise the fields of the concrete event."""

    def _keep(self, nom: str, valeur: object) -> None:
        object.__setattr__(self, nom, valeur)

    def _past(self, champ: str, nom: str) -> None:
        """Keep a date that cannot be later than the day after the recording (time zones)."""
        jour = validate_date(champ, getattr(self, nom))
        if jour > self.horodatage.date() + timedelta(days=1):
            raise RappelOrdreDateFuture(champ=champ, valeur=f"{jour:%d/%m/%Y}")
        self._keep(nom, jour)


@dataclass(frozen=True, kw_only=True)
class Prepare(Evenement):
    """Identity, precise facts and the three declarations (None = not answered yet: refused at replay).

    For absentéisme the person is the pupil concerned; the rappel is addressed to the representatives.
    ``adresse`` serves the summons only. ``heure_fait`` is "" when unknown.
    """

    acte = Acte.RAPPEL_ORDRE_PREPARE

    nom: str
    prenom: str
    date_naissance: date
    fait: Fait
    description: str
    date_fait: date
    lieu: str
    service: str
    commune_victime: bool
    crime_ou_delit: bool | None
    plainte_deposee: bool | None
    enquete_judiciaire: bool | None
    acte_envisage: MesureRappel = MesureRappel.RAPPEL
    date_envisagee: date | None = None
    heure_fait: str = ""
    reference_rapport: str = ""
    representants: tuple[Representant, ...] = ()
    adresse: str = ""

    def _check(self) -> None:
        self._keep("nom", validate_texte("Nom", self.nom, LIMITE_NOM))
        self._keep("prenom", validate_texte("Prénom", self.prenom, LIMITE_NOM))
        self._past("Date de naissance", "date_naissance")
        try:
            self._keep("fait", Fait(str(self.fait)))
        except ValueError:
            raise RappelOrdreFaitUnknown() from None
        self._keep("description", validate_phrase("Description", self.description, LIMITE_DESCRIPTION))
        self._past("Date des faits", "date_fait")
        self._keep("heure_fait", validate_heure("Heure des faits", self.heure_fait))
        self._keep("lieu", validate_phrase("Lieu des faits", self.lieu, LIMITE_LIEU))
        self._keep("service", validate_phrase("Service qui a constaté", self.service, LIMITE_SERVICE))
        reference = validate_phrase("Référence", self.reference_rapport, LIMITE_REFERENCE, obligatoire=False)
        self._keep("reference_rapport", reference)
        validate_oui_non("Commune victime", self.commune_victime)
        for declaration in ("crime_ou_delit", "plainte_deposee", "enquete_judiciaire"):
            if getattr(self, declaration) is not None:
                validate_oui_non("Déclaration", getattr(self, declaration))
        self._keep("acte_envisage", validate_choix("Acte envisagé", self.acte_envisage, MesureRappel))
        if self.date_envisagee is not None:
            self._keep("date_envisagee", validate_date("Date envisagée", self.date_envisagee))
        self._keep("representants", tuple(self.representants))
        if len(self.representants) > len(REPRESENTANTS):
            raise RappelOrdreRepresentantTooMany()
        self._keep("adresse", validate_adresse("Adresse", self.adresse))


@dataclass(frozen=True, kw_only=True)
class ParquetConsulte(Evenement):
    """Temps 1: the printed sheet left. A reminder repeats the number with a greater ``exemplaire``."""

    acte = Acte.RAPPEL_ORDRE_PARQUET_CONSULTE

    numero_fiche: str
    date_envoi: date
    exemplaire: int = 1
    protocole: Protocole | None = None

    def _check(self) -> None:
        self._keep("numero_fiche", validate_texte("Numéro de fiche", self.numero_fiche, LIMITE_NUMERO))
        self._past("Date d’envoi", "date_envoi")
        validate_compte("Exemplaire", self.exemplaire, 1, 99)


@dataclass(frozen=True, kw_only=True)
class ReponseParquet(Evenement):
    """Temps 2: the paper answer. ``SILENCE`` needs no magistrate, A and B do."""

    acte = Acte.RAPPEL_ORDRE_REPONSE_PARQUET

    reponse: Reponse
    date_reponse: date
    magistrat_nom: str = ""
    magistrat_qualite: str = ""
    precisions: str = ""

    def _check(self) -> None:
        self._keep("reponse", validate_choix("Réponse du parquet", self.reponse, Reponse))
        self._past("Date de la réponse", "date_reponse")
        requis = self.reponse is not Reponse.SILENCE
        nom = validate_texte("Nom du magistrat", self.magistrat_nom, LIMITE_NOM, obligatoire=requis)
        qualite = validate_texte(
            "Qualité du magistrat", self.magistrat_qualite, LIMITE_QUALITE, obligatoire=requis
        )
        self._keep("magistrat_nom", nom)
        self._keep("magistrat_qualite", qualite)
        precisions = validate_phrase("Précisions", self.precisions, LIMITE_PRECISION, obligatoire=False)
        self._keep("precisions", precisions)


@dataclass(frozen=True, kw_only=True)
class PartenairesConsultes(Evenement):
    """The group's opinion: is the person already followed, does the act fit; the remark names nobody."""

    acte = Acte.RAPPEL_ORDRE_PARTENAIRES_CONSULTES

    date_consultation: date
    deja_suivie: bool
    compatible: bool
    remarque: str = ""

    def _check(self) -> None:
        self._past("Date de la consultation", "date_consultation")
        validate_oui_non("Déjà suivie", self.deja_suivie)
        validate_oui_non("Compatible avec le suivi", self.compatible)
        self._keep(
            "remarque", validate_phrase("Remarque", self.remarque, LIMITE_PRECISION, obligatoire=False)
        )


@dataclass(frozen=True, kw_only=True)
class Convoque(Evenement):
    """The summons: when, where, to whom, and whether it was handed over in person."""

    acte = Acte.RAPPEL_ORDRE_CONVOQUE

    date_convocation: date
    heure: str
    lieu: str
    destinataires: tuple[Destinataire, ...]
    remise_en_main_propre: bool = False

    def _check(self) -> None:
        self._keep("date_convocation", validate_date("Date de la convocation", self.date_convocation))
        self._keep("heure", validate_heure("Heure de la convocation", self.heure, obligatoire=True))
        self._keep("lieu", validate_phrase("Lieu de la convocation", self.lieu, LIMITE_LIEU))
        self._keep("destinataires", _destinataires(self.destinataires))
        validate_oui_non("Remise en main propre", self.remise_en_main_propre)
        if not self.destinataires:
            raise RappelOrdreDestinataireUnknown()


@dataclass(frozen=True, kw_only=True)
class Prononce(Evenement):
    """The mayor's spoken act: by whom, before whom, what was decided (elu only, at replay too).

    ``representants_presents`` hold representatives only; empty for a minor requires ``motif_impossibilite``.
    """

    acte = Acte.RAPPEL_ORDRE_PRONONCE

    date_prononce: date
    elu_nom: str
    elu_qualite: str
    representants_presents: tuple[Destinataire, ...] = ()
    motif_impossibilite: str = ""
    mesure: MesureRappel = MesureRappel.RAPPEL
    engagement_ecrit: bool = False

    def _check(self) -> None:
        self._past("Date du rappel à l’ordre", "date_prononce")
        self._keep("elu_nom", validate_texte("Nom de l’élu", self.elu_nom, LIMITE_NOM))
        self._keep("elu_qualite", validate_texte("Qualité de l’élu", self.elu_qualite, LIMITE_QUALITE))
        self._keep("representants_presents", _destinataires(self.representants_presents))
        if Destinataire.AUTEUR in self.representants_presents:
            raise RappelOrdreDestinataireUnknown()
        motif = validate_phrase("Motif d’impossibilité", self.motif_impossibilite, 200, obligatoire=False)
        self._keep("motif_impossibilite", motif)
        self._keep("mesure", validate_choix("Mesure", self.mesure, MesureRappel))
        validate_oui_non("Engagement écrit", self.engagement_ecrit)


@dataclass(frozen=True, kw_only=True)
class NonPresente(Evenement):
    """The person summoned did not come."""

    acte = Acte.RAPPEL_ORDRE_NON_PRESENTE

    date_constat: date

    def _check(self) -> None:
        self._past("Date de la non-présentation", "date_constat")


@dataclass(frozen=True, kw_only=True)
class Reporte(Evenement):
    """The interview is put off; a new summons follows."""

    acte = Acte.RAPPEL_ORDRE_REPORTE

    date_report: date
    motif: MotifReport = MotifReport.AUTRE

    def _check(self) -> None:
        self._past("Date du report", "date_report")
        self._keep("motif", validate_choix("Motif du report", self.motif, MotifReport))


@dataclass(frozen=True, kw_only=True)
class ParquetInforme(Evenement):
    """Temps 3: the return part left for the parquet; the sheet is closed."""

    acte = Acte.RAPPEL_ORDRE_PARQUET_INFORME

    date_retour: date
    exemplaire: int = 1

    def _check(self) -> None:
        self._past("Date du retour au parquet", "date_retour")
        validate_compte("Exemplaire", self.exemplaire, 1, 99)


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


def from_dict(data: Mapping[str, object], *, auteur_id: str, auteur_roles: frozenset[str]) -> Evenement:
    """Rebuild an event from its stored form.

    ``auteur_id`` and ``auteur_roles`` are those the signature and the signed directory prove. Raises
    RappelOrdreAuteurMismatch when the stored author is another, RappelOrdreEvenementIllegible on an unknown
    version, act or field, and the field errors of the event.
    """
    if data.get("v") != VERSION:
        raise RappelOrdreEvenementIllegible(detail=f"version {data.get('v')}")
    classe = TYPES.get(str(data.get("acte")))
    if classe is None:
        raise RappelOrdreEvenementIllegible(detail=f"acte {data.get('acte')}")
    corps = {nom: valeur for nom, valeur in data.items() if nom not in {"v", "acte"}}
    if set(corps) != {f.name for f in fields(classe)} - {"auteur_roles"}:
        raise RappelOrdreEvenementIllegible(detail="champs")
    if corps["auteur_id"] != auteur_id:
        raise RappelOrdreAuteurMismatch()
    try:
        corps = {nom: _decoded(nom, valeur) for nom, valeur in corps.items()}
        return classe(**{**corps, "auteur_roles": auteur_roles})  # type: ignore[arg-type]
    except (TypeError, ValueError, AttributeError) as erreur:
        raise RappelOrdreEvenementIllegible(detail=type(erreur).__name__) from None


def _destinataires(valeurs: tuple[Destinataire, ...]) -> tuple[Destinataire, ...]:
    choisis = tuple(validate_choix("Destinataires", v, Destinataire) for v in valeurs)
    if len(set(choisis)) != len(choisis):
        raise RappelOrdreDestinataireUnknown()
    return choisis


def _encoded(valeur: object) -> object:
    if isinstance(valeur, StrEnum):
        return str(valeur)
    if isinstance(valeur, (datetime, date, time)):
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
