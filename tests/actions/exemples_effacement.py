"""A situation closed on 30 November 2026, and clocks some days later: what tests of retention start from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from gsn_app.actions.apport import add_apport
from gsn_app.actions.session import Session
from gsn_app.actions.situation import close_situation, open_situation
from gsn_app.domain.situation import Personne
from tests.actions.exemples import PERSONNE, logged
from tests.coffre_prepare import GSN, Prepare

DEPART = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
#: 30 November + 90 days = 28 February 2027, the last day of keeping
ECHEANCE = 90
Clock = Callable[[], datetime]


def at(days: int) -> Clock:
    """A clock some days after the closure."""
    moment = DEPART + timedelta(days=days)
    return lambda: moment


def close_one(coffre: Prepare, personne: Personne = PERSONNE, motif: str = "motif.INC", **more: str) -> str:
    """A situation opened and closed on 30 November 2026, with an apport of the school and a restricted one."""
    with logged(coffre, "coordo", at(0)) as session:
        cercle = [coffre.membres["coordo"], coffre.membres["ecole"]]
        found = open_situation(
            session, GSN, personne=personne, origine="origine.EN", motif=motif, cercle=cercle, **more
        )
    with logged(coffre, "ecole", at(0)) as session:
        add_apport(session, found, "Une chose dite.")
        add_apport(session, found, "À deux.", lecteurs=(coffre.membres["coordo"],))
    with logged(coffre, "coordo", at(0)) as session:
        close_situation(session, found, "cloture.SOL")
    return found


def rows(session: Session) -> dict[str, int]:
    """How many rows each table holds."""
    tables = ("dossier", "piece", "historique", "cle_scellee", "brouillon")
    return {t: session.coffre.conn.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables}
