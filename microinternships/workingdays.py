"""Working days: Monday to Friday without the bank holidays of England.

The yearly ones are computed by ``holidays``, which also knows the single days that were proclaimed
before its release. Those proclaimed later are the setting ``BANK_HOLIDAYS``, and somebody has to
look for them once a year: docs/decisions/0011-bank-holidays.md.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from multiprocessing import get_context

from django.conf import settings

LOOKED_FOR_EVERY = timedelta(days=365)
Days = dict[date, str]

_computed: dict[int, Days] = {}  # of the years that were asked for so far


def compute(year: int) -> Days:
    """The English bank holidays of ``year`` that the package knows, with their names."""
    # Imported as late as this, because it brings every country of the world along.
    import holidays

    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year))


def compute_apart(years: Sequence[int]) -> None:
    """Have ``years`` computed by a process that ends, for a server that has no threads yet.

    It would otherwise keep the package, and all that this knows of other countries, for good.
    """
    with get_context("fork").Pool(1) as apart:
        _computed.update(zip(years, apart.map(compute, years), strict=True))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and not bank_holiday(day)


def bank_holiday(day: date) -> str:
    """The name of the English bank holiday on ``day``, or an empty string."""
    proclaimed = settings.BANK_HOLIDAYS.get(day.isoformat())
    return _of_year(day.year).get(day, "") if proclaimed is None else proclaimed


def _of_year(year: int) -> Days:
    if year not in _computed:
        _computed[year] = compute(year)
    return _computed[year]


def look_again_on() -> date:
    """From when on somebody should look whether another bank holiday was proclaimed."""
    return settings.BANK_HOLIDAYS_CHECKED_ON + LOOKED_FOR_EVERY


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
