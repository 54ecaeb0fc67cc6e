"""Working days: Monday to Friday without the bank holidays of England."""

from datetime import date, timedelta
from functools import cache

import holidays


@cache
def _bank_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv="ENG")


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _bank_holidays()


def bank_holiday(day: date) -> str:
    """The name of the English bank holiday on ``day``, or an empty string."""
    return _bank_holidays().get(day, "")


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day`` (before it when negative).

    ``day`` itself is never counted, whether or not it is a working day.
    """
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        if is_working_day(day):
            left -= 1
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days follow ``first`` up to and including ``last``; 0 when none."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_working_day(day) for day in days)
