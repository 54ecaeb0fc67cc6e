"""A place at a workshop, or in the line for one."""

from datetime import timedelta

import pytest

from alerts.models import Alert
from microinternships import clock
from microinternships.engine import Refused
from tests.factories import OfficeFactory, StudentFactory
from tests.placements.people import codes, refused
from tests.workshops.factories import BookingFactory, WorkshopFactory
from workshops.models import Booking, Workshop
from workshops.workflow import book, booking_machine, workshop_machine

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def states(workshop) -> list[str]:
    """In the order in which they were booked."""
    return list(workshop.bookings.order_by("pk").values_list("state", flat=True))


def full(places: int = 1, waiting: int = 0, **fields) -> Workshop:
    workshop = WorkshopFactory(places=places, **fields)
    BookingFactory.create_batch(places, workshop=workshop)
    BookingFactory.create_batch(waiting, workshop=workshop, state="waiting")
    return workshop


def test_students_get_places_while_there_are_some_and_then_wait():
    workshop = WorkshopFactory(places=2)
    for _ in range(4):
        book(workshop, student=StudentFactory())
    assert states(workshop) == ["booked", "booked", "waiting", "waiting"]
    told = Alert.objects.order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["workshop_booked"] * 2 + ["workshop_waiting"] * 2


def test_visiting_and_mba_students_may_come_too():
    workshop = WorkshopFactory()
    book(workshop, student=StudentFactory(visiting=True))
    book(workshop, student=StudentFactory(award="MBA"))
    assert states(workshop) == ["booked", "booked"]


@pytest.mark.parametrize(("seconds", "answer"), [(-1, "booked"), (0, {"begun"}), (1, {"begun"})])
def test_a_place_is_booked_until_the_second_in_which_it_begins(seconds, answer):
    workshop, student = WorkshopFactory(), StudentFactory()
    with clock.standing_at(workshop.starts_at + seconds * SECOND):
        try:
            said = book(workshop, student=student).state
        except Refused as against:
            said = against.codes
    assert said == answer


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_only_what_is_announced_is_booked(state):
    assert codes(book, WorkshopFactory(state=state), student=StudentFactory()) == {"not_announced"}


@pytest.mark.parametrize("state", Booking.ACTIVE)
def test_nobody_books_twice(state):
    held = BookingFactory(state=state)
    assert codes(book, held.workshop, student=held.student) == {"held"}


def test_who_gave_a_place_up_may_book_again_and_is_last_in_line():
    workshop = full(places=1, waiting=1)
    first = workshop.bookings.booked().get()
    booking_machine.fire("give_up", first, by=first.student.user)
    book(workshop, student=first.student)
    assert states(workshop) == ["cancelled", "booked", "waiting"]


@pytest.mark.parametrize("state", Booking.ACTIVE)
def test_two_at_the_same_time_are_refused_with_the_name_of_the_other(state):
    held = BookingFactory(state=state, workshop__title="Making a CV")
    begins_as_it_ends = held.workshop.ends_at - SECOND
    other = WorkshopFactory(starts_at=begins_as_it_ends)
    with pytest.raises(Refused) as against:
        book(other, student=held.student)
    (refusal,) = against.value.refusals
    assert refusal.code == "overlap"
    verb = {"booked": "have a place at", "waiting": "wait for a place at"}[state]
    assert refusal.message == (
        f"You {verb} “Making a CV” at that time: {held.workshop.when}. Give that up first."
    )


def test_one_may_follow_the_other_without_a_break():
    held = BookingFactory()
    after = WorkshopFactory(starts_at=held.workshop.ends_at)
    before = WorkshopFactory(
        starts_at=held.workshop.starts_at - timedelta(hours=1), ends_at=held.workshop.starts_at
    )
    assert {book(one, student=held.student).state for one in (after, before)} == {"booked"}


@pytest.mark.parametrize("how", ["cancelled booking", "another student's"])
def test_what_is_not_held_is_not_in_the_way(how):
    other = BookingFactory(state="cancelled" if how == "cancelled booking" else "booked")
    student = other.student if how == "cancelled booking" else StudentFactory()
    assert book(WorkshopFactory(), student=student).state == "booked"


@pytest.mark.parametrize(("event", "by"), [("give_up", "student"), ("take_off", "office")])
def test_a_place_that_comes_free_goes_to_who_waits_longest(event, by):
    workshop = full(places=2, waiting=2)
    first = workshop.bookings.booked()[0]
    user = first.student.user if by == "student" else OfficeFactory()
    booking_machine.fire(event, first, by=user, comment="Not a student any more.")
    assert states(workshop) == ["cancelled", "booked", "booked", "waiting"]
    moved_up = workshop.bookings.order_by("pk")[2]
    told = Alert.objects.filter(kind="workshop_place_came_free")
    assert list(told.values_list("recipient", flat=True)) == [moved_up.student.user_id]


def test_who_leaves_the_line_moves_nobody_up():
    workshop = full(places=1, waiting=2)
    first_in_line = workshop.bookings.waiting()[0]
    booking_machine.fire("give_up", first_in_line, by=first_in_line.student.user)
    assert states(workshop) == ["booked", "cancelled", "waiting"]


def test_another_students_place_is_not_theirs_to_give_up():
    booking = BookingFactory()
    told = refused(booking_machine, "give_up", booking, by=StudentFactory().user)
    assert told == [("not_yours", "This is not yours to do.")]


def test_the_office_says_why_it_takes_somebody_off():
    told = refused(booking_machine, "take_off", BookingFactory(), by=OfficeFactory())
    assert told == [("comment", "Say why, in a sentence or two.")]


# What the Office does to a workshop


def test_more_places_go_to_those_who_wait_the_longest():
    workshop = full(places=1, waiting=3)
    workshop_machine.fire("revise", workshop, by=OfficeFactory(), places=3)
    assert states(workshop) == ["booked", "booked", "booked", "waiting"]


def test_there_cannot_be_fewer_places_than_students_who_have_one():
    workshop, officer = full(places=3), OfficeFactory()
    told = refused(workshop_machine, "revise", workshop, by=officer, places=2)
    sentence = "3 students have a place, so that there cannot be only 2. Take somebody off first."
    assert told == [("places", sentence)]
    one = full(places=1)
    told = refused(workshop_machine, "revise", one, by=officer, places=0)
    assert told == [("places", "Give at least 1 place.")]


def test_as_few_places_as_are_taken_are_enough():
    workshop = WorkshopFactory(places=5)
    BookingFactory.create_batch(3, workshop=workshop)
    assert workshop_machine.fire("revise", workshop, by=OfficeFactory(), places=3).places == 3


def test_cancelling_ends_every_booking_and_tells_each_student():
    workshop = full(places=2, waiting=1)
    gone = BookingFactory(workshop=workshop, state="cancelled")
    workshop_machine.fire("cancel", workshop, by=OfficeFactory(), comment="The room is flooded.")
    assert set(states(workshop)) == {"cancelled"}
    told = set(Alert.objects.filter(kind="workshop_cancelled").values_list("recipient", flat=True))
    students = workshop.bookings.exclude(pk=gone.pk).values_list("student__user", flat=True)
    assert told == set(students)


def ahead(workshop, **shift):
    return workshop.starts_at + timedelta(**shift)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, ("same", "Nothing is changed. Change something, or leave this page.", "")),
        ({"place": ""}, ("where", "Say where it is.", "place")),
        (
            {"mode": "online"},
            ("where", "Give the link by which students join.", "joining_link"),
        ),
        (
            {"joining_link": "http://meet.example.org/room"},
            ("link", "Give a link that begins with https://.", "joining_link"),
        ),
        ({"ends_at": -1}, ("order", "It has to end after it starts.", "ends_at")),
        ({"starts_at": -30}, ("past", "Choose a time that lies ahead.", "starts_at")),
    ],
)
def test_a_change_that_cannot_stand_is_refused_beside_its_field(sent, told):
    workshop = WorkshopFactory()
    given = {
        name: ahead(workshop, days=value) if isinstance(value, int) else value
        for name, value in sent.items()
    }
    with pytest.raises(Refused) as against:
        workshop_machine.fire("move", workshop, by=OfficeFactory(), **given)
    found = [(one.code, one.message, one.field) for one in against.value.refusals]
    assert found == [told]


def test_a_draft_is_announced_once_it_says_where():
    draft, officer = WorkshopFactory(state="draft", place=""), OfficeFactory()
    told = refused(workshop_machine, "announce", draft, by=officer)
    assert told == [("where", "Say where it is.")]
    Workshop.objects.update(place="Hall 2")
    assert workshop_machine.fire("announce", draft, by=officer).state == "announced"


def test_a_viewer_of_the_office_only_looks():
    told = refused(
        workshop_machine, "cancel", WorkshopFactory(), by=OfficeFactory(role="viewer"), comment="x"
    )
    assert told == [("not_yours", "This is not yours to do.")]
