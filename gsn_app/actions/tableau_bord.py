"""The dashboard inside: figures of what this member's keys open, body by body; journaled as a consultation."""

from __future__ import annotations

from datetime import date

from gsn_app.actions.conservation import list_listed
from gsn_app.actions.liste import read_liste
from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.tableau_bord import TableauInstance, Tranche, build_tableau


@act(Acte.SITUATION_CONSULTEE)
def read_tableau(session: Session) -> list[TableauInstance]:
    """One table a body this member sits in. It counts only what this member reads: others may see other numbers.

    Archived situations and those whose retention is over are not counted (article 21).
    """
    session.gate(Acte.SITUATION_CONSULTEE)
    session.trace(Acte.SITUATION_CONSULTEE, motif="tableau de bord")
    resumes, jour = list_listed(session), date.fromisoformat(session.today())
    tranches = list_tranches()
    return [build_tableau(instance.id, resumes, tranches, jour) for instance in session.instances]


def list_tranches() -> list[Tranche]:
    """Age bands of the closed list, in order."""
    found = read_liste("tranche_age").valeurs
    return [Tranche(v.label, v.age_min, v.age_max) for v in found if v.age_min is not None]
