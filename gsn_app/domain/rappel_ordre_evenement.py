"""The events of a rappel à l'ordre up to the parquet's answer, and their base: frozen, validated at birth.

Events are the only thing stored; ``rappel_ordre.replay`` turns them into a state. ``auteur_id`` and
``auteur_roles`` are supplied by the caller after it has verified the author's signature and the signed
directory: roles are never read from the stored form. Dates accept ``date`` objects or ISO strings and
are ``date`` afterwards; hours are « HH:MM »; closed values accept their stored code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre_refus import (
    RappelOrdreChoixInvalid,
    RappelOrdreDateFuture,
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
    Fait,
    MesureRappel,
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
        if not all(isinstance(r, Representant) for r in self.representants):
            raise RappelOrdreChoixInvalid(champ="Représentants légaux")
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
        if self.protocole is not None and not isinstance(self.protocole, Protocole):
            raise RappelOrdreChoixInvalid(champ="Protocole")


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
