"""The pages on which workshops are read and booked (ST-18)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from microinternships import clock
from tests.factories import (
    HostFactory,
    OfficeFactory,
    StudentFactory,
    UserFactory,
)
from tests.workshops.factories import BookingFactory, WorkshopFactory
from workshops.models import Booking

pytestmark = pytest.mark.django_db
LIST = reverse("workshops:workshops")
ROOM = "https://meet.example.org/room"
BOOK, JOIN = ">Book a place</button>", ">Join the waiting list</button>"


def page(workshop, name: str = "workshop") -> str:
    return reverse(f"workshops:{name}", args=[workshop.pk])


def text(client, url: str, user=None) -> str:
    if user:
        client.force_login(user)
    return client.get(url).content.decode()


def said(response) -> list[str]:
    return [str(one) for one in response.context["messages"]]


def test_what_comes_is_listed_by_date_with_where_each_stands(client):
    student = StudentFactory()
    noon = clock.noon(clock.today())
    days = {n: {"starts_at": noon + timedelta(days=n)} for n in range(1, 7)}
    waits = WorkshopFactory(title="Wait", places=1, **days[4])
    BookingFactory(workshop=waits)
    BookingFactory(workshop=waits, student=student, state="waiting")
    BookingFactory(workshop=WorkshopFactory(title="Mine", **days[3]), student=student)
    full = WorkshopFactory(title="Full", places=1, **days[2])
    BookingFactory(workshop=full)
    BookingFactory(workshop=full, student=student, state="cancelled")
    WorkshopFactory(title="Last", places=1, **days[5])
    WorkshopFactory(title="Free", places=20, **days[1])
    for state in ("draft", "cancelled"):
        WorkshopFactory(state=state, **days[6])
    WorkshopFactory(starts_at=clock.now() - timedelta(hours=2), ends_at=clock.now())
    now = clock.now()
    WorkshopFactory(title="Now", starts_at=now, ends_at=now + timedelta(hours=1))
    client.force_login(student.user)
    rows = client.get(LIST).context["rows"]
    assert [(one.title, standing.word) for one, standing in rows] == [
        ("Now", "Under way"),
        ("Free", "20 places left"),
        ("Full", "Full"),
        ("Mine", "You have a place"),
        ("Wait", "You are waiting"),
        ("Last", "1 place left"),
    ]


def test_between_terms_the_page_offers_the_mailing_list(client):
    WorkshopFactory(state="draft")
    shown = text(client, LIST)
    assert "No workshop is announced now" in shown
    assert f'action="{reverse("alerts:subscribe")}"' in shown
    WorkshopFactory()
    assert "No workshop is announced now" not in text(client, LIST)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_list_costs_the_same_however_many(client, rows, django_assert_num_queries):
    for one in WorkshopFactory.create_batch(rows):
        BookingFactory(workshop=one)
    with django_assert_num_queries(1):
        client.get(LIST)


def test_a_student_books_and_reads_where_it_is(client):
    workshop, student = WorkshopFactory(mode="online", places=4), StudentFactory()
    shown = text(client, page(workshop), student.user)
    assert BOOK in shown
    assert "4 of 4 left" in shown
    assert ROOM not in shown
    answer = client.post(page(workshop, "book"), follow=True)
    assert answer.redirect_chain == [(page(workshop), 302)]
    assert said(answer) == [
        "You have a place. We have sent you an e-mail that says when and where."
    ]
    shown = answer.content.decode()
    assert f'<a href="{ROOM}" rel="external">' in shown
    assert BOOK not in shown
    assert page(workshop, "give_up") in shown


def test_without_a_free_place_a_student_joins_the_line(client):
    workshop, student = WorkshopFactory(mode="online", places=2), StudentFactory()
    BookingFactory.create_batch(2, workshop=workshop)
    BookingFactory(workshop=workshop, state="waiting")
    shown = text(client, page(workshop), student.user)
    assert JOIN in shown
    assert "All 2 are taken, and 1 student waits" in shown
    answer = client.post(page(workshop, "book"), follow=True)
    assert said(answer) == [
        "You are number 2 on the waiting list. We write to you when a place is yours."
    ]
    shown = answer.content.decode()
    assert "You are number 2 on the waiting list." in shown
    assert ROOM not in shown


@pytest.mark.parametrize(
    ("state", "waiting", "asks", "told"),
    [
        ("booked", 0, "Nobody is waiting", "You have given up your place."),
        ("booked", 2, "2 students are waiting", "You have given up your place."),
        ("booked", 1, "1 student is waiting", "You have given up your place."),
        ("waiting", 0, "Whoever waits behind you", "You have left the waiting list."),
    ],
)
def test_a_student_is_asked_before_a_place_is_given_up(client, state, waiting, asks, told):
    booking = BookingFactory(state=state, workshop__places=1)
    if state == "waiting":
        BookingFactory(workshop=booking.workshop)
    BookingFactory.create_batch(waiting, workshop=booking.workshop, state="waiting")
    address = page(booking.workshop, "give_up")
    assert asks in text(client, address, booking.student.user)
    booking.refresh_from_db()
    assert booking.state == state
    answer = client.post(address, follow=True)
    assert said(answer) == [f"{told} Until it begins you can book again."]
    booking.refresh_from_db()
    assert booking.state == "cancelled"


def test_giving_up_twice_says_what_is_so(client):
    booking = BookingFactory(state="cancelled")
    client.force_login(booking.student.user)
    answer = client.post(page(booking.workshop, "give_up"), follow=True)
    assert said(answer) == ["You have no place at this workshop, and you do not wait for one."]


def test_what_is_refused_is_said_on_the_page(client):
    held = BookingFactory(workshop__title="Making a CV")
    other = WorkshopFactory()
    assert "You have a place at “Making a CV” at that time" in text(
        client, page(other), held.student.user
    )
    answer = client.post(page(other, "book"), follow=True)
    assert [one[:42] for one in said(answer)] == ["You have a place at “Making a CV” at that "]
    assert Booking.objects.count() == 1


def test_who_is_no_student_reads_and_has_no_button(client):
    workshop = WorkshopFactory()
    shown = text(client, page(workshop))
    assert f'href="{reverse("account_login")}?next={page(workshop)}"' in shown
    for user in (HostFactory().user, OfficeFactory(), UserFactory()):
        shown = text(client, page(workshop), user)
        assert BOOK not in shown
        assert "Workshops are booked by students." in shown
        assert client.post(page(workshop, "book")).status_code == 404


@pytest.mark.parametrize(("when", "button"), [(-1, True), (0, False), (1, False)])
def test_the_button_is_there_until_the_second_in_which_it_begins(client, when, button):
    workshop, student = WorkshopFactory(), StudentFactory()
    client.force_login(student.user)
    with clock.standing_at(workshop.starts_at + timedelta(seconds=when)):
        assert (BOOK in text(client, page(workshop))) == button


def test_a_cancelled_workshop_says_so_and_a_draft_is_the_offices(client):
    cancelled, draft = (WorkshopFactory(state=state) for state in ("cancelled", "draft"))
    assert "This workshop does not take place" in text(client, page(cancelled))
    assert client.get(page(draft)).status_code == 404
    assert "This is a draft" in text(client, page(draft), OfficeFactory(role="viewer"))
