"""Delays end where CPP art. 801 says: every holiday compared with a well-kept calendar, month ends, leap years."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsn_app.domain.delai import end_of_days, end_of_months, is_ouvrable, list_feries, roll

#: from 2008: the calendar drops Whit Monday in 2005–2007, which article 801 kept (Cass. crim., 10 May 2006)
ANNEES = range(2008, 2100)
DAYS = st.dates(date(2008, 1, 1), date(2099, 12, 31))


def test_the_eleven_holidays_of_each_year_are_those_of_the_calendar() -> None:
    for annee in ANNEES:
        known = {day for day in holidays.country_holidays("FR", years=annee) if day.year == annee}
        assert list_feries(annee) == known, annee


@given(DAYS)
def test_a_rolled_day_is_a_working_day_and_the_first_one(day: date) -> None:
    rolled = roll(day)
    calendar = holidays.country_holidays("FR", years=[day.year, day.year + 1])
    assert rolled >= day and rolled.weekday() < 5 and rolled not in calendar
    for n in range((rolled - day).days):
        between = day + timedelta(days=n)
        assert between.weekday() >= 5 or between in calendar
    assert (rolled == day) is is_ouvrable(day)


@pytest.mark.parametrize(
    ("depart", "expected"),
    [
        (date(2026, 1, 31), date(2026, 3, 2)),  # no 31 February: the 28th, a Saturday, then Monday
        (date(2028, 1, 31), date(2028, 2, 29)),  # leap year, a Tuesday
        (date(2028, 1, 29), date(2028, 2, 29)),
        (date(2027, 1, 29), date(2027, 3, 1)),  # the 28th is a Sunday
        (date(2026, 4, 1), date(2026, 5, 4)),  # 1 May is a Friday and a holiday: Monday 4
        (date(2026, 3, 6), date(2026, 4, 7)),  # Easter Monday is 6 April 2026
        (date(2026, 6, 14), date(2026, 7, 15)),  # 14 July
        (date(2025, 12, 1), date(2026, 1, 2)),  # 1 January is a Thursday: Friday
        (date(2026, 11, 30), date(2026, 12, 30)),
    ],
)  # fmt: skip
def test_a_month_ends_on_its_date_or_the_next_working_day(depart: date, expected: date) -> None:
    assert end_of_months(depart, 1) == expected


@pytest.mark.parametrize(
    ("depart", "expected"),
    [
        (date(2026, 11, 9), date(2026, 11, 24)),
        (date(2026, 10, 27), date(2026, 11, 12)),  # 11 November
        (date(2026, 12, 10), date(2026, 12, 28)),  # Christmas on a Friday, then a week-end
        (date(2028, 2, 14), date(2028, 2, 29)),
        (date(2027, 2, 14), date(2027, 3, 1)),
        (date(2026, 4, 29), date(2026, 5, 15)),  # Ascension is 14 May 2026
    ],
)
def test_fifteen_days_run_from_the_day_after(depart: date, expected: date) -> None:
    assert end_of_days(depart, 15) == expected
