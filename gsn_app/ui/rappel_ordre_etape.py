"""The path of a rappel à l'ordre as steps: what was done and when, what waits, what will never come."""

from __future__ import annotations

from datetime import date

from gsn_app.domain.rappel_ordre import EtatRappel, RappelOrdre
from gsn_app.domain.rappel_ordre_valeur import Reponse, libelle
from gsn_app.ui.kit.frise import A_VENIR, ARRETE, COURANT, FAIT, Jalon
from gsn_app.ui.kit.label import format_count, format_date


def show_day(jour: date | None) -> str:
    """« 21 nov. 2026 », or nothing."""
    return format_date(jour.isoformat()) if jour else ""


def word_attente(jours: int) -> str:
    """« depuis 12 jours », « depuis aujourd’hui »."""
    return f"depuis {format_count(jours, 'jour')}" if jours else "depuis aujourd’hui"


def build_etapes(rappel: RappelOrdre, aujourdhui: date) -> list[Jalon]:
    """The seven steps of the path; the first that is not done is the current one, unless all is stopped."""
    faits = [
        _step_prepare(rappel),
        _step_parquet(rappel, aujourdhui),
        _step_reponse(rappel),
        _step_partenaires(rappel),
        _step_convocation(rappel),
        _step_entretien(rappel),
        _step_retour(rappel),
    ]
    if rappel.etat is EtatRappel.ECARTE:
        faites = [jalon for jalon in faits if jalon.etat == FAIT]
        return [*faites, Jalon("Rappel à l’ordre écarté", "", "Aucun acte ne peut suivre.", ARRETE)]
    etapes, courant = [], False
    for jalon in faits:
        if jalon.etat != FAIT and not courant and not rappel.final:
            courant = True
            jalon = Jalon(jalon.titre, jalon.quand, jalon.detail, COURANT)
        etapes.append(jalon)
    return etapes


def _jalon(titre: str, jour: date | None, detail: str = "") -> Jalon:
    return Jalon(titre, show_day(jour), detail, FAIT if jour else A_VENIR)


def _step_prepare(rappel: RappelOrdre) -> Jalon:
    jour = rappel.evenements[0].horodatage.astimezone().date() if rappel.evenements else None
    detail = libelle(rappel.prepare.fait) if rappel.prepare else ""
    return _jalon("Fiche préparée", jour, detail)


def _step_parquet(rappel: RappelOrdre, aujourdhui: date) -> Jalon:
    if not rappel.envois:
        return _jalon("Temps 1 — Parquet consulté", None)
    mots = [f"Fiche-navette n°\u00a0{rappel.numero_fiche}"]
    if len(rappel.envois) > 1:
        mots.append(
            f"relancé {len(rappel.envois) - 1} fois, la dernière le {show_day(rappel.envois[-1].date_envoi)}"
        )
    attente = rappel.days_waiting(aujourdhui)
    if attente is not None:
        mots.append(f"sans réponse {word_attente(attente)}")
    return _jalon("Temps 1 — Parquet consulté", rappel.envois[0].date_envoi, ", ".join(mots))


def _step_reponse(rappel: RappelOrdre) -> Jalon:
    reponse = rappel.reponse
    if reponse is None:
        return _jalon("Temps 2 — Réponse du parquet", None)
    mots = libelle(reponse.reponse)
    if reponse.reponse is not Reponse.SILENCE:
        mots += f" ({reponse.magistrat_nom}, {reponse.magistrat_qualite})"
    return _jalon("Temps 2 — Réponse du parquet", reponse.date_reponse, mots)


def _step_partenaires(rappel: RappelOrdre) -> Jalon:
    avis = rappel.partenaires
    if avis is None:
        return _jalon("Partenaires consultés", None)
    mots = [
        "Déjà suivie" if avis.deja_suivie else "Pas suivie jusqu’ici",
        "acte compatible avec le suivi" if avis.compatible else "acte jugé peu compatible avec le suivi",
    ]
    return _jalon("Partenaires consultés", avis.date_consultation, ", ".join(mots) + ".")


def _step_convocation(rappel: RappelOrdre) -> Jalon:
    if not rappel.convocations:
        return _jalon("Convocation", None)
    derniere = rappel.convocations[-1]
    detail = f"Pour le {show_day(derniere.date_convocation)} à {derniere.heure}, {derniere.lieu}"
    if len(rappel.convocations) > 1:
        detail += f" ({len(rappel.convocations)}e convocation)"
    envoyee = next(
        e for e in reversed(rappel.evenements) if e is derniere or e == derniere
    ).horodatage.astimezone()
    refaire = rappel.etat is EtatRappel.REPORTE
    return Jalon("Convocation", show_day(envoyee.date()), detail, A_VENIR if refaire else FAIT)


def _step_entretien(rappel: RappelOrdre) -> Jalon:
    if rappel.prononce is not None:
        acte = rappel.prononce
        detail = f"{libelle(acte.mesure)}, par {acte.elu_nom}, {acte.elu_qualite}"
        return _jalon("Entretien\u00a0: rappel à l’ordre prononcé", acte.date_prononce, detail)
    if rappel.non_presente is not None:
        return _jalon("Entretien\u00a0: personne ne s’est présenté", rappel.non_presente.date_constat)
    if rappel.reports:
        dernier = rappel.reports[-1]
        detail = f"Reporté le {show_day(dernier.date_report)}, {libelle(dernier.motif)}"
        return Jalon("Entretien avec le maire", "", detail, A_VENIR)
    return _jalon("Entretien avec le maire", None)


def _step_retour(rappel: RappelOrdre) -> Jalon:
    retour = rappel.parquet_informe
    return _jalon("Temps 3 — Parquet informé", retour.date_retour if retour else None)
