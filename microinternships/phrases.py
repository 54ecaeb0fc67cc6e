"""How times and numbers read in sentences, the same on pages, in refusals and in mail."""

from datetime import date, datetime, time

from microinternships import clock


def day_words(day: date) -> str:
    """As in "Monday 23 November 2026"."""
    return f"{day:%A %-d %B %Y}"


def time_words(at: time | datetime) -> str:
    """As in "12:00 noon", "9:30" or, as there is no "midnight" here, "00:00"."""
    if (at.hour, at.minute) == (12, 0):
        return "12:00 noon"
    return f"{at.hour}:{at.minute:02}" if at.hour or at.minute else "00:00"


def when(moment: datetime) -> str:
    """An aware ``moment`` in Oxford, as in "Monday 23 November 2026, 12:00 noon (Oxford time)"."""
    in_oxford = moment.astimezone(clock.OXFORD)
    return f"{day_words(in_oxford.date())}, {time_words(in_oxford)} (Oxford time)"
