"""The conseil pour les droits et devoirs des familles (CASF L141-1, L141-2) as a replay of its events.

    à saisir → saisi → famille convoquée ─ entendue → recommandations ─ accompagnement → attesté ─→ clos (final)
                            ↑   └ absente ──┘                └ AESF demandée ┘
                            └───────┘

The conseil decides nothing: a family that does not come, or refuses, meets no consequence here. The contrat de
responsabilité parentale is repealed and does not exist. The accompagnement is the mayor's proposal, accepted by the
parents, checked first: no judicial assistance under way, the département asked, DASEN, school and benefit body told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from gsn_app.domain.acte import Acte
from gsn_app.domain.cddf_evenement import (
    INFORMES,
    Accompagnement,
    AesfDemandee,
    Atteste,
    ClosCddf,
    ConvoqueFamille,
    FamilleAbsente,
    FamilleEntendue,
    Recommandation,
    Recommande,
    Saisi,
)
from gsn_app.domain.chemin import Chemin, Parcouru
from gsn_app.domain.membre import Role
from gsn_app.domain.rappel_ordre_evenement import Evenement
from gsn_app.domain.rappel_ordre_valeur import REPRESENTANTS
from gsn_app.domain.situation import age_on
from gsn_app.errors import InvalidInput, Refused


class CddfParentMissing(InvalidInput):
    """Indiquez au moins un parent ou représentant légal : c’est lui que le conseil entend."""

    code = "CDD-01"


class CddfEnfantMajeur(Refused):
    """L’enfant est majeur : le conseil pour les droits et devoirs des familles ne peut plus être saisi."""

    code = "CDD-02"


class CddfParentUnheard(InvalidInput):
    """Cochez les parents présents, parmi ceux de la saisine : le conseil les entend avant de recommander."""

    code = "CDD-03"


class CddfDroitsUnsaid(Refused):
    """Le conseil rappelle aux parents leurs droits et leurs devoirs avant toute recommandation (CASF L141-1)."""

    code = "CDD-04"


class CddfEnfantUninvited(Refused):
    """L’enfant n’a pas été invité : d’après les réglages du conseil ou la convocation, les parents viennent seuls."""

    code = "CDD-05"


class CddfAssistanceUnsaid(InvalidInput):
    """Répondez par oui ou par non : une mesure d’assistance judiciaire est-elle en cours pour cette famille ?"""

    code = "CDD-06"


class CddfAssistanceUnderWay(Refused):
    """Une mesure d’assistance judiciaire est en cours : le maire ne propose pas d’accompagnement parental (CASF L141-2)."""

    code = "CDD-07"


class CddfParentsUnwilling(Refused):
    """L’accompagnement parental se propose : sans l’accord des parents, il n’a pas lieu et rien d’autre ne suit."""

    code = "CDD-08"


class CddfNotRecommended(Refused):
    """Le conseil ne l’a pas recommandé : « {acte} » n’est possible qu’après sa recommandation."""

    code = "CDD-09"


class CddfEngagementMissing(Refused):
    """L’attestation porte l’engagement solennel des parents : sans lui, elle ne peut pas être remise (CASF L141-2)."""

    code = "CDD-10"


class CddfChronologie(InvalidInput):
    """« {champ} » ({valeur}) ne peut pas précéder « {avant} » ({valeur_avant})."""

    code = "CDD-11"


A_SAISIR, SAISI, CONVOQUE, ABSENTE, ENTENDUE = "a_saisir", "saisi", "convoque", "absente", "entendue"
RECOMMANDE, ACCOMPAGNE, ATTESTE, CLOS = "recommande", "accompagne", "atteste", "clos"
LIBELLES_ETAT: Final = {
    A_SAISIR: "À saisir", SAISI: "Conseil saisi", CONVOQUE: "Famille invitée", ABSENTE: "Famille absente",
    ENTENDUE: "Famille entendue", RECOMMANDE: "Recommandations faites", ACCOMPAGNE: "Accompagnement parental en cours",
    ATTESTE: "Attestation remise", CLOS: "Clos",
}  # fmt: skip
LIBELLES_ACTE: Final = {
    Acte.CDDF_SAISI: "Saisir le conseil",
    Acte.CDDF_CONVOQUE: "Inviter la famille",
    Acte.CDDF_FAMILLE_ENTENDUE: "Enregistrer l’audition de la famille",
    Acte.CDDF_FAMILLE_ABSENTE: "Constater l’absence de la famille",
    Acte.CDDF_RECOMMANDE: "Enregistrer les recommandations",
    Acte.CDDF_ACCOMPAGNEMENT: "Proposer l’accompagnement parental",
    Acte.CDDF_AESF_DEMANDEE: "Demander l’AESF au département",
    Acte.CDDF_ATTESTE: "Remettre l’attestation",
    Acte.CDDF_CLOS: "Clore",
}
_COORDONNATEUR = frozenset({Role.COORDONNATEUR})
_ELU = frozenset({Role.ELU})


@dataclass(frozen=True, kw_only=True)
class Cddf(Parcouru):
    """Everything the events say; the last invitation is current."""

    etat: str = A_SAISIR
    saisi: Saisi | None = None
    convocations: tuple[ConvoqueFamille, ...] = ()
    entendue: FamilleEntendue | None = None
    absences: tuple[FamilleAbsente, ...] = ()
    recommande: Recommande | None = None
    accompagnement: Accompagnement | None = None
    aesf: AesfDemandee | None = None
    atteste: Atteste | None = None
    clos: ClosCddf | None = None

    def recommends(self, quoi: Recommandation) -> bool:
        """True when the conseil recommended it."""
        return self.recommande is not None and quoi in self.recommande.recommandations


def _order(champ: str, jour: date, avant: str, jour_avant: date) -> None:
    if jour < jour_avant:
        raise CddfChronologie(
            champ=champ, valeur=f"{jour:%d/%m/%Y}", avant=avant, valeur_avant=f"{jour_avant:%d/%m/%Y}"
        )


def _after_saisi(c: Cddf, e: Saisi) -> Cddf:
    if not e.representants:
        raise CddfParentMissing()
    if age_on(e.date_naissance, e.date_saisine) >= 18:
        raise CddfEnfantMajeur()
    return replace(c, etat=SAISI, saisi=e)


def _after_convoque(c: Cddf, e: ConvoqueFamille) -> Cddf:
    if c.saisi is not None:
        _order("Date de la séance", e.date_convocation, "Date de la saisine", c.saisi.date_saisine)
    return replace(c, etat=CONVOQUE, convocations=(*c.convocations, e))


def _after_entendue(c: Cddf, e: FamilleEntendue) -> Cddf:
    connus = set(REPRESENTANTS[: len(c.saisi.representants)]) if c.saisi else set()
    if not e.parents_presents or not set(e.parents_presents) <= connus:
        raise CddfParentUnheard()
    if not e.droits_rappeles:
        raise CddfDroitsUnsaid()
    if e.enfant_present and not c.convocations[-1].enfant_invite:
        raise CddfEnfantUninvited()
    _order("Date de l’audition", e.date_audition, "Date de la séance", c.convocations[-1].date_convocation)
    return replace(c, etat=ENTENDUE, entendue=e)


def _after_absente(c: Cddf, e: FamilleAbsente) -> Cddf:
    _order(
        "Date de la non-présentation",
        e.date_constat,
        "Date de la séance",
        c.convocations[-1].date_convocation,
    )
    return replace(c, etat=ABSENTE, absences=(*c.absences, e))


def _after_recommande(c: Cddf, e: Recommande) -> Cddf:
    if c.entendue is not None:
        _order("Date de la séance", e.date_seance, "Date de l’audition", c.entendue.date_audition)
    return replace(c, etat=RECOMMANDE, recommande=e)


def _after_accompagnement(c: Cddf, e: Accompagnement) -> Cddf:
    if not c.recommends(Recommandation.ACCOMPAGNEMENT):
        raise CddfNotRecommended(acte=LIBELLES_ACTE[e.acte])
    if e.assistance_judiciaire is None:
        raise CddfAssistanceUnsaid()
    if e.assistance_judiciaire:
        raise CddfAssistanceUnderWay()
    if not e.accord_parents:
        raise CddfParentsUnwilling()
    for champ, nom in INFORMES:
        _order("Début de l’accompagnement", e.date_debut, champ, getattr(e, nom))
    if c.recommande is not None:
        _order("Début de l’accompagnement", e.date_debut, "Date de la séance", c.recommande.date_seance)
    return replace(c, etat=ACCOMPAGNE, accompagnement=e)


def _after_aesf(c: Cddf, e: AesfDemandee) -> Cddf:
    if not c.recommends(Recommandation.AESF):
        raise CddfNotRecommended(acte=LIBELLES_ACTE[e.acte])
    if c.recommande is not None:
        _order("Date de la demande", e.date_demande, "Date de la séance", c.recommande.date_seance)
    return replace(c, aesf=e)


def _after_atteste(c: Cddf, e: Atteste) -> Cddf:
    if not e.engagement_parents:
        raise CddfEngagementMissing()
    if c.accompagnement is not None:
        avant = c.accompagnement.date_debut
        _order("Date de l’attestation", e.date_attestation, "Début de l’accompagnement", avant)
    return replace(c, etat=ATTESTE, atteste=e)


_APRES: Final[dict[type[Evenement], Callable[[Cddf, Any], Cddf]]] = {
    Saisi: _after_saisi,
    ConvoqueFamille: _after_convoque,
    FamilleEntendue: _after_entendue,
    FamilleAbsente: _after_absente,
    Recommande: _after_recommande,
    Accompagnement: _after_accompagnement,
    AesfDemandee: _after_aesf,
    Atteste: _after_atteste,
    ClosCddf: lambda c, e: replace(c, etat=CLOS, clos=e),
}
CDDF: Final[Chemin[Cddf]] = Chemin(
    genre="cddf",
    vide=Cddf(),
    types={str(classe.acte): classe for classe in _APRES},
    roles={
        Acte.CDDF_SAISI: _COORDONNATEUR | _ELU,
        Acte.CDDF_CONVOQUE: _COORDONNATEUR,
        Acte.CDDF_FAMILLE_ENTENDUE: _COORDONNATEUR,
        Acte.CDDF_FAMILLE_ABSENTE: _COORDONNATEUR,
        Acte.CDDF_RECOMMANDE: _COORDONNATEUR,
        Acte.CDDF_ACCOMPAGNEMENT: _ELU,
        Acte.CDDF_AESF_DEMANDEE: _COORDONNATEUR,
        Acte.CDDF_ATTESTE: _ELU,
        Acte.CDDF_CLOS: _COORDONNATEUR,
    },
    depuis={
        Acte.CDDF_SAISI: frozenset({A_SAISIR, SAISI}),
        Acte.CDDF_CONVOQUE: frozenset({SAISI, ABSENTE}),
        Acte.CDDF_FAMILLE_ENTENDUE: frozenset({CONVOQUE}),
        Acte.CDDF_FAMILLE_ABSENTE: frozenset({CONVOQUE}),
        Acte.CDDF_RECOMMANDE: frozenset({ENTENDUE}),
        Acte.CDDF_ACCOMPAGNEMENT: frozenset({RECOMMANDE}),
        Acte.CDDF_AESF_DEMANDEE: frozenset({RECOMMANDE, ACCOMPAGNE}),
        Acte.CDDF_ATTESTE: frozenset({ACCOMPAGNE}),
        Acte.CDDF_CLOS: frozenset({SAISI, ABSENTE, ENTENDUE, RECOMMANDE, ACCOMPAGNE, ATTESTE}),
    },
    finaux=frozenset({CLOS}),
    suivant={
        A_SAISIR: Acte.CDDF_SAISI, SAISI: Acte.CDDF_CONVOQUE, ABSENTE: Acte.CDDF_CONVOQUE,
        CONVOQUE: Acte.CDDF_FAMILLE_ENTENDUE, ENTENDUE: Acte.CDDF_RECOMMANDE,
        ACCOMPAGNE: Acte.CDDF_ATTESTE, ATTESTE: Acte.CDDF_CLOS,
    },
    libelles_acte=LIBELLES_ACTE,
    libelles_etat=LIBELLES_ETAT,
    apres=_APRES,
)  # fmt: skip
