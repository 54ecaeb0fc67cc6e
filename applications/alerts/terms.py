"""An offer's or a placement's terms as a letter says them."""

from collections.abc import Iterable
from datetime import date

from microinternships.phrases import day_words
from microinternships.templatetags.words import zone_name
from placements import hours
from placements.models import DayMode, Terms


def said(terms: Terms, dated_days: Iterable[tuple[date, str]]) -> dict:
    """``days``: a line for each, with its hours on both clocks where they differ, and its mode."""
    return {"days": [_day(terms, day, mode) for day, mode in dated_days]}


def _day(terms: Terms, day: date, mode: str) -> str:
    host, oxford = hours.on(terms, day)
    words = f"{day_words(day)}, {host}"
    if terms.zone_differs_on(day):
        words += f" in {zone_name(terms.zone)} ({oxford} in Oxford)"
    return f"{words}, {DayMode(mode).label.lower()}"
