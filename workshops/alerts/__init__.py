"""What students are told about their places at workshops."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Student, User
from alerts.kinds import Attachment, Chaser, Kind, always_told, register
from microinternships.engine import STUDENT
from placements.alerts import past, people
from workshops import calendar
from workshops.models import Booking, Workshop


def _student(booking: Booking) -> list[User]:
    return people.student(booking.student)


def _everybody_booked(workshop: Workshop) -> list[User]:
    """Those who wait are told too: they may not want the place any more, or another one."""
    active = Booking.objects.active().filter(workshop=workshop)
    students = Student.objects.filter(bookings__in=active).select_related("user").order_by("pk")
    return [user for student in students for user in people.student(student)]


def _still_has_a_place(booking: Booking, alert) -> str:
    return "" if booking.has_a_place else "has no place any more"


def _still_waits(booking: Booking, alert) -> str:
    return "" if booking.waits else "waits no longer"


def _with_a_place(now: datetime) -> QuerySet[Booking]:
    ahead = Booking.objects.booked().filter(workshop__starts_at__gt=now)
    return ahead.select_related("workshop", "student__user")


def _calendar_file(booking: Booking, recipient) -> list[Attachment]:
    file = calendar.of_workshop(booking.workshop, booking).to_ical()
    return [("workshop.ics", file, "text/calendar")]


def _why_taken_off(booking: Booking, recipient) -> dict:
    return {"comment": past.what_was_said(past.last(booking, "take_off"))}


def _why_cancelled(booking: Booking, recipient) -> dict:
    return {"comment": past.what_was_said(past.last(booking.workshop, "cancel"))}


def _what_changed(workshop: Workshop, recipient) -> dict:
    own = Booking.objects.active().filter(workshop=workshop).of(recipient).first()
    return {
        "booking": own,
        "comment": past.what_was_said(past.last(workshop, "move")),
    }


def _about(name: str, **more) -> Kind:
    return Kind(name, subject="workshops.booking", recipients=_student, **more)


register(
    _about("workshop_booked", still_true=_still_has_a_place, attachments=_calendar_file),
    _about("workshop_waiting", still_true=_still_waits),
    _about("workshop_place_came_free", still_true=_still_has_a_place, attachments=_calendar_file),
    _about("workshop_taken_off", context=_why_taken_off),
    _about("workshop_cancelled", context=_why_cancelled),
    Kind(
        "workshop_changed",
        subject="workshops.workshop",
        recipients=_everybody_booked,
        context=_what_changed,
    ),
    Chaser(
        "workshop_is_tomorrow",
        subject="workshops.booking",
        recipients=_student,
        due=_with_a_place,
        deadline=lambda booking: booking.workshop.starts_at,
        steps=("T-1d",),
        since=lambda booking: booking.booked_at,
        still_true=_still_has_a_place,
        attachments=_calendar_file,
        optional=True,
        label="A reminder one day before a workshop",
        audience=STUDENT,
    ),
)
always_told(STUDENT, "Your places at workshops, and what changes about them")
