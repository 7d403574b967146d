"""The closed values of a rappel à l'ordre and the validation of its fields (dates, hours, choices, persons).

Stored codes are for ever: ``fait.CODE``, ``reponse_parquet.CODE``… Labels are what a reader sees in French.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from gsn_app.domain.rappel_ordre_refus import RappelOrdreChoixInvalid
from gsn_app.domain.situation import DateImpossible, parse_date
from gsn_app.domain.texte import validate_texte

LIMITE_NOM: Final = 100
LIMITE_QUALITE: Final = 100
LIMITE_LIEU: Final = 120
LIMITE_SERVICE: Final = 100
LIMITE_REFERENCE: Final = 60
LIMITE_DESCRIPTION: Final = 600
LIMITE_PRECISION: Final = 300
LIMITE_ADRESSE: Final = 250
LIMITE_NUMERO: Final = 20
LIGNES_ADRESSE: Final = 6

_E = TypeVar("_E", bound=StrEnum)


class Fait(StrEnum):
    """Facts that allow a rappel à l'ordre, in the protocol's order (domain 4); a closed list."""

    VOISIN = "fait.VOISIN"
    NUIT = "fait.NUIT"
    DEGRAD = "fait.DEGRAD"
    ABORDS = "fait.ABORDS"
    ARRETE = "fait.ARRETE"
    ABSENT = "fait.ABSENT"
    INCIV = "fait.INCIV"
    TAPAGE = "fait.TAPAGE"
    ORDURES = "fait.ORDURES"
    ANIMAUX = "fait.ANIMAUX"


class Reponse(StrEnum):
    """The parquet's answer (temps 2). ``SILENCE`` counts as B only if the protocol at sending says so."""

    A = "reponse_parquet.A"
    B = "reponse_parquet.B"
    SILENCE = "reponse_parquet.SILENCE"


class MesureRappel(StrEnum):
    """What is envisaged, then what was decided, at the mayor's interview."""

    RAPPEL = "mesure_rappel.RAPPEL"
    AIDE_PARENTALE = "mesure_rappel.AIDE_PARENTALE"
    TRANSACTION = "mesure_rappel.TRANSACTION"


class QualiteRepresentant(StrEnum):
    """In what capacity a person represents the minor."""

    MERE = "qualite_representant.MERE"
    PERE = "qualite_representant.PERE"
    TUTEUR = "qualite_representant.TUTEUR"
    AUTRE = "qualite_representant.AUT"


class Destinataire(StrEnum):
    """Who on the sheet is summoned or present."""

    AUTEUR = "destinataire.AUTEUR"
    REPRESENTANT_1 = "destinataire.REPRESENTANT_1"
    REPRESENTANT_2 = "destinataire.REPRESENTANT_2"


class FormeEntretien(StrEnum):
    """How the mayor receives: before the cellule (CCTP), or alone with a member of the services (lighter form)."""

    CCTP = "forme_entretien.CCTP"
    SIMPLE = "forme_entretien.SIMPLE"


class MotifReport(StrEnum):
    """Why the interview was put off (a code: a text would invite a health remark)."""

    FAMILLE = "motif_report.FAMILLE"
    MAIRIE = "motif_report.MAIRIE"
    AUTRE = "motif_report.AUT"


class MotifImpossibilite(StrEnum):
    """Why no legal representative could attend (charter's list; a text would invite a health remark)."""

    EMPECHEMENT = "motif_impossibilite.MAL"
    ELOIGNEMENT = "motif_impossibilite.ELO"
    NON_JOINTS = "motif_impossibilite.INJ"
    REFUS = "motif_impossibilite.REF"
    AUCUN = "motif_impossibilite.AUC"
    AUTRE = "motif_impossibilite.AUT"


REPRESENTANTS: Final = (Destinataire.REPRESENTANT_1, Destinataire.REPRESENTANT_2)

LIBELLES: Final[dict[StrEnum, str]] = {
    Fait.VOISIN: "Conflit de voisinage (nuisances sonores, écarts de langage)",
    Fait.NUIT: "Mineur non accompagné dans un lieu public à une heure tardive",
    Fait.DEGRAD: "Atteinte légère à la propriété publique",
    Fait.ABORDS: "Incident aux abords d’un établissement scolaire",
    Fait.ARRETE: "Contravention à un arrêté du maire",
    Fait.ABSENT: "Absentéisme scolaire (adressé aux parents, sans l’élève)",
    Fait.INCIV: "Incivilité commise par un mineur",
    Fait.TAPAGE: "Tapage",
    Fait.ORDURES: "Abandon d’ordures",
    Fait.ANIMAUX: "Divagation d’animaux",
    Reponse.A: "A – Faits traités judiciairement : rappel à l’ordre impossible",
    Reponse.B: "B – Faits non traités judiciairement : rappel à l’ordre possible",
    Reponse.SILENCE: "Sans réponse dans le délai du protocole : rappel à l’ordre possible",
    MesureRappel.RAPPEL: "Rappel à l’ordre",
    MesureRappel.AIDE_PARENTALE: "Rappel à l’ordre et aide parentale",
    MesureRappel.TRANSACTION: "Rappel à l’ordre et transaction",
    QualiteRepresentant.MERE: "mère",
    QualiteRepresentant.PERE: "père",
    QualiteRepresentant.TUTEUR: "tuteur ou tutrice",
    QualiteRepresentant.AUTRE: "représentant légal",
    Destinataire.AUTEUR: "la personne elle-même",
    Destinataire.REPRESENTANT_1: "premier représentant légal",
    Destinataire.REPRESENTANT_2: "second représentant légal",
    FormeEntretien.CCTP: "Séance de la cellule de citoyenneté et de tranquillité publique",
    FormeEntretien.SIMPLE: "Entretien simple avec le maire ou son délégué",
    MotifImpossibilite.EMPECHEMENT: "Empêchement déclaré",
    MotifImpossibilite.ELOIGNEMENT: "Éloignement",
    MotifImpossibilite.NON_JOINTS: "Non joints malgré les convocations",
    MotifImpossibilite.REFUS: "Refus de se présenter",
    MotifImpossibilite.AUCUN: "Aucun représentant désigné",
    MotifImpossibilite.AUTRE: "Autre",
    MotifReport.FAMILLE: "à la demande de la personne ou de la famille",
    MotifReport.MAIRIE: "à l’initiative de la mairie",
    MotifReport.AUTRE: "autre",
}


def libelle(valeur: StrEnum) -> str:
    """French label of a coded value of this module."""
    return LIBELLES[valeur]


def validate_date(champ: str, valeur: date | str) -> date:
    """Return the date (ISO strings accepted); raises DateImpossible outside 1900–2199."""
    jour = parse_date(champ, valeur) if isinstance(valeur, str) else valeur
    if type(jour) is not date or not 1900 <= jour.year < 2200:
        raise DateImpossible(champ=champ, valeur=str(valeur)[:40])
    return jour


def validate_heure(champ: str, valeur: str, *, obligatoire: bool = False) -> str:
    """Return « HH:MM » ("" where optional); raises DateImpossible or TexteEmpty."""
    heure = validate_texte(champ, valeur, 5, obligatoire=obligatoire)
    if heure and not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", heure):
        raise DateImpossible(champ=champ, valeur=heure)
    return heure


def validate_phrase(champ: str, texte: str, limite: int, *, obligatoire: bool = True) -> str:
    """Return the text on one line (line breaks become spaces), checked by ``validate_texte``."""
    propre = validate_texte(champ, texte, limite, obligatoire=obligatoire, lignes=True)
    return re.sub(r"[ \t\n]+", " ", propre)


def validate_adresse(champ: str, texte: str) -> str:
    """Return an optional postal address, blank lines dropped, at most six lines."""
    propre = validate_texte(champ, texte, LIMITE_ADRESSE, obligatoire=False, lignes=True)
    lignes = [re.sub(r"[ \t]+", " ", ligne).strip() for ligne in propre.split("\n")]
    lignes = [ligne for ligne in lignes if ligne]
    if len(lignes) > LIGNES_ADRESSE:
        raise RappelOrdreChoixInvalid(champ=champ)
    return "\n".join(lignes)


def validate_choix(champ: str, valeur: object, enumeration: type[_E]) -> _E:
    """Return the member of a closed list; raises RappelOrdreChoixInvalid."""
    try:
        return enumeration(str(valeur))
    except ValueError:
        raise RappelOrdreChoixInvalid(champ=champ) from None


def validate_oui_non(champ: str, valeur: object) -> bool:
    """Return an explicit yes or no; None or anything else raises RappelOrdreChoixInvalid."""
    if not isinstance(valeur, bool):
        raise RappelOrdreChoixInvalid(champ=champ)
    return valeur


def validate_compte(champ: str, valeur: object, minimum: int = 1, maximum: int = 9999) -> int:
    """Return a whole number within bounds; raises RappelOrdreChoixInvalid."""
    if not isinstance(valeur, int) or isinstance(valeur, bool) or not minimum <= valeur <= maximum:
        raise RappelOrdreChoixInvalid(champ=champ)
    return valeur


@dataclass(frozen=True)
class Representant:
    """A legal representative of the minor; ``adresse`` serves the summons only, never the fiche-navette."""

    nom: str
    prenom: str
    qualite: QualiteRepresentant
    adresse: str = ""

    def __post_init__(self) -> None:
        _set(self, "nom", validate_texte("Nom du représentant légal", self.nom, LIMITE_NOM))
        _set(self, "prenom", validate_texte("Prénom du représentant légal", self.prenom, LIMITE_NOM))
        _set(self, "qualite", validate_choix("Qualité du représentant", self.qualite, QualiteRepresentant))
        _set(self, "adresse", validate_adresse("Adresse du représentant légal", self.adresse))


@dataclass(frozen=True)
class Protocole:
    """The protocol procureur–maire as recorded when the sheet is sent.

    ``silence_jours``: days after which silence counts as answer B; None = silence is never agreement.
    """

    date: date
    silence_jours: int | None = None

    def __post_init__(self) -> None:
        _set(self, "date", validate_date("Date du protocole", self.date))
        if self.silence_jours is not None:
            validate_compte("Délai du protocole", self.silence_jours, 1, 365)


def _set(objet: object, nom: str, valeur: object) -> None:
    """Write a validated field of a frozen dataclass while it is being built."""
    object.__setattr__(objet, nom, valeur)
