"""The dashboard inside: figures of what this member's keys open, body by body; journaled as a consultation."""

from __future__ import annotations

from datetime import date

from gsn_app.actions.conservation import list_listed
from gsn_app.actions.liste import read_liste
from gsn_app.actions.seance import list_held
from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Role
from gsn_app.domain.tableau_bord import (
    Presence,
    TableauInstance,
    Tranche,
    build_tableau,
    count_presences,
    first_day,
)

#: roles that a séance is made of
LECTEURS = (Role.COORDONNATEUR, Role.MEMBRE)


@act(Acte.SITUATION_CONSULTEE)
def read_tableau(session: Session) -> list[TableauInstance]:
    """One table a body this member sits in. It counts only what this member reads: others may see other numbers.

    Archived situations and those whose retention is over are not counted (article 21).
    """
    session.gate(Acte.SITUATION_CONSULTEE)
    session.trace(Acte.SITUATION_CONSULTEE, motif="tableau de bord")
    resumes, jour = list_listed(session), date.fromisoformat(session.today())
    tranches = list_tranches()
    return [
        build_tableau(i.id, resumes, tranches, jour, _read_presences(session, i.id, jour))
        for i in session.instances
    ]


def _read_presences(session: Session, instance_id: str, jour: date) -> tuple[Presence, ...]:
    """Institutions present at the séances of a body, for who may consult them; one entry of the journal more."""
    if not session.permits(Acte.SEANCE_CONSULTEE, instance_id):
        return ()
    session.trace(Acte.SEANCE_CONSULTEE, motif="tableau de bord")
    debut = first_day(jour).isoformat()
    held = [s for s in list_held(session) if s.instance_id == instance_id and s.tenue_le >= debut]
    membres = {m.id: m for m in session.coffre.annuaire.membres}
    there = [[membres[m].institution for m in s.presents if m in membres] for s in held]
    seated = [m.institution for m in membres.values() if m.actif and m.roles.get(instance_id) in LECTEURS]
    return count_presences(there, seated)


def list_tranches() -> list[Tranche]:
    """Age bands of the closed list, in order."""
    found = read_liste("tranche_age").valeurs
    return [Tranche(v.label, v.age_min, v.age_max) for v in found if v.age_min is not None]
