"""The summons to the mayor's interview, ready to print: to whom, about whom, when and where (CSI L132-7).

A minor is summoned through the legal representatives; for absentéisme the parents alone. The letter says
the fact by its label, its date and place: never the description, the parquet's answer or the partners' view.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from gsn_app.domain.fiche_navette import ReglagesRappel, Tirage
from gsn_app.domain.modele_texte import Modele
from gsn_app.domain.rappel_ordre import Destinataire, Fait, FormeEntretien, RappelOrdre, Representant
from gsn_app.domain.rappel_ordre_refus import RappelOrdreDestinataireUnknown, RappelOrdreNotConvoque
from gsn_app.domain.rappel_ordre_valeur import REPRESENTANTS
from gsn_app.domain.situation import age_on

_MAJORITE: Final = 18


@dataclass(frozen=True)
class Convocation:
    """One letter to one person; ``avec_personne``: the minor comes along; ``modele``: the commune's wording, if any."""

    commune: str
    contact: str
    tirage: Tirage
    destinataire_nom: str
    destinataire_adresse: str
    representant: bool
    avec_personne: bool
    personne: str
    prenom: str
    nom: str
    fait: Fait
    date_fait: date
    lieu_fait: str
    date_convocation: date
    heure: str
    lieu: str
    date_lettre: date
    forme: FormeEntretien = FormeEntretien.SIMPLE
    modele: Modele | None = None


def convocations_of(
    rappel: RappelOrdre,
    reglages: ReglagesRappel,
    tirage: Tirage,
    *,
    date_lettre: date | None = None,
    modele: Modele | None = None,
) -> tuple[Convocation, ...]:
    """Return one letter per person to write to, from the last summons.

    A minor never gets a letter: the representatives summoned do. Raises RappelOrdreNotConvoque before any
    summons, RappelOrdreDestinataireUnknown when nobody remains to write to.
    """
    prepare = rappel.prepare
    if prepare is None or not rappel.convocations:
        raise RappelOrdreNotConvoque()
    seance = rappel.convocations[-1]
    mineur = age_on(prepare.date_naissance, seance.date_convocation) < _MAJORITE
    personne = f"{prepare.prenom} {prepare.nom}"
    cibles: list[tuple[str, str, bool]] = []
    if not mineur and Destinataire.AUTEUR in seance.destinataires:
        cibles.append((personne, prepare.adresse, False))
    par_code: dict[Destinataire, Representant] = dict(zip(REPRESENTANTS, prepare.representants, strict=False))
    for code in seance.destinataires:
        if code in par_code:
            parent = par_code[code]
            cibles.append((f"{parent.prenom} {parent.nom}", parent.adresse, True))
    if not cibles:
        raise RappelOrdreDestinataireUnknown()
    return tuple(
        Convocation(
            commune=reglages.commune,
            contact=reglages.contact,
            tirage=tirage,
            destinataire_nom=nom,
            destinataire_adresse=adresse,
            representant=representant,
            avec_personne=Destinataire.AUTEUR in seance.destinataires,
            personne=personne,
            prenom=prepare.prenom,
            nom=prepare.nom,
            fait=prepare.fait,
            date_fait=prepare.date_fait,
            lieu_fait=prepare.lieu,
            date_convocation=seance.date_convocation,
            heure=seance.heure,
            lieu=seance.lieu,
            date_lettre=date_lettre or tirage.imprime_le,
            forme=seance.forme,
            modele=modele,
        )
        for nom, adresse, representant in cibles
    )
