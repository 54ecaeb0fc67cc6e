"""What a cycle's dates run into: bank holidays, clock changes, other cycles.

Nothing here is forbidden; the Office reads it before it settles on dates.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from microinternships import clock, phrases, workingdays
from microinternships.templatetags.words import dates_between, words, zone_name
from placements import dates, planning
from placements.models import Advert, CandidateWeek, Cycle, Round

USUAL_ZONES = ("America/New_York",)
DAY = timedelta(days=1)
Flat = Mapping[str, object]


def remarks(flat: Flat, cycle: Cycle | None = None) -> list[str]:
    """Everything worth knowing of the dates in ``flat`` (:func:`planning.flat`), a sentence each.

    ``cycle`` is the one they belong to, which does not overlap with itself.
    """
    return [
        *bank_holidays(flat),
        *clock_changes(flat),
        *zones_out_of_step(flat, zones_of_hosts()),
        *overlaps(flat, cycle),
    ]


def bank_holidays(flat: Flat) -> Iterator[str]:
    """A sentence for each deadline and each day of a candidate week on which England is closed."""
    for name, label in planning.labels(flat):
        when = flat.get(name)
        if isinstance(when, datetime):
            day = dates.oxford_day(when)
            if holiday := workingdays.bank_holiday(day):
                yield f"{label}: {phrases.day_words(day)} is a bank holiday ({holiday})."
        elif when:
            yield from _of_week(label, when)


def _of_week(label: str, monday: date) -> Iterator[str]:
    for day in (monday + n * DAY for n in range(5)):
        if holiday := workingdays.bank_holiday(day):
            yield f"{label}: {phrases.day_words(day)} is a bank holiday ({holiday})."


def clock_changes(flat: Flat) -> Iterator[str]:
    """When British clocks change between the first and the last of the dates."""
    known = [dates.oxford_day(at) for at in flat.values() if isinstance(at, datetime)]
    if not known:
        return
    for n in range((max(known) - min(known)).days):
        day = min(known) + (n + 1) * DAY
        before, after = clock.noon(day - DAY).utcoffset(), clock.noon(day).utcoffset()
        if before != after:
            way = "forward" if after > before else "back"
            changed = phrases.day_words(day)
            yield f"Clocks in the United Kingdom go {way} an hour on {changed}."


def zones_of_hosts() -> list[str]:
    """Where hosts have worked by their own clocks, and where the trap is known."""
    used = Advert.objects.exclude(zone="Europe/London").order_by("zone")
    return list(dict.fromkeys([*USUAL_ZONES, *used.values_list("zone", flat=True).distinct()]))


def zones_out_of_step(flat: Flat, zones: Iterable[str]) -> Iterator[str]:
    """Candidate weeks in which a zone is not as far from Oxford as in January or in July.

    Countries change their clocks on different weekends: in March New York is four hours behind
    for a few weeks, not five.
    """
    for name in ("week_a", "week_b"):
        monday = flat.get(name)
        if not isinstance(monday, date):
            continue
        for zone in zones:
            usual = [_ahead(zone, date(monday.year, month, 15)) for month in (1, 7)]
            now = _ahead(zone, monday)
            if now not in usual:
                label = f"Week {name[-1].upper()}"
                told = f"{label}: {zone_name(zone)} is {_apart(now)} Oxford"
                yield f"{told}, not {_apart(usual[0])} as in January."


def _ahead(zone: str, day: date) -> timedelta:
    noon = datetime.combine(day, time(12), clock.OXFORD)
    return noon.astimezone(ZoneInfo(zone)).utcoffset() - noon.utcoffset()


def _apart(span: timedelta) -> str:
    hours = abs(span) / timedelta(hours=1)
    told = words(int(hours), "hour") if hours == int(hours) else f"{hours:g} hours"
    return f"{told} {'ahead of' if span > timedelta(0) else 'behind'}"


def overlaps(flat: Flat, cycle: Cycle | None) -> Iterator[str]:
    """Other cycles whose weeks or whose times to apply these share."""
    own = cycle.pk if cycle else None
    mondays = [flat.get("week_a"), flat.get("week_b")]
    weeks = CandidateWeek.objects.filter(starts_on__in=[day for day in mondays if day])
    for week in weeks.exclude(cycle=own).select_related("cycle"):
        label = "Week A" if week.starts_on == mondays[0] else "Week B"
        yield f"{label} is week {week.label} of {week.cycle} as well."
    for number in planning.rounds_in(flat):
        opens, closes = (
            flat.get(dates.field_of(number, name)) for name in ("opens_at", "closes_at")
        )
        if not (opens and closes):
            continue
        others = Round.objects.filter(opens_at__lt=closes, closes_at__gt=opens).exclude(cycle=own)
        for one in others.select_related("cycle"):
            span = dates_between(dates.oxford_day(one.opens_at), dates.oxford_day(one.closes_at))
            yield f"Applications of {one.cycle} are open at the same time: {span}."
