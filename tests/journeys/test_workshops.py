"""Workshops in a browser: booked without scripts and with the keyboard alone, and open to all."""

import pytest
from playwright.sync_api import expect

from tests.factories import OfficeFactory, StudentFactory
from tests.journeys.hosts import button, link, main
from tests.journeys.test_accessible import STILL, assert_all_right, problems_of
from tests.journeys.test_keyboard import press
from tests.workshops.factories import BookingFactory, WorkshopFactory
from workshops.models import Booking, Workshop

pytestmark = pytest.mark.django_db(transaction=True)


def states() -> list[str]:
    return list(Booking.objects.order_by("pk").values_list("state", flat=True))


def test_a_place_is_waited_for_and_given_up_without_scripts(person):
    workshop = WorkshopFactory(title="Making a CV", places=1)
    BookingFactory(workshop=workshop)
    page = person(StudentFactory().user, java_script_enabled=False)
    page.goto("/")
    link(page, "See it and book").click()
    link(page, "Making a CV").click()
    button(page, "Join the waiting list").click()
    expect(main(page)).to_contain_text("You are number 1 on the waiting list.")
    link(page, "Leave the waiting list").click()
    expect(main(page)).to_contain_text("If you come back later, you are last in line.")
    button(page, "Leave the waiting list").click()
    expect(main(page)).to_contain_text("You have left the waiting list.")
    expect(button(page, "Join the waiting list")).to_be_visible()
    assert states() == ["booked", "cancelled"]


def test_a_place_is_booked_and_given_up_with_the_keyboard_alone(person):
    workshop = WorkshopFactory(title="Making a CV")
    page = person(StudentFactory().user)
    page.goto("/workshops/")
    press(page, link(page, workshop.title))
    press(page, button(page, "Book a place"))
    expect(main(page)).to_contain_text("You have a place.")
    press(page, link(page, "Give up my place"))
    press(page, button(page, "Give up my place"))
    expect(main(page)).to_contain_text("You have given up your place.")
    assert states() == ["cancelled"]


def test_the_office_announces_moves_and_cancels(person):
    workshop = WorkshopFactory(title="Making a CV", state="draft")
    page = person(OfficeFactory())
    address = f"/office/workshops/workshop/{workshop.pk}/change/"
    page.goto(address)
    page.get_by_role("link", name="Announce").click()
    page.get_by_role("button", name="Announce").click()
    page.get_by_role("link", name="Change time or place").click()
    page.get_by_label("Place").fill("Hall 7")
    page.get_by_role("button", name="Change time or place").click()
    page.get_by_role("link", name="Cancel the workshop").click()
    page.get_by_label("Comment").fill("Flooded.")
    page.get_by_role("button", name="Cancel the workshop").click()
    page.wait_for_url(f"**{address}")
    stored = Workshop.objects.get()
    assert (stored.state, stored.place) == ("cancelled", "Hall 7")


def test_the_page_between_terms_is_open_to_everybody(visitor):
    assert problems_of(visitor(**STILL), "/workshops/") == {}


def test_what_a_student_and_the_office_see_is_open_to_everybody(person):
    student = StudentFactory()
    free = WorkshopFactory(title="unbreakable" * 8, summary="long" * 40, description="## A\n\n- b")
    mine = BookingFactory(student=student, workshop__mode="online").workshop
    full = BookingFactory(workshop__places=1).workshop
    assert_all_right(
        person(student.user, **STILL),
        [
            "/",
            "/workshops/",
            *(f"/workshops/{one.pk}/" for one in (free, mine, full)),
            f"/workshops/{mine.pk}/give-up/",
        ],
    )
    rooms = "/office/workshops/workshop/"
    assert_all_right(
        person(OfficeFactory(), **STILL),
        [
            rooms,
            f"{rooms}add/",
            *(f"{rooms}{mine.pk}/{page}/" for page in ("change", "do/move", "do/revise")),
            f"/office/workshops/booking/?workshop__id__exact={mine.pk}",
        ],
    )
