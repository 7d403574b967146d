"""The events of a rappel à l'ordre after the parquet's answer B: partners, summons, act, return (temps 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre_evenement import Evenement
from gsn_app.domain.rappel_ordre_refus import RappelOrdreDestinataireUnknown
from gsn_app.domain.rappel_ordre_valeur import (
    LIMITE_LIEU,
    LIMITE_NOM,
    LIMITE_PRECISION,
    LIMITE_QUALITE,
    Destinataire,
    FormeEntretien,
    MesureRappel,
    MotifImpossibilite,
    MotifReport,
    validate_choix,
    validate_compte,
    validate_date,
    validate_heure,
    validate_oui_non,
    validate_phrase,
)
from gsn_app.domain.texte import validate_texte


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
    forme: FormeEntretien = FormeEntretien.SIMPLE

    def _check(self) -> None:
        self._keep("date_convocation", validate_date("Date de la convocation", self.date_convocation))
        self._keep("heure", validate_heure("Heure de la convocation", self.heure, obligatoire=True))
        self._keep("lieu", validate_phrase("Lieu de la convocation", self.lieu, LIMITE_LIEU))
        self._keep("destinataires", _destinataires(self.destinataires))
        validate_oui_non("Remise en main propre", self.remise_en_main_propre)
        self._keep("forme", validate_choix("Forme de l’entretien", self.forme, FormeEntretien))
        if not self.destinataires:
            raise RappelOrdreDestinataireUnknown()


@dataclass(frozen=True, kw_only=True)
class Prononce(Evenement):
    """The mayor's spoken act: by whom, before whom, what was decided (elu only, at replay too).

    ``representants_presents`` hold representatives only; none for a minor requires ``motif_impossibilite``.
    """

    acte = Acte.RAPPEL_ORDRE_PRONONCE

    date_prononce: date
    elu_nom: str
    elu_qualite: str
    representants_presents: tuple[Destinataire, ...] = ()
    motif_impossibilite: MotifImpossibilite | None = None
    mesure: MesureRappel = MesureRappel.RAPPEL
    engagement_ecrit: bool = False

    def _check(self) -> None:
        self._past("Date du rappel à l’ordre", "date_prononce")
        self._keep("elu_nom", validate_texte("Nom de l’élu", self.elu_nom, LIMITE_NOM))
        self._keep("elu_qualite", validate_texte("Qualité de l’élu", self.elu_qualite, LIMITE_QUALITE))
        self._keep("representants_presents", _destinataires(self.representants_presents))
        if Destinataire.AUTEUR in self.representants_presents:
            raise RappelOrdreDestinataireUnknown()
        if self.motif_impossibilite is not None:
            motif = validate_choix("Motif d’impossibilité", self.motif_impossibilite, MotifImpossibilite)
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


def _destinataires(valeurs: tuple[Destinataire, ...]) -> tuple[Destinataire, ...]:
    choisis = tuple(validate_choix("Destinataires", v, Destinataire) for v in valeurs)
    if len(set(choisis)) != len(choisis):
        raise RappelOrdreDestinataireUnknown()
    return choisis
