"""What students are told about their places at workshops, every letter read."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from icalendar import Calendar

from alerts.models import Alert, Message
from microinternships import clock
from tests.alert_letters import chase, told
from tests.factories import OfficeFactory, StudentFactory
from tests.workshops.factories import BookingFactory, WorkshopFactory
from workshops.models import Workshop
from workshops.workflow import book, booking_machine, workshop_machine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]
TUESDAY = datetime(2026, 11, 3, 9, tzinfo=clock.OXFORD)
ROOM = "https://meet.example.org/room"


@pytest.fixture(autouse=True)
def a_tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


def full(waiting: int = 1, **fields):
    """A workshop on Tuesday the 10th at noon with one place, and the bookings of it."""
    workshop = WorkshopFactory(title="Making a CV", places=1, **fields)
    bookings = [book(workshop, student=StudentFactory()) for _ in range(1 + waiting)]
    return workshop, bookings


def test_each_event_tells_what_the_design_asks():
    assert told(booking_machine) == {
        "take_place": ("workshop_booked",),
        "move_up": ("workshop_place_came_free",),
        "give_up": (),  # whoever pressed it needs no letter
        "take_off": ("workshop_taken_off",),
        "end": ("workshop_cancelled",),
    }
    assert told(workshop_machine) == {
        "announce": (),  # the page says it; news of it is the Office's to write
        "move": ("workshop_changed",),
        "revise": (),
        "cancel": (),  # the bookings that end with it tell their students
    }


def test_a_place_is_confirmed_with_its_calendar_file_and_a_wait_with_neither_file_nor_link(post):
    full(mode="online")
    post()
    letter = post.text("workshop_booked")
    assert "When: Tuesday 10 November 2026, 12:00 noon to 13:30 (Oxford time)" in letter
    assert f"Join here: {ROOM}" in letter
    assert ROOM not in post.text("workshop_waiting")
    files = [[name for name, *_ in letter.attachments] for letter in mail.outbox]
    assert sorted(files) == [[], ["workshop.ics"]]


def test_a_place_that_comes_free_is_told_to_its_new_owner(post):
    _, (first, second) = full()
    booking_machine.fire("give_up", first, by=first.student.user)
    post()
    assert post.told == [("workshop_place_came_free", second.student.user_id)]
    assert "There is nothing to confirm." in post.text("workshop_place_came_free")


def test_who_is_taken_off_reads_why(post):
    _, (first, _) = full()
    booking_machine.fire("take_off", first, by=OfficeFactory(), comment="You asked us by phone.")
    post()
    assert ("workshop_taken_off", first.student.user_id) in post.told
    assert "“You asked us by phone.”" in post.text("workshop_taken_off")


def test_a_cancelled_workshop_is_told_with_its_reason_to_everybody(post):
    workshop, bookings = full()
    workshop_machine.fire("cancel", workshop, by=OfficeFactory(), comment="The room is flooded.")
    post()
    assert post.told == [("workshop_cancelled", one.student.user_id) for one in bookings]
    assert "“The room is flooded.”" in post.text("workshop_cancelled")


def test_a_changed_workshop_is_told_with_old_and_new(post):
    workshop, bookings = full(mode="online")
    later = workshop.starts_at + timedelta(hours=2)
    new = {"starts_at": later, "ends_at": later + timedelta(hours=1), "joining_link": f"{ROOM}2"}
    workshop_machine.fire("move", workshop, by=OfficeFactory(), comment="Two at once.", **new)
    post()
    changed = [one for kind, one in post.told if kind == "workshop_changed"]
    assert changed == [one.student.user_id for one in bookings]
    letters = Message.objects.filter(alert__kind="workshop_changed").order_by("pk")
    with_a_place, waiting = letters.values_list("body_text", flat=True)
    for line in (
        "“Two at once.",
        "Time: Tuesday 10 November 2026, 12:00 noon to 13:30 (Oxford time), "
        "now Tuesday 10 November 2026, 14:00 to 15:00 (Oxford time)",
    ):
        assert line in " ".join(with_a_place.split())
        assert line in " ".join(waiting.split())
    assert f"Join here: {ROOM}2" in with_a_place
    assert ROOM not in waiting


def test_only_new_words_tell_nobody(post):
    workshop, _ = full(waiting=0)
    workshop_machine.fire("revise", workshop, by=OfficeFactory(), title="A CV on one page")
    post()
    assert {kind for kind, _ in post.told} == {"workshop_booked"}


@pytest.mark.parametrize(
    ("starts", "reminded"),
    [
        (datetime(2026, 11, 12, 14, tzinfo=clock.OXFORD), datetime(2026, 11, 11, 14, tzinfo=UTC)),
        # On Sunday nobody is written to, and on Wednesday nobody at seven.
        (datetime(2026, 11, 16, 14, tzinfo=clock.OXFORD), datetime(2026, 11, 13, 20, tzinfo=UTC)),
        (datetime(2026, 11, 12, 7, tzinfo=clock.OXFORD), datetime(2026, 11, 10, 20, tzinfo=UTC)),
    ],
)
def test_a_reminder_comes_the_day_before_at_a_sensible_hour(starts, reminded):
    workshop = WorkshopFactory(starts_at=starts)
    BookingFactory(workshop=workshop)
    BookingFactory(workshop=workshop, state="waiting")
    assert chase("workshop_is_tomorrow", reminded - timedelta(seconds=1)) == []
    assert len(chase("workshop_is_tomorrow", reminded)) == 1
    assert len(chase("workshop_is_tomorrow", reminded + timedelta(hours=1))) == 1


def test_a_reminder_follows_a_workshop_that_moves():
    workshop = WorkshopFactory()
    BookingFactory(workshop=workshop)
    day = timedelta(days=1)
    assert len(chase("workshop_is_tomorrow", workshop.starts_at - day)) == 1
    later = workshop.starts_at + 2 * day
    with time_machine.travel(workshop.starts_at - day, tick=False):
        new = {"starts_at": later, "ends_at": later + timedelta(hours=1)}
        workshop_machine.fire("move", workshop, by=OfficeFactory(), **new)
    assert len(chase("workshop_is_tomorrow", later - day)) == 2


def test_a_reminder_of_a_place_given_up_is_not_sent():
    booking = BookingFactory()
    Alert.objects.all().delete()
    with time_machine.travel(booking.workshop.starts_at - timedelta(days=2), tick=False):
        booking_machine.fire("give_up", booking, by=booking.student.user)
    assert chase("workshop_is_tomorrow", booking.workshop.starts_at - timedelta(days=1)) == []


def test_the_calendar_file_tells_the_link_to_who_has_a_place_alone(client):
    booking = BookingFactory(workshop__mode="online", workshop__title="Making a CV")
    address = f"/workshops/{booking.workshop.pk}/calendar.ics"

    def event(user=None):
        if user:
            client.force_login(user)
        (found,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
        return found

    for user in (None, BookingFactory(workshop=booking.workshop, state="waiting").student.user):
        assert ROOM not in event(user).to_ical().decode()
    shown = event(booking.student.user)
    assert f"Join here: {ROOM}" in str(shown["description"])
    starts = booking.workshop.starts_at
    assert (str(shown["summary"]), shown.decoded("dtstart")) == ("Making a CV", starts)
    Workshop.objects.update(state="cancelled")
    assert str(event()["status"]) == "CANCELLED"
    assert event()["uid"] == shown["uid"]
