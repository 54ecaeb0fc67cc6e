"""The hours of each offered day, on the host's clock and on Oxford's.

Day by day, because the clocks change on different weekends in different
countries: in the spring weeks New York is four hours behind Oxford, not five.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from microinternships.phrases import day_words, time_words
from microinternships.templatetags.words import dates_between, hours_in_both_zones, zone_name
from placements.models import Advert, Terms, WorkingHours


@dataclass(frozen=True, slots=True)
class Told:
    """One run of days with the same hours. ``oxford`` is empty where the zones never differ."""

    dates: str
    host: str
    oxford: str


def host_hours(terms: WorkingHours) -> str:
    """A working day on the host's own clock, as in "9:00 to 17:30"."""
    return f"{time_words(terms.day_starts)} to {time_words(terms.day_ends)}"


def named(advert: Advert) -> str:
    """The host's hours, with their zone where its clocks differ: "9:00 to 17:30 Berlin time"."""
    zone = f" {zone_name(advert.zone)} time" if advert.zone_differs else ""
    return f"{host_hours(advert)}{zone}"


def in_brief(advert: Advert) -> str:
    """The hours as a card says them; Oxford's beside them where a student would work by those.

    As in "9:00 to 17:30", "9:00 to 17:30 Berlin time" for days there, or "9:00 to 17:30 New York
    time (14:00 to 22:30 in Oxford)", with "or" between two in the weeks around a clock change.
    """
    if not advert.remote_across_zones:
        return named(advert)
    in_oxford = dict.fromkeys(
        on(advert, day)[1] for week in advert.offered_weeks for day in week.dates
    )
    return f"{named(advert)} ({' or '.join(in_oxford)} in Oxford)"


def on(terms: WorkingHours, day: date) -> tuple[str, str]:
    """The hours on ``day`` in the host's zone and in Oxford's; the same text twice when equal."""
    host, oxford = hours_in_both_zones(terms.day_starts, terms.day_ends, terms.zone, day)
    return host, oxford or host


def of_day(terms: WorkingHours, day: date, mode: str) -> str:
    """A dated day as its student reads it: "Monday 7 December 2026, 9:00 to 17:30", with "in New
    York" for a day there and "in New York (14:00 to 22:30 in Oxford)" for one worked from afar.
    """
    host, oxford = on(terms, day)
    where = f" in {zone_name(terms.zone)}" if terms.zone_differs_on(day) else ""
    beside = f" ({oxford} in Oxford)" if terms.across_zones_on(day, mode) else ""
    return f"{day_words(day)}, {host}{where}{beside}"


def of_first_day(terms: Terms) -> str:
    return of_day(terms, *terms.dated_days[0])


def of_last_day(terms: Terms) -> str:
    return of_day(terms, *terms.dated_days[-1])


def table(advert: Advert) -> list[Told]:
    """The offered weeks in order, each split where its hours change in Oxford."""
    return [
        Told(f"Week {week.label}: {dates_between(days[0], days[-1])}", *hours)
        for week in advert.offered_weeks
        for hours, days in _runs(advert, week.dates)
    ]


def _runs(terms: WorkingHours, days: Iterable[date]) -> list[tuple[tuple[str, str], list[date]]]:
    by_hours = groupby(days, key=lambda day: on(terms, day))
    return [(hours, list(run)) for hours, run in by_hours]
