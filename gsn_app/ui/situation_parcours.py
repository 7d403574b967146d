"""The parcours of a situation as a timeline: opening, notice, référents, measures, closure, next review."""

from __future__ import annotations

from gsn_app.domain.situation import (
    DesignationReferent,
    EtatSituation,
    InformationPersonne,
    Mesure,
    SituationComplete,
)
from gsn_app.ui.kit.frise import A_VENIR, FAIT, Jalon
from gsn_app.ui.kit.label import format_date
from gsn_app.ui.situation_ligne import Libelles

Etape = tuple[str, Jalon]


def build_parcours(situation: SituationComplete, libelles: Libelles) -> list[Jalon]:
    """Every dated fact in order, then what is expected; exchanges of the group are not part of it."""
    etapes: list[Etape] = []
    quoi = situation.typologie
    if quoi is not None and quoi.date_ouverture:
        detail = f"Origine\u00a0: {libelles.code(quoi.origine)}" if quoi.origine else ""
        etapes.append(_dated(quoi.date_ouverture, "Situation ouverte", detail))
    for avis in situation.information:
        etapes.append(_dated(avis.date, *_word_information(avis, libelles)))
    for periode in situation.referents:
        etapes.extend(_word_referent(periode, libelles))
    for mesure in situation.mesures:
        etapes.extend(_word_mesure(mesure, libelles))
    etapes.extend(_word_suivi(situation, libelles))
    if quoi is not None and quoi.etat is EtatSituation.CLOTUREE:
        detail = libelles.code(quoi.cloture) if quoi.cloture else ""
        if quoi.sortie_positive:
            detail += f" · sortie positive\u00a0: {libelles.code(quoi.sortie_positive)}"
        etapes.append(_dated(quoi.date_cloture, "Situation clôturée", detail))
    etapes.sort(key=lambda etape: etape[0] or "9999")
    jalons = [jalon for _jour, jalon in etapes]
    if quoi is not None and quoi.etat is EtatSituation.OUVERTE and quoi.echeance:
        jalons.append(Jalon("Prochain point", format_date(quoi.echeance), "", A_VENIR))
    return jalons


def _word_suivi(situation: SituationComplete, libelles: Libelles) -> list[Etape]:
    """Meetings with the person, orientations and their answer, judicial measures."""
    parcours = situation.parcours
    etapes = []
    for contact in parcours.contacts:
        detail = f"{libelles.code(contact.moyen)}, par {libelles.membre(contact.membre_id)}"
        etapes.append(
            _dated(contact.date, f"Rencontre\u00a0: {libelles.code(contact.personne).lower()}", detail)
        )
    for orientation in parcours.orientations:
        nom = libelles.code(orientation.dispositif)
        etapes.append(
            _dated(orientation.date, f"Orientation\u00a0: {nom}", libelles.code(orientation.besoin))
        )
        if orientation.suite:
            titre = "Relais" if orientation.relayee else "Suite de l’orientation"
            etapes.append(
                _dated(orientation.relais_le, f"{titre}\u00a0: {nom}", libelles.code(orientation.suite))
            )
    for mesure in parcours.judiciaires:
        etapes.append(_dated(mesure.debut, "Début d’une mesure judiciaire"))
        if mesure.fin:
            etapes.append(_dated(mesure.fin, "Fin de la mesure judiciaire"))
    return etapes


def _dated(iso: str, titre: str, detail: str = "") -> Etape:
    return iso, Jalon(titre, format_date(iso), detail, FAIT)


def _word_information(avis: InformationPersonne, libelles: Libelles) -> tuple[str, str]:
    if avis.donnee:
        moyen = libelles.code(avis.moyen) if avis.moyen else ""
        par = f"par {avis.par}" if avis.par else ""
        return "Personne informée de ses droits", " · ".join(mot for mot in (moyen, par) if mot)
    motif = libelles.code(avis.motif_report) if avis.motif_report else ""
    return "Information différée", f"Motif\u00a0: {motif}" if motif else ""


def _word_referent(periode: DesignationReferent, libelles: Libelles) -> list[Etape]:
    nom = libelles.membre(periode.membre_id)
    accord = "Accord de la personne recueilli" if periode.accord else "Sans accord recueilli"
    if periode.accord and periode.accord_date:
        accord += f" le {format_date(periode.accord_date)}"
    etapes = [_dated(periode.depuis, f"Référent de parcours\u00a0: {nom}", accord)]
    if periode.jusqu_au:
        etapes.append(_dated(periode.jusqu_au, f"Fin de la mission de {nom}", periode.motif_fin))
    return etapes


def _word_mesure(mesure: Mesure, libelles: Libelles) -> list[Etape]:
    nom = libelles.code(mesure.code)
    etapes = [_dated(mesure.proposee_le, f"Mesure proposée\u00a0: {nom}")]
    if mesure.debut:
        par = f"Prise en charge par {libelles.membre(mesure.prise_par)}" if mesure.prise_par else ""
        etapes.append(_dated(mesure.debut, f"Mesure engagée\u00a0: {nom}", par))
    if mesure.fin:
        resultat = libelles.code(mesure.resultat) if mesure.resultat else ""
        etapes.append(_dated(mesure.fin, f"Mesure terminée\u00a0: {nom}", resultat))
    return etapes
