"""How times and numbers read in sentences, the same on pages, in refusals and in mail."""

from datetime import date, datetime

from microinternships import clock


def day_words(day: date) -> str:
    """As in "Monday 23 November 2026"."""
    return f"{day:%A %-d %B %Y}"


def time_words(moment: datetime) -> str:
    """As in "12:00 noon" or "9:30"; in the moment's own zone."""
    return "12:00 noon" if (moment.hour, moment.minute) == (12, 0) else f"{moment:%-H:%M}"


def when(moment: datetime) -> str:
    """An aware ``moment`` in Oxford, as in "Monday 23 November 2026, 12:00 noon (Oxford time)"."""
    in_oxford = moment.astimezone(clock.OXFORD)
    return f"{day_words(in_oxford.date())}, {time_words(in_oxford)} (Oxford time)"
