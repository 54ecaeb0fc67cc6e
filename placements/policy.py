"""The programme's rules about adverts and placements, as pure functions.

Each answers with None, or with a Refusal that says what to do and beside which
field. The numbers are the programme's own (2-5 days, 37.5 hours a week).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import available_timezones

from microinternships import clock, phrases, workingdays
from microinternships.engine import Refusal
from placements import zones as country_zones
from placements.models import MAX_DAYS, MIN_DAYS, Advert, Cycle, DayMode, Mode

MOST_HOURS = timedelta(hours=37.5)
SILENT_WORKING_DAYS = 5

TO_FILL_IN = (
    ("summary", "Say in one line what the project is."),
    ("description", "Describe the project."),
    ("tasks", "Say what the student will observe and do."),
    ("supervision", "Say who supervises the student, and how."),
    ("sector", "Choose a sector."),
    ("mode", "Choose in person, remote or hybrid."),
)


def _hours(span: timedelta) -> str:
    return f"{span / timedelta(hours=1):.2f}".rstrip("0").rstrip(".")


def working_hours(starts: time, ends: time, unpaid_break: int, days: int) -> Refusal | None:
    """Whether ``days`` such days keep to 37.5 hours; ``unpaid_break`` is in minutes."""
    span = datetime.combine(date.min, ends) - datetime.combine(date.min, starts)
    if span <= timedelta(0):
        return Refusal("hours", "The day has to end after it starts.", "day_ends")
    worked = span - timedelta(minutes=unpaid_break)
    if worked <= timedelta(0):
        return Refusal("hours", "The break has to be shorter than the day.", "unpaid_break")
    if worked * days > MOST_HOURS:
        sentence = describe_hours(starts, ends, unpaid_break, days)
        most = f"{sentence}; the most allowed is {_hours(MOST_HOURS)}. Shorten the day."
        return Refusal("hours", most, "day_ends")
    return None


def describe_hours(starts: time, ends: time, unpaid_break: int, days: int) -> str:
    """As in "9:00 to 17:30 with a 60-minute break for 5 days is 37.5 hours"."""
    span = datetime.combine(date.min, ends) - datetime.combine(date.min, starts)
    total = (span - timedelta(minutes=unpaid_break)) * days
    rest = f"with a {unpaid_break}-minute break" if unpaid_break else "without a break"
    return f"{starts:%-H:%M} to {ends:%-H:%M} {rest} for {days} days is {_hours(total)} hours"


def length(days: int) -> Refusal | None:
    if MIN_DAYS <= days <= MAX_DAYS:
        return None
    sentence = f"A micro-internship lasts {MIN_DAYS} to {MAX_DAYS} days."
    return Refusal("days", sentence, "days")


def candidate_weeks(chosen: Iterable, cycle: Cycle) -> Refusal | None:
    chosen = list(chosen)
    if not chosen:
        return Refusal("weeks", "Choose at least one candidate week.", "weeks")
    if any(week.cycle_id != cycle.pk for week in chosen):
        return Refusal("weeks", f"Choose from the candidate weeks of {cycle}.", "weeks")
    return None


def cycle_allows(mode: str, cycle: Cycle) -> Refusal | None:
    if cycle.remote_only and mode in (Mode.IN_PERSON, Mode.HYBRID):
        sentence = f"Every placement of {cycle} is remote. Choose remote."
        return Refusal("remote_only", sentence, "mode")
    return None


def mode_of_each_day(mode: str, day_modes: Sequence[str], days: int) -> Refusal | None:
    """A hybrid placement says for every day whether it is in person, and is not all of one."""
    if mode != Mode.HYBRID:
        return None
    if len(day_modes) != days or not set(day_modes) <= set(DayMode.values):
        sentence = f"Say for each of the {days} days whether it is in person or remote."
        return Refusal("day_modes", sentence, "day_modes")
    if len(set(day_modes)) == 1:
        only = DayMode(day_modes[0]).label.lower()
        sentence = f"Every day is {only}. Choose {only} above, or change a day."
        return Refusal("day_modes", sentence, "day_modes")
    return None


def place_is_known(mode: str, place: str) -> Refusal | None:
    if mode in (Mode.IN_PERSON, Mode.HYBRID) and not place.strip():
        return Refusal("place", "Name the town or city of the days in person.", "place")
    return None


@cache
def zones() -> frozenset[str]:
    """Every zone's name; read once, because it means opening hundreds of files."""
    return frozenset(available_timezones())


def zone_is_known(zone: str) -> Refusal | None:
    if zone in zones():
        return None
    return Refusal("zone", "Choose the time zone of the hours, as in Europe/London.", "zone")


def local_hours(advert: Advert) -> Refusal | None:
    """Where the student comes to the host, the hours are those of the place."""
    if advert.mode not in (Mode.IN_PERSON, Mode.HYBRID) or zone_is_known(advert.zone):
        return None
    days = [day for week in advert.offered_weeks for day in week.dates]
    if country_zones.is_local(advert.zone, advert.country.code, days):
        return None
    sentence = (
        f"The hours of days in person are local ones: choose a time zone of {advert.country.name}, "
        "or another country."
    )
    return Refusal("local_hours", sentence, "zone")


def expenses_duty(mode: str, accepted: bool) -> Refusal | None:
    """Whoever hosts in person reimburses local travel and lunch; nobody else is asked."""
    if mode in (Mode.IN_PERSON, Mode.HYBRID) and not accepted:
        sentence = (
            "Accept that you reimburse local travel and lunch against receipts: "
            "the programme asks this for every day in person."
        )
        return Refusal("expenses", sentence, "expenses_accepted")
    return None


def not_too_late(advert: Advert, now: datetime) -> Refusal | None:
    """Whether ``advert`` may be begun or submitted; a permit of the Office gives it longer."""
    if now < advert.submit_by:
        return None
    sentence = (
        f"Adverts for {advert.cycle} were due on {phrases.when(advert.submit_by)}. "
        "Write to the Internship Office if you still want to offer a place."
    )
    return Refusal("too_late", sentence)


def permit_is_ahead(until: datetime | None, cycle: Cycle, now: datetime) -> Refusal | None:
    """Whether a permit for adverts after their deadline may last ``until`` then."""
    last = cycle.reserve_ends_at
    if until is None or not now < until <= last:
        sentence = f"Choose a time that is ahead, at most {phrases.when(last)}."
        return Refusal("until", sentence, "until")
    return None


def missing(advert: Advert) -> list[Refusal]:
    """What a draft may leave out and an advert may not."""
    return [
        Refusal("missing", sentence, name)
        for name, sentence in TO_FILL_IN
        if not getattr(advert, name).strip()
    ]


def attendance_counts_at(last_day: date) -> datetime:
    """When a host's silence counts as attendance in full: noon, five working days on."""
    return clock.noon(workingdays.add_working_days(last_day, SILENT_WORKING_DAYS))
