"""A youth's situation: person, coded attributes, admitted circle, state (domain 3 and 6).

Only the fields of AU-038 art. 3 exist. Coded attributes are stored ``liste.CODE``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from gsn_app.domain.conservation import add_months
from gsn_app.domain.lien import Lien, TraceTransfert
from gsn_app.domain.parcours import Parcours
from gsn_app.domain.representant_legal import LIMITE_ADRESSE, LIMITE_NOM, RepresentantLegal
from gsn_app.domain.seance import DecisionSeance
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import InvalidInput, Refused

AGE_MAXIMUM = 25
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class EtatSituation(StrEnum):
    """Open, or closed and waiting for erasure."""

    OUVERTE = "ouverte"
    CLOTUREE = "cloturee"


class SituationClosed(Refused):
    """Cette situation est clôturée : elle ne reçoit plus rien.

    Ouvrez-en une nouvelle si une saisine le justifie."""

    code = "SIT-01"


class SituationLimited(Refused):
    """L’usage de ces données est limité à la demande de la personne (RGPD, article 18) : on peut lire, pas ajouter."""

    code = "DRO-30"


class SituationUnknown(Refused):
    """Cette situation n’existe pas, ou vous n’y êtes pas admis."""

    code = "SIT-02"


class DateImpossible(InvalidInput):
    """La date « {valeur} » du champ « {champ} » est impossible : vérifiez le jour, le mois et l’année."""

    code = "SAI-04"


class SexeUnknown(InvalidInput):
    """Indiquez le sexe de la personne : F ou M."""

    code = "SAI-05"


class AgeOutOfScope(Refused):
    """La personne a plus de 25 ans : elle n’entre pas dans le suivi. Orientez-la vers le droit commun."""

    code = "SIT-03"


@dataclass(frozen=True)
class Personne:
    """The person followed; nothing beyond AU-038 art. 3. ``sexe`` is F or M; dates are ISO."""

    nom: str
    prenom: str
    date_naissance: str
    sexe: str
    adresse: str = ""
    telephone: str = ""
    courriel: str = ""
    niveau_scolaire: str = ""
    situation_professionnelle: str = ""
    quartier: str = ""

    def validated(self, aujourdhui: date) -> Personne:
        """Return the trimmed record; refuses impossible dates, hidden characters and people over 25."""
        naissance = parse_date("Date de naissance", self.date_naissance)
        if naissance > aujourdhui or naissance.year < 1900:
            raise DateImpossible(champ="Date de naissance", valeur=self.date_naissance)
        if aujourdhui > add_months(naissance, 12 * AGE_MAXIMUM):
            raise AgeOutOfScope()
        if self.sexe not in {"F", "M"}:
            raise SexeUnknown()
        return Personne(
            validate_texte("Nom", self.nom, LIMITE_NOM),
            validate_texte("Prénom", self.prenom, LIMITE_NOM),
            naissance.isoformat(),
            self.sexe,
            validate_texte("Adresse", self.adresse, LIMITE_ADRESSE, obligatoire=False, lignes=True),
            validate_texte("Téléphone", self.telephone, 30, obligatoire=False),
            validate_texte("Courriel", self.courriel, 120, obligatoire=False),
            self.niveau_scolaire,
            self.situation_professionnelle,
            self.quartier,
        )


@dataclass(frozen=True)
class Typologie:
    """Coded attributes, the only thing the report reads; plus what the list shows."""

    motif: str
    origine: str
    motifs_secondaires: tuple[str, ...] = ()
    mesures: tuple[str, ...] = ()
    suite: str = ""
    cloture: str = ""
    sortie_positive: str = ""
    etat: EtatSituation = EtatSituation.OUVERTE
    instance_id: str = ""
    date_ouverture: str = ""
    date_cloture: str = ""
    referent_id: str = ""
    echeance: str = ""
    archive_jusqu_au: str = ""
    effacement_avance: str = ""
    #: batch of an imported sheet this situation came with, and the pieces it had then: tells whether it was touched
    lot: str = ""
    lot_pieces: int | None = None
    #: since when its use is limited at the person's request (RGPD art. 18), "" otherwise
    limitee_le: str = ""


#: reason stored with the access of an elu
MOTIF_RAPPEL = "rappel à l’ordre"


@dataclass(frozen=True)
class Acces:
    """One access: who, since when, by whom, until when (empty = still).

    ``cercle`` is False for a coordonnateur of the body who holds identity and coded attributes only, and for an
    elu, who reads the rappel à l'ordre and nothing else (charter, article 17).
    """

    membre_id: str
    depuis: str
    par: str
    motif: str = ""
    jusqu_au: str = ""
    cercle: bool = True

    @property
    def rappel_seul(self) -> bool:
        """True for the access given to an elu by the preparation of a rappel à l'ordre."""
        return not self.cercle and self.motif == MOTIF_RAPPEL


@dataclass(frozen=True)
class SituationResume:
    """One line of the list: only what the reader's keys open."""

    id: str
    personne: Personne
    typologie: Typologie


@dataclass(frozen=True)
class InformationPersonne:
    """C8: the notice given to the person or their legal representatives, or its reasoned deferral."""

    donnee: bool
    date: str
    moyen: str = ""
    par: str = ""
    motif_report: str = ""


@dataclass(frozen=True)
class Apport:
    """What a member brings (C2, C3, C5); ``lecteurs`` empty = the whole circle; text ≤ 600 characters.

    ``vigilance_motif``: why words that the vigilance check named were kept.
    ``dit_par``: who spoke, when somebody else typed; confirmed (``confirme_le``, ISO) the text is signed by who spoke and
    ``note_par`` tells who had typed it.
    """

    id: str
    auteur_id: str
    date: str
    texte: str = ""
    lecteurs: tuple[str, ...] = ()
    dit_par: str = ""
    retire: bool = False
    sans_information: bool = False
    vigilance_motif: str = ""
    note_par: str = ""
    confirme_le: str = ""


@dataclass(frozen=True)
class DesignationReferent:
    """One period of a référent de parcours; history is kept, the same person may come back."""

    id: str
    membre_id: str
    depuis: str
    accord: bool
    accord_date: str = ""
    jusqu_au: str = ""
    motif_fin: str = ""


@dataclass(frozen=True)
class Mesure:
    """A measure proposed, then taken on by the member who volunteers (C4).

    ``volontaire``: who said aloud in a séance that they would take it on, and has not confirmed yet.
    """

    id: str
    code: str
    proposee_le: str
    proposee_par: str
    prise_par: str = ""
    debut: str = ""
    fin: str = ""
    resultat: str = ""
    volontaire: str = ""


@dataclass(frozen=True)
class LigneHistorique:
    """One line of the history shown on the situation: changes, grants, prints; never who consulted."""

    horodatage: str
    membre_id: str
    acte: str
    detail: str = ""


@dataclass(frozen=True)
class SituationComplete:
    """One situation as this reader may see it; a compartment the reader does not hold is None or empty."""

    id: str
    personne: Personne | None
    typologie: Typologie | None
    acces: tuple[Acces, ...] = ()
    information: tuple[InformationPersonne, ...] = ()
    apports: tuple[Apport, ...] = ()
    referents: tuple[DesignationReferent, ...] = ()
    mesures: tuple[Mesure, ...] = ()
    rappels: tuple[str, ...] = ()
    transactions: tuple[str, ...] = ()
    cddf: tuple[str, ...] = ()
    historique: tuple[LigneHistorique, ...] = ()
    anomalies: tuple[str, ...] = field(default=())
    representants: tuple[RepresentantLegal, ...] = ()
    #: linked situations that this reader is admitted to
    fratrie: tuple[SituationResume, ...] = ()
    #: what séances decided, oldest first
    decisions: tuple[DecisionSeance, ...] = ()
    #: sentences on keys that wait for their renewal since a member left
    rotations: tuple[str, ...] = ()
    #: contacts, orientations, judicial measures
    parcours: Parcours = field(default_factory=Parcours)
    transferts: tuple[TraceTransfert, ...] = ()
    fusion: Lien | None = None

    def require_open(self) -> None:
        """Raise SituationClosed when nothing more may be written."""
        if self.typologie is not None and self.typologie.etat is EtatSituation.CLOTUREE:
            raise SituationClosed()


@dataclass(frozen=True)
class Saisine:
    """What triggers: who signals, when, why (closed lists), with a short description ≤ 600 characters."""

    id: str
    instance_id: str
    auteur_id: str
    date: str
    origine: str
    motif: str
    personne: Personne
    description: str = ""
    etat: str = "deposee"
    retour: str = ""
    retour_texte: str = ""
    situation_id: str = ""
    date_suite: str = ""


def parse_date(champ: str, valeur: str) -> date:
    """Parse an ISO date (AAAA-MM-JJ and nothing else); raises DateImpossible naming the field."""
    try:
        if not _ISO.fullmatch(valeur.strip()):
            raise ValueError
        return date.fromisoformat(valeur.strip())
    except (ValueError, AttributeError, TypeError):
        raise DateImpossible(champ=champ, valeur=str(valeur)[:40]) from None


def age_on(naissance: date, jour: date) -> int:
    """Completed years on a day."""
    return jour.year - naissance.year - ((jour.month, jour.day) < (naissance.month, naissance.day))
