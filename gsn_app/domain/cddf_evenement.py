"""The events of a referral to the conseil pour les droits et devoirs des familles (CASF L141-1, L141-2).

The conseil hears, recalls and recommends: no event decides, punishes or suspends anything, and no field could say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre_evenement import Evenement
from gsn_app.domain.rappel_ordre_refus import RappelOrdreChoixInvalid, RappelOrdreRepresentantTooMany
from gsn_app.domain.rappel_ordre_valeur import (
    LIMITE_LIEU,
    LIMITE_NOM,
    LIMITE_QUALITE,
    REPRESENTANTS,
    Destinataire,
    Representant,
    validate_choix,
    validate_date,
    validate_heure,
    validate_oui_non,
    validate_phrase,
)
from gsn_app.domain.texte import validate_texte


class SaisiPar(StrEnum):
    """Who referred the family; a closed list of institutions, never a person."""

    MAIRE = "saisi_par.MAI"
    ECOLE = "saisi_par.EN"
    DEPARTEMENT = "saisi_par.DEP"
    BAILLEUR = "saisi_par.BAI"
    FAMILLE = "saisi_par.FAM"
    AUTRE = "saisi_par.AUT"


class MotifCddf(StrEnum):
    """Why; nothing on health, offences or judicial measures."""

    ASSIDUITE = "motif_cddf.ASS"
    TRANQUILLITE = "motif_cddf.TRA"
    PARENTALITE = "motif_cddf.PAR"
    RAPPEL = "motif_cddf.RAO"


class Recommandation(StrEnum):
    """What the conseil may recommend: advice and help, never an obligation."""

    ASSIDUITE = "recommandation.ASS"
    HORAIRES = "recommandation.HOR"
    SERVICE = "recommandation.SER"
    ACTIVITE = "recommandation.ACT"
    ACCOMPAGNEMENT = "recommandation.PAR"
    AESF = "recommandation.ESF"
    AUCUNE = "recommandation.AUC"


class IssueCddf(StrEnum):
    """How the path ended, as the report counts it."""

    AMELIOREE = "suite.AME"
    SOLUTIONNEE = "suite.SOL"
    EN_COURS = "suite.COU"
    REFUS = "suite.REF"
    ABSENTE = "suite.ABSN"


LIBELLES: Final[dict[StrEnum, str]] = {
    SaisiPar.MAIRE: "Maire ou élu délégué",
    SaisiPar.ECOLE: "Établissement scolaire ou direction académique",
    SaisiPar.DEPARTEMENT: "Service du département",
    SaisiPar.BAILLEUR: "Bailleur",
    SaisiPar.FAMILLE: "La famille elle-même",
    SaisiPar.AUTRE: "Autre",
    MotifCddf.ASSIDUITE: "Assiduité scolaire",
    MotifCddf.TRANQUILLITE: "Tranquillité publique",
    MotifCddf.PARENTALITE: "Difficultés dans le rôle de parents",
    MotifCddf.RAPPEL: "Suite d’un rappel à l’ordre",
    Recommandation.ASSIDUITE: "Veiller à l’assiduité scolaire",
    Recommandation.HORAIRES: "Veiller aux heures de sortie de l’enfant",
    Recommandation.SERVICE: "Rencontrer un service qui peut aider",
    Recommandation.ACTIVITE: "Inscrire l’enfant à une activité",
    Recommandation.ACCOMPAGNEMENT: "Accompagnement parental proposé par le maire",
    Recommandation.AESF: "Accompagnement en économie sociale et familiale, demandé au département",
    Recommandation.AUCUNE: "Aucune recommandation",
    IssueCddf.AMELIOREE: "Situation améliorée",
    IssueCddf.SOLUTIONNEE: "Situation solutionnée",
    IssueCddf.EN_COURS: "Accompagnement en cours ailleurs",
    IssueCddf.REFUS: "Refus de la famille",
    IssueCddf.ABSENTE: "La famille n’est pas venue",
}


def libelle(valeur: StrEnum) -> str:
    """French label of a coded value of this module."""
    return LIBELLES[valeur]


@dataclass(frozen=True, kw_only=True)
class Saisi(Evenement):
    """The referral: which family, by whom, why."""

    acte = Acte.CDDF_SAISI

    enfant_nom: str
    enfant_prenom: str
    date_naissance: date
    representants: tuple[Representant, ...]
    saisi_par: SaisiPar
    motif: MotifCddf
    date_saisine: date

    def _check(self) -> None:
        self._keep("enfant_nom", validate_texte("Nom de l’enfant", self.enfant_nom, LIMITE_NOM))
        self._keep("enfant_prenom", validate_texte("Prénom de l’enfant", self.enfant_prenom, LIMITE_NOM))
        self._past("Date de naissance", "date_naissance")
        self._keep("representants", tuple(self.representants))
        if not all(isinstance(r, Representant) for r in self.representants):
            raise RappelOrdreChoixInvalid(champ="Représentants légaux")
        if len(self.representants) > len(REPRESENTANTS):
            raise RappelOrdreRepresentantTooMany()
        self._keep("saisi_par", validate_choix("Saisi par", self.saisi_par, SaisiPar))
        self._keep("motif", validate_choix("Motif", self.motif, MotifCddf))
        self._past("Date de la saisine", "date_saisine")


@dataclass(frozen=True, kw_only=True)
class ConvoqueFamille(Evenement):
    """The invitation: the parents, and the child where the body's setting allows it (``enfant_invite``)."""

    acte = Acte.CDDF_CONVOQUE

    date_convocation: date
    heure: str
    lieu: str
    enfant_invite: bool = False

    def _check(self) -> None:
        self._keep("date_convocation", validate_date("Date de la séance", self.date_convocation))
        self._keep("heure", validate_heure("Heure de la séance", self.heure, obligatoire=True))
        self._keep("lieu", validate_phrase("Lieu de la séance", self.lieu, LIMITE_LIEU))
        validate_oui_non("Enfant invité", self.enfant_invite)


@dataclass(frozen=True, kw_only=True)
class FamilleEntendue(Evenement):
    """The family heard: which parents came, the rights and duties recalled to them."""

    acte = Acte.CDDF_FAMILLE_ENTENDUE

    date_audition: date
    parents_presents: tuple[Destinataire, ...]
    enfant_present: bool = False
    droits_rappeles: bool = True

    def _check(self) -> None:
        self._past("Date de l’audition", "date_audition")
        presents = tuple(validate_choix("Parents présents", v, Destinataire) for v in self.parents_presents)
        self._keep("parents_presents", presents)
        validate_oui_non("Enfant présent", self.enfant_present)
        validate_oui_non("Droits et devoirs rappelés", self.droits_rappeles)


@dataclass(frozen=True, kw_only=True)
class FamilleAbsente(Evenement):
    """Nobody came; the family may be invited again, and nothing else follows from it."""

    acte = Acte.CDDF_FAMILLE_ABSENTE

    date_constat: date

    def _check(self) -> None:
        self._past("Date de la non-présentation", "date_constat")


@dataclass(frozen=True, kw_only=True)
class Recommande(Evenement):
    """What the conseil recommends: at least one line of the closed list."""

    acte = Acte.CDDF_RECOMMANDE

    date_seance: date
    recommandations: tuple[Recommandation, ...]

    def _check(self) -> None:
        self._past("Date de la séance", "date_seance")
        choisies = tuple(validate_choix("Recommandations", v, Recommandation) for v in self.recommandations)
        if not choisies or len(set(choisies)) != len(choisies):
            raise RappelOrdreChoixInvalid(champ="Recommandations")
        if Recommandation.AUCUNE in choisies and len(choisies) > 1:
            raise RappelOrdreChoixInvalid(champ="Recommandations")
        self._keep("recommandations", choisies)


@dataclass(frozen=True, kw_only=True)
class Accompagnement(Evenement):
    """The accompagnement parental proposed by the mayor (L141-2), its checks each answered (None: refused)."""

    acte = Acte.CDDF_ACCOMPAGNEMENT

    date_debut: date
    assistance_judiciaire: bool | None
    accord_parents: bool
    avis_departement_le: date
    dasen_informe_le: date
    ecole_informee_le: date
    caisse_informee_le: date
    elu_nom: str
    elu_qualite: str

    def _check(self) -> None:
        self._past("Début de l’accompagnement", "date_debut")
        if self.assistance_judiciaire is not None:
            validate_oui_non("Assistance judiciaire en cours", self.assistance_judiciaire)
        validate_oui_non("Accord des parents", self.accord_parents)
        for champ, nom in INFORMES:
            self._past(champ, nom)
        self._keep("elu_nom", validate_texte("Nom de l’élu", self.elu_nom, LIMITE_NOM))
        self._keep("elu_qualite", validate_texte("Qualité de l’élu", self.elu_qualite, LIMITE_QUALITE))


#: who is asked or told before the accompagnement begins, in the order of the law
INFORMES: Final = (
    ("Avis demandé au président du département", "avis_departement_le"),
    ("DASEN informé", "dasen_informe_le"),
    ("Établissement informé", "ecole_informee_le"),
    ("Organisme de prestations informé", "caisse_informee_le"),
)


@dataclass(frozen=True, kw_only=True)
class AesfDemandee(Evenement):
    """The AESF asked of the département, which alone grants it."""

    acte = Acte.CDDF_AESF_DEMANDEE

    date_demande: date

    def _check(self) -> None:
        self._past("Date de la demande", "date_demande")


@dataclass(frozen=True, kw_only=True)
class Atteste(Evenement):
    """The attestation at the end of the accompagnement, with the parents' solemn engagement (elu only)."""

    acte = Acte.CDDF_ATTESTE

    date_attestation: date
    engagement_parents: bool
    elu_nom: str
    elu_qualite: str

    def _check(self) -> None:
        self._past("Date de l’attestation", "date_attestation")
        validate_oui_non("Engagement des parents", self.engagement_parents)
        self._keep("elu_nom", validate_texte("Nom de l’élu", self.elu_nom, LIMITE_NOM))
        self._keep("elu_qualite", validate_texte("Qualité de l’élu", self.elu_qualite, LIMITE_QUALITE))


@dataclass(frozen=True, kw_only=True)
class ClosCddf(Evenement):
    """The end of the path, as the report counts it."""

    acte = Acte.CDDF_CLOS

    date_fin: date
    issue: IssueCddf

    def _check(self) -> None:
        self._past("Date de fin", "date_fin")
        self._keep("issue", validate_choix("Issue", self.issue, IssueCddf))
