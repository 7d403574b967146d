"""A closed period as the report names it: year, years, quarter, or its two days."""

from __future__ import annotations

from datetime import date

from gsn_app.domain.edition import Periode


def make_periode(first: date, last: date) -> Periode:
    """Both days included; ``exercices`` are the civil years it covers wholly."""
    years = tuple(
        str(y) for y in range(first.year, last.year + 1) if first <= date(y, 1, 1) and date(y, 12, 31) <= last
    )
    label = word_periode(first, last, years)
    return Periode(label, first, last, years)


def word_periode(first: date, last: date, years: tuple[str, ...]) -> str:
    """« année 2026 », « années 2024 à 2026 », « 2e trimestre 2026 », else the two days."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"année {years[0]}" if len(years) == 1 else f"années {years[0]} à {years[-1]}"
    ends = {3: 31, 6: 30, 9: 30, 12: 31}
    whole = first.day == 1 and first.month % 3 == 1 and first.year == last.year
    if whole and last.month == first.month + 2 and last.day == ends[last.month]:
        number = last.month // 3
        return f"{number}{'er' if number == 1 else 'e'} trimestre {first.year}"
    return f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}"
