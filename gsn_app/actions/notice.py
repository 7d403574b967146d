"""Printing the information notice of a situation (C8): one sheet a reader, numbered and journaled as any print."""

from __future__ import annotations

from datetime import date

from gsn_app.actions.impression import Feuille, next_exemplaire, request_impression
from gsn_app.actions.logo import tirage_of
from gsn_app.actions.modele_texte import find_modele
from gsn_app.actions.reglage import read_reglages
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import require_circle, require_open
from gsn_app.documents.notice import render_notice
from gsn_app.domain.acte import Acte
from gsn_app.domain.notice import Notice, PublicNotice, publics_of
from gsn_app.domain.situation import SituationUnknown
from gsn_app.errors import Refused
from gsn_app.store import situation as situations


class NoticeUnsuited(Refused):
    """Cette notice ne convient pas à l’âge de la personne : choisissez celle qui est proposée."""

    code = "NOT-01"


def list_publics(session: Session, date_naissance: str) -> tuple[PublicNotice, ...]:
    """Who must be handed a notice, from a birth date (ISO) and today."""
    return publics_of(date.fromisoformat(date_naissance), date.fromisoformat(session.today()))


@act(Acte.IMPRESSION_DEMANDEE)
def print_notice(session: Session, situation_id: str, public: PublicNotice) -> Feuille:
    """The notice for one reader. Refused to who does not read the situation, and when it does not suit the age."""
    dossier, typologie = require_open(session, situation_id, Acte.IMPRESSION_DEMANDEE)
    require_circle(dossier)
    resume = situations.read_resume(session.coffre, dossier)
    if resume is None or public not in list_publics(session, resume.personne.date_naissance):
        raise NoticeUnsuited()
    genre = f"notice.{public}"
    copy = next_exemplaire(session, genre, situation_id)
    reglages, conservation = read_reglages(session), session.charte.conservation
    instance = next(i for i in session.coffre.annuaire.instances if i.id == typologie.instance_id)

    def render(numero: str, ancre: str, lecteur: str) -> bytes:
        personne = situations.read_situation(session.coffre, dossier).personne  # its author verified
        if personne is None:
            raise SituationUnknown()
        return render_notice(Notice(
            public, reglages.commune, instance.nom, f"{personne.prenom} {personne.nom}",
            reglages.contact, reglages.adresse, conservation.apres_cloture_mois,
            conservation.archive_mois, conservation.age_maximum,
            tirage_of(session, numero, copy, ancre, lecteur), find_modele(session, f"notice_{public}"),
        ))  # fmt: skip

    return request_impression(
        session, genre, situation_id, render, exemplaire=copy, instance_id=typologie.instance_id
    )
