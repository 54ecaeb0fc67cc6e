"""Each invariant is broken behind the workflow's back, and is seen to be reported."""

import pytest

from microinternships import clock
from microinternships.invariants import broken
from tests.workshops.factories import BookingFactory, WorkshopFactory
from workshops import invariants
from workshops.models import Booking, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    """Full, and somebody waits; beside it one that is cancelled, and a place that was given up."""
    found = WorkshopFactory(places=2)
    BookingFactory.create_batch(2, workshop=found)
    BookingFactory(workshop=found, state="waiting")
    BookingFactory(workshop__state="cancelled", state="cancelled")
    return found


def test_all_hold_in_order(workshop):
    assert broken() == []


def test_more_booked_than_places(workshop):
    Booking.objects.filter(state="waiting").update(state="booked")
    assert invariants.more_booked_than_places() == [workshop]


def test_somebody_waits_beside_a_free_place_until_it_begins(workshop):
    Workshop.objects.filter(pk=workshop.pk).update(places=3)
    assert invariants.waiting_beside_a_free_place() == [workshop]
    with clock.standing_at(workshop.starts_at):
        assert invariants.waiting_beside_a_free_place() == []


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_booked_for_what_does_not_take_place(workshop, state):
    Workshop.objects.filter(pk=workshop.pk).update(state=state)
    assert set(invariants.booked_for_nothing()) == set(workshop.bookings.all())
