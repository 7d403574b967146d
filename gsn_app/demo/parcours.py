"""The last chapter of the demonstration: meetings, orientations and relais, the rhythm of the group, a second body."""

from __future__ import annotations

from gsn_app.actions.instance import assign_membre, create_instance, save_instance
from gsn_app.actions.parcours import propose_dispositifs, record_contact, record_relais, refer
from gsn_app.actions.session import Session
from gsn_app.actions.situation import read_situation
from gsn_app.actions.transfert import propose_transfert
from gsn_app.demo.membres import INSTANCE
from gsn_app.demo.recit import Recit
from gsn_app.domain.membre import Role, TypeInstance
from gsn_app.domain.situation import EtatSituation
from gsn_app.domain.transfert import Selection

HABITUEL = ("coordo", "ecole", "mds", "prevention")
RENCONTRES = (
    ("contact_personne.JEU", "moyen_information.ENT"),
    ("contact_personne.ENS", "moyen_information.VIS"),
)
BESOINS = ("besoin.ASS", "besoin.DES", "besoin.PAR", "besoin.EDU")
#: situations followed here, of those the coordonnateur reads
SUIVIES = 4


def found_veille(recit: Recit, session: Session) -> str:
    """A cellule de veille éducative, coordinated by the school; returns its id."""
    return create_instance(
        session, TypeInstance.CVE, "Cellule de veille éducative de Fictif-sur-Éxemple",
        adoptee_le=recit.horloge.jour(30), coordonnateur_id=recit.membres["ecole"],
    ).id  # fmt: skip


def follow(recit: Recit, session: Session) -> None:
    """Set the rhythm and the usual circle, then follow a few people: met, referred, some taken on."""
    save_instance(
        session, INSTANCE, rythme_mois=2, prochaine=recit.horloge.jour(-9),
        cercle=[recit.membres[cle] for cle in HABITUEL],
    )  # fmt: skip
    veille = found_veille(recit, session)
    done = 0
    for dossier in recit.dossiers:
        if done == SUIVIES or "coordo" not in dossier.cercle:
            continue
        typologie = read_situation(session, dossier.id).typologie
        if typologie is None or typologie.etat is not EtatSituation.OUVERTE:
            continue
        _follow_one(recit, session, dossier.id, dossier.personne.date_naissance, done)
        if done == SUIVIES - 1:
            propose_transfert(session, dossier.id, veille, Selection(quartier=True, motifs_secondaires=True))
        done += 1


def _follow_one(recit: Recit, session: Session, situation_id: str, naissance: str, rang: int) -> None:
    jour = recit.horloge.jour
    for shift, (personne, moyen) in zip((20, 6), RENCONTRES, strict=True):
        record_contact(session, situation_id, date=jour(shift - rang), moyen=moyen, personne=personne)
    besoin = BESOINS[rang % len(BESOINS)]
    dispositif = propose_dispositifs(session, besoin, naissance)[0]
    orientation = refer(session, situation_id, besoin=besoin, dispositif=dispositif, date=jour(15 - rang))
    if rang % 2 == 0:
        record_relais(session, situation_id, orientation, date=jour(3), suite="orientation_suite.PRI")


def seat_veille(recit: Recit, session: Session) -> None:
    """The school's coordonnateur seats two members of the group in the second body."""
    veille = session.coffre_instances[-1].id
    for cle in ("mds", "mediation"):
        assign_membre(session, recit.membres[cle], veille, Role.MEMBRE)
    save_instance(session, veille, rythme_mois=2, prochaine=recit.horloge.jour(-20))
