"""What a student's home page says of workshops."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from workshops import standing
from workshops.models import Booking, Workshop


@dataclass(frozen=True, slots=True)
class StudentWorkshops:
    """Those that the student is booked for, for components/task_list.html, and how many there
    are ``to_come`` for everybody."""

    booked: list[dict]
    to_come: int


def student_workshops(user, now: datetime) -> StudentWorkshops:
    """Two queries."""
    held = Booking.objects.of(user).coming(now)
    return StudentWorkshops([_line(one, now) for one in held], Workshop.objects.coming(now).count())


def _line(booking: Booking, now: datetime) -> dict:
    workshop = booking.workshop
    told = standing.of(workshop, booking, now)
    return {
        "label": workshop.title,
        "url": reverse("workshops:workshop", args=[workshop.pk]),
        "note": f"{workshop.when}, {workshop.where}",
        "state": told.word,
        "kind": told.kind,
    }
