"""What must always be true of workshops and their bookings."""

from django.db.models import F

from microinternships import clock
from microinternships.invariants import invariant
from workshops.models import Booking, Workshop


@invariant(11, "No workshop has more students with a place than places.")
def more_booked_than_places() -> list[Workshop]:
    return list(Workshop.objects.with_counts().filter(booked__gt=F("places")))


@invariant(11, "Nobody waits while a workshop that has not begun has a free place.")
def waiting_beside_a_free_place() -> list[Workshop]:
    ahead = Workshop.objects.filter(starts_at__gt=clock.now()).with_counts()
    return list(ahead.filter(booked__lt=F("places"), waiting__gt=0))


@invariant(11, "Nobody is booked for a workshop that does not take place.")
def booked_for_nothing() -> list[Booking]:
    elsewhere = Booking.objects.active().exclude(workshop__state=Workshop.State.ANNOUNCED)
    return list(elsewhere)
