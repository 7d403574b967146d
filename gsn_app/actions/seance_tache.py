"""What séances put in « À faire »: those near, asked for or left open, and what waits for a member's word."""

from __future__ import annotations

from collections.abc import Iterable

from gsn_app.actions.seance import list_held
from gsn_app.actions.seance_point import list_confirmations
from gsn_app.actions.session import Session
from gsn_app.domain.acte import Acte
from gsn_app.domain.seance import EtatSeance, Seance, is_near
from gsn_app.domain.situation import EtatSituation, SituationResume

#: kind, words, detail, day, screen, object, urgency — the fields of ``accueil.Tache``, in order
Ligne = tuple[str, str, str, str, str, str, int]


def list_seance_taches(session: Session, resumes: Iterable[SituationResume]) -> list[Ligne]:
    """Lines of « À faire »; ``resumes``: the situations listed to this member, the only ones named."""
    if not session.permits(Acte.SEANCE_CONSULTEE):
        return []
    found = [line for s in list_held(session) if (line := _seance(session, s)) is not None]
    names = {
        r.id: f"{r.personne.prenom} {r.personne.nom}"
        for r in resumes
        if r.typologie.etat is EtatSituation.OUVERTE
    }
    for waits in list_confirmations(session):
        if waits.situation_id in names:
            name = names[waits.situation_id]
            if waits.genre == "apport":
                text = f"Confirmez ce qui a été noté en votre nom\u00a0: {name}"
                detail = "Un apport de séance\u00a0; vous pouvez aussi le corriger ou le retirer"
            else:
                text = f"Confirmez que vous prenez la mesure en charge\u00a0: {name}"
                detail = "Vous vous êtes porté volontaire en séance\u00a0; rien ne vous y oblige"
            found.append(("confirmation", text, detail, "", "situation", waits.situation_id, 1))
    return found


def list_held_days(session: Session) -> set[str]:
    """Days (ISO) on which a séance this member reads was held."""
    if not session.permits(Acte.SEANCE_CONSULTEE):
        return set()
    return {s.tenue_le for s in list_held(session) if s.tenue_le}


def _seance(session: Session, seance: Seance) -> Ligne | None:
    keeps = session.permits(Acte.SEANCE_OUVERTE, seance.instance_id)
    body = next((i.type.value for i in session.instances if i.id == seance.instance_id), "")
    today = session.today()
    if seance.etat is EtatSeance.DEMANDEE:
        asked = session.coffre.annuaire.membre(seance.demandee_par).nom if seance.demandee_par else ""
        text = f"Séance urgente demandée par {asked} ({body})"
        detail = "Choisissez-en la date" if keeps else "Le coordonnateur en choisit la date"
        return ("seance", text, detail, "", "seance", seance.id, 0 if keeps else 2)
    if seance.etat is EtatSeance.OUVERTE and keeps:
        return ("seance", f"Séance à clore ({body})", "", seance.tenue_le, "seance", seance.id, 1)
    if seance.etat is not EtatSeance.PREPAREE or not is_near(seance.date, today):
        return None
    if seance.date >= today:
        hour = f"à {seance.heure}" if seance.heure else ""
        return ("seance", f"Séance ({body})", hour, seance.date, "seance", seance.id, 1)
    if not keeps:
        return None
    text = f"Séance à tenir, ou à enregistrer après coup ({body})"
    return ("seance", text, "", seance.date, "seance", seance.id, 0)
