"""The site as on another day: for one session, with real times in the history."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from applications.models import Offer
from demo.people import BY_KEY
from demo.programme.cycles import PLANS
from demo.viewing import KEY
from microinternships import clock, phrases
from microinternships.models import Transition
from placements.models import Advert, Cycle

pytestmark = pytest.mark.usefixtures("demo")


def closing():
    return Cycle.objects.get(name=PLANS["open"].name).first_round.closes_at


def view_at(client, milestone):
    return client.post("/demo/view/milestone/", {"milestone": milestone.isoformat()})


def viewed(client):
    kept = client.session.get(KEY)
    return datetime.fromisoformat(kept) if kept else None


def test_a_milestone_is_viewed_as_just_after_it(client):
    answer = view_at(client, closing())
    assert (answer.status_code, answer.url) == (302, "/demo/")
    moment = closing() + timedelta(minutes=1)
    assert viewed(client) == moment
    banner = f"You see the site as on {phrases.when(moment).removesuffix(' (Oxford time)')}."
    assert banner in as_text(client.get("/"))
    assert banner in as_text(client.get("/dates/"))


def as_text(answer):
    """A page's words, without what only marks a time up."""
    return re.sub(r"</?time[^>]*>", "", answer.content.decode())


def test_rules_follow_the_day_that_is_viewed_by_that_session_alone(client):
    sam, other = client, Client()
    for one in (sam, other):
        one.post("/demo/sign-in/sam/")
    advert = Advert.objects.open(clock.now()).filter(mode="in_person").first()
    view_at(sam, closing())
    assert not may_apply(sam, advert)
    assert may_apply(other, advert)


def may_apply(client, advert):
    return f"/adverts/{advert.pk}/apply/" in client.get(f"/adverts/{advert.pk}/").content.decode()


def test_a_day_and_an_hour_are_in_oxford(client):
    client.post("/demo/view/day/", {"day": "2027-07-01", "hour": "09:30"})
    assert viewed(client) == datetime(2027, 7, 1, 9, 30, tzinfo=clock.OXFORD)
    page = as_text(client.get("/demo/"))
    assert "You see the site as on Thursday 1 July 2027, 9:30." in page


@pytest.mark.parametrize(
    ("address", "typed", "sentence"),
    [
        ("/demo/view/day/", {"day": "", "hour": "09:30"}, "Choose a day."),
        (
            "/demo/view/day/",
            {"day": "31/31", "hour": "09:30"},
            "Choose a day of the calendar.",
        ),
        ("/demo/view/day/", {"day": "2027-07-01", "hour": "25:00"}, "Enter a time like 14:00."),
        (
            "/demo/view/milestone/",
            {"milestone": "1999-12-31T12:00:00+00:00"},
            "Choose one of the milestones in the list.",
        ),
    ],
)
def test_what_cannot_be_viewed_is_refused_beside_the_field(client, address, typed, sentence):
    answer = client.post(address, typed)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert viewed(client) is None


def test_the_day_stays_when_somebody_else_signs_in(client):
    view_at(client, closing())
    client.post("/demo/sign-in/hannah/")
    assert viewed(client) == closing() + timedelta(minutes=1)


def test_the_office_sees_it_beside_the_title(client):
    client.post("/demo/sign-in/olive/")
    assert "A demonstration" in client.get("/office/").content.decode()
    view_at(client, closing())
    moment = phrases.when(closing() + timedelta(minutes=1))
    assert f"A demonstration, as on {moment}" in client.get("/office/").content.decode()


@pytest.mark.parametrize(
    ("page", "goes_to"),
    [
        ("/dates/?cycle=1", "/dates/?cycle=1"),
        ("", "/demo/"),
        ("https://elsewhere.example/", "/demo/"),
        ("//elsewhere.example/", "/demo/"),
    ],
)
def test_back_to_today_returns_to_the_page_and_never_elsewhere(client, page, goes_to):
    view_at(client, closing())
    answer = client.post("/demo/view/today/", {"next": page})
    assert (answer.status_code, answer.url) == (302, goes_to)
    assert viewed(client) is None
    assert "You see the site as on" not in client.get("/").content.decode()


@pytest.mark.parametrize("name", ["day", "milestone", "today"])
def test_looking_changes_no_day(client, name):
    assert client.get(f"/demo/view/{name}/").status_code == 405


def test_what_is_done_counts_at_the_viewed_time_and_history_keeps_the_real_one(client):
    client.post("/demo/sign-in/olga/")
    offer = olgas_offer()
    later = clock.now() + timedelta(hours=6)
    set_moment(client, later)
    client.post(f"/offers/{offer.pk}/decline/")
    offer.refresh_from_db()
    assert (offer.state, offer.answered_at) == ("declined", later)
    written = Transition.objects.of(offer).last()
    assert abs(written.at - clock.real_now()) < timedelta(minutes=5)


def test_after_its_deadline_an_offer_cannot_be_declined(client):
    client.post("/demo/sign-in/olga/")
    offer = olgas_offer()
    set_moment(client, offer.respond_by)
    client.post(f"/offers/{offer.pk}/decline/")
    offer.refresh_from_db()
    assert offer.state == "made"


def olgas_offer():
    return Offer.objects.get(application__student__email=BY_KEY["olga"].email)


def set_moment(client, moment):
    session = client.session
    session[KEY] = moment.isoformat()
    session.save()
