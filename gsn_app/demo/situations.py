"""Chapters of the situations: opened at the meetings, spoken of, followed, measured, closed, to be seen again."""

from __future__ import annotations

from gsn_app.actions.apport import add_apport, add_sans_information, withdraw_apport
from gsn_app.actions.mesure import end_mesure, propose_mesure, take_mesure
from gsn_app.actions.referent_parcours import designate_referent
from gsn_app.actions.saisine import dismiss_saisine, submit_saisine
from gsn_app.actions.session import Session
from gsn_app.actions.situation import (
    close_situation,
    defer_information,
    open_situation,
    record_information,
    set_echeance,
)
from gsn_app.demo.membres import INSTANCE
from gsn_app.demo.recit import Dossier, Recit
from gsn_app.demo.tableau import Ligne, draw_personne
from gsn_app.demo.textes import APPORTS, DITS, SAISINES

#: who sits in the circle besides the coordonnateur, by origin and by measure
PAR_ORIGINE = {"origine.EN": "ecole", "origine.PJJ": "pjj", "origine.DEP": "mds", "origine.FAM": "mds"}
PAR_MESURE = {"mesure.MDS": "mds", "mesure.MSC": "mediation", "mesure.AEMO": "mds", "mesure.IP": "mds"}
#: measures that some member takes on in the story
PRENEURS = {"mesure.MDS": "mds", "mesure.MSC": "mediation", "mesure.SUI": "prevention"}
DIFFERE, NON_INFORMES = 14, (31, 38)


def cercle_of(ligne: Ligne) -> tuple[str, ...]:
    """The usual circle of a row: the coordonnateur, the school for a minor, those who act."""
    found = ["coordo", PAR_ORIGINE.get(ligne.origine, "prevention")]
    found += [PAR_MESURE[code] for code in ligne.mesures if code in PAR_MESURE]
    found.append("ecole" if ligne.mineur else "mission")
    if "mesure.SUI" in ligne.mesures:
        found.append("prevention")
    return tuple(dict.fromkeys(found))


def open_dossier(recit: Recit, session: Session, ligne: Ligne, jour: int) -> Dossier:
    """A meeting opens one situation, from a saisine one time in three; its circle comes with it."""
    recit.horloge.go(jour)
    personne = draw_personne(ligne, recit.etat, recit.horloge)
    cercle = cercle_of(ligne)
    saisine_id = ""
    if ligne.numero % 3 == 0:
        saisine_id = submit_saisine(
            session, INSTANCE, origine=ligne.origine, motif=ligne.motif, personne=personne,
            description=recit.tirage.choice(SAISINES),
        )  # fmt: skip
    situation_id = open_situation(
        session, INSTANCE, personne=personne, origine=ligne.origine, motif=ligne.motif,
        cercle=[recit.membres[cle] for cle in cercle], saisine_id=saisine_id,
    )  # fmt: skip
    dossier = Dossier(situation_id, ligne, personne, cercle, jour)
    recit.dossiers.append(dossier)
    today = recit.horloge.jour(jour)
    if ligne.numero == DIFFERE:
        defer_information(session, situation_id, date=today, motif="motif_report_information.PRO")
    elif ligne.numero not in NON_INFORMES:
        record_information(
            session, situation_id, date=today, moyen="moyen_information.ENT", par="La coordonnatrice"
        )
    for code in ligne.mesures:
        dossier.mesures[code] = propose_mesure(session, situation_id, code, date=today)
    speaker = recit.tirage.choice([c for c in cercle if c in APPORTS] or ["ecole"])
    add_apport(session, situation_id, recit.tirage.choice(APPORTS[speaker]), dit_par=DITS[speaker])
    if "mesure.SUI" in ligne.mesures and ligne.numero % 2 == 0:
        designate_referent(
            session, situation_id, recit.membres["prevention"], date=today, accord=True, accord_date=today
        )
    return dossier


def contribute(recit: Recit, session: Session, cle: str, jour: int) -> None:
    """A member brings what they know on their open situations, and takes on what they volunteer for (C4)."""
    recit.horloge.go(jour)
    today = recit.horloge.jour(jour)
    for rank, dossier in enumerate(d for d in recit.dossiers if cle in d.cercle and d.ouvert > jour):
        if rank % 7 == 5:
            add_sans_information(session, dossier.id)
        elif rank % 2 == 0:
            add_apport(session, dossier.id, recit.tirage.choice(APPORTS[cle]))
        for code, mesure_id in dossier.mesures.items():
            if PRENEURS.get(code) == cle and rank % 4 != 3:
                take_mesure(session, dossier.id, mesure_id, date=today)


def conclude(recit: Recit, session: Session, cle: str, jour: int) -> None:
    """Some measures end with their result; a reduced apport, another taken back (C5)."""
    recit.horloge.go(jour)
    today = recit.horloge.jour(jour)
    for rank, dossier in enumerate(d for d in recit.dossiers if cle in d.cercle and d.ouvert > 120):
        for code, mesure_id in dossier.mesures.items():
            if PRENEURS.get(code) == cle and rank % 4 in (0, 1) and not _closed(dossier, jour):
                resultat = ("suite.AME", "suite.SOL", "suite.REA")[rank % 3]
                end_mesure(session, dossier.id, mesure_id, date=today, resultat=resultat)
    mine = [d for d in recit.dossiers if cle in d.cercle and not _closed(d, jour)]
    if mine:
        text = "À garder entre nous pour l’instant : la famille prépare un déménagement."
        add_apport(session, mine[0].id, text, lecteurs=(recit.membres["coordo"],))
        taken_back = add_apport(session, mine[-1].id, "Information à confirmer avant la prochaine réunion.")
        withdraw_apport(session, mine[-1].id, taken_back)


def jour_cloture(dossier: Dossier) -> int:
    """Day of the story when a row is closed; 0 when it stays open."""
    if not dossier.ligne.cloture:
        return 0
    rang = dossier.ligne.numero
    return {2: 72, 5: 45, 9: 40}.get(rang, 19 - rang % 13)


def _closed(dossier: Dossier, jour: int) -> bool:
    return jour_cloture(dossier) >= jour > 0 if dossier.ligne.cloture else False


def close_due(recit: Recit, session: Session, premier: int, dernier: int) -> None:
    """Close the rows whose day lies between two days of the story, in order."""
    due = [d for d in recit.dossiers if premier >= jour_cloture(d) >= dernier and d.ligne.cloture]
    for dossier in sorted(due, key=lambda d: -jour_cloture(d)):
        recit.horloge.go(jour_cloture(dossier))
        sortie = "sortie_positive.SCO" if dossier.ligne.cloture == "cloture.SOL" else ""
        close_situation(session, dossier.id, dossier.ligne.cloture, sortie_positive=sortie)


def set_echeances(recit: Recit, session: Session) -> None:
    """Dates at which the open situations are looked at again: one late, some soon, the others later."""
    horloge = recit.horloge
    for rank, dossier in enumerate(d for d in recit.dossiers if not d.ligne.cloture):
        ahead = (-4, 3, 9)[rank] if rank < 3 else 18 + 5 * (rank % 9)
        if rank % 5 != 4:
            set_echeance(session, dossier.id, horloge.jour(-ahead))


def signal(recit: Recit, session: Session, jour: int, ligne: Ligne) -> str:
    """A saisine brought by whoever holds the session; returns its id."""
    recit.horloge.go(jour)
    return submit_saisine(
        session, INSTANCE, origine=ligne.origine, motif=ligne.motif,
        personne=draw_personne(ligne, recit.etat, recit.horloge), description=recit.tirage.choice(SAISINES),
    )  # fmt: skip


def set_aside(session: Session, saisine_id: str) -> None:
    """The coordonnateur sets one saisine aside, with the return its author will read."""
    dismiss_saisine(
        session,
        saisine_id,
        "retour_saisine.ORI",
        "Le service jeunesse de la commune peut la recevoir le mercredi.",
    )
