"""Rows of workshops, and of who comes."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from microinternships import clock
from tests.factories import StudentFactory
from workshops.models import Booking, Workshop


class WorkshopFactory(DjangoModelFactory):
    """An announced workshop in person, at noon in a week, for an hour and a half."""

    class Meta:
        model = Workshop

    state = Workshop.State.ANNOUNCED
    title = factory.Sequence(lambda n: f"Reading adverts {n}")
    summary = "How to tell from an advert what you would do"
    description = "We read three adverts together."
    starts_at = factory.LazyFunction(lambda: clock.noon(clock.today() + timedelta(days=7)))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(minutes=90))
    mode = Workshop.Mode.IN_PERSON
    place = "1 Example Street, Oxford"
    joining_link = factory.LazyAttribute(
        lambda o: "https://meet.example.org/room" if o.mode == Workshop.Mode.ONLINE else ""
    )
    places = 10


class BookingFactory(DjangoModelFactory):
    class Meta:
        model = Booking

    workshop = factory.SubFactory(WorkshopFactory)
    student = factory.SubFactory(StudentFactory)
    state = Booking.State.BOOKED
    booked_at = factory.LazyFunction(clock.now)
