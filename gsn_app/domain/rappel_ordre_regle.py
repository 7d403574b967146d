"""The guards of a rappel à l'ordre that look at the facts themselves; each raises its own refusal.

Roles and states are judged in ``rappel_ordre``; here: exclusions (CSI L132-2, CPP 40), minors and their
representatives, absentéisme, chronology, the parquet's silence, names in the partners' remark.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from gsn_app.domain.rappel_ordre_evenement import Evenement, ParquetConsulte, Prepare, ReponseParquet
from gsn_app.domain.rappel_ordre_refus import (
    RappelOrdreAbsenteismeMajeur,
    RappelOrdreChronologie,
    RappelOrdreCrimeOuDelit,
    RappelOrdreDeclarationMissing,
    RappelOrdreDestinataireUnknown,
    RappelOrdreEleveConvoque,
    RappelOrdreEnqueteJudiciaire,
    RappelOrdreFicheMismatch,
    RappelOrdrePlainteDeposee,
    RappelOrdreRemarqueNominative,
    RappelOrdreRepresentantAbsent,
    RappelOrdreRepresentantMissing,
    RappelOrdreRepresentantNotConvoque,
    RappelOrdreSilenceNotAgreement,
)
from gsn_app.domain.rappel_ordre_suite import (
    Convoque,
    NonPresente,
    ParquetInforme,
    PartenairesConsultes,
    Prononce,
    Reporte,
)
from gsn_app.domain.rappel_ordre_valeur import REPRESENTANTS, Destinataire, Fait, Reponse
from gsn_app.domain.situation import age_on
from gsn_app.domain.texte import PARTICULES, fold
from gsn_app.errors import Refused

MAJORITE: Final = 18
#: (field, question asked, refusal on yes); a rodéo motorisé is a délit whatever is answered
DECLARATIONS: Final[tuple[tuple[str, str, type[Refused]], ...]] = (
    ("crime_ou_delit", "Les faits peuvent-ils constituer un crime ou un délit ?", RappelOrdreCrimeOuDelit),
    ("plainte_deposee", "Une plainte est-elle déposée pour ces faits ?", RappelOrdrePlainteDeposee),
    (
        "enquete_judiciaire",
        "Une enquête judiciaire porte-t-elle sur ces faits ?",
        RappelOrdreEnqueteJudiciaire,
    ),
)
#: the date that each event brings into the chronology; a summons looks forward and is compared apart
_DATES: Final[dict[type[Evenement], tuple[str, str]]] = {
    Prepare: ("Date des faits", "date_fait"),
    ParquetConsulte: ("Date d’envoi", "date_envoi"),
    ReponseParquet: ("Date de la réponse", "date_reponse"),
    PartenairesConsultes: ("Date de la consultation", "date_consultation"),
    Convoque: ("Date de la convocation", "date_convocation"),
    Prononce: ("Date du rappel à l’ordre", "date_prononce"),
    NonPresente: ("Date de la non-présentation", "date_constat"),
    Reporte: ("Date du report", "date_report"),
    ParquetInforme: ("Date du retour au parquet", "date_retour"),
}


def check_prepare(e: Prepare) -> None:
    """Refuse excluded facts, unanswered declarations, a minor without representative, an adult pupil."""
    for champ, question, refus in DECLARATIONS:
        if getattr(e, champ) is None:
            raise RappelOrdreDeclarationMissing(declaration=question)
        if getattr(e, champ):
            raise refus()
    if "rodeo" in fold(e.description).split() or "rodeos" in fold(e.description).split():
        raise RappelOrdreCrimeOuDelit()
    if e.date_naissance > e.date_fait:
        raise _chronologie("Date des faits", e.date_fait, "Date de naissance", e.date_naissance)
    mineur = age_on(e.date_naissance, e.date_fait) < MAJORITE
    if e.fait is Fait.ABSENT and not mineur:
        raise RappelOrdreAbsenteismeMajeur()
    if mineur and not e.representants:
        raise RappelOrdreRepresentantMissing()


def check_relance(envois: Sequence[ParquetConsulte], e: ParquetConsulte) -> None:
    """A reminder keeps the sheet's number and takes a greater copy number."""
    if envois and (e.numero_fiche != envois[0].numero_fiche or e.exemplaire <= envois[-1].exemplaire):
        raise RappelOrdreFicheMismatch(numero_fiche=envois[0].numero_fiche)


def check_silence(envois: Sequence[ParquetConsulte], e: ReponseParquet) -> None:
    """Silence counts as agreement only under the protocol recorded at the first sending, its delay over."""
    if e.reponse is not Reponse.SILENCE:
        return
    protocole = envois[0].protocole if envois else None
    if protocole is None or protocole.silence_jours is None:
        raise RappelOrdreSilenceNotAgreement()
    if (e.date_reponse - envois[0].date_envoi).days < protocole.silence_jours:
        raise RappelOrdreSilenceNotAgreement()


def check_remarque(prepare: Prepare | None, e: PartenairesConsultes) -> None:
    """The partners' remark names neither the person nor a representative."""
    if prepare is None:
        return
    noms = [prepare.nom, prepare.prenom]
    for representant in prepare.representants:
        noms += [representant.nom, representant.prenom]
    interdits = {mot for nom in noms for mot in fold(nom).split() if len(mot) > 2} - PARTICULES
    for mot in fold(e.remarque).split():
        if mot in interdits:
            raise RappelOrdreRemarqueNominative(mot=mot)


def check_convocation(prepare: Prepare | None, e: Convoque) -> None:
    """A minor's representatives are summoned; for absentéisme they are summoned without the pupil."""
    if prepare is None:
        return
    _check_known(prepare, e.destinataires)
    representes = [d for d in e.destinataires if d in REPRESENTANTS]
    if prepare.fait is Fait.ABSENT and Destinataire.AUTEUR in e.destinataires:
        raise RappelOrdreEleveConvoque()
    mineur = age_on(prepare.date_naissance, e.date_convocation) < MAJORITE
    if mineur and not representes:
        raise RappelOrdreRepresentantNotConvoque()
    if prepare.fait is not Fait.ABSENT and Destinataire.AUTEUR not in e.destinataires:
        raise RappelOrdreDestinataireUnknown()


def check_presence(prepare: Prepare | None, e: Prononce) -> None:
    """Before a minor: representatives present, or the reason why that was impossible.

    For absentéisme the parents *are* the addressees: without them nothing can be delivered.
    """
    if prepare is None:
        return
    _check_known(prepare, e.representants_presents)
    if e.representants_presents:
        return
    mineur = age_on(prepare.date_naissance, e.date_prononce) < MAJORITE
    if prepare.fait is Fait.ABSENT or (mineur and not e.motif_impossibilite):
        raise RappelOrdreRepresentantAbsent()


def check_chronologie(passes: Sequence[Evenement], e: Evenement) -> None:
    """Each step's date is on or after those of the steps before it.

    An answer is compared with the first sending alone: it may cross a reminder, and an answer A may be dated
    before what was recorded meanwhile. A summons binds only the outcome that follows it.
    """
    if isinstance(e, Prepare):
        return
    champ, nom = _DATES[type(e)]
    jour: date = getattr(e, nom)
    reperes: dict[type[Evenement], Evenement] = {}
    for passe in passes:
        if type(passe) is ParquetConsulte and type(e) is not ParquetConsulte:
            reperes.setdefault(type(passe), passe)
        else:
            reperes[type(passe)] = passe
    if not isinstance(e, NonPresente | Prononce):
        reperes.pop(Convoque, None)
    if isinstance(e, ReponseParquet):
        reperes = {t: p for t, p in reperes.items() if t in {Prepare, ParquetConsulte}}
    for type_passe, passe in reperes.items():
        champ_passe, nom_passe = _DATES[type_passe]
        avant: date = getattr(passe, nom_passe)
        if jour < avant:
            raise _chronologie(champ, jour, champ_passe, avant)


def _check_known(prepare: Prepare, choisis: Sequence[Destinataire]) -> None:
    connus = {Destinataire.AUTEUR, *REPRESENTANTS[: len(prepare.representants)]}
    if not set(choisis) <= connus:
        raise RappelOrdreDestinataireUnknown()


def _chronologie(champ: str, jour: date, avant: str, jour_avant: date) -> RappelOrdreChronologie:
    return RappelOrdreChronologie(
        champ=champ, valeur=f"{jour:%d/%m/%Y}", avant=avant, valeur_avant=f"{jour_avant:%d/%m/%Y}"
    )
