"""The report of the demonstration commune: its two texts under way, and the year's consultations that the DPO signed."""

from __future__ import annotations

from gsn_app.actions.brouillon import save_brouillon
from gsn_app.actions.consultation import attest_consultations
from gsn_app.actions.session import Session

TEXTES = {
    "difficultes": "Les délais de réponse restent longs, et les partenaires manquent de temps pour préparer les réunions.",
    "positifs": "Les familles viennent plus volontiers ; les relais vers la formation se font plus vite.",
}


def begin_report(session: Session) -> None:
    """Leave the report of the year as its coordonnateur left it: typed, not prepared."""
    save_brouillon(session, "rapport", "", {"receveur": "Formation plénière du CLSPD", **TEXTES})


def vouch(session: Session) -> None:
    """The DPO counts and signs the consultations of the year."""
    attest_consultations(session, int(session.today()[:4]))
