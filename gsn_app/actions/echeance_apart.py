"""How long an adult's dossier apart is kept, whatever act it holds: a rappel à l'ordre or a transaction (domain 7)."""

from __future__ import annotations

from datetime import date

from gsn_app.actions.conservation import rappel_echeance_of
from gsn_app.actions.session import Session
from gsn_app.domain.conservation import (
    Echeance,
    rappel_adulte_echeance,
    rappel_adulte_sans_suite,
)
from gsn_app.domain.transaction import NON_HOMOLOGUEE, TRANSACTION, Transaction
from gsn_app.store import chemin as store
from gsn_app.store import rappel_ordre as rappels
from gsn_app.store.cle_scellee import Dossier, Genre


def apart_echeance(session: Session, dossier: Dossier) -> Echeance | None:
    """The date of an adult's dossier; None for a situation, which has its own."""
    if dossier.genre != Genre.RAPPEL:
        return None
    found = [
        rappel_echeance_of(session, rappel, apart=True)
        for rappel in rappels.read_rappels(session.coffre, dossier).values()
    ]
    found += [
        _transaction_echeance(session, t)
        for t in store.read_all(session.coffre, dossier, TRANSACTION).values()
    ]
    return max((e for e in found if e is not None), default=None)


def _transaction_echeance(session: Session, t: Transaction) -> Echeance | None:
    rules = session.charte.conservation
    end: date | None = t.avisee.date_avis if t.avisee else None
    if t.etat == NON_HOMOLOGUEE and t.decidee is not None:
        end = t.decidee.date_decision
    if end is not None:
        return rappel_adulte_echeance(rules, end)
    if not t.evenements:
        return None
    return rappel_adulte_sans_suite(t.evenements[-1].horodatage.astimezone().date())
