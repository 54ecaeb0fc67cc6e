"""Which clocks a country lives by, from the table that comes with the time zones themselves."""

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo


@cache
def of_countries() -> dict[str, frozenset[str]]:
    """The names of each country's zones, by its ISO code; ``zone.tab`` of the tz database."""
    table: dict[str, set[str]] = {}
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            table.setdefault(country, set()).add(zone)
    return {country: frozenset(zones) for country, zones in table.items()}


def is_local(zone: str, country: str, days: Iterable[date]) -> bool:
    """Whether on each of ``days`` the clocks of ``zone`` show what some clock in ``country`` shows.

    The hour counts, not the name: Brussels may be told as Paris. A country without a zone of its
    own is taken at its word.
    """
    known = of_countries().get(country)
    if not known:
        return True
    noons = [datetime.combine(day, time(12)) for day in days]
    told = _offsets(zone, noons)
    return any(_offsets(own, noons) == told for own in known)


def _offsets(zone: str, moments: list[datetime]) -> list:
    return [moment.replace(tzinfo=ZoneInfo(zone)).utcoffset() for moment in moments]
