"""Delays of criminal procedure: days and months, and the day they really end (CPP art. 801).

A delay in days runs from the day after the event; one in months ends on the same date of the month, or on its last
day. One that would end on a Saturday, a Sunday or a public holiday (code du travail, L3133-1) ends on the next
working day. Easter is computed (Gauss, Meeus); the tests compare every holiday with a well-kept calendar.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from gsn_app.domain.conservation import add_months

#: (month, day) of the holidays that never move
_FIXES: Final = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
#: days after Easter Sunday: Monday, Ascension, Whit Monday
_MOBILES: Final = (1, 39, 50)
_DIMANCHE: Final = 6


def easter(annee: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    a, b, c = annee % 19, annee // 100, annee % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(annee, f // 31, f % 31 + 1)


def list_feries(annee: int) -> frozenset[date]:
    """The eleven public holidays of a year, for the whole of France."""
    paques = easter(annee)
    fixes = {date(annee, mois, jour) for mois, jour in _FIXES}
    return frozenset(fixes | {paques + timedelta(days=n) for n in _MOBILES})


def is_ouvrable(jour: date) -> bool:
    """True unless Saturday, Sunday or public holiday, as article 801 counts."""
    return jour.weekday() < _DIMANCHE - 1 and jour not in list_feries(jour.year)


def roll(jour: date) -> date:
    """The day itself, or the next working day (CPP art. 801)."""
    while not is_ouvrable(jour):
        jour += timedelta(days=1)
    return jour


def end_of_days(depart: date, jours: int) -> date:
    """Last day of a delay of so many days after an event."""
    return roll(depart + timedelta(days=jours))


def end_of_months(depart: date, mois: int) -> date:
    """Last day of a delay of so many months after an event."""
    return roll(add_months(depart, mois))
