"""Exact counts of the report: things that are not youths (R0). One small function per source, named by its code.

``charter/tableaux.toml`` declares which of them a body prints and under which words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from gsn_app.actions.consultation import read_consultations
from gsn_app.actions.session import Session
from gsn_app.anonymat.specifications import parse_comptes
from gsn_app.domain.edition import Compte, Periode
from gsn_app.domain.membre import Instance, Membre
from gsn_app.ressources import read_ressource
from gsn_app.store import effacement

Source = Callable[[Session, Instance, Periode], int | None]


def list_comptes(session: Session, instance: Instance, periode: Periode) -> tuple[Compte, ...]:
    """Every exact count declared for this kind of body, over the period; None when nobody vouches for it."""
    declared = parse_comptes(read_ressource("tableaux.toml"), instance.type)
    return tuple(
        Compte(one.code, one.libelle, SOURCES[one.code](session, instance, periode))
        for one in declared
        if one.code in SOURCES
    )


def _members(session: Session, instance: Instance) -> list[Membre]:
    return [m for m in session.coffre.annuaire.membres if m.actif and m.role_in(instance.id)]


def _count_membres(session: Session, instance: Instance, _periode: Periode) -> int:
    return len(_members(session, instance))


def _count_signatures(session: Session, instance: Instance, _periode: Periode) -> int:
    return sum(1 for m in _members(session, instance) if session.signed(m.id))


def _count_revocations(session: Session, instance: Instance, periode: Periode) -> int:
    gone = [m for m in session.coffre.annuaire.membres if m.revoque_le and m.role_in(instance.id)]
    return sum(1 for m in gone if _within(periode, m.revoque_le))


def _count_effacements(session: Session, _instance: Instance, periode: Periode) -> int:
    return sum(1 for trace in effacement.list_traces(session.coffre) if _within(periode, trace.le))


def _count_consultations(session: Session, _instance: Instance, periode: Periode) -> int | None:
    """Whole civil years alone are vouched for, each by its signature."""
    totals = [read_consultations(session, int(year)) for year in periode.exercices]
    whole = (periode.debut.month, periode.debut.day, periode.fin.month, periode.fin.day) == (1, 1, 12, 31)
    if not whole or not totals:
        return None
    return sum(total for total in totals if total is not None) if None not in totals else None


def _within(periode: Periode, iso: str) -> bool:
    return periode.debut.isoformat() <= iso[:10] <= periode.fin.isoformat()


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "membres": _count_membres,
        "signatures": _count_signatures,
        "revocations": _count_revocations,
        "effacements": _count_effacements,
        "consultations": _count_consultations,
    }
)
