"""« À faire »: what needs this member, computed from what their keys open; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gsn_app.actions import seance_tache
from gsn_app.actions.adoption import read_nouveaute
from gsn_app.actions.cle_journal import list_successeurs
from gsn_app.actions.conservation import list_listed
from gsn_app.actions.demande_droit import list_held
from gsn_app.actions.effacement import LIBELLES_REGLE, list_echeances
from gsn_app.actions.gardien import list_parts
from gsn_app.actions.instance import list_instances
from gsn_app.actions.membre import auditeur_provisoire
from gsn_app.actions.parcours_tache import list_suivi_taches
from gsn_app.actions.rappel_ordre import RappelResume, list_rappels
from gsn_app.actions.reenrolement import list_remises
from gsn_app.actions.reglage import read_reglages
from gsn_app.actions.saisine import list_readable_saisines
from gsn_app.actions.sauvegarde import RETARD_SUPPORT_JOURS, may_sauvegarder, read_etat_sauvegarde
from gsn_app.actions.session import Session
from gsn_app.actions.transaction import TransactionResume, list_transactions
from gsn_app.actions.transfert import list_readable_transferts, note_answers
from gsn_app.actions.trousse import trousse_printed
from gsn_app.domain.acte import Acte
from gsn_app.domain.conservation import EtatConservation
from gsn_app.domain.demande_droit import LIBELLES_DROIT, RAPPEL_JOURS, compute_echeance_reponse
from gsn_app.domain.instance import is_near, is_unplanned
from gsn_app.domain.membre import Role
from gsn_app.domain.rappel_ordre_etat import EtatRappel
from gsn_app.domain.situation import EtatSituation, SituationResume
from gsn_app.domain.transaction import TRANSACTION

#: days before the end of a transaction's delay at which it is told
AVERTIR_TRANSACTION_JOURS = 10


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
    taches += [
        Tache(
            "succession",
            f"Remettez la clé du journal à {m.nom}",
            "Cette personne vous succède",
            "",
            "membre",
            "",
            1,
        )
        for m in list_successeurs(session)
    ]
    session.trace(Acte.SITUATION_CONSULTEE, motif="à faire")
    if session.permits(Acte.CONSERVATION_CONSULTEE):
        taches += _conservation(session)
    if session.has_role(Role.COORDONNATEUR):
        taches += _settings(session)
        taches += _transferts(session)
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
    if session.permits(Acte.DEMANDE_DROIT_CONSULTEE):
        taches += _demandes(session)
    taches += _sauvegarde(session)
    taches += _seances(session)
    if session.permits(Acte.SITUATION_CONSULTEE):
        resumes = list_listed(session)
        for resume in resumes:
            taches += _situation(session, resume)
        taches += [
            Tache(t.genre, t.libelle, t.detail, t.echeance, "situation", t.situation_id, t.urgence)
            for t in list_suivi_taches(session, resumes)
        ]
        taches += [Tache(*line) for line in seance_tache.list_seance_taches(session, resumes)]
    if session.permits(Acte.RAPPEL_ORDRE_CONSULTE):
        for rappel in list_rappels(session):
            taches += _rappel(rappel)
    if session.permits(Acte.TRANSACTION_CONSULTEE):
        for one in list_transactions(session):
            taches += _transaction(session, one)
    # the séance itself, to come or held that day, says more than its body's date
    told = {t.echeance for t in taches if t.ecran == "seance"} | seance_tache.list_held_days(session)
    taches = [t for t in taches if t.ecran != "instances" or t.echeance not in told]
    return sorted(taches, key=lambda t: (t.urgence, t.echeance or "9999"))


def _demandes(session: Session) -> list[Tache]:
    """Answers due to persons within ten days, or late; the ledger names nobody."""
    today = date.fromisoformat(session.today())
    found = []
    for demande in list_held(session):
        due = compute_echeance_reponse(demande)
        if due is not None and (due - today).days <= RAPPEL_JOURS:
            text = f"Répondez à la demande {demande.numero} ({LIBELLES_DROIT[demande.droit]})"
            found.append(
                Tache("demande_droit", text, "", due.isoformat(), "droits", demande.id, int(due >= today))
            )
    return found


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
    found = _adoption(session)
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


def _adoption(session: Session) -> list[Tache]:
    """The program knows acts that the charter in force does not: nobody may do them until a version is adopted."""
    nouveaute = read_nouveaute(session)
    if nouveaute is None:
        return []
    nombre = len(nouveaute.actes)
    actes = f"{nombre} actes nouveaux" if nombre > 1 else "un acte nouveau"
    text = "Faites adopter la nouvelle version de la charte"
    detail = f"Le logiciel apporte {actes}, fermés à tous jusque-là"
    return [Tache("adoption", text, detail, "", "membre", "", 1)]


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


def _transferts(session: Session) -> list[Tache]:
    """Transfers that wait for this coordonnateur's answer; those they sent get theirs noted."""
    if not session.permits(Acte.TRANSFERT_CONSULTE):
        return []
    note_answers(session)
    noms = {i.id: i.nom for i in session.coffre.annuaire.instances}
    return [
        Tache(
            "transfert", f"Transfert à examiner\u00a0: {t.envoi.personne.prenom} {t.envoi.personne.nom}",
            f"proposé par {noms.get(t.de, t.de)}", "", "transferts", t.id, 1,
        )
        for t in list_readable_transferts(session)
        if t.envoi is not None and t.en_attente and session.role_in(t.vers) is Role.COORDONNATEUR
    ]  # fmt: skip


def _seances(session: Session) -> list[Tache]:
    """The next meeting of each body, two weeks before; a body without one asks its coordonnateur for a date."""
    found = []
    jour = date.fromisoformat(session.today())
    for resume in list_instances(session) if not session.has_role(Role.AUDITEUR) else []:
        nom, vie = resume.instance.nom, resume.vie
        if is_near(vie.prochaine, jour):
            text = f"Prochaine séance\u00a0: {nom}"
            found.append(Tache("seance", text, "", vie.prochaine, "instances", resume.instance.id, 1))
        elif resume.coordonne and is_unplanned(vie, jour):
            text = f"Fixez la prochaine séance\u00a0: {nom}"
            detail = f"Tous les {vie.rythme_mois}\u00a0mois" if vie.rythme_mois > 1 else "Chaque mois"
            found.append(Tache("seance", text, detail, resume.proposee, "instances", resume.instance.id, 2))
    return found


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


def _transaction(session: Session, t: TransactionResume) -> list[Tache]:
    """The day that counts of a transaction, ten days ahead; past it, what must be noted."""
    left = (date.fromisoformat(t.limite) - date.fromisoformat(session.today())).days if t.limite else 99
    if left > AVERTIR_TRANSACTION_JOURS:
        return []
    text = f"Transaction {TRANSACTION.libelles_etat[t.etat].lower()} : " + (
        "le délai est passé" if left < 0 else "le délai finit"
    )
    urgence = 0 if left < 0 else 1
    return [Tache("transaction", text, f"{t.prenom} {t.nom}", t.limite, "transaction", t.id, urgence)]


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
