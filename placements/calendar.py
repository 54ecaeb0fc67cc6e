"""Calendar files: a cycle's dates, and a placement with one event a day in the host's zone."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from icalendar import Calendar, Component, Event, vDDDLists, vText

from microinternships import clock
from placements import timetable
from placements.models import Advert, Cycle, DayMode, Placement

# Between a deadline's start and end a calendar shows something to press.
SHOWN_FOR = timedelta(minutes=15)

ASK_AGAIN = timedelta(hours=6)


def of_cycle(cycle: Cycle, now: datetime) -> Calendar:
    return _of_timetable(f"{cycle} dates", [cycle], now)


def of_cycles(cycles: Iterable[Cycle], now: datetime) -> Calendar:
    return _of_timetable("Micro-internships", cycles, now)


def _of_timetable(name: str, cycles: Iterable[Cycle], now: datetime) -> Calendar:
    """To subscribe to: a milestone keeps its key, so that a moved date replaces the old one."""
    cycles = list(cycles)
    calendar = with_events(name, [event for cycle in cycles for event in _milestones(cycle)])
    stands = "\n".join(f"{cycle}: {timetable.phase(cycle, now)}" for cycle in cycles)
    for description in ("description", "x-wr-caldesc"):  # RFC 7986's name, and the older one
        calendar.add(description, vText(stands))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    return calendar


def _milestones(cycle: Cycle) -> Iterator[Event]:
    for row in timetable.key_dates(cycle):
        event = event_of(
            f"cycle-{cycle.pk}-{row['key']}", f"{row['label']}: {cycle}", _dates_page()
        )
        _place_in_time(event, row["when"], row.get("until"))
        event.add("transp", "TRANSPARENT")
        yield event


def of_deadline(advert: Advert, closes: datetime) -> Calendar:
    """One event when applications for ``advert`` close; a new file replaces an old one."""
    url = f"{settings.SITE_URL}{reverse('placements:advert', args=[advert.pk])}"
    title = f"Applications close: {advert} ({advert.organisation})"
    event = event_of(f"advert-{advert.pk}-closes", title, url)
    _place_in_time(event, closes, None)
    event.add("transp", "TRANSPARENT")
    return with_events(f"{advert}", [event])


def _dates_page() -> str:
    return f"{settings.SITE_URL}{reverse('placements:dates')}"


def _place_in_time(event: Event, when: date | datetime, until: date | None) -> None:
    if isinstance(when, datetime):
        starts = when.astimezone(clock.OXFORD)
        event.add("dtstart", starts)
        event.add("dtend", starts + SHOWN_FOR)
    else:
        event.add("dtstart", when)
        event.add("dtend", (until or when) + timedelta(days=1))


def of_placement(placement: Placement) -> Calendar:
    """One event for each day, on the host's clock. Its key is its place among the days, so that a
    new file replaces what an old one said of it, moved or not."""
    organisation = placement.advert.organisation
    url = f"{settings.SITE_URL}{reverse('placements:placement', args=[placement.pk])}"
    events = []
    for number, day in enumerate(placement.ordered_days, start=1):
        starts, ends = placement.hours_on(day.date)
        title = f"Micro-internship with {organisation} ({day.get_mode_display().lower()})"
        event = event_of(f"placement-{placement.pk}-day-{number}", title, url)
        event.add("dtstart", starts)
        event.add("dtend", ends)
        event.add("location", _location(placement, day))
        event.add("description", _description(placement, url))
        event.add("status", "CONFIRMED" if placement.active else "CANCELLED")
        events.append(event)
    return with_events(f"{placement.advert}", events)


def _location(placement: Placement, day) -> str:
    return placement.place if day.mode == DayMode.IN_PERSON else "Remote"


def _description(placement: Placement, url: str) -> str:
    contact = f"You meet {placement.contact_name} ({placement.contact_email})."
    return "\n\n".join(filter(None, (contact, placement.joining_instructions, url)))


def event_of(key: str, title: str, url: str) -> Event:
    """An event that replaces any earlier one of its key: a later revision, counted in minutes
    (RFC 5545, 3.8.7.4)."""
    event, now = Event(), clock.now()
    event.add("uid", f"{key}@micro-internships")
    event.add("dtstamp", now)
    event.add("last-modified", now)
    event.add("sequence", int(now.timestamp() // 60))
    event.add("summary", title)
    event.add("url", url)
    return event


def with_events(name: str, events: Iterable[Event]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//University of Oxford//Micro-Internships//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    _add_zones(calendar)
    return calendar


def _add_zones(calendar: Calendar) -> None:
    """The clock changes of every zone in use, so that no reader has to guess them."""
    starts = [event.decoded("dtstart") for event in calendar.walk("VEVENT")]
    days = [start.date() if isinstance(start, datetime) else start for start in starts]
    if days:
        year = timedelta(days=366)
        calendar.add_missing_timezones(min(days) - year, max(days) + year)
    for zone in calendar.walk("VTIMEZONE"):
        for change in zone.subcomponents:
            _start_by_the_old_clock(change)


def _start_by_the_old_clock(change: Component) -> None:
    """A clock change is told in the time before it (RFC 5545, 3.6.5); the library tells one that
    goes forward in the time after it."""
    skipped = change.TZOFFSETTO - change.TZOFFSETFROM
    if skipped > timedelta(0):
        change.DTSTART -= skipped
        for one in change.get("rdate", vDDDLists([])).dts:
            one.dt -= skipped


def response(calendar: Calendar, name: str) -> HttpResponse:
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(name)}.ics"'
    return answer
