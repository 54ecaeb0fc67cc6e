"""Calendar files of workshops."""

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar

from microinternships import clock
from placements.calendar import event_of, with_events
from workshops.models import Booking, Workshop


def of_workshop(workshop: Workshop, booking: Booking | None = None) -> Calendar:
    """One event whose key is stable, so that a new file replaces an old one.

    The link by which students join is told to whom ``booking`` gives a place.
    """
    url = f"{settings.SITE_URL}{reverse('workshops:workshop', args=[workshop.pk])}"
    event = event_of(f"workshop-{workshop.pk}", workshop.title, url)
    event.add("dtstart", workshop.starts_at.astimezone(clock.OXFORD))
    event.add("dtend", workshop.ends_at.astimezone(clock.OXFORD))
    event.add("location", workshop.where)
    joins = workshop.online and booking is not None and booking.has_a_place
    link = f"Join here: {workshop.joining_link}" if joins else ""
    event.add("description", "\n\n".join(filter(None, (workshop.summary, link, url))))
    event.add("status", "CANCELLED" if workshop.cancelled else "CONFIRMED")
    return with_events(workshop.title, [event])
