"""Places at workshops at the same moment, with real threads on PostgreSQL."""

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from microinternships.invariants import broken
from tests.factories import OfficeFactory, StudentFactory
from tests.threads import at_once, firing
from tests.workshops.factories import BookingFactory, WorkshopFactory
from tests.workshops.test_office import sent
from workshops.models import Booking
from workshops.workflow import book, booking_machine, workshop_machine

pytestmark = pytest.mark.django_db(transaction=True)


def booking(workshop, student):
    """A work that answers with the state of the new booking."""
    return lambda: book(workshop, student=student).state


def giving_up(held):
    return firing(booking_machine, "give_up", held, by=held.student.user)


def held(workshop) -> Counter:
    return Counter(workshop.bookings.active().values_list("state", flat=True))


def test_twenty_students_and_the_last_place():
    workshop = WorkshopFactory(places=3)
    BookingFactory.create_batch(2, workshop=workshop)
    answers = at_once(*(booking(workshop, one) for one in StudentFactory.create_batch(20)))
    assert Counter(answers) == {"booked": 1, "waiting": 19}
    assert held(workshop) == {"booked": 3, "waiting": 19}
    assert broken() == []


def test_a_button_pressed_twice_books_once():
    workshop, student = WorkshopFactory(), StudentFactory()
    answers = at_once(*[booking(workshop, student)] * 2)
    assert sorted(answers, key=str) == ["booked", {"held"}]


def test_two_workshops_at_the_same_time_by_one_student():
    student = StudentFactory()
    works = [booking(one, student) for one in WorkshopFactory.create_batch(2)]
    assert sorted(at_once(*works), key=str) == ["booked", {"overlap"}]


@pytest.mark.parametrize("waiting", [0, 1])
def test_a_place_given_up_while_others_book(waiting):
    workshop = WorkshopFactory(places=2)
    places = BookingFactory.create_batch(2, workshop=workshop)
    BookingFactory.create_batch(waiting, workshop=workshop, state="waiting")
    students = StudentFactory.create_batch(3)
    at_once(*map(giving_up, places), *(booking(workshop, one) for one in students))
    assert held(workshop) == {"booked": 2, "waiting": 1 + waiting}
    assert broken() == []


def test_everybody_gives_up_at_once_who_has_a_place_and_who_waits():
    workshop = WorkshopFactory(places=3)
    every = BookingFactory.create_batch(3, workshop=workshop)
    every += BookingFactory.create_batch(3, workshop=workshop, state="waiting")
    assert at_once(*map(giving_up, every)) == ["cancelled"] * 6
    assert held(workshop) == {}


def test_fewer_places_while_the_last_one_is_booked():
    workshop, officer = WorkshopFactory(places=2), OfficeFactory()
    BookingFactory(workshop=workshop)
    fewer = firing(workshop_machine, "revise", workshop, by=officer, places=1)
    answers = at_once(fewer, booking(workshop, StudentFactory()))
    assert answers in (["announced", "waiting"], [{"places"}, "booked"])
    assert broken() == []


def test_cancelled_while_students_book_and_give_up():
    workshop, officer = WorkshopFactory(places=2), OfficeFactory()
    places = BookingFactory.create_batch(2, workshop=workshop)
    students = StudentFactory.create_batch(3)
    cancelling = firing(workshop_machine, "cancel", workshop, by=officer, comment="Flooded.")
    works = [*map(giving_up, places), *(booking(workshop, one) for one in students)]
    assert at_once(cancelling, *works)[0] == "cancelled"
    assert held(workshop) == {}
    assert broken() == []


def test_two_students_who_swap_their_places_do_not_wait_for_each_other():
    """Each gives one place up and books the other's workshop: locks in one order never deadlock."""
    a = WorkshopFactory(places=1)
    b = WorkshopFactory(places=1, starts_at=a.starts_at + timedelta(days=1))
    first, second = BookingFactory(workshop=a), BookingFactory(workshop=b)
    works = [
        giving_up(first),
        giving_up(second),
        booking(b, first.student),
        booking(a, second.student),
    ]
    assert set(at_once(*works)[:2]) == {"cancelled"}
    assert broken() == []
    assert Booking.objects.booked().count() == 2


def test_the_office_and_the_student_take_the_same_place_away():
    held_by = BookingFactory()
    taking = firing(
        booking_machine, "take_off", held_by, by=OfficeFactory(), comment="Asked by telephone."
    )
    assert sorted(at_once(taking, giving_up(held_by)), key=str) == ["cancelled", {"state"}]


def test_announced_while_a_colleague_takes_the_place_out_of_the_draft():
    draft, officer = WorkshopFactory(state="draft"), OfficeFactory()
    client = Client()
    client.force_login(officer)
    address = reverse("admin:workshops_workshop_change", args=[draft.pk])
    without = sent(client, address, place="")
    announcing = firing(workshop_machine, "announce", draft, by=officer)
    said, _ = at_once(announcing, lambda: client.post(address, without).status_code)
    draft.refresh_from_db()
    assert (said, draft.state, draft.place) in (
        ("announced", "announced", "1 Example Street, Oxford"),
        ({"where"}, "draft", ""),
    )


def test_more_places_while_the_first_in_line_leaves():
    workshop = WorkshopFactory(places=1)
    BookingFactory(workshop=workshop)
    line = BookingFactory.create_batch(2, workshop=workshop, state="waiting")
    more = firing(workshop_machine, "revise", workshop, by=OfficeFactory(), places=2)
    assert at_once(more, giving_up(line[0])) == ["announced", "cancelled"]
    assert held(workshop) == {"booked": 2}
    assert broken() == []
