"""« À faire »: what needs this member, computed from what their keys open; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gsn_app.actions import seance_tache
from gsn_app.actions.conservation import list_listed
from gsn_app.actions.effacement import LIBELLES_REGLE, list_echeances
from gsn_app.actions.gardien import list_parts
from gsn_app.actions.membre import auditeur_provisoire
from gsn_app.actions.rappel_ordre import RappelResume, list_rappels
from gsn_app.actions.reenrolement import list_remises
from gsn_app.actions.reglage import read_reglages
from gsn_app.actions.saisine import list_readable_saisines
from gsn_app.actions.sauvegarde import RETARD_SUPPORT_JOURS, may_sauvegarder, read_etat_sauvegarde
from gsn_app.actions.session import Session
from gsn_app.actions.trousse import trousse_printed
from gsn_app.domain.acte import Acte
from gsn_app.domain.conservation import EtatConservation
from gsn_app.domain.membre import Role
from gsn_app.domain.rappel_ordre_etat import EtatRappel
from gsn_app.domain.situation import EtatSituation, SituationResume


@dataclass(frozen=True)
class Tache:
    """One thing to do. ``urgence`` 0 late, 1 soon, 2 when possible; ``ecran`` names where it is done."""

    genre: str
    libelle: str
    detail: str
    echeance: str
    ecran: str
    objet_id: str
    urgence: int


def list_taches(session: Session) -> list[Tache]:
    """Tasks by urgency then date; the list is one journal entry when it shows names."""
    if session.charte_a_signer:
        text = "Signez la charte en vigueur pour accéder aux situations"
        return [Tache("charte", text, "", "", "membre", "", 0)]
    taches: list[Tache] = _recuperation(session)
    session.trace(Acte.SITUATION_CONSULTEE, motif="à faire")
    if session.permits(Acte.CONSERVATION_CONSULTEE):
        taches += _conservation(session)
    if session.has_role(Role.COORDONNATEUR):
        taches += _settings(session)
        session.trace(Acte.SAISINE_CONSULTEE, motif="à faire")
        taches += [
            Tache(
                "saisine",
                f"Saisine à examiner : {s.personne.prenom} {s.personne.nom}",
                "",
                s.date,
                "saisine",
                s.id,
                1,
            )
            for s in list_readable_saisines(session)
            if s.etat == "deposee"
        ]
    taches += _sauvegarde(session)
    if session.permits(Acte.SITUATION_CONSULTEE):
        listed = list_listed(session)
        for resume in listed:
            taches += _situation(session, resume)
        taches += [Tache(*line) for line in seance_tache.list_seance_taches(session, listed)]
    if session.permits(Acte.RAPPEL_ORDRE_CONSULTE):
        for rappel in list_rappels(session):
            taches += _rappel(rappel)
    return sorted(taches, key=lambda t: (t.urgence, t.echeance or "9999"))


def _recuperation(session: Session) -> list[Tache]:
    """Keys to hand back, shares never proved, the kit to print: all done in « Membres et charte »."""
    found = [
        Tache(
            "remise",
            f"Remettez ses clés à {r.nom}",
            "Cette personne a de nouvelles clés",
            "",
            "membre",
            "",
            1,
        )
        for r in list_remises(session)
    ]
    if not session.has_role(Role.COORDONNATEUR):
        return found
    for part in list_parts(session):
        if part.expiree:
            text = f"Part de récupération jamais prouvée\u00a0: {part.gardien}"
            found.append(Tache("part", text, "Détruite\u00a0: renouvelez les parts", "", "membre", "", 0))
        elif part.ici:
            text = f"Faites prouver sa part à {part.gardien}"
            found.append(
                Tache(
                    "part", text, "Ses mots attendent ici, trente jours au plus", part.limite, "membre", "", 1
                )
            )
    if not trousse_printed(session) and not session.demonstration:
        text = "Imprimez la trousse de récupération"
        found.append(
            Tache("trousse", text, "Sans elle, une machine morte ferme le coffre à tous", "", "membre", "", 1)
        )
    return found


def _conservation(session: Session) -> list[Tache]:
    """Warnings before each erasure, in order; an overdue thing is told without a name (article 21)."""
    found = []
    for e in list_echeances(session):
        late = e.etat in {EtatConservation.DEPASSEE, EtatConservation.ECHUE}
        text = f"À effacer : {e.libelle}" if late else f"Bientôt à effacer : {e.libelle}"
        urgence = 0 if late else 1 if e.etat is EtatConservation.IMMINENTE else 2
        found.append(
            Tache("effacement", text, LIBELLES_REGLE[e.regle], e.jour, "conservation", e.id, urgence)
        )
    return found


def _settings(session: Session) -> list[Tache]:
    found = []
    reglages = read_reglages(session)
    if not reglages.tribunal:
        text = "Précisez le tribunal judiciaire et le protocole avec le procureur"
        found.append(
            Tache("reglage", text, "Sans eux, la fiche-navette porte un avertissement", "", "reglage", "", 2)
        )
    if auditeur_provisoire(session):
        text = "Enrôlez le délégué à la protection des données (auditeur)"
        founded = min(m.enrole_le for m in session.coffre.annuaire.membres)[:10]
        limite = (date.fromisoformat(founded) + timedelta(days=30)).isoformat()
        late = limite < session.today()
        detail = "Les trente jours sont passés" if late else "Vous tenez sa place pour trente jours au plus"
        found.append(Tache("membre", text, detail, limite, "membre", "", 0 if late else 1))
    return found


def _sauvegarde(session: Session) -> list[Tache]:
    """A backup is late, or nobody said where backups go (the coordonnateur's to say)."""
    if not may_sauvegarder(session):
        return []
    etat = read_etat_sauvegarde(session)
    if not etat.supports:
        if not session.permits(Acte.SAUVEGARDE_ESSAYEE):
            return []
        text, detail = "Choisissez où sauvegarder le coffre", "Aucune sauvegarde n’existe encore"
        return [Tache("sauvegarde", text, detail, "", "sauvegarde", "", 1)]
    if etat.en_retard:
        detail = (
            f"La dernière date de {etat.age_jours} jours" if etat.derniere else "Aucune n’a encore été faite"
        )
        return [Tache("sauvegarde", "Faites une sauvegarde du coffre", detail, "", "sauvegarde", "", 0)]
    if any(x.age_jours is None or x.age_jours > RETARD_SUPPORT_JOURS for x in etat.supports):
        text = "Branchez l’autre support de sauvegarde"
        return [Tache("sauvegarde", text, "Il n’a rien reçu depuis longtemps", "", "sauvegarde", "", 2)]
    return []


def _situation(session: Session, resume: SituationResume) -> list[Tache]:
    typologie = resume.typologie
    if typologie.etat is EtatSituation.CLOTUREE:
        return []
    name = f"{resume.personne.prenom} {resume.personne.nom}"
    if not typologie.echeance:
        return []
    today = session.today()
    soon = (date.fromisoformat(today) + timedelta(days=14)).isoformat()
    if typologie.echeance > soon:
        return []
    urgence = 0 if typologie.echeance < today else 1
    return [
        Tache(
            "echeance",
            f"Situation à revoir : {name}",
            "",
            typologie.echeance,
            "situation",
            resume.id,
            urgence,
        )
    ]


def _rappel(rappel: RappelResume) -> list[Tache]:
    etat = EtatRappel(rappel.etat)
    name = f"{rappel.prenom} {rappel.nom}"
    if etat is EtatRappel.PARQUET_CONSULTE and rappel.attente_jours is not None:
        text = f"Fiche-navette {rappel.numero} sans réponse depuis {rappel.attente_jours} jours"
        return [Tache("navette", text, name, "", "rappel_ordre", rappel.id, 0 if rappel.relance else 2)]
    if rappel.prochain:
        return [
            Tache("rappel", rappel.prochain, f"rappel à l’ordre, {name}", "", "rappel_ordre", rappel.id, 1)
        ]
    return []
