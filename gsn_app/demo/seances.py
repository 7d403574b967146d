"""Chapters of the séances: one held and closed a month ago, one to come, with what waits for a member's word."""

from __future__ import annotations

from gsn_app.actions.seance import (
    add_point,
    close_seance,
    list_signataires,
    open_seance,
    prepare_seance,
    set_presence,
)
from gsn_app.actions.seance_point import (
    list_non_admis,
    note_apport,
    note_sans_information,
    open_point,
    record_decision,
    step_out,
)
from gsn_app.actions.session import Session
from gsn_app.demo.membres import INSTANCE
from gsn_app.demo.recit import Dossier, Recit
from gsn_app.demo.situations import jour_cloture

#: who comes, by short name; the others are absent
PRESENTS = ("coordo", "ecole", "mds", "prevention", "mission")
POINTS = 3


def hold_seance(recit: Recit, session: Session, jour: int) -> None:
    """A séance held on some situations of the school's circle; the next one is planned with what is left."""
    recit.horloge.go(jour)
    seance_id = prepare_seance(session, INSTANCE, recit.horloge.jour(jour), "14:30")
    living = [d for d in recit.dossiers if {"coordo", "ecole"} <= set(d.cercle) and not jour_cloture(d)]
    dossiers = sorted(living, key=lambda d: not d.mesures)[: POINTS + 1]
    for dossier in dossiers:
        add_point(session, seance_id, dossier.id)
    signed = set(list_signataires(session, INSTANCE))
    here = {recit.membres[cle] for cle in PRESENTS} & signed
    presence = {m: "present" if m in here else "absent" for m in signed} | {recit.membres["pjj"]: "excuse"}
    set_presence(session, seance_id, presence)
    open_seance(session, seance_id)
    for rang, dossier in enumerate(dossiers[:POINTS]):
        _examine(recit, session, seance_id, dossier, rang)
    close_seance(session, seance_id, prochaine=recit.horloge.jour(-9), heure="14:30")


def _examine(recit: Recit, session: Session, seance_id: str, dossier: Dossier, rang: int) -> None:
    """Who is not admitted leaves; the school speaks, one member brings nothing, a decision is noted."""
    strangers = [n.membre_id for n in list_non_admis(session, seance_id, dossier.id)]
    if strangers:
        step_out(session, seance_id, dossier.id, strangers)
    open_point(session, seance_id, dossier.id)
    ecole, coordo = recit.membres["ecole"], recit.membres["coordo"]
    if rang == 0:
        texte = "Présent toute la semaine, il a demandé à rejoindre l’atelier du midi."
        note_apport(session, seance_id, dossier.id, texte, dit_par=ecole)
        note_sans_information(session, seance_id, dossier.id, coordo)
        code = next(iter(dossier.mesures), "")  # one already counted: the published totals stay
        record_decision(
            session, seance_id, dossier.id, "decision.MES", mesure=code, volontaire=ecole if code else "",
            prochaine=recit.horloge.jour(-9),
        )  # fmt: skip
    else:
        record_decision(
            session, seance_id, dossier.id, "decision.POU", prochaine=recit.horloge.jour(-9 - rang)
        )
